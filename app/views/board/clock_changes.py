"""What a second changes of the rows in sight: most clocks say another time, few take another shape."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.services.job_row import JobRow


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows that changed alike: only their clocks, or anything of them."""

    first: int
    last: int
    is_clock_alone: bool


@dataclass(frozen=True, slots=True)
class ClockLook:
    """A clock as it is painted, and what its row shows of it elsewhere."""

    text: str
    percent: int
    marks: tuple[str, bool]
    """Its state, which the edge of the row tells as well, and whether the job has just come in."""


def changed_runs(
    rows: Sequence[JobRow], before: Callable[[JobRow], ClockLook], after: Callable[[JobRow], ClockLook]
) -> Iterator[Run]:
    """Where rows look different after a time than before it; places count from the first of `rows`."""
    changes = [_change(before(row), after(row)) for row in rows]
    for is_clock_alone, places in groupby(range(len(rows)), changes.__getitem__):
        if is_clock_alone is not None:
            run = list(places)
            yield Run(run[0], run[-1], is_clock_alone)


def _change(before: ClockLook, after: ClockLook) -> bool | None:
    """Whether only the clock changed; None where nothing did."""
    if before == after:
        return None
    return before.marks == after.marks
