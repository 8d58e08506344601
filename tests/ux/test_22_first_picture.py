"""22: the first picture of the next start is the board as it was left."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.main_window import MainWindow
from app.views.opening.board_snapshot import MOST_ROWS, read_snapshot, write_snapshot
from app.views.opening.cover import Cover
from app.views.opening.first_window import FirstBoard
from app.views.opening.snapshot_keeper import snapshot_of
from tests.stories.region import Program


def test_the_picture_has_the_rows_and_columns_of_the_table(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    appearance: Appearance,
    tmp_path: Path,
) -> None:
    for place in range(5):
        program.call(place)
    board: BoardPage = open_window(appearance).board
    calm()
    kept = snapshot_of(board, appearance)
    assert kept is not None
    assert [each.row for each in kept.rows] == [board.model.row_at(place) for place in range(5)]
    assert sum(each.width for each in kept.columns) <= board.table.viewport().width()
    file = tmp_path / "board.json"
    write_snapshot(file, kept)
    again = read_snapshot(file, now=program.clock.now(), language=appearance.language)
    assert again == kept
    picture = FirstBoard(appearance, again, program.clock.now())
    picture.resize(board.window().size())
    assert picture.grab().toImage() == picture.grab().toImage()
    assert picture.codes() == [board.model.row_at(place).code for place in range(5)]
    picture.deleteLater()


def test_nothing_is_kept_of_an_empty_board_or_of_what_is_searched_for(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    persian: Appearance,
) -> None:
    board = open_window(persian).board
    calm()
    assert snapshot_of(board, persian) is None
    for place in range(MOST_ROWS // 5):
        program.call(place)
    calm()
    board.search("10001")
    assert snapshot_of(board, persian) is None
    board.search("")
    assert snapshot_of(board, persian) is not None


def test_the_picture_stays_over_the_window_until_the_board_has_rows(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    window = open_window(persian)
    picture = FirstBoard(persian, None, program.clock.now())
    Cover(picture, window, window.board.model)
    calm()
    assert (picture.isVisible(), picture.size()) == (True, window.size())
    assert window.childAt(window.rect().center()) is picture
    window.resize(1500, 800)
    assert picture.size() == window.size()
    with qtbot.waitSignal(picture.destroyed):
        program.call(0)
    assert window.board.model.rowCount() == 1


def test_a_board_that_stays_empty_is_shown_all_the_same(
    program: Program, open_window: Callable[[Appearance], MainWindow], persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    picture = FirstBoard(persian, None, program.clock.now())
    cover = Cover(picture, window, window.board.model)
    waiting = cover.findChild(QTimer, "first-picture")
    assert waiting is not None
    assert waiting.isActive()
    with qtbot.waitSignal(picture.destroyed):
        waiting.start(0)
