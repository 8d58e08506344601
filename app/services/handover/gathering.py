"""What a shift leaves to the next: breaches, alarms, holds, promises and silent contractors as they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import AgreementKind
from app.domain.clocks import ClockState
from app.domain.events import EventKind, Service
from app.domain.job_states import Stage
from app.models.jobs import Job, JobEvent, ObligationRow, stands
from app.models.merchants import Merchant
from app.models.parties import Party, Technician
from app.services import alarms
from app.services.chasing import silent
from app.services.penalties.lateness import is_latest
from app.services.promises import open_promises

BY_APPOINTMENT = (Service.PM.value, Service.INSTALL.value, Service.DEINSTALL.value)
"""What is planned days ahead."""
APPOINTMENTS_WITHIN = timedelta(hours=24)
"""Appointments of the next day are part of what was promised."""


class Section(StrEnum):
    """What a line of a handover is about, in the order in which it is read."""

    BREACH = "breach"
    ALARM = "alarm"
    HOLD = "hold"
    PROMISE = "promise"
    SILENT = "silent"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is handed over: codes, names in both languages, instants; nothing is worded yet."""

    section: Section
    key: str
    """What it is about, the same in every handover that names it."""
    job_id: int | None = None
    code: str = ""
    merchant: str = ""
    merchant_en: str = ""
    phone: str = ""
    """Of the merchant; of whoever is silent."""
    contractor: str = ""
    contractor_en: str = ""
    technician: str = ""
    technician_en: str = ""
    kind: str = ""
    """Metric of a breach, state of an alarm, kind of a promise."""
    reason: str = ""
    text: str = ""
    by: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    """When it was due, comes back, or is owed."""
    chased: int = 0
    """How often a silent one was called after since the dispatch, and when last."""
    chased_at: datetime | None = None


def standing(session: Session, clock: Clock, accept_minutes: int) -> list[Line]:
    """Everything that stands open now, by section; whoever accepts nothing for so long is silent."""
    now = clock.now()
    found = alarms.standing(session)
    breaches = list(_breaches(session, now, {row.job_id: row.acknowledged_by for row in found.acknowledged}))
    told = {line.job_id for line in breaches}
    return [
        *breaches,
        *_alarms(session, (*found.shelved, *(row for row in found.acknowledged if row.job_id not in told))),
        *_holds(session),
        *_promises(session, now),
        *_silent(session, now, accept_minutes),
    ]


def _breaches(session: Session, now: datetime, seen_by: Mapping[int, str]) -> Iterator[Line]:
    """Open jobs with a promise that is missed and still runs: calls before visits, the longest late first."""
    row = ObligationRow
    # Nobody may have looked at it since its due instant.
    is_overdue = (row.state == ClockState.RUNNING.value) & (row.due_at < now)
    query = (
        _about(Job.priority, row.metric, row.due_at, row.kind)
        .join(row, row.job_id == Job.id)
        .where(
            Job.is_open,
            (row.state == ClockState.MISSED.value) | is_overdue,
            row.stopped_at.is_(None),
            row.kind.in_([AgreementKind.SLA.value, AgreementKind.UC.value]),
            is_latest(),
        )
        .order_by(Job.service == Service.PM.value, row.due_at, row.id)
    )
    told: set[int] = set()
    for found in session.execute(query):
        if found.id not in told:
            told.add(found.id)
            by = seen_by.get(found.id, "")
            yield _line(Section.BREACH, found, kind=found.metric, due_at=found.due_at, by=by)


def _alarms(session: Session, rows: Sequence[alarms.AlarmRow]) -> Iterator[Line]:
    """Alarms that were shelved, and those seen that are still true of a job that is not told as a breach."""
    about = {each.id: each for each in session.execute(_about().where(Job.id.in_({r.job_id for r in rows})))}
    for row in rows:
        is_shelved = row.shelved_until is not None
        yield _line(
            Section.ALARM,
            about[row.job_id],
            key=f"alarm:{row.id}",
            kind=row.state.value,
            reason=row.shelved_reason if is_shelved else row.metric,
            by=row.shelved_by if is_shelved else row.acknowledged_by,
            since=row.announced_at,
            due_at=row.shelved_until if is_shelved else row.due_at,
        )


def _holds(session: Session) -> Iterator[Line]:
    """Jobs that wait, with why, since when, and when that should end as far as somebody said."""
    query = _about(Job.hold_reason).where(Job.stage == Stage.ON_HOLD.value, Job.is_open)
    rows = session.execute(query.order_by(Job.id)).all()
    paused = _latest(session, EventKind.PAUSED, [row.id for row in rows])
    for row in rows:
        event = paused.get(row.id)
        yield _line(
            Section.HOLD,
            row,
            reason=row.hold_reason,
            text=event.note if event is not None else "",
            by=event.actor if event is not None else "",
            since=event.happened_at if event is not None else None,
            due_at=_instant(event.value) if event is not None else None,
        )


def _promises(session: Session, now: datetime) -> Iterator[Line]:
    """What the desk promised, and appointments of the next day."""
    owed = open_promises(session)
    jobs = {each.job_id for each in owed if each.job_id is not None}
    about = {each.id: each for each in session.execute(_about().where(Job.id.in_(jobs)))}
    for each in owed:
        told = {"kind": each.kind, "text": " · ".join(filter(None, (each.to_whom, each.text)))}
        yield _line(
            Section.PROMISE,
            about.get(each.job_id or 0),
            key=f"promise:{each.id}",
            by=each.made_by,
            since=each.made_at,
            due_at=each.due_at,
            **told,
        )
    soon = _about(Job.due_to, Job.service).where(
        Job.is_open,
        Job.service != "PM",
        Job.due_from.is_not(None),
        Job.due_to > now,
        Job.due_to <= now + APPOINTMENTS_WITHIN,
    )
    for row in session.execute(soon.order_by(Job.due_to, Job.id)):
        yield _line(Section.PROMISE, row, key=f"visit:{row.id}", kind="visit", due_at=row.due_to)


def _silent(session: Session, now: datetime, accept_minutes: int) -> Iterator[Line]:
    """The chase list: what was sent, is due to be accepted, and was not; the longest due first."""
    for each in silent(session, accept_minutes):
        # What is planned days ahead is not accepted call by call, unless that was agreed.
        if each.due_at > now or (each.service in BY_APPOINTMENT and not each.is_agreed):
            continue
        yield Line(
            section=Section.SILENT,
            key=f"{Section.SILENT}:{each.job_id}",
            job_id=each.job_id,
            phone=each.phone or each.contractor_phone,
            since=each.sent_at,
            due_at=each.due_at,
            **{name: getattr(each, name) for name in _OF_SILENT},
        )


_OF_SILENT = (
    *("code", "merchant", "merchant_en", "contractor", "contractor_en", "technician", "technician_en"),
    *("chased", "chased_at"),
)


def _about(*more: Any) -> Select[*tuple[Any, ...]]:
    """Jobs with the names that every line shows."""
    return (
        select(
            Job.id,
            Job.code,
            func.coalesce(Merchant.name, "").label("merchant"),
            func.coalesce(Merchant.name_en, "").label("merchant_en"),
            func.coalesce(Merchant.phone, "").label("phone"),
            func.coalesce(Party.name, "").label("contractor"),
            func.coalesce(Party.name_en, "").label("contractor_en"),
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            *more,
        )
        .select_from(Job)
        .outerjoin(Merchant, Merchant.id == Job.merchant_id)
        .outerjoin(Party, Party.id == Job.party_id)
        .outerjoin(Technician, Technician.id == Job.technician_id)
    )


_NAMES = (
    *("code", "merchant", "merchant_en", "phone", "contractor", "contractor_en"),
    *("technician", "technician_en"),
)


def _line(section: Section, job: Any | None, *, key: str = "", **told: Any) -> Line:
    if job is None:
        return Line(section=section, key=key, **told)
    names = {name: getattr(job, name) for name in _NAMES}
    return Line(section=section, key=key or f"{section}:{job.id}", job_id=job.id, **names, **told)


def _latest(session: Session, kind: EventKind, job_ids: Iterable[int]) -> dict[int, JobEvent]:
    """The last standing fact of a kind on each of these jobs."""
    wanted: ColumnElement[bool] = JobEvent.job_id.in_(list(job_ids))
    query = select(JobEvent).where(wanted, JobEvent.kind == kind.value, stands())
    return {row.job_id: row for row in session.scalars(query.order_by(JobEvent.happened_at, JobEvent.id))}


def _instant(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
