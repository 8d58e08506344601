"""Announces warnings and breaches at their instants; safe to run twice, late, and at several desks."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.alarm_life import urgency_of
from app.models.alarms import Alarm
from app.models.jobs import Job, ObligationRow
from app.services.alarm_steps import raised
from app.services.jobs.clocks import (
    BREACH,
    derived,
    keep,
    not_before_what_is_known,
    paired,
    schedule_next,
    standing_events,
    to_announce,
)

BATCH = 500

# Built once: the watch asks them at every deadline, and building them takes longer than the answer.
_NEXT = select(func.min(ObligationRow.next_alarm_at))
_DUE = (
    select(ObligationRow.job_id)
    .where(ObligationRow.next_alarm_at < bindparam("now"))
    .order_by(ObligationRow.next_alarm_at, ObligationRow.id)
    .limit(BATCH)
)
# Whole jobs are taken, in one order, and those that another desk is busy with are left to it.
_JOBS = (
    select(Job)
    .where(Job.id.in_(_DUE))
    .options(selectinload(Job.events), selectinload(Job.obligations))
    .order_by(Job.id)
    .with_for_update(of=Job, skip_locked=True)
)


def next_instant(session: Session) -> datetime | None:
    """The next instant at which something has to be announced."""
    return session.scalar(_NEXT)


def raise_due(session: Session, clock: Clock) -> int:
    """Raise an alarm for every threshold that has passed; returns how many were raised.

    A clock stopped at its due instant has kept its promise, so an alarm is due after that instant.
    """
    session.connection()  # whoever waits for a locked store asks for the time afterwards
    now = clock.now()
    return sum(len(_announce(session, job, now)) for job in session.scalars(_JOBS, {"now": now}).all())


def announce(session: Session, row: ObligationRow, now: datetime) -> list[Alarm]:
    """Raise what the job of an obligation has to announce by `now`, if the obligation has anything."""
    if row.next_alarm_at is None or row.next_alarm_at >= now:
        return []
    return _announce(session, row.job, now)


def _announce(session: Session, job: Job, now: datetime) -> list[Alarm]:
    now = not_before_what_is_known(job, now)
    with session.no_autoflush:
        obligations = derived(session, job, standing_events(job), as_of=now)
        pairs = [(row, found) for row, found in paired(job, obligations) if row is not None]
        alarms = [
            _alarm(job, row, threshold, at, now)
            for row, obligation in pairs
            for threshold, at in to_announce(row, obligation)
            if at < now
        ]
    for row, obligation in pairs:
        row.announced = max([row.announced, *(a.threshold for a in alarms if a.obligation is row)])
        schedule_next(row, obligation)
    session.add_all(alarms)
    for alarm in alarms:
        raised(session, alarm)
    is_overdue = any(row.next_alarm_at is not None and row.next_alarm_at < now for row in job.obligations)
    goes_on = any(row.state != found.reading.state.value for row, found in pairs)
    if is_overdue or goes_on or any(alarm.threshold >= BREACH for alarm in alarms):
        keep(session, job, obligations, as_of=now)
    return alarms


def _alarm(job: Job, row: ObligationRow, threshold: int, at: datetime, now: datetime) -> Alarm:
    kind = "breach" if threshold >= BREACH else "warning"
    return Alarm(
        obligation=row,
        job=job,
        evaluation=row.evaluation,
        threshold=threshold,
        kind=kind,
        priority=job.priority,
        urgency=urgency_of(kind, threshold, job.priority).value,
        raised_at=at,
        found_at=now,
        announced_at=now,
        escalated=0,
    )
