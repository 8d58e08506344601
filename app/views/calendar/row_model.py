"""The rows of a table as Qt asks for them: columns, their cells, and the order of the rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.i18n import _
from app.views.widgets.canvas import Align
from app.views.widgets.labels import tool_tip

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What one cell shows: ready texts, the token of its tone, maybe a shape before it."""

    text: str
    sub: str = ""
    """A second, quieter line."""
    tone: str = "text"
    icon: str = ""
    bold: bool = False
    figures: bool = False
    """Digits of one width, read from left to right."""
    pill: bool = False
    struck: bool = False
    """The second line is what the first takes the place of: a stroke goes through it."""

    def said(self) -> str:
        """The cell as one line."""
        if self.struck:
            return _("{now} instead of {before}").format(now=self.text, before=self.sub)
        return f"{self.text}, {self.sub}" if self.sub else self.text


@dataclass(frozen=True)
class Column:
    """One column: heading (a marked message), what it shows of a row, and the room it needs."""

    title: str
    cell: Callable[[Any], Cell]
    least: int
    weight: int = 0
    """Its part of the room that is left over."""
    align: Align = "start"
    drop: int = 0
    """The greatest goes first where the table is narrow; 0 never goes."""
    order: Callable[[Any], Any] | None = None
    """What a click on the heading sorts by."""


class RowModel(QAbstractTableModel):
    """The rows as Qt asks for them; cells are made when they are first looked at."""

    def __init__(self, columns: Sequence[Column], key: Callable[[Any], object]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[Any] = []
        self._key = key
        self._cells: dict[tuple[int, int], Cell] = {}
        self._sorting: tuple[int, bool] | None = None

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these from now on; the same rows in the same order are only painted anew."""
        fresh = self._sorted(rows)
        same = [self._key(row) for row in fresh] == [self._key(row) for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows = fresh
        self._cells.clear()
        if not same:
            self.endResetModel()
        elif fresh:
            self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(self.columns) - 1))

    def say_again(self) -> None:
        """The language or the look is another."""
        self._cells.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def sort_by(self, column: int, *, descending: bool) -> None:
        """Order the rows by a column that has an order."""
        self._sorting = (column, descending)
        self.show_rows(self.rows)

    def row_of(self, key: object) -> int:
        """Where the row with this key is; -1 where it is not."""
        return next((place for place, row in enumerate(self.rows) if self._key(row) == key), -1)

    def key_at(self, place: int) -> object:
        """The key of the row at `place`; None outside."""
        return self._key(self.rows[place]) if 0 <= place < len(self.rows) else None

    def cell(self, row: int, column: int) -> Cell:
        """What is shown there."""
        found = self._cells.get((row, column))
        if found is None:
            found = self._cells[row, column] = self.columns[column].cell(self.rows[row])
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(cell.said())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(self.columns[index.column()].title)}: {cell.said()}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = {"start": Qt.AlignmentFlag.AlignLeft, "end": Qt.AlignmentFlag.AlignRight}
            return side.get(column.align, Qt.AlignmentFlag.AlignHCenter) | Qt.AlignmentFlag.AlignVCenter
        return None

    def _sorted(self, rows: Sequence[Any]) -> list[Any]:
        fresh = list(rows)
        if self._sorting is not None:
            column, descending = self._sorting
            order = self.columns[column].order
            if order is not None:
                fresh.sort(key=order, reverse=descending)
        return fresh
