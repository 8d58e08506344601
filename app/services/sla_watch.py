"""Announces warnings and breaches at their instants; safe to run twice."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.alarms import Alarm
from app.models.jobs import Job, ObligationRow
from app.services.jobs.clocks import BREACH, derived, event_of, refresh, schedule_next

BATCH = 500


def next_instant(session: Session) -> datetime | None:
    """The next instant at which something has to be announced."""
    return session.scalar(select(func.min(ObligationRow.next_alarm_at)))


def raise_due(session: Session, clock: Clock) -> int:
    """Raise an alarm for every threshold that has passed; returns how many were raised.

    A clock stopped at its due instant has kept its promise, so an alarm is due after that instant.
    """
    now = clock.now()
    raised = 0
    for obligation in session.scalars(
        select(ObligationRow)
        .where(ObligationRow.next_alarm_at < now)
        .order_by(ObligationRow.next_alarm_at, ObligationRow.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all():
        raised += len(announce(session, obligation, now))
    return raised


def announce(session: Session, row: ObligationRow, now: datetime) -> list[Alarm]:
    """Raise what one obligation has to announce by `now`."""
    job = row.job
    raised: list[Alarm] = []
    while row.next_alarm_at is not None and row.next_alarm_at < now:
        threshold, at = row.next_threshold, row.next_alarm_at
        alarm = Alarm(
            obligation=row,
            job=job,
            evaluation=row.evaluation,
            threshold=threshold,
            kind="breach" if threshold >= BREACH else "warning",
            priority=job.priority,
            raised_at=at,
            found_at=now,
        )
        session.add(alarm)
        raised.append(alarm)
        row.announced = threshold
        _schedule(session, job, row, now)
    if row.announced >= BREACH:
        refresh(session, job, as_of=now)
    return raised


def _schedule(session: Session, job: Job, row: ObligationRow, now: datetime) -> None:
    events = [event_of(event) for event in job.events]
    for obligation in derived(session, job, events, as_of=now):
        key = (obligation.agreement, obligation.metric.value, obligation.sequence)
        if key == (row.agreement, row.metric, row.sequence):
            schedule_next(row, obligation)
            return
    row.next_alarm_at = None
