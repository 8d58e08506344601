"""Alarms that need eyes: those listed now and their floods, how all of them stand, the life of one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from app.domain.alarm_floods import Cause, Flood, Member, floods
from app.domain.alarm_life import BREACH, AlarmState, Urgency, state_of
from app.domain.events import Service
from app.models.alarms import Alarm, AlarmEvent
from app.models.evaluations import Evaluation
from app.models.jobs import Job, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.services.alarm_rules import settings
from app.services.duty_hours import is_on_duty

GROUPED = 5000
"""So many listed alarms, the newest, are looked through for floods."""


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
    urgency: Urgency
    state: AlarmState
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
    announced_at: datetime
    due_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    shelved_until: datetime | None
    shelved_by: str
    shelved_reason: str
    cleared_at: datetime | None
    escalated: int
    """How far up the ladder it has climbed: 0 dispatcher, 1 supervisor, 2 manager."""
    longest_shelf: int
    """Minutes that it may be shelved at a time."""
    is_recalculated: bool
    """Found by a recalculation: its instant had passed when a later version or a closure made it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodRow:
    """Alarms that stand as one card."""

    key: int
    alarm_ids: tuple[int, ...]
    """From the earliest announced on."""
    jobs: int
    contractor: str
    contractor_en: str
    city: str
    city_en: str
    fault: str
    model: str
    """What all of them share; empty where they differ."""
    breaches: int
    is_acknowledged: bool
    announced_at: datetime
    """When the newest of them was announced."""
    longest_shelf: int
    """Minutes that all of them may be shelved at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmList:
    """The gravest alarms that are still listed, the floods among all of them, and how many there are."""

    alarms: tuple[AlarmRow, ...]
    """Those that stand alone."""
    floods: tuple[FloodRow, ...]
    unacknowledged: int
    listed: int
    shelved: int
    is_on_duty: bool = True
    """Whether what is new may be heard by who asked."""


_SHELVED = Alarm.shelved_until.is_not(None) & Alarm.cleared_at.is_(None)
_LISTED = Alarm.shelved_until.is_(None) & (Alarm.acknowledged_at.is_(None) | Alarm.cleared_at.is_(None))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when: outside the hours of duty nothing is announced."""

    login: str
    now: datetime


def listed(session: Session, *, limit: int = 60, asker: Asker | None = None) -> AlarmList:
    """Alarms not acknowledged, or whose cause is still there; shelved ones are counted alone.

    Breaches come first, calls before visits, P1 before P4, then the newest.
    """
    counts = session.execute(
        select(
            func.sum(case((Alarm.acknowledged_at.is_(None), 1), else_=0)),
            func.sum(case((_LISTED, 1), else_=0)),
            func.sum(case((_SHELVED, 1), else_=0)),
        ).where(Alarm.acknowledged_at.is_(None) | Alarm.cleared_at.is_(None))
    ).one()
    unacknowledged, all_listed, shelved = (int(count or 0) for count in counts)
    groups = _floods(session) if all_listed > 1 else []
    grouped = {number for group in groups for number in group.alarm_ids}
    query = _rows().where(_LISTED, Alarm.id.not_in(grouped)).limit(limit)
    return AlarmList(
        alarms=tuple(_read(session, query)),
        floods=tuple(groups),
        unacknowledged=unacknowledged,
        listed=all_listed,
        shelved=shelved,
        is_on_duty=asker is None or is_on_duty(session, asker.login, asker.now),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmsStanding:
    """How every alarm stands whose cause is there: what a shift hands over."""

    breaches: tuple[AlarmRow, ...]
    """Breaches that nobody has acknowledged or shelved."""
    acknowledged: tuple[AlarmRow, ...]
    shelved: tuple[AlarmRow, ...]


def standing(session: Session) -> AlarmsStanding:
    """Open breaches, acknowledged alarms that are still true, and shelved ones; each list whole."""
    rows = _read(session, _rows().where(Alarm.cleared_at.is_(None)))
    by_state: dict[AlarmState, list[AlarmRow]] = {state: [] for state in AlarmState}
    for row in rows:
        by_state[row.state].append(row)
    return AlarmsStanding(
        breaches=tuple(row for row in by_state[AlarmState.RAISED] if row.kind == BREACH),
        acknowledged=tuple(by_state[AlarmState.ACKNOWLEDGED]),
        shelved=tuple(by_state[AlarmState.SHELVED]),
    )


def shelved(session: Session) -> list[AlarmRow]:
    """Every alarm on the shelf whose cause is there, the first to come back first."""
    rows = _read(session, _rows().where(_SHELVED))
    return sorted(rows, key=lambda row: (row.shelved_until or row.raised_at, row.id))


def named(session: Session, alarm_ids: Collection[int]) -> list[AlarmRow]:
    """The alarms with these ids, e.g. the members of a flood, in the order of the list."""
    return _read(session, _rows().where(Alarm.id.in_(alarm_ids)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEventRow:
    """One step of an alarm's life."""

    step: str
    at: datetime
    recorded_at: datetime
    actor: str
    reason: str
    note: str
    until: datetime | None


def history(session: Session, alarm_id: int) -> tuple[AlarmEventRow, ...]:
    """Every step of one alarm, in the order it was recorded."""
    wanted = [getattr(AlarmEvent, name) for name in AlarmEventRow.__dataclass_fields__]
    query = select(*wanted).where(AlarmEvent.alarm_id == alarm_id).order_by(AlarmEvent.id)
    return tuple(AlarmEventRow(**row._mapping) for row in session.execute(query))  # noqa: SLF001 - public form


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Alarm.id,
            Alarm.version,
            Alarm.job_id,
            Job.code,
            Alarm.kind,
            Alarm.threshold,
            Alarm.priority,
            Alarm.urgency,
            ObligationRow.kind.label("agreement_kind"),
            ObligationRow.agreement,
            ObligationRow.metric,
            func.coalesce(Merchant.name, "").label("merchant"),
            func.coalesce(Merchant.name_en, "").label("merchant_en"),
            Job.city,
            func.coalesce(Merchant.city_en, "").label("city_en"),
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            Alarm.raised_at,
            Alarm.found_at,
            Alarm.announced_at,
            ObligationRow.due_at,
            Alarm.acknowledged_at,
            Alarm.acknowledged_by,
            Alarm.shelved_until,
            Alarm.shelved_by,
            Alarm.shelved_reason,
            Alarm.cleared_at,
            Alarm.escalated,
            _was_recalculated().label("is_recalculated"),
        )
        .join(Job, Alarm.job_id == Job.id)
        .join(ObligationRow, Alarm.obligation_id == ObligationRow.id)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Technician, Job.technician_id == Technician.id)
        .order_by(
            Alarm.acknowledged_at.is_not(None),
            Alarm.cleared_at.is_not(None),
            Alarm.kind,
            Job.service == Service.PM.value,  # nobody waits at the counter for a periodic visit
            Alarm.priority,
            Alarm.raised_at.desc(),
            Alarm.id.desc(),
        )
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[AlarmRow]:
    rows = []
    for row in session.execute(query):
        told = dict(row._mapping)  # noqa: SLF001 - public form
        told["urgency"] = Urgency(told["urgency"])
        told["longest_shelf"] = _longest(session, told.pop("agreement"), row.urgency)
        told["state"] = state_of(
            is_seen=row.acknowledged_at is not None,
            is_true=row.cleared_at is None,
            is_shelved=row.shelved_until is not None,
        )
        rows.append(AlarmRow(**told))
    return rows


def _longest(session: Session, agreement: str, urgency: str) -> int:
    most = settings(session).rules(agreement).shelf[Urgency(urgency)]
    return int(most.total_seconds()) // 60


def _floods(session: Session) -> list[FloodRow]:
    newest = (
        select(
            Alarm.id,
            Alarm.job_id,
            Alarm.priority,
            Alarm.kind,
            Alarm.urgency,
            ObligationRow.agreement,
            Alarm.announced_at,
            Alarm.acknowledged_at.is_not(None).label("is_acknowledged"),
            func.coalesce(Party.name, "").label("contractor"),
            func.coalesce(Party.name_en, "").label("contractor_en"),
            Job.city,
            func.coalesce(Merchant.city_en, "").label("city_en"),
            Job.fault,
            func.coalesce(Terminal.model, "").label("model"),
        )
        .join(Job, Alarm.job_id == Job.id)
        .join(ObligationRow, Alarm.obligation_id == ObligationRow.id)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Terminal, Job.terminal_id == Terminal.id)
        .outerjoin(Party, Party.id == func.coalesce(Job.party_id, Terminal.party_id))
        .where(_LISTED)
        .order_by(Alarm.announced_at.desc(), Alarm.id.desc())
        .limit(GROUPED)
    )
    rows = {row.id: row for row in session.execute(newest)}
    members = [
        Member(
            id=row.id,
            job_id=row.job_id,
            priority=row.priority,
            announced_at=row.announced_at,
            cause=Cause(row.contractor, row.city, row.fault, row.model),
            side="acknowledged" if row.is_acknowledged else "",
        )
        for row in rows.values()
    ]
    return [_flood_row(session, flood, rows) for flood in floods(members, settings(session).floods)]


def _flood_row(session: Session, flood: Flood, rows: dict[int, Any]) -> FloodRow:
    first = rows[flood.key]
    cause = flood.cause
    return FloodRow(
        key=flood.key,
        alarm_ids=tuple(member.id for member in flood.members),
        jobs=flood.jobs,
        contractor=cause.contractor,
        contractor_en=first.contractor_en if cause.contractor else "",
        city=cause.city,
        city_en=first.city_en if cause.city else "",
        fault=cause.fault,
        model=cause.model,
        breaches=sum(rows[member.id].kind == BREACH for member in flood.members),
        is_acknowledged=bool(first.is_acknowledged),
        announced_at=flood.members[-1].announced_at,
        longest_shelf=min(
            _longest(session, agreement, urgency)
            for agreement, urgency in {(rows[m.id].agreement, rows[m.id].urgency) for m in flood.members}
        ),
    )


def _was_recalculated() -> ColumnElement[bool]:
    return exists().where(
        Evaluation.obligation_id == Alarm.obligation_id,
        Evaluation.number == Alarm.evaluation,
        Evaluation.recalculation_id.is_not(None),
        Evaluation.recorded_at > Alarm.raised_at,
    )
