"""Opening hours as tables that a whole column of instants, or of amounts of work, is looked up in.

Everything here is whole microseconds.
"""

from datetime import timedelta

import numpy as np

from app.domain.opening_tape import EPOCH, SECOND
from app.domain.working_time import OpeningHours
from app.services.bulk_time.columns import ENDLESS, Column, Places

BEYOND = 1 << 61
"""What is reached at or after this is not on the tape."""

_MOST_BUCKETS = 1 << 18
_MOST_STEPS = 8


class BulkTape:
    """The stretch [begin, end) of one calendar, both whole seconds."""

    def __init__(self, hours: OpeningHours, begin: int, end: int) -> None:
        self.begin, self.end = begin, end
        spans = hours.open_seconds(*(EPOCH + timedelta(microseconds=at) for at in (begin, end)))
        opens, closes = np.array(spans, np.int64).reshape(-1, 2).T * SECOND
        done = np.cumsum(closes - opens)
        # One more interval that never opens: whoever has passed all others is waiting for it.
        self._work_before = np.concatenate(([0], done))
        self._opens_less_work = np.append(opens, BEYOND) - self._work_before
        self._closes_less_work = np.append(closes - done, 2 * BEYOND)
        self._by_time = _Ranks(closes, begin, end)
        self._by_work = _Ranks(done, 0, int(self._work_before[-1]))

    def worked(self, until: Column) -> Column:
        """Work done from the beginning of the tape until each instant."""
        interval = self._by_time.reached(until)
        work: Column = np.maximum(
            until - self._opens_less_work.take(interval), self._work_before.take(interval)
        )
        return work

    def reached(self, work: Column) -> Column:
        """The first instants by which so much has been done; BEYOND or more where the tape is too short."""
        # The interval in which the last microsecond of it is done.
        instants: Column = work + self._closes_less_work.take(self._by_work.reached(work - 1))
        return instants


class _Ranks:
    """How many of the sorted `marks` lie at or before a value between `begin` and `end`.

    A table tells it for the beginning of every bucket; the marks within a bucket are compared one by one.
    Buckets are as wide as leaves one mark in each, where the table stays small.
    """

    def __init__(self, marks: Column, begin: int, end: int) -> None:
        self._marks = np.append(marks, ENDLESS)
        self._begin = begin
        self._shift, self._steps = _bucket(marks - begin, end - begin)
        borders = begin + (np.arange((end - begin >> self._shift) + 1) << self._shift)
        self._passed = np.searchsorted(marks, borders, side="right")

    def reached(self, values: Column) -> Places:
        """The number of marks that each value has reached or passed."""
        if self._steps > _MOST_STEPS:
            return np.searchsorted(self._marks, values, side="right")
        ranks = self._passed.take((values - self._begin) >> self._shift, mode="clip")
        for _ in range(self._steps):
            ranks += self._marks.take(ranks) <= values
        return ranks


def _bucket(marks: Column, length: int) -> tuple[int, int]:
    """Width of a bucket as a power of two, and the most marks that one holds."""
    shift, steps = length.bit_length(), len(marks)
    while steps > 1 and shift and length >> (shift - 1) < _MOST_BUCKETS:
        shift -= 1
        steps = int(np.bincount(marks >> shift).max())
    return shift, steps
