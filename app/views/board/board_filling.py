"""Reads the jobs of the board: all of them a piece at a time, later only those that news are about."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.services import board_rows
from app.services.board_rows import Cursor, Piece
from app.services.job_row import JobRow
from app.views.board.board_model import BoardModel
from app.views.board.job_views import JobViews
from app.views.desk import Desk

PIECE = 1_000
"""So many jobs are read, and taken in, without a pause."""


class BoardFilling(QObject):
    """Asks, and puts the answers into the model; what is in sight stays where it is.

    Signals:
        changed: the board has other jobs, or one of them says something else.
    """

    changed = Signal()

    def __init__(self, desk: Desk, model: BoardModel, views: JobViews) -> None:
        super().__init__(views)
        self._desk = desk
        self._model = model
        self._views = views
        self._round = 0
        self._is_done = False

    @property
    def has_begun(self) -> bool:
        """Whether the jobs were ever asked for."""
        return self._round > 0

    def begin(self) -> None:
        """Read all jobs: the most urgent stand at once, and the hands never wait."""
        self._round += 1
        self._model.begin()
        self._ask_piece(self._round, Cursor())

    def renew(self, job_ids: set[int]) -> None:
        """Ask again for these jobs."""
        self._desk.ask(board_rows.rows, ids=job_ids, done=partial(self._update, frozenset(job_ids)))

    def say_empty(self) -> None:
        """Say why there is no row; nothing is said before the store has answered."""
        if self._model.rowCount() or not self._is_done:
            self._views.table.say_empty("")
        elif self._model.is_searching():
            self._views.table.say_empty(_("Nothing found"))
        else:
            self._views.table.say_empty(_("No job here"))

    def _ask_piece(self, round_: int, start: Cursor) -> None:
        self._desk.ask(board_rows.piece, start, PIECE, done=partial(self._take_piece, round_))

    def _take_piece(self, round_: int, piece: Piece) -> None:
        if round_ != self._round:
            return
        with self._views.steady():
            self._model.take_in(piece.rows, piece.search_texts)
            if piece.rest is None:
                self._model.end()
        if piece.rest is None:
            self._is_done = True
        else:
            self._ask_piece(round_, piece.rest)
        self.changed.emit()

    def _update(self, asked: frozenset[int], rows: list[JobRow]) -> None:
        with self._views.steady():
            self._model.update(rows, asked)
        self.changed.emit()
