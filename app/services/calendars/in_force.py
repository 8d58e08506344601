"""Which days off hold: approved ones that no approved one replaces."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, or_, select
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


def days_off(session: Session, *, also: Collection[int] = (), without: Collection[int] = ()) -> DaysOff:
    """The days off that hold, or would once the proposals `also` (ids) are approved and `without` are not."""
    query = _that_hold(also, without) if also or without else _IN_FORCE
    holidays: set[date] = set()
    closures: set[Closure] = set()
    for day, province, is_official, closed in session.execute(query):
        if is_official:
            holidays.add(day)
        else:
            closures.add(Closure(day, province, read_hours(closed)))
    return DaysOff(frozenset(holidays), frozenset(closures))


def holds(*, also: Collection[int] = (), without: Collection[int] = ()) -> ColumnElement[bool]:
    """Whether a row of `holiday` is a day off that holds, `also` taken for approved and `without` not."""
    later = aliased(Holiday)
    replaced = exists().where(later.replaces_id == Holiday.id, _is_approved(later, also, without))
    return _is_approved(Holiday, also, without) & ~Holiday.is_withdrawal & ~replaced


def _is_approved(row: type[Holiday], also: Collection[int], without: Collection[int]) -> ColumnElement[bool]:
    return or_(row.approved_at.is_not(None) & row.id.not_in(without), row.id.in_(also))


def _that_hold(also: Collection[int] = (), without: Collection[int] = ()) -> Select[date, str, bool, str]:
    query = select(Holiday.day, Holiday.province, Holiday.is_official, Holiday.closed)
    return query.where(holds(also=also, without=without))


# Built once: every command asks it.
_IN_FORCE = _that_hold()
