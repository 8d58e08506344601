"""Calendars for the tests, and slow measures of them that know nothing of intervals."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.domain.calendar_spec import CalendarSpec, Period
from app.domain.day_hours import Hours
from app.domain.working_time import Interval

MINUTE = timedelta(minutes=1)
OFFICE = (8 * 3600, 17 * 3600)

# Days with a change of the clocks, or next to one: Berlin skips and repeats 02:00-03:00; Tehran skipped and
# repeated the hour round midnight until 2022; Lord Howe moves by half an hour; St John's moved at 00:01,
# Samoa left out a whole day.
RESTLESS = (
    ("Europe/Berlin", date(2024, 3, 30)),
    ("Europe/Berlin", date(2024, 10, 26)),
    ("Asia/Tehran", date(2022, 3, 21)),
    ("Asia/Tehran", date(2022, 9, 20)),
    ("Australia/Lord_Howe", date(2023, 4, 1)),
    ("America/St_Johns", date(2005, 10, 29)),
    ("America/St_Johns", date(2005, 4, 2)),
    ("Pacific/Apia", date(2011, 12, 29)),
    ("America/Sao_Paulo", date(2018, 11, 3)),
    ("UTC", date(2023, 12, 30)),
)


def spec(
    zone: str,
    weekly: dict[int, Hours],
    *,
    holidays: frozenset[date] = frozenset(),
    exceptions: dict[date, Hours] | None = None,
    periods: tuple[Period, ...] = (),
    closed: dict[date, Hours] | None = None,
) -> CalendarSpec:
    """A calendar without a name of its own."""
    return CalendarSpec("sample", zone, weekly, holidays, exceptions or {}, periods, closed or {})


@st.composite
def day_hours(draw: st.DrawFn) -> Hours:
    """Hours of one day on whole minutes: closed, whole, up to three intervals, some touching."""
    edges = sorted(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((opens * 60, closes * 60) for opens, closes in pairs if opens < closes)


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, Hours]:
    """Hours of any week; some weekdays may be left out."""
    return draw(st.dictionaries(st.integers(0, 6), day_hours(), max_size=7))


@st.composite
def periods_within(draw: st.DrawFn, first: date, last: date) -> tuple[Period, ...]:
    """Up to two periods between two dates, some of a single day, some next to each other."""
    edges = sorted(draw(st.sets(st.dates(first, last), max_size=4)))
    if len(edges) % 2:
        edges.append(edges[-1])
    return tuple(Period(a, b, draw(weeks())) for a, b in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def restless_spec(draw: st.DrawFn) -> tuple[CalendarSpec, datetime]:
    """A calendar, and the UTC midnight before some days on which it is worth asking."""
    zone, first = draw(st.sampled_from(RESTLESS))
    days = st.dates(first, first + timedelta(days=4))
    written = spec(
        zone,
        {weekday: draw(day_hours()) for weekday in range(7)},
        holidays=draw(st.frozensets(days, max_size=1)),
        exceptions=draw(st.dictionaries(days, day_hours(), max_size=2)),
        periods=draw(periods_within(first, first + timedelta(days=4))),
        closed=draw(st.dictionaries(days, day_hours(), max_size=2)),
    )
    return written, datetime(first.year, first.month, first.day, tzinfo=UTC)


@st.composite
def pauses_after(draw: st.DrawFn, start: datetime) -> list[Interval]:
    """Up to four pauses, in any order, some overlapping, empty or reversed, round about the start."""
    minutes = st.integers(-600, 3 * 1440)
    pairs = draw(st.lists(st.tuples(minutes, minutes), max_size=4))
    return [Interval(start + opens * MINUTE, start + closes * MINUTE) for opens, closes in pairs]


def reads_open(written: CalendarSpec, at: datetime) -> bool:
    """Whether a wall clock of the calendar's zone reads a time inside its hours."""
    wall = at.astimezone(ZoneInfo(written.time_zone))
    day, second = wall.date(), wall.hour * 3600 + wall.minute * 60 + wall.second
    if day in written.holidays or _holds(written.closed.get(day, ()), second):
        return False
    if day in written.exceptions:
        return _holds(written.exceptions[day], second)
    for period in written.periods:
        if period.first <= day <= period.last:
            return _holds(period.weekly.get(day.weekday(), ()), second)
    return _holds(written.weekly.get(day.weekday(), ()), second)


def _holds(hours: Hours, second: int) -> bool:
    return any(opens <= second < closes for opens, closes in hours)


def counted_minutes(
    written: CalendarSpec, start: datetime, end: datetime, pauses: list[Interval]
) -> Iterator[datetime]:
    """Every minute that counts, one after the other."""
    at = start
    while at < end:
        if reads_open(written, at) and not any(pause.start <= at < pause.end for pause in pauses):
            yield at
        at += MINUTE
