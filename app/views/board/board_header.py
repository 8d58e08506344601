"""The head of the board's table: columns are dragged, widened, hidden, and stay as the user leaves them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from app.views.board.column_layout import NARROWEST, STEP, WIDEST, ColumnLayout
from app.views.board.columns import HEADER_HEIGHT, Column


class BoardHeader(QHeaderView):
    """Shows a layout, and notes what mouse and keys make of it.

    Signals:
        arranged: the user has laid out the table otherwise.
    """

    arranged = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = ColumnLayout()
        self._room = 0
        self._is_placing = False
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(HEADER_HEIGHT)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(NARROWEST)
        self.setMaximumSectionSize(WIDEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setFirstSectionMovable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sectionResized.connect(self._note_width)
        self.sectionMoved.connect(self._note_order)

    @property
    def columns(self) -> ColumnLayout:
        """How the table is laid out now."""
        return self._columns

    def shown(self) -> tuple[Column, ...]:
        """The columns in sight, from the start side."""
        return self._columns.shown(self._room)

    def take(self, columns: ColumnLayout) -> None:
        """Lay the table out like this."""
        if columns != self._columns:
            self._columns = columns
            self._place()
            self.arranged.emit()

    def fill(self, room: int) -> None:
        """Share so many pixels among the columns that have no width of their own."""
        self._room = room
        self._place()

    def show_column(self, column: Column, is_shown: bool) -> None:
        """Bring a column into sight, or out of it."""
        self.take(self._columns.with_shown(column, self._room, is_shown=is_shown))

    def move_column(self, column: Column, by: int) -> None:
        """Bring a column so many places further from the start side, past what is hidden."""
        shown = self.shown()
        if column in shown:
            goal = shown[min(max(shown.index(column) + by, 0), len(shown) - 1)]
            order = self._columns.order
            self.take(self._columns.moved(column, order.index(goal) - order.index(column)))

    def widen_column(self, column: Column, steps: int) -> None:
        """Make a column wider by so many steps, or narrower where negative."""
        width = self.sectionSize(column) + steps * STEP
        self.take(self._columns.pinned({column: width}, self._room))

    @Slot()
    def restore(self) -> None:
        """Lay the columns out as they are from the start; rows keep their height."""
        self.take(ColumnLayout(is_compact=self._columns.is_compact))

    @Slot(bool)
    def show_compact(self, is_compact: bool) -> None:
        """Low rows, or comfortable ones."""
        self.take(replace(self._columns, is_compact=is_compact))

    @Slot()
    def switch_rows(self) -> None:
        """The other height of rows."""
        self.show_compact(not self._columns.is_compact)

    def _place(self) -> None:
        if not self.count() or self._room <= 0:
            return
        sizes = self._columns.sizes(self._room)
        with self._placing():
            for place, column in enumerate(self._columns.order):
                self.moveSection(self.visualIndex(column), place)
                self.setSectionHidden(column, column not in sizes)
                if column in sizes:
                    self.resizeSection(column, sizes[column])

    @contextmanager
    def _placing(self) -> Iterator[None]:
        was_placing, self._is_placing = self._is_placing, True
        yield
        self._is_placing = was_placing

    @Slot(int, int, int)
    def _note_width(self, section: int, _before: int, width: int) -> None:
        """The column under the mouse keeps its width, and those before it stay where they are."""
        if self._is_placing or not width or self._room <= 0:
            return
        shown = self.shown()
        column = Column(section)
        if column in shown:
            before = shown[: shown.index(column) + 1]
            widths = {each: self.sectionSize(each) for each in before}
            self._columns = self._columns.pinned(widths, self._room)
            self._place()
            self.arranged.emit()

    @Slot(int, int, int)
    def _note_order(self, _section: int, _before: int, _after: int) -> None:
        if not self._is_placing:
            order = tuple(Column(self.logicalIndex(place)) for place in range(self.count()))
            self._columns = replace(self._columns, order=order)
            self.arranged.emit()
