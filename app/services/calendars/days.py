"""The days off of a year as they are shown: what holds, what is proposed, what became of the rest."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.day_hours import Hours, read_hours
from app.domain.jalali import JalaliMonth
from app.models.agreements import Holiday


class DayOffState(StrEnum):
    """Whether calendars count with a day off."""

    PROPOSED = "proposed"
    IN_FORCE = "in force"
    REPLACED = "replaced"
    """A later fact took its place, or withdrew it."""
    WITHDRAWAL = "withdrawal"
    """An approved withdrawal: no day off itself."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffRow:
    """One fact about a day off."""

    id: int
    day: date
    province: str
    """Empty: the whole country."""
    name: str
    name_en: str
    is_official: bool
    is_estimated: bool
    closed: Hours
    declared_by: str
    reference: str
    recorded_at: datetime
    recorded_by: str
    state: DayOffState
    is_withdrawal: bool
    decided_at: datetime | None
    decided_by: str
    replaces_id: int | None


CURRENT = frozenset({DayOffState.PROPOSED, DayOffState.IN_FORCE})


def days_of_year(
    session: Session, year: int, *, province: str | None = None, states: frozenset[DayOffState] = CURRENT
) -> list[DayOffRow]:
    """The days off of a Jalali year in order of date.

    With a province (its Persian name): those of the whole country and its own; "" is the country alone.
    """
    first, last = JalaliMonth(year, 1).first_day(), JalaliMonth(year, 12).last_day()
    return days_between(session, first, last, province=province, states=states)


def days_between(
    session: Session,
    first: date,
    last: date,
    *,
    province: str | None = None,
    states: frozenset[DayOffState] = CURRENT,
) -> list[DayOffRow]:
    """As days_of_year, from one date to another, both included."""
    query = select(Holiday).where(Holiday.day.between(first, last)).order_by(Holiday.day, Holiday.id)
    if province is not None:
        query = query.where(Holiday.province.in_({"", province}))
    replaced = set(
        session.scalars(
            select(Holiday.replaces_id).where(
                Holiday.replaces_id.is_not(None), Holiday.approved_at.is_not(None)
            )
        )
    )
    rows = [_row(found, is_replaced=found.id in replaced) for found in session.scalars(query)]
    return [row for row in rows if row.state in states]


def _row(found: Holiday, *, is_replaced: bool) -> DayOffRow:
    return DayOffRow(
        id=found.id,
        day=found.day,
        province=found.province,
        name=found.name,
        name_en=found.name_en,
        is_official=found.is_official,
        is_estimated=found.is_estimated,
        closed=read_hours(found.closed),
        declared_by=found.declared_by,
        reference=found.reference,
        recorded_at=found.recorded_at,
        recorded_by=found.recorded_by,
        state=_state(found, is_replaced=is_replaced),
        is_withdrawal=found.is_withdrawal,
        decided_at=found.approved_at or found.rejected_at,
        decided_by=found.approved_by or found.rejected_by,
        replaces_id=found.replaces_id,
    )


def _state(found: Holiday, *, is_replaced: bool) -> DayOffState:
    if found.rejected_at is not None:
        return DayOffState.REJECTED
    if found.approved_at is None:
        return DayOffState.PROPOSED
    if is_replaced:
        return DayOffState.REPLACED
    return DayOffState.WITHDRAWAL if found.is_withdrawal else DayOffState.IN_FORCE
