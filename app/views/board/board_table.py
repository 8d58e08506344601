"""The table of the board: keys, the row the cursor stands on, and which rows are in sight."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from app.i18n import _
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_header import BoardHeader
from app.views.board.board_model import ROW, BoardModel
from app.views.board.card_delegate import card_picture
from app.views.board.cell_widths import width_of
from app.views.board.columns import COMPACT_ROW_HEIGHT, ROW_HEIGHT, Column
from app.views.board.hand import Hand
from app.views.board.row_painter import Cell, RowPainter, Stand
from app.views.widgets.canvas import Canvas

STEPS = {"j": 1, "k": -1, "ت": 1, "ن": -1}
"""The same two keys on a Latin and on a Persian keyboard."""
ARROWS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class BoardTable(QTableView):
    """Jobs in rows; J and K move, Enter opens.

    Signals:
        opened: the id of the job to be shown.
    """

    opened = Signal(int)

    def __init__(self, appearance: Appearance, model: BoardModel, *, hand: Hand | None = None) -> None:
        super().__init__()
        self._appearance = appearance
        self._board = model
        self._empty = ""
        self.is_marking = False
        """Whether rows are marked one by one, so that the cursor walks among them."""
        self._hand = hand
        self.setDragEnabled(hand is not None)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setModel(model)
        self._rows = RowPainter(appearance, model)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        # Afterwards: rows that the least height has changed take no other from the usual one.
        self.verticalHeader().setMinimumSectionSize(COMPACT_ROW_HEIGHT)
        self.header = BoardHeader(self)
        self.setHorizontalHeader(self.header)
        self.header.arranged.connect(self._set_rows)
        self.sortByColumn(Column.CLOCK, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(self._open)
        appearance.changed.connect(self._say)
        self._say()

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, JobRow) else None

    def say_empty(self, text: str) -> None:
        """Say `text` where there is no row."""
        if text != self._empty:
            self._empty = text
            self.setAccessibleDescription(text)
            self.viewport().update()

    def stand_on(self, place: int) -> None:
        """Put the cursor on a row, and select it alone."""
        self.is_marking = False
        index = self.model().index(place, Column.CLOCK)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def choose(self, places: Iterable[int]) -> None:
        """Select just these rows; the cursor stays where it is and walks among them."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().clearSelection()
        self.is_marking = True
        for place in places:
            self.selectionModel().select(self.model().index(place, 0), flags.Select | flags.Rows)

    def count_chosen(self) -> int:
        """How many rows are selected, without looking at each."""
        selected = self.selectionModel().selection()
        return sum(selected.at(place).height() for place in range(selected.count()))

    def mark(self) -> None:
        """Select the row of the cursor, or no longer, and go on; the cursor then walks without selecting."""
        flags = QItemSelectionModel.SelectionFlag
        if self.is_marking:
            self.selectionModel().select(self.currentIndex(), flags.Toggle | flags.Rows)
        self.is_marking = True
        self.step(1)

    def visible_rows(self) -> tuple[int, int]:
        """First and last row in sight; (0, -1) if there is none."""
        first = self.rowAt(0)
        if first < 0:
            return 0, -1
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else self.model().rowCount() - 1

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Whatever comes, goes or moves inside the block, the rows in sight stay where they are."""
        first, last = self.visible_rows()
        seen = [(self._job_in(place), self.rowViewportPosition(place)) for place in range(first, last + 1)]
        is_at_top = self.verticalScrollBar().value() == 0
        yield
        if is_at_top:
            return
        for job_id, height in seen:
            place = self._board.row_of(job_id)
            if place is not None:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.rowViewportPosition(place) - height)
                return

    def _job_in(self, place: int) -> int:
        return self._board.row_at(place).id

    def chosen(self) -> list[JobRow]:
        """The rows chosen, in the order of the table."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._board.row_at(place) for place in places]

    def step(self, by: int) -> None:
        """Go so many rows down, or up where negative."""
        place = self.currentIndex().row() + by
        if not 0 <= place < self.model().rowCount():
            return
        if not self.is_marking:
            self.stand_on(place)
            return
        index = self.model().index(place, Column.CLOCK)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse selects as it does everywhere; what keys have marked ends with it."""
        self.is_marking = False
        super().mousePressEvent(event)

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """A tick paints the column of clocks and, unlike Qt, nothing of the column beside it."""
        if first.column() == last.column() == Column.CLOCK:
            top = self.rowViewportPosition(first.row())
            bottom = self.rowViewportPosition(last.row()) + self.rowHeight(last.row())
            left = self.columnViewportPosition(Column.CLOCK)
            self.viewport().update(left, top, self.columnWidth(Column.CLOCK), bottom - top)
            return
        super().dataChanged(first, last, roles)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K as well as the arrows; Space marks, Enter opens."""
        step = STEPS.get(event.text().casefold()) or ARROWS.get(Qt.Key(event.key()))
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if step is not None and is_plain:
            self.step(step)
            return
        if event.key() == Qt.Key.Key_Space and is_plain:
            self.mark()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current() is not None:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Carry the job the mouse took."""
        row = self.current()
        if row is not None and self._hand is not None:
            self._hand.drag(self, row, card_picture(self, self._appearance, self._board, row))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The cursor stands on whole rows."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                top = self.rowViewportPosition(index.row())
                self.viewport().update(0, top, self.viewport().width(), self.rowHeight(index.row()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, or in their place why there are none; whole rows at once, which no delegate could."""
        painter = QPainter(self.viewport())
        self._paint_rows(painter, event)
        if self._empty:
            canvas = Canvas(painter, self.viewport().rect(), self._appearance)
            canvas.text(canvas.box, self._empty, px=14, colour="muted", align="center")
        painter.end()

    def _paint_rows(self, painter: QPainter, event: QPaintEvent) -> None:
        region, area = event.region(), event.rect()
        wide, end = self.viewport().width(), self._end_of_rows()
        if area.bottom() >= end:
            rest = QRect(0, end, wide, self.viewport().height() - end)
            painter.fillRect(rest, self._appearance.colour("surface"))
        cells, chosen = self._cells(area), self.selectionModel()
        first, last = self.rowAt(max(area.top(), 0)), self.rowAt(min(area.bottom(), end - 1))
        for place in range(first, last + 1) if first >= 0 else ():
            box = QRect(0, self.rowViewportPosition(place), wide, self.rowHeight(place))
            if region.intersects(box):
                is_chosen = chosen.isRowSelected(place, QModelIndex())
                stand = Stand(place == self.currentIndex().row(), is_chosen)
                self._rows.paint(painter, box, cells, self._board.row_at(place), stand)

    def _end_of_rows(self) -> int:
        """Where the viewport has no row any more."""
        last = self._board.rowCount() - 1
        return 0 if last < 0 else self.rowViewportPosition(last) + self.rowHeight(last)

    def _cells(self, area: QRect) -> list[Cell]:
        """The columns that reach into an area of the viewport."""
        cells = [
            Cell(column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in Column
            if not self.isColumnHidden(column)
        ]
        return [each for each in cells if each.left <= area.right() and each.left + each.width > area.left()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns."""
        super().resizeEvent(event)
        self.header.fill(self.viewport().width())

    def sizeHintForColumn(self, column: int) -> int:
        """What the widest cell in sight needs; a double click between two columns asks."""
        first, last = self.visible_rows()
        rows = [self._board.row_at(place) for place in range(first, last + 1)]
        height = self.verticalHeader().defaultSectionSize()
        needed = [width_of(self._appearance, row, Column(column), self._board, height=height) for row in rows]
        return max(needed, default=0)

    @Slot()
    def _set_rows(self) -> None:
        """Low rows or comfortable ones; what stood at the top stays there."""
        height = COMPACT_ROW_HEIGHT if self.header.columns.is_compact else ROW_HEIGHT
        if height != self.verticalHeader().defaultSectionSize():
            first, _last = self.visible_rows()
            self.verticalHeader().setDefaultSectionSize(height)
            self.scrollTo(self.model().index(first, Column.CLOCK), QAbstractItemView.ScrollHint.PositionAtTop)
        self.viewport().update()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, JobRow):
            self.opened.emit(row.id)

    @Slot()
    def _say(self) -> None:
        self.setAccessibleName(_("Job board"))
        self.viewport().update()
