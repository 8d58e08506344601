"""The rows of the live job board: some by their ids, or all of them piece by piece, the most urgent first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.domain.job_states import Stage
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.services.job_row import JobRow, search_text


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where the board has been read: within a part of it, the due instant and id of the last row."""

    part: int = 0
    due_at: datetime | None = None
    job_id: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of the board in the order of their urgency, and where to read on; None: that was all."""

    rows: Sequence[JobRow]
    search_texts: Sequence[str]
    """What each row is found by (`job_row.search_text`), folded here and not where the window waits."""
    rest: Cursor | None


TIMED, UNTIMED, TO_CLOSE = range(3)
"""The parts of the board: open with a due instant, open without one, done and still to be closed."""


def rows(session: Session, ids: Collection[int]) -> list[JobRow]:
    """The jobs with these ids, whatever they are."""
    return _read(session, _row_query().where(Job.id.in_(ids)).order_by(Job.id))


def piece(session: Session, start: Cursor, limit: int) -> Piece:
    """At most `limit` rows of the board from `start` on.

    Each piece is a question of its own, so a job that changes in between may be in two of them or in
    none; the news of that change tells its id.
    """
    query = _row_query().where(*_part(start.part))
    if start.due_at is not None:
        # The first condition is what the index is searched by.
        query = query.where(
            Job.clock_due_at >= start.due_at,
            (Job.clock_due_at > start.due_at) | (Job.id > start.job_id),
        )
    else:
        query = query.where(Job.id > start.job_id)
    order = (Job.clock_due_at, Job.id) if start.part == TIMED else (Job.id,)
    found = _read(session, query.order_by(*order).limit(limit))
    return Piece(found, [search_text(row) for row in found], _rest(start, found, limit))


def _rest(start: Cursor, found: list[JobRow], limit: int) -> Cursor | None:
    if len(found) == limit:
        last = found[-1]
        return Cursor(start.part, last.clock_due_at if start.part == TIMED else None, last.id)
    return Cursor(start.part + 1) if start.part < TO_CLOSE else None


def _part(part: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions as the indexes of `job` have them."""
    if part == TO_CLOSE:
        return Job.stage == Stage.RESOLVED.value, ~Job.is_open
    is_timed = Job.clock_due_at.is_not(None) if part == TIMED else Job.clock_due_at.is_(None)
    return Job.is_open.expression, is_timed


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[JobRow]:
    # Straight from the connection: the rows are columns, and no object of the session is made of them.
    return [JobRow(*row) for row in session.connection().execute(query)]


def _row_query() -> Select[*tuple[Any, ...]]:
    """The columns of a JobRow in their order."""
    return (
        select(
            Job.id,
            Job.version,
            Job.code,
            Job.service,
            Job.priority,
            Job.stage,
            Job.hold_reason,
            Job.fault,
            Job.zone,
            Job.city,
            func.coalesce(Merchant.city_en, ""),
            func.coalesce(Merchant.name, ""),
            func.coalesce(Merchant.name_en, ""),
            func.coalesce(Terminal.number, ""),
            func.coalesce(Party.name, ""),
            func.coalesce(Party.name_en, ""),
            func.coalesce(Technician.name, ""),
            func.coalesce(Technician.name_en, ""),
            Job.reported_at,
            Job.due_to,
            Job.clock_state,
            Job.clock_metric,
            Job.clock_due_at,
            Job.clock_limit_seconds,
            Job.clock_left_seconds,
            Job.is_open,
            Job.terminal_id,
            Job.party_id,
            Job.technician_id,
            Merchant.lat,
            Merchant.lon,
        )
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Terminal, Job.terminal_id == Terminal.id)
        .outerjoin(Party, Job.party_id == Party.id)
        .outerjoin(Technician, Job.technician_id == Technician.id)
    )
