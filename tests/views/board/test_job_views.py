"""Table and kanban over one model: the same jobs, the same cursor, and only what is in sight is painted."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.job_states import Stage
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from tests.stories.region import Program, turned

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]


def by_stage(page: BoardPage) -> dict[str, list[int]]:
    found = {column.stage.value: list(column.cards.jobs.ids) for column in page.views.kanban.columns}
    return {stage: ids for stage, ids in found.items() if ids}


def test_the_current_job_stays_when_the_view_changes(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    for place in range(3):
        program.call(place)
    program.assign(3)
    page = show_board(persian)
    page.views.stand_on_job(3)
    page.shown.next_view()
    current = page.views.current()
    assert (page.views.view(), current is not None and current.id) == ("kanban", 3)
    page.views.stand_on_job(2)
    page.shown.show_view("table")
    row = page.table.current()
    assert row is not None
    assert row.id == 2
    calm()


def test_filters_search_and_kind_of_work_hold_in_the_kanban(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    for place in range(4):
        program.call(place)
    program.assign(1)
    page = show_board(persian)
    page.shown.show_view("kanban")
    assert by_stage(page) == {"new": [2, 3, 4], "dispatched": [1]}
    page.shown.chips.button("unassigned").click()
    calm()
    assert by_stage(page) == {"new": [2, 3, 4]}
    page.search("نیلوفر")
    calm()
    assert by_stage(page) == {"new": [2]}
    page.search("")
    page.shown.work.button("visits").click()
    calm()
    assert by_stage(page) == {}


def test_news_brings_a_card_to_its_stage_and_the_cursor_goes_along(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    for place in range(3):
        program.call(place)
    page = show_board(persian)
    page.shown.show_view("kanban")
    page.views.stand_on_job(2)
    program.assign(2)
    calm()
    assert by_stage(page) == {"new": [1, 3], "dispatched": [2]}
    current = page.views.current()
    assert current is not None
    assert current.id == 2


def test_arrows_cross_to_the_next_stage_that_has_cards(
    program: Program, show_board: Show, calm: Calm, qtbot: QtBot, appearance: Appearance
) -> None:
    for place in range(2):
        program.call(place)
    program.assign(2)
    page = show_board(appearance)
    page.shown.show_view("kanban")
    page.views.stand_on_job(1)
    forth = Qt.Key.Key_Left if appearance.is_rtl else Qt.Key.Key_Right
    qtbot.keyClick(page.views.kanban.columns[0].cards, forth)
    current = page.views.current()
    assert current is not None
    assert current.id == 2
    assert page.views.kanban.columns[1].cards.hasFocus()


def test_the_side_panel_opens_from_a_card(
    program: Program, show_board: Show, calm: Calm, qtbot: QtBot, persian: Appearance
) -> None:
    program.call(0)
    page = show_board(persian)
    page.shown.show_view("kanban")
    qtbot.keyClick(page.views.kanban.columns[0].cards, Qt.Key.Key_Return)
    calm()
    shown = page.job_panel.file
    assert shown is not None
    assert shown.row.id == 1
    assert page.job_panel.isVisible()


def test_a_tick_moves_the_clocks_of_the_cards(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    program.call(0, "P1")
    page = show_board(persian)
    page.shown.show_view("kanban")
    cards = page.views.kanban.columns[0].cards
    before = cards.grab().toImage()
    turned(program).turn_by(timedelta(seconds=61))
    page.show_time(program.clock.now())
    assert cards.grab().toImage() != before
    assert "58:59" in cards.jobs.index(0).data().translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))


def test_closing_shows_only_where_something_can_be_closed(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    program.call(0)
    page = show_board(persian)
    page.shown.show_view("kanban")
    closed = page.views.kanban.columns[-1]
    assert (closed.stage, closed.isVisible()) == (Stage.CLOSED, False)
