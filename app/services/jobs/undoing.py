"""Taking back what a desk has just done: a new fact that names the one it takes back, and doing it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.clocks import ClockState
from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Source
from app.domain.job_states import TAKEN_BACK, Stage, check_allowed
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.penalties import PenaltyLineRow
from app.services.dispatch import refuse_forbidden
from app.services.jobs.clocks import standing_rows
from app.services.jobs.closing import follow, refuse_swapped
from app.services.jobs.commands import CALLED_AGAIN, Done, JobRef, Said, append, done, load
from app.services.jobs.noticed import noticed_period
from app.services.jobs.van import give_back, take_again
from app.services.rescheduling import Moved, move_back


@dataclass(frozen=True, slots=True)
class Undone:
    """A fact that was taken back, by which it can be done again."""

    job_id: int
    event_id: int
    """Of the fact that took it back."""
    kind: EventKind
    """What was taken back."""


def undo(session: Session, clock: Clock, what: Done, said: Said) -> Undone:
    """Take back the last fact of a job; the rules read the job as if it had not been written.

    Raises RuleBroken: undo-twice, undo-not-possible, undo-changed-since where the call went on meanwhile,
    and undo-after-penalty where a notice of penalty stands on what it says.
    """
    job = load(session, JobRef(what.job_id))
    event = _standing(job, what.event_id)
    if EventKind(event.kind) not in TAKEN_BACK and event.reason != CALLED_AGAIN:
        raise RuleBroken("undo-not-possible", action=event.kind)
    _refuse_changed(job, event)
    refuse_swapped(session, event)
    _refuse_noticed(session, job, event)
    was_promised = {row.id for row in job.obligations if row.state != ClockState.CANCELLED.value}
    give_back(session, event)
    taken = append(session, clock, job, EventKind.UNDONE, said, value=event.kind, takes_back_id=event.id)
    _forget_promises(session, job, was_promised)
    session.flush()
    return Undone(job.id, taken.id, EventKind(event.kind))


def redo(session: Session, clock: Clock, what: Undone, said: Said) -> Done:
    """Write down again what was taken back: it happened when it was said to have happened.

    Raises RuleBroken: undo-not-possible, undo-changed-since, not-in-this-stage, and the rule that has come
    to forbid the technician since: a reason given for other rules is none for it.
    """
    job = load(session, JobRef(what.job_id))
    by_id = {row.id: row for row in job.events}
    taken = by_id.get(what.event_id)
    event = None if taken is None or taken.takes_back_id is None else by_id.get(taken.takes_back_id)
    if taken is None or event is None:
        raise RuleBroken("undo-not-possible", action=what.kind.value)
    _refuse_changed(job, taken)
    check_allowed(Stage(job.stage), EventKind(event.kind))
    if event.technician:
        refuse_forbidden(session, clock, job.id, event.technician, note=event.note)
    again = Said(said.by, Source(event.source), event.happened_at, event.note)
    details = {name: getattr(event, name) for name in ("reason", "owner", "value", "technician")}
    fresh = append(session, clock, job, EventKind(event.kind), again, **details)
    written = done(session, fresh)
    follow(session, event, fresh)
    take_again(session, fresh)
    return written


def undo_all(
    session: Session, clock: Clock, what: Sequence[Done | Moved], said: Said
) -> tuple[Undone | Moved, ...]:
    """Take back what was done to many jobs at once, the last first; all of it, or nothing."""
    return tuple(
        move_back(session, clock, each, said) if isinstance(each, Moved) else undo(session, clock, each, said)
        for each in reversed(what)
    )


def redo_all(
    session: Session, clock: Clock, what: Sequence[Undone | Moved], said: Said
) -> tuple[Done | Moved, ...]:
    """Do again what was taken back of many jobs at once; all of it, or nothing."""
    return tuple(
        move_back(session, clock, each, said) if isinstance(each, Moved) else redo(session, clock, each, said)
        for each in reversed(what)
    )


def _standing(job: Job, event_id: int) -> JobEvent:
    event = next((row for row in job.events if row.id == event_id), None)
    if event is None or event.takes_back_id is not None:
        raise RuleBroken("undo-not-possible", action="")
    if any(row.takes_back_id == event_id for row in job.events):
        raise RuleBroken("undo-twice", action=event.kind)
    return event


def _refuse_changed(job: Job, event: JobEvent) -> None:
    """Whatever moved the call after `event` was built on it; a note was not."""
    later = [row for row in standing_rows(job.events) if row.id > event.id]
    moved = next((row for row in reversed(later) if row.kind != EventKind.NOTE.value), None)
    if moved is not None:
        raise RuleBroken("undo-changed-since", job=job.code, by=moved.actor, action=moved.kind)


def _refuse_noticed(session: Session, job: Job, event: JobEvent) -> None:
    """What a contractor was told in a letter rests on the facts of that day."""
    period = noticed_period(session, job, event.happened_at)
    if period is not None:
        raise RuleBroken("undo-after-penalty", job=job.code, period=period)


def _forget_promises(session: Session, job: Job, was_promised: set[int]) -> None:
    """Drop the cached promises that only the fact taken back had made, unless somebody has been told."""
    session.flush()
    made = [row for row in job.obligations if row.id in was_promised and _was_never_told(row)]
    charged = set(
        session.scalars(
            select(PenaltyLineRow.obligation_id).where(
                PenaltyLineRow.obligation_id.in_([row.id for row in made])
            )
        )
    )
    for row in made:
        if row.id not in charged:
            job.obligations.remove(row)
            session.delete(row)


def _was_never_told(row: ObligationRow) -> bool:
    return row.state == ClockState.CANCELLED.value and row.evaluation == 0 and row.announced == 0
