"""Scheduled work: one run a due instant, failures told and tried again, cancelled, asked for."""

import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.models.background import Notification, WorkChange, WorkRun
from app.models.store import sqlite_file
from app.services.background import runs
from app.services.background.backups import PAGES, back_up
from app.services.background.runs import PAUSES, Plan, problem_of
from app.services.background.work_runner import WorkRunner
from app.services.background.works import WORKS
from app.services.changefeed import Changefeed
from app.services.channels.configured import MailSettings, set_channel
from tests.factories import at_once, dump, founded


@pytest.fixture
def ground(store):
    return founded(store)


def runner(ground, holder="a", failures=None):
    told = [] if failures is None else failures
    return WorkRunner(ground.store, ground.clock, Changefeed(), holder, failed=told.append)


def run_waiting(ground, holder="a"):
    work = runner(ground, holder)
    try:
        return work.run_waiting()
    finally:
        work.stop()


def listed(ground):
    with ground.store.reading() as session:
        query = select(WorkRun).order_by(WorkRun.id)
        return [(run.name, run.state, run.attempts, run.result) for run in session.scalars(query)]


def planned(ground, name, **more):
    work = WORKS[name]
    values = {"is_enabled": True, "minute": work.minute, "days": work.days.value, "details": work.details}
    with ground.store.writing() as session:
        runs.set_plan(session, ground.clock, name, Plan(**values | more), by="admin")


def asked(ground, name):
    with ground.store.writing() as session:
        return runs.want(session, ground.clock, name, by="admin")


def test_what_is_due_is_done_once(ground):
    assert run_waiting(ground) == 2
    # The second agreement of the region is the merchants'; one contract is priced.
    assert [row[:3] for row in listed(ground)] == [("overdue-pm", "done", 1), ("month-end", "done", 1)]
    assert run_waiting(ground) == 0
    ground.clock.turn_by(timedelta(days=1))
    assert run_waiting(ground, "b") == 2
    assert len(listed(ground)) == 4


def test_two_leaders_by_accident_make_one_run(ground):
    counts = at_once(partial(run_waiting, ground), 3)
    assert sum(counts) == 2
    assert [row[:3] for row in listed(ground)] == [("overdue-pm", "done", 1), ("month-end", "done", 1)]


def test_of_many_missed_times_the_last_is_made_up_for(ground):
    run_waiting(ground)
    ground.clock.turn_by(timedelta(days=9))
    assert run_waiting(ground) == 2


def test_what_was_just_scheduled_is_not_made_up_for(ground, tmp_path):
    run_waiting(ground)
    planned(ground, "backup", details=str(tmp_path / "copies"))
    assert run_waiting(ground) == 0
    with ground.store.reading() as session:
        row = next(row for row in runs.works(session, ground.clock) if row.name == "backup")
        changes = session.execute(select(WorkChange.by, WorkChange.action, WorkChange.told)).all()
    assert row.next_at is not None
    assert row.next_at.isoformat() == "2026-06-01T22:30:00+00:00"  # 02:00 in Tehran
    assert changes == [("admin", "enabled", f"daily 02:00 {tmp_path / 'copies'}")]


def test_what_is_disabled_is_not_due_but_can_be_asked_for(ground):
    planned(ground, "overdue-pm", is_enabled=False)
    planned(ground, "month-end", is_enabled=False)
    assert run_waiting(ground) == 0
    asked(ground, "overdue-pm")
    assert run_waiting(ground) == 1
    assert listed(ground) == [("overdue-pm", "done", 1, "0")]


def test_a_run_that_fails_says_why_and_is_tried_again(ground):
    planned(ground, "backup", details="/proc/no/such/place", is_enabled=False)
    run = asked(ground, "backup")
    for pause in (*PAUSES, timedelta(0)):
        run_waiting(ground)
        ground.clock.turn_by(pause)
    with ground.store.reading() as session:
        found = next(each for each in runs.runs_of(session, "backup") if each.id == run)
    assert (found.state, found.attempts, found.try_at) == ("failed", 4, None)
    problem = problem_of(found.problem)
    assert isinstance(problem, RuleBroken)
    assert problem.code == "backup-failed"
    assert "/proc/no" in str(problem.parameters["problem"])


def test_a_bug_is_told_and_kept_as_it_is(ground):
    run_waiting(ground)
    planned(ground, "reports")
    asked(ground, "reports")
    run_waiting(ground)
    ((_name, state, attempts, _result),) = [row for row in listed(ground) if row[0] == "reports"]
    assert (state, attempts) == ("queued", 1)
    with ground.store.reading() as session:
        assert problem_of(runs.runs_of(session, "reports")[0].problem).code == "no-mail-server"
    assert problem_of("ValueError: x") == "ValueError: x"


def test_reports_are_queued_once_a_run(ground):
    run_waiting(ground)
    with ground.store.writing() as session:
        wanted = MailSettings(host="localhost", sender="a@b.ir", security="none")
        set_channel(session, ground.clock, wanted, by="admin")
    planned(ground, "reports", details="a@b.ir، c@d.ir")
    asked(ground, "reports")
    assert run_waiting(ground) == 1
    with ground.store.reading() as session:
        found = session.execute(select(Notification.to, Notification.file_name)).all()
        files = session.scalars(select(Notification.file)).all()
    assert found == [
        ("a@b.ir", "ledger-1405-02.xlsx"),
        ("a@b.ir", "statements-1405-02.xlsx"),
        ("c@d.ir", "ledger-1405-02.xlsx"),
        ("c@d.ir", "statements-1405-02.xlsx"),
    ]
    assert all(file.startswith(b"PK") for file in files)


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("nothing", {}, "unknown-work"),
        ("backup", {"minute": 1440}, "work-time"),
        ("backup", {"minute": -1}, "work-time"),
        ("backup", {"days": "yearly"}, "work-time"),
        ("reports", {"details": "nobody"}, "work-details"),
        ("reports", {"details": "a@b.ir\nBcc:x@y.ir"}, "work-details"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(ground, name, more, code):
    before = dump(ground.store)
    values = {"is_enabled": True, "minute": 0, "days": "daily", "details": ""} | more
    with pytest.raises(RuleBroken) as told, ground.store.writing() as session:
        runs.set_plan(session, ground.clock, name, Plan(**values), by="admin")
    assert told.value.code == code
    assert dump(ground.store) == before


def test_a_run_is_asked_for_once_and_cancelled(ground):
    run = asked(ground, "overdue-pm")
    with pytest.raises(RuleBroken) as told:
        asked(ground, "overdue-pm")
    assert told.value.code == "work-runs"
    with ground.store.writing() as session:
        runs.cancel(session, ground.clock, run, by="sara")
    assert listed(ground) == [("overdue-pm", "cancelled", 0, "")]
    with pytest.raises(RuleBroken) as told, ground.store.writing() as session:
        runs.cancel(session, ground.clock, run, by="sara")
    assert told.value.code == "work-over"


def test_a_run_under_way_ends_after_its_piece(ground):
    run = asked(ground, "month-end")
    with ground.store.writing() as session:
        taken = runs.take_up(session, ground.clock, "a")
    with ground.store.writing() as session:
        assert runs.go_on(session, ground.clock, taken.id, "a", (0, 2))
        # One that thinks it leads has no say in it.
        assert not runs.go_on(session, ground.clock, taken.id, "b", (0, 2))
        runs.cancel(session, ground.clock, run, by="sara")
    with ground.store.writing() as session:
        assert not runs.go_on(session, ground.clock, taken.id, "a", (1, 2))
        runs.finish(session, ground.clock, taken.id, "a", "1")
    assert listed(ground) == [("month-end", "cancelled", 1, "1")]


def test_a_run_of_a_program_that_went_away_is_taken_up_again(ground):
    asked(ground, "overdue-pm")
    with ground.store.writing() as session:
        runs.take_up(session, ground.clock, "gone")
    planned(ground, "overdue-pm", is_enabled=False)
    planned(ground, "month-end", is_enabled=False)
    assert run_waiting(ground, "b") == 0
    ground.clock.turn_by(runs.LEASE)
    assert run_waiting(ground, "b") == 1
    assert listed(ground) == [("overdue-pm", "done", 2, "0")]


def test_a_backup_is_a_whole_store_and_the_oldest_go(ground, tmp_path):
    file = sqlite_file(ground.store.url)
    planned(ground, "overdue-pm", is_enabled=False)
    planned(ground, "month-end", is_enabled=False)
    planned(ground, "backup", details=str(tmp_path / "copies"), is_enabled=False)
    ground.call()
    for _day in range(16 if file is not None or shutil.which("pg_dump") else 1):
        asked(ground, "backup")
        run_waiting(ground)
        ground.clock.turn_by(timedelta(days=1))
    if file is None and shutil.which("pg_dump") is None:
        assert {row[:3] for row in listed(ground)} == {("backup", "queued", 1)}
        return
    kind = "dump" if file is None else "sqlite"
    copies = sorted(Path(tmp_path, "copies").iterdir())
    assert (len(copies), copies[-1].name) == (14, f"poshtiban-20260616-080000.{kind}")
    if file is not None:
        copy = dbapi2.connect(copies[-1])
        assert copy.execute("SELECT count(*) FROM job").fetchall() == [(1,)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        copy.close()


def test_a_backup_is_whole_however_often_somebody_writes_meanwhile(ground, tmp_path):
    file = sqlite_file(ground.store.url)
    if file is None:
        return  # pg_dump sees one picture of the store by itself
    other = dbapi2.connect(file, isolation_level=None)
    other.execute("CREATE TABLE filler (content BLOB)")
    other.execute(f"INSERT INTO filler VALUES (zeroblob({4 * 4096 * PAGES}))")
    told = []

    def go_on(done, total):
        told.append((done, total))
        other.execute("INSERT INTO filler VALUES (1)")
        return len(told) < 20

    (tmp_path / "poshtiban-1404-before.sqlite").write_bytes(b"somebody's own")
    name = back_up(ground.store, ground.clock, str(tmp_path), go_on)
    other.close()
    assert 4 <= len(told) <= 6
    copy = dbapi2.connect(tmp_path / name)
    assert copy.execute("SELECT count(*) FROM filler").fetchall() == [(1,)]
    copy.close()
    assert (tmp_path / "poshtiban-1404-before.sqlite").exists()


def test_the_thread_does_what_is_asked_for_and_ends(ground):
    feed, failures = Changefeed(), []
    work = WorkRunner(ground.store, ground.clock, feed, "a", failed=failures.append)
    work.start()
    work.stop()
    assert failures == []
