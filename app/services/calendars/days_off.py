"""Recording days off: closures declared and withdrawn, lunar days confirmed and moved, and their approval.

Every one of these commands adds a fact (app.models.agreements.Holiday). What changes hours is proposed by
one person and approved by another; only then do calendars count with it, and the jobs are recalculated.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.day_hours import WHOLE_DAY, Hours, flaw, hours_in_words, read_hours
from app.domain.errors import RuleBroken
from app.domain.people import is_same_person
from app.models.agreements import Holiday
from app.models.jobs import ObligationRow
from app.services.agreement_book import forget_book
from app.services.calendars.in_force import holds
from app.services.calendars.provinces import province_named
from app.services.calendars.touches import touch_between, touched_jobs
from app.services.jobs.evaluations import CLOSURE
from app.services.recalculation.carrying_out import begin


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day off as somebody states it."""

    day: date
    name: str
    """What it is for, in Persian."""
    name_en: str = ""
    province: str = ""
    """Empty: the whole country."""
    closed: Hours = WHOLE_DAY
    is_official: bool = False
    is_estimated: bool = False
    declared_by: str = ""
    """The authority that declared it."""
    reference: str = ""


def declare_closure(session: Session, clock: Clock, closure: DayOff, *, by: str) -> int:
    """Propose a closure of the country or a province, of a day or a part of one. Returns its id.

    Raises RuleBroken: proposal-needs-a-name, day-off-needs-a-name, day-off-needs-hours, unknown-province,
    already-off.
    """
    if not by.strip():
        raise RuleBroken("proposal-needs-a-name")
    if not closure.name.strip():
        raise RuleBroken("day-off-needs-a-name")
    if not closure.closed or flaw(closure.closed):
        raise RuleBroken("day-off-needs-hours")
    province = province_named(closure.province) if closure.province else ""
    stated = replace(closure, province=province, is_official=False, is_estimated=False)
    if any(
        (row.province, row.closed) == (province, hours_in_words(stated.closed))
        for row in current(session, on=stated.day)
    ):
        raise RuleBroken("already-off", day=stated.day)
    return _kept(session, note(clock, stated, by=by))


def withdraw_closure(session: Session, clock: Clock, day_off_id: int, *, by: str, reference: str = "") -> int:
    """Propose that a day off, a closure or a holiday, shall not hold after all. Returns the change's id.

    Raises RuleBroken: unknown-day-off, day-off-not-in-force, already-proposed.
    """
    standing = _standing(session, day_off_id)
    change = note(clock, replace(_stated(standing), reference=reference), by=by, replaces=standing)
    change.is_withdrawal = True
    return _kept(session, change)


def confirm_holiday(session: Session, clock: Clock, day_off_id: int, *, by: str, reference: str = "") -> int:
    """An estimated lunar day falls where it was expected: it changes no hours and holds at once.

    Raises RuleBroken: unknown-day-off, day-off-not-in-force, already-proposed, day-off-not-estimated.
    """
    standing = _estimated(session, day_off_id)
    stated = replace(_stated(standing), is_estimated=False, reference=reference)
    change = note(clock, stated, by=by, replaces=standing)
    _put_in_force(clock, change, by)
    return _kept(session, change)


def move_holiday(
    session: Session, clock: Clock, day_off_id: int, *, to: date, by: str, reference: str = ""
) -> int:
    """Propose the day on which an estimated lunar day really falls. Returns the change's id.

    Raises RuleBroken: as confirm_holiday, and already-off where that day is an official holiday already.
    """
    standing = _estimated(session, day_off_id)
    if any(row.is_official for row in current(session, on=to)):
        raise RuleBroken("already-off", day=to)
    stated = replace(_stated(standing), day=to, is_estimated=False, reference=reference)
    return _kept(session, note(clock, stated, by=by, replaces=standing))


def approve_day_off(session: Session, clock: Clock, day_off_id: int, *, by: str) -> None:
    """Let a proposal hold from now on; a second person does that.

    What it makes of jobs that are there is carried out at once, or noted to be.
    Raises RuleBroken: unknown-day-off, day-off-already-decided, approval-needs-a-name, second-person-needed,
    recalculation-unfinished.
    """
    change = _proposed(session, day_off_id)
    name = by.strip()
    if not name:
        raise RuleBroken("approval-needs-a-name")
    if is_same_person(name, change.recorded_by):
        raise RuleBroken("second-person-needed", by=name)
    _put_in_force(clock, change, name)
    session.flush()
    forget_book(session)
    begin(session, clock, cause=CLOSURE, reference=change.id, by=name)


def reject_day_off(session: Session, clock: Clock, day_off_id: int, *, by: str) -> None:
    """Turn a proposal down, or take one's own back.

    Raises RuleBroken: unknown-day-off, day-off-already-decided.
    """
    reject(clock, _proposed(session, day_off_id), by)
    session.flush()


def note(clock: Clock, stated: DayOff, *, by: str, replaces: Holiday | None = None) -> Holiday:
    """The proposal of a day off, not yet kept."""
    return Holiday(
        day=stated.day,
        province=stated.province,
        name=stated.name,
        name_en=stated.name_en,
        is_official=stated.is_official,
        is_estimated=stated.is_estimated,
        closed=hours_in_words(stated.closed),
        declared_by=stated.declared_by,
        reference=stated.reference,
        recorded_at=clock.now(),
        recorded_by=by,
        replaces_id=replaces.id if replaces else None,
    )


def reject(clock: Clock, change: Holiday, by: str) -> None:
    """Let a proposal never hold."""
    change.rejected_at = clock.now()
    change.rejected_by = by


def keep_all(session: Session, clock: Clock, changes: Iterable[tuple[Holiday, Holiday | None]]) -> int:
    """Keep proposals with what each replaces; those that move no job hold at once. Returns how many do."""
    has_jobs = session.scalar(select(ObligationRow.id).limit(1)) is not None
    at_once = 0
    for change, replaced in changes:
        session.add(change)
        if not has_jobs or not touched_jobs(session, clock, touch_between(session, replaced, change)):
            _put_in_force(clock, change, change.recorded_by)
            at_once += 1
    session.flush()
    forget_book(session)
    return at_once


def current(session: Session, *, on: date | None = None) -> list[Holiday]:
    """The days off that hold and those that are proposed, of all days or of one."""
    proposed = Holiday.approved_at.is_(None) & Holiday.rejected_at.is_(None) & ~Holiday.is_withdrawal
    query = select(Holiday).where(holds() | proposed).order_by(Holiday.day, Holiday.id)
    return list(session.scalars(query if on is None else query.where(Holiday.day == on)))


def _stated(row: Holiday) -> DayOff:
    return DayOff(
        day=row.day,
        name=row.name,
        name_en=row.name_en,
        province=row.province,
        closed=read_hours(row.closed),
        is_official=row.is_official,
        is_estimated=row.is_estimated,
        declared_by=row.declared_by,
        reference=row.reference,
    )


def _kept(session: Session, change: Holiday) -> int:
    session.add(change)
    session.flush()
    forget_book(session)
    return change.id


def _put_in_force(clock: Clock, change: Holiday, by: str) -> None:
    change.approved_at = clock.now()
    change.approved_by = by


def _standing(session: Session, day_off_id: int) -> Holiday:
    """A day off that holds and that no proposal is about to replace."""
    if session.get(Holiday, day_off_id) is None:
        raise RuleBroken("unknown-day-off", day_off=day_off_id)
    # One desk after the other: what a second one finds is what the first has made of it.
    standing = session.scalar(select(Holiday).where(Holiday.id == day_off_id, holds()).with_for_update())
    if standing is None:
        raise RuleBroken("day-off-not-in-force")
    waiting = select(Holiday.id).where(Holiday.replaces_id == day_off_id, Holiday.rejected_at.is_(None))
    if session.scalar(waiting.limit(1)) is not None:
        raise RuleBroken("already-proposed")
    return standing


def _estimated(session: Session, day_off_id: int) -> Holiday:
    standing = _standing(session, day_off_id)
    if not standing.is_estimated:
        raise RuleBroken("day-off-not-estimated")
    return standing


def _proposed(session: Session, day_off_id: int) -> Holiday:
    change = session.get(Holiday, day_off_id, with_for_update=True)
    if change is None:
        raise RuleBroken("unknown-day-off", day_off=day_off_id)
    if change.approved_at is not None or change.rejected_at is not None:
        raise RuleBroken("day-off-already-decided")
    return change
