"""Moving a periodic visit to another day, hour or technician, inside its window; what it would clash with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import Service
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Technician
from app.models.plans import PmPlanRow, PmVisit, VisitMove
from app.models.technicians import TechnicianLeave
from app.services.dispatch_people import home_zone
from app.services.dispatch_settings import weights
from app.services.jobs.commands import Said

TAKEN_BACK = "taken-back"
"""Reason of a move that takes another one back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a visit is to be made, and by whom."""

    day: date
    starts: time | None = None
    """The local hour; None: some time of the day."""
    minutes: int = 45
    technician_id: int | None = None

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its time, half-open; without an hour the whole day."""
        starts = datetime.combine(self.day, self.starts or time(), zone)
        length = timedelta(minutes=self.minutes) if self.starts else timedelta(days=1)
        return starts, starts + length


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What the technician has at that time: another visit, an appointment, or leave."""

    kind: str
    """visit appointment leave."""
    code: str
    """Number of the job, or of the visit's terminal; empty for leave."""
    merchant: str
    merchant_en: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Clashes:
    """What a slot clashes with, and whether a reason is enough."""

    slot: Slot
    found: tuple[Clash, ...]
    is_block: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """How a visit is planned, as it is stored."""

    day: date
    starts_at: datetime | None
    minutes: int
    technician_id: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """That a visit was moved, by which it can be moved back."""

    visit_id: int
    before: Planned
    after: Planned


def slot_of(session: Session, visit_id: int) -> Slot:
    """When a visit is planned now; RuleBroken unknown-visit."""
    visit = _visit(session, visit_id)
    zone = home_zone(session)
    starts = None if visit.starts_at is None else visit.starts_at.astimezone(zone).time()
    return Slot(
        day=visit.planned_date, starts=starts, minutes=visit.minutes, technician_id=_technician_of(visit)
    )


def technicians_for(session: Session, visit_id: int) -> list[tuple[int, str, str]]:
    """Id and names of the active technicians of the contractor who looks after the terminal, by name."""
    visit = _visit(session, visit_id)
    party_id = visit.job.party_id if visit.job is not None else None
    query = select(Technician.id, Technician.name, Technician.name_en).where(Technician.is_active)
    wanted = party_id or visit.plan.terminal.party_id
    if wanted is not None:
        query = query.where(Technician.party_id == wanted)
    return [(row.id, row.name, row.name_en) for row in session.execute(query.order_by(Technician.name))]


def clashes(session: Session, visit_id: int, slot: Slot) -> Clashes:
    """What its technician has at that time, in order; half-open times that only touch do not clash."""
    zone, found = home_zone(session), []
    if slot.technician_id is not None:
        starts, ends = slot.span(zone)
        found = [
            clash
            for clash in (
                *_visits(session, visit_id, slot, zone),
                *_appointments(session, slot.technician_id, zone, slot.day),
            )
            if slot.starts is not None and clash.starts_at < ends and starts < clash.ends_at
        ]
        found += _leaves(session, slot, starts, ends)
    ordered = tuple(sorted(found, key=lambda clash: (clash.starts_at, clash.code)))
    return Clashes(slot, ordered, weights(session).busy_slot == "block")


def reschedule(
    session: Session, clock: Clock, visit_id: int, said: Said, *, slot: Slot, seen: Slot, reason: str = ""
) -> Moved:
    """Move a visit inside its window; the grid of its plan does not move. `seen`: where the user saw it.

    Raises RuleBroken: unknown-visit, visit-settled, changed-meanwhile, outside-window, day-gone; where the
    technician is busy then busy-slot-blocked, or busy-slot while there is no reason.
    """
    visit = _visit(session, visit_id)
    if visit.state != "planned":
        raise RuleBroken("visit-settled")
    if slot_of(session, visit_id) != seen:
        raise RuleBroken("changed-meanwhile")
    zone = home_zone(session)
    if not visit.window_from <= slot.day <= visit.window_to:
        raise RuleBroken("outside-window", first=visit.window_from, last=visit.window_to)
    if slot.span(zone)[1] <= clock.now():
        raise RuleBroken("day-gone")
    busy = clashes(session, visit_id, slot)
    if busy.found and (busy.is_block or not reason.strip()):
        raise RuleBroken("busy-slot-blocked" if busy.is_block else "busy-slot", clash=busy.found[0].code)
    starts_at = slot.span(zone)[0] if slot.starts is not None else None
    after = Planned(slot.day, starts_at, slot.minutes, slot.technician_id)
    clash = " ".join(clash.code or clash.kind for clash in busy.found)
    return _move(session, clock, visit, said, after, reason=reason.strip(), clash=clash)


def move_back(session: Session, clock: Clock, moved: Moved, said: Said) -> Moved:
    """Take a move back as one more move; what is returned takes that back.

    Raises RuleBroken: unknown-visit, visit-settled, and visit-moved-since where somebody else moved it.
    """
    visit = _visit(session, moved.visit_id)
    if visit.state != "planned":
        raise RuleBroken("visit-settled")
    if _planned(visit) != moved.after:
        raise RuleBroken("visit-moved-since")
    return _move(session, clock, visit, said, moved.before, reason=TAKEN_BACK)


def _planned(visit: PmVisit) -> Planned:
    return Planned(visit.planned_date, visit.starts_at, visit.minutes, visit.technician_id)


def _move(
    session: Session,
    clock: Clock,
    visit: PmVisit,
    said: Said,
    after: Planned,
    *,
    reason: str,
    clash: str = "",
) -> Moved:
    before = _planned(visit)
    session.add(
        VisitMove(
            visit_id=visit.id,
            moved_at=clock.now(),
            moved_by=said.by,
            from_date=before.day,
            to_date=after.day,
            reason=reason,
            clash=clash,
        )
    )
    visit.planned_date, visit.starts_at = after.day, after.starts_at
    visit.minutes, visit.technician_id = after.minutes, after.technician_id
    session.flush()
    return Moved(visit.id, before, _planned(visit))


def _visit(session: Session, visit_id: int) -> PmVisit:
    visit = session.get(PmVisit, visit_id)
    if visit is None:
        raise RuleBroken("unknown-visit")
    return visit


def _technician_of(visit: PmVisit) -> int | None:
    if visit.technician_id is not None or visit.job is None:
        return visit.technician_id
    return visit.job.technician_id


def _visits(session: Session, visit_id: int, slot: Slot, zone: ZoneInfo) -> Iterator[Clash]:
    """His other visits about that day that have an hour."""
    near = timedelta(days=1)
    query = (
        select(PmVisit.starts_at, PmVisit.minutes, Job.code, Terminal.number, Merchant.name, Merchant.name_en)
        .join(PmPlanRow, PmVisit.plan_id == PmPlanRow.id)
        .join(Terminal, PmPlanRow.terminal_id == Terminal.id)
        .join(Merchant, Terminal.merchant_id == Merchant.id)
        .outerjoin(Job, PmVisit.job_id == Job.id)
        .where(PmVisit.id != visit_id, PmVisit.state == "planned", PmVisit.starts_at.is_not(None))
        .where(PmVisit.planned_date.between(slot.day - near, slot.day + near))
        .where(func.coalesce(PmVisit.technician_id, Job.technician_id) == slot.technician_id)
    )
    for row in session.execute(query):
        starts = row.starts_at.astimezone(zone)
        ends = starts + timedelta(minutes=row.minutes)
        yield _clash("visit", row.code or row.number, row, starts, ends)


def _appointments(session: Session, technician_id: int, zone: ZoneInfo, day: date) -> Iterator[Clash]:
    """Jobs of his with a fixed time about that day; those that take whole days are no appointment."""
    starts = datetime.combine(day, time(), zone)
    query = (
        select(Job.code, Job.due_from, Job.due_to, Merchant.name, Merchant.name_en)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .where(Job.is_open, Job.technician_id == technician_id, Job.service != Service.PM.value)
        .where(Job.due_from < starts + timedelta(days=2), Job.due_to > starts - timedelta(days=1))
    )
    for row in session.execute(query):
        if row.due_to - row.due_from < timedelta(days=1):
            yield _clash(
                "appointment", row.code, row, row.due_from.astimezone(zone), row.due_to.astimezone(zone)
            )


def _leaves(session: Session, slot: Slot, starts: datetime, ends: datetime) -> Iterator[Clash]:
    """Leave that meets an hour, or covers a whole day."""
    leave = TechnicianLeave
    meets = [leave.starts_at < ends, leave.ends_at > starts]
    covers = [leave.starts_at <= starts, leave.ends_at >= ends]
    query = select(leave).where(
        leave.technician_id == slot.technician_id, *(meets if slot.starts else covers)
    )
    for row in session.scalars(query):
        yield Clash(
            kind="leave", code="", merchant="", merchant_en="",
            starts_at=row.starts_at.astimezone(starts.tzinfo), ends_at=row.ends_at.astimezone(starts.tzinfo),
        )  # fmt: skip


def _clash(kind: str, code: str, row: Any, starts: datetime, ends: datetime) -> Clash:
    return Clash(
        kind=kind,
        code=code,
        merchant=row.name or "",
        merchant_en=row.name_en or "",
        starts_at=starts,
        ends_at=ends,
    )
