"""`poshtiban export`, and a what-if on an imported log under two drafts of one agreement."""

import csv
import json
from pathlib import Path

import pytest

from app.clock import TurnedClock
from app.commands import export, imports, replay
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.i18n import speaking

DATA = Path(__file__).resolve().parents[1] / "data"

TOLD = """\
Contractors, before → after
  HD-group Value 1: 129 → 128 promises, kept 90.6 % → 87.5 %, payable 8,250,000 → 8,850,000 rial (+600,000)
  HD-group Value 2: 13 → 13 promises, kept 100.0 % → 100.0 %, payable 0 → 0 rial (0)
  HD-group Value 3: 2 → 2 promises, kept 100.0 % → 100.0 %, payable 0 → 0 rial (0)
  HD-group Value 4: 2 → 2 promises, kept 100.0 % → 100.0 %, payable 0 → 0 rial (0)

Targets, before → after
"""
P1_TARGET = (
    "  UC-HELPDESK, Resolve, 135 working hours → 90 working hours: of 87 promises 6 kept ones are missed, "
    "0 missed ones are kept, 0 change otherwise (+2,450,000 rial)"
)
P2_TARGET = (
    "  UC-HELPDESK, Resolve, 180 working hours → 225 working hours: of 55 promises 0 kept ones are missed, "
    "2 missed ones are kept, 1 change otherwise (-1,850,000 rial)"
)
# Office hours of nine a day from Wednesday 22 February 2012 11:46:19 to Friday 2 March 10:40:59:
# 5:43:41 + 6 x 9 + 2:10:59 = 61:54:40 late, three days of 24 hours begun, 750,000; with 45 hours more
# 16:54:40, one day begun, 200,000.
DEAREST = "  HD-Case 45, Resolve, HD-group Value 1: missed → missed (-550,000 rial)"


class Calls:
    """Calls of the program on one store."""

    def __init__(self, folder: Path, clock: TurnedClock) -> None:
        self.folder = folder
        self._clock = clock
        self._store = f"sqlite:///{folder / 'store.sqlite'}"

    def __call__(self, *words: object) -> int:
        parser = CommandLine(prog="poshtiban")
        subparsers = parser.add_subparsers(required=True)
        with speaking("en"):
            for command in (imports, export, replay):
                command.add_to(subparsers, common_options())
            arguments = parser.parse_args([*map(str, words), "--store", self._store])
            return int(arguments.run(arguments, self._clock))


@pytest.fixture
def call(tmp_path: Path, clock: TurnedClock, capsys: pytest.CaptureFixture[str]) -> Calls:
    calls = Calls(tmp_path, clock)
    assert calls("import", "log", DATA / "logs/helpdesk_italian.csv", "--mapping", "helpdesk_italian") == 0
    capsys.readouterr()
    return calls


def test_an_imported_log_is_exported_and_replayed_under_two_drafts(
    call: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    past, out = call.folder / "past", call.folder / "out"
    assert call("export", past, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"jobs": 150, "events": 722}
    drafts = [DATA / f"replay/uc-helpdesk-{draft}.toml" for draft in "ab"]
    files = ("--jobs", past / "jobs.csv", "--events", past / "events.csv", "--output", out)
    period = ("--period", "2010-01-01/2014-01-01")
    assert call("replay", "--agreement", drafts[0], "--agreement", drafts[1], *files, *period) == 0
    told = capsys.readouterr().out
    assert told.startswith(TOLD)
    assert {P1_TARGET, P2_TARGET, DEAREST, "17 promises change"} <= set(told.splitlines())
    with (out / "diff.csv").open(encoding="utf-8", newline="") as file:
        changed = list(csv.DictReader(file))
    moved = sum(int(row["difference"]) for row in changed)
    assert (len(changed), moved) == (17, 600_000)


def test_a_wrong_day_is_one_line(call: Calls) -> None:
    with pytest.raises(BadInput, match="--from: found 'soon', expected a date such as"):
        call("export", call.folder / "past", "--from", "soon")
    assert not (call.folder / "past").exists()


@pytest.mark.parametrize("written", ["20100101", "2010-W01-1"])
@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_day_is_written_in_one_way(call: Calls, option: str, written: str) -> None:
    with pytest.raises(BadInput, match=f"{option}: found '{written}', expected a date such as"):
        call("export", call.folder / "past", option, written)


def test_a_folder_that_cannot_be_written_is_one_line(call: Calls) -> None:
    (call.folder / "file").write_text("mine")
    with pytest.raises(BadInput, match="expected a folder that can be written"):
        call("export", call.folder / "file")
    assert (call.folder / "file").read_text() == "mine"


def test_what_is_exported_is_taken_in_and_exported_alike(
    tmp_path: Path, clock: TurnedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = {
        "contractors": "code,name\nC1,One\nC2,Two\n",
        "technicians": "code,name,contractor\nT1,Ali,C1\nT2,Sara,C2\n",
        "merchants": "code,name,zone,city\nM1,Shop,B,Karaj\n",
        "terminals": "number,merchant,contractor\n70001,M1,C1\n",
        "jobs": (
            "job,service,terminal,zone,priority,contractor,technician,fault,due_from,due_to,cost\n"
            "B-2,EM,70001,,P2,,T2,no-power,,,900000\nA-1,PM,70001,B,,C1,,,2026-05-01,2026-05-20,\n"
            "A-3,SWAP,70001,B,,,,,,2026-05-20T10:30+03:30,\n"
        ),
        "events": (
            "job,at,event,reason,owner,value,source,recorded_at\n"
            "B-2,2026-05-30T10:00:00.250,reported,,,,merchant,2026-05-30T10:00:01\n"
            "B-2,2026-05-30T10:05,dispatched,,,C1,,\nB-2,2026-05-30T10:20,rejected,too far,,,contractor,\n"
            "B-2,2026-05-30T10:20,dispatched,,,C2,,\nB-2,2026-05-30T11:00,paused,closed,merchant,,,\n"
            "B-2,2026-05-30T11:30,wait-approved,,,2026-05-30T07:30:00+00:00,,\n"
            "B-2,2026-05-30T12:00,resumed,,,,,\nB-2,2026-05-30T12:30,resolved,,,R1,,\n"
            "B-2,2026-05-30T12:30,closed,,,,log,2026-05-31T08:00\nA-1,2026-05-19T12:00,resolved,,,,,\n"
        ),
    }
    first, second = Calls(tmp_path / "first", clock), Calls(tmp_path / "second", clock)
    for kind, text in lists.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        assert first("import", kind, path) == 0
        if kind not in {"jobs", "events"}:
            assert second("import", kind, path) == 0
    assert first("export", tmp_path / "out") == 0
    capsys.readouterr()
    for kind, counted in {"jobs": (3, 3, 0), "events": (10, 0, 10)}.items():
        assert second("import", kind, tmp_path / "out" / f"{kind}.csv", "--json") == 0
        counts = json.loads(capsys.readouterr().out)
        assert (counts["accepted"], counts["jobs"], counts["events"]) == counted
        assert first("import", kind, tmp_path / "out" / f"{kind}.csv", "--json") == 0
        counts = json.loads(capsys.readouterr().out)
        assert (counts["accepted"], counts["unchanged"]) == (0, counted[0])
    assert second("export", tmp_path / "again") == 0
    for name in ("jobs.csv", "events.csv"):
        assert (tmp_path / "again" / name).read_text() == (tmp_path / "out" / name).read_text()
    assert (
        "B-2,EM,70001,M1,,Karaj,P2,standard,,T2,no-power,,,900000"
        in (tmp_path / "out" / "jobs.csv").read_text()
    )
