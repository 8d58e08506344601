"""What is wrong or odd in an agreement as a whole, each with its place (docs/agreement-file.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, pairwise

from app.domain.agreement_cells import OTHER, cells_of, merged
from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Metric, Target
from app.domain.events import Owner
from app.domain.penalties.clauses import MEASURED, PenaltyClause, Trigger


class Severity(StrEnum):
    """Whether an agreement may stand as it is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check found; the view words its code."""

    severity: Severity
    code: str
    agreement: str
    place: str
    """Dotted key in the agreement's file; lists are counted from 1."""
    parameters: Mapping[str, object] = field(default_factory=dict)


def check_agreement(agreement: Agreement) -> list[Finding]:
    """Everything that one agreement tells by itself, in the order of its file."""
    found = [*_order(agreement), *_unused_calendars(agreement)]
    for place, version in enumerate(agreement.versions, 1):
        found += _Check(agreement, version, f"version[{place}]").findings()
    return found


def ties(targets: Sequence[Target]) -> Iterator[tuple[int, int]]:
    """Pairs of targets, counted from 1, that fit some job equally well.

    Targets that name different things never tie: the stated order of faults, merchant classes,
    priorities, zones and services decides between them.
    """
    for (first, one), (second, other) in combinations(enumerate(targets, 1), 2):
        if one.overlaps(other):
            yield first, second


def _order(agreement: Agreement) -> Iterator[Finding]:
    for place, (earlier, later) in enumerate(pairwise(agreement.versions), 2):
        if later.number <= earlier.number or later.effective_from <= earlier.effective_from:
            yield _error("versions-order", agreement, f"version[{place}]", version=later.number)


def _unused_calendars(agreement: Agreement) -> Iterator[Finding]:
    used = {target.calendar for version in agreement.versions for target in version.targets}
    used |= {clause.calendar for version in agreement.versions for clause in version.clauses}
    for name in agreement.calendars:
        if name not in used:
            yield _warning("calendar-unused", agreement, f"calendars.{name}", calendar=name)


@dataclass(frozen=True, slots=True)
class _Check:
    """One version, looked at from every side."""

    agreement: Agreement
    version: AgreementVersion
    place: str

    def findings(self) -> Iterator[Finding]:
        yield from self._unused_prices()
        yield from self._weights()
        yield from self._ties()
        yield from self._gaps()
        yield from self._losers()
        yield from self._contractor_pauses()
        yield from self._pause_ties()
        yield from self._idle_clauses()
        yield from self._measured_clauses()
        yield from self._lonely_points()

    def _unused_prices(self) -> Iterator[Finding]:
        used = {name for clause in self.version.clauses for name in clause.prices}
        used |= {cap.base for cap in self.version.caps}
        for name in self.version.prices:
            if name not in used:
                yield _warning("price-unused", self.agreement, f"{self.place}.prices.{name}", price=name)

    def _weights(self) -> Iterator[Finding]:
        total = sum(self.version.weights.values())
        if self.version.weights and total != 100:
            yield _error("weights-sum", self.agreement, f"{self.place}.weights", total=total)

    def _ties(self) -> Iterator[Finding]:
        for first, second in ties(self.version.targets):
            place = f"{self.place}.target[{second}]"
            yield _error("target-tie", self.agreement, place, first=first, second=second)

    def _gaps(self) -> Iterator[Finding]:
        """Services for which a metric is promised to some jobs and not to others."""
        cells = [cell for cell in cells_of(self.version.targets) if cell.faults == {OTHER}]
        for metric in Metric:
            promised = {cell for cell in cells if self.version.target_for(metric, cell.example) is not None}
            services = {service for cell in promised for service in cell.services}
            missing = [cell for cell in cells if cell.services <= services and cell not in promised]
            if missing:
                yield _warning(
                    "target-gap",
                    self.agreement,
                    f"{self.place}.target",
                    metric=metric,
                    cells=merged(missing),
                )

    def _losers(self) -> Iterator[Finding]:
        """Targets that no job can be measured by, since others are more specific wherever they fit."""
        targets = self.version.targets
        winners: dict[int, set[int]] = {place: set() for place in range(1, len(targets) + 1)}
        for cell in cells_of(targets, lacking=True):
            fitting = [(t.specificity, p, t) for p, t in enumerate(targets, 1) if t.matches(cell.example)]
            for _specificity, place, target in fitting:
                rivals = [(s, p) for s, p, t in fitting if t.metric is target.metric]
                best = max(s for s, _p in rivals)
                winners[place] |= {p for s, p in rivals if s == best}
        for place, won_by in winners.items():
            if place not in won_by:
                code = "target-shadowed" if len(won_by) == 1 else "target-unreachable"
                at = f"{self.place}.target[{place}]"
                yield _warning(code, self.agreement, at, target=place, by=tuple(sorted(won_by)))

    def _contractor_pauses(self) -> Iterator[Finding]:
        for place, rule in enumerate(self.version.pauses, 1):
            is_own = self.agreement.kind is AgreementKind.UC and rule.owner is Owner.CONTRACTOR
            if is_own and rule.stops:
                at = f"{self.place}.pause[{place}].owner"
                yield _error("contractor-pause", self.agreement, at, stops=tuple(sorted(rule.stops)))

    def _pause_ties(self) -> Iterator[Finding]:
        for (first, one), (second, other) in combinations(enumerate(self.version.pauses, 1), 2):
            if one.ties_with(other):
                place = f"{self.place}.pause[{second}]"
                yield _error("pause-tie", self.agreement, place, first=first, second=second)

    def _idle_clauses(self) -> Iterator[Finding]:
        for place, clause in enumerate(self.version.clauses, 1):
            targets = self.version.targets
            if clause.metric and not any(_may_charge(clause, target) for target in targets):
                yield _warning(
                    "clause-without-target",
                    self.agreement,
                    f"{self.place}.clause[{place}].metric",
                    clause=clause.code,
                    metric=clause.metric,
                )

    def _measured_clauses(self) -> Iterator[Finding]:
        """Clauses that judge figures which neither jobs nor the store carry."""
        for place, clause in enumerate(self.version.clauses, 1):
            if clause.trigger in MEASURED:
                at = f"{self.place}.clause[{place}].trigger"
                yield _warning("clause-measured", self.agreement, at, clause=clause.code)

    def _lonely_points(self) -> Iterator[Finding]:
        """Points that no clause counts, and a scale of points that no clause gives."""
        clauses = list(enumerate(self.version.clauses, 1))
        giving = [(place, each) for place, each in clauses if each.gives_points]
        scales = [(place, each) for place, each in clauses if each.trigger is Trigger.POINTS]
        lonely = scales if not giving else giving if not scales else []
        code = "points-not-given" if scales else "points-not-counted"
        for place, clause in lonely:
            yield _warning(code, self.agreement, f"{self.place}.clause[{place}].points", clause=clause.code)


def _may_charge(clause: PenaltyClause, target: Target) -> bool:
    pairs = (
        (clause.services, target.services),
        (clause.zones, target.zones),
        (clause.priorities, target.priorities),
    )
    shares_a_job = all(not ours or not theirs or ours & theirs for ours, theirs in pairs)
    return target.metric == clause.metric and shares_a_job


def _error(code: str, agreement: Agreement, place: str, **parameters: object) -> Finding:
    return Finding(
        severity=Severity.ERROR, code=code, agreement=agreement.code, place=place, parameters=parameters
    )


def _warning(code: str, agreement: Agreement, place: str, **parameters: object) -> Finding:
    return Finding(
        severity=Severity.WARNING, code=code, agreement=agreement.code, place=place, parameters=parameters
    )
