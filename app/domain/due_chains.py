"""Whether promises that are kept one after the other fit into another, at worst over a stretch of time.

Everything here is whole seconds since 1970 in UTC.
"""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain.opening_tape import Tape


class DueRule(ABC):
    """From the start of a clock to its due instant."""

    @abstractmethod
    def due(self, start: int) -> int:
        """The due instant; never earlier for a later start."""

    @property
    @abstractmethod
    def bends(self) -> frozenset[int]:
        """Starts between which the due instant stands still or moves with the start."""

    @abstractmethod
    def starts_due_at(self, instants: Iterable[int]) -> frozenset[int]:
        """Starts, beside the bends, at which the due instant passes one of `instants`."""


class CountedDue(DueRule):
    """So many seconds of open hours, as a tape has them."""

    def __init__(self, tape: Tape, limit_seconds: int) -> None:
        self.tape = tape
        self.limit_seconds = limit_seconds

    def due(self, start: int) -> int:
        """The first instant by which the limit has been worked; the end of the tape if it never is."""
        reached = self.tape.reached(self.tape.worked(start) + self.limit_seconds)
        return self.tape.last if reached is None else reached

    @cached_property
    def bends(self) -> frozenset[int]:
        """Opening and closing edges, and the starts from which an edge is due."""
        return frozenset(self.tape.edges) | self.starts_due_at(self.tape.edges)

    def starts_due_at(self, instants: Iterable[int]) -> frozenset[int]:
        """The first start for each; the last, where there are several, is an opening edge."""
        works = (self.tape.worked(instant) - self.limit_seconds for instant in instants)
        found = (self.tape.reached(work) for work in works if work >= 0)
        return frozenset(start for start in found if start is not None)


class DayDue(DueRule):
    """By the end of a later day: the same for every start of one local day."""

    def __init__(self, midnights: Sequence[int], due_by_day: Sequence[int]) -> None:
        self._midnights = midnights
        self._due_by_day = due_by_day

    def due(self, start: int) -> int:
        """What is due for the day that holds the start."""
        return self._due_by_day[max(bisect_right(self._midnights, start) - 1, 0)]

    @cached_property
    def bends(self) -> frozenset[int]:
        """Local midnights."""
        return frozenset(self._midnights)

    def starts_due_at(self, instants: Iterable[int]) -> frozenset[int]:
        """None but midnights."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Excess:
    """The start from which a chain ends latest after what it has to fit into."""

    start: int
    due: int
    """Of the chain."""
    allowed: int

    @property
    def seconds(self) -> int:
        """How much later it ends."""
        return self.due - self.allowed


def worst_start(chain: Sequence[DueRule], whole: DueRule, since: int, until: int) -> Excess | None:
    """The first of the worst starts in [since, until), if the chain ends after the whole from any.

    It looks at few starts and yet misses none. A due instant as a function of its start is made of straight
    pieces: it moves with the start while both run in open hours, and stands still while the start lies in
    closed hours or in one day of a target in days. Pieces meet at bends: at an edge of the calendar, where
    the start begins or ceases to count; at a start from which the limit ends exactly at an edge, behind
    which the due instant leaps over the closed hours; at a local midnight. A chain g(f(start)) bends where
    f does and where f passes a bend of g. Between two neighbouring bends of the chain and of the whole the
    difference of both is thus one straight line, and the greatest of a line over whole seconds lies at its
    first or its last one: at the second after the one bend or before the other. The bends themselves are
    looked at besides, for a leap may lie on either side of one.
    """
    if _same_hours([*chain, whole]) and _together(chain) <= _together([whole]):
        return None
    worst: Excess | None = None
    for start in sorted(_around(_bends(chain) | whole.bends, since, until)):
        excess = Excess(start, _ends(chain, start), whole.due(start))
        if excess.seconds > (worst.seconds if worst else 0):
            worst = excess
    return worst


def _ends(chain: Sequence[DueRule], start: int) -> int:
    for rule in chain:
        start = rule.due(start)
    return start


def _bends(chain: Sequence[DueRule]) -> frozenset[int]:
    found: frozenset[int] = frozenset()
    for rule in reversed(chain):
        found = rule.bends | rule.starts_due_at(found)
    return found


def _around(bends: Iterable[int], since: int, until: int) -> set[int]:
    seconds = {bend + aside for bend in bends for aside in (-1, 0, 1)} | {since, until - 1}
    return {second for second in seconds if since <= second < until}


def _same_hours(rules: Sequence[DueRule]) -> bool:
    """Whether all count in one calendar: then limits simply add up, for work done is a running sum."""
    tapes = [rule.tape if isinstance(rule, CountedDue) else None for rule in rules]
    return tapes[0] is not None and all(tape is tapes[0] for tape in tapes)


def _together(rules: Sequence[DueRule]) -> int:
    return sum(rule.limit_seconds for rule in rules if isinstance(rule, CountedDue))
