"""What the sample region knows of its technicians at work: shifts, leave, certificates, vans."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.parties import Technician
from app.models.technicians import (
    DispatchSetting,
    TechnicianCertificate,
    TechnicianLeave,
    TechnicianPart,
    TechnicianShift,
)
from app.services.fault_catalogue import fault_catalogue
from app.services.sample_region.rhythm import ZONE

CERTIFIED = ("ATM", "KIOSK")
"""Kinds of device that need a certificate."""
LATE_ONE_IN = 3
"""One technician in so many works the late shift."""

_MONDAY_TO_WEDNESDAY, _THURSDAY, _FRIDAY, _WEEKEND = (0, 1, 2), 3, 4, (5, 6)
_EARLY, _EARLY_THURSDAY, _LATE = "08:00-17:00", "08:00-13:00", "13:00-22:00"
_DAYS_AHEAD = 120
_LEAVE_EVERY, _LEAVE_DAYS = 45, (1, 3)
_VAN_SHARE = 0.8


def equip(session: Session, technicians: Sequence[Technician], today: date) -> None:
    """Tell of each technician what is known; drawn by his code, so that nothing else is drawn otherwise."""
    session.add(DispatchSetting(name="certified", value=", ".join(CERTIFIED)))
    for place, technician in enumerate(technicians):
        random = Random(technician.code)
        session.add_all(_shifts(technician.id, is_late=place % LATE_ONE_IN == LATE_ONE_IN - 1))
        session.add_all(_leave(technician.id, random, today))
        session.add_all(_certificates(technician, random, today))
        session.add_all(_van(technician.id, random))


def _shifts(technician_id: int, *, is_late: bool) -> Iterator[Base]:
    for weekday in (*_WEEKEND, *_MONDAY_TO_WEDNESDAY, _THURSDAY):
        early = _EARLY_THURSDAY if weekday == _THURSDAY else _EARLY
        yield TechnicianShift(technician_id=technician_id, weekday=weekday, hours=_LATE if is_late else early)
    if is_late:
        yield TechnicianShift(technician_id=technician_id, weekday=_FRIDAY, hours=_LATE)


def _leave(technician_id: int, random: Random, today: date) -> Iterator[Base]:
    day = today + timedelta(days=random.randrange(_LEAVE_EVERY))
    while day < today + timedelta(days=_DAYS_AHEAD):
        ends = day + timedelta(days=random.randint(*_LEAVE_DAYS))
        yield TechnicianLeave(
            technician_id=technician_id,
            starts_at=datetime.combine(day, time(), ZONE),
            ends_at=datetime.combine(ends, time(), ZONE),
            reason=random.choice(("مرخصی استحقاقی", "مرخصی استعلاجی", "دورهٔ آموزشی")),
        )
        day = ends + timedelta(days=random.randrange(_LEAVE_EVERY // 2, _LEAVE_EVERY))


def _certificates(technician: Technician, random: Random, today: date) -> Iterator[Base]:
    for kind in CERTIFIED:
        if kind in technician.skills.split(","):
            until = today + timedelta(days=random.randrange(20, 700))
            yield TechnicianCertificate(technician_id=technician.id, covers=kind, valid_until=until)


def _van(technician_id: int, random: Random) -> Iterator[Base]:
    for part in fault_catalogue().parts:
        if random.random() < _VAN_SHARE:
            yield TechnicianPart(technician_id=technician_id, part=part, count=random.randint(1, 4))
        elif random.random() < 0.5:
            yield TechnicianPart(technician_id=technician_id, part=part, count=0)
