"""Free allowances and caps over many lines: a month, a quarter, the contract, in the stated order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.agreements import AgreementVersion
from app.domain.errors import RuleBroken
from app.domain.money import rial_of
from app.domain.penalties.charging import item_cap
from app.domain.penalties.clauses import (
    Cap,
    CapEffect,
    CapScope,
    LateUnit,
    PenaltyClause,
    PeriodKind,
)
from app.domain.penalties.lines import FREE_ALLOWANCE, ITEM_CAP, ZERO, PenaltyLine
from app.domain.penalties.periods import Period, Periods

CAP_REASONS: Mapping[CapScope, str] = {
    CapScope.MONTH: "month-cap",
    CapScope.QUARTER: "quarter-cap",
    CapScope.CONTRACT: "contract-cap",
}
"""Why a line costs less, by the cap."""
OF_A_PERIOD = frozenset({FREE_ALLOWANCE, *CAP_REASONS.values()})
"""Reasons that took something off for good: what they took is not charged in a later period either."""
KIND_OF = {CapScope.MONTH: PeriodKind.MONTH, CapScope.QUARTER: PeriodKind.QUARTER}

_Versions = Mapping[int, AgreementVersion]
_Group = Period | None
"""The month or quarter of a line; None: the whole contract."""


@dataclass(frozen=True, slots=True)
class ChargedBefore:
    """What other cases of the contract took already; nothing where a stretch of days is priced by itself."""

    incidents: Mapping[str, Decimal] = field(default_factory=dict)
    """By job: rial charged by clauses that do not add up, caps of a period left out of account."""
    items: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """By item (with its part) and clause: rial counted before caps."""
    kept: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """The same after caps."""
    down: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """By job and clause: rial of its downtime, before caps that other clauses or months have a part in."""
    sums: Mapping[CapScope, Mapping[str, Decimal]] = field(default_factory=dict)
    """Rial payable by clause, in the other cases that a cap of this scope takes in."""
    waiting: frozenset[tuple[str, str]] = frozenset()
    """Items and clauses that wait for a decision in another case: their points are not counted yet."""
    free: Mapping[tuple[str, Period], int] = field(default_factory=dict)
    """Events, by clause and period, that other cases let go without charge."""
    quarter_points: Fraction = Fraction(0)
    """Points that the other months of the quarter gave."""
    closes_quarter: bool = True
    """Whether what is counted by the quarter is charged now."""
    is_one_case: bool = False
    """Whether all lines are of one case, whatever month their promises fell due in."""
    case_end: datetime | None = None
    """Up to when that case lasts."""


class Review(NamedTuple):
    """A cap that was passed, after which it is to be reviewed whether the contract should end."""

    scope: CapScope
    period: str
    """The month or quarter, e.g. 1405-08; empty: the whole contract."""
    payable: Decimal
    limit: Decimal
    version: int


@dataclass(frozen=True, slots=True)
class Capping:
    """The caps of one contract over the lines of one contractor."""

    versions: _Versions
    periods: Periods
    before: ChargedBefore

    def free(self, lines: Sequence[PenaltyLine]) -> list[PenaltyLine]:
        """The lines, the first events of each period without charge where a clause allows for some."""
        left: dict[tuple[str, Period], Fraction] = {}
        kept = []
        for line in sorted(lines, key=lambda line: line.place):
            clause = self._clause(line)
            is_event = line.unit is LateUnit.EVENT and not line.part and line.payable
            if is_event and clause.free_units and line.counts_at:
                place = line.clause, self.periods.of(line.counts_at, clause.period)
                left[place] = left.get(place, clause.free_units - self.before.free.get(place, 0)) - 1
                kept.append(line.less(FREE_ALLOWANCE, ZERO) if left[place] >= 0 else line)
            else:
                kept.append(line)
        return kept

    def capped(self, lines: Sequence[PenaltyLine]) -> list[PenaltyLine]:
        """The lines in order of their instants; caps cut the last of those they hold for."""
        kept = sorted(lines, key=lambda line: line.place)
        for scope in self.order(kept):
            if scope is CapScope.ITEM:
                kept = [self._item_capped(line) for line in kept]
                continue
            for group in self._groups(kept, scope).values():
                for cap in self._caps(kept, group, scope, CapEffect.LIMIT):
                    self._cut(kept, group, cap)
        return kept

    def reviews(self, lines: Sequence[PenaltyLine]) -> list[Review]:
        """The caps that only call for a review and were passed."""
        found: list[Review] = []
        for scope in CAP_REASONS:
            groups = self._groups(lines, scope)
            passed: dict[Cap, list[_Group]] = defaultdict(list)
            for period in sorted(groups, key=str):
                group = groups[period]
                version = self._newest(lines, group)
                for cap in self._caps(lines, group, scope, CapEffect.REVIEW):
                    payable, limit = self._sum(lines, group, cap), self._limit(cap, version)
                    if payable <= limit:
                        continue
                    passed[cap].append(period)
                    if _run(passed[cap]) >= cap.running:
                        found.append(Review(scope, str(period or ""), payable, limit, version.number))
        return found

    def order(self, lines: Sequence[PenaltyLine]) -> tuple[CapScope, ...]:
        """In which order caps are applied; item caps that come first are in the lines already."""
        if not lines:
            return ()
        stated = self._newest(lines, range(len(lines))).cap_order
        return stated[1:] if stated[0] is CapScope.ITEM else stated

    def _item_capped(self, line: PenaltyLine) -> PenaltyLine:
        if line.part or (line.obligation is None and not line.amount):
            return line
        version = self.versions[line.version]
        cap = item_cap(self._clause(line), line.base_amount, version.prices)
        if cap is None:
            return line
        return line.less(ITEM_CAP, max(cap - self.before.kept.get((line.key, line.clause), ZERO), ZERO))

    def _groups(self, lines: Sequence[PenaltyLine], scope: CapScope) -> dict[_Group, list[int]]:
        """Places of the lines by the month or quarter in which they count."""
        groups: dict[_Group, list[int]] = defaultdict(list)
        for place, line in enumerate(lines):
            kind, at = KIND_OF.get(scope), line.counts_at
            if kind is None or at is None or self.before.is_one_case:
                groups[None].append(place)
            else:
                groups[self.periods.of(at, kind)].append(place)
        return groups

    def _caps(
        self, lines: Sequence[PenaltyLine], group: Sequence[int], scope: CapScope, effect: CapEffect
    ) -> Iterator[Cap]:
        """Those of the newest version that charges something in a group."""
        for cap in self._newest(lines, group).caps:
            if cap.scope is scope and cap.effect is effect:
                yield cap

    def _cut(self, lines: list[PenaltyLine], group: Sequence[int], cap: Cap) -> None:
        limit = self._limit(cap, self._newest(lines, group))
        excess = self._sum(lines, group, cap) - limit
        for place in reversed(group):
            line = lines[place]
            if excess > 0 and _holds(cap, line):
                taken = min(excess, line.payable)
                lines[place] = line.less(CAP_REASONS[cap.scope], line.payable - taken)
                excess -= taken

    def _sum(self, lines: Sequence[PenaltyLine], group: Sequence[int], cap: Cap) -> Decimal:
        total = sum((lines[place].payable for place in group if _holds(cap, lines[place])), ZERO)
        elsewhere = self.before.sums.get(cap.scope, {}).items()
        return total + sum((rial for code, rial in elsewhere if not cap.clauses or code in cap.clauses), ZERO)

    def _limit(self, cap: Cap, version: AgreementVersion) -> Decimal:
        if not cap.base:
            return cap.amount
        price = version.prices.get(cap.base)
        if price is None:
            raise RuleBroken("no-base-price", clause=cap.scope.value, price=cap.base)
        return rial_of(Fraction(price) * cap.rate)

    def _newest(self, lines: Sequence[PenaltyLine], group: Sequence[int]) -> AgreementVersion:
        return self.versions[max(lines[place].version for place in group)]

    def _clause(self, line: PenaltyLine) -> PenaltyClause:
        return next(each for each in self.versions[line.version].clauses if each.code == line.clause)


def _holds(cap: Cap, line: PenaltyLine) -> bool:
    return not cap.clauses or line.clause in cap.clauses


def _run(passed: Sequence[_Group]) -> int:
    """How many periods in succession, up to the last, are among those in order."""
    count = 1
    for earlier, later in zip(reversed(passed[:-1]), reversed(passed), strict=False):
        if earlier is None or later is None or earlier.next() != later:
            break
        count += 1
    return count
