"""Two accounts of one period side by side: what changes for whom, by which rule, on which jobs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from app.domain.accounts import Account, Outcome, Rule, Tally, by_contractor
from app.domain.agreements import Metric
from app.domain.clocks import ClockState
from app.domain.penalties.lines import ZERO


@dataclass(frozen=True, slots=True)
class ContractorChange:
    """A contractor under both."""

    contractor: str
    before: Tally
    after: Tally

    @property
    def payable(self) -> Decimal:
        """Rial more (or, below zero, less) than before."""
        return self.after.payable - self.before.payable


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What became of the promises that one target measured before and one measures after."""

    agreement: str
    metric: Metric
    before: Rule | None
    """None: nothing was promised."""
    after: Rule | None
    promises: int = 0
    """Those that belong to the period under one of the two at least."""
    met_to_missed: int = 0
    missed_to_met: int = 0
    otherwise: int = 0
    """Changed in another way, such as no longer due in the period."""
    payable: Decimal = ZERO
    """Rial more, or less, than before."""


class Side(NamedTuple):
    """One promise under one of the two."""

    state: ClockState
    due_at: datetime | None
    payable: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseChange:
    """A promise that ends or costs otherwise; None where it is not promised or not due in the period."""

    job: str
    terminal: str
    contractor: str
    agreement: str
    metric: Metric
    before: Side | None
    after: Side | None

    @property
    def payable(self) -> Decimal:
        """Rial more, or less, than before."""
        before, after = (side.payable if side else ZERO for side in (self.before, self.after))
        return after - before


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one account to another."""

    contractors: tuple[ContractorChange, ...]
    """By code."""
    rules: tuple[RuleChange, ...]
    """By agreement and metric, those with most promises first."""
    promises: tuple[PromiseChange, ...]
    """Only those that change: the dearest change first, then by job."""


def compare(before: Account, after: Account) -> Comparison:
    """Hold two accounts of the same jobs and the same period against each other."""
    changes: list[PromiseChange] = []
    rules: dict[tuple[object, ...], RuleChange] = {}
    sides = _Sides(before), _Sides(after)
    for pair in _paired(before.outcomes, after.outcomes):
        change = _change(pair, sides)
        if change.before is None and change.after is None:
            continue
        _count(rules, pair, change)
        if _verdict(change.before) != _verdict(change.after) or change.payable:
            changes.append(change)
    return Comparison(
        contractors=tuple(_contractors(by_contractor(before), by_contractor(after))),
        rules=tuple(sorted(rules.values(), key=_size)),
        promises=tuple(sorted(changes, key=_weight)),
    )


class _Sides:
    """The promises of one account with what each costs."""

    def __init__(self, account: Account) -> None:
        self._payable: dict[int, Decimal] = {}
        for charge in account.charges:
            if charge.outcome is not None:
                number = charge.outcome.number
                self._payable[number] = self._payable.get(number, ZERO) + charge.line.payable

    def of(self, outcome: Outcome | None) -> Side | None:
        if outcome is None or not outcome.counts:
            return None
        return Side(outcome.state, outcome.due_at, self._payable.get(outcome.number, ZERO))


class _Pair(NamedTuple):
    """One promise under both; `named` is either of them."""

    named: Outcome
    before: Outcome | None
    after: Outcome | None


def _paired(before: Iterable[Outcome], after: Iterable[Outcome]) -> Iterator[_Pair]:
    """The same promise under both, in the order of the first; then those that only the second makes."""
    others = {_key(outcome): outcome for outcome in after}
    for outcome in before:
        yield _Pair(outcome, outcome, others.pop(_key(outcome), None))
    for outcome in others.values():
        yield _Pair(outcome, None, outcome)


def _change(pair: _Pair, sides: tuple[_Sides, _Sides]) -> PromiseChange:
    named = pair.named
    return PromiseChange(
        job=named.job,
        terminal=named.terminal,
        contractor=named.party,
        agreement=named.agreement,
        metric=named.metric,
        before=sides[0].of(pair.before),
        after=sides[1].of(pair.after),
    )


def _key(outcome: Outcome) -> tuple[object, ...]:
    return outcome.job, outcome.agreement, outcome.metric, outcome.party, outcome.sequence


def _count(rules: dict[tuple[object, ...], RuleChange], pair: _Pair, change: PromiseChange) -> None:
    before = pair.before.rule if pair.before else None
    after = pair.after.rule if pair.after else None
    key = (change.agreement, change.metric, before, after)
    rule = rules.get(key)
    if rule is None:
        rule = RuleChange(agreement=change.agreement, metric=change.metric, before=before, after=after)
    was, is_now = _verdict(change.before), _verdict(change.after)
    to_missed = (was, is_now) == (ClockState.MET, ClockState.MISSED)
    to_met = (was, is_now) == (ClockState.MISSED, ClockState.MET)
    rules[key] = replace(
        rule,
        promises=rule.promises + 1,
        met_to_missed=rule.met_to_missed + to_missed,
        missed_to_met=rule.missed_to_met + to_met,
        otherwise=rule.otherwise + (was is not is_now and not to_missed and not to_met),
        payable=rule.payable + change.payable,
    )


def _verdict(side: Side | None) -> ClockState | None:
    return side.state if side else None


def _contractors(before: Mapping[str, Tally], after: Mapping[str, Tally]) -> Iterable[ContractorChange]:
    for code in sorted(before.keys() | after.keys()):
        yield ContractorChange(code, before.get(code, Tally()), after.get(code, Tally()))


def _weight(change: PromiseChange) -> tuple[object, ...]:
    return (-abs(change.payable), change.job, change.agreement, change.metric.value, change.contractor)


def _size(rule: RuleChange) -> tuple[object, ...]:
    return rule.agreement, _PLACES[rule.metric], -rule.promises, str(rule.before), str(rule.after)


_PLACES = {metric: place for place, metric in enumerate(Metric)}
