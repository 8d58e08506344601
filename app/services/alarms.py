"""Alarms that need eyes: listing them and acknowledging them (raising is sla_watch's)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import Service
from app.models.alarms import Alarm
from app.models.evaluations import Evaluation
from app.models.jobs import Job, ObligationRow
from app.models.merchants import Merchant
from app.models.parties import Technician


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """One alarm as the panel shows it."""

    id: int
    version: int
    job_id: int
    code: str
    kind: str
    threshold: int
    priority: str
    agreement_kind: str
    metric: str
    merchant: str
    merchant_en: str
    city: str
    city_en: str
    technician: str
    technician_en: str
    raised_at: datetime
    found_at: datetime
    due_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    cleared_at: datetime | None
    is_recalculated: bool
    """Found by a recalculation: its instant had passed when a later version or a closure made it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmList:
    """The newest alarms that are still listed, and how many there are in all."""

    alarms: tuple[AlarmRow, ...]
    unacknowledged: int
    listed: int


def listed(session: Session, *, limit: int = 60) -> AlarmList:
    """Alarms not acknowledged, or whose cause is still there.

    Breaches come first, calls before visits, P1 before P4, then the newest.
    """
    still_listed = Alarm.acknowledged_at.is_(None) | Alarm.cleared_at.is_(None)
    query = (
        select(
            Alarm.id,
            Alarm.version,
            Alarm.job_id,
            Job.code,
            Alarm.kind,
            Alarm.threshold,
            Alarm.priority,
            ObligationRow.kind.label("agreement_kind"),
            ObligationRow.metric,
            func.coalesce(Merchant.name, "").label("merchant"),
            func.coalesce(Merchant.name_en, "").label("merchant_en"),
            Job.city,
            func.coalesce(Merchant.city_en, "").label("city_en"),
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            Alarm.raised_at,
            Alarm.found_at,
            ObligationRow.due_at,
            Alarm.acknowledged_at,
            Alarm.acknowledged_by,
            Alarm.cleared_at,
            _was_recalculated().label("is_recalculated"),
        )
        .join(Job, Alarm.job_id == Job.id)
        .join(ObligationRow, Alarm.obligation_id == ObligationRow.id)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Technician, Job.technician_id == Technician.id)
        .where(still_listed)
        .order_by(
            Alarm.acknowledged_at.is_not(None),
            Alarm.cleared_at.is_not(None),
            Alarm.kind,
            Job.service == Service.PM.value,  # nobody waits at the counter for a periodic visit
            Alarm.priority,
            Alarm.raised_at.desc(),
            Alarm.id.desc(),
        )
        .limit(limit)
    )
    return AlarmList(
        alarms=tuple(AlarmRow(**row._mapping) for row in session.execute(query)),  # noqa: SLF001 - public form
        unacknowledged=_count(session, Alarm.acknowledged_at.is_(None)),
        listed=_count(session, still_listed),
    )


def acknowledge(session: Session, clock: Clock, alarm_id: int, *, by: str) -> None:
    """Silence an alarm and say who did; it stays listed while its cause is there."""
    alarm = session.get(Alarm, alarm_id)
    if alarm is None:
        raise RuleBroken("unknown-alarm", alarm=alarm_id)
    if alarm.acknowledged_at is not None:
        raise RuleBroken("already-acknowledged", by=alarm.acknowledged_by)
    alarm.acknowledged_at = clock.now()
    alarm.acknowledged_by = by


def _was_recalculated() -> ColumnElement[bool]:
    return exists().where(
        Evaluation.obligation_id == Alarm.obligation_id,
        Evaluation.number == Alarm.evaluation,
        Evaluation.recalculation_id.is_not(None),
        Evaluation.recorded_at > Alarm.raised_at,
    )


def _count(session: Session, condition: object) -> int:
    return session.scalar(select(func.count()).select_from(Alarm).where(condition)) or 0  # type: ignore[arg-type]
