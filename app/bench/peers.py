"""The other ways to count working time: a loop over days, as help desks do it, and businesstimedelta."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.domain.calendar_spec import CalendarSpec
from app.domain.working_time import Interval

_DAY = timedelta(days=1)


class PeerClock(Protocol):
    """What a peer can be asked."""

    name: str

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Whole working seconds between two instants."""
        ...

    def due(self, start: datetime, seconds: int) -> datetime:
        """When so many have been worked."""
        ...


class DayLoop:
    """Day by day, interval by interval, on local readings; right while clocks change outside the hours."""

    name = "day loop"

    def __init__(self, spec: CalendarSpec) -> None:
        self._zone = ZoneInfo(spec.time_zone)
        self._holidays = spec.holidays
        self._week = [[_span(*hours) for hours in spec.weekly.get(day, ())] for day in range(7)]

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Whole working seconds between two instants."""
        first, last = self._local(start), self._local(end)
        total = timedelta()
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
        while midnight < last:
            if midnight.date() not in self._holidays:
                for opens, closes in self._week[midnight.weekday()]:
                    begin, finish = max(midnight + opens, first), min(midnight + closes, last)
                    if begin < finish:
                        total += finish - begin
            midnight += _DAY
        return total // timedelta(seconds=1)

    def due(self, start: datetime, seconds: int) -> datetime:
        """When so many have been worked."""
        return self.due_without(start, seconds, ())

    def due_without(self, start: datetime, seconds: int, pauses: Sequence[Interval]) -> datetime:
        """The same outside the pauses, which are in order of their starts."""
        first, left = self._local(start), timedelta(seconds=seconds)
        shut = [(self._local(pause.start), self._local(pause.end)) for pause in pauses]
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
        while True:
            if midnight.date() not in self._holidays:
                for opens, closes in self._week[midnight.weekday()]:
                    for begin, finish in _outside(max(midnight + opens, first), midnight + closes, shut):
                        if finish - begin >= left:
                            return (begin + left).replace(tzinfo=self._zone).astimezone(UTC)
                        left -= finish - begin
            midnight += _DAY

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone).replace(tzinfo=None)


def _span(opens: int, closes: int) -> tuple[timedelta, timedelta]:
    return timedelta(seconds=opens), timedelta(seconds=closes)


def _outside(
    begin: datetime, finish: datetime, shut: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of an interval outside the pauses."""
    left = []
    for paused, resumed in shut:
        if resumed > begin and paused < finish:
            if paused > begin:
                left.append((begin, paused))
            begin = max(begin, resumed)
    if begin < finish:
        left.append((begin, finish))
    return left


class BusinessTimeDelta:
    """The package of that name, told the same hours."""

    name = "businesstimedelta"

    def __init__(self, spec: CalendarSpec) -> None:
        package: Any = import_module("businesstimedelta")
        self._delta = package.BusinessTimeDelta
        zone = import_module("pytz").timezone(spec.time_zone)
        rules = []
        for hours in sorted(set(spec.weekly.values())):
            days = [day for day, some in spec.weekly.items() if some == hours]
            rules.append(package.WorkDayRule(_time(hours[0][0]), _time(hours[-1][1]), days, tz=zone))
            for (_, closes), (opens, _) in pairwise(hours):
                rules.append(package.LunchTimeRule(_time(closes), _time(opens), days, tz=zone))
        rules.append(package.HolidayRule(spec.holidays, tz=zone))
        self._rules = package.Rules(rules)

    @staticmethod
    def is_installed() -> bool:
        """Whether it can be asked; it is no part of the program."""
        return find_spec("businesstimedelta") is not None

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Whole working seconds between two instants."""
        found = self._rules.difference(start, end).timedelta
        return int(found.total_seconds())

    def due(self, start: datetime, seconds: int) -> datetime:
        """When so many have been worked."""
        found: datetime = start + self._delta(self._rules, seconds=seconds)
        return found.astimezone(UTC)


def _time(second: int) -> time:
    return time(second // 3600, second // 60 % 60)
