"""What a contractor owes under one agreement: the one price of drafts and what-ifs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.penalties.capping import Capping, ChargedBefore, Review
from app.domain.penalties.charging import charge, escalation, step_in
from app.domain.penalties.clauses import DOWNTIME, NOTHING, CapScope, PenaltyClause, PeriodKind, Trigger
from app.domain.penalties.facts import Fact, Lateness, Occurrence, applies
from app.domain.penalties.incidents import highest_only
from app.domain.penalties.lines import STEP_IN, ZERO, PenaltyLine
from app.domain.penalties.periods import Period, Periods

_NEVER = datetime.max.replace(tzinfo=UTC)


class Priced(NamedTuple):
    """A contractor's lines of penalty, by the instant at which they count, and the caps to be reviewed."""

    lines: list[PenaltyLine]
    reviews: list[Review]


def price(
    agreement: Agreement, facts: Iterable[tuple[Fact, int]], before: ChargedBefore | None = None
) -> Priced:
    """Every clause held against every fact (with its version): each incident charged once, then caps.

    What an incident was charged before is taken off each of its lines: the dearest of them is what the
    whole incident costs. Raises RuleBroken("no-base-price").
    """
    pricing = _Pricing(
        {version.number: version for version in agreement.versions},
        Periods(ZoneInfo(agreement.time_zone)),
        before or ChargedBefore(),
    )
    return pricing.priced(facts)


@dataclass(frozen=True, slots=True)
class _Pricing:
    versions: Mapping[int, AgreementVersion]
    periods: Periods
    before: ChargedBefore

    def priced(self, facts: Iterable[tuple[Fact, int]]) -> Priced:
        lines = [
            line
            for fact, number in facts
            if number in self.versions
            for line in self._lines(self.versions[number], fact)
        ]
        for points, number in list(self._points(lines)):
            lines += self._lines(self.versions[number], points)
        capping = Capping(self.versions, self.periods, self.before)
        capped = capping.capped(highest_only(capping.free(lines)))
        return Priced(capped, capping.reviews(capped))

    def _lines(self, version: AgreementVersion, fact: Fact) -> Iterator[PenaltyLine]:
        """What the clauses of a version take for one fact."""
        for clause in version.clauses:
            if not applies(clause, fact) or self._is_counted_already(clause, fact):
                continue
            line = self._line(version, clause, fact, self._charged(clause, fact))
            yield line
            further = (
                self._step_in(version, clause, fact)
                if isinstance(fact, Lateness)
                else escalation(clause, fact, line, prices=version.prices)
            )
            if further is not None:
                yield replace(further, version=version.number)

    def _line(
        self, version: AgreementVersion, clause: PenaltyClause, fact: Fact, charged: Decimal
    ) -> PenaltyLine:
        line = charge(
            clause,
            fact,
            prices=version.prices,
            charged_before=charged,
            counted_before=self.before.items.get((fact.item, clause.code), ZERO),
            is_item_capped=version.cap_order[0] is CapScope.ITEM,
        )
        return replace(line, version=version.number)

    def _step_in(
        self, version: AgreementVersion, clause: PenaltyClause, lateness: Lateness
    ) -> PenaltyLine | None:
        """What others took for the job; what the incident paid before is taken off the clause's own first."""
        if clause.step_in_rate is None or lateness.cost is None:
            return None
        own = charge(clause, lateness, prices=version.prices).payable
        place = f"{lateness.item}:{STEP_IN}", clause.code
        others = max(self._charged(clause, lateness) - own, ZERO)
        return step_in(
            clause,
            lateness,
            charged_before=self.before.kept.get(place, ZERO) if clause.adds_up else others,
            counted_before=self.before.items.get(place, ZERO),
        )

    def _charged(self, clause: PenaltyClause, fact: Fact) -> Decimal:
        """What its incident was charged in other periods; what is counted anew in each has none.

        What adds up has paid no more than itself. Downtime is one charge over all its periods: what those
        before asked for is no more than what the incident was charged.
        """
        if clause.adds_up:
            return self.before.kept.get((fact.item, clause.code), ZERO)
        if isinstance(fact, Lateness):
            return self.before.incidents.get(fact.job, ZERO)
        if fact.trigger is Trigger.MILESTONE:
            return self.before.kept.get((fact.item, clause.code), ZERO)
        if len(fact.jobs) != 1:
            return ZERO
        (job,) = fact.jobs
        own = self.before.down.get((job, clause.code), ZERO) if fact.trigger in DOWNTIME else ZERO
        return max(self.before.incidents.get(job, ZERO) - own, ZERO)

    def _is_counted_already(self, clause: PenaltyClause, fact: Fact) -> bool:
        """Whether its points were counted in the period in which it fell due."""
        is_carried = isinstance(fact, Lateness) and fact.is_carried
        return clause.gives_points and is_carried and (fact.item, clause.code) not in self.before.waiting

    def _points(self, lines: Sequence[PenaltyLine]) -> Iterator[tuple[Occurrence, int]]:
        """The points of each month and quarter, for the clauses of the newest version that gave some."""
        given = [line for line in lines if line.points]
        for kind in PeriodKind if self.before.closes_quarter else (PeriodKind.MONTH,):
            for period, group in sorted(self._groups(given, kind).items(), key=lambda each: str(each[0])):
                number = max((line.version for line in group), default=self._in_force())
                for clause in self.versions[number].clauses:
                    if clause.trigger is Trigger.POINTS and clause.period is kind:
                        earlier = self.before.quarter_points if kind is PeriodKind.QUARTER else NOTHING
                        yield self._all(clause, period, group, earlier), number

    def _groups(self, lines: Sequence[PenaltyLine], kind: PeriodKind) -> dict[Period, list[PenaltyLine]]:
        end = self.before.case_end
        if end is not None:
            has_some = lines or (kind is PeriodKind.QUARTER and self.before.quarter_points)
            return {self.periods.of(end, kind): list(lines)} if has_some else {}
        groups: dict[Period, list[PenaltyLine]] = defaultdict(list)
        for line in lines:
            if line.counts_at is not None:
                groups[self.periods.of(line.counts_at, kind)].append(line)
        return groups

    def _in_force(self) -> int:
        """Number of the version in force as the case ends."""
        end = self.before.case_end
        numbers = [
            number
            for number, version in self.versions.items()
            if end is None or version.effective_from <= self.periods.day(end)
        ]
        return max(numbers or self.versions)

    def _all(
        self, clause: PenaltyClause, period: Period, group: Sequence[PenaltyLine], earlier: Fraction
    ) -> Occurrence:
        ends = [line.due_at for line in group if line.due_at is not None]
        return Occurrence(
            trigger=Trigger.POINTS,
            item=f"points {period}",
            clause=clause.code,
            at=max(ends) if ends else self.before.case_end or _NEVER,
            measure=sum((line.points for line in group), start=earlier),
        )
