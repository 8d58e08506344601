"""Which of a contractor's promises were broken in a period, and how late each was when it ended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.domain.agreements import Agreement, AgreementKind, Metric, Unit
from app.domain.clocks import ClockState
from app.domain.events import EventKind
from app.domain.obligations import Obligation
from app.domain.penalties.facts import Lateness, late_dates
from app.domain.penalties.lines import WAITS_FOR_DECISION
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.merchants import Terminal
from app.models.penalties import PenaltyLineRow
from app.services.jobs.clocks import derived, standing_events

AT_ONCE = 500
"""Rows named in one statement."""

FORGIVEN = (ClockState.EXCUSED.value, ClockState.CANCELLED.value)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The instants after `start` up to `end`: what is due at the closing midnight still belongs to it.

    `now` is when it is looked at, `end` at the latest.
    """

    start: datetime
    end: datetime
    now: datetime
    zone: ZoneInfo

    @property
    def until(self) -> datetime:
        """The instant up to which lateness is measured."""
        return min(self.end, self.now)


class BrokenPromise(NamedTuple):
    """One missed obligation, as late as it was at the end of the period."""

    lateness: Lateness
    job_id: int
    version: int
    is_carried: bool
    """It was due before the period and was still late in it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a period holds against one contractor under one agreement."""

    obligations: int
    """Due in the period; excused and cancelled ones are no part of it."""
    missed: int
    broken: tuple[BrokenPromise, ...]


class _Promise(NamedTuple):
    id: int
    job_id: int
    metric: str
    sequence: int
    version: int
    unit: str
    state: str
    due_at: datetime
    stopped_at: datetime | None
    overrun_seconds: int
    job: str
    service: str
    zone: str
    priority: str
    terminal: str | None


def findings(session: Session, agreement: Agreement, party: str, span: Span) -> Findings:
    """The promises of `party` (code) due in `span`, those broken, and older ones still late in it."""
    promises = _promises(session, agreement.code, party, span)
    due = [promise for promise in promises if promise.due_at > span.start]
    missed = [promise for promise in promises if _is_missed(promise, span)]
    open_ones = [promise for promise in missed if not _is_done(promise, span)]
    overruns = _overruns_at_end(session, agreement.code, open_ones, span)
    undecided = _undecided(session, agreement, missed, span)
    return Findings(
        obligations=len(due),
        missed=sum(promise.due_at > span.start for promise in missed),
        broken=tuple(
            _broken(promise, overruns, span, is_undecided=promise.id in undecided) for promise in missed
        ),
    )


def batches(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """The ids, sorted, a statement's worth at a time."""
    ordered = sorted(set(ids))
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]


def is_latest() -> ColumnElement[bool]:
    """Whether an obligation row is its promise's newest reading."""
    newer = aliased(ObligationRow)
    return ~exists().where(
        newer.job_id == ObligationRow.job_id,
        newer.agreement == ObligationRow.agreement,
        newer.metric == ObligationRow.metric,
        newer.sequence == ObligationRow.sequence,
        newer.evaluation > ObligationRow.evaluation,
    )


def _promises(session: Session, agreement: str, party: str, span: Span) -> list[_Promise]:
    row = ObligationRow
    still_late = and_(
        row.state != ClockState.MET.value, or_(row.stopped_at.is_(None), row.stopped_at > span.start)
    )
    found = session.execute(
        select(
            *(row.id, row.job_id, row.metric, row.sequence, row.agreement_version, row.unit, row.state),
            *(row.due_at, row.stopped_at, row.overrun_seconds),
            *(Job.code, Job.service, Job.zone, Job.priority, Terminal.number),
        )
        .join(Job, Job.id == row.job_id)
        .outerjoin(Terminal, Terminal.id == Job.terminal_id)
        .where(
            row.party == party,
            row.due_at <= span.until,
            or_(row.due_at > span.start, still_late, row.id.in_(_held_back())),
            row.kind == AgreementKind.UC.value,
            row.agreement == agreement,
            row.state.not_in(FORGIVEN),
            is_latest(),
        )
        .order_by(row.due_at, row.id)
    )
    return [_Promise._make(columns) for columns in found]


def _is_missed(promise: _Promise, span: Span) -> bool:
    """Missed, or overdue and not yet noticed by the watch."""
    if promise.state == ClockState.MISSED.value:
        return True
    return promise.state != ClockState.MET.value and promise.due_at < span.now


def _is_done(promise: _Promise, span: Span) -> bool:
    """Whether it was done, late, before the period was over."""
    return promise.stopped_at is not None and promise.stopped_at < span.until


def _overruns_at_end(
    session: Session, agreement: str, promises: Iterable[_Promise], span: Span
) -> dict[int, int]:
    """Counted seconds of lateness at the end of the period, by obligation, of clocks that ran on."""
    wanted: dict[int, dict[tuple[str, Metric, int], int]] = {}
    for promise in promises:
        if promise.unit != Unit.WINDOW.value:
            key = (agreement, Metric(promise.metric), promise.sequence)
            wanted.setdefault(promise.job_id, {})[key] = promise.id
    overruns: dict[int, int] = {}
    for ids in batches(wanted):
        for job in session.scalars(_jobs_with_events(ids)):
            for obligation in _derived_at(session, job, span.until):
                key = (obligation.agreement, obligation.metric, obligation.sequence)
                if key in wanted[job.id]:
                    overruns[wanted[job.id][key]] = obligation.reading.overrun_seconds
    return overruns


def _undecided(
    session: Session, agreement: Agreement, promises: Iterable[_Promise], span: Span
) -> frozenset[int]:
    """Ids of the obligations whose clocks a long wait stopped that nobody has decided by now."""
    rules = [rule for version in agreement.versions for rule in version.pauses]
    if all(rule.approval_above_minutes is None for rule in rules):
        return frozenset()
    wanted = {(promise.job_id, promise.metric, promise.sequence): promise.id for promise in promises}
    has_waited = exists().where(JobEvent.job_id == Job.id, JobEvent.kind == EventKind.PAUSED.value)
    found: set[int] = set()
    for ids in batches(job_id for job_id, _metric, _sequence in wanted):
        for job in session.scalars(_jobs_with_events(ids).where(has_waited)):
            events = standing_events(job)
            for obligation in derived(session, job, events, as_of=span.now):
                key = (job.id, obligation.metric.value, obligation.sequence)
                if obligation.is_undecided and obligation.agreement == agreement.code and key in wanted:
                    found.add(wanted[key])
    return frozenset(found)


def _held_back() -> Select[int | None]:
    """Ids of the obligations that a case has left out until a wait is decided."""
    return select(PenaltyLineRow.obligation_id).where(
        PenaltyLineRow.reasons == WAITS_FOR_DECISION, PenaltyLineRow.obligation_id.is_not(None)
    )


def _jobs_with_events(ids: Sequence[int]) -> Select[Job]:
    return (
        select(Job)
        .where(Job.id.in_(ids))
        .options(selectinload(Job.events), joinedload(Job.psp), joinedload(Job.region))
    )


def _derived_at(session: Session, job: Job, at: datetime) -> list[Obligation]:
    """The job's promises as they stood at an instant: what happened later is left out."""
    events = standing_events(job, until=at)
    return derived(session, job, events, as_of=at)


def _broken(promise: _Promise, overruns: dict[int, int], span: Span, *, is_undecided: bool) -> BrokenPromise:
    done = promise.stopped_at if _is_done(promise, span) else None
    lateness = Lateness(
        obligation=promise.id,
        job=promise.job,
        metric=promise.metric,
        overrun_seconds=promise.overrun_seconds if done else overruns.get(promise.id, 0),
        due_at=promise.due_at,
        done_at=done,
        service=promise.service,
        zone=promise.zone,
        priority=promise.priority,
        terminal=promise.terminal or "",
        is_undecided=is_undecided,
        is_carried=promise.due_at <= span.start,
    )
    if promise.unit == Unit.WINDOW.value:
        # The last day of the period is the last one on which an open visit was late in it.
        measured = done or span.until - _INSTANT
        lateness = replace(
            lateness,
            overrun_seconds=max(int(((done or span.until) - promise.due_at).total_seconds()), 0),
            late_dates=late_dates(promise.due_at.astimezone(span.zone), measured.astimezone(span.zone)),
        )
    return BrokenPromise(lateness, promise.job_id, promise.version, promise.due_at <= span.start)
