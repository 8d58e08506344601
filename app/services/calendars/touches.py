"""What a change to days off may move: calendars, dates, a province, and the jobs measured there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Unit
from app.domain.errors import RuleBroken
from app.domain.persian import fold
from app.models.agreements import Holiday
from app.models.jobs import Job, ObligationRow
from app.services.agreement_book import book

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Touch:
    """Where hours may change: what lies outside of it is measured as before."""

    calendars: frozenset[tuple[str, str]]
    """Code of the agreement, name of its calendar."""
    province: str
    """Empty: every province."""
    days: frozenset[date]


def touch_of(session: Session, day_off_id: int) -> Touch:
    """What a recorded change touches once it holds; RuleBroken unknown-day-off."""
    change = session.get(Holiday, day_off_id)
    if change is None:
        raise RuleBroken("unknown-day-off", day_off=day_off_id)
    replaced = session.get(Holiday, change.replaces_id) if change.replaces_id else None
    return touch_between(session, replaced, None if change.is_withdrawal else change)


def touch_between(session: Session, before: Holiday | None, after: Holiday | None) -> Touch:
    """What differs where one day off takes the place of another; None: there is no day off."""
    shut = {(row.day, row.closed, row.is_official) for row in (before,) if row is not None}
    then = {(row.day, row.closed, row.is_official) for row in (after,) if row is not None}
    differing = shut ^ then
    province = next((row.province for row in (after, before) if row is not None), "")
    kinds = {is_official for _day, _closed, is_official in differing}
    calendars = {
        (agreement.code, name)
        for agreement in book(session).agreements
        for is_official in kinds
        for name in (agreement.holiday_calendars if is_official else agreement.closure_calendars)
    }
    return Touch(frozenset(calendars), province, frozenset(day for day, _closed, _official in differing))


def touched_jobs(session: Session, clock: Clock, touch: Touch) -> list[int]:
    """Ids of the jobs with a promise that was counted on one of the days, or is about to be."""
    return list(session.scalars(select(Job.id).where(touched(session, touch, clock.now())).order_by(Job.id)))


def touched(session: Session, touch: Touch, now: datetime) -> ColumnElement[bool]:
    """Whether a row of `job` has a promise that was counted on one of the days, or is about to be.

    A promise whose clock a day cannot reach any more, or not yet, does not count.
    """
    codes = {code for code, _name in touch.calendars}
    if not touch.days or not codes:
        return false()
    counted = exists().where(
        ObligationRow.job_id == Job.id,
        ObligationRow.agreement.in_(sorted(codes)),
        ObligationRow.unit != Unit.WINDOW.value,
        or_(*(_counts_on(day, now) for day in sorted(touch.days))),
    )
    if not touch.province:
        return counted
    place = fold(touch.province)
    spelled = [name for name in session.scalars(select(Job.province).distinct()) if fold(name) == place]
    return counted & Job.province.in_(spelled)


def _counts_on(day: date, now: datetime) -> ColumnElement[bool]:
    # Whatever the time zone of the agreement is, its local day lies within these two instants.
    midnight = datetime.combine(day, time(), UTC)
    first, last = midnight - _DAY, midnight + 2 * _DAY
    row = ObligationRow
    reaches = [row.due_at >= first, row.stopped_at >= first]
    if first <= now:
        reaches.append(row.stopped_at.is_(None))
    return and_(row.started_at < last, or_(*reaches))
