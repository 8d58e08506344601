"""Some of the board's jobs as a list: ids alone; what they say is asked of the board."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.services.job_row import JobRow
from app.views.board.board_model import ROW, BoardModel
from app.views.board.board_order import Column

Index = QModelIndex | QPersistentModelIndex

SAID = (
    *(Column.PRIORITY, Column.CLOCK, Column.CALL, Column.MERCHANT),
    *(Column.FAULT, Column.TECHNICIAN, Column.STAGE),
)
"""What a screen reader is told of a card, in this order."""


class JobList(QAbstractListModel):
    """Jobs of the board by id, in the order given; views keep selection and cursor with the job."""

    def __init__(self, board: BoardModel) -> None:
        super().__init__()
        self.board = board
        self._ids: Sequence[int] = []

    @property
    def ids(self) -> Sequence[int]:
        """The jobs listed."""
        return self._ids

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

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
        places = [self.place_of(job_id) for job_id in jobs]
        moved = [QModelIndex() if place is None else self.index(place) for place in places]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()
        return True

    def repaint(self, first: int, last: int) -> None:
        """Let the jobs in the places `first`..`last` be painted again."""
        last = min(last, len(self._ids) - 1)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))
