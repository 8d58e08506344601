"""Penalty clauses: lateness × base or amount, capped, in exact rial (product.md, semantics 13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from app.domain.errors import RuleBroken
from app.domain.money import EXACT, whole_rial

ZERO = Decimal(0)


class LateUnit(StrEnum):
    """In what lateness is counted."""

    EVENT = "event"
    """Once, however late."""
    HOUR = "hour"
    DAY = "day"
    """24 counted hours; for a visit inside a date window, local dates."""
    WEEK = "week"


class Rounding(StrEnum):
    """What a part of a unit costs."""

    STARTED = "started"
    WHOLE = "whole"
    EXACT = "exact"


_SECONDS = {LateUnit.HOUR: 3600, LateUnit.DAY: 86400, LateUnit.WEEK: 604800}
_DATES = {LateUnit.DAY: 1, LateUnit.WEEK: 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyClause:
    """One clause: what a missed promise costs. Either `rate` of the price `base`, or an `amount` in rial."""

    code: str
    metric: str
    title: Mapping[str, str]
    """By language."""
    article: str = ""
    unit: LateUnit = LateUnit.EVENT
    rounding: Rounding = Rounding.STARTED
    base: str = ""
    rate: Decimal = ZERO
    amount: Decimal = ZERO
    item_cap_rate: Decimal | None = None
    """Most that one item may cost in its life, as a share of the base."""
    item_cap_amount: Decimal | None = None
    most_units: Decimal | None = None
    services: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()


WAITS_FOR_DECISION = "waits-for-decision"
"""Why a line costs nothing yet: a long wait in it was neither approved nor refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """One missed obligation as a clause sees it."""

    obligation: int
    job: str
    metric: str
    overrun_seconds: int
    late_dates: int | None = None
    """Local dates after the window, for a visit promised for a window of dates."""
    due_at: datetime
    done_at: datetime | None
    service: str = ""
    zone: str = ""
    priority: str = ""
    is_undecided: bool = False
    """Whether a wait that may excuse it waits for a supervisor: until then it costs nothing (semantics 4)."""


class Lowered(NamedTuple):
    """A cap or rule that made a line cost less."""

    reason: str
    """Its code."""
    taken: Decimal
    """Whole rial it took off what was left of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyLine:
    """What one clause takes for one missed obligation; money in whole rial."""

    obligation: int
    job: str
    clause: str
    metric: str
    quantity: Decimal
    unit: LateUnit
    base: str
    base_amount: Decimal
    rate: Decimal
    amount: Decimal
    """Before caps, less what other periods counted before caps."""
    payable: Decimal
    """After caps, and after what was charged in other periods."""
    lowered: tuple[Lowered, ...] = ()
    """The caps and rules that lowered it, in the order in which they did."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(each.reason for each in self.lowered)


def quantity_of(clause: PenaltyClause, lateness: Lateness) -> Decimal:
    """How many units late, by the clause's unit and rounding."""
    if clause.unit is LateUnit.EVENT:
        return Decimal(1)
    if lateness.late_dates is not None and clause.unit in _DATES:
        exact = EXACT.divide(Decimal(lateness.late_dates), Decimal(_DATES[clause.unit]))
    else:
        exact = EXACT.divide(Decimal(lateness.overrun_seconds), Decimal(_SECONDS[clause.unit]))
    return _rounded(exact, clause.rounding)


def charge(
    clause: PenaltyClause,
    lateness: Lateness,
    *,
    prices: Mapping[str, Decimal],
    charged_before: Decimal = ZERO,
    counted_before: Decimal = ZERO,
) -> PenaltyLine:
    """What `clause` takes for `lateness`: cumulative amount, item cap, less what was charged before.

    `charged_before` is what other periods took after caps, `counted_before` what they counted before
    caps. Raises RuleBroken("no-base-price") when the clause names a price that the version does not state.
    """
    per_unit, base_amount = _per_unit(clause, prices)
    quantity = quantity_of(clause, lateness)
    lowered: list[Lowered] = []
    charged_quantity = quantity
    if clause.most_units is not None and quantity > clause.most_units:
        charged_quantity = clause.most_units
    amount = whole_rial(EXACT.multiply(per_unit, quantity))
    payable = whole_rial(EXACT.multiply(per_unit, charged_quantity))
    if charged_quantity != quantity:
        lowered.append(Lowered("most-units", amount - payable))
    cap = _item_cap(clause, base_amount)
    if cap is not None and payable > cap:
        lowered.append(Lowered("item-cap", payable - cap))
        payable = cap
    if charged_before:
        lowered.append(Lowered("charged-before", min(charged_before, payable)))
        payable = max(payable - charged_before, ZERO)
    amount = max(amount - counted_before, ZERO)
    if lateness.is_undecided:
        amount = payable = ZERO
        lowered = [Lowered(WAITS_FOR_DECISION, ZERO)]
    return PenaltyLine(
        obligation=lateness.obligation,
        job=lateness.job,
        clause=clause.code,
        metric=clause.metric,
        quantity=quantity,
        unit=clause.unit,
        base=clause.base,
        base_amount=base_amount,
        rate=clause.rate,
        amount=amount,
        payable=payable,
        lowered=tuple(lowered),
    )


def applies(clause: PenaltyClause, lateness: Lateness) -> bool:
    """Whether the clause speaks of this obligation."""
    return (
        clause.metric == lateness.metric
        and (not clause.services or lateness.service in clause.services)
        and (not clause.zones or lateness.zone in clause.zones)
        and (not clause.priorities or lateness.priority in clause.priorities)
    )


def highest_only(lines: Iterable[PenaltyLine]) -> list[PenaltyLine]:
    """One charge an incident: of the lines of one job only the dearest is payable (semantics 13)."""
    kept = list(lines)
    dearest: dict[str, PenaltyLine] = {}
    for line in kept:
        best = dearest.get(line.job)
        if best is None or (line.payable, -line.obligation) > (best.payable, -best.obligation):
            dearest[line.job] = line
    return [
        line
        if dearest[line.job] is line or not line.payable
        else replace(
            line,
            payable=ZERO,
            lowered=(*line.lowered, Lowered("one-charge-per-incident", line.payable)),
        )
        for line in kept
    ]


def late_dates(due_to: datetime, done: datetime) -> int:
    """Local calendar dates from the last day of the window to the day it was done (both local)."""
    return max((done.date() - (due_to - timedelta(microseconds=1)).date()).days, 0)


def _per_unit(clause: PenaltyClause, prices: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    if not clause.base:
        return clause.amount, ZERO
    base = prices.get(clause.base)
    if base is None:
        raise RuleBroken("no-base-price", clause=clause.code, price=clause.base)
    return EXACT.multiply(base, clause.rate), base


def _item_cap(clause: PenaltyClause, base_amount: Decimal) -> Decimal | None:
    caps = []
    if clause.item_cap_rate is not None:
        caps.append(whole_rial(EXACT.multiply(base_amount, clause.item_cap_rate)))
    if clause.item_cap_amount is not None:
        caps.append(clause.item_cap_amount)
    return min(caps, default=None)


def _rounded(exact: Decimal, rounding: Rounding) -> Decimal:
    if rounding is Rounding.EXACT:
        return exact
    whole = exact.to_integral_value(rounding="ROUND_FLOOR")
    if rounding is Rounding.STARTED and exact > whole:
        return whole + 1
    return whole
