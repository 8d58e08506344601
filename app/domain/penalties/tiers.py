"""Scales of brackets: which one holds a figure, and what a quantity is worth in each mode."""

from collections.abc import Sequence
from fractions import Fraction

from app.domain.penalties.clauses import NOTHING, Bracket, Side, TierMode


def bracket_of(brackets: Sequence[Bracket], figure: Fraction) -> Bracket:
    """The bracket that holds a figure of zero or more: they begin at zero and leave no gap."""
    found = brackets[0]
    for bracket in brackets[1:]:
        if figure > bracket.low or (figure == bracket.low and bracket.side is Side.FROM):
            found = bracket
    return found


def worth(
    brackets: Sequence[Bracket], quantity: Fraction, mode: TierMode, *, base: Fraction, scale: Fraction
) -> Fraction:
    """What a quantity costs, exactly; rates are shares of `base`, edges are counted in units of `scale`."""
    if mode is TierMode.MARGINAL:
        return sum(
            (_slice(bracket, quantity, scale) * value_of(bracket, base) for bracket in brackets), NOTHING
        )
    value = value_of(bracket_of(brackets, quantity / scale), base)
    return value if mode is TierMode.FLAT else value * quantity


def value_of(bracket: Bracket, base: Fraction) -> Fraction:
    """What one unit, or in flat mode the whole, counts in a bracket."""
    if bracket.rate is not None:
        return bracket.rate * base
    stated = bracket.amount if bracket.amount is not None else bracket.points
    return NOTHING if stated is None else Fraction(stated)


def violations(brackets: Sequence[Bracket], figure: Fraction) -> Fraction:
    """How many violations a measured figure stands for."""
    bracket = bracket_of(brackets, figure)
    count = Fraction(bracket.points or 0)
    if bracket.per is None or bracket.high is None:
        return count
    return count * -((figure - bracket.high) // bracket.per)


def _slice(bracket: Bracket, quantity: Fraction, scale: Fraction) -> Fraction:
    top = quantity if bracket.high is None else min(quantity, bracket.high * scale)
    return max(top - bracket.low * scale, NOTHING)
