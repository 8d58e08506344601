"""What is done with an alarm: by people, by its cause, by time; each step allowed, applied and recorded."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.alarm_life import LEVELS, SHELVED, AlarmStep, next_step, state_after
from app.domain.errors import RuleBroken
from app.models.alarms import Alarm, AlarmEvent
from app.services.alarm_rules import settings
from app.services.channels.queueing import queue_step

OTHER = "other"
SHELVING_REASONS = (
    "merchant-agreed",
    "contractor-on-site",
    "part-on-the-way",
    "network-outage",
    "known-flood",
    OTHER,
)

AlarmIds = int | Collection[int]
"""One alarm, or all of a group; what is refused for one is done to none."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Why an alarm is to be silent, and for how many minutes."""

    reason: str
    minutes: int
    note: str = ""


def acknowledge(session: Session, clock: Clock, alarm_ids: AlarmIds, *, by: str) -> None:
    """Silence alarms and say who did; they stay listed while their cause is there.

    Of a group, those that are already acknowledged stay so.
    """
    alarms = _named(session, alarm_ids)
    waiting = [alarm for alarm in alarms if alarm.acknowledged_at is None]
    if not waiting:
        raise RuleBroken("already-acknowledged", by=alarms[0].acknowledged_by)
    for alarm in waiting:
        record(session, alarm, AlarmStep.ACKNOWLEDGE, at=clock.now(), by=by)


def undo_acknowledgement(session: Session, clock: Clock, alarm_ids: AlarmIds, *, by: str) -> None:
    """Take wrong acknowledgements back: the alarms ask for eyes again."""
    for alarm in _named(session, alarm_ids):
        if alarm.acknowledged_at is None:
            raise RuleBroken("not-acknowledged")
        record(session, alarm, AlarmStep.UNDO, at=clock.now(), by=by)


def shelve(session: Session, clock: Clock, alarm_ids: AlarmIds, shelf: Shelf, *, by: str) -> None:
    """Silence alarms for a reason and a while; they come back by themselves.

    RuleBroken: "unknown-code" for a reason, "needs-a-note" for "other" without one, "shelved-too-long" above
    the limit of the most urgent of them, "alarm-step" where the cause is gone.
    """
    if shelf.reason not in SHELVING_REASONS:
        raise RuleBroken("unknown-code", found=shelf.reason, known=", ".join(SHELVING_REASONS))
    if shelf.reason == OTHER and not shelf.note.strip():
        raise RuleBroken("needs-a-note")
    alarms = _named(session, alarm_ids)
    most = min(longest(session, alarm) for alarm in alarms)
    if not timedelta(0) < timedelta(minutes=shelf.minutes) <= most:
        raise RuleBroken("shelved-too-long", most=int(most.total_seconds()) // 60)
    now = clock.now()
    for alarm in alarms:
        until = now + timedelta(minutes=shelf.minutes)
        record(session, alarm, AlarmStep.SHELVE, at=now, by=by, shelf=shelf, until=until)


def unshelve(session: Session, clock: Clock, alarm_ids: AlarmIds, *, by: str) -> None:
    """Take alarms off the shelf before their time."""
    for alarm in _named(session, alarm_ids):
        if alarm.shelved_until is None:
            raise RuleBroken("not-shelved")
        record(session, alarm, AlarmStep.UNSHELVE, at=clock.now(), by=by)


def raised(session: Session, alarm: Alarm) -> None:
    """Record that a new alarm was raised, and when it next does something by itself."""
    step = AlarmStep.RAISE.value
    event = AlarmEvent(
        alarm=alarm,
        step=step,
        at=alarm.raised_at,
        recorded_at=alarm.found_at,
        actor="",
        reason="",
        note="",
    )
    session.add(event)
    _schedule(session, alarm)
    queue_step(session, event)


def cause_changed(session: Session, alarm: Alarm, *, is_true: bool, at: datetime) -> None:
    """Record that the cause of an alarm is gone, or there again."""
    if is_true != (alarm.cleared_at is None):
        record(session, alarm, AlarmStep.BACK if is_true else AlarmStep.CLEAR, at=at)


def record(
    session: Session,
    alarm: Alarm,
    step: AlarmStep,
    *,
    at: datetime,
    by: str = "",
    recorded_at: datetime | None = None,
    shelf: Shelf | None = None,
    until: datetime | None = None,
) -> AlarmEvent:
    """Take one step: refused where the state does not allow it, else applied and appended to the history."""
    state_after(alarm.state, step)
    found = recorded_at or at
    event = AlarmEvent(
        alarm=alarm,
        step=step.value,
        at=at,
        recorded_at=found,
        actor=by,
        reason=shelf.reason if shelf else "",
        note=shelf.note.strip() if shelf else "",
        until=until,
    )
    session.add(event)
    _apply(alarm, event, found)
    if step is AlarmStep.ESCALATE:
        event.reason = LEVELS[alarm.escalated]
    _schedule(session, alarm)
    queue_step(session, event)
    return event


def _apply(alarm: Alarm, event: AlarmEvent, now: datetime) -> None:
    """Change what is stored of an alarm; the table of states has allowed it."""
    match AlarmStep(event.step):
        case AlarmStep.ACKNOWLEDGE:
            alarm.acknowledged_at, alarm.acknowledged_by = event.at, event.actor
        case AlarmStep.SHELVE:
            # Whoever shelves an alarm has seen it.
            alarm.acknowledged_at, alarm.acknowledged_by = event.at, event.actor
            alarm.shelved_until, alarm.shelved_by = event.until, event.actor
            alarm.shelved_reason = event.reason
        case AlarmStep.UNDO | AlarmStep.REMIND:
            _ask_again(alarm, now)
        case AlarmStep.UNSHELVE | AlarmStep.SHELF_END:
            alarm.shelved_until, alarm.shelved_by, alarm.shelved_reason = None, "", ""
            if alarm.cleared_at is None:
                _ask_again(alarm, now)
        case AlarmStep.CLEAR:
            alarm.cleared_at = event.at
        case AlarmStep.BACK:
            alarm.cleared_at = None
            if alarm.state not in SHELVED:
                _ask_again(alarm, now)
        case AlarmStep.ESCALATE:
            alarm.escalated += 1


def _ask_again(alarm: Alarm, now: datetime) -> None:
    alarm.acknowledged_at, alarm.acknowledged_by = None, ""
    alarm.announced_at, alarm.escalated = now, 0


def _schedule(session: Session, alarm: Alarm) -> None:
    with session.no_autoflush:  # half an alarm need not be written first
        rules = settings(session).rules(alarm.obligation.agreement)
    step = next_step(alarm.standing(), rules)
    at = step[1] if step else None
    if alarm.next_step_at != at:
        alarm.next_step_at = at


def longest(session: Session, alarm: Alarm) -> timedelta:
    """The longest that an alarm may be shelved."""
    rules = settings(session).rules(alarm.obligation.agreement)
    return rules.shelf[alarm.standing().urgency]


def _named(session: Session, alarm_ids: AlarmIds) -> list[Alarm]:
    ids = sorted({alarm_ids} if isinstance(alarm_ids, int) else set(alarm_ids))
    alarms = [alarm for piece in _pieces(ids) for alarm in _locked(session, piece)]
    if len(alarms) < len(ids) or not ids:
        known = {alarm.id for alarm in alarms}
        raise RuleBroken("unknown-alarm", alarm=next((n for n in ids if n not in known), 0))
    return alarms


def _locked(session: Session, ids: Collection[int]) -> list[Alarm]:
    query = select(Alarm).where(Alarm.id.in_(ids)).options(selectinload(Alarm.obligation))
    return list(session.scalars(query.order_by(Alarm.id).with_for_update(of=Alarm)))


def _pieces(ids: list[int], size: int = 500) -> Iterator[list[int]]:
    return (ids[place : place + size] for place in range(0, len(ids), size))
