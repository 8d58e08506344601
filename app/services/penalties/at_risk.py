"""Money at risk: what the present month costs each contractor so far, and what open clocks may add to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeGuard
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Unit
from app.domain.clocks import OPEN_STATES, ClockState
from app.domain.jalali import JalaliMonth, month_bounds
from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.charging import charge
from app.domain.penalties.clauses import CapEffect, CapScope, PenaltyClause, PeriodKind, Trigger
from app.domain.penalties.facts import Lateness, Occurrence, applies
from app.domain.penalties.gathering import Versioned
from app.domain.penalties.lines import PenaltyLine
from app.domain.penalties.outlook import NextStep, Promised, next_cap, next_compliance, next_points
from app.domain.penalties.pricing import price
from app.domain.penalties.through_versions import ThroughVersions, through_versions
from app.models.jobs import Job, ObligationRow
from app.models.parties import Party
from app.services.agreement_book import book
from app.services.bulk_pricing.pricing import Owed, owed
from app.services.penalties.drafting import Contract, contracts
from app.services.penalties.elsewhere import Place, charged_elsewhere
from app.services.penalties.happenings import completed, happenings
from app.services.penalties.lateness import BrokenPromise, Span, findings, is_latest

_NOTHING = Decimal(0)
_HUNDRED = Fraction(100)
_LEAST = (timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))
"""How late an open promise is taken to be missed by: the least of these that costs anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """One contract in the present month."""

    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    month: JalaliMonth
    due: int
    """Promises that fell due so far; excused and cancelled ones are no part of it."""
    missed_jobs: tuple[int, ...]
    """Ids of the jobs behind those missed, one for each promise."""
    open_jobs: tuple[int, ...]
    """The same of promises that fall due later in the month and are still open."""
    so_far: Owed
    if_missed: Owed
    """If each open promise were missed by the least that costs anything."""
    steps: tuple[NextStep, ...]
    """How many more misses to the next bracket or cap, the nearest first."""

    @property
    def at_stake(self) -> Decimal:
        """What open promises may add, in whole rial."""
        return self.if_missed.payable - self.so_far.payable


class _Due(NamedTuple):
    """A promise that falls due in the month."""

    id: int
    job_id: int
    job: str
    metric: str
    version: int
    unit: str
    state: str
    due_at: datetime
    service: str
    zone: str
    priority: str

    def stands(self, now: datetime) -> ClockState | None:
        """Met, missed or running at `now`; None: it is no part of the count."""
        state = ClockState(self.state)
        if state in OPEN_STATES:
            return ClockState.MISSED if self.due_at < now else ClockState.RUNNING
        return state if state in {ClockState.MET, ClockState.MISSED} else None


def at_risk(session: Session, clock: Clock, *, contractor: str = "") -> list[AtRisk]:
    """The present month of every contract, or of one contractor's (code): by contractor and agreement."""
    now = clock.now()
    agreements = {agreement.code: agreement for agreement in book(session).agreements}
    found = [
        _contract(session, now, agreements[contract.agreement], contract)
        for month in {_month(agreement, now) for agreement in agreements.values()}
        for contract in contracts(session, month, contractor=contractor)
        if _month(agreements[contract.agreement], now) == month
    ]
    return sorted(found, key=lambda risk: (risk.contractor, risk.agreement))


def _month(agreement: Agreement, now: datetime) -> JalaliMonth:
    return JalaliMonth.of(now.astimezone(ZoneInfo(agreement.time_zone)).date())


def _contract(session: Session, now: datetime, agreement: Agreement, contract: Contract) -> AtRisk:
    zone, month = ZoneInfo(agreement.time_zone), _month(agreement, now)
    span = Span(*month_bounds(month, zone), now, zone)
    late = findings(session, agreement, contract.contractor, span)
    broken = completed(session, agreement, late.broken, zone)
    others = happenings(session, agreement, contract.contractor, month, span)
    jobs = others.jobs | {promise.lateness.job: promise.job_id for promise in broken}
    place = Place(contract.party_id, agreement.code, str(month))
    party = session.get_one(Party, contract.party_id)
    outlook = _Outlook(
        agreement,
        month,
        _due(session, agreement, party.code, span),
        broken,
        others.facts,
        charged_elsewhere(session, place, jobs, until=span.until),
        now,
    )
    so_far = outlook.so_far()
    return AtRisk(
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=agreement.code,
        month=month,
        due=late.obligations,
        missed_jobs=tuple(promise.job_id for promise in broken if not promise.is_carried),
        open_jobs=tuple(promise.job_id for promise in outlook.open()),
        so_far=so_far,
        if_missed=outlook.if_missed(),
        steps=outlook.steps(so_far),
    )


def _due(session: Session, agreement: Agreement, party: str, span: Span) -> list[_Due]:
    row = ObligationRow
    found = session.execute(
        select(
            *(row.id, row.job_id, Job.code, row.metric, row.agreement_version, row.unit, row.state),
            *(row.due_at, Job.service, Job.zone, Job.priority),
        )
        .join(Job, Job.id == row.job_id)
        .where(
            row.party == party,
            row.kind == AgreementKind.UC.value,
            row.agreement == agreement.code,
            row.due_at > span.start,
            row.due_at <= span.end,
            is_latest(),
        )
        .order_by(row.due_at, row.id)
    )
    return [_Due._make(columns) for columns in found]


@dataclass(frozen=True, slots=True)
class _Outlook:
    """One contract's month as it stands at `now`."""

    agreement: Agreement
    month: JalaliMonth
    due: Sequence[_Due]
    broken: Sequence[BrokenPromise]
    others: Sequence[Versioned]
    """What is charged beside broken promises, the share kept of those due so far with it."""
    before: ChargedBefore
    now: datetime

    def open(self) -> list[_Due]:
        """The promises that can still be kept."""
        return [due for due in self.due if due.stands(self.now) is ClockState.RUNNING]

    def so_far(self) -> Owed:
        """What is owed for what was missed up to now: what an interim case would come to."""
        return owed(self.agreement, [*self._missed(), *self.others], self.before)

    def if_missed(self) -> Owed:
        """What would be owed if nothing that is open were kept."""
        facts = list(self._missed())
        least: dict[tuple[object, ...], timedelta] = {}
        for due in self.open():
            kind = (due.version, due.metric, due.unit, due.service, due.zone, due.priority)
            if kind not in least:
                least[kind] = self._least(due)
            facts.append((_late_by(due, least[kind]), due.version))
        return owed(self.agreement, [*facts, *self._others_if_missed()], self.before)

    def steps(self, so_far: Owed) -> tuple[NextStep, ...]:
        """The next brackets and caps of the version in force."""
        version = self._version()
        found = [*self._brackets(version), *self._caps(version, so_far)]
        return tuple(sorted(found, key=lambda step: (step.misses, step.kind, step.clause)))

    def _version(self) -> AgreementVersion:
        version = self.agreement.version_at(self.month.last_day())
        assert version is not None, "contracts() named it"
        return version

    def _missed(self) -> Iterator[Versioned]:
        return ((promise.lateness, promise.version) for promise in self.broken)

    def _others_if_missed(self) -> Iterator[Versioned]:
        """What is charged beside broken promises, with the shares that would be kept of all promises."""
        stands: dict[str, Versioned] = {}
        for fact, number in self.others:
            if self._is_share(fact):
                stands[fact.clause] = fact, number
            else:
                yield fact, number
        for clause in self._shares():
            promised, known = self._promised(clause), stands.get(clause.code)
            if promised.open:
                version, judge = clause.judge(self.month)
                yield self._share(judge, promised, None if known is None else known[0]), version.number
            elif known is not None:
                yield known

    def _shares(self) -> list[ThroughVersions]:
        """The clauses that judge the share of promises kept in a month."""
        through = through_versions(self.agreement, {Trigger.COMPLIANCE})
        return [clause for clause in through if clause.period is PeriodKind.MONTH]

    def _is_share(self, fact: Lateness | Occurrence) -> TypeGuard[Occurrence]:
        """Whether it is a share of the promises kept in this month."""
        is_share = isinstance(fact, Occurrence) and fact.trigger is Trigger.COMPLIANCE
        return is_share and fact.item.endswith(f" {self.month}")

    def _share(
        self, clause: PenaltyClause, promised: Promised, stands: Lateness | Occurrence | None
    ) -> Occurrence:
        """The share kept if every open promise were missed; `stands` is the share as it is."""
        kept = replace(promised, missed=promised.missed + promised.open, open=0).share()
        if isinstance(stands, Occurrence):
            return replace(stands, measure=kept)
        return Occurrence(
            trigger=clause.trigger,
            clause=clause.code,
            item=f"compliance {clause.code} {self.month}",
            at=self.now,
            measure=kept,
            metric=clause.metric,
        )

    def _promised(self, clause: ThroughVersions) -> Promised:
        """How the promises stand that a clause counts in the month, each by the version that measures it."""
        stands = [due.stands(self.now) for due in self.due if _speaks_of(clause.of(due.version), due)]
        return Promised(
            met=stands.count(ClockState.MET),
            missed=stands.count(ClockState.MISSED),
            open=stands.count(ClockState.RUNNING),
        )

    def _least(self, due: _Due) -> timedelta:
        """The least lateness of such a promise that costs anything."""
        found = (least for least in _LEAST if _costs(self._named(due.version), _late_by(due, least)))
        return next(found, _LEAST[0])

    def _named(self, number: int) -> AgreementVersion:
        return next(version for version in self.agreement.versions if version.number == number)

    def _lines(self, promise: BrokenPromise) -> list[PenaltyLine]:
        return _lines(self._named(promise.version), promise.lateness)

    def _brackets(self, version: AgreementVersion) -> Iterator[NextStep]:
        for clause in self._shares():
            own = clause.of(version.number)
            step = None if own is None else next_compliance(own, self._promised(clause), version.prices)
            if step is not None:
                yield step
        scales = [
            scale
            for scale in version.clauses
            if scale.trigger is Trigger.POINTS and scale.period is PeriodKind.MONTH
        ]
        if not scales:
            return
        lines = price(self.agreement, [*self._missed(), *self.others], self.before).lines
        given = [line.points for line in lines if line.trigger is not Trigger.POINTS]
        most = max((Fraction(each.points or 0) for each in version.clauses), default=Fraction(0))
        for scale in scales:
            step = next_points(scale, sum(given, Fraction(0)), most, version.prices)
            if step is not None:
                yield step

    def _caps(self, version: AgreementVersion, so_far: Owed) -> Iterator[NextStep]:
        """Caps of the month over all clauses."""
        charged = sum(any(line.payable for line in self._lines(promise)) for promise in self.broken)
        of_one = so_far.payable / charged if charged else _NOTHING
        for cap in version.caps:
            if cap.scope is CapScope.MONTH and cap.effect is CapEffect.LIMIT and not cap.clauses:
                step = next_cap(cap, so_far.payable, of_one, version.prices)
                if step is not None:
                    yield step


def _speaks_of(clause: PenaltyClause | None, due: _Due) -> bool:
    return (
        clause is not None
        and clause.metric == due.metric
        and clause.speaks_of(due.service, due.zone, due.priority)
    )


def _late_by(due: _Due, least: timedelta) -> Lateness:
    is_window = due.unit == Unit.WINDOW.value
    return Lateness(
        obligation=due.id,
        job=due.job,
        metric=due.metric,
        overrun_seconds=int(least.total_seconds()),
        late_dates=max(least.days, 1) if is_window else None,
        due_at=due.due_at,
        done_at=None,
        service=due.service,
        zone=due.zone,
        priority=due.priority,
    )


def _costs(version: AgreementVersion, lateness: Lateness) -> bool:
    return any(line.payable or line.points for line in _lines(version, lateness))


def _lines(version: AgreementVersion, lateness: Lateness) -> list[PenaltyLine]:
    return [
        charge(clause, lateness, prices=version.prices)
        for clause in version.clauses
        if applies(clause, lateness)
    ]
