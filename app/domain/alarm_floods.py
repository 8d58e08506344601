"""Floods: alarms that came together, or of one cause, stand as one group; what is critical stands alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

CRITICAL = "P1"


@dataclass(frozen=True, slots=True)
class FloodRules:
    """When alarms are a flood."""

    alarms: int = 10
    """More new alarms than this within the minutes are one, whatever their cause."""
    minutes: int = 10
    jobs: int = 5
    """So many jobs of one cause within the minutes are one."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What alarms of a flood have in common; empty: they do not differ by it."""

    contractor: str = ""
    city: str = ""
    fault: str = ""
    model: str = ""

    def shared(self, other: "Cause") -> "Cause":
        """What both have in common."""
        pairs = zip(self.parts(), other.parts(), strict=True)
        return Cause(*(mine if mine == theirs else "" for mine, theirs in pairs))

    def parts(self) -> tuple[str, str, str, str]:
        """Contractor, city, fault, terminal model."""
        return self.contractor, self.city, self.fault, self.model


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An alarm as the grouping sees it; `side` keeps apart what never stands in one group."""

    id: int
    job_id: int
    priority: str
    announced_at: datetime
    cause: Cause
    side: str = ""


@dataclass(frozen=True, slots=True)
class Flood:
    """Alarms that stand as one card."""

    members: tuple[Member, ...]
    """From the earliest on."""
    cause: Cause

    @property
    def key(self) -> int:
        """Names the flood for as long as its first alarm is in it."""
        return self.members[0].id

    @property
    def jobs(self) -> int:
        """How many jobs are behind it."""
        return len({member.job_id for member in self.members})


def floods(members: Iterable[Member], rules: FloodRules) -> list[Flood]:
    """The floods among alarms, the earliest first; a P1 is never in one.

    First those of a telling cause (two of contractor, city, fault and model in common) over `rules.jobs`
    jobs, then more than `rules.alarms` alarms with one of them in common, then as many without any.
    """
    sides: dict[str, list[Member]] = defaultdict(list)
    for member in sorted(members, key=lambda member: (member.announced_at, member.id)):
        if member.priority != CRITICAL:
            sides[member.side].append(member)
    found = [flood for side in sides.values() for flood in _of_one_side(side, rules)]
    return sorted(found, key=lambda flood: (flood.members[0].announced_at, flood.key))


def _of_one_side(waiting: list[Member], rules: FloodRules) -> Iterator[Flood]:
    window = timedelta(minutes=rules.minutes)
    for width in (2, 1, 0):
        for key, alike in _alike(waiting, width):
            left = {member.id for member in waiting}
            for crowd in _crowds([member for member in alike if member.id in left], window, rules, width):
                taken = {member.id for member in crowd}
                waiting = [member for member in waiting if member.id not in taken]
                yield Flood(tuple(crowd), _common(crowd) if width else key)


def _alike(members: Sequence[Member], width: int) -> list[tuple[Cause, list[Member]]]:
    """Members by each combination of `width` causes that they share, the most frequent first."""
    names = ("contractor", "city", "fault", "model")
    by_cause: dict[Cause, list[Member]] = defaultdict(list)
    for member in members:
        told = [(name, value) for name, value in zip(names, member.cause.parts(), strict=True) if value]
        for chosen in combinations(told, width):
            by_cause[Cause(**dict(chosen))].append(member)
    return sorted(by_cause.items(), key=lambda item: (-len(item[1]), item[0].parts()))


def _crowds(
    members: Sequence[Member], window: timedelta, rules: FloodRules, width: int
) -> Iterator[list[Member]]:
    """Stretches of members in which some window holds enough of them."""
    within: set[int] = set()
    start = 0
    jobs: Counter[int] = Counter()
    for end, member in enumerate(members):
        jobs[member.job_id] += 1
        while member.announced_at - members[start].announced_at > window:
            jobs[members[start].job_id] -= 1
            jobs += Counter()
            start += 1
        is_flood = len(jobs) >= rules.jobs if width > 1 else end - start + 1 > rules.alarms
        if is_flood and len(jobs) > 1:
            within |= set(range(start, end + 1))
    crowd: list[Member] = []
    for place in sorted(within):
        if crowd and place - 1 not in within:
            yield crowd
            crowd = []
        crowd.append(members[place])
    if crowd:
        yield crowd


def _common(members: Sequence[Member]) -> Cause:
    cause = members[0].cause
    for member in members[1:]:
        cause = cause.shared(member.cause)
    return cause
