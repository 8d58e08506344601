"""The working calendars of agreements, built from what they state and from the days that are off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement
from app.domain.calendar_spec import EVERY_HOUR, WEEKDAYS, CalendarSpec
from app.domain.day_hours import WHOLE_DAY, Hours, joined
from app.domain.errors import RuleBroken
from app.domain.persian import fold
from app.domain.working_time import AlwaysOpen, OpeningHours, WorkingCalendar

_FRIDAY = WEEKDAYS.index("fri")


@dataclass(frozen=True, slots=True)
class Closure:
    """A day, or a part of it, that was declared off: it takes hours away and never adds any."""

    day: date
    province: str = ""
    """Its Persian name; empty: the whole country."""
    closed: Hours = WHOLE_DAY


class Calendars:
    """The working calendars of agreements, built once; days off come in from outside."""

    def __init__(
        self, holidays: frozenset[date] = frozenset(), closures: Iterable[Closure] = frozenset()
    ) -> None:
        self._holidays = holidays
        self._closed = _by_province(closures)
        self._built: dict[tuple[str, str, str], OpeningHours] = {}

    def of(self, agreement: Agreement, name: str, province: str = "") -> OpeningHours:
        """The calendar `name` of `agreement` in a province; an empty name is every hour of every day.

        An empty province knows only what holds for the whole country.
        """
        key = (agreement.code, name, province)
        calendar = self._built.get(key)
        if calendar is None:
            # Provinces without a closure of their own share the country's calendar.
            place = self._place(agreement, name, province)
            shared = (agreement.code, name, place)
            calendar = self._built.get(shared) or self._build(agreement, name, place)
            self._built[shared] = self._built[key] = calendar
        return calendar

    def official(self, time_zone: str) -> OpeningHours:
        """Every day but Fridays and the country's official holidays."""
        key = ("", "", time_zone)
        calendar = self._built.get(key)
        if calendar is None:
            week = {day: hours for day, hours in EVERY_HOUR.items() if day != _FRIDAY}
            spec = CalendarSpec(name="official", time_zone=time_zone, weekly=week, holidays=self._holidays)
            calendar = self._built[key] = WorkingCalendar(spec)
        return calendar

    def local_date(self, agreement: Agreement, instant: datetime) -> date:
        """The day of `instant` in the agreement's time zone."""
        return self.of(agreement, "").local_date(instant)

    def _place(self, agreement: Agreement, name: str, province: str) -> str:
        place = fold(province)
        return place if place in self._closed and name in agreement.closure_calendars else ""

    def _build(self, agreement: Agreement, name: str, place: str) -> OpeningHours:
        if not name:
            return AlwaysOpen(ZoneInfo(agreement.time_zone))
        spec = agreement.calendars.get(name)
        if spec is None:
            raise RuleBroken("unknown-calendar", agreement=agreement.code, calendar=name)
        if name in agreement.holiday_calendars:
            spec = replace(spec, holidays=spec.holidays | self._holidays)
        if name in agreement.closure_calendars:
            spec = replace(spec, closed=self._closed.get(place, {}))
        return WorkingCalendar(spec)


def _by_province(closures: Iterable[Closure]) -> Mapping[str, Mapping[date, Hours]]:
    """What is closed by day, by folded name of the province, the country's closures in each of them."""
    country: dict[date, Hours] = {}
    provinces: dict[str, list[Closure]] = {}
    for closure in closures:
        if closure.province:
            provinces.setdefault(fold(closure.province), []).append(closure)
        else:
            _close(country, closure)
    closed: dict[str, Mapping[date, Hours]] = {"": country}
    for place, its_own in provinces.items():
        days = dict(country)
        for closure in its_own:
            _close(days, closure)
        closed[place] = days
    return closed


def _close(days: dict[date, Hours], closure: Closure) -> None:
    days[closure.day] = joined(days.get(closure.day, ()), closure.closed)
