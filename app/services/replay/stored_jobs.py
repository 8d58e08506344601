"""Jobs of the store as a what-if takes them, read a few hundred at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.agreements import Agreement
from app.domain.what_if import History
from app.models.jobs import Job
from app.services.agreement_book import speaks_of
from app.services.jobs.clocks import facts_of, standing_events

AT_ONCE = 500
"""Jobs read by one statement."""
LONGEST = timedelta(days=366)
"""How long after its end a promise of a job may still fall due."""


def job_ids(session: Session, start: datetime, end: datetime) -> list[int]:
    """Jobs that a promise due between two instants may be on: begun by the end, not over long before."""
    begun = or_(Job.reported_at <= end, Job.due_from <= end)
    lasts = or_(Job.resolved_at.is_(None), Job.resolved_at >= start - LONGEST, Job.due_to >= start)
    return list(session.scalars(select(Job.id).where(begun, lasts).order_by(Job.id)))


def jobs_at_once(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids, a statement's worth at a time."""
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


def stored_jobs(session: Session, ids: Sequence[int]) -> list[Job]:
    """Those jobs with everything a history needs, by id."""
    named = (Job.psp, Job.region, Job.terminal, Job.merchant, Job.technician)
    loaded = (selectinload(Job.events), *(joinedload(one) for one in named))
    return list(session.scalars(select(Job).where(Job.id.in_(ids)).options(*loaded).order_by(Job.id)))


def history_of(job: Job, agreements: Iterable[Agreement]) -> History:
    """A job of the store, and which of the agreements speak of it there."""
    psp, region = job.spoken_for
    return History(
        facts=facts_of(job),
        terminal=job.terminal.number if job.terminal else "",
        events=standing_events(job),
        agreements=frozenset(each.code for each in agreements if speaks_of(each, psp, region)),
    )
