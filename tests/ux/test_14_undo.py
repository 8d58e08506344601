"""ux 14: one key takes back what was done, as a new fact; refused where somebody went on with the call."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel
from pysqlite3.dbapi2 import connect
from pytestqt.qtbot import QtBot
from sqlalchemy import event, select

from app.clock import TurnedClock
from app.domain.events import EventKind
from app.models.jobs import JobEvent
from app.models.store import Store
from app.services.code_words import EVENTS, worded
from app.services.dispatch import candidates
from app.services.jobs.commands import JobRef, Said, accept, arrive, resolve
from app.views.appearance import Appearance
from app.views.board.visit_form import VisitForm
from app.views.main_window import MainWindow
from tests.stories.region import FAULT, Program, opened

Calm = Callable[[], None]
Open = Callable[[Appearance], MainWindow]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def assigned(program: Program, window: MainWindow, calm: Calm, job: int) -> None:
    with program.store.reading() as session:
        best = candidates(session, program.clock, job)[0]
    row = window.board.model.job(job)
    assert row is not None
    window.board.job_actions.assign(row, best)
    calm()


def kinds(program: Program, job: int) -> list[str]:
    with program.store.reading() as session:
        return list(
            session.scalars(select(JobEvent.kind).where(JobEvent.job_id == job).order_by(JobEvent.id))
        )


def test_ctrl_z_takes_an_assignment_back_as_a_new_fact_and_ctrl_shift_z_does_it_again(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot, clock: TurnedClock
) -> None:
    job = program.call(0)
    window = open_window(persian)
    before = window.board.model.job(job)
    clock.turn_by(timedelta(minutes=1))
    assigned(program, window, calm, job)
    assert (program.job(job).stage, window.messages.undo_button().isVisible()) == ("dispatched", True)
    clock.turn_by(timedelta(seconds=30))
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    calm()
    after = window.board.model.job(job)
    assert before is not None
    assert after is not None
    assert (after.stage, after.technician, after.contractor) == ("new", "", before.contractor)
    assert (after.clock_due_at, after.clock_state) == (before.clock_due_at, before.clock_state)
    assert kinds(program, job) == ["reported", "dispatched", "undone"]
    with program.store.reading() as session:
        undone = session.scalars(select(JobEvent).where(JobEvent.kind == EventKind.UNDONE.value)).one()
    assert (undone.actor, undone.recorded_at, undone.value) == ("Nasrin", clock.now(), "dispatched")
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    calm()
    assert program.job(job).stage == "dispatched"
    assert kinds(program, job) == ["reported", "dispatched", "undone", "dispatched"]


def test_what_intake_did_to_a_call_is_taken_back_by_the_same_key(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    first = program.call(0)
    second = program.call(1)
    program.assign(second)
    with program.store.writing() as session:
        resolve(session, program.clock, JobRef(second), Said("Nasrin"), remedy="R03")
    window = open_window(persian)
    steps = (("T-22000", Qt.Key.Key_D, first, "note"), ("T-22001", Qt.Key.Key_R, second, "reopened"))
    for terminal, key, job, did in steps:
        asked = window.board.take_call()
        asked.search(terminal)
        calm()
        asked.choose_fault(FAULT)
        calm()
        qtbot.keyClick(asked, key, CTRL)
        calm()
        assert (kinds(program, job)[-1], window.messages.undo_button().isVisible()) == (did, True)
        window.activateWindow()  # which a window manager does when the dialog is gone
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        calm()
        assert kinds(program, job)[-2:] == [did, "undone"]
        said = {label.text() for label in window.messages.findChildren(QLabel)}
        what = worded(EVENTS, did)
        assert f"بازگردانده شد: {what}. انجام دوباره با Ctrl+Shift+Z." in said
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
        calm()
        assert kinds(program, job)[-1] == did


def test_the_button_stays_for_ten_seconds_and_covers_no_row(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    job = program.call(0)
    window = open_window(persian)
    assigned(program, window, calm, job)
    bar, table = window.messages, window.board.table
    leaving = bar.findChild(type(window.board._counting), "message leaves")  # noqa: SLF001
    assert leaving is not None
    assert leaving.interval() * 0.95 >= 10_000
    of_bar = bar.rect().translated(bar.mapTo(window, bar.rect().topLeft()))
    of_table = table.rect().translated(table.mapTo(window, table.rect().topLeft()))
    assert not of_bar.intersects(of_table)
    bar.undo_button().click()
    calm()
    assert program.job(job).stage == "new"


def test_what_somebody_else_went_on_with_is_not_taken_back(
    program: Program,
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
    clock: TurnedClock,
    tmp_path: Path,
) -> None:
    job = program.call(0)
    window = open_window(persian)
    assigned(program, window, calm, job)
    with opened(tmp_path, clock, user="Maryam") as other, other.store.writing() as session:
        accept(session, clock, JobRef(job), Said("Maryam"))
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    calm()
    message = window.messages.message()
    assert message is not None
    assert message.text.startswith("Maryam")
    assert "پیمانکار پذیرفت" in message.text
    assert (program.job(job).stage, kinds(program, job)) == (
        "accepted",
        ["reported", "dispatched", "accepted"],
    )
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    calm()
    assert kinds(program, job) == ["reported", "dispatched", "accepted"], "it is not asked for again"


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program holds the store, and ours does not wait for it."""

    def impatient(connection: Any, *_more: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    event.listen(store.engine, "checkout", impatient)
    with closing(connect(str(store.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    event.remove(store.engine, "checkout", impatient)


def test_a_store_that_cannot_be_asked_for_a_moment_loses_no_undo(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    job = program.call(0)
    window = open_window(persian)
    assigned(program, window, calm, job)
    for keys, stage in ((CTRL, "new"), (CTRL | SHIFT, "dispatched")):
        before = program.job(job).stage
        with locked(program.store):
            qtbot.keyClick(window, Qt.Key.Key_Z, keys)
            calm()
        assert program.job(job).stage == before
        qtbot.keyClick(window, Qt.Key.Key_Z, keys)
        calm()
        assert program.job(job).stage == stage


def test_a_resolution_told_with_its_report_is_taken_back_as_one_step(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    window = open_window(persian)
    assigned(program, window, calm, job)
    with program.store.writing() as session:
        arrive(session, program.clock, JobRef(job), Said("Maryam"))
    calm()
    window.board.open_job(job)
    window.board.hands.act("job.resolve")
    calm()
    form = window.findChild(VisitForm)
    assert form is not None
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return, CTRL | SHIFT)
    calm()
    assert program.job(job).stage == "closed"
    window.messages.undo_button().click()
    calm()
    assert program.job(job).stage == "on-site"
    assert kinds(program, job)[-4:] == ["resolved", "closed", "undone", "undone"]


def test_undo_is_a_key_of_every_page(open_window: Open, persian: Appearance) -> None:
    window = open_window(persian)
    keys = {key.toString() for one in window.findChildren(QShortcut) for key in QShortcut.keys(one)}
    assert {"Ctrl+Z", "Ctrl+Shift+Z"} <= keys
