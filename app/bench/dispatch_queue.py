"""A queue of calls to all technicians: how late they come, and what a round takes, beside rules of thumb."""

import heapq
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from app.bench.row import BenchRow, Goal, Peer, Sizes, seconds_of
from app.domain.dispatch_weights import SHIPPED
from app.domain.tours import Spot, Stop, Tour, arrivals, insertions, way
from app.services.dispatch_rounds import SOONER, Rounds, planned

CALLS, TECHNICIANS = 200, 40
ROUNDS_TIMED = 40
TARGETS = {8.0: 120.0, 4.0: 240.0, 2.0: 480.0, 1.0: 600.0}
"""Minutes on site by the factor of the priority, as in zone A; P4, which has none, within a working day."""
SHARES = (10, 35, 35, 20)
LEFT = (0.1, 0.6)
"""How much of its target a call that waits has left, at least and at most."""

Rule = Callable[[Stop, float, float], float | tuple[float, float]]
"""Of a call, the instant a technician is free, and his way to it: the least is taken."""


def dispatch_queue(sizes: Sizes) -> Iterator[BenchRow]:
    """The weighted lateness of all instances together, and one round of the solver."""
    may = np.ones((TECHNICIANS, CALLS), dtype=bool)
    mine, theirs = 0.0, 0.0
    best: dict[str, int] = {}
    rounds = []
    for seed in range(sizes.queues):
        tours, calls = instance(seed)
        mine += lateness(planned(tours, calls, may, SHIPPED).tours)
        by_rule = greedy_latenesses(tours, calls)
        winner = min(by_rule, key=lambda name: (by_rule[name], name))
        best[winner] = best.get(winner, 0) + 1
        theirs += by_rule[winner]
        rounds.append(seconds_of(lambda: _timed_rounds(tours, calls), 1)[0] * 1000 / ROUNDS_TIMED)  # noqa: B023
    names = ", ".join(f"{name} {count}" for name, count in sorted(best.items()))
    yield BenchRow(
        name="dispatch-queue",
        rows=CALLS,
        unit="weighted min late",
        repeats=(mine,),
        peer=Peer(name=f"best of 5 greedy rules ({names})", measured=theirs),
        goal=Goal(ratio=1 / 0.7),
    )
    yield _round_row(tuple(rounds))


def instance(seed: int) -> tuple[list[Tour], list[Stop]]:
    """200 calls and 40 technicians in a city; half an hour from end to end, four priorities."""
    random = Random(seed)

    def spot() -> Spot:
        return Spot(35.70 + random.gauss(0, 0.09), 51.40 + random.gauss(0, 0.12), "A")

    tours = [Tour(spot(), free=random.uniform(0, 60)) for _ in range(TECHNICIANS)]
    calls = []
    for number in range(CALLS):
        factor = random.choices(tuple(TARGETS), SHARES)[0]
        due = random.uniform(*LEFT) * TARGETS[factor]
        calls.append(Stop(number, spot(), random.choice((10.0, 15.0, 20.0, 30.0, 45.0)), due, factor))
    return tours, calls


def lateness(tours: Sequence[Tour]) -> float:
    """Minutes late times their factors."""
    return sum(
        stop.factor * stop.lateness(at)
        for tour in tours
        for stop, at in zip(tour.stops, arrivals(tour, SHIPPED), strict=True)
    )


def greedy_latenesses(tours: Sequence[Tour], calls: Sequence[Stop]) -> dict[str, float]:
    """The lateness of each rule of thumb; the weighted ones are two."""
    rounds = Rounds(tours, calls, np.ones((len(tours), len(calls)), dtype=bool), SHIPPED)
    rounds.take(rounds.greedy())
    found = {name: lateness(by_rule(tours, calls, rule)) for name, rule in RULES.items()}
    return {**found, "weighted greedy": lateness(rounds.tours())}


def by_rule(tours: Sequence[Tour], calls: Sequence[Stop], rule: Rule) -> list[Tour]:
    """Whoever is free first takes the call that the rule puts first, until none waits."""
    free = [(tour.free, place) for place, tour in enumerate(tours)]
    heapq.heapify(free)
    spots = [tour.spot for tour in tours]
    chains: list[list[Stop]] = [[] for _ in tours]
    waiting = list(calls)
    while waiting:
        at, place = heapq.heappop(free)
        spot = spots[place]
        call = min(waiting, key=lambda each: rule(each, at, way(spot, each.spot, SHIPPED)))
        waiting.remove(call)
        chains[place].append(call)
        heapq.heappush(free, (at + way(spot, call.spot, SHIPPED) + call.minutes, place))
        spots[place] = call.spot
    return [replace(tour, stops=tuple(chain)) for tour, chain in zip(tours, chains, strict=True)]


def _urgency(call: Stop, at: float, travel: float) -> float:
    """Apparent tardiness cost: weight over time needed, fading with the slack."""
    slack = max(0.0, (math.inf if call.due is None else call.due) - at - travel)
    return -call.factor / (travel + call.minutes) * math.exp(-slack / 80)


RULES: Mapping[str, Rule] = {
    "apparent tardiness": _urgency,
    "EDD": lambda call, _at, _travel: math.inf if call.due is None else call.due,
    "nearest": lambda _call, _at, travel: travel,
    "FIFO": lambda call, _at, _travel: call.job,
}


def _timed_rounds(tours: Sequence[Tour], calls: Sequence[Stop]) -> None:
    rounds = Rounds(tours, calls, np.ones((len(tours), len(calls)), dtype=bool), SHIPPED)
    rounds.take(rounds.greedy())
    random = Random(0)
    for _ in range(ROUNDS_TIMED):
        rounds.round(random)


def _round_row(milliseconds: tuple[float, ...]) -> BenchRow:
    """One round beside the same prices reckoned call by call in the domain."""
    tours, calls = instance(0)
    rounds = Rounds(tours, calls, np.ones((len(tours), len(calls)), dtype=bool), SHIPPED)
    rounds.take(rounds.greedy())
    out = []
    for chain in rounds.chains:
        out.append(chain.pop())
    costs, _places = rounds.prices(out)
    held, moved = rounds.tours(), [calls[point - len(tours)] for point in out]
    plain = [[_price(tour, call) for call in moved] for tour in held]
    taken = seconds_of(lambda: [[_price(tour, call) for call in moved] for tour in held], 1)[0] * 1000
    return BenchRow(
        name="dispatch-queue-round",
        rows=CALLS,
        unit="ms",
        repeats=milliseconds,
        peer=Peer(
            name="prices call by call",
            measured=taken,
            is_equal=bool(np.allclose(costs, plain, rtol=1e-9, atol=1e-6)),
        ),
        goal=Goal(limit=5),
    )


def _price(tour: Tour, call: Stop) -> float:
    """What the best place for a call adds to the objective."""
    before = sum(arrivals(tour, SHIPPED))
    return min(
        call.factor * found.late
        + found.makes_late
        + SOONER * (sum(arrivals(_with(tour, call, found.place), SHIPPED)) - before)
        for found in insertions(tour, call, SHIPPED)
    )


def _with(tour: Tour, call: Stop, place: int) -> Tour:
    return replace(tour, stops=(*tour.stops[:place], call, *tour.stops[place:]))
