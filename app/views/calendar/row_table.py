"""A table of rows that keeps its selection and place when it is refreshed, painted by tokens."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import _
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column, Index, RowModel
from app.views.widgets.canvas import Align, Canvas
from app.views.widgets.marks import paint_pill

ROW_HEIGHT, TALL_ROW_HEIGHT, HEAD_HEIGHT = 34, 46, 34
PAD = 8


class CellPainter(QStyledItemDelegate):
    """Paints a Cell: shape, text, second line; the chosen row lit, a stripe at its start."""

    def __init__(self, appearance: Appearance, height: int, parent: QObject) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._height = height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RowModel)
        box: QRect = option.rect
        canvas = Canvas(painter, box, self._appearance)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, canvas.colour("chosen" if chosen else "surface"))
        painter.fillRect(canvas.rect(0, box.height() - 1, box.width(), 1), canvas.colour("line"))
        if chosen and index.column() == 0:
            painter.fillRect(canvas.rect(0, 0, 4, box.height()), canvas.colour("accent"))
        self._paint_cell(canvas, model.cell(index.row(), index.column()), model.columns[index.column()].align)

    def _paint_cell(self, canvas: Canvas, cell: Cell, align: Align) -> None:
        width, height = canvas.box.width() - 2 * PAD, canvas.box.height() - 1
        if cell.pill:
            rect = canvas.rect(PAD, 0, width, height)
            paint_pill(canvas, rect, cell.text, tone=cell.tone, icon=cell.icon, align=align)
            return
        lead = 0
        if cell.icon:
            lead = 24
            canvas.icon(canvas.rect(PAD, (height - 18) // 2, 18, 18), cell.icon, cell.tone)
        room = width - lead
        weight = 600 if cell.bold else 400
        first = canvas.rect(PAD + lead, 4, room, 20) if cell.sub else canvas.rect(PAD + lead, 0, room, height)
        canvas.text(
            first, cell.text, colour=cell.tone, weight=weight, align=align,
            tabular=cell.figures, ltr=cell.figures,
        )  # fmt: skip
        if cell.sub:
            second = canvas.rect(PAD + lead, 23, room, 18)
            canvas.text(second, cell.sub, px=11, colour="muted", align=align, struck=cell.struck)


class RowTable(QTableView):
    """Rows to walk with the arrow keys; a refresh moves neither the chosen row nor the place.

    Signals:
        picked: the row that is the current one now, None where there is none.
        opened: the row the user pressed Enter on or double-clicked.
    """

    picked = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        appearance: Appearance,
        columns: Sequence[Column],
        *,
        name: str,
        key: Callable[[Any], object],
        tall: bool = False,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._name = name
        self._rows = RowModel(columns, key)
        self._kept: object = None
        self._restoring = False
        height = TALL_ROW_HEIGHT if tall else ROW_HEIGHT
        self.setItemDelegate(CellPainter(appearance, height, self))
        self.setModel(self._rows)
        self._dress(height)
        self.selectionModel().currentRowChanged.connect(self._tell_picked)
        self.doubleClicked.connect(self._tell_opened)
        appearance.changed.connect(self._say)
        self._say()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the chosen one stays chosen where it is still among them."""
        place = self.verticalScrollBar().value()
        self._restoring = True
        self._rows.show_rows(rows)
        self._restoring = False
        self.choose(self._kept)
        self.verticalScrollBar().setValue(place)

    def rows(self) -> list[Any]:
        """The rows shown, in order."""
        return list(self._rows.rows)

    def row_model(self) -> RowModel:
        """The model behind the table."""
        return self._rows

    def current(self) -> Any:
        """The row chosen now; None where there is none."""
        place = self.currentIndex().row()
        return self._rows.rows[place] if 0 <= place < len(self._rows.rows) else None

    def choose(self, key: object) -> None:
        """Make the row with this key the current one; none where it is not there."""
        place = self._rows.row_of(key)
        self._kept = key
        if place < 0:
            self.setCurrentIndex(QModelIndex())
        elif self.currentIndex().row() != place:
            self.setCurrentIndex(self._rows.index(place, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _dress(self, height: int) -> None:
        dress_table(self, head_height=HEAD_HEIGHT, row_height=height)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().sectionClicked.connect(self._sort)

    def _share_room(self) -> None:
        columns, room = self._rows.columns, self.viewport().width()
        shown = set(range(len(columns)))
        for place in sorted(shown, key=lambda place: -columns[place].drop):
            if sum(columns[kept].least for kept in shown) <= room or not columns[place].drop:
                break
            shown.discard(place)
        spare = max(0, room - sum(columns[place].least for place in shown))
        weights = sum(columns[place].weight for place in shown) or 1
        widths = {place: columns[place].least + spare * columns[place].weight // weights for place in shown}
        widths[max(shown)] += max(0, room - sum(widths.values()))
        for place in range(len(columns)):
            self.setColumnHidden(place, place not in shown)
            self.setColumnWidth(place, widths.get(place, 0))

    def _sort(self, column: int) -> None:
        if self._rows.columns[column].order is None:
            return
        head: QHeaderView = self.horizontalHeader()
        again = head.isSortIndicatorShown() and head.sortIndicatorSection() == column
        descending = again and head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        head.setSortIndicatorShown(True)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(column, order)
        self._restoring = True
        self._rows.sort_by(column, descending=descending)
        self._restoring = False
        self.choose(self._kept)

    def _tell_picked(self, current: QModelIndex) -> None:
        if self._restoring:
            return
        self._kept = self._rows.key_at(current.row())
        self.picked.emit(self.current())

    def _tell_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows.rows[index.row()])

    def _say(self) -> None:
        self.setAccessibleName(_(self._name))
        self._rows.say_again()
        self.viewport().update()


def dress_table(table: QTableView, *, head_height: int, row_height: int) -> None:
    """Give a table of ours its look: no lines, nothing typed into it, sections that only we size."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for head in (table.horizontalHeader(), table.verticalHeader()):
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(20)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setFixedHeight(head_height)
    table.verticalHeader().setDefaultSectionSize(row_height)


def fitting(table: QWidget, *, rows: int, height: int = ROW_HEIGHT) -> None:
    """Give a table at least the room of its head and so many rows."""
    table.setMinimumHeight(HEAD_HEIGHT + rows * height + 2)
