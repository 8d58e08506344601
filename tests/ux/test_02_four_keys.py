"""ux 2: any call is assigned from the list in four keys at most, with no dialog, without leaving the list."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.parties import Party, Technician
from app.services.dispatch import candidates
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from tests.stories.region import Program

Calm = Callable[[], None]
Open = Callable[[Appearance], MainWindow]
Key = Qt.Key


class Hands:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, window: MainWindow, qtbot: QtBot, calm: Calm) -> None:
        self._window = window
        self._qtbot = qtbot
        self._calm = calm
        self.pressed = 0

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            self.pressed += 1
            widget = self._window.focusWidget()
            assert widget is not None
            if isinstance(key, str):
                for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                    QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, key))
            else:
                self._qtbot.keyClick(widget, key)
            assert QApplication.activeModalWidget() is None
            assert self._window.board.table.isVisible()
            self._calm()


@pytest.fixture
def calls(program: Program) -> list[int]:
    with program.store.writing() as session:
        party = session.scalars(select(Party.id).where(Party.code == "C1")).one()
        names = (("آرش نیکان", "Arash Nikan"), ("سارا بهزاد", "Sara Behzad"))
        for place, (name, name_en) in enumerate(names):
            session.add(
                Technician(
                    code=f"T1{place}", name=name, name_en=name_en, party_id=party, lat=35.7, lon=51.5 + place
                )
            )
    return [program.call(place) for place in range(4)]


@pytest.fixture
def by_fitness(program: Program, calls: list[int]) -> list[int]:
    with program.store.reading() as session:
        found = candidates(session, program.clock, calls[2])
        return [each.technician_id for each in found if each.is_legal]


def test_two_keys_send_the_most_fitting(
    program: Program,
    calls: list[int],
    by_fitness: list[int],
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    window = open_window(persian)
    window.board.views.stand_on_job(calls[2])
    hands = Hands(window, qtbot, calm)
    hands.press(Key.Key_A, Key.Key_Return)
    assert (hands.pressed, program.job(calls[2]).technician_id) == (2, by_fitness[0])
    assert window.board.table.hasFocus()
    standing = window.board.table.current()
    assert standing is not None
    assert standing.id == calls[2]


def test_three_keys_send_the_next_one(
    program: Program,
    calls: list[int],
    by_fitness: list[int],
    open_window: Open,
    calm: Calm,
    appearance: Appearance,
    qtbot: QtBot,
) -> None:
    window = open_window(appearance)
    window.board.views.stand_on_job(calls[2])
    hands = Hands(window, qtbot, calm)
    hands.press(Key.Key_A, Key.Key_Down, Key.Key_Return)
    assert (hands.pressed, program.job(calls[2]).technician_id) == (3, by_fitness[1])


@pytest.mark.parametrize(("typed", "technician"), [("سا", 4), ("کا", 1), ("كا", 1), ("ar", 3)])
def test_four_keys_send_whoever_is_typed(
    program: Program,
    calls: list[int],
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
    typed: str,
    technician: int,
) -> None:
    window = open_window(persian)
    window.board.views.stand_on_job(calls[2])
    hands = Hands(window, qtbot, calm)
    hands.press(Key.Key_A, *typed, Key.Key_Return)
    assert (hands.pressed, program.job(calls[2]).technician_id) == (4, technician)


def test_what_a_rule_forbids_needs_its_reason(
    program: Program,
    calls: list[int],
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    window = open_window(persian)
    window.board.views.stand_on_job(calls[2])
    hands = Hands(window, qtbot, calm)
    hands.press(Key.Key_A, *"ژاله", Key.Key_Return, Key.Key_Return)
    assert program.job(calls[2]).technician_id is None, "out of the contractor's territory"
    hands.press(*"نزدیک", Key.Key_Return)
    assert program.job(calls[2]).technician_id == 2


def test_escape_leaves_everything_as_it_was(
    program: Program,
    calls: list[int],
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    window = open_window(persian)
    window.board.views.stand_on_job(calls[1])
    hands = Hands(window, qtbot, calm)
    hands.press(Key.Key_A, Key.Key_Down, Key.Key_Escape)
    assert program.job(calls[1]).technician_id is None
    assert (window.board.hands.picker.isVisible(), window.board.table.hasFocus()) == (False, True)


def test_hold_priority_and_cancel_are_as_short(
    program: Program,
    calls: list[int],
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    window = open_window(persian)
    hands = Hands(window, qtbot, calm)
    window.board.views.stand_on_job(calls[0])
    hands.press(Key.Key_P, Key.Key_Return)
    window.board.views.stand_on_job(calls[1])
    hands.press(Key.Key_H, Key.Key_Return)
    window.board.views.stand_on_job(calls[3])
    hands.press(Key.Key_Delete, Key.Key_Down, Key.Key_Return)
    assert hands.pressed == 7
    assert (program.job(calls[0]).priority, program.job(calls[1]).stage) == ("P1", "on-hold")
    assert program.job(calls[3]).stage == "cancelled"


def test_the_list_of_answers_stands_inside_the_page_and_covers_not_its_row(
    program: Program, open_window: Open, calm: Calm, appearance: Appearance, qtbot: QtBot
) -> None:
    ids = [program.call(place % 12) for place in range(30)]
    window = open_window(appearance)
    page = window.board
    for job in (ids[0], ids[8], ids[29]):
        page.views.stand_on_job(job)
        page.assign_current()
        calm()
        picker, row = page.hands.picker, page._place_of_row()  # noqa: SLF001 - the row asked about
        assert picker.isVisible()
        assert page.rect().contains(picker.geometry())
        assert not picker.geometry().intersects(row)
        picker.close_question()
