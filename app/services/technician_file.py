"""What the store knows of one technician at work: read for a form, and kept again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.technician_texts import Leave
from app.models.parties import Technician
from app.models.technicians import (
    TechnicianCertificate,
    TechnicianLeave,
    TechnicianPart,
    TechnicianShift,
)
from app.services.dispatch_people import home_zone
from app.services.jobs.van import held_van


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """Shifts by weekday, leave in whole days, certificates with their last day, parts in the van."""

    skills: str
    shifts: Mapping[int, str]
    leave: tuple[Leave, ...]
    certificates: Mapping[str, date | None]
    van: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianFile:
    """A technician with what is known of him."""

    id: int
    code: str
    name: str
    name_en: str
    at_work: AtWork


def technician_files(session: Session, clock: Clock, party_id: int) -> list[TechnicianFile]:
    """The active technicians of a party by name; of leave what is not over."""
    query = select(Technician).where(Technician.party_id == party_id, Technician.is_active)
    return [
        TechnicianFile(
            id=row.id,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            at_work=at_work(session, clock, row.id),
        )
        for row in session.scalars(query.order_by(Technician.name, Technician.id)).all()
    ]


def at_work(session: Session, clock: Clock, technician_id: int) -> AtWork:
    """What is known of one technician; RuleBroken technician-not-available."""
    technician = session.get(Technician, technician_id)
    if technician is None:
        raise RuleBroken("technician-not-available")
    zone = home_zone(session)
    leave = []
    for row in _rows(session, TechnicianLeave, technician_id):
        if row.ends_at > clock.now():
            last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
            leave.append((row.starts_at.astimezone(zone).date(), last, row.reason))
    return AtWork(
        skills=technician.skills,
        shifts={row.weekday: row.hours for row in _rows(session, TechnicianShift, technician_id)},
        leave=tuple(sorted(leave)),
        certificates={
            row.covers: row.valid_until for row in _rows(session, TechnicianCertificate, technician_id)
        },
        van={row.part: row.count for row in _rows(session, TechnicianPart, technician_id)},
    )


def keep_at_work(session: Session, clock: Clock, technician_id: int, *, seen: AtWork, new: AtWork) -> None:
    """Let this be known of a technician; leave that is over stays. `seen`: what the user saw before.

    Raises RuleBroken: technician-not-available, changed-meanwhile.
    """
    held_van(session, technician_id)  # no visit takes anything off between the look and the change
    if at_work(session, clock, technician_id) != seen:
        raise RuleBroken("changed-meanwhile")
    session.get_one(Technician, technician_id).skills = new.skills
    keep_shifts(session, technician_id, new.shifts)
    keep_certificates(session, technician_id, new.certificates)
    count_van(session, clock, technician_id, new.van)
    keep_leave(session, clock, technician_id, new.leave)


def keep_shifts(session: Session, technician_id: int, shifts: Mapping[int, str]) -> bool:
    """Let these be the hours of each weekday; whether that is something new."""
    wanted = {weekday: {"hours": hours} for weekday, hours in shifts.items()}
    return _keep(session, TechnicianShift, technician_id, "weekday", wanted)


def keep_certificates(session: Session, technician_id: int, certificates: Mapping[str, date | None]) -> bool:
    """Let these be the certificates, with their last days; whether that is something new."""
    wanted = {code: {"valid_until": until} for code, until in certificates.items()}
    return _keep(session, TechnicianCertificate, technician_id, "covers", wanted)


def count_van(session: Session, clock: Clock, technician_id: int, van: Mapping[str, int]) -> bool:
    """Let a van hold this, by part; whether that is something new. Visits before now are in the count."""
    rows, is_new = held_van(session, technician_id), False
    for part, count in van.items():
        row = rows.get(part)
        if row is None:
            row = TechnicianPart(technician_id=technician_id, part=part)
            session.add(row)
        if row.count != count:
            row.count, row.counted_at, is_new = count, clock.now(), True
    for part in sorted(rows.keys() - van.keys()):
        session.delete(rows[part])
        is_new = True
    return is_new


def keep_leave(session: Session, clock: Clock, technician_id: int, leave: tuple[Leave, ...]) -> bool:
    """Let this be the leave that is not over; whether that is something new.

    What is over already is left as it was, and is not written.
    """
    zone, is_new = home_zone(session), False
    wanted: dict[tuple[datetime, datetime], str] = {}
    for first, last, reason in leave:
        starts, ends = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
        if ends > clock.now():
            wanted[starts, ends] = reason
    for row in _rows(session, TechnicianLeave, technician_id):
        if row.ends_at <= clock.now():
            continue
        told = wanted.pop((row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)), None)
        if told is None:
            session.delete(row)
            is_new = True
        elif told != row.reason:
            row.reason, is_new = told, True
    for (starts, ends), reason in wanted.items():
        session.add(
            TechnicianLeave(technician_id=technician_id, starts_at=starts, ends_at=ends, reason=reason)
        )
    return is_new or bool(wanted)


def _rows(session: Session, table: Any, technician_id: int) -> list[Any]:
    query = select(table).where(table.technician_id == technician_id).order_by(table.id)
    return list(session.scalars(query))


def _keep(
    session: Session, table: Any, technician_id: int, key: str, wanted: Mapping[Any, Mapping[str, object]]
) -> bool:
    """Change the rows of a technician into the wanted ones, each known by its key; whether any differed."""
    rows, is_new = {getattr(row, key): row for row in _rows(session, table, technician_id)}, False
    for name, values in wanted.items():
        if name not in rows:
            session.add(table(technician_id=technician_id, **{key: name}, **values))
            is_new = True
            continue
        for column, value in values.items():
            if getattr(rows[name], column) != value:
                setattr(rows[name], column, value)
                is_new = True
    for name in sorted(rows.keys() - wanted.keys(), key=str):
        session.delete(rows[name])
        is_new = True
    return is_new
