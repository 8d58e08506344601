"""What alarms do by themselves at their instant: ask again, leave the shelf, climb the ladder."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.alarm_life import LEVELS, AlarmStep, next_step
from app.models.alarms import Alarm, AlarmDelivery, AlarmEvent
from app.services.alarm_people import people_of
from app.services.alarm_rules import settings
from app.services.alarm_steps import record
from app.services.channels.queueing import queue_mail
from app.services.duty_hours import on_duty_from

BATCH = 500
SCREEN = "screen"

_IS_HELD = (AlarmDelivery.delivered_at.is_(None)) & (AlarmDelivery.channel == SCREEN)
# Built once, as it is asked at every deadline.
_NEXT = select(
    select(func.min(Alarm.next_step_at)).scalar_subquery(),
    select(func.min(AlarmDelivery.due_at)).where(_IS_HELD).scalar_subquery(),
)


def next_instant(session: Session) -> datetime | None:
    """The next instant at which some alarm does something by itself, or somebody's duty begins."""
    instants = session.execute(_NEXT).one()
    return min((instant for instant in instants if instant is not None), default=None)


def take_due(session: Session, clock: Clock) -> int:
    """Take every step whose instant has come; returns how many. Safe to run twice, late, at several desks."""
    session.connection()  # whoever waits for a locked store asks for the time afterwards
    now = clock.now()
    return _take_steps(session, now) + _deliver_held(session, now)


def _take_steps(session: Session, now: datetime) -> int:
    query = (
        select(Alarm)
        .where(Alarm.next_step_at <= now)
        .options(selectinload(Alarm.obligation), selectinload(Alarm.job))
        .order_by(Alarm.id)
        .limit(BATCH)
        .with_for_update(of=Alarm, skip_locked=True)
    )
    alarms = session.scalars(query).all()
    for alarm in alarms:
        _take(session, alarm, now)
    return len(alarms)


def _deliver_held(session: Session, now: datetime) -> int:
    """Hand over what was held until the recipient's duty began."""
    query = (
        select(AlarmDelivery)
        .where(_IS_HELD, AlarmDelivery.due_at <= now)
        .order_by(AlarmDelivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    held = session.scalars(query).all()
    for delivery in held:
        delivery.delivered_at = now
    return len(held)


def _take(session: Session, alarm: Alarm, now: datetime) -> None:
    due = next_step(alarm.standing(), settings(session).rules(alarm.obligation.agreement))
    if due is None or due[1] > now:
        # The settings have changed since the instant was noted.
        alarm.next_step_at = due[1] if due else None
        return
    step, at = due
    event = record(session, alarm, step, at=at, recorded_at=now)
    if step is AlarmStep.ESCALATE:
        bring(session, event, LEVELS[alarm.escalated], region_id=alarm.job.region_id)


def bring(session: Session, event: AlarmEvent, level: str, *, region_id: int | None) -> None:
    """Log a step for everybody of a level; who is off duty has it held until the next duty begins."""
    for user in people_of(session, level, region_id):
        due = on_duty_from(session, user.id, event.recorded_at)
        is_held = due > event.recorded_at
        session.add(
            AlarmDelivery(
                event=event,
                user=user,
                channel=SCREEN,
                logged_at=event.recorded_at,
                due_at=due,
                delivered_at=None if is_held else event.recorded_at,
            )
        )
        queue_mail(session, event, user, due)
