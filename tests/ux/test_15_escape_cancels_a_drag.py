"""Requirement 15: Escape cancels a drag, and a move by drag is recorded exactly as by the button."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.domain.job_states import Stage
from app.models.jobs import JobEvent
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.dialogs import ChoiceDialog
from app.views.board.hand import mime_of
from app.views.board.stage_column import StageColumn
from app.views.board.technician_strip import WEIGHED
from tests.stories.region import Program
from tests.views.board.conftest import calm, program, show_board  # noqa: F401 - fixtures
from tests.views.conftest import english, fonts, persian  # noqa: F401 - fixtures

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]

KEPT = ("kind", "source", "actor", "reason", "owner", "value", "technician", "note")


def column(page: BoardPage, stage: Stage) -> StageColumn:
    return next(one for one in page.views.kanban.columns if one.stage is stage)


def drop_on(widget: QWidget, page: BoardPage) -> QDropEvent:
    """What Qt sends while the mouse carries a job over a place and lets it go."""
    assert page.hand.row is not None
    mime, middle = mime_of(page.hand.row), widget.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(middle, copy, mime, left, none))
    dropped = QDropEvent(QPointF(middle), copy | Qt.DropAction.MoveAction, mime, left, none)
    QApplication.sendEvent(widget, dropped)
    return dropped


def carried(page: BoardPage, job_id: int) -> None:
    """The mouse takes a card up."""
    assert page.views.stand_on_job(job_id)
    row = page.views.current()
    assert row is not None
    page.hand.lift(row)


def last_event(program: Program, job_id: int) -> dict[str, str]:  # noqa: F811 - the fixture of the same name
    with program.store.reading() as session:
        events = session.scalars(select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.id))
        last = list(events)[-1]
        return {name: getattr(last, name) for name in KEPT}


def count_events(program: Program) -> int:  # noqa: F811
    with program.store.reading() as session:
        return len(session.scalars(select(JobEvent.id)).all())


@pytest.fixture
def page(program: Program, show_board: Show, persian: Appearance) -> BoardPage:  # noqa: F811
    """A kanban of four calls, of which the first three have a technician."""
    for place in range(4):
        job_id = program.call(place)
        if place < 3:
            program.assign(job_id)
    shown = show_board(persian)
    shown.shown.show_view("kanban")
    return shown


def test_a_move_by_drag_leaves_the_same_event_as_the_button(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
) -> None:
    carried(page, 1)
    dropped = drop_on(column(page, Stage.ACCEPTED), page)
    page.hand.put_down()
    calm()
    assert dropped.dropAction() is Qt.DropAction.CopyAction
    assert dropped.isAccepted()
    page.open_job(2)
    calm()
    buttons = page.job_panel.findChildren(QPushButton)
    next(one for one in buttons if one.property("action") == "accepted").click()
    calm()
    assert program.job(1).stage == program.job(2).stage == "accepted"
    assert last_event(program, 1) == last_event(program, 2)
    assert [list(one.cards.jobs.ids) for one in page.views.kanban.columns[:3]] == [[4], [3], [1, 2]]


def test_a_drop_that_needs_more_asks_as_the_button_does(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
) -> None:
    carried(page, 1)
    drop_on(column(page, Stage.ON_HOLD), page)
    page.hand.put_down()
    (asked,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, ChoiceDialog)]
    reason = asked.chosen()
    assert program.job(1).stage == "dispatched"
    asked.accept()
    calm()
    assert (program.job(1).stage, last_event(program, 1)["reason"]) == ("on-hold", reason)


def test_escape_puts_back_what_keys_carry(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
    qtbot: QtBot,
) -> None:
    page.views.stand_on_job(1)
    before, beside = count_events(program), page.side.currentWidget()
    cards = column(page, Stage.DISPATCHED).cards
    qtbot.keyClick(cards, Qt.Key.Key_Space)
    qtbot.keyClick(cards, Qt.Key.Key_Left)
    assert page.hand.row is not None
    assert page.technicians.isVisible()
    page.step_back()
    calm()
    assert page.hand.row is None
    assert page.side.currentWidget() is beside
    assert count_events(program) == before
    assert page.views.current() is not None


def test_keys_carry_a_card_from_stage_to_stage(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
    qtbot: QtBot,
) -> None:
    page.views.stand_on_job(1)
    cards = column(page, Stage.DISPATCHED).cards
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(cards, key)
    calm()
    assert (program.job(1).stage, last_event(program, 1)["kind"]) == ("en-route", "departed")
    current = page.views.current()
    assert current is not None
    assert current.id == 1
    assert column(page, Stage.EN_ROUTE).cards.hasFocus()


def test_a_refused_drop_says_why_and_changes_nothing(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
) -> None:
    refused, before = QSignalSpy(page.refused), count_events(program)
    carried(page, 4)
    drop_on(column(page, Stage.ON_SITE), page)
    page.hand.put_down()
    calm()
    assert refused.at(0)[0].code == "needs-technician-first"
    assert (count_events(program), program.job(4).stage) == (before, "new")


def test_a_call_dropped_on_a_technician_is_assigned(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
) -> None:
    carried(page, 4)
    calm()
    strip = page.technicians
    index = strip.people.index(0)
    candidate = index.data(WEIGHED).candidate
    strip.list.taken.emit(index)
    page.hand.put_down()
    calm()
    assert program.job(4).technician_id == candidate.technician_id
    assert last_event(program, 4)["kind"] == "dispatched"


def test_keys_carry_a_call_to_a_technician(
    page: BoardPage,
    program: Program,  # noqa: F811
    calm: Calm,  # noqa: F811
    qtbot: QtBot,
) -> None:
    page.views.stand_on_job(4)
    cards = column(page, Stage.NEW).cards
    cards.setFocus()
    qtbot.keyClick(cards, Qt.Key.Key_Space)
    calm()
    qtbot.keyClick(cards, Qt.Key.Key_Tab)
    assert page.technicians.list.hasFocus()
    qtbot.keyClick(page.technicians.list, Qt.Key.Key_Tab)
    assert cards.hasFocus()
    qtbot.keyClick(cards, Qt.Key.Key_Tab)
    qtbot.keyClick(page.technicians.list, Qt.Key.Key_Return)
    calm()
    assert last_event(program, 4)["kind"] == "dispatched"
    assert page.hand.row is None
