"""What the wall shows: breaches, the next half hour, silent contractors, free technicians, provinces."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.clock import Clock
from app.domain.clocks import ClockState
from app.domain.events import EventKind, Service
from app.domain.job_states import Stage
from app.models.alarms import Alarm
from app.models.jobs import Job, JobEvent, stands
from app.models.merchants import Merchant
from app.models.parties import Party, Technician
from app.services.dispatch_people import off_work

SOON = timedelta(minutes=30)
SILENT_AFTER = timedelta(minutes=20)
"""A contractor that has not answered a dispatch for so long is silent."""
MOST = 60
"""So many jobs of each list are named; all of them are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallJob:
    """One job on the wall; names in Persian and English."""

    id: int
    code: str
    priority: str
    merchant: str
    merchant_en: str
    city: str
    city_en: str
    contractor: str
    contractor_en: str
    technician: str
    technician_en: str
    due_at: datetime
    is_seen: bool
    """Whether somebody has acknowledged or shelved each of its alarms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A contractor that leaves dispatches unanswered."""

    contractor: str
    contractor_en: str
    jobs: int
    since: datetime
    """When the oldest of them was dispatched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The technicians of one contractor who are at work now."""

    contractor: str
    contractor_en: str
    free: int
    technicians: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceJobs:
    """Open calls of one province (Persian name); those in trouble come first."""

    province: str
    open: int
    breached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The wall at one instant."""

    at: datetime
    breaches: tuple[WallJob, ...]
    """Critical ones first, then those that nobody has seen, then the longest overdue."""
    breached: int
    soon: tuple[WallJob, ...]
    """Due within the next half hour, the nearest first."""
    due_soon: int
    open_calls: int
    unacknowledged: int
    shelved: int
    silent: tuple[Silence, ...]
    crews: tuple[Crew, ...]
    provinces: tuple[ProvinceJobs, ...]


def wall(session: Session, clock: Clock) -> Wall:
    """Everything but the money, which is asked for less often (penalties.at_risk)."""
    now = clock.now()
    breaches = _jobs(session, _is_breached(now), Job.priority, "is_seen", Job.clock_due_at)
    soon = _jobs(session, _is_due_by(now, now + SOON), Job.clock_due_at)
    return Wall(
        at=now,
        breaches=breaches,
        breached=_count(session, _is_breached(now)),
        soon=soon,
        due_soon=_count(session, _is_due_by(now, now + SOON)),
        open_calls=_count(session, Job.is_open),
        unacknowledged=_alarms(session, Alarm.acknowledged_at.is_(None)),
        shelved=_alarms(session, Alarm.shelved_until.is_not(None) & Alarm.cleared_at.is_(None)),
        silent=_silent(session, now),
        crews=_crews(session, now),
        provinces=_provinces(session, now),
    )


_CALL = Job.service == Service.EM.value


def _is_breached(now: datetime) -> ColumnElement[bool]:
    """Late: announced as missed, or past its due instant and about to be."""
    running = (Job.clock_state == ClockState.RUNNING.value) & (Job.clock_due_at < now)
    return Job.is_open & ((Job.clock_state == ClockState.MISSED.value) | running)


def _is_due_by(now: datetime, until: datetime) -> ColumnElement[bool]:
    is_running = Job.is_open & (Job.clock_state == ClockState.RUNNING.value)
    return is_running & (Job.clock_due_at >= now) & (Job.clock_due_at <= until)


def _count(session: Session, condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Job).where(_CALL, condition)) or 0


def _alarms(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Alarm).where(condition)) or 0


def _jobs(session: Session, condition: ColumnElement[bool], *order: Any) -> tuple[WallJob, ...]:
    query = _job_query().where(_CALL, condition, Job.clock_due_at.is_not(None)).order_by(*order, Job.id)
    found = session.execute(query.limit(MOST))
    return tuple(WallJob(**row._mapping) for row in found)  # noqa: SLF001 - a public name


def _job_query() -> Select[*tuple[Any, ...]]:
    unseen = select(Alarm.id).where(Alarm.job_id == Job.id, Alarm.acknowledged_at.is_(None)).exists()
    return (
        select(
            Job.id,
            Job.code,
            Job.priority,
            func.coalesce(Merchant.name, "").label("merchant"),
            func.coalesce(Merchant.name_en, "").label("merchant_en"),
            Job.city,
            func.coalesce(Merchant.city_en, "").label("city_en"),
            func.coalesce(Party.name, "").label("contractor"),
            func.coalesce(Party.name_en, "").label("contractor_en"),
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            Job.clock_due_at.label("due_at"),
            case((unseen, False), else_=True).label("is_seen"),
        )
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Party, Job.party_id == Party.id)
        .outerjoin(Technician, Job.technician_id == Technician.id)
    )


def _silent(session: Session, now: datetime) -> tuple[Silence, ...]:
    last = (
        select(JobEvent.job_id, func.max(JobEvent.happened_at).label("at"))
        .join(Job, JobEvent.job_id == Job.id)
        .where(
            Job.is_open,
            Job.stage == Stage.DISPATCHED.value,
            JobEvent.kind == EventKind.DISPATCHED.value,
            stands(),
        )
        .group_by(JobEvent.job_id)
        .subquery()
    )
    rows = session.execute(
        select(Party.name, Party.name_en, func.count(), func.min(last.c.at))
        .select_from(last)
        .join(Job, Job.id == last.c.job_id)
        .join(Party, Job.party_id == Party.id)
        .where(_CALL, last.c.at <= now - SILENT_AFTER)
        .group_by(Party.id, Party.name, Party.name_en)
        .order_by(func.min(last.c.at), Party.id)
    )
    return tuple(
        Silence(contractor=name, contractor_en=name_en, jobs=jobs, since=since)
        for name, name_en, jobs, since in rows
    )


def _crews(session: Session, now: datetime) -> tuple[Crew, ...]:
    """Those with somebody at work; free is who has no call."""
    busy = select(Job.technician_id).where(
        Job.is_open, Job.technician_id.is_not(None), Job.service != Service.PM.value
    )
    taken, off = set(session.scalars(busy.distinct())), off_work(session, now)
    rows = session.execute(
        select(Party.id, Party.name, Party.name_en, Technician.id.label("technician"))
        .join(Technician, Technician.party_id == Party.id)
        .where(Technician.is_active, Party.is_active)
        .order_by(Party.id)
    )
    crews: dict[int, Crew] = {}
    for party, name, name_en, technician in rows:
        if technician not in off:
            crew = crews.get(party) or Crew(contractor=name, contractor_en=name_en, free=0, technicians=0)
            free = crew.free + (technician not in taken)
            crews[party] = replace(crew, free=free, technicians=crew.technicians + 1)
    return tuple(crews.values())


def _provinces(session: Session, now: datetime) -> tuple[ProvinceJobs, ...]:
    rows = session.execute(
        select(Job.province, func.count(), func.sum(case((_is_breached(now), 1), else_=0)))
        .where(_CALL, Job.is_open)
        .group_by(Job.province)
    )
    found = [ProvinceJobs(province=name, open=count, breached=int(late or 0)) for name, count, late in rows]
    return tuple(sorted(found, key=lambda jobs: (-jobs.breached, -jobs.open, jobs.province)))
