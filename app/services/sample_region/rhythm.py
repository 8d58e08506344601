"""When things happen in the sample region: hours of calls, working hours, travel, and how long work takes."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.domain.calendar_spec import CalendarSpec
from app.domain.working_time import WorkingCalendar, WorkingTime

ZONE = ZoneInfo("Asia/Tehran")

_HOUR = 3600
# Calls by hour of the day: shops open late, lunch is quiet, the evening is busy.
_CALLS_BY_HOUR = (1, 0, 0, 0, 0, 0, 1, 4, 14, 30, 42, 44, 36, 22, 18, 26, 36, 44, 46, 38, 26, 14, 6, 2)
# Monday first: the week begins on Saturday, and on Friday many shops are shut.
_CALLS_BY_WEEKDAY = (1.05, 1.0, 1.0, 0.95, 0.45, 1.25, 1.1)
_ON_HOLIDAYS = 0.5
_KM_PER_HOUR = 34.0
_DETOUR = 1.3
_DOOR_TO_DOOR_MINUTES = 8

_RETAIL = ((8 * _HOUR, 22 * _HOUR),)
_FIELD = ((8 * _HOUR, 21 * _HOUR),)


def field_hours() -> WorkingCalendar:
    """When technicians of every contractor are on the road for repairs: every day from eight to nine."""
    return WorkingCalendar(CalendarSpec("field", ZONE.key, {weekday: _FIELD for weekday in range(7)}))


def retail_hours() -> WorkingCalendar:
    """The hours that count for repairs."""
    return WorkingCalendar(CalendarSpec("retail", ZONE.key, {weekday: _RETAIL for weekday in range(7)}))


def calls_on(random: Random, day: date, *, per_day: float, is_holiday: bool) -> list[datetime]:
    """The instants of a day's calls, in order."""
    expected = per_day * _CALLS_BY_WEEKDAY[day.weekday()] * (_ON_HOLIDAYS if is_holiday else 1.0)
    count = max(round(random.gauss(expected, expected**0.5)), 0)
    hours = random.choices(range(24), _CALLS_BY_HOUR, k=count)
    return sorted(at(day, hour, random.uniform(0, 60)) for hour in hours)


def at(day: date, hour: int, minutes: float = 0.0) -> datetime:
    """The instant so many minutes after a full local hour, in whole seconds."""
    return datetime.combine(day, time(hour), ZONE) + timedelta(seconds=round(minutes * 60))


def open_again(hours: WorkingCalendar, instant: datetime, minutes: float) -> datetime:
    """So many open minutes after an instant: inside the hours, also when it was night."""
    return hours.due(instant, WorkingTime(max(round(minutes * 60), 1)))


def travel_minutes(km: float) -> float:
    """The way of a technician who knows the town."""
    return _DOOR_TO_DOOR_MINUTES + km * _DETOUR / _KM_PER_HOUR * 60
