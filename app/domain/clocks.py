"""One obligation's clock: from its start, target and waits to due instant, state and segments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.agreements import Unit
from app.domain.working_time import Interval, OpeningHours, WorkingTime


class ClockState(StrEnum):
    """How a promise stands (interfaces: column `state`)."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    EXCUSED = "excused"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({ClockState.RUNNING, ClockState.PAUSED})


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which a clock stands; `end` is None while the wait lasts."""

    start: datetime
    end: datetime | None
    reason: str = ""
    owner: str = ""
    declared_at: datetime | None = None
    """When it was recorded; None where nobody can tell, as in the log of another program."""
    is_approved: bool | None = None
    """What a supervisor has decided; None: nothing yet."""
    is_lapsing: bool = False
    """Whether it was cut at the limit above which it needs an approval that nobody has given yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a clock shows. Seconds are counted ones: open hours of its calendar, waits left out."""

    state: ClockState
    due_at: datetime | None
    """None while the clock is paused with time left and nobody knows when it goes on."""
    limit_seconds: int
    used_seconds: int
    paused_seconds: int
    overrun_seconds: int
    stopped_at: datetime | None

    @property
    def left_seconds(self) -> int:
        """Counted seconds until the target is used up."""
        return max(self.limit_seconds - self.used_seconds, 0)


@dataclass(frozen=True, slots=True)
class Counting:
    """What one clock counts with: all that its reading follows from."""

    calendar: OpeningHours
    start: datetime
    limit_seconds: int
    waits: tuple[Wait, ...]
    stopped_at: datetime | None
    as_of: datetime
    grace_seconds: int = 0

    def read(self) -> Reading:
        """What the clock shows."""
        return read_clock(
            self.calendar,
            self.start,
            self.limit_seconds,
            waits=self.waits,
            stopped_at=self.stopped_at,
            as_of=self.as_of,
            grace_seconds=self.grace_seconds,
        )

    def resumed(self, at: datetime) -> "Counting":
        """The same as if every wait that is on at `at` ended there."""
        waits = tuple(replace(w, end=at) if _is_standing((w,), at) else w for w in self.waits)
        return replace(self, waits=waits, as_of=at)

    def without_late_declarations(self, window: timedelta) -> "Counting":
        """Without the waits that were declared after the breach and longer than `window` after they began.

        A breach is taken back by what was declared in time alone (product.md, semantics 4).
        """
        late = [wait for wait in self.waits if _declared_after(wait, window)]
        if not late:
            return self
        counting = replace(self, waits=tuple(wait for wait in self.waits if wait not in late))
        for wait in sorted(late, key=lambda wait: (wait.declared_at, wait.start)):
            if not counting.was_broken_before(wait):
                counting = replace(counting, waits=(*counting.waits, wait))
        return counting

    def was_broken_before(self, wait: Wait) -> bool:
        """Whether the promise was broken when a wait was declared that had begun while it still stood."""
        said = wait.declared_at or self.as_of
        stopped_at = self.stopped_at if self.stopped_at is not None and self.stopped_at <= said else None
        reading = replace(self, stopped_at=stopped_at, as_of=said).read()
        return (
            reading.state is ClockState.MISSED and reading.due_at is not None and wait.start < reading.due_at
        )


def as_approved(wait: Wait, above_minutes: int | None) -> Wait | None:
    """The wait as far as it stops a clock: a long one wholly with approval, not at all once refused.

    Until somebody decides it stops the clock for `above_minutes`, which need no approval.
    """
    if above_minutes is None or wait.is_approved:
        return wait
    allowed = wait.start + timedelta(minutes=above_minutes)
    if wait.end is not None and wait.end <= allowed:
        return wait
    if wait.is_approved is False:
        return None
    return replace(wait, end=allowed, is_lapsing=True)


def _declared_after(wait: Wait, window: timedelta) -> bool:
    return wait.declared_at is not None and wait.declared_at > wait.start + window


def counts_from(start: datetime, unit: Unit) -> datetime:
    """The instant from which a target counts whole seconds: working days end at a closing time, exactly."""
    return start.replace(microsecond=0) if unit is Unit.WORKING_DAYS else start


def limit_in_seconds(calendar: OpeningHours, start: datetime, limit: int, unit: Unit) -> int:
    """The target as counted seconds; N working days end with the Nth working day after the start day."""
    if unit is Unit.MINUTES:
        return limit * 60
    if unit is Unit.HOURS:
        return limit * 3600
    return calendar.elapsed(start, calendar.end_of_working_day(start, limit)).seconds


def read_clock(
    calendar: OpeningHours,
    start: datetime,
    limit_seconds: int,
    *,
    waits: Sequence[Wait] = (),
    stopped_at: datetime | None = None,
    as_of: datetime,
    grace_seconds: int = 0,
) -> Reading:
    """Read a clock that ran from `start` over `waits` until `stopped_at`, or still runs at `as_of`.

    Met means stopped at or before the due instant; a breach stays a breach even if the clock is
    paused afterwards; overrun counts only running open time (product.md, semantics 1, 3, 4), and
    what is missed is late by a second at least, so that it is never charged as nothing. When a wait
    ends in time, `grace_seconds` are left at least: the limit read is the longer one.
    """
    until = stopped_at if stopped_at is not None else max(as_of, start)
    total = used = calendar.elapsed(start, until).seconds
    shut: list[Interval] = []
    is_standing = False
    if waits:
        shut = [Interval(w.start, end) for w in waits if w.start < (end := _end_of(w, until))]
        used = calendar.elapsed_without(start, until, shut).seconds
        is_standing = stopped_at is None and _is_standing(waits, until)
        if stopped_at is None:
            # What is known to end later counts whole: the due instant lies behind it.
            # So does one that begins at this very instant: the clock stands already.
            begun = [w for w in waits if w.start <= until and (w.end is None or w.start < w.end)]
            shut = [Interval(w.start, w.end or until) for w in begun]
        if grace_seconds:
            limit_seconds = _with_grace(calendar, start, limit_seconds, shut, grace_seconds)
    due_at: datetime | None = None
    if not (is_standing and used < limit_seconds and _is_endless(waits, until)):
        due_at = calendar.due(start, WorkingTime(limit_seconds), shut)
    state = _state(due_at, stopped_at=stopped_at, as_of=until, standing=is_standing)
    return Reading(
        state=state,
        due_at=due_at,
        limit_seconds=limit_seconds,
        used_seconds=used,
        paused_seconds=total - used,
        overrun_seconds=_late(state, used - limit_seconds),
        stopped_at=stopped_at,
    )


def _with_grace(
    calendar: OpeningHours, start: datetime, limit: int, shut: Sequence[Interval], grace: int
) -> int:
    """The limit, lengthened where less than `grace` was left at the end of a wait that began in time."""
    for wait in sorted(shut, key=lambda wait: wait.end):
        used = calendar.elapsed_without(start, wait.end, shut).seconds
        if 0 < limit - used < grace and wait.end > start:
            limit = used + grace
    return limit


def read_window(
    due_at: datetime, *, stopped_at: datetime | None, as_of: datetime, closes_day: bool = True
) -> Reading:
    """Read the clock of a visit promised for a window: met means stopped at or before its end (semantics 1).

    A window of dates ends with its last day: what happens at the closing midnight is of the next one.
    """
    until = stopped_at or as_of
    state = ClockState.RUNNING if stopped_at is None else ClockState.MET
    if until > due_at or (closes_day and until == due_at):
        state = ClockState.MISSED
    return Reading(
        state=state,
        due_at=due_at,
        limit_seconds=0,
        used_seconds=0,
        paused_seconds=0,
        overrun_seconds=_late(state, int((until - due_at).total_seconds())),
        stopped_at=stopped_at,
    )


def warning_instants(
    calendar: OpeningHours,
    start: datetime,
    reading: Reading,
    *,
    waits: Sequence[Wait] = (),
    percents: Sequence[int] = (),
) -> list[tuple[int, datetime]]:
    """When each percentage of the target is used up; nothing while the clock is paused."""
    if reading.due_at is None:
        return []
    shut = [Interval(w.start, w.end) for w in waits if w.end is not None and w.start < w.end]
    return [
        (percent, calendar.due(start, WorkingTime(reading.limit_seconds * percent // 100), shut))
        for percent in percents
    ]


def _state(
    due_at: datetime | None, *, stopped_at: datetime | None, as_of: datetime, standing: bool
) -> ClockState:
    if due_at is None:
        return ClockState.PAUSED
    if stopped_at is not None:
        return ClockState.MET if stopped_at <= due_at else ClockState.MISSED
    if as_of > due_at or standing:
        # A clock that stands with its target used up ran out at the instant it was due.
        return ClockState.MISSED if as_of > due_at else ClockState.PAUSED
    return ClockState.RUNNING


def _late(state: ClockState, seconds: int) -> int:
    return max(seconds, 1 if state is ClockState.MISSED else 0)


def _end_of(wait: Wait, until: datetime) -> datetime:
    return until if wait.end is None else min(wait.end, until)


def _is_endless(waits: Sequence[Wait], at: datetime) -> bool:
    return any(w.end is None and w.start <= at for w in waits)


def _is_standing(waits: Sequence[Wait], at: datetime) -> bool:
    return any(w.start <= at and (w.end is None or at < w.end) for w in waits)
