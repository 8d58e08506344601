"""A command refused because somebody was faster: both values are shown, and it is done again or dropped."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import PoshtibanError, RuleBroken
from app.services.job_row import JobRow
from app.services.jobs.meanwhile import Meanwhile, meanwhile
from app.views.appearance import Appearance
from app.views.board.stale_dialog import StaleDialog, Wanted
from app.views.desk import Desk
from app.views.wording import Catalogue

STALE = "changed-meanwhile"
Again = Callable[[JobRow], None]
"""Records what was wanted on the job as it is now."""
Refused = Callable[[PoshtibanError], None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried on a job as it was seen."""

    row: JobRow
    wanted: Wanted
    again: Again
    refused: Refused
    """Told where it is refused for another reason, or is left as it is."""
    parent: QWidget | None = None
    """What stays open behind the question."""


class StaleSaves(QObject):
    """Asks what becomes of an attempt that came too late.

    Signals:
        asked: the question is open.
    """

    asked = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._window = window

    def take(self, attempt: Attempt, error: PoshtibanError) -> None:
        """What a command answered that was refused."""
        if not (isinstance(error, RuleBroken) and error.code == STALE):
            attempt.refused(error)
            return
        done = partial(self._compare, attempt, error)
        self._desk.ask(meanwhile, attempt.row.id, attempt.row.version, done=done)

    def _compare(self, attempt: Attempt, error: PoshtibanError, found: Meanwhile | None) -> None:
        if found is None:
            attempt.refused(error)
            return
        behind = attempt.parent
        parent = behind if behind is not None and shiboken6.isValid(behind) else self._window
        pair = (attempt.row, found)
        dialog = StaleDialog(parent, self._appearance, self._catalogue, attempt.wanted, pair)
        dialog.taken_over.connect(attempt.again)
        dialog.kept.connect(partial(attempt.refused, error))
        dialog.open()
        self.asked.emit(dialog)
