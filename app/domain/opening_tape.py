"""Opening hours unrolled along the line of instants: where it opens and closes, and the work done by then.

Everything here is whole microseconds since 1970 in UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from app.domain.calendar_spec import CalendarSpec
from app.domain.day_hours import DAY_SECONDS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
_EPOCH_ORDINAL = EPOCH.toordinal()


class Tape:
    """The stretch [first, last) of one calendar; edges alternate between opening and closing."""

    __slots__ = ("_closings", "_sums", "edges", "first", "last")

    def __init__(self, first: int, last: int, edges: Sequence[int]) -> None:
        self.first = first
        self.last = last
        self.edges = edges
        signed = (-edge if place % 2 == 0 else edge for place, edge in enumerate(edges))
        # Behind an opening edge the sum is what was worked before it, less the edge itself.
        self._sums = list(accumulate(signed, initial=0))
        self._closings = self._sums[2::2]

    def is_open(self, at: int) -> bool:
        """Whether `at` lies in an open interval."""
        return bisect_right(self.edges, at) % 2 == 1

    def worked(self, until: int) -> int:
        """Work done from the start of the tape until an instant."""
        passed = bisect_right(self.edges, until)
        return self._sums[passed] + until if passed & 1 else self._sums[passed]

    def between(self, first: int, last: int) -> int:
        """Work done between two instants in order; the whole tape between them must be there."""
        edges, sums = self.edges, self._sums
        begun = bisect_right(edges, first)
        passed = bisect_right(edges, last, begun)
        work = sums[passed] - sums[begun]
        if passed & 1:
            work += last
        return work - first if begun & 1 else work

    def reached(self, work: int) -> int | None:
        """The first instant by which `work` has been done, None when the tape is too short for it."""
        place = bisect_left(self._closings, work)
        if place == len(self._closings):
            return None
        return self.edges[2 * place + 1] - self._closings[place] + work

    def reached_from(self, first: int, work: int) -> int | None:
        """The first instant by which `work` has been done since `first`; None where the tape is too short."""
        edges, closings = self.edges, self._closings
        begun = bisect_right(edges, first)
        total = self._sums[begun] + work
        if begun & 1:
            total += first
        place = bisect_left(closings, total, begun >> 1)
        if place == len(closings):
            return None
        return edges[2 * place + 1] - closings[place] + total

    def intervals(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Open intervals between two instants, clipped to them."""
        edges = self.edges
        for place in range(bisect_right(edges, start) // 2 * 2, len(edges), 2):
            if edges[place] >= end:
                return
            yield max(edges[place], start), min(edges[place + 1], end)


def joined(tapes: Sequence[Tape]) -> Tape:
    """Adjacent tapes, in order, as one: a night open across the border becomes one interval."""
    edges: list[int] = []
    for tape in tapes:
        _extend(edges, tape.edges)
    return Tape(tapes[0].first, tapes[-1].last, edges)


def unroll(spec: CalendarSpec, zone: ZoneInfo, first: datetime, last: datetime) -> Tape:
    """The tape of a calendar between two whole UTC seconds.

    The calendar is open exactly while a wall clock in its zone reads a time inside its hours: an hour that
    the clocks skip is not worked, an hour that they repeat is worked twice.
    """
    edges: list[int] = []
    for begin, end, offset in _steady_stretches(zone, _seconds(first), _seconds(last)):
        for day in range((begin + offset) // DAY_SECONDS, (end + offset - 1) // DAY_SECONDS + 1):
            midnight = day * DAY_SECONDS - offset
            for opens, closes in spec.hours_on(date.fromordinal(day + _EPOCH_ORDINAL)):
                opening, closing = max(midnight + opens, begin), min(midnight + closes, end)
                if opening < closing:
                    _extend(edges, (opening * SECOND, closing * SECOND))
    return Tape(_seconds(first) * SECOND, _seconds(last) * SECOND, edges)


def last_reading(zone: ZoneInfo, wall: datetime) -> datetime:
    """The last instant at which a wall clock reads `wall`; where the clocks skip it, that of the skip."""
    local = wall.replace(tzinfo=zone)
    early, late = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:
        return late
    # Skipped: the two readings are one jump apart, and the skip lies between them.
    before, after = _seconds(late), _seconds(early)
    border = _first_second_with(zone, _offset(zone, after), before, after)
    return EPOCH + timedelta(seconds=border)


def _extend(edges: list[int], more: Sequence[int]) -> None:
    if edges and more and edges[-1] == more[0]:
        edges.pop()
        more = more[1:]
    edges.extend(more)


def _steady_stretches(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """(begin, end, UTC offset) in seconds, cut where the zone changes its offset."""
    begin, offset = first, _offset(zone, first)
    for before in range(first, last, DAY_SECONDS):
        after = min(before + DAY_SECONDS, last)
        changed = _offset(zone, after)
        if changed != offset:
            border = _first_second_with(zone, changed, before, after)
            yield begin, border, offset
            begin, offset = border, changed
    yield begin, last, offset


def _first_second_with(zone: ZoneInfo, offset: int, before: int, after: int) -> int:
    return bisect_left(range(before, after), True, key=lambda at: _offset(zone, at) == offset) + before


def _offset(zone: ZoneInfo, second: int) -> int:
    wall = (EPOCH + timedelta(seconds=second)).astimezone(zone)
    difference = wall.utcoffset() or timedelta()
    return difference // timedelta(seconds=1)


def _seconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(seconds=1)
