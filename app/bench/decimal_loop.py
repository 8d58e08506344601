"""The other way to price a month: a loop with Decimal over promises and clauses, as a script has it."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.agreements import AgreementVersion
from app.domain.money import decimal_of
from app.domain.penalties.clauses import PenaltyClause, Rounding, Side, TierMode
from app.domain.penalties.facts import Lateness

_ONE, _NOTHING = Decimal(1), Decimal(0)
_SECONDS = {"hour": Decimal(3600), "day": Decimal(86_400), "week": Decimal(604_800)}
_DATES = {"day": Decimal(1), "week": Decimal(7)}
_WHOLE = {Rounding.STARTED: ROUND_CEILING, Rounding.WHOLE: ROUND_FLOOR}


class _Step(NamedTuple):
    low: Decimal
    is_from: bool
    high: Decimal | None
    value: Decimal


class _Clause(NamedTuple):
    """A clause with everything looked up that is the same for all promises."""

    code: str
    zones: frozenset[str]
    priorities: frozenset[str]
    seconds: Decimal
    dates: Decimal | None
    whole: str
    """How units are rounded; empty: not at all."""
    free: Decimal
    value: Decimal
    steps: Sequence[_Step]
    is_marginal: bool
    most: Decimal | None
    cap: Decimal | None


class DecimalLoop:
    """Prices missed promises one by one; knows no more than the clauses and caps of the bench's contracts."""

    name = "Decimal loop"

    def __init__(self, version: AgreementVersion) -> None:
        self._clauses: dict[str, list[_Clause]] = defaultdict(list)
        for clause in version.clauses:
            self._clauses[clause.metric].append(_looked_up(clause, version))
        self._caps = [(cap.clauses, version.prices[cap.base] * decimal_of(cap.rate)) for cap in version.caps]

    def owed(self, promises: Sequence[Lateness]) -> tuple[Decimal, Decimal]:
        """Rial before caps, and payable."""
        gross = _NOTHING
        dearest: dict[str, tuple[Decimal, str, Lateness]] = {}
        for promise in promises:
            for clause in self._clauses[promise.metric]:
                if not _speaks_of(clause, promise):
                    continue
                amount, payable = _charge(clause, promise)
                gross += amount
                best = dearest.get(promise.job)
                if payable and (best is None or payable > best[0]):
                    dearest[promise.job] = (payable, clause.code, promise)
        return gross, self._capped(list(dearest.values()))

    def _capped(self, lines: list[tuple[Decimal, str, Lateness]]) -> Decimal:
        lines.sort(key=lambda line: line[2].due_at)
        left = [payable for payable, _code, _promise in lines]
        for codes, limit in self._caps:
            meant = [place for place, line in enumerate(lines) if not codes or line[1] in codes]
            excess = sum((left[place] for place in meant), _NOTHING) - limit
            for place in reversed(meant):
                if excess <= 0:
                    break
                taken = min(excess, left[place])
                left[place] -= taken
                excess -= taken
        return sum(left, _NOTHING)


def _looked_up(clause: PenaltyClause, version: AgreementVersion) -> _Clause:
    base = version.prices[clause.base] if clause.base else _ONE
    steps = [
        _Step(
            decimal_of(bracket.low),
            bracket.side is Side.FROM,
            None if bracket.high is None else decimal_of(bracket.high),
            base * decimal_of(bracket.rate or Fraction(0)),
        )
        for bracket in clause.brackets
    ]
    caps = [clause.item_cap_amount]
    if clause.item_cap_rate is not None:
        caps.append((base * decimal_of(clause.item_cap_rate)).quantize(_ONE, ROUND_HALF_UP))
    return _Clause(
        code=clause.code,
        zones=clause.zones,
        priorities=clause.priorities,
        seconds=_SECONDS[clause.unit.value],
        dates=_DATES.get(clause.unit.value),
        whole=_WHOLE.get(clause.rounding, ""),
        free=decimal_of(clause.free_units),
        value=base * decimal_of(clause.rate) if clause.base else clause.amount,
        steps=steps,
        is_marginal=clause.tiers is TierMode.MARGINAL,
        most=clause.most_units,
        cap=min((cap for cap in caps if cap is not None), default=None),
    )


def _speaks_of(clause: _Clause, promise: Lateness) -> bool:
    return (
        (not clause.zones or promise.zone in clause.zones)
        and (not clause.priorities or promise.priority in clause.priorities)
        and not promise.is_undecided
    )


def _charge(clause: _Clause, promise: Lateness) -> tuple[Decimal, Decimal]:
    if promise.late_dates is not None and clause.dates:
        units = promise.late_dates / clause.dates
    else:
        units = promise.overrun_seconds / clause.seconds
    units = max(units - clause.free, _NOTHING)
    if clause.whole:
        units = units.to_integral_value(clause.whole)
    amount = payable = _worth(clause, units).quantize(_ONE, ROUND_HALF_UP)
    if clause.most is not None and units > clause.most:
        payable = _worth(clause, clause.most).quantize(_ONE, ROUND_HALF_UP)
    return amount, payable if clause.cap is None else min(payable, clause.cap)


def _worth(clause: _Clause, units: Decimal) -> Decimal:
    if not clause.steps:
        return units * clause.value
    if clause.is_marginal:
        worth = _NOTHING
        for step in clause.steps:
            if units > step.low:
                top = units if step.high is None else min(units, step.high)
                worth += (top - step.low) * step.value
        return worth
    value = clause.steps[0].value
    for step in clause.steps[1:]:
        if units > step.low or (step.is_from and units == step.low):
            value = step.value
    return units * value
