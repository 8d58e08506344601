"""What the desk told somebody it would do by an hour: made, kept, and still owed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.models.jobs import Job
from app.models.shifts import DeskPromise
from app.services.jobs.commands import Said


class PromiseKind(StrEnum):
    """What was promised."""

    CALL_BACK = "call-back"
    VISIT = "visit"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """A promise as it is made."""

    kind: str
    to_whom: str
    due_at: datetime
    job_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """A promise that was made."""

    id: int
    job_id: int | None
    job: str
    """Code; empty where it belongs to none."""
    kind: str
    to_whom: str
    text: str
    due_at: datetime
    made_at: datetime
    made_by: str
    kept_at: datetime | None
    kept_by: str


def promise(session: Session, clock: Clock, new: NewPromise, said: Said) -> int:
    """Write down what was promised, `said.note` in words; returns its id.

    Raises RuleBroken: unknown-job, unknown-code, promise-needs-words where whom or the hour is missing.
    """
    if new.job_id is not None and session.get(Job, new.job_id) is None:
        raise RuleBroken("unknown-job", job=new.job_id)
    if new.kind not in {kind.value for kind in PromiseKind}:
        raise RuleBroken("unknown-code", found=new.kind, known=", ".join(PromiseKind))
    now = clock.now()
    if not new.to_whom.strip() or new.due_at <= now:
        raise RuleBroken("promise-needs-words")
    row = DeskPromise(
        job_id=new.job_id,
        kind=new.kind,
        to_whom=new.to_whom.strip(),
        text=said.note.strip(),
        due_at=new.due_at,
        made_at=now,
        made_by=said.by,
    )
    session.add(row)
    session.flush()
    return row.id


def keep_promise(session: Session, clock: Clock, promise_id: int, said: Said) -> None:
    """Say that a promise was kept. Raises RuleBroken: unknown-promise, promise-kept."""
    row = session.get(DeskPromise, promise_id)
    if row is None:
        raise RuleBroken("unknown-promise")
    if row.kept_at is not None:
        raise RuleBroken("promise-kept", by=row.kept_by)
    row.kept_at, row.kept_by, row.kept_note = clock.now(), said.by, said.note.strip()


def open_promises(session: Session) -> tuple[PromiseRow, ...]:
    """What is still owed, the next due first."""
    return _rows(session, _query().where(DeskPromise.kept_at.is_(None)))


def promises_of(session: Session, job_id: int) -> tuple[PromiseRow, ...]:
    """What was promised about a job, the next due first."""
    return _rows(session, _query().where(DeskPromise.job_id == job_id))


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(DeskPromise, Job.code)
        .outerjoin(Job, Job.id == DeskPromise.job_id)
        .order_by(DeskPromise.due_at, DeskPromise.id)
    )


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[PromiseRow, ...]:
    own = [name for name in PromiseRow.__dataclass_fields__ if name != "job"]
    return tuple(
        PromiseRow(job=code or "", **{name: getattr(row, name) for name in own})
        for row, code in session.execute(query)
    )
