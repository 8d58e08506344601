"""The round of a technician: when he is where, and where in it one more call fits best.

Times are minutes from now. Minutes pass for a technician only while he is at work: a way that the end of his
shift cuts in two goes on when the next shift begins.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.dispatch_weights import Weights
from app.domain.places import distance_km


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in degrees, and its zone."""

    lat: float
    lon: float
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A call that somebody has to go to."""

    job: int
    spot: Spot | None
    minutes: float
    """How long it keeps him."""
    due: float | None
    """By when he has to be there; None: nothing is promised."""
    factor: float = 1.0
    """What a minute late counts."""

    def lateness(self, arrival: float) -> float:
        """Minutes after the due instant, 0 where he is in time."""
        return 0.0 if self.due is None else max(0.0, arrival - self.due)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a technician is at work: sorted, disjoint, half-open spans."""

    spans: tuple[tuple[float, float], ...]

    def after(self, start: float, minutes: float) -> float:
        """When minutes of work that begin at `start` are done; infinite where the spans end before."""
        at = max(0, bisect_right(self.spans, (start, math.inf)) - 1)
        for opens, closes in self.spans[at:]:
            begins = max(start, opens)
            left = closes - begins
            if left > minutes or (left == minutes and minutes > 0):
                return begins + minutes
            minutes -= max(0.0, left)
        return math.inf

    def has(self, instant: float) -> bool:
        """Whether he is at work at an instant."""
        at = bisect_right(self.spans, (instant, math.inf)) - 1
        return at >= 0 and self.spans[at][0] <= instant < self.spans[at][1]


ALWAYS = Hours(((-math.inf, math.inf),))


@dataclass(frozen=True, slots=True)
class Tour:
    """Where a technician can set out, when, and to what he carries, in this order."""

    spot: Spot | None
    free: float = 0.0
    """When he can set out: what he has started is done by then and is never moved."""
    stops: tuple[Stop, ...] = ()
    hours: Hours = ALWAYS


@dataclass(frozen=True, slots=True)
class Insertion:
    """A call put into a round."""

    place: int
    """Before which stop; the number of stops: at the end."""
    travel: float
    """Minutes of the way to it."""
    arrival: float
    late: float
    makes_late: float
    """Minutes by which stops after it come late or later than before, each times its factor."""
    makes_late_minutes: float
    """The same in plain minutes."""


def way_km(start: Spot | None, end: Spot | None) -> float | None:
    """The straight line in kilometres; None where a place is not known."""
    return None if start is None or end is None else distance_km(start, end)


def way(start: Spot | None, end: Spot | None, weights: Weights) -> float:
    """Minutes of travel between two places."""
    if start is None or end is None:
        return weights.unknown_way
    return distance_km(start, end) * weights.road / weights.speed(end.zone) * 60


def arrivals(tour: Tour, weights: Weights) -> tuple[float, ...]:
    """When he comes to each of his stops."""
    return tuple(_arrivals(tour.spot, tour.free, tour.stops, (tour.hours, weights)))


def insertions(tour: Tour, call: Stop, weights: Weights) -> Iterator[Insertion]:
    """The call at every place of the round; what he has started stays where it is."""
    before = arrivals(tour, weights)
    spot, free = tour.spot, tour.free
    for place in range(len(tour.stops) + 1):
        travel = way(spot, call.spot, weights)
        arrival = tour.hours.after(free, travel)
        ends = tour.hours.after(arrival, call.minutes)
        later = _arrivals(call.spot, ends, tour.stops[place:], (tour.hours, weights))
        added = [
            (stop.lateness(at) - stop.lateness(was), stop.factor)
            for stop, at, was in zip(tour.stops[place:], later, before[place:], strict=True)
            if math.isfinite(was)
        ]
        yield Insertion(
            place=place,
            travel=travel,
            arrival=arrival,
            late=call.lateness(arrival),
            makes_late=sum(max(0.0, minutes) * factor for minutes, factor in added),
            makes_late_minutes=sum(max(0.0, minutes) for minutes, _factor in added),
        )
        if place < len(tour.stops):
            spot, free = tour.stops[place].spot, tour.hours.after(before[place], tour.stops[place].minutes)


def _arrivals(
    spot: Spot | None, free: float, stops: Sequence[Stop], by: tuple[Hours, Weights]
) -> Iterator[float]:
    hours, weights = by
    for stop in stops:
        arrival = hours.after(free, way(spot, stop.spot, weights))
        yield arrival
        spot, free = stop.spot, hours.after(arrival, stop.minutes)
