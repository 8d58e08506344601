"""`poshtiban import` as it is called: what it prints, its exit status, and what it leaves behind."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import i18n
from app.clock import TurnedClock
from app.commands import command_line, imports
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput
from app.models.imports import ImportRun
from app.models.jobs import Job
from app.models.store import Store

LOGS = Path(__file__).resolve().parents[1] / "data" / "logs"


class Call:
    """Calls the command on one store."""

    def __init__(self, folder: Path, clock: TurnedClock) -> None:
        self.url = f"sqlite:///{folder / 'store.sqlite'}"
        self._clock = clock

    def __call__(self, *words: object) -> int:
        parser = CommandLine(prog="poshtiban")
        imports.add_to(parser.add_subparsers(), common_options())
        arguments = parser.parse_args(["import", *map(str, words), "--store", self.url])
        return int(arguments.run(arguments, self._clock))

    def count(self, table: type) -> int:
        store = Store(self.url, lambda _changes: None)
        with store.reading() as session:
            counted = session.scalar(select(func.count()).select_from(table)) or 0
        store.dispose()
        return counted


@pytest.fixture
def call(tmp_path: Path, clock: TurnedClock) -> Call:
    return Call(tmp_path, clock)


def test_a_log_is_taken_in_and_counted(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    log = LOGS / "helpdesk_italian.csv"
    assert call("log", log, "--mapping", "helpdesk_italian", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert call("log", log, "--mapping", "helpdesk_italian", "--json") == 0
    second = json.loads(capsys.readouterr().out)

    counts = {"read": 714, "accepted": 714, "unchanged": 0, "rejected": 0, "jobs": 150, "events": 714}
    assert first == counts
    assert second == {**counts, "accepted": 0, "unchanged": 714, "jobs": 0, "events": 0}
    assert (call.count(Job), call.count(ImportRun)) == (150, 1)


def test_a_dry_run_changes_nothing(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("log", LOGS / "nyc311.csv", "--mapping", "nyc311", "--dry-run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["accepted"] == 120
    assert (call.count(Job), call.count(ImportRun)) == (0, 0)


def test_refused_rows_are_written_down(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rejects = tmp_path / "rejects.csv"
    assert call("log", LOGS / "nyc311.csv", "--mapping", "nyc311", "--rejects", rejects) == 1
    told = capsys.readouterr()
    assert told.out == "read 123, accepted 120, unchanged 0, rejected 3, jobs 120, events 238\n"
    assert told.err == ""
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "line", "column", "found", "expected"]
    assert [row[:3] for row in rows[1:]] == [
        ["nyc311.csv", line, "Closed Date"] for line in ("122", "123", "124")
    ]


@pytest.mark.parametrize("name", ["c.csv", "map.toml", "store.sqlite", "link.csv"])
def test_refused_rows_are_not_written_over_what_is_read(call: Call, tmp_path: Path, name: str) -> None:
    log, mapping = tmp_path / "c.csv", tmp_path / "map.toml"
    log.write_bytes((LOGS / "nyc311.csv").read_bytes())
    mapping.write_bytes((imports.SHIPPED_MAPPINGS / "nyc311.toml").read_bytes())
    (tmp_path / "link.csv").symlink_to(log)
    call("log", log, "--mapping", mapping, "--dry-run")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(BadInput) as refused:
        call("log", log, "--mapping", mapping, "--rejects", tmp_path / name)
    assert refused.value.column == "--rejects"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_an_import_that_fails_as_a_whole_leaves_earlier_explanations(call: Call, tmp_path: Path) -> None:
    rejects, wrong = tmp_path / "rejects.csv", tmp_path / "wrong.csv"
    rejects.write_text("of yesterday", encoding="utf-8")
    wrong.write_text("no,such,headings\n", encoding="utf-8")
    with pytest.raises(BadInput):
        call("contractors", wrong, "--rejects", rejects)
    assert rejects.read_text(encoding="utf-8") == "of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["rejects.csv", "wrong.csv"]


def test_refused_rows_are_not_written_where_a_device_or_a_folder_is(call: Call, tmp_path: Path) -> None:
    for place in ("/dev/null", tmp_path, "."):
        with pytest.raises(BadInput, match="no ordinary file"):
            call("log", LOGS / "nyc311.csv", "--mapping", "nyc311", "--rejects", place)
    assert not Path("/dev/null").is_file()


def test_without_a_file_for_them_refused_rows_are_said(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    head = (LOGS / "nyc311.csv").read_text(encoding="utf-8").splitlines()[0]
    log.write_text("\n".join([head, *(f"{place}," + "," * 10 for place in range(12))]), encoding="utf-8")

    assert call("log", log, "--mapping", "nyc311") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[0].startswith("log.csv, line 2, Unique Key: found '0', expected a date in at least one")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ["log", LOGS / "nyc311.csv"],
            "command line, --mapping: found nothing, expected a mapping file, or one",
        ),
        (["log", LOGS / "nyc311.csv", "--mapping", "none"], "none: found No such file"),
        (["log", LOGS / "nyc311.csv", "--mapping", LOGS / "nyc311.csv"], "nyc311.csv: found"),
        (["log", "none.csv", "--mapping", "nyc311"], "none.csv: found No such file"),
        (["log", LOGS / "nyc311.csv", "--mapping", "bpi2014_rabobank"], "nyc311.csv, line 1: found headings"),
        (
            ["log", LOGS / "nyc311.csv", "--mapping", "nyc311", "--rejects", "/no/such/r.csv"],
            "r.csv: found No",
        ),
    ],
)
def test_a_wrong_call_is_one_line_and_touches_no_store(
    call: Call, tmp_path: Path, words: list[object], expected: str
) -> None:
    with pytest.raises(BadInput) as failure:
        call(*words)
    assert expected in str(failure.value)
    assert "\n" not in str(failure.value)
    assert not (tmp_path / "store.sqlite").exists()


def test_only_kinds_that_work_are_offered(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        call("letters", "v.csv")
    assert end.value.code == 2
    assert "invalid choice: 'letters'" in capsys.readouterr().err


def test_the_progress_of_a_long_file_is_told(
    call: Call, clock: TurnedClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "QUIET_SECONDS", 0.0)
    assert call("log", LOGS / "helpdesk_italian.csv", "--mapping", "helpdesk_italian", "--json") == 0
    assert "714" in capsys.readouterr().err


def test_a_list_is_taken_in_and_counted(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contractors.csv"
    path.write_text("code,name\nc1,One\nc1,Again\n", encoding="utf-8")
    assert call("contractors", path, "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"read": 2, "accepted": 1, "unchanged": 0, "rejected": 1}
    with pytest.raises(BadInput) as failure:
        call("contractors", path, "--mapping", "nyc311")
    assert str(failure.value) == (
        "command line, --mapping: found 'nyc311', expected no mapping, or the kind log"
    )


def test_the_holidays_that_ship_can_be_taken_in(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("holidays", LOGS.parents[2] / "data" / "holidays" / "ir_1400-1406.csv") == 0
    assert capsys.readouterr().out == "read 197, accepted 197, unchanged 0, rejected 0\n"


def test_an_agreement_is_taken_in(call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        'code = "A"\nkind = "SLA"\ntime_zone = "UTC"\ntitle = { fa = "الف", en = "A" }\n'
        "[[version]]\nnumber = 1\neffective_from = 2024-01-01\n",
        encoding="utf-8",
    )
    assert [call("agreements", path), call("agreements", path)] == [0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "read 1, accepted 1, unchanged 0, rejected 0",
        "read 1, accepted 0, unchanged 1, rejected 0",
    ]


AGREEMENT = (
    'code = "A"\nkind = "SLA"\ntime_zone = "UTC"\ntitle = { fa = "الف", en = "A" }\n'
    "[[version]]\nnumber = 1\neffective_from = 2024-01-01\n[version.prices]\nvisit = 1000\n"
    '[[version.target]]\nmetric = "resolve"\nlimit = 4\nunit = "hours"\n'
)


def test_agreements_that_wait_for_an_approval_are_told(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(AGREEMENT, encoding="utf-8")
    call("agreements", path)
    assert capsys.readouterr().out == "read 1, accepted 1, unchanged 0, rejected 0\n"
    call("log", LOGS / "helpdesk_italian.csv", "--mapping", "helpdesk_italian")
    capsys.readouterr()
    path.write_text(AGREEMENT.replace('code = "A"', 'code = "B"'), encoding="utf-8")
    call("agreements", path, "--dry-run", "--json")
    counts = {"read": 1, "accepted": 1, "unchanged": 0, "rejected": 0, "drafted": 1}
    assert json.loads(capsys.readouterr().out) == counts
    with i18n.speaking("en"):
        call("agreements", path)
    assert capsys.readouterr().out.splitlines() == [
        "read 1, accepted 1, unchanged 0, rejected 0, drafted 1",
        "1 waits as a draft: it holds once a second person has approved it.",
    ]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_marks_of_direction_stay_out_of_an_english_terminal(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(AGREEMENT, encoding="utf-8")
    with i18n.speaking(language):
        call("agreements", path)
    told = capsys.readouterr().err
    assert "visit" in told
    assert ("\u2066" in told) == ("\u2069" in told) == (language == "fa")
