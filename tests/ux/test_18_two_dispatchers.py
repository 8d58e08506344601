"""18: two dispatchers on one call see each other, and a stale save is refused with both values shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, Said
from app.services.jobs.meanwhile import meanwhile
from app.services.other_desks import OtherDesks
from app.services.presence import HELD
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.columns import Column
from app.views.board.dialogs import ChoiceDialog
from app.views.board.held_by import HeldBy
from app.views.board.presence import said_holders
from app.views.board.stale_dialog import StaleDialog
from app.views.board.visit_form import VisitForm
from app.views.wording import Catalogue
from tests.factories import founded
from tests.stories.region import Program, opened
from tests.views.test_pages import clipped


@pytest.fixture
def colleague(tmp_path: Path, clock: TurnedClock, program: Program) -> Iterator[Program]:
    """Another program on the store of `program`; each hears the other."""
    with opened(tmp_path, clock, user="Kaveh") as other:
        ears = [OtherDesks(one.store, one.feed.publish) for one in (program, other)]
        for ear in ears:
            ear.start()
            assert ear.ready.wait(5)
        yield other
        for ear in ears:
            ear.stop()


@pytest.fixture(autouse=True)
def _no_dialog_left() -> Iterator[None]:
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()


def board_of(program: Program, appearance: Appearance, qtbot: QtBot) -> BoardPage:
    page = BoardPage(program.desk, appearance, Catalogue.shipped())
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    qtbot.waitUntil(program.desk.is_idle)
    return page


def dialog(kind: type[QDialog]) -> Any:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found[0] if found else None


def said(widget: QDialog) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_two_dispatchers_on_one_call_see_each_other_until_one_leaves_or_falls_silent(
    program: Program, colleague: Program, persian: Appearance, qtbot: QtBot, clock: TurnedClock
) -> None:
    job = program.call(0)
    mine, theirs = board_of(program, persian, qtbot), board_of(colleague, persian, qtbot)
    here, there = mine.panel_steps.presence, theirs.panel_steps.presence
    mine.open_job(job)
    theirs.open_job(job)
    qtbot.waitUntil(lambda: job in here.held() and job in there.held())
    assert said_holders(here.held()[job]) == "\u2068Kaveh\u2069 آن را باز کرده است"
    assert mine.model.holders == {
        job: HeldBy("Kaveh", "\u2068Kaveh\u2069 آن را باز کرده است", is_editing=False)
    }
    assert "Kaveh" in mine.model.index(0, Column.CALL).data(Qt.ItemDataRole.ToolTipRole)
    mine.grab()
    assert said_holders(there.held()[job]) == "\u2068Nasrin\u2069 آن را باز کرده است"
    there.edit(job)
    qtbot.waitUntil(lambda: said_holders(here.held()[job]) == "\u2068Kaveh\u2069 در حال تغییر آن است")
    theirs.show_alarms()
    qtbot.waitUntil(lambda: not here.held())
    clock.turn_by(HELD)
    theirs.show_time(clock.now())
    qtbot.waitUntil(lambda: not there.held())
    mine.show_alarms()
    qtbot.waitUntil(lambda: program.desk.is_idle() and colleague.desk.is_idle())


def test_a_stale_save_shows_both_values_and_can_be_done_all_the_same(
    program: Program, english: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    page = board_of(program, english, qtbot)
    page.open_job(job)
    qtbot.waitUntil(lambda: page.job_panel.file is not None)
    seen = page.job_panel.file.row
    with program.store.writing() as session:
        said_by = Said("Kaveh", note="calls at noon")
        commands.assign(session, program.clock, JobRef(job), said_by, technician_id=2)
    page.job_actions.act(EventKind.PAUSED, seen)
    waiting = dialog(ChoiceDialog)
    waiting.accept()
    qtbot.waitUntil(lambda: dialog(StaleDialog) is not None)
    asked = dialog(StaleDialog)
    told = said(asked)
    assert "Put on hold" in told
    assert "Dispatched · calls at noon" in told
    assert "Kaveh" in told
    assert "Zhaleh Pouyan (changed)" in told
    assert clipped(asked) == []
    assert program.job(job).stage == "dispatched"
    asked.take_button.click()
    qtbot.waitUntil(lambda: program.job(job).stage == "on-hold")
    qtbot.waitUntil(program.desk.is_idle)


def test_what_was_typed_stays_where_the_stale_save_is_left(
    program: Program, english: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    page = board_of(program, english, qtbot)
    page.open_job(job)
    qtbot.waitUntil(lambda: page.job_panel.file is not None)
    page.job_actions.act(EventKind.RESOLVED, page.job_panel.file.row)
    qtbot.waitUntil(lambda: dialog(VisitForm) is not None)
    form = dialog(VisitForm)
    form.note.setPlainText("a long story that nobody types twice")
    with program.store.writing() as session:
        commands.acknowledge(session, program.clock, JobRef(job), Said("Kaveh"))
    form.accept()
    qtbot.waitUntil(lambda: dialog(StaleDialog) is not None)
    dialog(StaleDialog).keep_button.click()
    assert form.isVisible()
    assert form.note.toPlainText() == "a long story that nobody types twice"
    assert form.wrong() != ""
    assert program.job(job).is_open
    form.accept()
    qtbot.waitUntil(lambda: dialog(StaleDialog) is not None)
    dialog(StaleDialog).take_button.click()
    qtbot.waitUntil(lambda: program.job(job).stage == "resolved")
    qtbot.waitUntil(program.desk.is_idle)


def test_on_either_store_the_second_save_changes_nothing_and_both_values_are_known(store) -> None:
    ground = founded(store)
    job = ground.call()
    seen = ground.job(job).version
    ground.act(job, "acknowledge", said=Said("Maryam"))
    ground.assign(job)
    with pytest.raises(RuleBroken, match="changed-meanwhile"):
        ground.act(job, "cancel", version=seen, reason="mistake")
    with store.reading() as session:
        found = meanwhile(session, job, seen)
    assert found is not None
    assert [(each.kind, each.actor) for each in found.changes] == [
        ("dispatched", "desk-1"),
        ("acknowledged", "Maryam"),
    ]
    assert (found.row.stage, found.row.technician) == ("dispatched", "یکتا")
