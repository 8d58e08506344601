"""Figures of penalty clauses in words: shares of prices, sums, amounts of a unit, the edges of a scale."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from app.domain.agreement_table import number_text
from app.domain.money import rial_of
from app.domain.penalties.clauses import REMAINING_VALUE, Bracket, LateUnit, Side
from app.domain.persian import grouped, isolate, persian_digits
from app.i18n import N_, _, chosen, ngettext

PRICES: Mapping[str, str] = {
    "monthly_fee": N_("the monthly fee of the terminal"),
    "install_fee": N_("the fee of an installation"),
    "visit_fee": N_("the fee of a visit"),
    "pm_fee": N_("the fee of a periodic visit"),
    "month_invoice": N_("the invoice of the month"),
    "quarter_invoice": N_("the invoice of the quarter"),
}
"""Prices under their usual names; any other is said by its own."""

USUAL: Mapping[str, str] = {
    "availability": N_("availability"),
    "in-time": N_("share done in time"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "support": N_("support"),
    "quality": N_("quality"),
    "em-resolve": N_("repair in time"),
    "pm": N_("periodic visit in time"),
    "install": N_("installation in time"),
    "first-time-fix": N_("fixed at the first visit"),
    "data-accuracy": N_("accuracy of records"),
    "merchant-complaint": N_("complaints of merchants"),
}
"""Figures, severities, pools and service levels under their usual names; any other is said by its own."""

LONGEST_PERCENT = 4
"""Decimals of a percentage that can be read; any other share is said in parts."""

Measure = Callable[[Fraction], str]
"""Says so much of what the edges of a scale are stated in."""

_MARKS: Mapping[str, Mapping[str, str]] = {"fa": {",": "،", ";": "؛"}, "en": {}}


def price_name(name: str) -> str:
    """A price in words; an unusual one by its own name."""
    if name == REMAINING_VALUE:
        return _("the value that is late")
    return _(PRICES[name]) if name in PRICES else isolate(name)


def usual_name(name: str) -> str:
    """A figure, a severity, a pool or a service level in words."""
    return _(USUAL[name]) if name in USUAL else isolate(name)


def share_of_price(rate: Fraction, base: str, prices: Mapping[str, Decimal]) -> str:
    """ "10% of the fee of a visit (250,000 rials)"; without the sum where the price is not known."""
    said = _("{share} of {price}").format(share=share(rate), price=price_name(base))
    if base not in prices:
        return said
    return f"{said} ({rial(rial_of(rate * Fraction(prices[base])))})"


def share(rate: Fraction) -> str:
    """A share in percent, or in parts where percent would not be exact: "10%", "1/3"."""
    figures = number_text(rate * 100)
    if "/" in figures or len(figures.partition(".")[2]) > LONGEST_PERCENT:
        return isolate(_digits(f"{rate.numerator}/{rate.denominator}"))
    return _digits(figures) + ("٪" if chosen() == "fa" else "%")


def number(value: Fraction) -> str:
    """An exact number."""
    return grouped(int(value), chosen()) if value.denominator == 1 else _digits(number_text(value))


def rial(amount: Decimal) -> str:
    """A sum."""
    return _("{amount} rials").format(amount=grouped(amount, chosen()))


def joined(words: Sequence[str], mark: str) -> str:
    """Words one after the other, set apart by a mark of the language."""
    return f"{_MARKS[chosen()].get(mark, mark)} ".join(words)


def amount_of(unit: LateUnit, value: Fraction) -> str:
    """So much of a unit: "2 hours", "7.2 hours", "99.5%"."""
    if unit is LateUnit.PERCENT:
        return share(value / 100)
    count = int(value) if value.denominator == 1 else 2
    said = {
        LateUnit.EVENT: ngettext("{count} event", "{count} events", count),
        LateUnit.HOUR: ngettext("{count} hour", "{count} hours", count),
        LateUnit.DAY: ngettext("{count} day", "{count} days", count),
        LateUnit.WEEK: ngettext("{count} week", "{count} weeks", count),
        LateUnit.POINT: ngettext("{count} point", "{count} points", count),
        LateUnit.VIOLATION: ngettext("{count} violation", "{count} violations", count),
    }[unit]
    return said.format(count=number(value))


def edges(bracket: Bracket, above: Bracket | None, *, measure: Measure, bare: Measure) -> str:
    """From where to where a bracket goes, and which edge is part of it; `bare` leaves the unit to the end."""
    low = measure(bracket.low) if bracket.high is None else bare(bracket.low)
    if bracket.high is None:
        if not bracket.low and bracket.side is Side.FROM:
            return _("always")
        return (_("over {low}") if bracket.side is Side.OVER else _("from {low}")).format(low=low)
    ends_below = above is None or above.side is Side.FROM
    high = measure(bracket.high)
    if not bracket.low and bracket.side is Side.FROM:
        return (_("below {high}") if ends_below else _("up to {high}")).format(high=high)
    said = {
        (Side.FROM, True): _("from {low} to below {high}"),
        (Side.FROM, False): _("from {low} to {high}"),
        (Side.OVER, True): _("over {low} to below {high}"),
        (Side.OVER, False): _("over {low} to {high}"),
    }[bracket.side, ends_below]
    return said.format(low=low, high=high)


def _digits(figures: str) -> str:
    return persian_digits(figures).replace(".", "٫") if chosen() == "fa" else figures
