"""What clauses charge beside broken promises: calls again on a terminal, downtime, notes, shares kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement, AgreementKind
from app.domain.clocks import ClockState
from app.domain.event_order import in_order
from app.domain.events import EventKind, Service
from app.domain.jalali import JalaliMonth, JalaliQuarter, month_bounds
from app.domain.penalties.clauses import DECLARED, PenaltyClause, PeriodKind, Trigger
from app.domain.penalties.counting import Kept
from app.domain.penalties.facts import Lateness, Occurrence
from app.domain.penalties.gathering import Gathering, Versioned, until_next
from app.domain.penalties.happened import Happened, step_in_cost, what_happened
from app.domain.penalties.periods import Periods
from app.models.jobs import Job, JobEvent, ObligationRow, stands
from app.models.merchants import Terminal
from app.services.agreement_book import book, speaks_of
from app.services.jobs.clocks import facts_of, standing_events
from app.services.penalties.lateness import FORGIVEN, BrokenPromise, Span, batches, is_latest
from app.services.penalties.measured_figures import charged_figures
from app.services.replay.stored_jobs import stored_jobs

_MONTHS_OF = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3}
_HANDS_OVER = (EventKind.DISPATCHED.value, EventKind.CONTRACTOR.value)


class Happenings(NamedTuple):
    """Facts of a period, each with its version; ids of the jobs they name, and of the figures by item."""

    facts: list[Versioned]
    jobs: dict[str, int]
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Over what the clauses of one kind of period count: the month, or the quarter that it closes."""

    kind: PeriodKind
    start: datetime


def closes_quarter(month: JalaliMonth) -> bool:
    """Whether a month is the last of its quarter: what is counted by the quarter is charged in its case."""
    return month.month % 3 == 0


def happenings(
    session: Session, agreement: Agreement, party: str, month: JalaliMonth, span: Span
) -> Happenings:
    """What clauses of `agreement` may charge `party` (code) for a month, beside its broken promises."""
    clauses = {clause.code: clause for version in agreement.versions for clause in version.clauses}
    facts: list[Versioned] = []
    ids: dict[str, int] = {}
    charged = charged_figures(session, agreement, party)
    measured = list(charged.measured.facts(agreement, as_of=span.until))
    for stretch in _stretches(month, span):
        gathering = Gathering(agreement, book(session).calendars, stretch.start, span.until)
        if gathering.wants_kept:
            for kept in _kept(session, agreement, party, stretch, span):
                gathering.add_kept(party, kept)
        if gathering.wants_jobs:
            for job in _jobs(session, agreement, party, stretch.start, span.until):
                ids[job.code] = job.id
                gathering.add_job(_happened(job, span.until))
        gathering.add(
            party,
            ((fact, version) for _whose, fact, version in measured if _is_measured(fact, stretch, span)),
        )
        facts += [
            (fact, version)
            for fact, version in gathering.facts().get(party, [])
            if _is_counted_over(fact, clauses, stretch.kind)
        ]
    return Happenings(facts, ids, charged.rows)


def completed(
    session: Session, agreement: Agreement, broken: Sequence[BrokenPromise], zone: ZoneInfo
) -> list[BrokenPromise]:
    """The promises with what their clauses ask for: the terminal's next visit, the cost of a step-in."""
    clauses = [clause for version in agreement.versions for clause in version.clauses]
    late = list(broken)
    if any(clause.until_next_due for clause in clauses):
        late = list(_until_next(session, late, zone))
    if any(clause.step_in_rate is not None for clause in clauses):
        late = list(_with_costs(session, late))
    return late


def _stretches(month: JalaliMonth, span: Span) -> Iterator[_Stretch]:
    yield _Stretch(PeriodKind.MONTH, span.start)
    if closes_quarter(month):
        first = JalaliQuarter.of(month.first_day()).months()[0]
        yield _Stretch(PeriodKind.QUARTER, month_bounds(first, span.zone)[0])


def _is_measured(fact: Occurrence, stretch: _Stretch, span: Span) -> bool:
    """Whether a figure counts in these days; a milestone still late in them goes on, like a promise."""
    if fact.trigger is Trigger.MILESTONE:
        return fact.at <= span.until and (fact.done_at is None or fact.done_at >= span.start)
    return stretch.start < fact.at <= span.until


def _is_counted_over(fact: object, clauses: dict[str, PenaltyClause], kind: PeriodKind) -> bool:
    """Whether a fact is of the stretch that its clause counts over; what no clause counts is of the month."""
    bound = clauses.get(fact.clause) if isinstance(fact, Occurrence) else None
    return (bound.period if bound is not None else PeriodKind.MONTH) is kind


def _kept(
    session: Session, agreement: Agreement, party: str, stretch: _Stretch, span: Span
) -> Iterator[Kept]:
    """Promises that fell due, as far back as an escalation looks."""
    back = max(
        (
            (clause.escalation_after or 1) * _MONTHS_OF[clause.period]
            for version in agreement.versions
            for clause in version.clauses
        ),
        default=1,
    )
    month = JalaliMonth.of(stretch.start.astimezone(span.zone).date()).shifted(-back)
    row = ObligationRow
    query = (
        select(row.metric, row.agreement_version, row.due_at, row.state)
        .add_columns(Job.service, Job.zone, Job.priority)
        .join(Job, Job.id == row.job_id)
        .where(
            row.party == party,
            row.agreement == agreement.code,
            row.kind == AgreementKind.UC.value,
            row.due_at > month_bounds(month, span.zone)[0],
            row.due_at <= span.until,
            row.state.not_in(FORGIVEN),
            is_latest(),
        )
    )
    for metric, version, due_at, state, service, zone, priority in session.execute(query):
        is_met = state == ClockState.MET.value
        if is_met or state == ClockState.MISSED.value or due_at < span.now:
            counts = due_at > stretch.start
            yield Kept(metric, service, zone, priority, version, due_at, is_met, counts)


def _jobs(
    session: Session, agreement: Agreement, party: str, start: datetime, until: datetime
) -> Iterator[Job]:
    """Calls that lasted into the time or were repaired shortly before it, on terminals the party had."""
    back = max(version.repeat_days for version in agreement.versions)
    since = start - timedelta(days=min(back, 3660) + 1)
    begun = or_(Job.reported_at <= until, and_(Job.reported_at.is_(None), Job.due_from <= until))
    lasted = or_(Job.resolved_at.is_(None), Job.resolved_at >= since)
    noted = select(JobEvent.job_id).where(
        JobEvent.reason.in_([trigger.value for trigger in DECLARED]),
        JobEvent.happened_at >= start,
        JobEvent.happened_at < until,
    )
    wanted = or_(and_(Job.service == Service.EM.value, begun, lasted), Job.id.in_(noted))
    had = _had_by(party)
    terminals = select(Job.terminal_id).where(Job.id.in_(had), Job.terminal_id.is_not(None))
    ids = session.scalars(select(Job.id).where(wanted, or_(Job.id.in_(had), Job.terminal_id.in_(terminals))))
    for some in batches(ids):
        for job in stored_jobs(session, some):
            if speaks_of(agreement, *job.spoken_for):
                yield job


def _had_by(party: str) -> Select[int]:
    """Ids of the jobs that a contractor (code) had at some time."""
    given = select(JobEvent.job_id).where(JobEvent.kind.in_(_HANDS_OVER), JobEvent.value == party, stands())
    return select(Job.id).where(or_(Job.registered_party == party, Job.id.in_(given)))


def _happened(job: Job, until: datetime) -> Happened:
    events = in_order(standing_events(job, until=until))
    terminal = job.terminal.number if job.terminal else ""
    return what_happened(facts_of(job), terminal, job.priority, events, as_of=until)


def _until_next(session: Session, broken: Iterable[BrokenPromise], zone: ZoneInfo) -> Iterator[BrokenPromise]:
    promises = list(broken)
    visits: dict[str, set[datetime]] = defaultdict(set)
    for ids in batches(promise.job_id for promise in promises):
        terminals = select(Job.terminal_id).where(Job.id.in_(ids))
        query = (
            select(Terminal.number, Job.due_to)
            .join(Job, Job.terminal_id == Terminal.id)
            .where(Job.service == Service.PM.value, Job.due_to.is_not(None), Job.terminal_id.in_(terminals))
        )
        for number, due_to in session.execute(query):
            if due_to is not None:
                visits[number].add(due_to)
    in_turn = {number: sorted(dues) for number, dues in visits.items()}
    periods = Periods(zone)
    for promise in promises:
        lateness = until_next(promise.lateness, in_turn.get(promise.lateness.terminal, ()), periods)
        yield promise._replace(lateness=lateness)


def _with_costs(session: Session, broken: Sequence[BrokenPromise]) -> Iterator[BrokenPromise]:
    costs = {}
    for ids in batches(promise.job_id for promise in broken):
        for job in stored_jobs(session, ids):
            costs[job.id] = step_in_cost(facts_of(job), in_order(standing_events(job)))
    for promise in broken:
        late: Lateness = replace(promise.lateness, cost=costs.get(promise.job_id))
        yield promise._replace(lateness=late)
