"""Where the jobs are that the board shows, kept in step with it."""

from datetime import datetime, timedelta

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.views.board.board_model import BoardModel
from app.views.map.levels import Points
from app.views.map.map_marks import STATES

RECKONED = timedelta(seconds=5)
"""The states on the map are at most this old."""


class ShownPlaces(QObject):
    """Columns of the jobs shown whose place is known.

    Signals:
        changed: other jobs are shown, or they are elsewhere or in another state.
    """

    changed = Signal()

    def __init__(self, board: BoardModel, parent: QObject) -> None:
        super().__init__(parent)
        self._board = board
        self._reckoned_at: datetime = board.now
        self.points = Points.none()
        self.unknown = 0
        """How many jobs are shown on the board whose place nobody knows."""
        self._gathering = QTimer(self, singleShot=True, interval=0)
        self._gathering.setObjectName("map-places")
        self._gathering.timeout.connect(self.reckon)
        board.arranged.connect(self._gathering.start)

    def tick(self) -> None:
        """Reckon the states anew now and then."""
        if self._board.now - self._reckoned_at >= RECKONED:
            self.reckon()

    def place_of(self, job_id: int) -> int | None:
        """Place of a job among the points."""
        found = np.flatnonzero(self.points.ids == job_id)
        return int(found[0]) if found.size else None

    @Slot()
    def reckon(self) -> None:
        """Gather the jobs shown, their places and states."""
        self._reckoned_at = self._board.now
        found = self._board.places()
        self.unknown = self._board.rowCount() - len(found.ids)
        # Work that is done has no clock any more, as if nothing had been promised.
        state = np.minimum(found.state, len(STATES) - 1)
        self.points = Points(ids=found.ids, lat=found.lat, lon=found.lon, state=state)
        self.changed.emit()
