"""Who has which job open at which desk: said by each window, gone by itself when it falls silent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.jobs import Job
from app.models.shifts import Presence

HELD = timedelta(seconds=45)
"""A window that was not heard for so long is gone."""
BEAT = timedelta(seconds=15)
"""How often a window says that it is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A window that has a job open."""

    holder: str
    job_id: int
    by: str
    is_editing: bool
    since: datetime
    expires_at: datetime


def hold(
    session: Session, clock: Clock, holder: str, job_id: int, *, by: str, is_editing: bool = False
) -> bool:
    """Say that a window has a job open, or is changing it; returns whether that is news to others.

    Said again for the same job it only lasts longer: that is a statement of its own which tells nobody.
    """
    now = store_time(session, clock)
    row = session.scalars(select(Presence).where(Presence.holder == holder)).first()
    if row is not None and (row.job_id, row.is_editing) == (job_id, is_editing) and row.expires_at > now:
        session.execute(
            update(Presence).where(Presence.id == row.id).values(expires_at=now + HELD),
            execution_options={"announced": True, "synchronize_session": False},
        )
        return False
    if session.get(Job, job_id) is None:
        return False
    _forget_silent(session, now, but=holder)
    if row is None:
        row = Presence(holder=holder)
        session.add(row)
    row.job_id, row.by, row.is_editing = job_id, by, is_editing
    row.since, row.expires_at = now, now + HELD
    return True


def leave(session: Session, clock: Clock, holder: str) -> None:
    """Say that a window has nothing open any more."""
    row = session.scalars(select(Presence).where(Presence.holder == holder)).first()
    if row is not None:
        session.delete(row)
    _forget_silent(session, store_time(session, clock), but=holder)


def holders(session: Session, clock: Clock) -> list[Holder]:
    """Every window that has a job open and was heard of late, by job."""
    wanted = [getattr(Presence, name) for name in Holder.__dataclass_fields__]
    query = (
        select(*wanted)
        .where(Presence.expires_at > store_time(session, clock))
        .order_by(Presence.job_id, Presence.since, Presence.id)
    )
    return [Holder(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - a public name


def store_time(session: Session, clock: Clock) -> datetime:
    """The time that all desks share: the server's where there is one, else that of this machine."""
    if session.get_bind().dialect.name != "postgresql":
        return clock.now()
    told: datetime = session.scalars(select(func.clock_timestamp())).one()
    return told.astimezone(UTC)


def _forget_silent(session: Session, now: datetime, *, but: str) -> None:
    """Rows of windows that ended without a word; nobody shows them any more."""
    session.execute(
        delete(Presence).where(Presence.expires_at <= now, Presence.holder != but),
        execution_options={"announced": True, "synchronize_session": False},
    )
