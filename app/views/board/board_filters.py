"""Which jobs a filter shows, and how many: counted as jobs come and go, not by looking at all of them."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from app.domain.job_states import Stage
from app.services.board import JobRow
from app.views.board.board_clock import NEAR, is_late, is_near, urgency

Filter = Callable[[JobRow, datetime], bool]


def is_unassigned(row: JobRow) -> bool:
    """Whether nobody has it yet."""
    return not row.technician and row.stage == "new"


def is_held(row: JobRow) -> bool:
    """Whether its work waits."""
    return row.stage == "on-hold"


def is_to_close(row: JobRow) -> bool:
    """Whether its work is done and nobody has closed it yet."""
    return row.stage == Stage.RESOLVED.value


def is_on_board(row: JobRow) -> bool:
    """Whether there is still something to do about it."""
    return row.is_open or is_to_close(row)


FILTERS: dict[str, Filter] = {
    "all": lambda row, now: row.is_open,
    "unassigned": lambda row, now: is_unassigned(row),
    "near": is_near,
    "late": is_late,
    "held": lambda row, now: is_held(row),
    "resolved": lambda row, now: is_to_close(row),
}

WORK: dict[str, Callable[[JobRow], bool]] = {
    "calls": lambda row: row.service == "EM",
    "visits": lambda row: row.service == "PM",
    "other": lambda row: row.service not in {"EM", "PM"},
    "everything": lambda row: True,
}


class _Counts:
    """Counts of one kind of work; instants as sorted POSIX seconds."""

    def __init__(self) -> None:
        self.jobs = self.held = self.to_close = 0
        self.waiting: list[tuple[bool, float, int]] = []
        self.reported: list[float] = []
        self.running: list[float] = []
        self.missed: list[float] = []


class Tally:
    """How many jobs every filter holds, and the extremes of their clocks, at any instant."""

    def __init__(self, rows: Iterable[JobRow] = ()) -> None:
        self._counts = {work: _Counts() for work in WORK}
        for row in rows:
            self.add(row)

    def add(self, row: JobRow) -> None:
        """Count a job."""
        for counts in self._of(row):
            counts.jobs += row.is_open
            counts.to_close += is_to_close(row)
            counts.held += is_held(row)
            if is_unassigned(row):
                insort(counts.waiting, urgency(row))
                if row.reported_at is not None:
                    insort(counts.reported, row.reported_at.timestamp())
            clock = _clock(counts, row)
            if clock is not None:
                insort(clock[0], clock[1])

    def remove(self, row: JobRow) -> None:
        """Count a job no more; exactly as it was added."""
        for counts in self._of(row):
            counts.jobs -= row.is_open
            counts.to_close -= is_to_close(row)
            counts.held -= is_held(row)
            if is_unassigned(row):
                _take_out(counts.waiting, urgency(row))
                if row.reported_at is not None:
                    _take_out(counts.reported, row.reported_at.timestamp())
            clock = _clock(counts, row)
            if clock is not None:
                _take_out(clock[0], clock[1])

    def count(self, key: str, work: str, now: datetime) -> int:
        """How many jobs of this kind of work the filter `key` shows at `now`."""
        counts, at = self._counts[work], now.timestamp()
        passed = bisect_left(counts.running, at)
        near = bisect_left(counts.running, at + NEAR.total_seconds()) - passed
        return {
            "all": counts.jobs,
            "unassigned": len(counts.waiting),
            "near": near,
            "late": passed + len(counts.missed),
            "held": counts.held,
            "resolved": counts.to_close,
        }[key]

    def longest_late(self, work: str, now: datetime) -> int | None:
        """Seconds that the job most overdue is late; None if none is."""
        counts, at = self._counts[work], now.timestamp()
        late = [*counts.missed[:1], *(due for due in counts.running[:1] if due < at)]
        return max(int(at - min(late)), 0) if late else None

    def next_due(self, work: str, now: datetime) -> int | None:
        """Seconds to the next due instant; None if no clock is running."""
        running, at = self._counts[work].running, now.timestamp()
        place = bisect_left(running, at)
        return int(running[place] - at) if place < len(running) else None

    def longest_wait(self, work: str, now: datetime) -> int | None:
        """Seconds that the oldest job without technician has waited; None if every job has one."""
        reported = self._counts[work].reported
        return max(int(now.timestamp() - reported[0]), 0) if reported else None

    def most_urgent_waiting(self, work: str) -> int | None:
        """Id of the job without technician that is, or will be, late first."""
        waiting = self._counts[work].waiting
        return waiting[0][2] if waiting else None

    def _of(self, row: JobRow) -> list[_Counts]:
        return [self._counts[work] for work, belongs in WORK.items() if belongs(row)]


def _clock(counts: _Counts, row: JobRow) -> tuple[list[float], float] | None:
    if not row.is_open or row.clock_state == "paused" or row.clock_due_at is None:
        return None
    return (counts.missed if row.clock_state == "missed" else counts.running), row.clock_due_at.timestamp()


def _take_out(ordered: list[Any], value: object) -> None:
    del ordered[bisect_left(ordered, value)]
