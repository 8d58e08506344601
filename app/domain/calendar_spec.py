"""The written form of a working calendar: a time zone, hours by week, period and date, holidays."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.day_hours import WHOLE_DAY, Hours, flaw, hours_in_words, second_of, without
from app.domain.errors import BadInput

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Week = Mapping[int, Hours]
"""Hours by weekday; 0 is Monday, a missing one is closed."""

EVERY_HOUR: Week = dict.fromkeys(range(7), WHOLE_DAY)

_KEYS = ("tz", "always", "weekly", "period", "holidays", "exceptions")
_PERIOD_KEYS = ("title", "from", "to", "weekly")
_LANGUAGES = ("fa", "en")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """Other hours by weekday from one local date to another, both included: Ramadan, winter, a roster."""

    first: date
    last: date
    weekly: Week
    title: Mapping[str, str] = field(default_factory=dict)
    """By language; may be empty."""


@dataclass(frozen=True)
class CalendarSpec:
    """What somebody wrote down about opening hours, and the closures that were declared since."""

    name: str
    time_zone: str
    weekly: Week
    """The usual hours."""
    holidays: frozenset[date] = field(default_factory=frozenset)
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    periods: tuple[Period, ...] = ()
    """In order of date, without overlap."""
    closed: Mapping[date, Hours] = field(default_factory=dict)
    """Hours that declared closures take away, whatever else is open."""

    def __post_init__(self) -> None:
        weeks = (self.weekly, *(period.weekly for period in self.periods))
        by_date = (*self.exceptions.values(), *self.closed.values())
        for hours in (*(hours for week in weeks for hours in week.values()), *by_date):
            if wrong := flaw(hours):
                raise ValueError(f"calendar {self.name}: {hours} is not {wrong}")
        if _disorder(self.periods) is not None:
            raise ValueError(f"calendar {self.name}: periods out of order")

    def hours_on(self, day: date) -> Hours:
        """Hours of a local date: holiday before exception, exception before period, period before week.

        Whichever it is, a declared closure takes its part away.
        """
        hours = self._undisturbed_hours_on(day)
        closed = self.closed.get(day)
        return hours if closed is None else without(hours, closed)

    def is_cut_short(self, day: date) -> bool:
        """Whether a declared closure takes away the end of the day's hours."""
        if day not in self.closed:
            return False
        hours, left = self._undisturbed_hours_on(day), self.hours_on(day)
        return bool(hours) and (not left or left[-1][1] < hours[-1][1])

    def _undisturbed_hours_on(self, day: date) -> Hours:
        if day in self.holidays:
            return ()
        exception = self.exceptions.get(day)
        return self._week_on(day).get(day.weekday(), ()) if exception is None else exception

    def _week_on(self, day: date) -> Week:
        place = bisect_right(self.periods, day, key=lambda period: period.first) - 1
        return self.periods[place].weekly if place >= 0 and day <= self.periods[place].last else self.weekly

    @classmethod
    def from_mapping(cls, name: str, written: object, *, file: str, first: int = 0) -> "CalendarSpec":
        """Read the form of docs/algorithms/working-time.md; BadInput names `file` and the dotted place.

        `first` is the number of the first item of a list in such a place.
        """
        reader = _Reader(file, f"calendars.{name}", first)
        table = reader.table(written, "")
        reader.known(table, "", _KEYS)
        always = reader.always(table)
        if "weekly" not in table and not always:
            raise reader.wrong(".weekly", "nothing", "hours by weekday")
        return cls(
            name=name,
            time_zone=reader.zone(table.get("tz"), ".tz"),
            weekly=EVERY_HOUR if always else reader.weekly(table["weekly"], ".weekly"),
            holidays=reader.holidays(table.get("holidays", [])),
            exceptions=reader.exceptions(table.get("exceptions", {})),
            periods=reader.periods(table.get("period", [])),
        )


def shown(value: object) -> str:
    """A found value as one short piece of text for an error line."""
    text = ascii(value) if isinstance(value, float | int | str | None) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _disorder(periods: Iterable[Period]) -> int | None:
    """The place of the first period that ends before it begins or begins before the one before it ends."""
    previous = date.min
    for place, period in enumerate(periods):
        if period.last < period.first or (place and period.first <= previous):
            return place
        previous = period.last
    return None


@dataclass(frozen=True)
class _Reader:
    file: str
    place: str
    first: int

    def wrong(self, where: str, found: str, expected: str) -> BadInput:
        # A key is anybody's text; an error stays on one line.
        column = " ".join(f"{self.place}{where}".split())
        return BadInput(self.file, found, expected, column=column)

    def table(self, value: object, where: str) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise self.wrong(where, shown(value), "a table")
        return value

    def items(self, value: object, where: str) -> Sequence[object]:
        if not isinstance(value, list | tuple):
            raise self.wrong(where, shown(value), "a list")
        return value

    def zone(self, value: object, where: str) -> str:
        try:
            return ZoneInfo(value).key if isinstance(value, str) else self._no_zone(value, where)
        except (ValueError, OSError, LookupError):  # a folder, a path, a foreign file, an unknown key
            return self._no_zone(value, where)

    def _no_zone(self, value: object, where: str) -> str:
        raise self.wrong(where, shown(value), "a time zone such as Asia/Tehran")

    def known(self, table: Mapping[str, object], where: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self.wrong(f"{where}.{key}", "an unknown key", f"one of {', '.join(keys)}")

    def always(self, table: Mapping[str, object]) -> bool:
        always = table.get("always", False)
        if not isinstance(always, bool):
            raise self.wrong(".always", shown(always), "true or false")
        also = [key for key in table if key not in {"tz", "always"}]
        if always and also:
            raise self.wrong(f".{also[0]}", "hours of a calendar that is always open", "always alone")
        return always

    def weekly(self, value: object, where: str) -> dict[int, Hours]:
        week = {}
        for key, hours in self.table(value, where).items():
            if key not in WEEKDAYS:
                raise self.wrong(where, shown(key), f"a weekday: {', '.join(WEEKDAYS)}")
            week[WEEKDAYS.index(key)] = self.hours(hours, f"{where}.{key}")
        return week

    def periods(self, value: object) -> tuple[Period, ...]:
        """The periods in order of date; two that share a date are refused at the later one's place."""
        items = enumerate(self.items(value, ".period"), self.first)
        read = [(self.period(item, f".period[{place}]"), place) for place, item in items]
        read.sort(key=lambda found: found[0].first)
        for (earlier, place), (later, later_place) in pairwise(read):
            if later.first <= earlier.last:
                found = f"{later.first} to {later.last}, which meets period[{place}]"
                raise self.wrong(f".period[{later_place}]", found, "periods that share no date")
        return tuple(period for period, _place in read)

    def period(self, value: object, where: str) -> Period:
        table = self.table(value, where)
        self.known(table, where, _PERIOD_KEYS)
        for key in _PERIOD_KEYS[1:]:
            if key not in table:
                raise self.wrong(f"{where}.{key}", "nothing", f"a value for {key!r}")
        first, last = self.day(table["from"], f"{where}.from"), self.day(table["to"], f"{where}.to")
        if last < first:
            raise self.wrong(f"{where}.to", str(last), f"a date not before {first}")
        title = self.title(table.get("title", {}), f"{where}.title")
        return Period(first, last, self.weekly(table["weekly"], f"{where}.weekly"), title)

    def title(self, value: object, where: str) -> dict[str, str]:
        title = {}
        for language, text in self.table(value, where).items():
            if language not in _LANGUAGES or not isinstance(text, str):
                raise self.wrong(f"{where}.{language}", shown(text), "a text in fa or en")
            title[language] = text
        return title

    def holidays(self, value: object) -> frozenset[date]:
        days = enumerate(self.items(value, ".holidays"), self.first)
        return frozenset(self.day(day, f".holidays[{position}]") for position, day in days)

    def exceptions(self, value: object) -> dict[date, Hours]:
        table = self.table(value, ".exceptions").items()
        return {self.day(key, ".exceptions"): self.hours(hours, f".exceptions.{key}") for key, hours in table}

    def day(self, value: object, where: str) -> date:
        if type(value) is date:
            return value
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # well formed, but no day of any month: refused below with all others
        raise self.wrong(where, shown(value), "a date such as 2026-03-21")

    def hours(self, value: object, where: str) -> Hours:
        pairs = enumerate(self.items(value, where), self.first)
        hours = tuple(sorted(self.pair(pair, f"{where}[{position}]") for position, pair in pairs))
        if wrong := flaw(hours):
            raise self.wrong(where, shown(hours_in_words(hours)), wrong)
        return hours

    def pair(self, value: object, where: str) -> tuple[int, int]:
        pair = self.items(value, where)
        if len(pair) != 2:
            raise self.wrong(where, f"{len(pair)} values", "a start and an end")
        return self.second(pair[0], where), self.second(pair[1], where)

    def second(self, value: object, where: str) -> int:
        if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
            return value.hour * 3600 + value.minute * 60 + value.second
        at = second_of(value) if isinstance(value, str) else None
        if at is not None:
            return at
        raise self.wrong(where, shown(value), "a time such as 08:00, at most 24:00")
