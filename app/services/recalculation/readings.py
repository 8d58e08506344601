"""Jobs read under two agreement books, a piece at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.derivation import derive
from app.domain.evaluations import Difference, differences
from app.domain.events import Event
from app.domain.obligations import Obligation
from app.models.jobs import Job
from app.services.agreement_book import AgreementBook
from app.services.jobs.clocks import facts_of, standing_events
from app.services.recalculation.changes import Change

AT_ONCE = 100
"""Jobs read, or brought in step, in one transaction."""


@dataclass(frozen=True)
class JobReading:
    """One job with what a change makes of it."""

    job: Job
    events: list[Event]
    differences: list[Difference]


def count_affected(session: Session, change: Change) -> int:
    """How many jobs a change may affect."""
    return session.scalar(select(func.count()).select_from(Job).where(change.affected)) or 0


def read_piece(
    session: Session, change: Change, *, after_job: int, as_of: datetime, to_write: bool = False
) -> Iterator[JobReading]:
    """The next affected jobs by id, each as `change` makes it stand at `as_of`.

    With `to_write` they are locked: the transaction is a writing one.
    """
    query = (
        select(Job)
        .where(change.affected, Job.id > after_job)
        .order_by(Job.id)
        .limit(AT_ONCE)
        .options(selectinload(Job.events), joinedload(Job.psp), joinedload(Job.region))
    )
    if to_write:
        # It is going to be written: what another desk does to these jobs comes before or after.
        query = query.with_for_update(of=Job)
        query = query.options(
            selectinload(Job.obligations), joinedload(Job.party), joinedload(Job.technician)
        )
    for job in session.scalars(query).unique():
        events = standing_events(job)
        before = _derived(job, events, change, change.before, as_of)
        after = _derived(job, events, change, change.after, as_of)
        yield JobReading(job, events, differences(before, after))


def _derived(
    job: Job, events: list[Event], change: Change, book: AgreementBook, as_of: datetime
) -> list[Obligation]:
    spoken = [each for each in book.for_job(*job.spoken_for) if each.code in change.agreements]
    return derive(facts_of(job), events, spoken, book.calendars, as_of=as_of)
