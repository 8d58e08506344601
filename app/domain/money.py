"""Rial: exact Decimal sums, rounded once, half up, to whole rial (product.md, semantics 13)."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

# Wide enough that no product of a rate and a fee is rounded before the line is.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

MOST_RIAL = 10**15
"""A greater sum that somebody writes down is a mistake."""

_LONGEST = 30
_WHOLE = Decimal(1)


def whole_rial(amount: Decimal) -> Decimal:
    """`amount` rounded half up to whole rial: the one rounding rule of the program."""
    return amount.quantize(_WHOLE, context=EXACT)


def is_rial(text: str) -> bool:
    """Whether a text is a sum in whole rial, in Latin digits."""
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST and int(text) <= MOST_RIAL


def decimal_of(number: Fraction) -> Decimal:
    """An exact number in decimals, a third to sixty places: to be shown, not to be reckoned with."""
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def rial_of(sum_: Fraction) -> Decimal:
    """An exact sum, not below zero, rounded half up to whole rial."""
    return Decimal((2 * sum_.numerator + sum_.denominator) // (2 * sum_.denominator))
