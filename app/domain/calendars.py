"""The working calendars of agreements, built from what they state and from the days that are off."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.domain.working_time import AlwaysOpen, OpeningHours, WorkingCalendar


class Calendars:
    """The working calendars of agreements, built once; official holidays come in from outside."""

    def __init__(self, holidays: frozenset[date] = frozenset()) -> None:
        self._holidays = holidays
        self._built: dict[tuple[str, str], OpeningHours] = {}

    def of(self, agreement: Agreement, name: str) -> OpeningHours:
        """The calendar `name` of `agreement`; an empty name is every hour of every day."""
        key = (agreement.code, name)
        calendar = self._built.get(key)
        if calendar is None:
            calendar = self._built[key] = self._build(agreement, name)
        return calendar

    def local_date(self, agreement: Agreement, instant: datetime) -> date:
        """The day of `instant` in the agreement's time zone."""
        return self.of(agreement, "").local_date(instant)

    def _build(self, agreement: Agreement, name: str) -> OpeningHours:
        if not name:
            return AlwaysOpen(ZoneInfo(agreement.time_zone))
        spec = agreement.calendars.get(name)
        if spec is None:
            raise RuleBroken("unknown-calendar", agreement=agreement.code, calendar=name)
        if name in agreement.holiday_calendars:
            spec = replace(spec, holidays=spec.holidays | self._holidays)
        return WorkingCalendar(spec)
