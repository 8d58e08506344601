"""Which days off hold: approved ones that no approved one replaces."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.calendars import Closure
from app.domain.day_hours import read_hours
from app.models.agreements import Holiday


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What calendars need to know of days off."""

    holidays: frozenset[date]
    """Official ones of the whole country."""
    closures: frozenset[Closure]


def days_off(session: Session, *, also: Collection[int] = ()) -> DaysOff:
    """The days off that hold, or would hold once the proposals `also` (ids) are approved."""
    query = select(Holiday.day, Holiday.province, Holiday.is_official, Holiday.closed).where(holds(also=also))
    holidays: set[date] = set()
    closures: set[Closure] = set()
    for day, province, is_official, closed in session.execute(query):
        if is_official:
            holidays.add(day)
        else:
            closures.add(Closure(day, province, read_hours(closed)))
    return DaysOff(frozenset(holidays), frozenset(closures))


def holds(*, also: Collection[int] = ()) -> ColumnElement[bool]:
    """Whether a row of `holiday` is a day off that holds, the proposals `also` taken for approved."""
    later = aliased(Holiday)
    replaced = exists().where(
        later.replaces_id == Holiday.id, or_(later.approved_at.is_not(None), later.id.in_(also))
    )
    approved = or_(Holiday.approved_at.is_not(None), Holiday.id.in_(also))
    return approved & ~Holiday.is_withdrawal & ~replaced
