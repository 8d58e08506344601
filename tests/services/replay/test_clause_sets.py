"""The shipped clause sets that today's grammar states, replayed from files: the worked figures of each."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.services.replay.drafts import read_agreement_files, scenarios
from app.services.replay.job_files import read_jobs
from app.services.replay.replaying import Asked, replay_into

AGREEMENTS = Path(__file__).resolve().parents[3] / "data" / "agreements"
TEHRAN = ZoneInfo("Asia/Tehran")
JOBS = "job,service,terminal,zone,contractor,due_from,due_to\n"


def replayed(folder: Path, clause_set: str, job: str, events: list[tuple[str, str]]) -> dict[str, str]:
    """The one charge for a job, followed by its caps, in a period that holds its due instant."""
    (folder / "jobs.csv").write_text(f"{JOBS}{job}\n")
    lines = [f"J1,{at},{event}\n" for at, event in events]
    (folder / "events.csv").write_text("job,at,event\n" + "".join(lines))
    reading = read_jobs(folder / "jobs.csv", folder / "events.csv", TEHRAN, lambda _file: lambda *_: None)
    asked = Asked(date(2026, 4, 1), date(2026, 5, 1), datetime(2026, 9, 1, tzinfo=UTC), TEHRAN)
    (scenario,) = scenarios(read_agreement_files([AGREEMENTS / clause_set]))
    replay_into(folder / "out", reading.histories, scenario, asked, told=lambda *_: None)
    with (folder / "out/penalties.csv").open(newline="") as file:
        line, *caps = csv.DictReader(file)
    assert int(line["payable"]) == int(line["amount"]) + sum(int(cap["reason"].split(":")[1]) for cap in caps)
    return line


@pytest.mark.parametrize(
    ("clause_set", "days", "payable"),
    [
        # 10 % of 1,800,000 a week begun, at most all of it.
        ("cs-02.toml", 1, "180000"),
        ("cs-02.toml", 8, "360000"),
        ("cs-02.toml", 30, "900000"),
        ("cs-02.toml", 80, "1800000"),
        # 2 % a day, at most 10 %.
        ("cs-03.toml", 1, "36000"),
        ("cs-03.toml", 4, "144000"),
        ("cs-03.toml", 9, "180000"),
    ],
)
def test_a_late_visit(tmp_path: Path, clause_set: str, days: int, payable: str) -> None:
    done = date(2026, 4, 15) + timedelta(days=days)
    job = "J1,PM,10020030,A,C1,2026-04-10,2026-04-15"
    line = replayed(tmp_path, clause_set, job, [(f"{done}T10:00", "resolved")])
    assert (line["due"], line["payable"]) == ("2026-04-16T00:00:00+03:30", payable)


@pytest.mark.parametrize(
    ("zone", "arrived", "amount", "payable"),
    [
        # 10 % of 2,500,000 an hour begun after two hours (A, B) or five (C, D), two hours at most.
        ("A", "10:30", "250000", "250000"),
        ("B", "12:00", "500000", "500000"),
        ("A", "13:00", "750000", "500000"),
        ("C", "13:30", "250000", "250000"),
    ],
)
def test_late_on_site(tmp_path: Path, zone: str, arrived: str, amount: str, payable: str) -> None:
    events = [("2026-04-15T08:00", "dispatched"), (f"2026-04-15T{arrived}", "arrived")]
    line = replayed(tmp_path, "cs-05.toml", f"J1,EM,10020030,{zone},C1,,", events)
    assert (line["amount"], line["payable"]) == (amount, payable)


@pytest.mark.parametrize(
    ("resolved", "quantity", "payable"),
    [
        # 5 % of 900,000 each 24 hours begun after the 48 hours.
        ("2026-04-17T08:00:01", "1", "45000"),
        ("2026-04-18T08:00:00", "1", "45000"),
        ("2026-04-18T08:00:01", "2", "90000"),
    ],
)
def test_a_late_replacement(tmp_path: Path, resolved: str, quantity: str, payable: str) -> None:
    events = [("2026-04-15T08:00", "dispatched"), (resolved, "resolved")]
    line = replayed(tmp_path, "cs-11.toml", "J1,SWAP,10020030,A,C1,,", events)
    assert (line["quantity"], line["payable"]) == (quantity, payable)


def test_a_late_replacement_that_nobody_had_is_charged_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text("job,service,terminal\nJ1,SWAP,10020030\n")
    (tmp_path / "events.csv").write_text(
        "job,at,event\nJ1,2026-04-15T08:00,reported\nJ1,2026-04-18T08:00,closed\n"
    )
    reading = read_jobs(tmp_path / "jobs.csv", tmp_path / "events.csv", TEHRAN, lambda _file: lambda *_: None)
    asked = Asked(date(2026, 4, 1), date(2026, 5, 1), datetime(2026, 9, 1, tzinfo=UTC), TEHRAN)
    (scenario,) = scenarios(read_agreement_files([AGREEMENTS / "cs-11.toml"]))
    replay_into(tmp_path / "out", reading.histories, scenario, asked, told=lambda *_: None)
    with (tmp_path / "out/clocks.csv").open(newline="") as file:
        assert [(row["contractor"], row["state"]) for row in csv.DictReader(file)] == [("", "missed")]
    with (tmp_path / "out/penalties.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == []
    told = json.loads((tmp_path / "out/summary.json").read_text())
    assert told["contractors"] == {}
    ((_code, tally),) = told["agreements"].items()
    assert (tally["missed"], tally["gross"], tally["payable"]) == (1, 0, 0)
