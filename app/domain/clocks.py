"""One obligation's clock: from its start, target and waits to due instant, state and segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a clock shows. Seconds are counted ones: open hours of its calendar, waits left out."""

    state: ClockState
    due_at: datetime | None
    """None while the clock is paused with time left."""
    limit_seconds: int
    used_seconds: int
    paused_seconds: int
    overrun_seconds: int
    stopped_at: datetime | None

    @property
    def left_seconds(self) -> int:
        """Counted seconds until the target is used up."""
        return max(self.limit_seconds - self.used_seconds, 0)


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
) -> Reading:
    """Read a clock that ran from `start` over `waits` until `stopped_at`, or still runs at `as_of`.

    Met means stopped at or before the due instant; a breach stays a breach even if the clock is
    paused afterwards; overrun counts only running open time (product.md, semantics 1, 3, 4), and
    what is missed is late by a second at least, so that it is never charged as nothing.
    """
    until = stopped_at if stopped_at is not None else max(as_of, start)
    shut = [Interval(w.start, end) for w in waits if w.start < (end := _end_of(w, until))]
    total = calendar.elapsed(start, until).seconds
    used = calendar.elapsed_without(start, until, shut).seconds if shut else total
    standing = stopped_at is None and _is_standing(waits, until)
    due_at: datetime | None = None
    if not (standing and used < limit_seconds):
        due_at = calendar.due(start, WorkingTime(limit_seconds), shut)
    state = _state(due_at, stopped_at=stopped_at, as_of=until, standing=standing)
    return Reading(
        state=state,
        due_at=due_at,
        limit_seconds=limit_seconds,
        used_seconds=used,
        paused_seconds=total - used,
        overrun_seconds=_late(state, used - limit_seconds),
        stopped_at=stopped_at,
    )


def read_window(due_at: datetime, *, stopped_at: datetime | None, as_of: datetime) -> Reading:
    """Read the clock of a visit promised for a window of dates: done strictly before its closing midnight."""
    if stopped_at is not None:
        state = ClockState.MET if stopped_at < due_at else ClockState.MISSED
    else:
        state = ClockState.RUNNING if as_of < due_at else ClockState.MISSED
    until = stopped_at or as_of
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


def _is_standing(waits: Sequence[Wait], at: datetime) -> bool:
    return any(w.start <= at and (w.end is None or at < w.end) for w in waits)
