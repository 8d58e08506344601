import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.clock import TurnedClock
from app.domain.calendars import Closure
from app.domain.errors import StoreUnavailable
from app.models import schema
from app.models.agreements import AgreementRevision, Holiday
from app.models.alarms import Alarm
from app.models.base import Rial, UtcDateTime
from app.models.jobs import Job
from app.models.merchants import is_of_the_models
from app.models.parties import Psp
from app.models.penalties import PenaltyCase
from app.models.registry import METADATA
from app.models.store import Store
from app.services import sla_watch
from app.services.alarm_rules import set_rule
from app.services.alarm_steps import acknowledge
from app.services.alarm_watch import take_due
from app.services.alarms import history
from app.services.calendars.in_force import DaysOff, days_off
from app.services.intake.search import find_terminals
from app.services.letters.printing import print_within
from app.services.penalties.trail import trail
from app.services.verification.audits import audit_findings
from tests.factories import dump, founded
from tests.prepared import filled


def opened(place, suffix=""):
    return Store(f"sqlite:///{place}{suffix}", lambda changes: None)


def refusal(place, suffix=""):
    """Why a store cannot be prepared; whatever lies there is left as it is."""
    before = place.read_bytes() if place.is_file() else None
    store = opened(place, suffix)
    with pytest.raises(StoreUnavailable) as told:
        schema.prepare(store)
    store.dispose()
    assert (place.read_bytes() if place.is_file() else None) == before
    assert str(place) in told.value.place
    return told.value.code


def test_the_program_writes_what_its_last_migration_makes():
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert script.get_heads() == [schema.HEAD]
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert revisions == [f"{number:04}" for number in range(len(revisions), 0, -1)]


def _is_type_of_ours(_context, _inspected, _column, _found, wanted):
    return False if isinstance(wanted, UtcDateTime | Rial) else None


def test_the_migration_makes_the_tables_the_program_knows(store):
    with store.engine.connect() as connection:
        opts = {"compare_type": _is_type_of_ours, "include_name": is_of_the_models}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []
        assert MigrationContext.configure(connection).get_current_revision() == schema.HEAD


def test_a_store_that_is_ready_is_left_as_it_is(store):
    with store.writing() as session:
        session.add(Psp(code="P", name="پ"))
    schema.prepare(store)
    with store.reading() as session:
        assert session.get_one(Psp, 1).name == "پ"


def test_desks_that_prepare_one_new_store_at_once_all_find_it_ready(store_url):
    desks = [Store(store_url, lambda changes: None) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(schema.prepare, desks)) == [None] * 3
    for desk in desks:
        with desk.reading() as session:
            found = session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        assert found == [schema.HEAD]
        desk.dispose()


def upgraded(store, revision, *, go=command.upgrade):
    """Bring a store to a revision, as a program of that time did."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with store.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        go(config, revision)


def test_holidays_of_the_first_release_hold_on_and_those_of_a_province_wait(store_url):
    store = Store(store_url, lambda changes: None)
    upgraded(store, "0001")
    add = "INSERT INTO holiday (day, province, name, name_en, is_estimated) VALUES"
    with store.engine.begin() as connection:
        connection.execute(text(f"{add} ('2026-03-21', '', 'نوروز', 'Nowruz', false)"))
        connection.execute(text(f"{add} ('2026-06-02', 'گیلان', 'سیل', '', false)"))
    schema.prepare(store)
    with store.reading() as session:
        assert days_off(session) == DaysOff(frozenset({date(2026, 3, 21)}), frozenset())
        assert days_off(session, also=[2]).closures == {Closure(date(2026, 6, 2), "گیلان")}
        assert {row.recorded_at.tzinfo for row in session.scalars(select(Holiday))} == {UTC}
    store.dispose()


def test_each_migration_can_be_taken_back_and_days_that_hold_stay(store_url):
    store = Store(store_url, lambda changes: None)
    schema.prepare(store)
    at = datetime(2026, 6, 1, tzinfo=UTC)
    with store.writing() as session:
        moved = Holiday(day=date(2026, 6, 2), name="فطر", recorded_at=at, approved_at=at)
        session.add_all([moved, Holiday(day=date(2026, 6, 5), name="سیل", recorded_at=at)])
        session.flush()
        change = {"replaces_id": moved.id, "recorded_at": at, "approved_at": at}
        session.add(Holiday(day=date(2026, 6, 3), name="فطر", **change))
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with store.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        days = connection.execute(text("SELECT day, province, name FROM holiday")).all()
        assert [(str(day), province, name) for day, province, name in days] == [("2026-06-03", "", "فطر")]
        assert "province" not in {column["name"] for column in inspect(connection).get_columns("job")}
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    store.dispose()


def test_an_empty_file_becomes_a_store(tmp_path):
    place = tmp_path / "s.sqlite"
    place.touch()
    store = opened(place)
    schema.prepare(store)
    assert "job" in inspect(store.engine).get_table_names()
    store.dispose()


def test_a_newer_store_is_refused(tmp_path):
    place = tmp_path / "s.sqlite"
    place.write_bytes(filled())
    with dbapi2.connect(str(place)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert refusal(place) == "store-newer"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", "store-foreign"),
        ("UPDATE alembic_version SET version_num = 'a1b2c3'", "store-foreign"),
        ("DELETE FROM alembic_version", "store-damaged"),
        ("DROP TABLE job_event", "store-damaged"),
    ],
)
def test_a_store_that_says_something_else_than_it_is_is_refused(tmp_path, change, code):
    place = tmp_path / "s.sqlite"
    place.write_bytes(filled())
    with dbapi2.connect(str(place)) as connection:
        connection.execute(change)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert refusal(place) == code


def test_another_programs_database_is_refused(tmp_path):
    place = tmp_path / "s.sqlite"
    with dbapi2.connect(str(place)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    assert refusal(place) == "store-foreign"


@pytest.mark.parametrize(
    "content", [b"Dear diary, " * 200, "دفتر یادداشت".encode() * 200, b"PK\x03\x04" * 400]
)
def test_what_is_no_database_is_refused(tmp_path, content):
    place = tmp_path / "diary.txt"
    place.write_bytes(content)
    assert refusal(place) == "store-no-database"


def test_a_database_that_was_cut_off_is_refused(tmp_path):
    place = tmp_path / "s.sqlite"
    place.write_bytes(filled()[:6000])
    assert refusal(place) == "store-damaged"


def test_a_folder_is_no_store(tmp_path):
    assert refusal(tmp_path) == "store-not-found"


def test_a_folder_that_is_missing_is_not_made(tmp_path):
    place = tmp_path / "nowhere" / "s.sqlite"
    assert refusal(place) == "store-not-found"
    assert not place.parent.exists()


def test_a_new_store_that_may_not_be_written_is_refused(tmp_path):
    """Tests may run as root, whom no permission stops: SQLite itself is told not to write."""
    place = tmp_path / "s.sqlite"
    place.touch()
    store = Store(f"sqlite:///file:{place}?mode=ro&uri=true", lambda changes: None)
    with pytest.raises(StoreUnavailable) as told:
        schema.prepare(store)
    store.dispose()
    assert (told.value.code, place.read_bytes()) == ("store-read-only", b"")


def test_a_store_that_another_program_holds_is_refused(tmp_path):
    place = tmp_path / "s.sqlite"
    place.write_bytes(filled())
    holder = dbapi2.connect(str(place))
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("DELETE FROM psp")
    assert refusal(place, "?timeout=0.05") == "store-locked"
    holder.close()


def test_a_disk_at_its_limit_is_told_as_such(tmp_path):
    resource = pytest.importorskip("resource", reason="no such limits on this system")
    place = tmp_path / "s.sqlite"
    place.write_bytes(filled())
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
    try:
        assert refusal(place) == "store-disk-fault"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


def test_what_a_crashed_program_had_committed_is_still_there(tmp_path):
    place = tmp_path / "s.sqlite"
    place.write_bytes(filled())
    running = opened(place)
    with running.writing() as session:
        session.add(Psp(code="P", name="پ"))
    crashed = tmp_path / "crashed.sqlite"
    for name in ("", "-wal"):
        shutil.copyfile(f"{place}{name}", f"{crashed}{name}")
    running.dispose()
    store = opened(crashed)
    schema.prepare(store)
    with store.reading() as session:
        assert session.get_one(Psp, 1).code == "P"
    store.dispose()


@pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)
def test_a_foreign_or_newer_database_of_a_server_is_refused(store, postgres_server):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable) as newer:
        schema.prepare(store)
    assert newer.value.code == "store-newer"
    with postgres_server.database() as url:
        foreign = Store(url, lambda changes: None)
        with foreign.engine.begin() as connection:
            connection.execute(text("CREATE TABLE recipe (name text)"))
        with pytest.raises(StoreUnavailable) as told:
            schema.prepare(foreign)
        assert (told.value.code, "***" in told.value.place) == ("store-foreign", True)
        foreign.dispose()


def test_an_address_that_the_driver_does_not_take_is_refused():
    store = Store("postgresql+psycopg://127.0.0.1:1/x?connect_timeout=soon", lambda changes: None)
    with pytest.raises(StoreUnavailable) as told:
        schema.prepare(store)
    assert told.value.code == "store-not-found"
    store.dispose()


def test_a_store_with_letters_is_upgraded_and_every_reference_holds(store_url):
    store = Store(store_url, lambda changes: None)
    upgraded(store, "0004")
    zone = "+00" if store.engine.dialect.name == "postgresql" else ""
    at = f"'2026-06-01 08:00:00{zone}'"
    rows = (
        "INSERT INTO party (id, code, kind, name, name_en, legal_id, phone, is_active)"
        " VALUES (1, 'C1', 'contractor', 'One', '', '', '', true)",
        "INSERT INTO penalty_case (id, party_id, agreement, period, period_from, period_to, revision,"
        " is_interim, as_of, state, obligations, missed, gross, payable, drafted_at, approved_by, version)"
        " VALUES (7, 1, 'UC-1', '1405-03', '2026-05-22', '2026-06-21', 0,"
        f" false, {at}, 'issued', 1, 1, 5, 5, {at}, 'Nasrin', 1)",
        "INSERT INTO letter (id, series, year, serial, number, kind, case_id, state, numbered_at)"
        f" VALUES (3, 'P', 1405, 1, '1405-PM-0001', 'penalty-notice', 7, 'issued', {at})",
        "INSERT INTO letter_document (id, letter_id, language, payload, sha256)"
        " VALUES (1, 3, 'fa', '{}', 'x')",
    )
    with store.engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))
    schema.prepare(store)
    with store.engine.connect() as connection:
        found = connection.execute(text("SELECT id, case_id, reference, party_id, number FROM letter")).all()
        assert [tuple(row) for row in found] == [(3, 7, "case:7", 1, "1405-PM-0001")]
        assert connection.execute(text("SELECT letter_id FROM letter_document")).scalar_one() == 3
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    store.dispose()


def test_breaches_open_at_the_upgrade_remind_and_climb_the_ladder(prepared_url):
    """Revision 0012 left them without an instant; warnings and what is answered or over keep none."""
    store = Store(prepared_url, lambda changes: None)
    ground = founded(store)
    for terminal in range(3):
        ground.call(terminal=terminal)
    ground.wait(61)
    with store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
        alarms = session.scalars(select(Alarm).order_by(Alarm.id)).all()
        breaches = [alarm.id for alarm in alarms if alarm.kind == "breach"]
        acknowledge(session, ground.clock, breaches[1], by="desk-2")
    upgraded(store, "0013", go=command.downgrade)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alarm SET next_step_at = NULL"))
        connection.execute(text(f"UPDATE alarm SET escalated = 2 WHERE id = {breaches[2]}"))
    schema.prepare(store)
    with store.reading() as session:
        waiting = session.execute(select(Alarm.id, Alarm.next_step_at).where(Alarm.next_step_at.is_not(None)))
        assert waiting.all() == [(breaches[0], ground.clock.now())]
    ground.wait(15)
    for _step in range(2):
        with store.writing() as session:
            take_due(session, ground.clock)
    with store.reading() as session:
        told = [(step.step, step.reason) for step in history(session, breaches[0])]
        assert told == [("raised", ""), ("escalated", "supervisor")]
        assert [step.step for step in history(session, breaches[1])] == ["raised", "acknowledged"]
    store.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alarm_rule_change SET value = 1",
        "DELETE FROM alarm_rule_change",
        "UPDATE alarm_event SET actor = 'x'",
        "UPDATE alarm_event SET at = recorded_at",
        "DELETE FROM alarm_event",
    ],
)
def test_the_history_of_an_alarm_is_refused_to_everybody(store, statement):
    ground = founded(store)
    ground.call()
    ground.wait(61)
    with store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
        set_rule(session, ground.clock, "remind-high", 20, by="admin")
    before = dump(store)
    with pytest.raises(IntegrityError, match="history-frozen"), store.writing() as session:
        session.execute(text(statement))
    if store.engine.dialect.name == "sqlite":
        replace = "REPLACE INTO alarm_event SELECT * FROM alarm_event WHERE id = 1"
    else:
        replace = "TRUNCATE alarm_event CASCADE"
    with pytest.raises(IntegrityError, match="history-frozen"), store.writing() as session:
        session.execute(text(replace))
    assert dump(store) == before


def test_recorded_agreements_become_approved_first_revisions(store_url):
    """A store of the first release keeps what it was told, and who told it."""
    store = Store(store_url, lambda changes: None)
    recorded_at = datetime(2026, 3, 21, 8, tzinfo=UTC)
    upgraded(store, "0001")
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO agreement (code, kind, document, recorded_at, recorded_by) "
                "VALUES ('A', 'SLA', 'code = \"الف\"', :at, 'Nasrin')"
            ),
            {"at": "2026-03-21 08:00:00" + ("+00" if connection.dialect.name == "postgresql" else "")},
        )
    schema.prepare(store)
    with store.reading() as session:
        row = session.get_one(AgreementRevision, 1)
    told = (row.code, row.number, row.kind, row.document, row.state, row.drafted_by, row.decided_by)
    assert told == ("A", 1, "SLA", 'code = "الف"', "approved", "Nasrin", "Nasrin")
    assert row.drafted_at == row.saved_at == row.decided_at == recorded_at
    assert row.sha256 == sha256('code = "الف"'.encode()).hexdigest()
    store.dispose()


def test_cases_of_an_earlier_program_begin_their_audit_with_what_is_known(store_url):
    """One is drafted, one issued, one cut off before its letter was printed; all of them verify."""
    store = Store(store_url, lambda changes: None)
    upgraded(store, "0004")
    with store.engine.begin() as connection:
        offset = "+00" if connection.dialect.name == "postgresql" else ""
        at = f"'2026-11-22 06:30:00{offset}'"
        statements = (
            "INSERT INTO party (code, kind, name, name_en, legal_id, phone, is_active)"
            " VALUES ('C1', 'contractor', 'پ', '', '', '', true)",
            "INSERT INTO penalty_case (party_id, agreement, period, period_from, period_to, revision,"
            " is_interim, as_of, state, obligations, missed, gross, payable, drafted_at, approved_at,"
            " approved_by, version) VALUES"
            f" (1, 'A', '1405-08', '2026-10-23', '2026-11-21', 0, false, {at}, 'draft', 0, 0, 0, 0, {at},"
            f" NULL, '', 1), (1, 'A', '1405-07', '2026-09-23', '2026-10-22', 0, false, {at}, 'issued',"
            f" 0, 0, 0, 0, {at}, {at}, 'Omid', 1), (1, 'A', '1405-06', '2026-08-23', '2026-09-22', 0, false,"
            f" {at}, 'issued', 0, 0, 0, 0, {at}, {at}, 'Omid', 1)",
            "INSERT INTO letter (series, year, serial, number, kind, case_id, state, numbered_at)"
            f" VALUES ('PM', 1405, 1, '1405-PM-0001', 'penalty', 2, 'issued', {at}),"
            f" ('PM', 1405, 2, '1405-PM-0002', 'penalty', 3, 'numbered', {at})",
        )
        for statement in statements:
            connection.execute(text(statement))
    schema.prepare(store)
    with store.reading() as session:
        told = [[(row.what, row.by, row.reference) for row in trail(session, case)] for case in (1, 2, 3)]
        approved = [("drafted", "", ""), ("reviewed", "", ""), ("approved", "Omid", "")]
        issued = ("issued", "Omid", "1405-PM-0001")
        assert told == [[("drafted", "", "")], [*approved, issued], approved]
        assert list(audit_findings(session)) == []
    with store.writing() as session:
        assert print_within(session, TurnedClock(datetime(2026, 11, 23, tzinfo=UTC)), 2) == [2]
        assert session.get_one(PenaltyCase, 3).state == "issued"
    store.dispose()


def test_merchants_and_phone_fixes_of_an_earlier_program_are_known_as_such(store_url):
    store = Store(store_url, lambda changes: None)
    upgraded(store, "0007")
    zone = "+00" if store.engine.dialect.name == "postgresql" else ""
    at = f"'2026-06-01 08:00:00{zone}'"
    job = (
        "INSERT INTO job (id, code, service, device_type, zone, province, city, merchant_class, fault,"
        " registered_priority, registered_party, description, origin, stage, is_open, priority, hold_reason,"
        " clock_state, clock_metric, clock_limit_seconds, clock_left_seconds, version) VALUES"
        " ({id}, '{id}', 'EM', 'POS', '', '', '', '', '', 'P2', '', '', '', 'closed', false, 'P2', '', '',"
        " '', 0, 0, 1)"
    )
    event = (
        "INSERT INTO job_event (job_id, kind, happened_at, recorded_at, source, actor, reason, owner, value,"
        " technician, note) VALUES"
        f" ({{job}}, '{{kind}}', {at}, {at}, 'desk', '', '', '', '{{value}}', '', '')"
    )
    with store.engine.begin() as connection:
        for statement in (
            "INSERT INTO merchant (id, code, name, name_en, search_key, phone, merchant_class, zone,"
            " province, city, city_en, address) VALUES (1, 'M1', 'كافه یاس', '', 'کافهیاس', '021 88776655',"
            " 'standard', '', '', '', '', '')",
            "INSERT INTO terminal (id, number, device_type, model, serial, merchant_id, is_active)"
            " VALUES (1, 'T1', 'POS', '', '', 1, true)",
            *(job.format(id=number) for number in (1, 2)),
            event.format(job=1, kind="resolved", value="R01"),
            event.format(job=2, kind="dispatched", value="C1"),
            event.format(job=2, kind="resolved", value="R01"),
        ):
            connection.execute(text(statement))
    schema.prepare(store)
    with store.reading() as session:
        for typed in ("یاس کافه", "88776655", "+98 21 8877 6655"):
            assert [row.number for row in find_terminals(session, typed)] == ["T1"]
        assert session.scalars(select(Job.is_phone_fix).order_by(Job.id)).all() == [True, False]
    store.dispose()
