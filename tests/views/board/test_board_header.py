"""The head of the table under mouse and keys, in both directions."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.board.board_header import BoardHeader
from app.views.board.board_model import BoardModel
from app.views.board.board_table import BoardTable
from app.views.board.column_layout import STEP, ColumnLayout
from app.views.board.columns import COMPACT_ROW_HEIGHT, ROW_HEIGHT, WIDTHS, Column
from app.views.board.columns_dialog import ColumnsDialog
from app.views.board.columns_menu import add_columns
from app.views.wording import Catalogue
from tests.views.board.test_board_model import NOW, row

WIDE, NARROW = 1_400, 900


@pytest.fixture
def table(appearance: Appearance, qtbot: QtBot) -> Iterator[BoardTable]:
    model = BoardModel(appearance, Catalogue.shipped(), NOW)
    model.replace([row(number, due=number * 10) for number in range(1, 40)])
    made = BoardTable(appearance, model)
    made.resize(WIDE, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


def widths(header: BoardHeader) -> dict[Column, int]:
    return {column: header.sectionSize(column) for column in Column if not header.isSectionHidden(column)}


def drag(header: BoardHeader, start: int, end: int) -> None:
    viewport, height = header.viewport(), header.height() // 2
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(start, height))
    for at in (start + (end - start) // 2, end):
        QTest.mouseMove(viewport, QPoint(at, height))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(end, height))


def end_of(header: BoardHeader, column: Column) -> int:
    """Just before the border at the end side of a column."""
    left, rtl = header.sectionViewportPosition(column), header.isRightToLeft()
    return left + 1 if rtl else left + header.sectionSize(column) - 2


def test_at_first_the_columns_fill_the_room_and_follow_the_window(table: BoardTable) -> None:
    assert table.rowHeight(0) == ROW_HEIGHT
    assert sum(widths(table.header).values()) == pytest.approx(table.viewport().width(), abs=8)
    table.resize(NARROW, 600)
    assert Column.CONTRACTOR not in widths(table.header)
    assert table.header.columns == ColumnLayout()


def test_a_column_is_widened_by_the_mouse_and_those_before_it_stay(table: BoardTable) -> None:
    header, before = table.header, widths(table.header)
    told = QSignalSpy(header.arranged)
    toward_end = -1 if header.isRightToLeft() else 1
    at = end_of(header, Column.CALL)
    drag(header, at, at + 40 * toward_end)
    after = widths(header)
    assert after[Column.CALL] == pytest.approx(before[Column.CALL] + 40, abs=2)
    assert [after[each] for each in (Column.PRIORITY, Column.CLOCK)] == [
        before[Column.PRIORITY],
        before[Column.CLOCK],
    ]
    assert after[Column.MERCHANT] < before[Column.MERCHANT], "what follows shares what is left"
    assert told.count() > 0
    table.resize(NARROW, 600)
    table.resize(WIDE, 600)
    assert widths(header) == after, "nothing has moved by itself"


def test_a_column_is_dragged_to_another_place_and_the_others_close_up(table: BoardTable) -> None:
    header = table.header
    start = header.sectionViewportPosition(Column.STAGE) + header.sectionSize(Column.STAGE) // 2
    # Past the middle of the column whose place it takes.
    drag(header, start, end_of(header, Column.CLOCK) + (-12 if header.isRightToLeft() else 12))
    assert header.columns.order[:4] == (Column.PRIORITY, Column.CLOCK, Column.STAGE, Column.CALL)
    assert header.visualIndex(Column.STAGE) == 2


def test_a_double_click_between_two_columns_fits_what_is_in_sight(table: BoardTable) -> None:
    header = table.header
    at = QPoint(end_of(header, Column.FAULT), header.height() // 2)
    QTest.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    fitted = widths(header)[Column.FAULT]
    assert fitted == max(table.sizeHintForColumn(Column.FAULT), header.sectionSizeHint(Column.FAULT))
    assert header.columns.widths[Column.FAULT] == fitted


def test_the_menu_hides_shows_and_restores(table: BoardTable) -> None:
    header, menu = table.header, QMenu()
    add_columns(menu, header, Column.FAULT)
    _line, hide, columns, compact, restore = menu.actions()
    hide.trigger()
    assert Column.FAULT not in widths(header)
    compact.trigger()
    assert table.verticalHeader().defaultSectionSize() == COMPACT_ROW_HEIGHT
    listed = columns.menu()
    assert isinstance(listed, QMenu)
    offered = listed.actions()
    assert [action.isEnabled() for action in offered] == [False, False, *[True] * 6]
    offered[Column.CONTRACTOR].trigger()
    assert set(widths(header)) == set(Column) - {Column.FAULT, Column.CONTRACTOR}
    restore.trigger()
    assert header.columns == ColumnLayout(is_compact=True), "the height of rows is no matter of columns"
    header.switch_rows()
    assert table.verticalHeader().defaultSectionSize() == ROW_HEIGHT
    clock = QMenu()
    add_columns(clock, header, Column.CLOCK)
    assert not clock.actions()[1].isEnabled()


def test_low_rows_keep_the_row_at_the_top_and_the_cursor(table: BoardTable) -> None:
    table.stand_on(20)
    table.verticalScrollBar().setValue(ROW_HEIGHT * 12)
    first, _last = table.visible_rows()
    table.header.switch_rows()
    assert (table.visible_rows()[0], table.currentIndex().row()) == (first, 20)


@pytest.fixture
def dialog(table: BoardTable, appearance: Appearance) -> ColumnsDialog:
    made = ColumnsDialog(appearance, table.header, QWidget(table))
    made.show()
    return made


def test_everything_goes_by_keys(table: BoardTable, dialog: ColumnsDialog) -> None:
    header, before = table.header, widths(table.header)
    dialog.list.setCurrentRow(6)
    assert dialog.current() is Column.STAGE
    QTest.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert header.columns.order.index(Column.STAGE) == 4
    assert dialog.current() is Column.STAGE, "the cursor goes with its column"
    QTest.keyClick(dialog.list, Qt.Key.Key_Plus, Qt.KeyboardModifier.ShiftModifier)
    assert widths(header)[Column.STAGE] == before[Column.STAGE] + STEP
    QTest.keyClick(dialog.list, Qt.Key.Key_Minus)
    assert widths(header)[Column.STAGE] == before[Column.STAGE]
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert Column.STAGE not in widths(header)
    QTest.keyClick(dialog.list, Qt.Key.Key_Plus)
    assert (
        Column.STAGE not in header.columns.widths
        or header.columns.widths[Column.STAGE] == before[Column.STAGE]
    )
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert Column.STAGE in widths(header)
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.current() in widths(header)
    dialog.compact.click()
    assert table.verticalHeader().defaultSectionSize() == COMPACT_ROW_HEIGHT
    (restore,) = [
        b
        for b in dialog.findChildren(QPushButton)
        if b.text() in {"ستون‌ها مانند آغاز", "Columns as from the start"}
    ]
    restore.click()
    assert header.columns == ColumnLayout(is_compact=True)
    assert [dialog.list.item(place).data(Qt.ItemDataRole.UserRole) for place in range(8)] == list(Column)


def test_a_hidden_column_is_passed_over_when_another_is_moved(
    table: BoardTable, dialog: ColumnsDialog
) -> None:
    header = table.header
    header.show_column(Column.FAULT, False)
    header.move_column(Column.MERCHANT, 1)
    shown = header.shown()
    assert shown.index(Column.MERCHANT) == shown.index(Column.TECHNICIAN) + 1
    assert all(WIDTHS[column][0] <= width for column, width in widths(header).items())
