"""`poshtiban replay` as it is called: worked figures, two drafts, hostile files, and nothing half-written."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.clock import TurnedClock
from app.commands import replay
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.i18n import speaking

TERMS = """
code = "UC-T"
kind = "UC"
title = { fa = "نمونه", en = "Sample" }
time_zone = "Asia/Tehran"
contractor = "C1"

[[version]]
number = 1
effective_from = 2024-03-20

[version.prices]
visit_fee = 2500000
pm_fee = 1800000

[[version.target]]
metric = "arrive"
unit = "hours"
limit = 2
services = ["EM"]

[[version.target]]
metric = "pm"
unit = "window"
services = ["PM"]

[[version.pause]]
owner = "merchant"
stops = ["arrive"]

[[version.clause]]
code = "5"
metric = "arrive"
title = { fa = "دیرکرد حضور", en = "Late on site" }
unit = "hour"
base = "visit_fee"
rate = "10%"
most_units = 2

[[version.clause]]
code = "2"
metric = "pm"
title = { fa = "بازدید دیرکرد", en = "Late visit" }
unit = "week"
base = "pm_fee"
rate = "10%"
item_cap_rate = "100%"
"""

JOBS = """\
service,job,terminal,contractor,due_from,due_to
EM,half-an-hour,10020030,C1,,
EM,two-hours,10020030,C1,,
EM,three-hours,10020030,C1,,
EM,merchant-waited,10020030,C1,,
EM,own-wait,10020030,C1,,
PM,one-day,10020031,C1,2026-04-01,2026-04-05
PM,eight-days,10020031,C1,2026-04-01,2026-04-05
PM,thirty-days,10020031,C1,2026-04-01,2026-04-05
PM,eighty-days,10020031,C1,2026-04-01,2026-04-05
PM,last-second,10020031,C1,2026-04-01,2026-04-05
PM,forgiven,10020031,C1,2026-04-01,2026-04-05
"""

EVENTS = """\
job,at,event,reason,owner,value,source,recorded_at
half-an-hour,2026-04-04T10:30,arrived,,,,,
half-an-hour,2026-04-04T08:00,dispatched,,,C1,,
two-hours,2026-04-04T08:00:00+03:30,dispatched,,,C1,app,
two-hours,2026-04-04T08:30:00Z,arrived,,,,,
three-hours,2026-04-04T08:00,dispatched,,,C1,,
three-hours,2026-04-04T13:00,arrived,,,,,
merchant-waited,2026-04-04T08:00,dispatched,,,C1,,
merchant-waited,2026-04-04T08:30,paused,,merchant,,,
merchant-waited,2026-04-04T09:00,resumed,,,,,
merchant-waited,2026-04-04T10:30,arrived,,,,,
own-wait,2026-04-04T08:00,dispatched,,,C1,,
own-wait,2026-04-04T08:30,paused,,contractor,,,
own-wait,2026-04-04T09:00,resumed,,,,,
own-wait,2026-04-04T10:10,arrived,,,,,
one-day,2026-04-06T10:00,resolved,,,,,
eight-days,2026-04-13T10:00,resolved,,,,,
thirty-days,2026-05-05T10:00,resolved,,,,,
eighty-days,2026-06-24T10:00,resolved,,,,,
last-second,2026-04-05T23:59:59,resolved,,,,,
forgiven,2026-04-06T09:00,excused,refused,,,,
"""

PRICED = [
    # clause, job, due, done, quantity, unit, base, rate, amount, payable, reason
    (
        "5",
        "half-an-hour",
        "04T10:00:00",
        "04T10:30:00",
        "1",
        "hour",
        "visit_fee",
        "0.1",
        250_000,
        250_000,
        "",
    ),
    ("5", "two-hours", "04T10:00:00", "04T12:00:00", "2", "hour", "visit_fee", "0.1", 500_000, 500_000, ""),
    (
        *("5", "three-hours", "04T10:00:00", "04T13:00:00", "3", "hour", "visit_fee", "0.1"),
        *(750_000, 500_000, "most-units"),
    ),
    ("5", "three-hours", "04T10:00:00", "04T13:00:00", "", "", "", "", 0, 0, "most-units: -250000"),
    ("5", "own-wait", "04T10:00:00", "04T10:10:00", "1", "hour", "visit_fee", "0.1", 250_000, 250_000, ""),
    ("2", "one-day", "06T00:00:00", "06T10:00:00", "1", "week", "pm_fee", "0.1", 180_000, 180_000, ""),
    ("2", "eight-days", "06T00:00:00", "13T10:00:00", "2", "week", "pm_fee", "0.1", 360_000, 360_000, ""),
    ("2", "thirty-days", "06T00:00:00", "05-05T10:00:00", "5", "week", "pm_fee", "0.1", 900_000, 900_000, ""),
    (
        *("2", "eighty-days", "06T00:00:00", "06-24T10:00:00", "12", "week", "pm_fee", "0.1"),
        *(2_160_000, 1_800_000, "item-cap"),
    ),
    ("2", "eighty-days", "06T00:00:00", "06-24T10:00:00", "", "", "", "", 0, 0, "item-cap: -360000"),
]

C1 = {
    "obligations": 11,
    "met": 2,
    "missed": 8,
    "excused": 1,
    "running": 0,
    "compliance": 20.0,
    "gross": 5_350_000,
    "payable": 4_740_000,
}


class Desk:
    """A folder with the files of a what-if, and the command."""

    def __init__(self, folder: Path, clock: TurnedClock) -> None:
        self.folder = folder
        self.output = folder / "out"
        self.clock = clock
        self.write("a.toml", TERMS)
        self.write("jobs.csv", JOBS)
        self.write("events.csv", EVENTS)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def replay(self, *more: str, agreements: tuple[str, ...] = ("a.toml",), **options: str) -> int:
        asked = {"jobs": "jobs.csv", "events": "events.csv", "period": "2026-03-21/2026-04-21", **options}
        words = ["replay"]
        for name in agreements:
            words += ["--agreement", str(self.folder / name)]
        for option, value in asked.items():
            path = str(self.folder / value) if option in {"jobs", "events"} else value
            words += [f"--{option.replace('_', '-')}", path]
        return self.called(*words, "--output", str(self.output), *more)

    def called(self, *words: str) -> int:
        parser = CommandLine(prog="poshtiban")
        with speaking("en"):
            replay.add_to(parser.add_subparsers(), common_options())
            arguments = parser.parse_args(words)
            return int(arguments.run(arguments, self.clock))

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.output / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def summary(self) -> dict[str, dict[str, object]]:
        contractors = json.loads((self.output / "summary.json").read_text(encoding="utf-8"))["contractors"]
        assert isinstance(contractors, dict)
        return contractors

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.output)): path.read_bytes()
            for path in self.output.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def desk(tmp_path: Path, clock: TurnedClock) -> Desk:
    return Desk(tmp_path, clock)


def test_worked_figures_of_clocks_penalties_and_summary(desk: Desk) -> None:
    assert desk.replay() == 0
    assert desk.summary() == {"C1": C1}
    clocks = {row["job"]: row for row in desk.rows("clocks.csv")}
    assert clocks["three-hours"] == {
        "job": "three-hours",
        "agreement": "UC-T",
        "version": "1",
        "metric": "arrive",
        "contractor": "C1",
        "target": "2",
        "unit": "hours",
        "started": "2026-04-04T08:00:00+03:30",
        "due": "2026-04-04T10:00:00+03:30",
        "stopped": "2026-04-04T13:00:00+03:30",
        "paused_seconds": "0",
        "used_seconds": "18000",
        "overrun_seconds": "10800",
        "state": "missed",
    }
    waited = clocks["merchant-waited"]
    assert (waited["due"], waited["paused_seconds"], waited["used_seconds"], waited["state"]) == (
        *("2026-04-04T10:30:00+03:30", "1800", "7200", "met"),
    )
    visit = clocks["one-day"]
    assert (visit["started"], visit["due"], visit["target"], visit["unit"], visit["state"]) == (
        *("2026-04-01T00:00:00+03:30", "2026-04-06T00:00:00+03:30", "", "window", "missed"),
    )
    assert (clocks["last-second"]["state"], clocks["forgiven"]["state"]) == ("met", "excused")
    assert len(clocks) == 11


def test_every_line_of_penalty_is_explained(desk: Desk) -> None:
    assert desk.replay() == 0
    rows = desk.rows("penalties.csv")
    told = [tuple(row.values()) for row in rows]
    terminal = {"5": "10020030", "2": "10020031"}
    metric = {"5": "arrive", "2": "pm"}
    for row, line in zip(told, PRICED, strict=True):
        clause, job, due, done, *rest = line
        month_due = f"2026-04-{due}+03:30"
        month_done = f"2026-{done}+03:30" if done.count("-") == 1 else f"2026-04-{done}+03:30"
        head = ("C1", "UC-T", "1", clause, job, terminal[clause], metric[clause], month_due, month_done)
        assert row == (*head, *map(str, rest))


def test_lines_of_caps_add_nothing_to_the_sums(desk: Desk) -> None:
    assert desk.replay() == 0
    rows = desk.rows("penalties.csv")
    sums = {name: sum(int(row[name]) for row in rows) for name in ("amount", "payable")}
    assert sums == {"amount": C1["gross"], "payable": C1["payable"]}
    taken = sum(int(row["reason"].split(": ")[1]) for row in rows if not row["quantity"])
    assert sums["amount"] + taken == sums["payable"]


@pytest.mark.parametrize(
    ("written", "told"),
    [("hours", "working hours"), ("minutes", "working minutes"), ("working days", "working days")],
)
def test_the_unit_says_whether_a_calendar_counts(desk: Desk, written: str, told: str) -> None:
    hours = '[calendars.day]\nweekly = { sat = [["08:00", "20:00"]] }\n'
    office = TERMS.replace("[[version]]", hours + "\n[[version]]").replace(
        'unit = "hours"\nlimit = 2\n', f'unit = "{written}"\nlimit = 2\ncalendar = "day"\n'
    )
    desk.write("a.toml", office)
    assert desk.replay() == 0
    units = {row["job"]: row["unit"] for row in desk.rows("clocks.csv")}
    assert (units["three-hours"], units["one-day"]) == (told, "window")


@pytest.mark.parametrize(
    "period",
    ["20260321/20260421", "2026-W12-6/2026-W17-2", "2026-03-21/20260421", "۲۰۲۶-۰۳-۲۱/۲۰۲۶-۰۴-۲۱"],
)
def test_a_period_is_written_in_one_way(desk: Desk, period: str) -> None:
    with pytest.raises(BadInput, match="--period"):
        desk.replay(period=period)


def test_twice_the_same_bytes(desk: Desk) -> None:
    assert desk.replay() == 0
    first = desk.files()
    assert desk.replay() == 0
    assert desk.files() == first
    assert set(first) == {"clocks.csv", "penalties.csv", "summary.json"}


def test_the_order_of_the_events_does_not_matter(desk: Desk) -> None:
    assert desk.replay() == 0
    first = desk.files()
    heading, *lines = EVENTS.splitlines()
    desk.write("events.csv", "\n".join([heading, *reversed(lines)]) + "\n")
    assert desk.replay() == 0
    assert desk.files() == first


@pytest.mark.parametrize(
    "given",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.replace("half-an-hour", '"half-an-hour"').encode(),
    ],
    ids=["bom", "crlf", "semicolon", "blank lines", "quotes"],
)
def test_a_file_may_be_written_in_several_ways(desk: Desk, given: Callable[[str], bytes]) -> None:
    desk.write("jobs.csv", given(JOBS))
    desk.write("events.csv", given(EVENTS))
    assert desk.replay() == 0
    assert desk.summary() == {"C1": C1}


def test_what_is_due_at_a_closing_midnight_belongs_to_the_day_that_ends(desk: Desk) -> None:
    desk.write("jobs.csv", "job,service,contractor\nnight,EM,C1\n")
    desk.write(
        "events.csv", "job,at,event\nnight,2026-04-20T22:00,dispatched\nnight,2026-04-21T00:00,arrived\n"
    )
    no_data = dict.fromkeys(C1, 0) | {"compliance": None}
    assert desk.replay() == 0
    assert desk.summary() == {"C1": no_data | {"obligations": 1, "met": 1, "compliance": 100.0}}
    assert desk.replay(period="2026-04-21/2026-05-21") == 0
    assert desk.summary() == {"C1": no_data}
    assert desk.rows("clocks.csv") == []


def test_as_of_leaves_out_what_happened_later(desk: Desk) -> None:
    assert desk.replay("--as-of", "2026-04-04T09:30") == 0
    states = {row["job"]: row["state"] for row in desk.rows("clocks.csv")}
    assert states["half-an-hour"] == "running"
    assert states["one-day"] == "running"
    assert desk.summary()["C1"]["running"] == 11
    assert desk.summary()["C1"]["compliance"] is None
    assert desk.replay("--as-of", "2026-04-04T08:45+03:30") == 0
    paused = {row["job"]: (row["state"], row["due"]) for row in desk.rows("clocks.csv")}
    assert paused["merchant-waited"] == ("paused", "")


def test_a_clock_starts_at_the_report_where_nobody_dispatched(desk: Desk) -> None:
    desk.write("jobs.csv", "job,service,contractor\ncall,EM,C1\n")
    desk.write("events.csv", "job,at,event\ncall,2026-04-04T11:00,arrived\ncall,2026-04-04T08:00,reported\n")
    assert desk.replay() == 0
    (row,) = desk.rows("clocks.csv")
    assert (row["started"], row["overrun_seconds"]) == ("2026-04-04T08:00:00+03:30", "3600")


@pytest.mark.parametrize(
    ("source", "recorded", "due"),
    [
        # Begun at 08:30 and told 72 hours later at most: the half hour counts.
        ("", "2026-04-07T08:30", "10:30"),
        ("", "2026-04-07T08:31", "10:00"),
        ("app", "2026-04-07T08:31", "10:00"),
        ("contractor", "2026-04-07T08:31", "10:00"),
        ("", "", "10:30"),
        # When a log that was imported was written says nothing of when the wait was declared there.
        ("log", "2026-04-07T08:31", "10:30"),
    ],
)
def test_a_wait_that_was_recorded_too_late_takes_no_breach_back(
    desk: Desk, source: str, recorded: str, due: str
) -> None:
    desk.write("jobs.csv", "job,service,contractor\ncall,EM,C1\n")
    desk.write(
        "events.csv",
        "job,at,event,owner,source,recorded_at\n"
        "call,2026-04-04T08:00,dispatched,,,\n"
        f"call,2026-04-04T08:30,paused,merchant,{source},{recorded}\n"
        f"call,2026-04-04T09:00,resumed,,{source},{recorded}\n"
        "call,2026-04-04T10:20,arrived,,,\n",
    )
    assert desk.replay() == 0
    (row,) = desk.rows("clocks.csv")
    assert (row["due"], row["state"]) == (f"2026-04-04T{due}:00+03:30", "met" if due == "10:30" else "missed")


def test_a_visit_is_promised_for_days_whatever_hours_its_window_names(desk: Desk) -> None:
    window = "2026-04-01T09:00,2026-04-05T12:00"
    desk.write(
        "jobs.csv", f"job,service,contractor,due_from,due_to\nevening,PM,C1,{window}\nnight,PM,C1,{window}\n"
    )
    desk.write(
        "events.csv",
        "job,at,event\nevening,2026-04-05T23:59:59,resolved\nnight,2026-04-06T00:00,resolved\n",
    )
    assert desk.replay() == 0
    rows = {row["job"]: (row["started"], row["due"], row["state"]) for row in desk.rows("clocks.csv")}
    days = "2026-04-01T00:00:00+03:30", "2026-04-06T00:00:00+03:30"
    assert rows == {"evening": (*days, "met"), "night": (*days, "missed")}
    assert [(row["job"], row["quantity"]) for row in desk.rows("penalties.csv")] == [("night", "1")]


@pytest.mark.parametrize("value", ["C2", ""])
def test_another_contractor_and_its_dispatch_of_one_instant(desk: Desk, value: str) -> None:
    desk.write("jobs.csv", "job,service,contractor\ncall,EM,C1\n")
    desk.write("a.toml", TERMS.replace('contractor = "C1"\n', ""))
    desk.write(
        "events.csv",
        "job,at,event,value\n"
        f"call,2026-04-04T09:00,dispatched,{value}\n"
        "call,2026-04-04T09:00,contractor,C2\n"
        "call,2026-04-04T08:00,dispatched,C1\n"
        "call,2026-04-04T11:30,arrived,\n",
    )
    assert desk.replay() == 0
    clocks = [(row["contractor"], row["due"], row["state"]) for row in desk.rows("clocks.csv")]
    assert clocks == [
        ("C1", "2026-04-04T10:00:00+03:30", "cancelled"),
        ("C2", "2026-04-04T11:00:00+03:30", "missed"),
    ]


@pytest.mark.parametrize(
    ("decision", "state", "charged"),
    [
        ("", "missed", [("0", "0", "waits-for-decision")]),
        (
            "call,2026-04-05T08:00,wait-refused,,2026-04-04T05:00:00+00:00\n",
            "missed",
            [("250000", "250000", "")],
        ),
        ("call,2026-04-05T08:00,wait-approved,,2026-04-04T05:00:00+00:00\n", "met", []),
    ],
)
def test_a_wait_that_nobody_has_decided_blocks_the_penalty_alone(
    desk: Desk, decision: str, state: str, charged: list[tuple[str, ...]]
) -> None:
    desk.write(
        "a.toml", TERMS.replace('stops = ["arrive"]', 'stops = ["arrive"]\napproval_above_minutes = 10')
    )
    desk.write("jobs.csv", "job,service,contractor\ncall,EM,C1\n")
    desk.write(
        "events.csv",
        "job,at,event,owner,value\n"
        "call,2026-04-04T08:00,dispatched,,\n"
        "call,2026-04-04T08:30,paused,merchant,\n"
        "call,2026-04-04T09:00,resumed,,\n"
        "call,2026-04-04T10:20,arrived,,\n" + decision,
    )
    assert desk.replay() == 0
    assert [row["state"] for row in desk.rows("clocks.csv")] == [state]
    lines = [(row["amount"], row["payable"], row["reason"]) for row in desk.rows("penalties.csv")]
    assert lines == charged


def test_a_price_is_overridden_in_every_version(desk: Desk) -> None:
    assert desk.replay("--price", "pm_fee=1000000", "--price", "visit_fee=0") == 0
    # 100,000 + 200,000 + 500,000 + 1,200,000 capped at 1,000,000
    assert (desk.summary()["C1"]["gross"], desk.summary()["C1"]["payable"]) == (2_000_000, 1_800_000)


DRAFT = TERMS.replace("limit = 2\n", "limit = 3\n").replace('rate = "10%"\nmost', 'rate = "20%"\nmost')


def test_two_drafts_of_one_agreement_are_compared(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("b.toml", DRAFT)
    assert desk.replay(agreements=("a.toml", "b.toml")) == 0
    assert desk.summary() == {"C1": C1}
    draft = json.loads((desk.output / "draft/summary.json").read_text())["contractors"]["C1"]
    # Those late by two hours and three are late by one and two: 500,000 + 1,000,000 + 3,600,000.
    assert (draft["met"], draft["missed"], draft["gross"], draft["payable"]) == (4, 6, 5_100_000, 4_740_000)
    figures = json.loads((desk.output / "diff.json").read_text())
    assert figures["contractors"]["C1"]["payable_difference"] == 0
    arrive = next(target for target in figures["targets"] if target["metric"] == "arrive")
    assert (arrive["before"]["limit"], arrive["after"]["limit"]) == (2, 3)
    counted = [arrive[name] for name in ("promises", "met_to_missed", "missed_to_met", "otherwise")]
    assert counted == [5, 0, 2, 0]
    assert {row["job"]: row["difference"] for row in desk.rows("diff.csv")} == {
        "three-hours": "500000",
        "half-an-hour": "-250000",
        "own-wait": "-250000",
    }
    told = capsys.readouterr().out
    assert "C1: 11 → 11 promises, kept 20.0 % → 40.0 %, payable 4,740,000 → 4,740,000 rial (0)" in told
    assert told == (desk.output / "diff.en.txt").read_text()
    assert "پیمانکاران، پیش ← پس" in (desk.output / "diff.fa.txt").read_text()


def test_drafts_that_promise_appointments_are_told_in_words(desk: Desk) -> None:
    appointment = '\n[[version.target]]\nmetric = "appointment"\nunit = "window"\nservices = ["INSTALL"]\n'
    desk.write("b.toml", TERMS.replace("\n[[version.pause]]", appointment + "\n[[version.pause]]", 1))
    desk.write(
        "jobs.csv",
        "job,service,contractor,due_from,due_to\nvisit,INSTALL,C1,2026-04-05T10:00,2026-04-05T12:00\n",
    )
    desk.write("events.csv", "job,at,event\nvisit,2026-04-05T11:00,arrived\n")
    assert desk.replay(agreements=("a.toml", "b.toml")) == 0
    assert "visit, Appointment, C1: not due in the period → met" in (desk.output / "diff.en.txt").read_text()
    assert "Appointment" not in (desk.output / "diff.fa.txt").read_text()


def test_what_an_earlier_call_left_is_no_part_of_the_next(desk: Desk) -> None:
    desk.write("b.toml", DRAFT)
    assert desk.replay(agreements=("a.toml", "b.toml")) == 0
    (desk.output / "notes.txt").write_text("mine")
    assert desk.replay() == 0
    assert set(desk.files()) == {"clocks.csv", "penalties.csv", "summary.json", "notes.txt"}
    assert not (desk.output / "draft").exists()


def test_agreements_of_different_codes_hold_together(desk: Desk) -> None:
    sla = TERMS.replace("UC-T", "SLA-T").replace('"UC"', '"SLA"').replace('contractor = "C1"\n', "")
    desk.write("sla.toml", sla)
    assert desk.replay(agreements=("a.toml", "sla.toml")) == 0
    assert desk.summary() == {"C1": C1}
    assert {row["agreement"] for row in desk.rows("clocks.csv")} == {"UC-T", "SLA-T"}
    assert set(desk.files()) == {"clocks.csv", "penalties.csv", "summary.json"}


def test_json_is_the_summary(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.replay("--json") == 0
    assert json.loads(capsys.readouterr().out)["contractors"] == {"C1": C1}


E1 = "half-an-hour,2026-04-04T10:30,arrived,,,,,"
HOSTILE = [
    (
        "jobs.csv",
        JOBS + "EM,two-hours,,C1,,\n",
        "jobs.csv, line 13, job: found 'two-hours', expected a job that no line above names",
    ),
    (
        "jobs.csv",
        JOBS.replace("EM,two", "XX,two"),
        "jobs.csv, line 3, service: found 'XX', expected one of EM, PM",
    ),
    ("jobs.csv", JOBS.replace("EM,two-hours", "EM,"), "jobs.csv, line 3, job: found nothing, expected a job"),
    (
        "jobs.csv",
        JOBS.replace("job,terminal", "job,terminus"),
        "jobs.csv, line 1, headings: found 'terminus', expected one of job, service",
    ),
    (
        "jobs.csv",
        JOBS.replace("service,job", "terminal,job"),
        "jobs.csv, line 1, headings: found 'terminal' twice",
    ),
    (
        "jobs.csv",
        "job,terminal\nx,1\n",
        "jobs.csv, line 1, service: found no such column, expected a column service",
    ),
    ("jobs.csv", "", "jobs.csv: found an empty file, expected a line of headings"),
    ("jobs.csv", JOBS + "EM,short\n", "jobs.csv, line 13: found 2 cells, expected 6 cells"),
    (
        "jobs.csv",
        JOBS.replace("2026-04-05\n", "2026-04-31\n", 1),
        "jobs.csv, line 7, due_to: found '2026-04-31', expected a date",
    ),
    (
        "jobs.csv",
        JOBS.replace("2026-04-05\n", "2026-03-05\n", 1),
        "jobs.csv, line 7, due_from: found '2026-04-01', expected a time before due_to",
    ),
    (
        "jobs.csv",
        JOBS + 'EM,"open,,,,\n',
        "jobs.csv, line 13: found unexpected end of data, expected a CSV file",
    ),
    (
        "jobs.csv",
        JOBS + f"EM,{'x' * 1_000_000},,,,\n",
        "jobs.csv, line 13: found field larger than field limit",
    ),
    (
        "jobs.csv",
        JOBS.encode() + b"EM,caf\xe9,,,,\n",
        "jobs.csv, line 13: found the byte 0xe9, which is not UTF-8",
    ),
    (
        "events.csv",
        EVENTS + "nobody,2026-04-04T10:30,arrived,,,,,\n",
        "events.csv, line 22, job: found 'nobody', expected a job of jobs.csv",
    ),
    (
        "events.csv",
        EVENTS.replace(E1, E1.replace("arrived", "landed")),
        "events.csv, line 2, event: found 'landed', expected one of reported",
    ),
    (
        "events.csv",
        EVENTS.replace(E1, E1.replace("04T10:30", "31T10:30")),
        "events.csv, line 2, at: found '2026-04-31T10:30', expected an instant",
    ),
    (
        "events.csv",
        EVENTS.replace(E1, E1.replace("2026-04-04T10:30", "2026-04-04")),
        "events.csv, line 2, at: found '2026-04-04', expected an instant",
    ),
    (
        "events.csv",
        EVENTS.replace(E1, E1.replace("2026", "9999")),
        "events.csv, line 2, at: found '9999-04-04T10:30', expected an instant of the years",
    ),
    (
        "events.csv",
        EVENTS.replace(E1, E1.replace("2026", "0001")),
        "events.csv, line 2, at: found '0001-04-04T10:30', expected an instant",
    ),
    (
        "events.csv",
        EVENTS.replace(",,merchant,", ",,shop,"),
        "events.csv, line 9, owner: found 'shop', expected one of merchant, psp",
    ),
    (
        "events.csv",
        EVENTS + "two-hours,2026-04-04T10:30,priority,,,P9,,\n",
        "events.csv, line 22, value: found 'P9', expected one of P1",
    ),
    (
        "events.csv",
        EVENTS + "two-hours,2026-04-04T10:30,contractor,,,,,\n",
        "events.csv, line 22, value: found nothing, expected the new contractor",
    ),
    (
        "events.csv",
        EVENTS + "two-hours,2026-04-04T10:30,excused,refused,,everything,,\n",
        "events.csv, line 22, value: found 'everything', expected one of acknowledge",
    ),
    ("a.toml", TERMS.replace("limit = 2", "limit = 0"), "a.toml, version[1].target[1].limit: found 0"),
]


@pytest.mark.parametrize(("name", "text", "told"), HOSTILE, ids=[line[2][:60] for line in HOSTILE])
def test_a_bad_row_is_one_line_and_nothing_is_written(desk: Desk, name: str, text: str, told: str) -> None:
    desk.write(name, text)
    with pytest.raises(BadInput) as refused:
        desk.replay()
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)
    assert not desk.output.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--price", "nothing=1"), "--price: found 'nothing', expected one of pm_fee, visit_fee"),
        (("--price", "pm_fee=1.5"), "--price: found 'pm_fee=1.5', expected NAME=AMOUNT"),
        (
            ("--price", "pm_fee=1", "--price", "pm_fee=2"),
            "--price: found 'pm_fee=2', expected each price once",
        ),
        (("--period", "2026-04-21/2026-04-21"), "--period: found '2026-04-21/2026-04-21'"),
        (("--period", "2026-04"), "--period: found '2026-04', expected FROM/TO"),
        (("--as-of", "yesterday"), "--as-of: found 'yesterday', expected an instant"),
    ],
)
def test_a_wrong_call_is_one_line(desk: Desk, words: tuple[str, ...], told: str) -> None:
    with pytest.raises(BadInput) as refused:
        desk.replay(*words)
    assert told in str(refused.value)
    assert not desk.output.exists()


def test_more_than_two_drafts_are_refused(desk: Desk) -> None:
    desk.write("b.toml", DRAFT)
    desk.write("c.toml", DRAFT)
    with pytest.raises(BadInput, match="one agreement in two drafts at most"):
        desk.replay(agreements=("a.toml", "b.toml", "c.toml"))
    desk.write("rome.toml", TERMS.replace("UC-T", "UC-R").replace("Asia/Tehran", "Europe/Rome"))
    with pytest.raises(BadInput, match=r"expected Asia/Tehran, the time zone of a\.toml"):
        desk.replay(agreements=("a.toml", "rome.toml"))
    assert not desk.output.exists()


def test_a_missing_file_is_one_line(desk: Desk) -> None:
    with pytest.raises(BadInput, match="expected a file that can be read"):
        desk.replay(jobs="nowhere.csv")


def test_no_table_is_written_over_what_is_read(desk: Desk) -> None:
    desk.output.mkdir()
    (desk.output / "clocks.csv").write_text(JOBS)
    with pytest.raises(BadInput, match="expected a folder other than that of"):
        desk.replay(jobs="out/clocks.csv")
    assert (desk.output / "clocks.csv").read_text() == JOBS


def test_an_interrupted_call_leaves_what_was_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.replay() == 0
    before = desk.files()

    def interrupted(*_anything: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.services.replay.replaying.write_penalties", interrupted)
    desk.write("events.csv", "job,at,event\n")
    with pytest.raises(KeyboardInterrupt):
        desk.replay()
    assert desk.files() == before
