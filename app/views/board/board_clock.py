"""What the clock of a row says at one instant, and the order of urgency that follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.services.job_row import JobRow
from app.views.widgets.marks import TimeState

NEAR = timedelta(minutes=30)
"""A clock with less than this left is near its breach."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """A clock as it is painted at one instant."""

    state: TimeState
    seconds: int
    """Left, or late: never negative."""
    fraction: float
    """Of the target that is used up."""


def remaining(row: JobRow, now: datetime) -> Remaining | None:
    """What the clock of a row shows at `now`; None where nothing was promised or the work is done."""
    if not row.is_open:
        return None
    if row.clock_state == "paused":
        used = row.clock_limit_seconds - row.clock_left_seconds
        return Remaining("paused", row.clock_left_seconds, _share(used, row.clock_limit_seconds))
    if row.clock_due_at is None:
        return None
    left = row.clock_due_at - now
    # A clock stopped at its due instant has kept its promise, so it is late only after that instant.
    if left < timedelta() or row.clock_state == "missed":
        return Remaining("late", max(int(-left.total_seconds()), 0), 1.0)
    state: TimeState = "warning" if left < NEAR else "left"
    seconds = int(left.total_seconds())
    return Remaining(state, seconds, _share(row.clock_limit_seconds - seconds, row.clock_limit_seconds))


def is_late(row: JobRow, now: datetime) -> bool:
    """Whether the promise it counts down is broken."""
    shown = remaining(row, now)
    return shown is not None and shown.state == "late"


def is_near(row: JobRow, now: datetime) -> bool:
    """Whether it will be broken within half an hour."""
    shown = remaining(row, now)
    return shown is not None and shown.state == "warning"


def urgency(row: JobRow) -> tuple[bool, float, int]:
    """What is late or will be late first comes first; what waits or was never promised comes last."""
    due = row.clock_due_at
    return due is None, due.timestamp() if due else float(row.clock_left_seconds), row.id


def _share(used: int, limit: int) -> float:
    return min(max(used / limit, 0.02), 1.0) if limit > 0 else 0.02
