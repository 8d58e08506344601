"""One line of penalty: a clause held against one fact, in exact rial (docs/algorithms/penalties.md)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.errors import RuleBroken
from app.domain.money import rial_of
from app.domain.penalties.clauses import (
    NOTHING,
    REMAINING_VALUE,
    UNIT_OF,
    Edges,
    LateUnit,
    PenaltyClause,
    Rounding,
    TierMode,
    Trigger,
)
from app.domain.penalties.facts import Fact, Lateness, Occurrence
from app.domain.penalties.lines import (
    CHARGED_BEFORE,
    ESCALATION,
    ITEM_CAP,
    MOST_UNITS,
    STEP_IN,
    WAITS_FOR_DECISION,
    ZERO,
    Lowered,
    PenaltyLine,
)
from app.domain.penalties.tiers import bracket_of, value_of, worth

_SECONDS = {LateUnit.HOUR: 3600, LateUnit.DAY: 86400, LateUnit.WEEK: 604800}
_DATES = {LateUnit.DAY: 1, LateUnit.WEEK: 7}
_ROUNDED = frozenset({Trigger.MISSED, Trigger.MILESTONE, Trigger.DOWNTIME_HOURS})
_JUDGED = frozenset({Trigger.REPEAT, Trigger.COMPLIANCE})
"""What happened once; the brackets judge how: days since the repair, percent kept."""
ONE = Fraction(1)

Prices = Mapping[str, Decimal]


def charge(
    clause: PenaltyClause,
    fact: Fact,
    *,
    prices: Prices,
    charged_before: Decimal = ZERO,
    counted_before: Decimal = ZERO,
    is_item_capped: bool = True,
) -> PenaltyLine:
    """What `clause` takes for `fact`: cumulative amount, item cap, less what was charged before.

    `charged_before` is what other periods took after caps, `counted_before` what they counted before
    caps. Raises RuleBroken("no-base-price") when the clause names a price that the version does not state.
    """
    base_amount = _base_amount(clause, fact, prices)
    quantity = quantity_of(clause, fact)
    counted = quantity if clause.most_units is None else min(quantity, Fraction(clause.most_units))
    amount = _worth(clause, fact, quantity, base_amount)
    line = replace(
        _line(clause, fact), quantity=quantity, base_amount=base_amount, rate=_rate(clause, fact, quantity)
    )
    if clause.gives_points:
        return _of_points(line, fact, amount)
    line = replace(line, amount=rial_of(amount), payable=rial_of(amount))
    if counted != quantity:
        line = line.less(MOST_UNITS, rial_of(_worth(clause, fact, counted, base_amount)))
    cap = item_cap(clause, base_amount, prices) if is_item_capped else None
    if cap is not None:
        line = line.less(ITEM_CAP, cap)
    return _of_this_period(line, fact, charged_before=charged_before, counted_before=counted_before)


def step_in(
    clause: PenaltyClause,
    lateness: Lateness,
    *,
    charged_before: Decimal = ZERO,
    counted_before: Decimal = ZERO,
) -> PenaltyLine | None:
    """The further line for a job that was done by others; None where the most units are not passed."""
    is_passed = clause.most_units is not None and exact_units(clause, lateness) > clause.most_units
    if clause.step_in_rate is None or lateness.cost is None or not is_passed:
        return None
    amount = rial_of(Fraction(lateness.cost) * clause.step_in_rate)
    line = replace(
        _line(clause, lateness),
        part=STEP_IN,
        quantity=ONE,
        unit=LateUnit.EVENT,
        base="cost",
        base_amount=lateness.cost,
        rate=clause.step_in_rate,
        amount=amount,
        payable=amount,
    )
    return _of_this_period(line, lateness, charged_before=charged_before, counted_before=counted_before)


def escalation(
    clause: PenaltyClause, occurrence: Occurrence, line: PenaltyLine, *, prices: Prices
) -> PenaltyLine | None:
    """The further line for a period that is not the first running; None where nothing is charged."""
    if occurrence.further_rate is None or not line.payable:
        return None
    base_amount = _base_amount(clause, occurrence, prices)
    amount = rial_of(Fraction(base_amount) * occurrence.further_rate)
    return replace(
        _line(clause, occurrence),
        part=ESCALATION,
        quantity=ONE,
        unit=LateUnit.EVENT,
        base_amount=base_amount,
        rate=occurrence.further_rate,
        amount=amount,
        payable=amount,
    )


def quantity_of(clause: PenaltyClause, fact: Fact) -> Fraction:
    """How many units the clause counts, by its unit, free allowance and rounding."""
    unit = unit_of(clause)
    if unit is LateUnit.EVENT:
        return ONE
    exact = max(exact_units(clause, fact) - clause.free_units, NOTHING)
    return _rounded(exact, clause.rounding) if clause.trigger in _ROUNDED else exact


def exact_units(clause: PenaltyClause, fact: Fact) -> Fraction:
    """Units late, or counted, before allowance and rounding."""
    unit = unit_of(clause)
    if isinstance(fact, Occurrence):
        return fact.measure / _DATES.get(unit, 1) if clause.trigger is Trigger.MILESTONE else fact.measure
    if unit is LateUnit.EVENT:
        return ONE
    if fact.late_dates is not None and unit in _DATES:
        dates = fact.late_dates
        if clause.until_next_due and fact.dates_to_next is not None:
            dates = min(dates, fact.dates_to_next)
        return Fraction(dates, _DATES[unit])
    return Fraction(fact.overrun_seconds, _SECONDS[unit])


def unit_of(clause: PenaltyClause) -> LateUnit:
    """In what the clause counts: its own unit where its trigger leaves it the choice."""
    return UNIT_OF.get(clause.trigger, clause.unit)


def item_cap(clause: PenaltyClause, base_amount: Decimal, prices: Prices) -> Decimal | None:
    """The most that one item may cost in its life; None: no limit."""
    caps = []
    if clause.item_cap_rate is not None:
        whole = price_named(clause, clause.cap_base, prices) if clause.cap_base else base_amount
        caps.append(rial_of(Fraction(whole) * clause.item_cap_rate))
    if clause.item_cap_amount is not None:
        caps.append(clause.item_cap_amount)
    return min(caps, default=None)


def price_named(clause: PenaltyClause, name: str, prices: Prices) -> Decimal:
    """The sum that the version states under a name; raises RuleBroken("no-base-price")."""
    price = prices.get(name)
    if price is None:
        raise RuleBroken("no-base-price", clause=clause.code, price=name)
    return price


def _line(clause: PenaltyClause, fact: Fact) -> PenaltyLine:
    """Who and what a charge is for, before anything is charged."""
    line = PenaltyLine(
        clause=clause.code,
        metric=fact.metric,
        quantity=NOTHING,
        unit=LateUnit.POINT if clause.gives_points else unit_of(clause),
        base=clause.base,
        base_amount=ZERO,
        rate=NOTHING,
        amount=ZERO,
        payable=ZERO,
        trigger=clause.trigger,
        item=fact.item,
        terminal=fact.terminal,
        done_at=fact.done_at,
        adds_up=clause.adds_up,
    )
    if isinstance(fact, Lateness):
        return replace(line, obligation=fact.obligation, job=fact.job, jobs=(fact.job,), due_at=fact.due_at)
    job = fact.jobs[0] if len(fact.jobs) == 1 else ""
    return replace(line, job=job, jobs=fact.jobs, due_at=fact.at)


def _base_amount(clause: PenaltyClause, fact: Fact, prices: Prices) -> Decimal:
    if not clause.base:
        return ZERO
    if isinstance(fact, Occurrence) and fact.base_amount is not None and clause.base == REMAINING_VALUE:
        return fact.base_amount
    return price_named(clause, clause.base, prices)


def _of_points(line: PenaltyLine, fact: Fact, points: Fraction) -> PenaltyLine:
    """The line with the points it gives; none while a wait that may excuse it is undecided."""
    if isinstance(fact, Lateness) and fact.is_undecided:
        return replace(line, quantity=NOTHING, lowered=(Lowered(WAITS_FOR_DECISION, ZERO),))
    return replace(line, quantity=points, points=points)


def _worth(clause: PenaltyClause, fact: Fact, quantity: Fraction, base_amount: Decimal) -> Fraction:
    """What a quantity costs before any cap, exactly."""
    base, brackets, judged = Fraction(base_amount), clause.brackets, _judged(clause, fact)
    if brackets and judged is not None:
        return value_of(bracket_of(brackets, judged), base)
    if not quantity:
        return NOTHING
    if isinstance(fact, Occurrence) and fact.rate is not None:
        return fact.rate * base * quantity
    if not brackets:
        return _value(clause, base) * quantity
    return worth(brackets, quantity, clause.tiers, base=base, scale=_scale(clause, fact))


def _judged(clause: PenaltyClause, fact: Fact) -> Fraction | None:
    """The figure that brackets judge in place of the quantity; None where they judge that."""
    if isinstance(fact, Occurrence) and clause.trigger in _JUDGED:
        return fact.measure
    return None


def _value(clause: PenaltyClause, base: Fraction) -> Fraction:
    """What one unit costs, or counts in points."""
    if clause.points is not None:
        return Fraction(clause.points)
    return clause.rate * base if clause.base else Fraction(clause.amount)


def _scale(clause: PenaltyClause, fact: Fact) -> Fraction:
    """What one unit of an edge is, in units of the clause."""
    if clause.edges is Edges.UNITS or isinstance(fact, Lateness) or fact.length is None:
        return ONE
    return fact.length / _DATES.get(unit_of(clause), 1)


def _rate(clause: PenaltyClause, fact: Fact, quantity: Fraction) -> Fraction:
    """The one rate that a line was reckoned with; none where slices have their own."""
    if isinstance(fact, Occurrence) and fact.rate is not None:
        return fact.rate
    if not clause.brackets:
        return clause.rate
    if clause.tiers is TierMode.MARGINAL:
        return NOTHING
    judged = _judged(clause, fact)
    figure = quantity / _scale(clause, fact) if judged is None else judged
    return bracket_of(clause.brackets, figure).rate or NOTHING


def _of_this_period(
    line: PenaltyLine, fact: Fact, *, charged_before: Decimal, counted_before: Decimal
) -> PenaltyLine:
    """What is left of a charge over all its life once other periods have had their share.

    What caps and other periods took comes to the difference of amount and payable; below zero, this
    period pays what a dearer charge for the same incident had taken from an earlier one.
    """
    if isinstance(fact, Lateness) and fact.is_undecided:
        return replace(line, amount=ZERO, payable=ZERO, lowered=(Lowered(WAITS_FOR_DECISION, ZERO),))
    if not charged_before and not counted_before:
        return line
    amount = max(line.amount - counted_before, ZERO)
    payable = max(line.payable - charged_before, ZERO)
    left = amount - payable
    lowered = []
    for each in line.lowered:
        taken = min(each.taken, max(left, ZERO))
        left -= taken
        if taken:
            lowered.append(Lowered(each.reason, taken))
    if left or charged_before:
        lowered.append(Lowered(CHARGED_BEFORE, left))
    return replace(line, amount=amount, payable=payable, lowered=tuple(lowered))


def _rounded(exact: Fraction, rounding: Rounding) -> Fraction:
    if rounding is Rounding.EXACT:
        return exact
    whole = Fraction(exact.__floor__())
    return whole + 1 if rounding is Rounding.STARTED and exact > whole else whole
