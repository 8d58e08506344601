"""A penalty clause in one plain sentence of the chosen language, for whoever signs it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from app.domain.agreement_table import number_text
from app.domain.events import Service
from app.domain.money import rial_of
from app.domain.penalties.clauses import LateUnit, PenaltyClause, Rounding, Trigger
from app.domain.persian import grouped, isolate, persian_digits
from app.i18n import N_, _, chosen, ngettext
from app.services.code_words import SERVICES, priority_mark, worded

TRIGGERS: Mapping[str, str] = {
    "acknowledge": N_("Acknowledged late"),
    "dispatch": N_("Dispatched late"),
    "accept": N_("Accepted late"),
    "arrive": N_("Late on site"),
    "resolve": N_("Repaired late"),
    "install": N_("Installed late"),
    "pm": N_("Periodic visit late or not done"),
    "appointment": N_("Appointment not kept"),
}
"""What went wrong, by the metric that was missed."""

PRICES: Mapping[str, str] = {
    "monthly_fee": N_("the monthly fee of the terminal"),
    "install_fee": N_("the fee of an installation"),
    "visit_fee": N_("the fee of a visit"),
    "pm_fee": N_("the fee of a periodic visit"),
    "month_invoice": N_("the invoice of the month"),
    "quarter_invoice": N_("the invoice of the quarter"),
}
"""Prices under their usual names; any other is said by its own."""

_PER = {
    (LateUnit.HOUR, Rounding.STARTED): N_("for each hour begun"),
    (LateUnit.HOUR, Rounding.WHOLE): N_("for each full hour"),
    (LateUnit.HOUR, Rounding.EXACT): N_("for each hour and its parts in proportion"),
    (LateUnit.DAY, Rounding.STARTED): N_("for each day begun"),
    (LateUnit.DAY, Rounding.WHOLE): N_("for each full day"),
    (LateUnit.DAY, Rounding.EXACT): N_("for each day and its parts in proportion"),
    (LateUnit.WEEK, Rounding.STARTED): N_("for each week begun"),
    (LateUnit.WEEK, Rounding.WHOLE): N_("for each full week"),
    (LateUnit.WEEK, Rounding.EXACT): N_("for each week and its parts in proportion"),
}

_PERSIAN_MARKS = str.maketrans({",": "،", ";": "؛"})


def clause_sentence(clause: PenaltyClause, prices: Mapping[str, Decimal]) -> str:
    """What the clause takes, for what, and how much at most; `prices` in rial by name."""
    if clause.trigger is not Trigger.MISSED or clause.brackets or clause.points is not None:
        return f"{clause.title[chosen()]}."
    parts = [f"{_charge(clause, prices)} {_per(clause)}"]
    if clause.most_units is not None:
        parts.append(_most_units(clause.unit, clause.most_units))
    parts += [_("at most {cap} for one case").format(cap=cap) for cap in _caps(clause, prices)]
    return f"{_(TRIGGERS[clause.metric])}{_scope(clause)}: {_joined(parts, ';')}."


def price_name(name: str) -> str:
    """A price in words; an unusual one by its own name."""
    return _(PRICES[name]) if name in PRICES else isolate(name)


def _charge(clause: PenaltyClause, prices: Mapping[str, Decimal]) -> str:
    if not clause.base:
        return _rial(clause.amount)
    return _share(clause.rate, clause.base, prices)


def _share(rate: Fraction, base: str, prices: Mapping[str, Decimal]) -> str:
    said = _("{share} of {price}").format(share=_percent(rate), price=price_name(base))
    if base not in prices:
        return said
    return f"{said} ({_rial(rial_of(rate * Fraction(prices[base])))})"


def _per(clause: PenaltyClause) -> str:
    if clause.unit is LateUnit.EVENT:
        return _("once, however late")
    return _(_PER[clause.unit, clause.rounding])


def _most_units(unit: LateUnit, most: Decimal) -> str:
    count = int(most)
    said = {
        LateUnit.EVENT: ngettext("for {count} event at most", "for {count} events at most", count),
        LateUnit.HOUR: ngettext("for {count} hour at most", "for {count} hours at most", count),
        LateUnit.DAY: ngettext("for {count} day at most", "for {count} days at most", count),
        LateUnit.WEEK: ngettext("for {count} week at most", "for {count} weeks at most", count),
    }[unit]
    return said.format(count=grouped(count, chosen()))


def _caps(clause: PenaltyClause, prices: Mapping[str, Decimal]) -> list[str]:
    caps = []
    if clause.item_cap_rate is not None:
        caps.append(_share(clause.item_cap_rate, clause.base, prices))
    if clause.item_cap_amount is not None:
        caps.append(_rial(clause.item_cap_amount))
    return caps


def _scope(clause: PenaltyClause) -> str:
    services = [worded(SERVICES, service.value) for service in Service if service.value in clause.services]
    zones = [isolate(zone) for zone in sorted(clause.zones)]
    priorities = [priority_mark(priority) for priority in sorted(clause.priorities)]
    named = [
        (_("services {names}"), services),
        (_("zones {names}"), zones),
        (_("priorities {names}"), priorities),
    ]
    said = [words.format(names=_joined(names, ",")) for words, names in named if names]
    return f" ({_joined(said, ';')})" if said else ""


def _joined(words: list[str], mark: str) -> str:
    return f"{mark.translate(_PERSIAN_MARKS) if chosen() == 'fa' else mark} ".join(words)


def _percent(rate: Fraction) -> str:
    figures = number_text(rate * 100)
    if chosen() == "fa":
        return persian_digits(figures).replace(".", "٫") + "٪"
    return f"{figures}%"


def _rial(amount: Decimal) -> str:
    return _("{amount} rials").format(amount=grouped(amount, chosen()))
