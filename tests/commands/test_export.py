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
