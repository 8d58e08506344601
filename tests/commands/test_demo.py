"""`poshtiban demo`: what it leaves behind, what it refuses to replace, and which calls are wrong."""

import json
from datetime import UTC, datetime

import pytest
from pysqlite3 import dbapi2

from app.clock import TurnedClock
from app.commands import demo
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput, StoreUnavailable
from app.models.store import Store
from app.services.penalties.cases import cases, lines
from app.services.penalties.measured_figures import figures
from app.services.sample_region.days import Region
from app.services.sample_region.founding import Size
from app.services.verification.audits import audit_findings
from tests.factories import dump

SMALL = Region(size=Size(merchants=150, terminals=200, technicians=8), repairs_per_day=14, errands_per_day=6)
UNTIL = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
NOW = TurnedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))


def built(directory, *, days=3, until=UNTIL, seed=7, told=None):
    def progress(day, share, jobs):
        if told is not None:
            told.append((day.isoformat(), round(share, 2), jobs))

    return demo.build(
        directory,
        days=days,
        until=until,
        seed=seed,
        progress=progress,
        region=SMALL,
    )


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    directory = tmp_path_factory.mktemp("demo")
    told = []
    # The last day of Mehr and the first of Aban: one month that is over and one that is not.
    found = built(directory, days=4, until=datetime(2026, 10, 24, 20, 30, tzinfo=UTC), seed=11, told=told)
    return directory, found, told


def test_measured_figures_are_stated_approved_and_charged(left):
    directory, _found, _told = left
    store = Store(demo.store_url(directory), lambda changes: None)
    with store.reading() as session:
        told = {(row.name, row.state) for row in figures(session)}
        (case, *_more) = [row for row in cases(session) if row.agreement == "UC-TAKPEYMA-Q"]
        waiting = [row for row in lines(session, case.id) if row.clause.startswith("Q-")]
    store.dispose()
    assert {("desk-availability", "approved"), ("stock-accuracy", "stated")} <= told
    assert {name for name, _state in told} == {
        *("desk-availability", "stock-accuracy", "merchant-complaint", "report-accuracy")
    }
    assert waiting


def test_a_region_leaves_store_letters_reports_and_summary(left):
    directory, found, told = left
    assert sorted(path.name for path in directory.iterdir()) == [
        "letters",
        "poshtiban.sqlite",
        "reports",
        "summary.json",
    ]
    assert json.loads((directory / "summary.json").read_text(encoding="utf-8")) == {
        field: getattr(found, field) for field in found.__slots__
    }
    assert [line[:2] for line in told] == [
        ("2026-10-21", 0.25),
        ("2026-10-22", 0.5),
        ("2026-10-23", 0.75),
        ("2026-10-24", 1.0),
    ]
    assert told[-1][2] == found.jobs
    assert found.jobs > 50
    assert found.open_jobs < found.jobs < found.events
    assert found.payable <= found.gross
    assert sorted(path.name for path in (directory / "reports").iterdir()) == [
        *(
            "ledger.csv",
            "open-jobs-ageing.csv",
            "open-jobs-ageing.json",
            "reports.xlsx",
            "scorecards.csv",
            "scorecards.json",
            "statements.csv",
        )
    ]


def test_the_first_notices_are_served_and_one_is_objected_to(left):
    directory, _found, _told = left
    store = Store(demo.store_url(directory), lambda changes: None)
    with store.reading() as session:
        rows = [row for row in cases(session) if row.letter]
        assert {row.state for row in rows if row.is_interim} <= {"issued"}
        assert {row.state for row in rows if not row.is_interim} <= {"served", "objected"}
        assert list(audit_findings(session)) == []
    store.dispose()


def test_every_month_touched_is_priced_the_last_one_interim(left):
    directory, found, _told = left
    connection = dbapi2.connect(directory / "poshtiban.sqlite")
    cases = connection.execute(
        "SELECT period, is_interim, count(*) FROM penalty_case GROUP BY 1, 2 ORDER BY 1"
    ).fetchall()
    unpaid = connection.execute(
        "SELECT count(*) FROM penalty_case"
        " WHERE payable > 0 AND state NOT IN ('issued', 'served', 'objected')"
    ).fetchone()
    connection.close()
    assert cases == [("1405-07", 0, 5), ("1405-08", 1, 5)]
    assert unpaid == (0,)
    letters = [path.name for path in (directory / "letters").iterdir()]
    assert len({name.split(".")[0] for name in letters}) == found.letters > 0


def test_an_earlier_region_is_replaced_and_the_same_call_gives_the_same(tmp_path):
    first = built(tmp_path)
    (tmp_path / "letters" / "1404-PM-0001.fa.pdf").write_bytes(b"of an older region")
    assert built(tmp_path) == first
    assert not (tmp_path / "letters" / "1404-PM-0001.fa.pdf").exists()


def contents(directory):
    """Files and folders, and the rows of the store."""
    found = {path: path.read_bytes() if path.is_file() else None for path in directory.rglob("*")}
    if directory / "poshtiban.sqlite" in found:
        store = Store(demo.store_url(directory), lambda changes: None)
        found[directory / "poshtiban.sqlite"] = dump(store)
        store.dispose()
    return found


def fail(*_arguments):
    raise MemoryError


def test_a_region_that_fails_leaves_the_earlier_one_whole(tmp_path, monkeypatch):
    built(tmp_path, days=1)
    (tmp_path / "letters" / "mine.pdf").write_bytes(b"of my own")
    before = contents(tmp_path)
    with monkeypatch.context() as failing:
        failing.setattr(demo.ledger, "write_reports", fail)
        with pytest.raises(MemoryError):
            built(tmp_path, days=1, seed=8)
    assert contents(tmp_path) == before
    built(tmp_path, days=1, seed=8)
    assert (tmp_path / "letters" / "mine.pdf").read_bytes() == b"of my own"


@pytest.mark.parametrize("name", ["letters", "reports", "screens", "summary.json"])
def test_what_is_in_the_way_is_refused_before_anything_is_built(tmp_path, name):
    file = tmp_path / name
    if name == "summary.json":
        file.mkdir()
    else:
        file.write_text("my own notes", encoding="utf-8")
    before, told = contents(tmp_path), []
    with pytest.raises(BadInput) as refused:
        built(tmp_path, told=told)
    assert (refused.value.file, refused.value.column) == (str(file), "--directory")
    assert (contents(tmp_path), told) == (before, [])


def test_a_file_of_somebody_else_is_left_alone(tmp_path):
    file = tmp_path / "poshtiban.sqlite"
    file.write_text("my own notes", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        built(tmp_path)
    assert refused.value.file == str(file)
    assert file.read_text(encoding="utf-8") == "my own notes"
    assert [path.name for path in tmp_path.iterdir()] == ["poshtiban.sqlite"]


def test_a_store_of_the_desk_is_left_alone(tmp_path):
    file = tmp_path / "poshtiban.sqlite"
    connection = dbapi2.connect(file)
    connection.execute("CREATE TABLE job (id INTEGER)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(BadInput):
        built(tmp_path)
    assert file.read_bytes() == before


def test_a_region_that_is_open_elsewhere_is_not_replaced(tmp_path):
    built(tmp_path, days=1)
    store = Store(demo.store_url(tmp_path), lambda changes: None)
    with store.reading() as session:
        session.connection()
        with pytest.raises(StoreUnavailable) as refused:
            built(tmp_path, days=1)
    store.dispose()
    assert refused.value.code == "store-locked"


def test_a_directory_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        built(tmp_path / "file" / "demo")
    assert refused.value.column == "--directory"


def parsed(*words):
    parser = CommandLine(prog="poshtiban")
    demo.add_to(parser.add_subparsers(), common_options())
    return parser.parse_args(["demo", *words])


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--days", "0"), "--days"),
        (("--days", "3651"), "--days"),
        (("--days", "many"), "--days"),
        (("--days", "1.5"), "--days"),
        (("--seed", "x"), "--seed"),
        (("--until", "yesterday"), "--until"),
        (("--until", "2026-02-30"), "--until"),
        (("--until", "1405/13/01"), "--until"),
        (("--until", "0001-01-01"), "--until"),
        (("--store", "sqlite:///x"), "--store"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_made(tmp_path, words, option):
    arguments = parsed(*words, "--directory", str(tmp_path / "demo"))
    with pytest.raises(BadInput) as refused:
        demo.run(arguments, NOW)
    assert refused.value.column == option
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize(
    ("text", "at_midnight", "until"),
    [
        (None, False, datetime(2026, 11, 22, 9, tzinfo=UTC)),
        (None, True, UNTIL),
        ("2026-11-22", False, UNTIL),
        ("1405/09/01", True, UNTIL),
        ("۱۴۰۵/۰۹/۰۱", True, UNTIL),
    ],
)
def test_the_days_end_at_the_present_or_on_a_midnight(text, at_midnight, until):
    assert demo.end_of(text, NOW, at_midnight=at_midnight) == until


def test_the_command_tells_its_progress_and_hands_over(tmp_path, capsys):
    shown = []
    arguments = parsed(
        "--directory", str(tmp_path), "--days", "1", "--no-window", "--json", "--language", "en"
    )
    arguments.region = SMALL
    arguments.show = lambda directory, options: shown.append((directory, options.no_window)) or 1
    assert demo.run(arguments, NOW) == 1
    assert shown == [(tmp_path, True)]
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found == json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert said.err.splitlines() == [
        f"100 %  1405/08/30  {found['jobs']} jobs",
        f"The sample region is in {tmp_path}.",
    ]
