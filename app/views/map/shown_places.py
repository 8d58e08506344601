"""Where the jobs are that the board shows, kept in step with it."""

from datetime import datetime, timedelta

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.services.board import JobRow
from app.services.map_places import JobSpots, job_spots
from app.views.board.board_clock import remaining
from app.views.board.board_model import BoardModel
from app.views.board.shown_jobs import shown_ids
from app.views.desk import Desk
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

    def __init__(self, desk: Desk, board: BoardModel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._board = board
        self._spots: dict[int, tuple[float, float]] = {}
        self._asked: set[int] = set()
        self._reckoned_at: datetime = board.now
        self.points = Points.none()
        self.unknown = 0
        """How many jobs are shown on the board whose place nobody knows."""
        self._gathering = QTimer(self, singleShot=True, interval=0)
        self._gathering.setObjectName("map-places")
        self._gathering.timeout.connect(self.reckon)
        for signal in (board.layoutChanged, board.rowsInserted, board.rowsRemoved, board.modelReset):
            signal.connect(self._gathering.start)

    @Slot()
    def refresh(self) -> None:
        """Ask where the jobs are."""
        self._desk.ask(job_spots, done=self._take)

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
        shown = shown_ids(self._board)
        known = [job_id for job_id in shown if job_id in self._spots]
        rows = [self._board.job(job_id) for job_id in known]
        self.unknown = len(shown) - len(known)
        self.points = Points(
            ids=np.array(known, np.int64),
            lat=np.array([self._spots[job_id][0] for job_id in known], np.float64),
            lon=np.array([self._spots[job_id][1] for job_id in known], np.float64),
            state=np.array([state_of(row, self._board.now) for row in rows if row is not None], np.int8),
        )
        fresh = set(shown) - self._asked
        self._asked |= fresh
        if fresh:
            self.refresh()
        self.changed.emit()

    @Slot(object)
    def _take(self, found: JobSpots) -> None:
        self._spots = {
            job_id: (lat, lon) for job_id, lat, lon in zip(found.ids, found.lat, found.lon, strict=True)
        }
        self.reckon()


def state_of(row: JobRow, now: datetime) -> int:
    """Its place in STATES."""
    shown = remaining(row, now)
    return STATES.index(None if shown is None else shown.state)
