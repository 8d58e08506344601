"""Several jobs at once: marked by keys or mouse, done with one key, each refusal told, one undo."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from tests.stories.region import Program

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]


def chosen(page: BoardPage) -> list[int]:
    return [row.id for row in page.views.chosen()]


def shown(program: Program, show_board: Show, appearance: Appearance) -> BoardPage:
    """A board of four calls, of which the first two have a technician."""
    for place in range(4):
        job_id = program.call(place)
        if place < 2:
            program.assign(job_id)
    return show_board(appearance)


def test_space_marks_and_the_cursor_walks_on(
    program: Program, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    page = shown(program, show_board, persian)
    assert page.bulk.isHidden()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(page.table, key)
    assert chosen(page) == [1, 3]
    assert page.table.current().id == 4  # type: ignore[union-attr]
    assert page.bulk.isVisible()
    assert page.bulk.accessibleName() == "۲ کار انتخاب‌شده"
    page.step_back()
    assert (chosen(page), page.bulk.isHidden()) == ([4], True)
    calm()


def test_what_is_chosen_stays_chosen_in_the_kanban(
    program: Program, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    page = shown(program, show_board, persian)
    for _press in range(3):
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert (chosen(page), page.table.current().id) == ([1, 2, 3], 4)  # type: ignore[union-attr]
    page.shown.show_view("kanban")
    # The first two are dispatched, the third is new, and so is the one the cursor stands on.
    assert sorted(chosen(page)) == [1, 2, 3]
    assert page.views.current().id == 4  # type: ignore[union-attr]
    assert page.bulk.accessibleName() == "۳ کار انتخاب‌شده"
    page.shown.show_view("table")
    assert (chosen(page), page.table.current().id) == ([1, 2, 3], 4)  # type: ignore[union-attr]
    page.step_back()
    assert (chosen(page), page.bulk.isHidden()) == ([4], True)
    calm()


def test_one_button_acts_on_all_and_each_refusal_is_told(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    page = shown(program, show_board, english)
    told = QSignalSpy(page.told)
    page.table.selectAll()
    assert chosen(page) == [1, 2, 3, 4]
    assert page.bulk.button("job.hold").isEnabled()
    assert not page.bulk.button("job.resume").isEnabled()
    page.hands.act("job.accept")
    calm()
    assert [program.job(job_id).stage for job_id in (1, 2, 3, 4)] == ["accepted", "accepted", "new", "new"]
    message = told.at(0)[0]
    assert "2 of 4" in message.text
    assert len(message.token) == 2
