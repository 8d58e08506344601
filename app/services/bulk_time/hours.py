"""Working time by the column: a million questions to one calendar, answered as by app/domain/working_time.py.

Why it is exact and what it costs: docs/algorithms/bulk-clocks.md.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from app.domain.day_hours import DAY_SECONDS
from app.domain.opening_tape import SECOND
from app.domain.working_time import EARLIEST, HORIZON, LATEST, OpeningHours
from app.services.bulk_time.columns import (
    NEGATIVE_WORKING_TIME,
    NEVER_DUE,
    OUTSIDE_CALENDAR,
    Column,
    Pauses,
    cut,
)
from app.services.bulk_time.tape import BEYOND, BulkTape

_BLOCK = 1 << 14  # questions at a time: what is in work stays in the cache
_YEAR = 366 * DAY_SECONDS * SECOND
_TOO_MUCH = HORIZON // SECOND + 1


class BulkHours:
    """One calendar, asked by the column.

    Threads may share one: a longer tape replaces a shorter one whole, and nobody changes a tape.
    """

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self._tape: BulkTape | None = None

    def elapsed(self, start: Column, end: Column, pauses: Pauses | None = None) -> Column:
        """Whole working seconds in each [start, end) outside its pauses; none where the range is reversed."""
        counts = end > start
        inside = counts & (start >= EARLIEST) & (end < LATEST)
        if not inside.any():
            return np.where(counts, OUTSIDE_CALENDAR, 0)
        if not inside.all():
            anywhere = start[inside][0]
            start, end = np.where(inside, start, anywhere), np.where(inside, end, anywhere)
        tape = self._tape_over(int(start.min()), int(end.max()))

        def answer(block: slice) -> Column:
            first, last = start[block], end[block]
            work = tape.worked(last) - tape.worked(first)
            if pauses is not None:
                paused = cut(pauses.of(block), first, last)
                work -= paused.sums(tape.worked(paused.ends) - tape.worked(paused.starts))
            return work // SECOND

        seconds = _in_blocks(len(start), answer)
        return seconds if inside.all() else np.where(counts & ~inside, OUTSIDE_CALENDAR, seconds)

    def due(self, start: Column, working: Column, pauses: Pauses | None = None) -> Column:
        """The first instant at which each amount has been worked since its start, outside its pauses."""
        inside = (working > 0) & (start >= EARLIEST) & (start < LATEST)
        if inside.size and inside.all():
            return self._due(start, working, pauses)
        # Nothing to work is due at once, even where no calendar reaches.
        otherwise = np.where(
            working > 0, OUTSIDE_CALENDAR, np.where(working < 0, NEGATIVE_WORKING_TIME, start)
        )
        if not inside.any():
            return otherwise
        answers = self._due(np.where(inside, start, start[inside][0]), np.where(inside, working, 1), pauses)
        return np.where(inside, answers, otherwise)

    def _due(self, start: Column, working: Column, pauses: Pauses | None) -> Column:
        first, furthest = int(start.min()), min(int(start.max()) + HORIZON, LATEST)
        reach, step = _last_pause(pauses, int(start.max()), furthest), _YEAR
        while True:
            tape = self._tape_over(first, reach)
            answers = _in_blocks(len(start), partial(_reached, tape, start, working, pauses))
            if tape.end >= furthest or answers.max() < BEYOND:
                break
            reach, step = min(tape.end + step, furthest), 2 * step
        return np.where(answers > np.minimum(start + HORIZON, LATEST), NEVER_DUE, answers)

    def _tape_over(self, first: int, last: int) -> BulkTape:
        """A tape from before `first` until after `last`, or until the end of all calendars."""
        tape = self._tape
        if tape is None or first < tape.begin or last > tape.end:
            if tape is not None:
                first, last = min(first, tape.begin), max(last, tape.end)
            begin, end = first - first % SECOND, min(last - last % SECOND + SECOND, LATEST)
            tape = self._tape = BulkTape(self._hours, begin, end)
        return tape


def _reached(tape: BulkTape, start: Column, working: Column, pauses: Pauses | None, block: slice) -> Column:
    """When the work is done, as far as the tape tells; NEVER_DUE where an endless pause comes before."""
    first = start[block]
    work = tape.worked(first) + np.minimum(working[block], _TOO_MUCH) * SECOND
    if pauses is None:
        return tape.reached(work)
    horizon = np.minimum(first + HORIZON, LATEST)
    paused = cut(pauses.of(block), first, horizon)
    begins = tape.worked(paused.starts)
    lengths = tape.worked(paused.ends) - begins
    # A pause counts when it begins before the work is used up; those before it have pushed that back.
    counts = begins - paused.before(lengths) < work.take(paused.of)
    endless = counts & (paused.ends == horizon.take(paused.of)) & (paused.starts < paused.ends)
    reached = tape.reached(work + paused.sums(np.where(counts, lengths, 0)))
    reached[paused.of[endless]] = NEVER_DUE
    return reached


def _last_pause(pauses: Pauses | None, last: int, furthest: int) -> int:
    """How far a tape has to reach for the pauses; one that lasts until the furthest instant ends nowhere."""
    if pauses is None:
        return last
    borders = (border[border < furthest] for border in (pauses.starts, pauses.ends))
    return max(last, *(int(border.max(initial=last)) for border in borders))


def _in_blocks(count: int, answer: Callable[[slice], Column]) -> Column:
    answers = np.empty(count, np.int64)
    for begin in range(0, count, _BLOCK):
        block = slice(begin, min(begin + _BLOCK, count))
        answers[block] = answer(block)
    return answers
