"""A sum spread over others in proportion, to the last rial; and what part of a sum another is."""

from collections.abc import Sequence
from decimal import Decimal

from app.domain.money import EXACT

_HUNDRED = Decimal(100)
_KEPT = Decimal("0.000001")


def spread(total: Decimal, over: Sequence[Decimal]) -> list[Decimal]:
    """Whole rial of `total` for each sum of `over`, in proportion; none gets more than it is.

    What is left by rounding down goes to the greatest remainders, the first of equals first. What is
    zero or below gets nothing. `total` is whole rial from 0 to the sum of the positive ones.
    """
    positive = [max(amount, Decimal(0)) for amount in over]
    whole = sum(positive, Decimal(0))
    if not total:
        return [Decimal(0)] * len(positive)
    parts = [divmod(int(total) * int(amount), int(whole)) for amount in positive]
    found = [Decimal(part) for part, _rest in parts]
    left = int(total - sum(found))
    by_rest = sorted(range(len(parts)), key=lambda place: -parts[place][1])
    for place in by_rest[:left]:
        found[place] += 1
    return found


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """What percent of `whole` the `part` is, rounded up to a millionth: no edge is passed unseen."""
    if not whole:
        return Decimal(0)
    exact = EXACT.divide(EXACT.multiply(part, _HUNDRED), whole)
    return exact.quantize(_KEPT, rounding="ROUND_CEILING", context=EXACT)
