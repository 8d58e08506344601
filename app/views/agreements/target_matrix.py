"""The widget of one grid of targets, priorities by zones, painted and walked with the keys."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.domain.target_grid import Cell, Promised
from app.views.agreements.agreement_words import counted_text, limit_text
from app.views.agreements.matrix_model import MatrixModel, MatrixShown
from app.views.appearance import Appearance
from app.views.calendar.row_model import Index
from app.views.calendar.row_table import dress_table
from app.views.widgets.canvas import Canvas

ROW_HEIGHT, HEAD_HEIGHT, SIDE_WIDTH, WIDEST = 44, 30, 104, 260
PAD = 7


class MatrixPainter(QStyledItemDelegate):
    """Paints a cell: the limit over the hours it is counted in; inherited ones quiet."""

    def __init__(self, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(96, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, MatrixModel)
        cell = model.cell(index)
        own, inherited = model.shown.own.get(cell), model.shown.inherited.get(cell)
        canvas = Canvas(painter, option.rect, self._appearance)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "surface" if own is not None else "raised"
        painter.fillRect(option.rect, canvas.colour("chosen" if chosen else ground))
        self._frame(canvas, focused=bool(option.state & QStyle.StateFlag.State_HasFocus))
        if own is not None:
            self._promise(canvas, own, is_own=True)
        elif inherited is not None:
            self._promise(canvas, inherited, is_own=False)
        else:
            canvas.text(option.rect, "—", colour="muted", align="center")

    def _frame(self, canvas: Canvas, *, focused: bool) -> None:
        box = canvas.box
        canvas.painter.fillRect(canvas.rect(0, box.height() - 1, box.width(), 1), canvas.colour("line"))
        canvas.painter.fillRect(canvas.rect(box.width() - 1, 0, 1, box.height()), canvas.colour("line"))
        if focused:
            canvas.rounded(box.adjusted(1, 1, -2, -2), 4, line="accent", width=2)

    def _promise(self, canvas: Canvas, promised: Promised, *, is_own: bool) -> None:
        formats = self._appearance.formats
        room = canvas.box.width() - 2 * PAD
        canvas.text(
            canvas.rect(PAD, 3, room, 20),
            limit_text(promised, formats),
            colour="text" if is_own else "muted",
            weight=600 if is_own else 400,
        )
        lead = 16 if promised.warn_at else 0
        counted = canvas.rect(PAD, 22, room - lead, 17)
        canvas.text(counted, counted_text(promised), px=11, colour="muted")
        if promised.warn_at:
            canvas.icon(canvas.rect(PAD + room - 13, 24, 13, 13), "bell-outline", "muted")


class TargetMatrix(QTableView):
    """A grid to walk with the arrow keys; several cells can be chosen at once.

    Signals:
        opened: the user pressed Enter or double-clicked, to change the chosen cells.
        emptied: the user pressed Delete.
        copied, pasted: the user pressed Ctrl+C, Ctrl+V.
        left: -1 or 1, where the arrow keys go over the first or the last row.
        moved: another cell is the current one.
    """

    opened = Signal()
    emptied = Signal()
    copied = Signal()
    pasted = Signal()
    left = Signal(int)
    moved = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._matrix = MatrixModel(appearance)
        self.setModel(self._matrix)
        self.setItemDelegate(MatrixPainter(appearance, self))
        self._dress()
        self.doubleClicked.connect(self.opened)
        self.selectionModel().selectionChanged.connect(self._tell_moved)

    def show_matrix(self, shown: MatrixShown, name: str) -> None:
        """Show this grid, called `name`; the chosen cells stay chosen."""
        kept = self.cells()
        self._matrix.show_matrix(shown)
        if kept and not self.selectedIndexes():
            # Another set of rows or columns: the first of the chosen cells stays chosen.
            self.choose(kept[0])
        self.setAccessibleName(name)
        self.setMaximumWidth(SIDE_WIDTH + WIDEST * len(shown.zones) + 2)
        self.setFixedHeight(HEAD_HEIGHT + ROW_HEIGHT * len(shown.priorities) + 2)
        self._share_room()
        self.viewport().update()

    def shown(self) -> MatrixShown:
        """What is shown now."""
        return self._matrix.shown

    def cells(self) -> list[Cell]:
        """The chosen cells, row by row."""
        places = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        return [(self.shown().priorities[row], self.shown().zones[column]) for row, column in places]

    def choose(self, cell: Cell) -> None:
        """Choose one cell; the nearest row and column where it is not shown."""
        row = self.shown().priorities.index(cell[0]) if cell[0] in self.shown().priorities else 0
        column = self.shown().zones.index(cell[1]) if cell[1] in self.shown().zones else 0
        place = self._matrix.index(row, column)
        self._choose_all(place, place)

    @Slot(int)
    def choose_row(self, row: int) -> None:
        """Choose a whole row; Qt's own selection of one fails from right to left."""
        last = self._matrix.columnCount() - 1
        self._choose_all(self._matrix.index(row, 0), self._matrix.index(row, last))

    @Slot(int)
    def choose_column(self, column: int) -> None:
        """Choose a whole column."""
        last = self._matrix.rowCount() - 1
        self._choose_all(self._matrix.index(0, column), self._matrix.index(last, column))

    def text_of(self, cell: Cell) -> str:
        """What a cell says, in words."""
        row, column = self.shown().priorities.index(cell[0]), self.shown().zones.index(cell[1])
        return str(self._matrix.index(row, column).data())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        row, last = self.currentIndex().row(), self._matrix.rowCount() - 1
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self.opened.emit()
        elif event.key() in (keys.Key_Delete, keys.Key_Backspace):
            self.emptied.emit()
        elif control and event.key() == keys.Key_C:
            self.copied.emit()
        elif control and event.key() == keys.Key_V:
            self.pasted.emit()
        elif event.key() == keys.Key_Up and row == 0:
            self.left.emit(-1)
        elif event.key() == keys.Key_Down and row == last:
            self.left.emit(1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _dress(self) -> None:
        dress_table(self, head_height=HEAD_HEIGHT, row_height=ROW_HEIGHT)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setFixedWidth(SIDE_WIDTH)
        self.verticalHeader().sectionClicked.connect(self.choose_row)
        self.horizontalHeader().sectionClicked.connect(self.choose_column)

    def _choose_all(self, first: QModelIndex, last: QModelIndex) -> None:
        # Qt's own setCurrentIndex adds to what is chosen while Ctrl or Shift is held.
        how = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(first, how.NoUpdate)
        self.selectionModel().select(QItemSelection(first, last), how.ClearAndSelect)

    def _share_room(self) -> None:
        count = self._matrix.columnCount()
        room = self.width() - SIDE_WIDTH - 2
        for column in range(count):
            self.setColumnWidth(column, room * (column + 1) // count - room * column // count)

    def _tell_moved(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        self.moved.emit()
