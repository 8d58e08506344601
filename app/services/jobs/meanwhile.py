"""How a job stands after somebody else was faster: the job now, and what was done since it was seen."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services import board
from app.services.board import EventRow
from app.services.board_rows import rows
from app.services.job_row import JobRow


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A job as it is now, with what happened since."""

    row: JobRow
    changes: tuple[EventRow, ...]
    """What was recorded since, the latest first; at least the last fact, as far as can be told."""


def meanwhile(session: Session, job_id: int, seen_version: int) -> Meanwhile | None:
    """What became of a job since it was seen at a version; None where it is gone."""
    found = rows(session, {job_id})
    if not found:
        return None
    # Every fact raises the version by one, but for notes, which may leave it.
    count = max(found[0].version - seen_version, 1)
    moved = [event for event in board.events(session, job_id) if event.kind != "note"]
    moved.sort(key=lambda event: event.id, reverse=True)
    return Meanwhile(found[0], tuple(moved[:count]))
