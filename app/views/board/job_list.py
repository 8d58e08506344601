"""Some of the board's jobs as a list: ids, laid open as far as somebody looks; the board says the rest."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.services.job_row import JobRow
from app.views.board.board_model import ROW, BoardModel
from app.views.board.columns import Column

Index = QModelIndex | QPersistentModelIndex

SAID = (
    *(Column.PRIORITY, Column.CLOCK, Column.CALL, Column.MERCHANT),
    *(Column.FAULT, Column.TECHNICIAN, Column.STAGE),
)
"""What a screen reader is told of a card, in this order."""


OPENED = 300
"""So many rows are laid open at once: a view has every row of its model in hand, seen or not."""


class JobList(QAbstractListModel):
    """Jobs of the board by id, in the order given; views keep selection and cursor with the job."""

    def __init__(self, board: BoardModel) -> None:
        super().__init__()
        self.board = board
        self._ids: Sequence[int] = []
        self._open = 0

    @property
    def ids(self) -> Sequence[int]:
        """The jobs listed, laid open or not."""
        return self._ids

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._open

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is more than what is laid open."""
        return not parent.isValid() and self._open < len(self._ids)

    def fetchMore(self, parent: Index) -> None:
        """Lay some more rows open."""
        if not parent.isValid():
            self.reveal(self._open)

    def reveal(self, place: int) -> None:
        """Lay open what lies before a place, and it as well."""
        wanted = min(max(place + 1, self._open, 0) + OPENED, len(self._ids))
        if place >= self._open and wanted > self._open:
            self.beginInsertRows(QModelIndex(), self._open, wanted - 1)
            self._open = wanted
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return " · ".join(filter(None, (self.board.text(row, column) for column in SAID)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every job can be carried."""
        carried = Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | carried

    def row_at(self, place: int) -> JobRow | None:
        """The job in a place; None if it has just left the board."""
        return self.board.job(self._ids[place]) if 0 <= place < len(self._ids) else None

    def place_of(self, job_id: int) -> int | None:
        """Where a job stands in the list, if it does."""
        try:
            return self._ids.index(job_id)
        except ValueError:
            return None

    def show(self, ids: Sequence[int]) -> bool:
        """List these jobs instead; whether anything changed."""
        if ids == self._ids:
            return False
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        jobs = [self._ids[index.row()] for index in held]
        self._ids = ids
        self._open = min(max(self._open, OPENED), len(ids))
        places = [self.place_of(job_id) for job_id in jobs]
        moved = [QModelIndex() if place is None else self._lasting(place) for place in places]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()
        return True

    def _lasting(self, place: int) -> QModelIndex:
        """The index of a place while the layout changes, which is laid open for it."""
        self._open = max(self._open, place + 1)
        return self.index(place)
