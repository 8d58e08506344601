"""Working time: its own type, and calendars that measure it, add it and leave pauses out of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import final
from zoneinfo import ZoneInfo

from app.domain.calendar_spec import CalendarSpec
from app.domain.day_hours import DAY_SECONDS
from app.domain.errors import RuleBroken
from app.domain.opening_tape import EPOCH, SECOND, Tape, joined, last_reading, unroll

HORIZON_YEARS = 40
"""A due instant further away than this is called never."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2300
_MICROSECOND = timedelta(microseconds=1)
EARLIEST = (datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // _MICROSECOND
"""The first instant of every calendar, in microseconds since 1970."""
LATEST = (datetime(_LAST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // _MICROSECOND
"""The first instant after every calendar, in microseconds since 1970."""
_DAY = DAY_SECONDS * SECOND
_HORIZON_DAYS = HORIZON_YEARS * 1461 // 4
HORIZON = _HORIZON_DAYS * _DAY
"""HORIZON_YEARS in microseconds."""
_FIRST_REACH_DAYS = 366


@final
@dataclass(frozen=True, order=True, slots=True)
class WorkingTime:
    """An amount of working time in whole seconds; adds to and subtracts from itself alone."""

    seconds: int

    def __add__(self, other: "WorkingTime") -> "WorkingTime":
        if isinstance(other, WorkingTime):
            return WorkingTime(self.seconds + other.seconds)
        return NotImplemented

    def __sub__(self, other: "WorkingTime") -> "WorkingTime":
        if isinstance(other, WorkingTime):
            return WorkingTime(self.seconds - other.seconds)
        return NotImplemented


@dataclass(frozen=True, slots=True)
class Interval:
    """The instants from `start` up to, but without, `end`; aware, in UTC."""

    start: datetime
    end: datetime


class OpeningHours(ABC):
    """What every kind of hours can be asked: how much was worked, and when an amount will have been."""

    tz: ZoneInfo
    _tape: Tape | None
    """What is unrolled so far: asked first, since a call more takes a tenth of the whole answer."""

    def elapsed(self, start: datetime, end: datetime) -> WorkingTime:
        """Whole working seconds in [start, end); none when the range is reversed."""
        since, until = start - EPOCH, end - EPOCH  # as _micro, whose two calls take a tenth of the answer
        first = (since.days * DAY_SECONDS + since.seconds) * SECOND + since.microseconds
        last = (until.days * DAY_SECONDS + until.seconds) * SECOND + until.microseconds
        if last <= first:
            return WorkingTime(0)
        tape = self._tape
        if tape is None or first < tape.first or last >= tape.last:
            tape = self._tape_over(first, last)
        return WorkingTime(tape.between(first, last) // SECOND)

    def elapsed_without(self, start: datetime, end: datetime, pauses: Sequence[Interval]) -> WorkingTime:
        """As `elapsed`, less the working time that the pauses, in any order and overlapping, cover."""
        first, last = _micro(start), _micro(end)
        if last <= first:
            return WorkingTime(0)
        tape = self._tape_over(first, last)
        work = tape.worked(last) - tape.worked(first)
        for pause_start, pause_end in _union(pauses, first, last):
            work -= tape.worked(pause_end) - tape.worked(pause_start)
        return WorkingTime(work // SECOND)

    def due(self, start: datetime, working: WorkingTime, pauses: Sequence[Interval] = ()) -> datetime:
        """The first instant at which `working` has been worked since `start`, outside the pauses.

        Raises RuleBroken: never-due, negative-working-time, outside-calendar.
        """
        if working.seconds <= 0:
            if working.seconds < 0:
                raise RuleBroken("negative-working-time", seconds=working.seconds)
            return start.astimezone(UTC)
        first, work = _micro(start), working.seconds * SECOND
        if not pauses:
            # Nearly every question: the answer lies on the tape that is there, and not too far.
            tape = self._tape
            if tape is None or not tape.first <= first < tape.last:
                tape = self._tape_over(first, first)
            at = tape.reached_from(first, work)
            if at is not None and at - first <= HORIZON:
                return _instant(at)
        return _instant(self._due(first, work, pauses))

    def is_open(self, at: datetime) -> bool:
        """Whether work counts at this instant; the closing instant itself is closed."""
        instant = _micro(at)
        return self._tape_over(instant, instant).is_open(instant)

    def open_intervals(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Open intervals of [start, end): clipped to it, merged, in order."""
        for opens, closes in self._open(_micro(start), _micro(end)):
            yield Interval(_instant(opens), _instant(closes))

    def open_seconds(self, start: datetime, end: datetime) -> list[tuple[int, int]]:
        """As `open_intervals`, for bulk work: (start, end) in seconds since 1970; whole seconds only."""
        return [
            (opens // SECOND, closes // SECOND) for opens, closes in self._open(_micro(start), _micro(end))
        ]

    def end_of_working_day(self, start: datetime, days: int) -> datetime:
        """The closing instant of the Nth working day after the local day of `start`.

        Raises RuleBroken: no-working-days for fewer than one, never-due.
        """
        if days < 1:
            raise RuleBroken("no-working-days", days=days)
        self._tape_over(_micro(start), _micro(start))
        day, left = self.local_date(start), days
        for _ in range(_HORIZON_DAYS):
            day += timedelta(days=1)
            left -= self._ends_working_day(day)
            if not left:
                return self._closing(day)
        raise RuleBroken("never-due", years=HORIZON_YEARS)

    def local_date(self, at: datetime) -> date:
        """The date that a wall calendar in this time zone shows."""
        return at.astimezone(self.tz).date()

    @abstractmethod
    def is_working_day(self, day: date) -> bool:
        """Whether there are opening hours on a local date."""

    def _ends_working_day(self, day: date) -> bool:
        """Whether a target of working days may end on a local date."""
        return self.is_working_day(day)

    @abstractmethod
    def _closing(self, day: date) -> datetime:
        """The last closing instant of a working day."""

    @abstractmethod
    def _tape_over(self, first: int, last: int) -> Tape:
        """A tape that reaches from `first` to `last`; RuleBroken outside-calendar."""

    def _open(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        if first < last:
            yield from self._tape_over(first, last - 1).intervals(first, last)

    def _due(self, first: int, work: int, pauses: Sequence[Interval]) -> int:
        horizon = min(first + HORIZON, LATEST)
        furthest = min(horizon, LATEST - 1)
        stopped = _union(pauses, first, furthest) if pauses else ()
        reach = stopped[-1][1] if stopped else first
        step = _FIRST_REACH_DAYS
        while True:
            tape = self._tape_over(first, reach)
            at = tape.reached(_shifted(tape, tape.worked(first) + work, stopped))
            if at is not None and at <= horizon:
                return at
            if at is not None or reach >= furthest:
                raise RuleBroken("never-due", years=HORIZON_YEARS)
            reach = min(max(reach, tape.last) + step * _DAY, furthest)
            step *= 2


class WorkingCalendar(OpeningHours):
    """Hours read from a spec; unrolled year by year, as far as anybody has asked.

    Threads may share one: a longer tape replaces a shorter one whole, and nobody changes a tape.
    """

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self.tz = ZoneInfo(spec.time_zone)
        self._tape = None

    def is_working_day(self, day: date) -> bool:
        """Whether there are opening hours on a local date."""
        return bool(self.spec.hours_on(day))

    def _ends_working_day(self, day: date) -> bool:
        # A closure excuses: a day it cuts short would else be due before the close that was agreed.
        return self.is_working_day(day) and not self.spec.is_cut_short(day)

    def _closing(self, day: date) -> datetime:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return last_reading(self.tz, midnight + timedelta(seconds=self.spec.hours_on(day)[-1][1]))

    def _tape_over(self, first: int, last: int) -> Tape:
        tape = self._tape
        if tape is not None and tape.first <= first and last < tape.last:
            return tape
        _refuse_outside(first, last)
        tape = self._stretched(tape, _instant(first).year, _instant(last).year + 1)
        self._tape = tape
        return tape

    def _stretched(self, tape: Tape | None, first_year: int, last_year: int) -> Tape:
        if tape is None:
            return self._years(first_year, last_year)
        known_first, known_last = _instant(tape.first).year, _instant(tape.last).year
        parts = [tape]
        if first_year < known_first:
            parts.insert(0, self._years(first_year, known_first))
        if last_year > known_last:
            parts.append(self._years(known_last, last_year))
        return joined(parts)

    def _years(self, first: int, last: int) -> Tape:
        start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
        return unroll(self.spec, self.tz, start, end)


class AlwaysOpen(OpeningHours):
    """Calendar hours: every real second counts; the zone only says where local days end."""

    def __init__(self, tz: ZoneInfo) -> None:
        self.tz = tz
        self._all = self._tape = Tape(EARLIEST, LATEST, (EARLIEST, LATEST))

    def is_working_day(self, day: date) -> bool:
        """Every day is one."""
        return True

    def _closing(self, day: date) -> datetime:
        following = day + timedelta(days=1)
        return last_reading(self.tz, datetime(following.year, following.month, following.day, tzinfo=UTC))

    def _tape_over(self, first: int, last: int) -> Tape:
        _refuse_outside(first, last)
        return self._all


def _union(pauses: Sequence[Interval], first: int, last: int) -> list[tuple[int, int]]:
    """The pauses between two instants, merged and in order; empty and reversed ones fall out."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((_micro(pause.start), _micro(pause.end)) for pause in pauses):
        start, end = max(start, first), min(end, last)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def _shifted(tape: Tape, work: int, stopped: Sequence[tuple[int, int]]) -> int:
    """The amount on the tape at which `work` is used up, once the pauses begun before that are left out."""
    for start, end in stopped:
        at_start = tape.worked(start)
        if at_start >= work:
            break
        work += tape.worked(end) - at_start
    return work


def _refuse_outside(first: int, last: int) -> None:
    if first < EARLIEST or last >= LATEST:
        raise RuleBroken("outside-calendar", first_year=_FIRST_YEAR, last_year=_LAST_YEAR - 1)


def _micro(instant: datetime) -> int:
    since = instant - EPOCH  # whose division by a microsecond takes twice as long as its parts
    return (since.days * DAY_SECONDS + since.seconds) * SECOND + since.microseconds


def _instant(micro: int) -> datetime:
    return EPOCH + _MICROSECOND * micro
