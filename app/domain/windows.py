"""Windows of days and hours as files name them: the edges of a PM visit or an appointment."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

YEARS = range(1970, 2200)
"""Years an instant of a file may lie in: within every calendar, with room for what is due later."""

_INSTANT = timedelta(microseconds=1)

Edge = date | datetime | None
"""A local day, an instant (one without an offset is a reading of the local clock), or nothing."""

Window = tuple[datetime | None, datetime | None]


def window(due_from: Edge, due_to: Edge, zone: tzinfo, *, is_of_days: bool) -> Window:
    """From the midnight of its first day to the midnight after its last, in UTC.

    An instant stands for itself; where the window `is_of_days`, for its local day. Without a start it is
    the last day alone. ValueError where it is over before it begins.
    """
    start = _instant(due_from, zone, days=0, is_of_days=is_of_days)
    end = _instant(due_to, zone, days=1, is_of_days=is_of_days)
    start = start or first_midnight(end, zone)
    if start is not None and end is not None and start >= end:
        raise ValueError("a window that is over before it begins")
    return start, end


def first_midnight(end: datetime | None, zone: tzinfo) -> datetime | None:
    """The midnight that begins the last local day before `end`."""
    return None if end is None else _midnight((end - _INSTANT).astimezone(zone).date(), zone)


def in_utc(at: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC; without an offset it is a reading of the zone's wall clock."""
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _instant(edge: Edge, zone: tzinfo, *, days: int, is_of_days: bool) -> datetime | None:
    if edge is None:
        return None
    if isinstance(edge, datetime):
        at = in_utc(edge, zone)
        if not is_of_days:
            return at
        edge = at.astimezone(zone).date()
    return _midnight(edge + timedelta(days=days), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
