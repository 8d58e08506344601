"""What counts on a day and why: the week, a period, an exception, a holiday, closures and proposals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.agreements import Agreement
from app.domain.calendar_spec import CalendarSpec, Period
from app.domain.day_hours import WHOLE_DAY, Hours, joined
from app.services.calendars.days import DayOffRow, DayOffState

FRIDAY = 4


class Ground(StrEnum):
    """What decides the hours of a day before closures take theirs away."""

    WEEK = "week"
    PERIOD = "period"
    EXCEPTION = "exception"
    OWN_HOLIDAY = "own holiday"
    """The agreement's file names the date."""
    HOLIDAY = "holiday"
    """An official one that the calendar follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAccount:
    """One day of a calendar; of the country alone where the calendar is left open."""

    day: date
    hours: Hours
    ground: Ground = Ground.WEEK
    period: Period | None = None
    holidays: tuple[DayOffRow, ...] = ()
    """Official ones that hold, whether or not the calendar follows them."""
    closures: tuple[DayOffRow, ...] = ()
    """Declared ones that hold there."""
    proposed: tuple[DayOffRow, ...] = ()
    follows_closures: bool = True

    @property
    def is_estimated(self) -> bool:
        """Whether the only reason for a holiday is a lunar date that nobody announced yet."""
        return bool(self.holidays) and all(row.is_estimated for row in self.holidays)

    @property
    def is_shut(self) -> bool:
        """Whether nothing counts on it."""
        return not self.hours

    @property
    def seconds(self) -> int:
        """How much counts on it."""
        return sum(closes - opens for opens, closes in self.hours)


@dataclass(frozen=True, slots=True)
class Almanac:
    """A calendar of an agreement (None: the country's days alone) with the days off of a place."""

    spec: CalendarSpec | None
    follows_holidays: bool
    follows_closures: bool
    days_off: Mapping[date, tuple[DayOffRow, ...]]

    @classmethod
    def of(cls, agreement: Agreement | None, name: str, rows: Iterable[DayOffRow]) -> "Almanac":
        """The calendar `name` of an agreement; an empty name or no agreement leaves it open."""
        days: dict[date, tuple[DayOffRow, ...]] = {}
        for row in rows:
            days[row.day] = (*days.get(row.day, ()), row)
        if agreement is None or name not in agreement.calendars:
            return cls(None, True, True, days)
        holidays, closures = name in agreement.holiday_calendars, name in agreement.closure_calendars
        return cls(agreement.calendars[name], holidays, closures, days)

    def account(self, day: date) -> DayAccount:
        """What counts on a day."""
        rows = self.days_off.get(day, ())
        held = [row for row in rows if row.state is DayOffState.IN_FORCE]
        holidays = tuple(row for row in held if row.is_official)
        closures = tuple(row for row in held if not row.is_official)
        ground, period = self._ground(day, is_holiday=bool(holidays))
        return DayAccount(
            day=day,
            hours=self._hours(day, holidays, closures),
            ground=ground,
            period=period,
            holidays=holidays,
            closures=closures,
            proposed=tuple(row for row in rows if row.state is DayOffState.PROPOSED),
            follows_closures=self.follows_closures,
        )

    def _ground(self, day: date, *, is_holiday: bool) -> tuple[Ground, Period | None]:
        if is_holiday and self.follows_holidays:
            return Ground.HOLIDAY, None
        if self.spec is None:
            return Ground.WEEK, None
        if day in self.spec.holidays:
            return Ground.OWN_HOLIDAY, None
        if day in self.spec.exceptions:
            return Ground.EXCEPTION, None
        period = next((each for each in self.spec.periods if each.first <= day <= each.last), None)
        return (Ground.PERIOD, period) if period is not None else (Ground.WEEK, None)

    def _hours(self, day: date, holidays: tuple[DayOffRow, ...], closures: tuple[DayOffRow, ...]) -> Hours:
        """As the rules count them (CalendarSpec), with the days off of this place."""
        usual = dict.fromkeys((*range(FRIDAY), *range(FRIDAY + 1, 7)), WHOLE_DAY)
        spec = self.spec or CalendarSpec("", "UTC", usual)
        if holidays and self.follows_holidays:
            spec = replace(spec, holidays=spec.holidays | {day})
        if closures and self.follows_closures:
            closed: Hours = ()
            for row in closures:
                closed = joined(closed, row.closed)
            spec = replace(spec, closed={day: closed})
        return spec.hours_on(day)
