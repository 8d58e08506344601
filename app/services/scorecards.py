"""Scorecards of contractors and in-house teams, and the trend of one figure; every figure names its jobs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementKind, Metric
from app.domain.clocks import ClockState
from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Service
from app.domain.jalali import JalaliMonth, day_bounds
from app.domain.scorecards import (
    LEAST_SAMPLE,
    USUAL_WEIGHTS,
    Kpi,
    Measure,
    Promise,
    RepairTimes,
    compliance,
    grade,
    hands_on_seconds,
    is_repeat,
    mean_score,
    mean_time,
    score,
    share,
    spread,
)
from app.models.jobs import Job, JobEvent, ObligationRow, stands
from app.models.parties import Party, PartyKind
from app.models.visits import CallBack, VisitReport, report_stands
from app.services.agreement_book import book
from app.services.penalties.lateness import is_latest

USUAL_ZONE = "Asia/Tehran"
"""Where days end for a party without an agreement of its own."""

REPEAT_DAYS = {Kpi.REPEAT_7: 7, Kpi.REPEAT_30: 30}
FIX_HOLDS_DAYS = 30
"""A repair counts as a first-time fix if no call follows it for so long."""

_PROMISED = {
    Kpi.RESOLVE: Metric.RESOLVE,
    Kpi.ARRIVE: Metric.ARRIVE,
    Kpi.PM: Metric.PM,
    Kpi.INSTALL: Metric.INSTALL,
}
_SATURDAY = 5
_OUTCOMES = (ClockState.MET.value, ClockState.MISSED.value)
_TOLD = frozenset(
    kind.value
    for kind in (
        *(EventKind.DISPATCHED, EventKind.ARRIVED, EventKind.PAUSED, EventKind.RESUMED),
        *(EventKind.RESOLVED, EventKind.CLOSED, EventKind.REOPENED),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardRow:
    """One party's month."""

    party_id: int
    party: str
    kind: str
    name_fa: str
    name_en: str
    measures: Mapping[Kpi, Measure]
    weights: Mapping[Kpi, int]
    """As the agreement in force at the month's end states them; a KPI that is missing weighs nothing."""
    times: RepairTimes
    points: Fraction | None
    grade: str
    """A to E; empty where no figure has enough cases."""
    is_provisional: bool
    """Repeats of the month's repairs can still come in."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One figure over some local days, the last one included."""

    first: date
    last: date
    measure: Measure


def scorecards(session: Session, clock: Clock, month: JalaliMonth) -> list[ScorecardRow]:
    """Every active party's scorecard of a month, by code."""
    parties = session.scalars(select(Party).where(Party.is_active).order_by(Party.code)).all()
    return [_scorecard(session, clock, party, month) for party in parties]


def trend(
    session: Session,
    clock: Clock,
    *,
    party_id: int,
    kpi: Kpi,
    months: Sequence[JalaliMonth],
    by: Literal["month", "week"] = "month",
) -> list[TrendPoint]:
    """One figure of a party, month by month or week by week; any number of cases makes a point."""
    party = session.get(Party, party_id)
    if party is None:
        raise RuleBroken("unknown-party", party=party_id)
    spans = [(m.first_day(), m.last_day()) for m in months] if by == "month" else list(_weeks(months))
    return [
        TrendPoint(first, last, _Record(session, clock, party, (first, last), least=1).measure(kpi))
        for first, last in spans
    ]


def _scorecard(session: Session, clock: Clock, party: Party, month: JalaliMonth) -> ScorecardRow:
    record = _Record(session, clock, party, (month.first_day(), month.last_day()))
    measures = {kpi: record.measure(kpi) for kpi in Kpi}
    weights = _weights(session, party, month.last_day())
    points = score(measures.values(), weights)
    return ScorecardRow(
        party_id=party.id,
        party=party.code,
        kind=party.kind,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        measures=measures,
        weights=weights,
        times=record.times(),
        points=points,
        grade=grade(points),
        is_provisional=clock.now() < record.end + timedelta(days=FIX_HOLDS_DAYS),
    )


def _weeks(months: Sequence[JalaliMonth]) -> Iterator[tuple[date, date]]:
    """Weeks from Saturday to Friday; the first and the last end where the months do."""
    first, end = months[0].first_day(), months[-1].last_day()
    while first <= end:
        last = min(first + timedelta(days=(_SATURDAY - first.weekday() - 1) % 7), end)
        yield first, last
        first = last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Repair:
    job: int
    reported_at: datetime
    resolved_at: datetime


class _Record:
    """What the store knows of one party between two days; asked for as figures need it."""

    def __init__(
        self,
        session: Session,
        clock: Clock,
        party: Party,
        days: tuple[date, date],
        *,
        least: int = LEAST_SAMPLE,
    ) -> None:
        self._session = session
        self._party = party
        self._least = least
        self._now = clock.now()
        self._start, self.end = day_bounds(*days, _zone(session, party))
        is_contractor = party.kind == PartyKind.CONTRACTOR.value
        self._kind = (AgreementKind.UC if is_contractor else AgreementKind.OLA).value

    def measure(self, kpi: Kpi) -> Measure:
        """One figure."""
        if kpi in _PROMISED:
            promises = self._promises.get(_PROMISED[kpi].value, [])
            return compliance(kpi, promises, as_of=self._now, least=self._least)
        if kpi is Kpi.MTTR:
            return mean_time(kpi, self._counted_seconds, least=self._least)
        if kpi is Kpi.SATISFACTION:
            return mean_score(kpi, self._scores, least=self._least)
        jobs = [repair.job for repair in self._repairs]
        if kpi is Kpi.FIRST_TIME_FIX:
            return share(kpi, jobs, self._first_time_fixes(), least=self._least)
        return share(kpi, jobs, self._repeated_within(REPEAT_DAYS[kpi]), least=self._least)

    def times(self) -> RepairTimes:
        """How long repairs took, in three meanings."""
        told = self._told_seconds
        hands_on = [
            told.get(repair.job, hands_on_seconds(self._events.get(repair.job, [])))
            for repair in self._repairs
        ]
        return RepairTimes(
            elapsed=spread(int((r.resolved_at - r.reported_at).total_seconds()) for r in self._repairs),
            contract=spread(self._counted_seconds.values()),
            hands_on=spread(seconds for seconds in hands_on if seconds is not None),
        )

    @cached_property
    def _promises(self) -> dict[str, list[Promise]]:
        """Promises due in the days by metric; one due at the closing midnight belongs to its day."""
        row = ObligationRow
        query = (
            select(row.metric, row.job_id, row.state, row.due_at, Job.service)
            .join(Job, Job.id == row.job_id)
            .where(
                row.party == self._party.code,
                row.kind == self._kind,
                row.due_at > self._start,
                row.due_at <= self.end,
                is_latest(),
            )
            .order_by(row.due_at, row.id)
        )
        found: dict[str, list[Promise]] = {}
        for metric, job, state, due_at, service in self._session.execute(query):
            if due_at is not None and (metric != Metric.RESOLVE.value or service == Service.EM.value):
                found.setdefault(metric, []).append(Promise(job, ClockState(state), due_at))
        return found

    @cached_property
    def _repairs(self) -> list[_Repair]:
        query = select(Job.id, Job.reported_at, Job.resolved_at).where(*self._repaired())
        return [
            _Repair(job, reported_at, resolved_at)
            for job, reported_at, resolved_at in self._session.execute(
                query.order_by(Job.resolved_at, Job.id)
            )
            if reported_at is not None and resolved_at is not None
        ]

    def _repaired(self) -> tuple[ColumnElement[bool], ...]:
        """Calls this party resolved in the days."""
        return (
            Job.party_id == self._party.id,
            Job.service == Service.EM.value,
            Job.resolved_at >= self._start,
            Job.resolved_at < self.end,
        )

    @cached_property
    def _repeats(self) -> list[tuple[int, datetime]]:
        """Repaired jobs, and when the terminal was reported again."""
        again = aliased(Job)
        query = (
            select(Job.id, again.reported_at)
            .join(again, again.repeat_of_id == Job.id)
            .where(*self._repaired(), again.reported_at.is_not(None))
        )
        return [(job, at) for job, at in self._session.execute(query) if at is not None]

    def _repeated_within(self, days: int) -> set[int]:
        resolved_at = {repair.job: repair.resolved_at for repair in self._repairs}
        return {
            job for job, at in self._repeats if job in resolved_at and is_repeat(resolved_at[job], at, days)
        }

    def _first_time_fixes(self) -> set[int]:
        """Repaired on one visit at most, never reopened, and not called for again."""
        again = self._repeated_within(FIX_HOLDS_DAYS)
        return {
            repair.job
            for repair in self._repairs
            if repair.job not in again and _is_one_visit(self._events.get(repair.job, []))
        }

    @cached_property
    def _events(self) -> dict[int, list[tuple[EventKind, datetime]]]:
        query = (
            select(JobEvent.job_id, JobEvent.kind, JobEvent.happened_at)
            .join(Job, Job.id == JobEvent.job_id)
            .where(*self._repaired(), JobEvent.kind.in_(_TOLD), stands())
            .order_by(JobEvent.job_id, JobEvent.happened_at, JobEvent.id)
        )
        found: dict[int, list[tuple[EventKind, datetime]]] = {}
        for job, kind, at in self._session.execute(query):
            found.setdefault(job, []).append((EventKind(kind), at))
        return found

    @cached_property
    def _told_seconds(self) -> dict[int, int]:
        """Seconds of work that the reports of repaired jobs tell, all visits together."""
        query = (
            select(VisitReport.job_id, func.sum(VisitReport.minutes))
            .join(Job, Job.id == VisitReport.job_id)
            .where(*self._repaired(), VisitReport.minutes.is_not(None), report_stands())
            .group_by(VisitReport.job_id)
        )
        return {job: int(minutes or 0) * 60 for job, minutes in self._session.execute(query)}

    @cached_property
    def _scores(self) -> dict[int, int | None]:
        """What merchants said of the jobs this party finished in the days; None: asked without an answer."""
        query = (
            select(CallBack.job_id, CallBack.score)
            .join(Job, Job.id == CallBack.job_id)
            .where(Job.party_id == self._party.id, Job.resolved_at >= self._start, Job.resolved_at < self.end)
            .order_by(CallBack.job_id, CallBack.called_at, CallBack.id)
        )
        found: dict[int, int | None] = {}
        for job, said in self._session.execute(query):
            found[job] = said if said is not None else found.get(job)
        return found

    @cached_property
    def _counted_seconds(self) -> dict[int, int]:
        """Seconds the contract's clock counted for each repair, all its runs together."""
        row = ObligationRow
        query = (
            select(row.job_id, row.used_seconds)
            .join(Job, Job.id == row.job_id)
            .where(
                *self._repaired(),
                row.party == self._party.code,
                row.kind == self._kind,
                row.metric == Metric.RESOLVE.value,
                row.state.in_(_OUTCOMES),
                is_latest(),
            )
            .order_by(row.job_id)
        )
        found: dict[int, int] = {}
        for job, seconds in self._session.execute(query):
            found[job] = found.get(job, 0) + seconds
        return found


def _is_one_visit(events: Sequence[tuple[EventKind, datetime]]) -> bool:
    kinds = [kind for kind, _at in events]
    return kinds.count(EventKind.ARRIVED) <= 1 and EventKind.REOPENED not in kinds


def _weights(session: Session, party: Party, day: date) -> Mapping[Kpi, int]:
    for agreement in _agreements(session, party):
        version = agreement.version_at(day)
        if version is not None and version.weights:
            return {Kpi(kpi): weight for kpi, weight in version.weights.items()}
    return USUAL_WEIGHTS


def _zone(session: Session, party: Party) -> ZoneInfo:
    agreements = _agreements(session, party)
    return ZoneInfo(agreements[0].time_zone if agreements else USUAL_ZONE)


def _agreements(session: Session, party: Party) -> list[Agreement]:
    return [agreement for agreement in book(session).agreements if agreement.contractor == party.code]
