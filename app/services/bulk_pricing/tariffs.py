"""What a clause takes for columns of lateness: the exact rule in whole numbers, or no tariff at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, lcm
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.domain.penalties.charging import item_cap, price_named
from app.domain.penalties.clauses import (
    NOTHING,
    Edges,
    LateUnit,
    PenaltyClause,
    Rounding,
    Side,
    TierMode,
    Trigger,
)
from app.domain.penalties.tiers import value_of, worth

Rial: TypeAlias = NDArray[np.int64]
Column: TypeAlias = NDArray[np.int64]
Places: TypeAlias = NDArray[np.intp]

MOST = 2**62
"""No figure of a column may reach it: twice of it still is an int64."""

SECONDS_OF = {LateUnit.HOUR: 3600, LateUnit.DAY: 86_400, LateUnit.WEEK: 604_800}
DATES_OF = {LateUnit.DAY: 1, LateUnit.WEEK: 7}


class TooLarge(Exception):  # noqa: N818 - not an error: the exact rules take over
    """A figure that an int64 might not hold."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A worth by counted parts: from `starts[i]` on (slopes[i] × parts + rests[i]) / whole; none for none."""

    starts: Column
    slopes: list[int]
    rests: list[int]
    whole: int

    def of(self, parts: Column) -> Rial:
        """Whole rial, rounded half up; raises TooLarge."""
        most = max(int(parts.max(initial=0)), 1)
        if max(map(abs, self.slopes)) * most + max(map(abs, self.rests)) + self.whole >= MOST:
            raise TooLarge
        slopes, rests = np.array(self.slopes, np.int64), np.array(self.rests, np.int64)
        if len(self.starts) == 1:
            worth: Rial = parts * slopes[0] + rests[0]
        else:
            step = np.searchsorted(self.starts, parts, side="right") - 1
            worth = parts * slopes.take(step) + rests.take(step)
        if self.whole > 1:
            worth = (2 * worth + self.whole) // (2 * self.whole)
        worth[parts == 0] = 0
        return worth


@dataclass(frozen=True, slots=True)
class Tariff:
    """One clause over lateness counted in one measure, seconds or local dates."""

    free: int
    """Taken off each figure, in the finer parts it is multiplied by."""
    finer: int
    unit: int
    """Parts of the measure that make one unit; 0: an event, whatever the figure."""
    rounding: Rounding
    parts: int
    """Counted parts that make one unit."""
    worth: Steps
    most_parts: int | None
    cap: int | None

    def charge(self, figures: Column) -> tuple[Rial, Rial]:
        """What each is worth before caps of its own, and what is payable of it; raises TooLarge."""
        parts = self._parts(figures)
        most = int(parts.max(initial=0))
        if most < len(parts):
            # Reckoned once for every number of units there is, and looked up.
            amounts, payables = self._of(np.arange(most + 1, dtype=np.int64))
            amount = amounts.take(parts)
            return amount, amount if payables is amounts else payables.take(parts)
        return self._of(parts)

    def _of(self, parts: Column) -> tuple[Rial, Rial]:
        amount = self.worth.of(parts)
        payable = amount
        if self.most_parts is not None:
            payable = np.minimum(amount, self.worth.of(np.minimum(parts, self.most_parts)))
        return amount, payable if self.cap is None else np.minimum(payable, self.cap)

    def _parts(self, figures: Column) -> Column:
        if not self.unit:
            return np.full(len(figures), self.parts, np.int64)
        if int(figures.max(initial=0)) * self.finer + self.free >= MOST // max(self.parts, 1):
            raise TooLarge
        late = figures
        if self.finer > 1 or self.free:
            late = np.maximum(figures * self.finer - self.free, 0)
        if self.rounding is Rounding.EXACT:
            return late * (self.parts // self.unit)
        units = late // self.unit if self.rounding is Rounding.WHOLE else -(-late // self.unit)
        return units * self.parts


def tariff_of(clause: PenaltyClause, prices: Mapping[str, Decimal], *, in_dates: bool) -> Tariff:
    """The tariff of a mirrored clause for figures in local dates or seconds.

    Raises RuleBroken("no-base-price") as the exact rules do.
    """
    base = price_named(clause, clause.base, prices) if clause.base else Decimal(0)
    sizes = DATES_OF if in_dates and clause.unit in DATES_OF else SECONDS_OF
    size = sizes.get(clause.unit, 0)
    finer = clause.free_units.denominator
    unit = size * finer
    # Counted parts are fine enough for a part of a unit, and for the most units.
    parts = unit if clause.rounding is Rounding.EXACT and unit else 1
    most = None if clause.most_units is None else Fraction(clause.most_units)
    if most is not None:
        parts = lcm(parts, most.denominator)
    cap = item_cap(clause, base, prices)
    return Tariff(
        free=clause.free_units.numerator * size,
        finer=finer,
        unit=unit,
        rounding=clause.rounding,
        parts=parts,
        worth=_steps(clause, Fraction(base), parts),
        most_parts=None if most is None or most * parts >= MOST else int(most * parts),
        cap=None if cap is None or cap >= MOST else int(cap),
    )


def is_mirrored(clause: PenaltyClause) -> bool:
    """Whether its charge for a missed promise is a matter of one figure alone."""
    return (
        clause.trigger is Trigger.MISSED
        and not clause.gives_points
        and clause.edges is Edges.UNITS
        and clause.step_in_rate is None
        and not (clause.unit is LateUnit.EVENT and clause.free_units)
    )


def _steps(clause: PenaltyClause, base: Fraction, parts: int) -> Steps:
    """Its worth by counted parts, over one common denominator."""
    lines = _lines(clause, base, parts)
    slopes = [slope / parts for _start, slope, _rest in lines]
    rests = [rest for _start, _slope, rest in lines]
    whole = lcm(*(number.denominator for number in (*slopes, *rests)))
    return Steps(
        np.array([min(start, MOST) for start, _slope, _rest in lines], np.int64),
        [int(slope * whole) for slope in slopes],
        [int(rest * whole) for rest in rests],
        whole,
    )


def _lines(clause: PenaltyClause, base: Fraction, parts: int) -> list[tuple[int, Fraction, Fraction]]:
    """From which part on: what each unit costs, and what is added."""
    brackets = clause.brackets
    if not brackets:
        return [(0, clause.rate * base if clause.base else Fraction(clause.amount), NOTHING)]
    if clause.tiers is TierMode.MARGINAL:
        edges = {edge for bracket in brackets for edge in (bracket.low, bracket.high) if edge is not None}
        return [_slice(clause, base, parts, edge) for edge in sorted({NOTHING, *edges})]
    lines = []
    for bracket in brackets:
        edge, value = bracket.low * parts, value_of(bracket, base)
        start = ceil(edge) if bracket.side is Side.FROM else floor(edge) + 1
        is_flat = clause.tiers is TierMode.FLAT
        lines.append((start, NOTHING if is_flat else value, value if is_flat else NOTHING))
    return [(0, *lines[0][1:]), *lines[1:]]


def _slice(
    clause: PenaltyClause, base: Fraction, parts: int, edge: Fraction
) -> tuple[int, Fraction, Fraction]:
    """Marginal brackets from an edge on: those that still grow, and what was gathered before."""
    growing = [b for b in clause.brackets if b.low <= edge and (b.high is None or b.high > edge)]
    slope = sum((value_of(bracket, base) for bracket in growing), NOTHING)
    at_edge = worth(clause.brackets, edge, TierMode.MARGINAL, base=base, scale=Fraction(1))
    return ceil(edge * parts), slope, at_edge - slope * edge
