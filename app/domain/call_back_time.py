"""When somebody wants to be called back, as it is typed: a time of day, or in so many minutes."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.persian import latin_digits

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.٫ ]?([0-5][0-9])")
_MINUTES = re.compile(r"\+ ?([1-9][0-9]{0,3})")


def call_back_at(typed: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next instant meant, in UTC: 14:30, 1430 (tomorrow, where that is over today) or +45 minutes.

    None where nothing of the kind was typed. Figures of either kind are taken.
    """
    text = latin_digits(typed.strip())
    minutes = _MINUTES.fullmatch(text)
    if minutes is not None:
        return now + timedelta(minutes=int(minutes[1]))
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    local = now.astimezone(zone)
    at = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    return (at if at > local else at + timedelta(days=1)).astimezone(UTC)
