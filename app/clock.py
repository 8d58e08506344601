"""The only reader of the time: a protocol, the system's clock, and a clock that is turned by hand."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the program asks for the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring durations."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring durations."""
        return time.monotonic()


class TurnedClock:
    """A clock that stands still until it is turned: for rehearsals, replays and tests."""

    def __init__(self, instant: datetime) -> None:
        self._instant = _in_utc(instant)
        self._monotonic = 0.0

    def now(self) -> datetime:
        """The instant it was last turned to."""
        return self._instant

    def monotonic(self) -> float:
        """Seconds it was turned forward so far; turning it back does not lower them."""
        return self._monotonic

    def turn_to(self, instant: datetime) -> None:
        """Show `instant` from now on."""
        moved = _in_utc(instant) - self._instant
        self._monotonic += max(moved.total_seconds(), 0.0)
        self._instant = _in_utc(instant)

    def turn_by(self, amount: timedelta) -> None:
        """Move by `amount`, which may be negative."""
        self.turn_to(self._instant + amount)


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant.astimezone(UTC)
