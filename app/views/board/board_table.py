"""The table of the board: keys, the row the cursor stands on, and which rows are in sight."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from app.i18n import _
from app.services.board import JobRow
from app.views.appearance import Appearance
from app.views.board.board_delegate import ROW_HEIGHT, BoardDelegate
from app.views.board.board_model import ROW, BoardModel, Column

WIDTHS = {
    Column.PRIORITY: 62,
    Column.CLOCK: 186,
    Column.CALL: 92,
    Column.FAULT: 176,
    Column.TECHNICIAN: 168,
    Column.STAGE: 112,
    Column.CONTRACTOR: 118,
}
HEADER_HEIGHT = 36


class BoardTable(QTableView):
    """Jobs in rows; J and K move, Enter opens.

    Signals:
        opened: the id of the job to be shown.
    """

    opened = Signal(int)

    def __init__(self, appearance: Appearance, model: BoardModel) -> None:
        super().__init__()
        self._appearance = appearance
        self.setModel(model)
        self.setItemDelegate(BoardDelegate(appearance, self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._arrange_columns()
        self.sortByColumn(Column.CLOCK, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(self._open)
        appearance.changed.connect(self._say)
        self._say()

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, JobRow) else None

    def stand_on(self, place: int) -> None:
        """Put the cursor on a row."""
        index = self.model().index(place, Column.CLOCK)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def visible_rows(self) -> tuple[int, int]:
        """First and last row in sight; (0, -1) if there is none."""
        first = self.rowAt(0)
        if first < 0:
            return 0, -1
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else self.model().rowCount() - 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K as well as the arrows; Enter opens."""
        steps = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in steps:
            place = self.currentIndex().row() + steps[Qt.Key(event.key())]
            if 0 <= place < self.model().rowCount():
                self.stand_on(place)
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current() is not None:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _arrange_columns(self) -> None:
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setFixedHeight(HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        header.setSectionResizeMode(Column.MERCHANT, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, JobRow):
            self.opened.emit(row.id)

    @Slot()
    def _say(self) -> None:
        self.setAccessibleName(_("Job board"))
        self.viewport().update()
