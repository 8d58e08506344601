"""ux 19: many rows at once, each with its answer, and one undo for all that was done."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.board.bulk_results import BulkResults
from app.views.board.option_delegate import DETAIL, TITLE
from app.views.main_window import MainWindow
from tests.stories.region import Program

Calm = Callable[[], None]
Open = Callable[[Appearance], MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def calls(program: Program) -> list[int]:
    return [program.call(place) for place in range(5)]


def choose(window: MainWindow, jobs: list[int]) -> None:
    table, model = window.board.table, window.board.model
    table.stand_on(model.row_of(jobs[0]) or 0)
    flags = QItemSelectionModel.SelectionFlag
    for job in jobs:
        place = model.row_of(job)
        assert place is not None
        table.selectionModel().select(model.index(place, 0), flags.Select | flags.Rows)


def stages(program: Program, jobs: list[int]) -> list[str]:
    return [program.job(job).stage for job in jobs]


def test_one_refusal_leaves_its_row_and_is_named_and_one_undo_takes_back_the_rest(
    program: Program, calls: list[int], open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    program.assign(calls[1], technician=1)
    window = open_window(persian)
    choose(window, calls[:4])
    before = stages(program, calls)
    qtbot.keyClick(window.board.table, Qt.Key.Key_A)
    calm()
    window.board.hands.picker.line.setText("کاوه")
    qtbot.keyClick(window.board.hands.picker.line, Qt.Key.Key_Return)
    calm()
    assert stages(program, calls) == ["dispatched", "dispatched", "dispatched", "dispatched", "new"]
    message = window.messages.message()
    assert message is not None
    assert message.text.startswith("اعزام: ۳ از ۴.")
    code = persian.formats.digits(program.job(calls[1]).code)
    assert f"۱ مورد رد شد: {code}" in message.text
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    calm()
    assert stages(program, calls) == before
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    calm()
    assert stages(program, calls) == ["dispatched"] * 4 + ["new"]


def test_more_refusals_are_listed_each_with_why(
    program: Program, calls: list[int], open_window: Open, calm: Calm, appearance: Appearance, qtbot: QtBot
) -> None:
    for job in calls[:2]:
        program.assign(job)
    window = open_window(appearance)
    choose(window, calls)
    qtbot.keyClick(window.board.table, Qt.Key.Key_Y)
    calm()
    assert stages(program, calls) == ["accepted", "accepted", "new", "new", "new"]
    (results,) = window.findChildren(BulkResults)
    assert not results.isModal()
    rows = [results.rows.item(place) for place in range(results.rows.count())]
    codes = [str(row.data(TITLE)) for row in rows]
    assert codes == [appearance.formats.digits(program.job(job).code) for job in (*calls[2:], *calls[:2])]
    assert [str(row.data(DETAIL)) for row in rows[3:]] == [
        "انجام\u200cشده" if appearance.is_rtl else "Done"
    ] * 2
    assert all("«جدید»" in str(row.data(DETAIL)) for row in rows[:3]) or not appearance.is_rtl
    results.reject()


def test_hold_and_resume_of_many_is_one_key_each(
    program: Program, calls: list[int], open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    choose(window, calls)
    qtbot.keyClick(window.board.table, Qt.Key.Key_H)
    calm()
    qtbot.keyClick(window.board.hands.picker.line, Qt.Key.Key_Return)
    calm()
    assert stages(program, calls) == ["on-hold"] * 5
    choose(window, calls)
    qtbot.keyClick(window.board.table, Qt.Key.Key_G)
    calm()
    assert stages(program, calls) == ["new"] * 5
