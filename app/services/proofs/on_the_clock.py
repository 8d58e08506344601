"""Who has to act on a job now, what each of its clocks does meanwhile, and which waits are to be decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.clock import Clock
from app.domain.evaluations import PromiseKey, key_of
from app.domain.job_life import Life, read_life
from app.domain.obligations import Obligation
from app.domain.segments import SegmentState, state_at
from app.domain.turns import turn_at, turns
from app.models.jobs import Job
from app.models.parties import Party
from app.services.jobs.clocks import derived, standing_events


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseNow:
    """What one promise of a job does now."""

    kind: str
    metric: str
    is_working: bool
    """Whether its target counts the open hours of a calendar, and not calendar hours."""
    state: SegmentState | None
    """None once it is settled."""
    resumed_due_at: datetime | None
    """While a wait stops its clock: when it would be due if work went on now."""
    late_seconds: int = 0
    """Counted after it was due: the hours of its calendar, without the waits that stop it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndecidedWait:
    """A wait longer than an agreement lets pass without a supervisor; `ended_at` None: it lasts."""

    began_at: datetime
    ended_at: datetime | None
    reason: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheClock:
    """A job as its events and agreements make it at the instant of the question."""

    owner: str
    """Whose turn it is: an `Owner`, or the company's own unit."""
    party: str
    """Name of the contractor, where the owner is one; in English as well."""
    party_en: str
    promises: Mapping[PromiseKey, PromiseNow]
    waits: tuple[UndecidedWait, ...]


def on_the_clock(session: Session, clock: Clock, job_id: int) -> OnTheClock | None:
    """Whose clock is running on a job; None if there is no such job."""
    job = session.get(Job, job_id, options=[joinedload(Job.psp), joinedload(Job.region)])
    if job is None:
        return None
    now = clock.now()
    events = standing_events(job)
    life = read_life(events)
    turn = turn_at(turns(life, job.registered_party), now)
    obligations = derived(session, job, events, as_of=now)
    names = select(Party.name, Party.name_en).where(Party.code == turn.party)
    party = session.execute(names).one_or_none() if turn.party else None
    return OnTheClock(
        owner=turn.owner,
        party=party.name if party is not None else turn.party,
        party_en=party.name_en if party is not None else turn.party,
        promises={key_of(obligation): _promise(obligation, now) for obligation in obligations},
        waits=_undecided(life, obligations, now),
    )


def _promise(obligation: Obligation, now: datetime) -> PromiseNow:
    state = state_at(obligation, now) if obligation.reading.stopped_at is None else None
    counting = obligation.counting
    would_be = counting.resumed(now).read().due_at if counting and state is SegmentState.WAITING else None
    return PromiseNow(
        kind=obligation.kind.value,
        metric=obligation.metric.value,
        is_working=bool(obligation.target.calendar),
        state=state,
        resumed_due_at=would_be,
        late_seconds=obligation.reading.overrun_seconds,
    )


def _undecided(life: Life, obligations: list[Obligation], now: datetime) -> tuple[UndecidedWait, ...]:
    """The waits that are over the limit of any promise by now."""
    over = {
        wait.start
        for obligation in obligations
        for wait in obligation.undecided
        if wait.end is not None and wait.end < now
    }
    return tuple(
        UndecidedWait(began_at=wait.start, ended_at=wait.end, reason=wait.reason, owner=wait.owner)
        for wait, _owner in life.waits
        if wait.start in over
    )
