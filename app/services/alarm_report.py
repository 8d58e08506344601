"""What was announced, by the three priorities of alarms, held against the shares a room can live with."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.alarm_life import TARGET_SHARES, AlarmStep, Urgency
from app.models.alarms import Alarm, AlarmEvent


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One priority of alarms in a period."""

    urgency: Urgency
    announced: int
    """Alarms that were raised in the period."""
    share: Fraction | None
    """Of all of them; None: nothing was announced."""
    target: int
    """Percent that it should be about (ISA-18.2, IEC 62682)."""
    again: int
    """How often such alarms asked again in the period."""
    shelved: int
    escalated: int


def announced_shares(session: Session, start: datetime, end: datetime) -> list[ShareRow]:
    """Alarms announced from `start` until before `end`, the most urgent first."""
    steps = session.execute(
        select(Alarm.urgency, AlarmEvent.step, func.count())
        .join(AlarmEvent, AlarmEvent.alarm_id == Alarm.id)
        .where(AlarmEvent.recorded_at >= start, AlarmEvent.recorded_at < end)
        .group_by(Alarm.urgency, AlarmEvent.step)
    )
    counts = {(urgency, step): int(count) for urgency, step, count in steps}

    def count(urgency: Urgency, *of: AlarmStep) -> int:
        return sum(counts.get((urgency.value, step.value), 0) for step in of)

    total = sum(count(urgency, AlarmStep.RAISE) for urgency in Urgency)
    return [
        ShareRow(
            urgency=urgency,
            announced=count(urgency, AlarmStep.RAISE),
            share=Fraction(count(urgency, AlarmStep.RAISE), total) if total else None,
            target=TARGET_SHARES[urgency],
            again=count(urgency, AlarmStep.REMIND, AlarmStep.SHELF_END, AlarmStep.BACK),
            shelved=count(urgency, AlarmStep.SHELVE),
            escalated=count(urgency, AlarmStep.ESCALATE),
        )
        for urgency in Urgency
    ]
