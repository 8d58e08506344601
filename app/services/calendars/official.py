"""Loading the official holidays of a Jalali year, lunar days marked as estimated."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.jalali import JalaliMonth
from app.models.agreements import Holiday
from app.services import holidays_ir
from app.services.calendars.days_off import DayOff, keep_all, note

_MOON = timedelta(days=3)
"""A lunar day that was moved is never further from where it was computed."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the holidays of a year."""

    in_force: int
    proposed: int
    """Those that jobs are already measured across."""
    known: int
    """Recorded before, as they were or edited since; left as they are."""


def load_holidays(session: Session, clock: Clock, year: int, *, by: str) -> Loaded:
    """Record the official holidays of a Jalali year that nobody has recorded yet."""
    first, last = JalaliMonth(year, 1).first_day(), JalaliMonth(year, 12).last_day()
    return load_between(session, clock, first, last, by=by)


def load_between(session: Session, clock: Clock, first: date, last: date, *, by: str) -> Loaded:
    """As load_holidays, from one date to another, both included."""
    around = Holiday.day.between(first - _MOON, last + _MOON)
    recorded = session.execute(select(Holiday.day, Holiday.name).where(Holiday.is_official, around)).all()
    days = {day for day, _name in recorded}
    found = holidays_ir.official_holidays(first, last)
    new = [
        holiday
        for holiday in found
        if holiday.date not in days
        and not any(name == holiday.name_fa and abs(day - holiday.date) <= _MOON for day, name in recorded)
    ]
    changes = [(note(clock, _stated(holiday), by=by), None) for holiday in new]
    in_force = keep_all(session, clock, changes)
    return Loaded(in_force, len(new) - in_force, len(found) - len(new))


def _stated(holiday: holidays_ir.Holiday) -> DayOff:
    return DayOff(
        day=holiday.date,
        name=holiday.name_fa,
        name_en=holiday.name_en,
        is_official=True,
        is_estimated=holiday.estimated,
    )
