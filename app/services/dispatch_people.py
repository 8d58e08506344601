"""The technicians as the choice sees them: rights, shifts, leave, certificates, vans."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.day_hours import read_hours
from app.domain.dispatch_rules import Person
from app.domain.tours import Hours, Spot
from app.models.parties import Party, PartyKind, Technician
from app.models.technicians import (
    TechnicianCertificate,
    TechnicianLeave,
    TechnicianPart,
    TechnicianShift,
)
from app.services.agreement_book import book

USUAL_ZONE = "Asia/Tehran"
DAYS_AHEAD = 15
"""For so many days from yesterday on it is known when somebody is at work."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A technician, and what is known of him."""

    person: Person
    code: str
    name: str
    name_en: str
    party_name: str
    party_name_en: str
    base: Spot | None
    van: dict[str, int] | None
    """None: nothing is known of it."""


def home_zone(session: Session) -> ZoneInfo:
    """The time zone in which shifts are read: that of the agreements."""
    agreements = book(session).agreements
    return ZoneInfo(agreements[0].time_zone if agreements else USUAL_ZONE)


def people(
    session: Session, now: datetime, zone: ZoneInfo, *, only: Collection[int] | None = None
) -> dict[int, Known]:
    """Every active technician by id, or those asked for, active or not."""
    rows = session.execute(_technicians(only)).all()
    shifts = _shifts(session, only)
    leave = _leave(session, now, only)
    certificates: dict[int, dict[str, date | None]] = {}
    for row in session.scalars(_of(select(TechnicianCertificate), TechnicianCertificate, only)):
        certificates.setdefault(row.technician_id, {})[row.covers.upper()] = row.valid_until
    vans: dict[int, dict[str, int]] = {}
    for part in session.scalars(_of(select(TechnicianPart), TechnicianPart, only)):
        vans.setdefault(part.technician_id, {})[part.part] = part.count
    return {
        row.id: Known(
            person=Person(
                id=row.id,
                party=row.party_code,
                is_in_house=row.kind == PartyKind.IN_HOUSE.value,
                is_active=row.is_active and row.party_active,
                skills=frozenset(word.strip().upper() for word in row.skills.split(",") if word.strip()),
                certificates=certificates.get(row.id, {}),
                leave=tuple(leave.get(row.id, ())),
                hours=_hours(shifts.get(row.id), leave.get(row.id, ()), now, zone),
            ),
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            party_name=row.party_name,
            party_name_en=row.party_name_en,
            base=None if row.lat is None or row.lon is None else Spot(row.lat, row.lon),
            van=vans.get(row.id),
        )
        for row in rows
    }


def off_work(session: Session, now: datetime) -> set[int]:
    """Technicians (ids) who are on leave, or whose shift is not on."""
    zone = home_zone(session)
    today = now.astimezone(zone).date()
    row = TechnicianShift
    shifts: dict[int, dict[int, str]] = {}
    for technician, weekday, hours in session.execute(select(row.technician_id, row.weekday, row.hours)):
        shifts.setdefault(technician, {})[weekday] = hours
    away = select(TechnicianLeave.technician_id)
    away = away.where(TechnicianLeave.starts_at <= now, TechnicianLeave.ends_at > now)
    off = set(session.scalars(away))
    for technician, week in shifts.items():
        spans = _shift_spans(week, today, zone, days=1)
        if not any(opens <= now < closes for opens, closes in spans):
            off.add(technician)
    return off


def _technicians(only: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            *(Technician.id, Technician.code, Technician.name, Technician.name_en, Technician.skills),
            *(Technician.lat, Technician.lon, Technician.is_active, Party.kind),
            Party.is_active.label("party_active"),
            Party.code.label("party_code"),
            Party.name.label("party_name"),
            Party.name_en.label("party_name_en"),
        )
        .join(Party, Technician.party_id == Party.id)
        .order_by(Technician.id)
    )
    if only is None:
        return query.where(Technician.is_active, Party.is_active)
    return query.where(Technician.id.in_(only))


def _of(query: Any, table: Any, only: Collection[int] | None) -> Any:
    return query if only is None else query.where(table.technician_id.in_(only))


def _shifts(session: Session, only: Collection[int] | None) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for row in session.scalars(_of(select(TechnicianShift), TechnicianShift, only)):
        found.setdefault(row.technician_id, {})[row.weekday] = row.hours
    return found


def _leave(session: Session, now: datetime, only: Collection[int] | None) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    query = select(TechnicianLeave).where(TechnicianLeave.ends_at > now).order_by(TechnicianLeave.starts_at)
    for row in session.scalars(_of(query, TechnicianLeave, only)):
        found.setdefault(row.technician_id, []).append((row.starts_at, row.ends_at))
    return found


def _hours(
    shifts: dict[int, str] | None, leave: Iterable[Span], now: datetime, zone: ZoneInfo
) -> Hours | None:
    """When he is at work, in minutes from `now`; without shifts and leave nothing is known."""
    away = list(leave)
    if shifts is None and not away:
        return None
    spans = [(now - timedelta(days=1), now + timedelta(days=DAYS_AHEAD))]
    if shifts is not None:
        spans = _shift_spans(shifts, now.astimezone(zone).date(), zone)
    for start, end in away:
        spans = [piece for span in spans for piece in _cut(span, start, end)]
    return Hours(tuple((_minutes(opens - now), _minutes(closes - now)) for opens, closes in spans))


def _shift_spans(
    shifts: dict[int, str], today: date, zone: ZoneInfo, *, days: int = DAYS_AHEAD
) -> list[Span]:
    spans: list[Span] = []
    for offset in range(-1, days):
        day = today + timedelta(days=offset)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for opens, closes in read_hours(shifts.get(day.weekday(), "")):
            span = (midnight + timedelta(seconds=opens), midnight + timedelta(seconds=closes))
            if spans and spans[-1][1] == span[0]:
                # A night shift is written in two days and worked in one piece.
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
    return spans


def _cut(span: Span, start: datetime, end: datetime) -> list[Span]:
    pieces = ((span[0], min(span[1], start)), (max(span[0], end), span[1]))
    return [(opens, closes) for opens, closes in pieces if opens < closes]


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
