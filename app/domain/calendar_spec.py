"""The written form of a working calendar: a time zone, weekly hours, holidays and dated exceptions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = 86_400

Hours = tuple[tuple[int, int], ...]
"""Opening hours of one day: sorted, disjoint, half-open seconds of the local day; 86400 is 24:00."""

_KEYS = ("tz", "weekly", "holidays", "exceptions")
_TIME = re.compile(r"([0-9]{2}):([0-5][0-9])(?::([0-5][0-9]))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class CalendarSpec:
    """What somebody wrote down about opening hours; weekday 0 is Monday, a missing one is closed."""

    name: str
    time_zone: str
    weekly: Mapping[int, Hours]
    holidays: frozenset[date] = field(default_factory=frozenset)
    exceptions: Mapping[date, Hours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for hours in (*self.weekly.values(), *self.exceptions.values()):
            if flaw := _flaw(hours):
                raise ValueError(f"calendar {self.name}: {hours} is not {flaw}")

    def hours_on(self, day: date) -> Hours:
        """Hours of a local date: a holiday wins over an exception, an exception over the week."""
        if day in self.holidays:
            return ()
        exception = self.exceptions.get(day)
        return self.weekly.get(day.weekday(), ()) if exception is None else exception

    @classmethod
    def from_mapping(cls, name: str, written: object, *, file: str) -> "CalendarSpec":
        """Read the form of docs/algorithms/working-time.md; BadInput names `file` and the dotted place."""
        reader = _Reader(file, f"calendars.{name}")
        table = reader.table(written, "")
        for key in table:
            if key not in _KEYS:
                raise reader.wrong(f".{key}", "an unknown key", f"one of {', '.join(_KEYS)}")
        if "weekly" not in table:
            raise reader.wrong(".weekly", "nothing", "hours by weekday")
        return cls(
            name=name,
            time_zone=reader.zone(table.get("tz"), ".tz"),
            weekly=reader.weekly(table["weekly"]),
            holidays=reader.holidays(table.get("holidays", [])),
            exceptions=reader.exceptions(table.get("exceptions", {})),
        )


def shown(value: object) -> str:
    """A found value as one short piece of text for an error line."""
    text = ascii(value) if isinstance(value, float | int | str | None) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _flaw(hours: Hours) -> str | None:
    """What the hours of a day should be and are not."""
    previous = 0
    for opens, closes in hours:
        if not 0 <= opens < closes <= DAY_SECONDS:
            return "an end after its start in the same day (split a night at 24:00)"
        if opens < previous:
            return "in order and without overlap"
        previous = closes
    return None


@dataclass(frozen=True)
class _Reader:
    file: str
    place: str

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

    def weekly(self, value: object) -> dict[int, Hours]:
        week = {}
        for key, hours in self.table(value, ".weekly").items():
            if key not in WEEKDAYS:
                raise self.wrong(".weekly", shown(key), f"a weekday: {', '.join(WEEKDAYS)}")
            week[WEEKDAYS.index(key)] = self.hours(hours, f".weekly.{key}")
        return week

    def holidays(self, value: object) -> frozenset[date]:
        days = enumerate(self.items(value, ".holidays"))
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
        pairs = enumerate(self.items(value, where))
        hours = tuple(self.pair(pair, f"{where}[{position}]") for position, pair in pairs)
        if flaw := _flaw(hours):
            raise self.wrong(where, shown(_text(hours)), flaw)
        return hours

    def pair(self, value: object, where: str) -> tuple[int, int]:
        pair = self.items(value, where)
        if len(pair) != 2:
            raise self.wrong(where, f"{len(pair)} values", "a start and an end")
        return self.second(pair[0], where), self.second(pair[1], where)

    def second(self, value: object, where: str) -> int:
        if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
            return value.hour * 3600 + value.minute * 60 + value.second
        found = _TIME.fullmatch(value) if isinstance(value, str) else None
        if found:
            hour, minute, second = (int(part or 0) for part in found.groups())
            at = hour * 3600 + minute * 60 + second
            if at <= DAY_SECONDS:
                return at
        raise self.wrong(where, shown(value), "a time such as 08:00, at most 24:00")


def _text(hours: Hours) -> str:
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in hours)


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}" + (f":{second % 60:02}" if second % 60 else "")
