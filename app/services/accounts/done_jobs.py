"""The jobs a contractor had done in a month: as they stand, or as was recorded by some instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.events import EventKind
from app.domain.job_states import DONE, JobState, state_after
from app.models.jobs import Job, JobEvent, stands
from app.models.parties import Party
from app.services.jobs.clocks import event_of, standing_rows

BATCH = 500


class Basis(StrEnum):
    """By which instant a service belongs to a month."""

    DONE = "done"
    OPENED = "opened"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Counted:
    """How services are counted: by which instant, and as far as was recorded by another."""

    basis: Basis = Basis.DONE
    as_of: datetime | None = None
    """None: as it stands now."""


USUALLY = Counted()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneJob:
    """A job that was done, and who it was for; empty where it names no PSP or region."""

    id: int
    code: str
    service: str
    psp: str
    region: str
    done_at: datetime
    is_visited: bool


def done_jobs(
    session: Session, party: Party, within: tuple[datetime, datetime], counted: Counted
) -> list[DoneJob]:
    """What a contractor had done, oldest first; its instant of `counted.basis` lies within [start, end).

    What was recorded after `counted.as_of` changes nothing: a reopening, another contractor, an undo.
    """
    found = _now(session, party, within, counted.basis)
    if counted.as_of is not None:
        found = _then(session, party, within, counted.basis, counted.as_of)
    return sorted(found, key=lambda job: (job.done_at, job.id))


_INSTANTS = {Basis.DONE: Job.resolved_at, Basis.OPENED: Job.reported_at, Basis.CLOSED: Job.closed_at}
_KINDS = {
    Basis.DONE: (EventKind.RESOLVED, EventKind.CLOSED),
    Basis.OPENED: (EventKind.REPORTED,),
    Basis.CLOSED: (EventKind.CLOSED,),
}
_GIVES = (EventKind.DISPATCHED.value, EventKind.CONTRACTOR.value)


def _now(
    session: Session, party: Party, within: tuple[datetime, datetime], basis: Basis
) -> Iterator[DoneJob]:
    instant = _INSTANTS[basis]
    arrived = exists().where(JobEvent.job_id == Job.id, JobEvent.kind == EventKind.ARRIVED.value, stands())
    query = (
        select(Job, arrived)
        .where(
            Job.party_id == party.id,
            instant >= within[0],
            instant < within[1],
            Job.resolved_at.is_not(None),
            Job.stage.in_([stage.value for stage in DONE]),
        )
        .options(joinedload(Job.psp), joinedload(Job.region))
    )
    for job, is_visited in session.execute(query):
        if job.resolved_at is not None:
            yield _done(job, job.resolved_at, is_visited=is_visited)


def _then(
    session: Session, party: Party, within: tuple[datetime, datetime], basis: Basis, as_of: datetime
) -> Iterator[DoneJob]:
    """Out of the events alone: the columns of a job say how it stands now."""
    fell_within = exists().where(
        JobEvent.job_id == Job.id,
        JobEvent.kind.in_([kind.value for kind in _KINDS[basis]]),
        JobEvent.happened_at >= within[0],
        JobEvent.happened_at < within[1],
        JobEvent.recorded_at <= as_of,
    )
    query = (
        select(Job)
        .where(fell_within, _was_ever_with(party))
        .options(joinedload(Job.psp), joinedload(Job.region), selectinload(Job.events))
    )
    for job in session.scalars(query.execution_options(yield_per=BATCH)):
        events = [event_of(row) for row in standing_rows(e for e in job.events if e.recorded_at <= as_of)]
        state = state_after(events, contractor=job.registered_party)
        at = _instant(state, basis)
        is_within = at is not None and within[0] <= at < within[1]
        if is_within and state.stage in DONE and state.contractor == party.code and state.resolved_at:
            is_visited = any(event.kind is EventKind.ARRIVED for event in events)
            yield _done(job, state.resolved_at, is_visited=is_visited)


def _was_ever_with(party: Party) -> ColumnElement[bool]:
    given = exists().where(JobEvent.job_id == Job.id, JobEvent.kind.in_(_GIVES), JobEvent.value == party.code)
    return or_(Job.party_id == party.id, Job.registered_party == party.code, given)


def _instant(state: JobState, basis: Basis) -> datetime | None:
    instants = {
        Basis.DONE: state.resolved_at,
        Basis.OPENED: state.reported_at,
        Basis.CLOSED: state.closed_at,
    }
    return instants[basis]


def _done(job: Job, at: datetime, *, is_visited: bool) -> DoneJob:
    psp, region = job.spoken_for
    return DoneJob(
        id=job.id,
        code=job.code,
        service=job.service,
        psp=psp,
        region=region,
        done_at=at,
        is_visited=is_visited,
    )
