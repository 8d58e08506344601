"""The twelve shipped clause sets through `poshtiban replay`: the published figure of each, and its edges."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.clock import TurnedClock
from app.commands import replay
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.i18n import speaking

AGREEMENTS = Path(__file__).resolve().parents[2] / "data" / "agreements"
JOB_HEAD = "job,service,terminal,zone,priority,contractor,due_from,due_to,cost"
EVENT_HEAD = "job,at,event,reason,owner,value"
FARVARDIN = "2026-03-21/2026-04-21"
SPRING = "2026-03-21/2026-06-22"


class Replays:
    """Calls the command on files of a folder; each call gives the lines of penalty that it wrote."""

    def __init__(self, folder: Path, clock: TurnedClock) -> None:
        self.folder, self.clock = folder, clock

    def __call__(
        self,
        number: int,
        jobs: str = "",
        events: str = "",
        *more: str,
        period: str = FARVARDIN,
        measured: str = "",
    ) -> list[dict[str, str]]:
        jobs_file, events_file = self.folder / "jobs.csv", self.folder / "events.csv"
        jobs_file.write_text(f"{JOB_HEAD}\n{jobs}")
        events_file.write_text(f"{EVENT_HEAD}\n{events}")
        words = ["replay", "--agreement", str(AGREEMENTS / f"cs-{number:02}.toml"), *more]
        words += ["--jobs", str(jobs_file), "--events", str(events_file), "--period", period]
        if measured:
            (self.folder / "m.toml").write_text(measured)
            words += ["--measured", str(self.folder / "m.toml")]
        parser = CommandLine(prog="poshtiban")
        with speaking("en"):
            replay.add_to(parser.add_subparsers(), common_options())
            arguments = parser.parse_args([*words, "--output", str(self.folder / "out")])
            assert arguments.run(arguments, self.clock) == 0
        return self._lines()

    def _lines(self) -> list[dict[str, str]]:
        """The charges; the file adds up to the summary, and what was taken off to what is payable."""
        with (self.folder / "out/penalties.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        told = json.loads((self.folder / "out/summary.json").read_text("utf-8"))["contractors"]
        for code, tally in told.items():
            own = [row for row in rows if row["contractor"] == code]
            assert sum(int(row["amount"]) for row in own) == tally["gross"]
            assert sum(int(row["payable"]) for row in own) == tally["payable"]
            taken = [row["reason"].rsplit(": ", 1) for row in own if not row["quantity"]]
            caps = sum(int(last) for reason, last in taken if not reason.startswith("termination-review"))
            assert tally["gross"] + caps == tally["payable"]
        self.tallies, self.rows = told, rows
        return [row for row in rows if row["quantity"]]

    def payable(self) -> int:
        """All that contractor C1 has to pay."""
        return int(self.tallies["C1"]["payable"])


@pytest.fixture
def run(tmp_path: Path, clock: TurnedClock) -> Replays:
    return Replays(tmp_path, clock)


def visit(code: str, due_to: str = "2026-04-05", terminal: str = "T1") -> str:
    return f"{code},PM,{terminal},A,,C1,2026-04-01,{due_to},\n"


def call(code: str, terminal: str = "T1", *, zone: str = "A", contractor: str = "C1", cost: str = "") -> str:
    return f"{code},EM,{terminal},{zone},P3,{contractor},,,{cost}\n"


def told(code: str, *facts: tuple[str, str]) -> str:
    return "".join(f"{code},{at},{event},,,\n" for at, event in facts)


# --- CS-1: article 50 ------------------------------------------------------------------------------


def milestone(days: int, **more: object) -> str:
    done = date(2026, 4, 1) + timedelta(days=days)
    keys = {"contractor": '"C1"', "name": '"M1"', "remaining_value": 1_000_000_000, "length_days": 365}
    keys |= {"due": "2026-04-01", "done": done, **more}
    return "[[milestone]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


@pytest.mark.parametrize(
    ("days", "rial"),
    [
        (0, 0),
        (1, 500_000),
        (20, 10_000_000),
        (60, 41_750_000),
        (91, 72_750_000),
        (92, 73_000_000),
        (120, 73_000_000),
    ],
)
def test_cs_1_a_late_project(run: Replays, days: int, rial: int) -> None:
    (line,) = run(1, measured=milestone(days))
    assert (line["amount"], run.payable()) == (str(rial), rial)
    assert (line["quantity"], line["unit"], line["base"]) == (str(days), "day", "remaining_value")


def test_cs_1_excused_days_and_what_is_not_done_yet(run: Replays) -> None:
    run(1, measured=milestone(25, excused_days=5))
    assert run.payable() == 10_000_000
    open_one = milestone(0).replace("done = 2026-04-01\n", "")
    run(1, "", "", "--as-of", "2026-04-21T00:00", measured=open_one)
    assert run.payable() == 9_500_000
    assert run(1, measured=milestone(20), period="2026-04-02/2026-05-01") == []


# --- CS-2, CS-3, CS-4: periodic visits -------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "days", "payable"),
    [
        *((2, days, rial) for days, rial in ((1, 180_000), (8, 360_000), (30, 900_000), (80, 1_800_000))),
        *((3, days, rial) for days, rial in ((1, 36_000), (4, 144_000), (9, 180_000))),
        (4, 9, 540_000),
    ],
)
def test_cs_2_3_4_a_late_visit(run: Replays, number: int, days: int, payable: int) -> None:
    done = date(2026, 4, 5) + timedelta(days=days)
    (line,) = run(number, visit("V"), told("V", (f"{done}T10:00", "resolved")))
    assert (line["due"], run.payable()) == ("2026-04-06T00:00:00+03:30", payable)


@pytest.mark.parametrize(
    ("done", "charged"),
    [("2026-04-05T23:59:59", []), ("2026-04-06T00:00:00", ["36000"]), ("2026-04-06T23:59:59", ["36000"])],
)
def test_cs_3_midnight_is_of_the_next_day(run: Replays, done: str, charged: list[str]) -> None:
    lines = run(3, visit("V"), told("V", (done, "resolved")))
    assert [line["payable"] for line in lines] == charged


def test_cs_2_a_visit_due_on_the_last_day_counts_in_its_month(run: Replays) -> None:
    jobs, events = visit("V", "2026-04-20"), told("V", ("2026-04-22T10:00", "resolved"))
    assert [line["payable"] for line in run(2, jobs, events)] == ["180000"]
    assert run(2, jobs, events, period="2026-04-21/2026-05-22") == []


def test_cs_4_lateness_ends_when_the_next_visit_is_due(run: Replays) -> None:
    jobs = visit("V1", "2026-04-01") + visit("V2", "2026-05-01") + visit("V3", "2026-04-11", "T2")
    events = told("V1", ("2026-05-20T10:00", "resolved")) + told("V2", ("2026-04-30T10:00", "resolved"))
    lines = run(4, jobs, events + told("V3", ("2026-05-15T10:00", "resolved")))
    assert [(line["job"], line["quantity"], line["rate"], line["payable"]) for line in lines] == [
        ("V1", "30", "1/15", "1800000"),
        ("V3", "34", "1/15", "2040000"),
    ]


def test_another_price(run: Replays) -> None:
    run(4, visit("V"), told("V", ("2026-04-14T10:00", "resolved")), "--price", "monthly_fee=1000000")
    assert run.payable() == 600_000


# --- CS-5: on site, and step-in --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "arrived", "payables"),
    [
        ("A", "10:00", []),
        ("A", "10:30", ["250000"]),
        ("B", "12:00", ["500000"]),
        ("A", "13:00", ["500000", "3450000"]),
        ("C", "13:00", []),
        ("D", "13:30", ["250000"]),
    ],
)
def test_cs_5_late_on_site(run: Replays, zone: str, arrived: str, payables: list[str]) -> None:
    events = told("J", ("2026-04-04T08:00", "dispatched"), (f"2026-04-04T{arrived}", "arrived"))
    lines = run(5, call("J", zone=zone, cost="3000000"), events)
    assert [line["payable"] for line in lines] == payables


def test_cs_5_a_step_in_without_any_arrival_and_one_without_a_cost(run: Replays) -> None:
    events = told("J", ("2026-04-04T08:00", "dispatched")) + told("K", ("2026-04-04T08:00", "reported"))
    lines = run(5, call("J", cost="1000001") + call("K"), events)
    assert [(line["job"], line["base"], line["rate"], line["payable"], line["reason"]) for line in lines] == [
        ("J", "visit_fee", "0.1", "500000", "most-units"),
        # 1,150,001.15 rial, rounded once.
        ("J", "cost", "1.15", "1150001", "step-in"),
        ("K", "visit_fee", "0.1", "500000", "most-units"),
    ]


def test_cs_5_the_cost_of_a_step_in_may_be_noted(run: Replays) -> None:
    events = told("J", ("2026-04-04T08:00", "dispatched"), ("2026-04-04T13:00", "arrived"))
    run(5, call("J"), f"{events}J,2026-04-04T14:00,note,step-in,,2000000\n")
    assert run.payable() == 2_800_000
    with pytest.raises(BadInput, match="line 2, value: found 'much', expected whole rial"):
        run(5, call("J"), "J,2026-04-04T14:00,note,step-in,,much\n")


# --- CS-6: days down -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "payable"), [(1, 200_000), (3, 800_000), (5, 1_600_000), (7, 2_600_000), (8, 2_700_000)]
)
def test_cs_6_days_down(run: Replays, days: int, payable: int) -> None:
    done = date(2026, 4, 3) + timedelta(days=days)
    (line,) = run(6, call("J"), told("J", ("2026-04-04T08:00", "reported"), (f"{done}T20:00", "resolved")))
    assert (line["quantity"], line["unit"], run.payable()) == (str(days), "day", payable)


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        # Four operating hours make a day; a second less does not, nor do hours of the night.
        ([("2026-04-04T08:00", "reported"), ("2026-04-04T12:00", "resolved")], ["1"]),
        ([("2026-04-04T08:00", "reported"), ("2026-04-04T11:59:59", "resolved")], []),
        ([("2026-04-04T16:00", "reported"), ("2026-04-05T12:00", "resolved")], ["2"]),
        ([("2026-04-04T16:01", "reported"), ("2026-04-05T11:59", "resolved")], []),
        ([("2026-04-04T20:00", "reported"), ("2026-04-05T08:00", "resolved")], []),
        # A reopening goes on with it.
        ([("2026-04-04T08:00", "reported"), ("2026-04-04T10:00", "resolved"),
          ("2026-04-04T15:00", "reopened"), ("2026-04-04T17:00", "resolved")], ["1"]),
    ],
)  # fmt: skip
def test_cs_6_what_a_day_is(run: Replays, facts: list[tuple[str, str]], days: list[str]) -> None:
    assert [line["quantity"] for line in run(6, call("J"), told("J", *facts))] == days


def test_cs_6_waits_of_others_are_left_out(run: Replays) -> None:
    events = told("J", ("2026-04-04T08:00", "reported"), ("2026-04-04T15:00", "resolved"))
    waits = "J,2026-04-04T09:00,paused,,{},\nJ,2026-04-04T12:01,resumed,,,\n"
    assert run(6, call("J"), events + waits.format("merchant")) == []
    assert [line["quantity"] for line in run(6, call("J"), events + waits.format("contractor"))] == ["1"]


def test_cs_6_downtime_is_split_at_the_end_of_the_month_and_capped_by_month(run: Replays) -> None:
    events = told("J", ("2026-04-18T08:00", "reported"), ("2026-04-25T20:00", "resolved"))
    whole = run(6, call("J"), events, period="2026-03-21/2026-05-22")
    assert [(line["quantity"], line["payable"]) for line in whole] == [("3", "800000"), ("5", "1600000")]
    parts = [run(6, call("J"), events, period=period) for period in (FARVARDIN, "2026-04-21/2026-05-22")]
    assert [line["payable"] for lines in parts for line in lines] == ["800000", "1600000"]


def test_cs_6_two_jobs_of_one_terminal_are_one_downtime(run: Replays) -> None:
    jobs = call("J1") + call("J2")
    events = told("J1", ("2026-04-04T08:00", "reported"), ("2026-04-04T10:30", "resolved"))
    events += told("J2", ("2026-04-04T10:00", "reported"), ("2026-04-04T12:00", "resolved"))
    (line,) = run(6, jobs, events)
    assert (line["job"], line["quantity"], line["payable"]) == ("J1;J2", "1", "200000")


def test_cs_6_above_fifty_first_days_the_contract_is_reviewed(run: Replays) -> None:
    jobs = "".join(call(f"J{n}", f"T{n}") for n in range(4))
    events = "".join(
        told(f"J{n}", ("2026-04-04T08:00", "reported"), ("2026-04-14T20:00", "resolved")) for n in range(4)
    )
    run(6, jobs, events)
    assert (run.payable(), run.rows[-1]["reason"]) == (
        10_800_000,
        "termination-review (contract): 10800000 over 10000000",
    )
    run(6, jobs, events.replace("J3,2026-04-14T20:00", "J3,2026-04-08T20:00"))
    assert run.payable() == 9_700_000
    assert not [row for row in run.rows if "review" in row["reason"]]


# --- CS-7: violations by severity ------------------------------------------------------------------


def figure(value: object, severity: str = "high", name: str = "availability", **more: object) -> str:
    keys = {"contractor": '"C1"', "figure": f'"{name}"', "period": '"1405-Q1"', "value": value}
    keys |= {"severity": f'"{severity}"', **more}
    return "[[figure]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


@pytest.mark.parametrize(
    ("value", "violations"),
    [
        *(("99.95", 0), ("99.8", 1), ("99.6", 2), ("99.4", 3), ("98.2", 6)),
        *(("99.9", 0), ("99.7", 1), ("99.5", 2), ("98.5", 3), ("98.4", 6), ("100", 0)),
    ],
)
def test_cs_7_violations_of_availability(run: Replays, value: str, violations: int) -> None:
    (line,) = run(7, measured=figure(value), period=SPRING)
    assert (line["quantity"], line["unit"], run.payable()) == (
        *(str(violations), "violation", violations * 30_000_000),
    )


@pytest.mark.parametrize(
    ("severity", "rial"), [("high", 200_000_000), ("medium", 100_000_000), ("low", 50_000_000)]
)
def test_cs_7_a_quarter_of_ten_thousand_million(run: Replays, severity: str, rial: int) -> None:
    run(7, "", "", "--price", "quarter_invoice=10000000000", measured=figure("99.6", severity), period=SPRING)
    assert run.payable() == rial


@pytest.mark.parametrize(
    ("value", "months", "violations"),
    [
        ("95", [], 0),
        ("94.9", [], 1),
        ("90", [], 1),
        ("89.9", [], 2),
        ("85", [84.9, 85, 80], 4),
        ("84.9", [], 3),
    ],
)
def test_cs_7_work_in_time(run: Replays, value: str, months: list[float], violations: int) -> None:
    (line,) = run(7, measured=figure(value, "low", "in-time", months=months), period=SPRING)
    assert line["quantity"] == str(violations)


def test_cs_7_a_target_missed_in_two_quarters_running_costs_more(run: Replays) -> None:
    lines = run(7, measured=figure("99.8", missed_before=1), period=SPRING)
    assert [(line["payable"], line["reason"]) for line in lines] == [
        ("30000000", ""),
        ("90000000", "escalation"),
    ]
    run(7, measured=figure("99.95", missed_before=1), period=SPRING)
    assert run.payable() == 0


def test_cs_7_above_a_quarter_of_the_payment_the_contract_is_reviewed(run: Replays) -> None:
    run(7, measured=figure("91.5") + figure("99.6", "low"), period=SPRING)
    reviews = [row["reason"] for row in run.rows if not row["quantity"]]
    assert run.payable() == 735_000_000
    assert reviews == []
    run(7, measured=figure("91.4") + figure("99.6", "low"), period=SPRING)
    assert run.rows[-1]["reason"] == "termination-review (quarter 1405-Q1): 825000000 over 750000000"


@pytest.mark.parametrize(
    ("days", "rial"), [(7, 1_500_000), (8, 3_500_000), (15, 6_000_000), (300, 100_000_000)]
)
def test_cs_7_late_delivery_by_weeks(run: Replays, days: int, rial: int) -> None:
    run(7, measured=milestone(days), period=SPRING)
    assert run.payable() == rial


# --- CS-8: amount at risk --------------------------------------------------------------------------


def level(name: str, month: str = "1405-01", **more: str) -> str:
    own = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'[[level]]\ncontractor = "C1"\nlevel = "{name}"\nperiod = "{month}"\n{own}'


def test_cs_8_a_level_that_was_missed(run: Replays) -> None:
    (line,) = run(8, "", "", "--price", "month_invoice=100000", measured=level("em-resolve"))
    assert (line["rate"], run.payable()) == ("0.02", 2_000)
    (line,) = run(8, "", "", "--price", "month_invoice=100000", measured=level("x", pool="50%", share="40%"))
    assert (line["rate"], run.payable()) == ("0.02", 2_000)


def test_cs_8_a_month_costs_no_more_than_what_is_at_risk(run: Replays) -> None:
    measured = "".join(level(f"level {n}", pool="100%", share="60%") for n in range(3))
    lines = run(8, measured=measured + level("other", "1405-02", pool="100%", share="60%"), period=SPRING)
    assert [(line["payable"], line["reason"]) for line in lines] == [
        ("60000000", ""),
        ("40000000", "month-cap"),
        ("0", "month-cap"),
        ("60000000", ""),
    ]


# --- CS-9: points ----------------------------------------------------------------------------------


def points(run: Replays, count: int) -> dict[str, str]:
    """A month with so many points of repairs that came late, each on a terminal of its own."""
    jobs = "".join(call(f"J{n}", f"T{n}") for n in range(count))
    events = "".join(
        told(f"J{n}", ("2026-04-04T08:00", "dispatched"), ("2026-04-05T08:00:01", "resolved"))
        for n in range(count)
    )
    return next(line for line in run(9, jobs, events) if line["clause"] == "CS-9")


@pytest.mark.parametrize(
    ("count", "percent"),
    [(4, 0), (9, 0), (10, 2), (15, 4), (17, 4), (20, 6), (25, 8), (29, 8), (30, 10), (45, 10)],
)
def test_cs_9_points_of_a_month(run: Replays, count: int, percent: int) -> None:
    line = points(run, count)
    assert (line["quantity"], line["unit"], line["base"]) == (str(count), "point", "month_invoice")
    assert run.payable() == percent * 10_000_000


def test_cs_9_points_of_every_kind(run: Replays) -> None:
    jobs = call("J1") + call("J2") + call("J3", "T3") + visit("V", terminal="T4")
    events = told("J1", ("2026-04-04T08:00", "dispatched"), ("2026-04-05T08:00", "resolved"))
    events += told("J2", ("2026-04-12T23:59", "reported"), ("2026-04-13T08:00", "resolved"))
    events += "J3,2026-04-06T08:00,reported,,,\nJ3,2026-04-06T10:00,note,no-show,,\n"
    events += "J3,2026-04-06T12:00,note,wrong-report,,\nJ3,2026-04-06T13:00,note,terminal-lost,,\n"
    events += told("J3", ("2026-04-06T14:00", "resolved"))
    lines = run(9, jobs, events)
    assert [(line["clause"], line["job"], line["quantity"], line["payable"]) for line in lines] == [
        ("CS-9-2", "V", "2", "0"),
        ("CS-9-4", "J3", "2", "0"),
        ("CS-9-5", "J3", "5", "0"),
        ("CS-9-6", "J3", "10", "0"),
        ("CS-9-3", "J2", "2", "0"),
        ("CS-9", "", "21", "60000000"),
    ]


def test_cs_9_points_count_in_the_month_of_the_due_instant(run: Replays) -> None:
    jobs = "".join(call(f"J{n}", f"T{n}") for n in range(20))
    # Due at the closing midnight of the month, and a second later.
    starts = ["2026-04-20T00:00:00"] * 10 + ["2026-04-20T00:00:01"] * 10
    events = "".join(told(f"J{n}", (at, "dispatched")) for n, at in enumerate(starts))
    lines = run(9, jobs, events, period="2026-03-21/2026-05-22")
    assert [line["payable"] for line in lines if line["clause"] == "CS-9"] == ["20000000", "20000000"]


# --- CS-10: repeats --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "payables"),
    [
        ("2026-04-01T10:00", ["500000"]),
        ("2026-04-01T09:59", []),
        ("2026-04-08T23:59", ["500000"]),
        ("2026-04-09T00:00", ["250000"]),
        ("2026-05-01T23:59", ["250000"]),
        ("2026-05-02T00:00", []),
    ],
)
def test_cs_10_a_repeat(run: Replays, reported: str, payables: list[str]) -> None:
    events = told("J1", ("2026-04-01T08:00", "reported"), ("2026-04-01T10:00", "resolved"))
    events += told("J2", (reported, "reported"), ("2026-05-20T10:00", "resolved"))
    lines = run(10, call("J1") + call("J2"), events, period=SPRING)
    assert [line["payable"] for line in lines] == payables


def test_cs_10_whoever_repaired_before_is_charged(run: Replays) -> None:
    jobs = call("J1", contractor="") + call("J2", contractor="C2") + call("J3", "T2", contractor="C2")
    events = "J1,2026-04-01T08:00,dispatched,,,C3\nJ1,2026-04-01T09:00,dispatched,,,C1\n"
    events += told("J1", ("2026-04-01T10:00", "resolved"), ("2026-04-02T10:00", "closed"))
    events += told("J2", ("2026-04-03T10:00", "reported")) + told("J3", ("2026-04-03T10:00", "reported"))
    (line,) = run(10, jobs, events)
    assert (line["contractor"], line["job"], line["due"]) == ("C1", "J2", "2026-04-03T10:00:00+03:30")
    assert (line["unit"], line["quantity"], line["amount"]) == ("event", "1", "500000")


def test_cs_10_a_call_that_was_withdrawn_is_no_repeat(run: Replays) -> None:
    events = told("J1", ("2026-04-01T08:00", "reported"), ("2026-04-01T10:00", "resolved"))
    events += told("J2", ("2026-04-03T10:00", "reported"), ("2026-04-03T11:00", "cancelled"))
    assert run(10, call("J1") + call("J2"), events) == []


def test_cs_10_a_call_that_nobody_answered(run: Replays) -> None:
    jobs = call("J1") + call("J2", "T2").replace("P3", "P1")
    events = "".join(
        f"{job},2026-04-01T08:00,reported,,,\n{job},2026-04-01T12:00,note,no-show,,\n" for job in ("J1", "J2")
    )
    lines = run(10, jobs, events)
    assert [(line["clause"], line["job"], line["payable"]) for line in lines] == [
        ("CS-10-R", "J1", "1250000"),
        ("CS-10-E", "J2", "2500000"),
        ("CS-10-R", "J2", "0"),
    ]


# --- CS-11: swap -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resolved", "payables"),
    [
        ("2026-04-06T08:00:00", []),
        ("2026-04-06T08:00:01", ["45000"]),
        ("2026-04-07T08:00:00", ["45000"]),
        ("2026-04-07T08:00:01", ["90000"]),
    ],
)
def test_cs_11_a_late_replacement(run: Replays, resolved: str, payables: list[str]) -> None:
    job = call("J").replace("EM", "SWAP")
    lines = run(11, job, told("J", ("2026-04-04T08:00", "dispatched"), (resolved, "resolved")))
    assert [line["payable"] for line in lines] == payables


def test_cs_11_without_a_dispatch_the_report_starts_the_clock(run: Replays) -> None:
    job = call("J").replace("EM", "SWAP")
    (line,) = run(11, job, told("J", ("2026-04-04T08:00", "reported"), ("2026-04-08T08:00", "resolved")))
    assert (line["due"], line["payable"]) == ("2026-04-06T08:00:00+03:30", "90000")


def test_cs_11_what_nobody_had_is_charged_to_nobody(run: Replays) -> None:
    job = call("J", contractor="").replace("EM", "SWAP")
    events = told("J", ("2026-04-04T08:00", "reported"), ("2026-04-08T08:00", "closed"))
    assert (run(11, job, events), run.tallies) == ([], {})


# --- CS-12: hours down -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("down", "payable"),
    [
        *(("07:12:00", 0), ("07:12:01", 300_000), ("14:24:00", 300_000), ("14:24:01", 600_000)),
        *(("15:00:00", 600_000), ("21:36:00", 600_000), ("21:36:01", 900_000), ("23:59:59", 900_000)),
    ],
)
def test_cs_12_hours_down(run: Replays, down: str, payable: int) -> None:
    (line,) = run(
        12, call("J"), told("J", ("2026-04-04T00:00", "reported"), (f"2026-04-04T{down}", "resolved"))
    )
    assert (line["unit"], run.payable()) == ("hour", payable)


def test_cs_12_hours_of_a_terminal_add_up_and_months_do_not(run: Replays) -> None:
    jobs = call("J1") + call("J2") + call("J3", "T2")
    events = told("J1", ("2026-04-02T08:00", "reported"), ("2026-04-02T12:00", "resolved"))
    events += told("J2", ("2026-04-20T20:00", "reported"), ("2026-04-21T04:00", "resolved"))
    events += told("J3", ("2026-04-04T00:00", "reported"), ("2026-04-04T07:00", "resolved"))
    lines = run(12, jobs, events, period="2026-03-21/2026-05-22")
    assert [(line["job"], line["quantity"], line["rate"], line["payable"]) for line in lines] == [
        ("J3", "7", "", "0"),
        ("J1;J2", "8", "1/3", "300000"),
        ("J2", "4", "", "0"),
    ]


def test_cs_12_each_contractor_pays_for_its_own_hours(run: Replays) -> None:
    events = "J,2026-04-04T00:00,reported,,,\nJ,2026-04-04T01:00,dispatched,,,C1\n"
    events += "J,2026-04-04T08:00,dispatched,,,C2\n" + told("J", ("2026-04-04T23:00", "resolved"))
    lines = run(12, call("J", contractor=""), events)
    assert [(line["contractor"], line["quantity"], line["payable"]) for line in lines] == [
        ("C1", "8", "300000"),
        ("C2", "15", "600000"),
    ]


# --- What was measured -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "measured", "said"),
    [
        (
            1,
            "[[milestone]]\n",
            "m.toml, milestone[1].contractor: found nothing, expected a value for 'contractor'",
        ),
        (
            1,
            milestone(1, length_days=0),
            "m.toml, milestone[1].length_days: found 0, expected a whole number from 1",
        ),
        (1, milestone(1, colour=1), "m.toml, milestone[1].colour: found unknown key 'colour'"),
        (
            1,
            milestone(1) * 2,
            "m.toml, milestone[2].contractor: found 'C1', expected a milestone that no table above",
        ),
        (
            2,
            milestone(1),
            "m.toml, milestone[1].contractor: found 'C1', expected a contractor that a clause",
        ),
        (1, "[[milestone]", "m.toml: found "),
        (
            7,
            figure("99.6", "grave"),
            "m.toml, figure[1].severity: found 'grave', expected one of high, low, medium",
        ),
        (7, figure('"all"'), "m.toml, figure[1].value: found 'all', expected a number"),
        (
            7,
            figure("99.6", name="speed"),
            "m.toml, figure[1].figure: found 'speed', expected one of availability",
        ),
        (
            7,
            figure("99.6", period='"1405-03"'),
            "m.toml, figure[1].period: found '1405-03', expected the Jalali quarter",
        ),
        (8, level("speed"), "m.toml, level[1].level: found 'speed', expected a pool and a share, or one of"),
        (8, level("x", pool="50%"), "m.toml, level[1].share: found nothing, expected both pool and share"),
        (8, level("x", pool="150%", share="1"), "m.toml, level[1].share: found '1'"),
    ],
)
def test_what_is_wrong_in_the_measured_figures_is_said_in_one_line(
    run: Replays, number: int, measured: str, said: str
) -> None:
    with pytest.raises(BadInput) as wrong:
        run(number, measured=measured)
    assert str(wrong.value).startswith(said)
    assert "\n" not in str(wrong.value)
    assert not (run.folder / "out").exists()
