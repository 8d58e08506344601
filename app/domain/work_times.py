"""When scheduled work is due: once a day, a week or a Jalali month, at a minute of the local day."""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.domain.jalali import jalali_parts

SATURDAY = 5
"""As date.weekday() counts; the week of Iran begins with it."""


class Days(StrEnum):
    """On which days work is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    """On Saturdays."""
    MONTHLY = "monthly"
    """On the first day of the Jalali month."""


def last_due(days: Days, minute: int, now: datetime, zone: tzinfo) -> datetime:
    """The latest due instant that is not after `now`."""
    day = now.astimezone(zone).date()
    while not _is_day(days, day) or (at := _at(day, minute, zone)) > now:
        day -= timedelta(days=1)
    return at.astimezone(now.tzinfo)


def next_due(days: Days, minute: int, now: datetime, zone: tzinfo) -> datetime:
    """The first due instant after `now`."""
    day = now.astimezone(zone).date()
    while not _is_day(days, day) or (at := _at(day, minute, zone)) <= now:
        day += timedelta(days=1)
    return at.astimezone(now.tzinfo)


def _is_day(days: Days, day: date) -> bool:
    if days is Days.WEEKLY:
        return day.weekday() == SATURDAY
    return days is Days.DAILY or jalali_parts(day)[2] == 1


def _at(day: date, minute: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), zone)
