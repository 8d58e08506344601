"""Who should take a call, and why not the others: a score in minutes made of named parts.

Formula and worked numbers: docs/algorithms/dispatch.md.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.dispatch_rules import Asked, Person, Rule, rules_against
from app.domain.dispatch_weights import Weights
from app.domain.tours import Insertion, Stop, Tour, insertions, way_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that waits for a technician."""

    stop: Stop
    asked: Asked
    parts: tuple[str, ...] = ()
    """Parts its fault may need."""
    known_to: frozenset[int] = frozenset()
    """Ids of the technicians who have worked on its terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A technician as the choice sees him."""

    person: Person
    tour: Tour
    open_jobs: int = 0
    van: Mapping[str, int] | None = field(default=None)
    """How many he has of each part; None: nothing is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: how much there is of it, and what it is worth in minutes."""

    name: str
    """travel wait late makes-late load part known-site."""
    amount: float
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A technician held against a call."""

    technician_id: int
    km: float | None
    """The straight line from where he can set out for it first."""
    insertion: Insertion
    parts: tuple[Part, ...]
    skill: str
    """What he is known to be skilled for; empty: nothing is known."""
    needs_parts: bool
    """Whether the fault may need parts, and it is known what the van holds."""
    missing: tuple[str, ...]
    """Parts the fault may need that are not in the van."""
    is_known: bool
    open_jobs: int
    broken: tuple[Rule, ...]

    @property
    def score(self) -> float:
        """Minutes all in all: the least is the best."""
        return sum(part.minutes for part in self.parts)

    @property
    def may_override(self) -> bool:
        """Whether a reason is enough where rules are broken."""
        return all(rule.may_override for rule in self.broken)


def judged(worker: Worker, call: Call, weights: Weights, *, now: datetime, today: date) -> Judged:
    """One technician: the place in his round that costs least, and what speaks for and against."""
    person = worker.person
    best = min(
        insertions(worker.tour, call.stop, weights),
        key=lambda found: (sum(part.minutes for part in _of_time(found, call, weights)), found.place),
    )
    missing = missing_parts(call, worker)
    is_known = person.id in call.known_to
    share = len(missing) / len(call.parts) if call.parts else 0.0
    return Judged(
        technician_id=person.id,
        km=way_km(worker.tour.spot, call.stop.spot),
        insertion=best,
        parts=(
            *_of_time(best, call, weights),
            Part("load", worker.open_jobs, worker.open_jobs * weights.load),
            Part("part", len(missing), share * weights.part),
            Part("known-site", int(is_known), -weights.known_site * is_known),
        ),
        skill=next((code for code in call.asked.codes if code in person.skills), ""),
        needs_parts=bool(call.parts) and worker.van is not None,
        missing=missing,
        is_known=is_known,
        open_jobs=worker.open_jobs,
        broken=rules_against(person, call.asked, weights, now=now, today=today),
    )


def ranked(
    workers: Iterable[Worker], call: Call, weights: Weights, *, now: datetime, today: date
) -> list[Judged]:
    """Who may take it, the best first; then who may with a reason; then who may not."""
    found = [judged(worker, call, weights, now=now, today=today) for worker in workers]
    return sorted(found, key=lambda each: (standing(each.broken), each.score, each.technician_id))


def standing(broken: Collection[Rule]) -> int:
    """0: he may; 1: with a reason; 2: he may not."""
    if not broken:
        return 0
    return 1 if all(rule.may_override for rule in broken) else 2


def _of_time(found: Insertion, call: Call, weights: Weights) -> tuple[Part, ...]:
    """The parts that depend on the place in the round."""
    wait = found.arrival - found.travel
    late = found.late * call.stop.factor
    return (
        Part("travel", found.travel, found.travel * weights.travel),
        Part("wait", wait, _times(wait, weights.wait)),
        Part("late", found.late, _times(late, weights.late)),
        Part("makes-late", found.makes_late_minutes, _times(found.makes_late, weights.makes_late)),
    )


def _times(minutes: float, weight: float) -> float:
    """A weight of nothing takes even what never ends away."""
    return minutes * weight if weight and not math.isnan(minutes) else 0.0


def missing_parts(call: Call, worker: Worker) -> tuple[str, ...]:
    """Parts the fault may need that are not in the van; none where nothing is known of it."""
    van = worker.van
    return () if van is None else tuple(part for part in call.parts if van.get(part, 0) <= 0)
