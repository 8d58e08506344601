"""Which jobs a filter shows, how many, and the extremes of their clocks."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from app.domain.job_states import Stage
from app.services.job_row import JobRow
from app.views.board.board_clock import NEAR
from app.views.board.job_columns import NEVER, JobColumns, Mask, micro

MICROSECOND = timedelta(microseconds=1)
_NEAR = NEAR // MICROSECOND
_SECOND = 1_000_000
LAST = np.int64(2**62)
"""What has no due instant is less urgent than whatever has one."""

Filter = Callable[[JobColumns, int], Mask]
"""Which slots a filter shows at an instant; slots that hold no job do not count."""


def is_on_board(row: JobRow) -> bool:
    """Whether there is still something to do about it."""
    return row.is_open or row.stage == Stage.RESOLVED.value


def counting_down(jobs: JobColumns) -> Mask:
    """Jobs whose clock has a due instant and is not paused."""
    has_due: Mask = jobs.instants["clock_due_at"] != NEVER
    return jobs.is_open & ~jobs.has("clock_state", "paused") & has_due


def late(jobs: JobColumns, now: int) -> Mask:
    """Jobs whose promise is broken: after the due instant, or marked so whatever the instant."""
    broken = (jobs.instants["clock_due_at"] < now) | jobs.has("clock_state", "missed")
    return counting_down(jobs) & broken


def near(jobs: JobColumns, now: int) -> Mask:
    """Jobs whose promise will be broken within half an hour."""
    soon = jobs.instants["clock_due_at"] < now + _NEAR
    return counting_down(jobs) & soon & ~late(jobs, now)


def paused(jobs: JobColumns) -> Mask:
    """Jobs whose clock stands still."""
    return jobs.is_open & jobs.has("clock_state", "paused")


def unassigned(jobs: JobColumns) -> Mask:
    """Jobs nobody has yet."""
    nobody = (value[0] == "" for value in jobs.words["technician"].values)
    return jobs.has("stage", Stage.NEW.value) & jobs.having("technician", nobody)


FILTERS: dict[str, Filter] = {
    "all": lambda jobs, now: jobs.is_open,
    "unassigned": lambda jobs, now: unassigned(jobs),
    "near": near,
    "late": late,
    "held": lambda jobs, now: jobs.has("stage", Stage.ON_HOLD.value),
    "resolved": lambda jobs, now: jobs.has("stage", Stage.RESOLVED.value),
}

WORK: dict[str, Callable[[JobColumns], Mask]] = {
    "calls": lambda jobs: jobs.has("service", "EM"),
    "visits": lambda jobs: jobs.has("service", "PM"),
    "other": lambda jobs: ~(jobs.has("service", "EM") | jobs.has("service", "PM")),
    "everything": lambda jobs: np.ones_like(jobs.is_live),
}

CLOCKS: dict[str, Filter] = {
    "late": late,
    "warning": near,
    "left": lambda jobs, now: counting_down(jobs) & ~late(jobs, now) & ~near(jobs, now),
    "paused": lambda jobs, now: paused(jobs),
    "none": lambda jobs, now: jobs.is_open & ~paused(jobs) & ~counting_down(jobs),
    "done": lambda jobs, now: ~jobs.is_open,
}
"""What a clock says (`board_clock.remaining`): every job is in exactly one of them."""


def urgency(jobs: JobColumns) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What orders slots by urgency: what is late or will be late first has the smallest."""
    due = jobs.instants["clock_due_at"]
    return np.where(due == NEVER, LAST + jobs.numbers["clock_left_seconds"], due)


def urgency_of(jobs: JobColumns, slot: int) -> int:
    """The same of one slot."""
    due = int(jobs.instants["clock_due_at"][slot])
    return int(LAST) + int(jobs.numbers["clock_left_seconds"][slot]) if due == NEVER else due


def next_change(jobs: JobColumns, now: int) -> int:
    """The instant after which a job is near or late that was not; NEVER if none will be."""
    due = jobs.instants["clock_due_at"][counting_down(jobs) & jobs.is_live]
    later = due[due >= now]
    becomes_near = later[later >= now + _NEAR].min(initial=NEVER) - _NEAR
    return int(min(becomes_near, later.min(initial=NEVER)))


class Tally:
    """Counts and extremes of jobs of a kind of work; what was counted stands until an instant changes it.

    `within` narrows them to some slots; None: all jobs, whatever is searched for or shown.
    """

    def __init__(self, jobs: JobColumns, within: Mask | None = None) -> None:
        self._jobs = jobs
        self._within = within
        self._known: dict[tuple[str, str], int] = {}
        self._since, self._until = 0, -1

    def forget(self) -> None:
        """Jobs came, went or changed."""
        self._known, self._until = {}, -1

    def has_turned(self, now: datetime) -> bool:
        """Whether a job has become near or late since this was last asked or counted."""
        stood = self._since <= micro(now) <= self._until
        self._at(now)
        return not stood

    def count(self, key: str, work: str, now: datetime) -> int:
        """How many jobs of this kind of work the filter `key` shows at `now`."""
        at = self._at(now)
        return self._kept(
            key, work, lambda: int(np.count_nonzero(self._of(work) & FILTERS[key](self._jobs, at)))
        )

    def longest_late(self, work: str, now: datetime) -> int | None:
        """Seconds that the job most overdue is late; None if none is."""
        at = self._at(now)
        due = self._kept("due of late", work, lambda: self._first("clock_due_at", late(self._jobs, at), work))
        return None if due == NEVER else max((at - due) // _SECOND, 0)

    def next_due(self, work: str, now: datetime) -> int | None:
        """Seconds to the next due instant; None if no clock is running."""
        at = self._at(now)
        due = self._kept("next due", work, lambda: self._first("clock_due_at", self._running(at), work))
        return None if due == NEVER else (due - at) // _SECOND

    def longest_wait(self, work: str, now: datetime) -> int | None:
        """Seconds that the oldest job without technician has waited; None if every job has one."""
        at = self._at(now)
        since = self._kept("oldest", work, lambda: self._first("reported_at", unassigned(self._jobs), work))
        return None if since == NEVER else max((at - since) // _SECOND, 0)

    def most_urgent_waiting(self, work: str) -> int | None:
        """Id of the job without technician that is, or will be, late first."""
        slots = np.flatnonzero(self._of(work) & unassigned(self._jobs))
        if not len(slots):
            return None
        order = urgency(self._jobs)[slots]
        return int(self._jobs.numbers["id"][slots[order == order.min()]].min())

    def _at(self, now: datetime) -> int:
        at = micro(now)
        if not self._since <= at <= self._until:
            self._known = {}
            self._since, self._until = at, next_change(self._jobs, at)
        return at

    def _kept(self, key: str, work: str, count: Callable[[], int]) -> int:
        if (key, work) not in self._known:
            self._known[key, work] = count()
        return self._known[key, work]

    def _first(self, name: str, which: Mask, work: str) -> int:
        return int(self._jobs.instants[name][self._of(work) & which].min(initial=NEVER))

    def _running(self, at: int) -> Mask:
        return counting_down(self._jobs) & ~late(self._jobs, at)

    def _of(self, work: str) -> Mask:
        which = self._jobs.is_live & WORK[work](self._jobs)
        return which if self._within is None else which & self._within
