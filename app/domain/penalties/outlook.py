"""How far it is to what costs more: the next bracket of a month, and its caps (product.md, capability 20)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.money import rial_of
from app.domain.penalties.charging import Prices, price_named
from app.domain.penalties.clauses import Bracket, Cap, PenaltyClause, Side
from app.domain.penalties.tiers import bracket_of, value_of, worth

FARTHEST = 1_000_000
"""Misses beyond which no step is looked for."""

_HUNDRED = Fraction(100)
_NOTHING = Decimal(0)


class StepKind(StrEnum):
    """What the next step is one of."""

    COMPLIANCE = "compliance"
    POINTS = "points"
    CAP = "cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """So many more misses until something else holds; sums in whole rial."""

    kind: StepKind
    clause: str
    """Code of the clause; of a cap its scope."""
    metric: str = ""
    misses: int
    """At least so many; of a cap as many as cost what is left if each is as dear as those before. 0: now."""
    figure: Fraction
    """Percent kept, points, or rial payable, as it stands."""
    edge: Fraction
    """The figure at which the step begins."""
    now: Decimal = _NOTHING
    then: Decimal = _NOTHING
    """What a bracket costs now, and then; of a cap what is payable, and the most."""
    rate_now: Fraction | None = None
    rate_then: Fraction | None = None
    """The shares that brackets state; None where they state a sum."""


@dataclass(frozen=True, slots=True)
class Promised:
    """The promises of a period that one clause counts, those still open held to be kept."""

    met: int
    missed: int
    open: int

    def share(self, misses: int = 0) -> Fraction:
        """Percent kept after so many more misses: of open promises first, then of promises that come anew."""
        kept = self.met + max(self.open - misses, 0)
        return _HUNDRED * kept / (self.met + self.missed + max(self.open, misses))


def next_compliance(clause: PenaltyClause, promised: Promised, prices: Prices) -> NextStep | None:
    """The next costlier bracket of percent kept; None where there is none, or nothing to count."""
    if not clause.brackets or not promised.met + promised.missed + promised.open:
        return None
    base, figure = _base(clause, prices), promised.share()
    here = bracket_of(clause.brackets, figure)
    dearer = [
        bracket
        for bracket in clause.brackets
        if bracket.low < here.low and value_of(bracket, base) > value_of(here, base)
    ]
    if not dearer or dearer[-1].high is None:
        return None
    edge = dearer[-1].high
    misses = _first(lambda count: bracket_of(clause.brackets, promised.share(count)).low <= dearer[-1].low)
    if misses is None:
        return None
    then = bracket_of(clause.brackets, promised.share(misses))
    return _step(StepKind.COMPLIANCE, clause, misses, figure, edge, brackets=(here, then), base=base)


def next_points(
    clause: PenaltyClause, points: Fraction, most_of_one: Fraction, prices: Prices
) -> NextStep | None:
    """The next costlier bracket of points, if each further miss gives the most that one can give."""
    if not clause.brackets or most_of_one <= 0:
        return None
    base, here = _base(clause, prices), bracket_of(clause.brackets, points)
    dearer = [
        bracket
        for bracket in clause.brackets
        if bracket.low > here.low and value_of(bracket, base) > value_of(here, base)
    ]
    if not dearer:
        return None
    then = dearer[0]
    gap = (then.low - points) / most_of_one
    misses = max(gap.__floor__() + 1 if then.side is Side.OVER else gap.__ceil__(), 1)
    step = _step(StepKind.POINTS, clause, misses, points, then.low, brackets=(here, then), base=base)
    now, later = (
        rial_of(worth(clause.brackets, sum_, clause.tiers, base=base, scale=Fraction(1)))
        for sum_ in (points, points + misses * most_of_one)
    )
    return replace(step, now=now, then=later)


def next_cap(cap: Cap, payable: Decimal, of_one: Decimal, prices: Prices) -> NextStep | None:
    """How many misses are left to a cap, each as dear as `of_one`; None where it is not reached by any."""
    limit = rial_of(Fraction(prices[cap.base]) * cap.rate) if cap.base in prices else cap.amount
    left = max(limit - payable, _NOTHING)
    if left and not of_one:
        return None
    return NextStep(
        kind=StepKind.CAP,
        clause=cap.scope.value,
        misses=(Fraction(left) / Fraction(of_one)).__ceil__() if left else 0,
        figure=Fraction(payable),
        edge=Fraction(limit),
        now=payable,
        then=limit,
    )


def _step(
    kind: StepKind,
    clause: PenaltyClause,
    misses: int,
    figure: Fraction,
    edge: Fraction,
    *,
    brackets: tuple[Bracket, Bracket],
    base: Fraction,
) -> NextStep:
    now, then = brackets
    return NextStep(
        kind=kind,
        clause=clause.code,
        metric=clause.metric,
        misses=misses,
        figure=figure,
        edge=edge,
        now=rial_of(value_of(now, base)),
        then=rial_of(value_of(then, base)),
        rate_now=now.rate,
        rate_then=then.rate,
    )


def _base(clause: PenaltyClause, prices: Prices) -> Fraction:
    return Fraction(price_named(clause, clause.base, prices)) if clause.base else Fraction(0)


def _first(holds: Callable[[int], bool]) -> int | None:
    """The least count from 1 on from which it holds; it goes on to hold."""
    if not holds(FARTHEST):
        return None
    low, high = 0, FARTHEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
