"""Whole queues to all technicians at once: rounds in which one call of everybody is assigned anew.

Each takes a call out of everybody's round, prices every place of every round for each of them, and solves the
assignment; that all stay is one of its solutions, so nothing becomes worse (docs/algorithms/dispatch.md).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from app.domain.dispatch_weights import Weights
from app.domain.places import EARTH_RADIUS_KM
from app.domain.tours import Hours, Spot, Stop, Tour, arrivals

SOONER = 0.01
"""What a minute until somebody is there counts beside a minute late: of plans equally late the sooner one."""
FAR = 1e7
"""Minutes that are as good as never."""
FORBIDDEN = 1e12
AT_ONCE = 60
"""Calls that one round takes out at most: what it holds in memory grows with them."""
ROUNDS = 400
UNCHANGED = 40
"""Rounds in a row that better nothing, after which it is left at that."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Goes = Callable[[int], bool]
"""Told the number of rounds done; whether to go on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every technician's round with the calls he is given, in order; `left`: calls that nobody may take."""

    tours: tuple[Tour, ...]
    left: tuple[Stop, ...]
    rounds: int


def objective(tours: Iterable[Tour], weights: Weights) -> float:
    """What is made least: minutes late times their factors, and a little for every minute until arrival."""
    return sum(
        stop.factor * stop.lateness(min(at, FAR)) + SOONER * min(at, FAR)
        for tour in tours
        for stop, at in zip(tour.stops, arrivals(tour, weights), strict=True)
    )


def planned(
    tours: Sequence[Tour], calls: Sequence[Stop], may: Bools, weights: Weights, *, goes: Goes = lambda _: True
) -> Plan:
    """Give every call to a technician who may take it, `may[tour, call]`; what is carried stays with him."""
    taken = np.flatnonzero(may.any(axis=0)).tolist()
    left = tuple(calls[place] for place in np.flatnonzero(~may.any(axis=0)).tolist())
    rounds = Rounds(tours, [calls[place] for place in taken], may[:, taken], weights)
    best = rounds.greedy()
    built = rounds.built()
    rounds.take(built if rounds.worth(built) < rounds.worth(best) else best)
    done = rounds.improve(goes)
    return Plan(rounds.tours(), left, done)


class Rounds:
    """The rounds of all technicians as arrays; points are technicians, then calls, then what is carried."""

    def __init__(self, tours: Sequence[Tour], calls: Sequence[Stop], may: Bools, weights: Weights) -> None:
        carried = [stop for tour in tours for stop in tour.stops]
        self._tours, self._stops = tours, [*calls, *carried]
        self._first, self._calls = len(tours), len(calls)
        self._may = may
        self.way = _ways([*(tour.spot for tour in tours), *(stop.spot for stop in self._stops)], weights)
        none = np.zeros(len(tours))
        self.minutes = np.r_[none, [stop.minutes for stop in self._stops]]
        self.due = np.r_[none, [np.inf if stop.due is None else stop.due for stop in self._stops]]
        self.factor = np.r_[none, [stop.factor for stop in self._stops]]
        self.shifts = _Shifts([tour.hours for tour in tours])
        self.start = self.shifts.worked(np.array([tour.free for tour in tours]))
        place = self._first + self._calls
        self.chains: list[list[int]] = []
        for tour in tours:
            self.chains.append(list(range(place, place + len(tour.stops))))
            place += len(tour.stops)
        self._carried = [list(chain) for chain in self.chains]

    def tours(self) -> tuple[Tour, ...]:
        """The rounds as they are now."""
        return tuple(
            replace(tour, stops=tuple(self._stops[point - self._first] for point in chain))
            for tour, chain in zip(self._tours, self.chains, strict=True)
        )

    def take(self, chains: list[list[int]]) -> None:
        """Go on with these rounds."""
        self.chains = [list(chain) for chain in chains]

    def worth(self, chains: list[list[int]]) -> float:
        """The objective of these rounds."""
        return float(_Tables(self, chains).costs.sum())

    def greedy(self) -> list[list[int]]:
        """The urgent first, each at the end of the round where it costs least."""
        chains = [list(chain) for chain in self._carried]
        ends, lasts = self._ends(chains)
        for call in self._by_urgency():
            there = ends + self.way[lasts, call]
            cost = self._cost(self.shifts.real(there[:, None])[:, 0], np.array([call]))
            cost[~self._may[:, call - self._first]] = FORBIDDEN
            best = int(cost.argmin())
            chains[best].append(call)
            ends[best], lasts[best] = there[best] + self.minutes[call], call
        return chains

    def built(self) -> list[list[int]]:
        """The urgent first, as many at once as there are technicians, each at its best place."""
        self.take(self._carried)
        waiting = self._by_urgency()
        while waiting:
            size = min(AT_ONCE, self._first, len(waiting))
            waiting = [*self._assign(waiting[:size]), *waiting[size:]]
        return self.chains

    def improve(self, goes: Goes) -> int:
        """Rounds until nothing betters any more; returns how many."""
        random, unchanged, done = Random(0), 0, 0
        now = self.worth(self.chains)
        while unchanged < UNCHANGED and done < ROUNDS and goes(done):
            before = now
            self.round(random)
            now = self.worth(self.chains)
            unchanged = 0 if now < before * (1 - 1e-9) - 1e-9 else unchanged + 1
            done += 1
        return done

    def round(self, random: Random) -> None:
        """Take one call out of everybody's round, and assign them anew."""
        out = []
        for worker in random.sample(range(self._first), min(AT_ONCE, self._first)):
            mine = [point for point in self.chains[worker] if point < self._first + self._calls]
            if mine:
                point = random.choice(mine)
                self.chains[worker].remove(point)
                out.append(point)
        while out:
            out = self._assign(out)

    def _assign(self, calls: list[int]) -> list[int]:
        """Give at most one of these to everybody, at its best place; those whom nobody took come back."""
        # Half a second to load, and only this needs it.
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - see above

        costs, places = self.prices(calls)
        takers, taken = linear_sum_assignment(costs)
        rest = set(calls)
        for worker, call in zip(takers.tolist(), taken.tolist(), strict=True):
            if costs[worker, call] < FORBIDDEN:
                self.chains[worker].insert(int(places[worker, call]), calls[call])
                rest.discard(calls[call])
        return [call for call in calls if call in rest]

    def prices(self, points: list[int]) -> tuple[Floats, Ints]:
        """For each technician and call what its best place adds to the objective, and which place it is."""
        tables, calls, ways = _Tables(self, self.chains), np.array(points), self.way
        to_call = ways[tables.before[:, :, None], calls]
        there = tables.leaves[:, :, None] + to_call
        own = self._cost(self.shifts.real(there), calls)
        # By how much everything behind is put off; behind the last there is nothing.
        put_off = to_call + self.minutes[calls]
        put_off[:, :-1] += ways[calls, tables.after[:, :, None]] - tables.between[:, :, None]
        later = tables.comes[:, None, :, None] + put_off[:, :, None, :]
        real = self.shifts.real(later)
        late = np.maximum(0.0, real - tables.due[:, None, :, None]) * tables.factor[:, None, :, None]
        added = late + SOONER * real - tables.costs[:, None, :, None]
        behind = tables.behind[:, :, :, None]
        total = own + np.where(behind, added, 0.0).sum(axis=2)
        total[~tables.is_place] = FORBIDDEN
        places = total.argmin(axis=1)
        costs = np.take_along_axis(total, places[:, None, :], axis=1)[:, 0]
        costs[~self._may[:, calls - self._first]] = FORBIDDEN
        return costs, places

    def _cost(self, real: Floats, calls: Ints) -> Floats:
        cost: Floats = np.maximum(0.0, real - self.due[calls]) * self.factor[calls] + SOONER * real
        return cost

    def _by_urgency(self) -> list[int]:
        points = range(self._first, self._first + self._calls)
        return sorted(points, key=lambda point: (-self.factor[point], self.due[point], point))

    def _ends(self, chains: list[list[int]]) -> tuple[Floats, Ints]:
        tables = _Tables(self, chains)
        last = np.array([len(chain) for chain in chains])
        rows = np.arange(len(chains))
        return tables.leaves[rows, last].copy(), tables.before[rows, last].copy()


class _Tables:
    """Rounds laid side by side: (technician, stop), or (technician, place): before a stop, or last."""

    def __init__(self, rounds: Rounds, chains: list[list[int]]) -> None:
        counts = np.array([len(chain) for chain in chains])
        longest = int(counts.max(initial=0))
        rows = np.arange(len(chains))
        is_stop = np.arange(longest) < counts[:, None]
        self.after = np.zeros((len(chains), longest), dtype=np.int64)
        self.after[is_stop] = [point for chain in chains for point in chain]
        self.before = np.concatenate((rows[:, None], self.after), axis=1)
        self.between = rounds.way[self.before[:, :-1], self.after]
        self.comes = np.zeros(self.after.shape)
        self.leaves = np.empty(self.before.shape)
        self.leaves[:, 0] = rounds.start
        for place in range(longest):
            self.comes[:, place] = self.leaves[:, place] + self.between[:, place]
            self.leaves[:, place + 1] = self.comes[:, place] + rounds.minutes[self.after[:, place]]
        self.due, self.factor = rounds.due[self.after], rounds.factor[self.after]
        real = rounds.shifts.real(self.comes)
        late = np.maximum(0.0, real - self.due) * self.factor
        self.costs = np.where(is_stop, late + SOONER * real, 0.0)
        self.is_place = np.arange(longest + 1) <= counts[:, None]
        places, stops = np.arange(longest + 1)[:, None], np.arange(longest)
        self.behind = (stops >= places) & is_stop[:, None, :]


class _Shifts:
    """The shifts of all technicians as minutes at work, and back to minutes from now."""

    def __init__(self, hours: Sequence[Hours]) -> None:
        # Nothing is planned for the past; who has no end of work has none before FAR.
        spans = [[(max(a, 0.0), min(b, FAR)) for a, b in each.spans if b > 0] for each in hours]
        self._is_plain = all(each == [(0.0, FAR)] for each in spans)
        self._opens = [np.array([a for a, _b in each] or [FAR]) for each in spans]
        lengths = [np.array([b - a for a, b in each] or [0.0]) for each in spans]
        self._ends = [each.cumsum() for each in lengths]
        self._offsets = [
            opens - (ends - length)
            for opens, ends, length in zip(self._opens, self._ends, lengths, strict=True)
        ]

    def worked(self, free: Floats) -> Floats:
        """How much of his work lies before each technician is free."""
        if self._is_plain:
            return free
        found = np.empty(len(free))
        for worker, (opens, ends, offsets) in enumerate(
            zip(self._opens, self._ends, self._offsets, strict=True)
        ):
            at = max(0, int(np.searchsorted(opens, free[worker], side="right")) - 1)
            found[worker] = min(max(free[worker], opens[at]) - offsets[at], ends[at])
        return found

    def real(self, worked: Floats) -> Floats:
        """When so much work is done, for each technician along the first axis."""
        if self._is_plain:
            return worked
        found = np.full(worked.shape, FAR)
        for worker, (ends, offsets) in enumerate(zip(self._ends, self._offsets, strict=True)):
            at = np.searchsorted(ends, worked[worker], side="left")
            is_known = at < len(ends)
            found[worker][is_known] = worked[worker][is_known] + offsets[at[is_known]]
        return found


def _ways(spots: Sequence[Spot | None], weights: Weights) -> Floats:
    """Minutes of travel between all points, as `app.domain.tours.way`."""
    lat = np.radians([np.nan if spot is None else spot.lat for spot in spots])
    lon = np.radians([np.nan if spot is None else spot.lon for spot in spots])
    speed = np.array([weights.speed("" if spot is None else spot.zone) for spot in spots])
    chord = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    minutes: Floats = km * weights.road / speed * 60
    return np.where(np.isnan(minutes), weights.unknown_way, minutes)
