"""Keeps a job's cached state, obligations and alarms in step with its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict

from app.domain.agreements import AgreementKind, Described
from app.domain.clocks import ClockState
from app.domain.derivation import derive
from app.domain.evaluations import Difference, PromiseKey, key_of, standing_of
from app.domain.events import Event, EventKind, Owner, Service, Source
from app.domain.job_states import OPEN, JobState, state_after
from app.domain.obligations import JobFacts, Obligation
from app.models.alarms import Alarm
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.parties import Party, Technician
from app.services.agreement_book import book
from app.services.alarm_steps import cause_changed
from app.services.jobs.evaluations import FACT, Because, append_evaluation, kept_standing

BREACH = 100
"""The threshold, in percent of the target, that is a breach."""
_INSTANT = timedelta(microseconds=1)


def refresh(session: Session, job: Job, *, as_of: datetime) -> JobState:
    """Derive everything that is cached of `job` anew from its events."""
    as_of = not_before_what_is_known(job, as_of)
    # Whatever is looked up here was there before: writing half a job for each question costs most.
    with session.no_autoflush:
        events = standing_events(job)
        state = state_after(events, contractor=job.registered_party, priority=job.registered_priority)
        _cache_state(session, job, state)
        obligations = derived(session, job, events, as_of=as_of)
    keep(session, job, obligations, as_of=as_of)
    return state


def not_before_what_is_known(job: Job, now: datetime) -> datetime:
    """`now`, or later where another desk, whose clock is ahead, recorded or announced more of the job."""
    recorded = (event.recorded_at for event in job.events)
    breaches = (
        row.due_at + _INSTANT
        for row in job.obligations
        if row.due_at is not None and row.announced >= BREACH and row.state == ClockState.MISSED.value
    )
    return max([now, *recorded, *breaches])


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What an approved change makes of one job: the promises that stand otherwise, and why."""

    differences: Mapping[PromiseKey, Difference]
    because: Because


def keep(
    session: Session,
    job: Job,
    obligations: list[Obligation],
    *,
    as_of: datetime,
    recalculated: Recalculated | None = None,
) -> None:
    """Cache what was derived of a job: its obligations, the clock the board shows, alarms that are over.

    What changes a promise that was announced, or is `recalculated`, is appended as a new evaluation.
    """
    with session.no_autoflush:
        causes = {row: (_is_alarming(row), row.announced) for row in job.obligations if row.announced}
        cache = _ObligationCache(session, job, as_of, recalculated)
        _cache_clock(job, cache.keep(obligations))
    changed = [row for row, cause in causes.items() if (_is_alarming(row), row.announced) != cause]
    if changed:
        _settle_alarms(session, changed, as_of)


def paired(job: Job, obligations: Iterable[Obligation]) -> list[tuple[ObligationRow | None, Obligation]]:
    """Each obligation with the latest row that keeps it; None where there is none yet."""
    latest = latest_rows(job)
    return [(latest.get(key_of(obligation)), obligation) for obligation in obligations]


def superseded(job: Job, obligations: Iterable[Obligation]) -> list[ObligationRow]:
    """The latest rows of promises that the events no longer make."""
    made = {key_of(obligation) for obligation in obligations}
    return [row for key, row in latest_rows(job).items() if key not in made]


def derived(session: Session, job: Job, events: Iterable[Event], *, as_of: datetime) -> list[Obligation]:
    """The obligations of a job as its events and the agreements in the store make them."""
    agreements = book(session)
    spoken = agreements.for_job(*job.spoken_for)
    return derive(facts_of(job), events, spoken, agreements.calendars, as_of=as_of)


def facts_of(job: Job) -> JobFacts:
    """What the rules need to know of a job beside its events."""
    return JobFacts(
        code=job.code,
        described=Described(
            service=job.service,
            zone=job.zone,
            priority=job.registered_priority,
            merchant_class=job.merchant_class,
            fault=job.fault,
        ),
        province=job.province,
        contractor=job.registered_party,
        due_from=job.due_from,
        due_to=job.due_to,
        cost=job.cost,
    )


def standing_rows(rows: Iterable[JobEvent]) -> list[JobEvent]:
    """The facts of a job that count, in the order given: without what was taken back and what took it."""
    told = list(rows)
    taken = {row.takes_back_id for row in told if row.takes_back_id is not None}
    return [row for row in told if row.takes_back_id is None and (row.id is None or row.id not in taken)]


def standing_events(job: Job, *, until: datetime | None = None) -> list[Event]:
    """The facts of a job as the rules know them; `until`: only those that had happened by then."""
    rows = standing_rows(job.events)
    return [event_of(row) for row in rows if until is None or row.happened_at <= until]


def event_of(row: JobEvent) -> Event:
    """A stored event as the rules know it; one that is not yet written has no defaults yet."""
    return Event(
        kind=EventKind(row.kind),
        at=row.happened_at,
        recorded_at=row.recorded_at,
        actor=row.actor or "",
        source=Source(row.source),
        reason=row.reason or "",
        owner=Owner(row.owner) if row.owner else None,
        value=row.value or "",
        technician=row.technician or "",
    )


def _cache_state(session: Session, job: Job, state: JobState) -> None:
    _put(
        job,
        stage=state.stage.value,
        is_open=state.stage in OPEN,
        priority=state.priority,
        reported_at=state.reported_at,
        resolved_at=state.resolved_at,
        closed_at=state.closed_at,
        hold_reason=state.hold_reason,
        is_phone_fix=job.service == Service.EM.value and state.is_phone_fix,
    )
    if state.contractor != (job.party.code if job.party else ""):
        job.party = _coded(session, Party, state.contractor)
    if state.technician != (job.technician.code if job.technician else ""):
        job.technician = _coded(session, Technician, state.technician)


_Coded = TypeVar("_Coded", Party, Technician)


def _coded(session: Session, kind: type[_Coded], code: str) -> _Coded | None:
    """The party or technician of this code, remembered for the rest of the transaction."""
    if not code:
        return None
    known: dict[tuple[str, str], _Coded] = session.info.setdefault("by_code", {})
    key = (kind.__name__, code)
    if key not in known:
        found = session.scalar(select(kind).where(kind.code == code))
        if found is None:
            return None
        known[key] = found
    return known[key]


def latest_rows(job: Job) -> dict[PromiseKey, ObligationRow]:
    """The row of each promise of a job."""
    rows = sorted(job.obligations, key=lambda row: row.evaluation)
    return {(row.agreement, row.metric, row.sequence): row for row in rows}


class _ObligationCache:
    """Brings the rows of a job's obligations in step with what was derived."""

    def __init__(
        self, session: Session, job: Job, as_of: datetime, recalculated: Recalculated | None
    ) -> None:
        self._session = session
        self._job = job
        self._as_of = as_of
        self._recalculated = recalculated
        self._changed = recalculated.differences if recalculated is not None else {}

    def keep(self, obligations: list[Obligation]) -> list[ObligationRow]:
        latest = latest_rows(self._job)
        kept = []
        for obligation in obligations:
            row = latest.pop(key_of(obligation), None)
            if row is None:
                row = self._added(obligation)
            else:
                self._append_if_changed(row, obligation)
            _fill(row, obligation)
            kept.append(row)
        for row in latest.values():
            self._end(row)
        return kept

    def _added(self, obligation: Obligation) -> ObligationRow:
        agreement, metric, sequence = key_of(obligation)
        row = ObligationRow(agreement=agreement, metric=metric, sequence=sequence, evaluation=0, announced=0)
        self._job.obligations.append(row)
        if key_of(obligation) in self._changed:
            append_evaluation(self._session, row, (None, standing_of(obligation)), self._because())
        return row

    def _append_if_changed(self, row: ObligationRow, obligation: Obligation) -> None:
        highest = _taken_back_to(row, obligation)
        difference = self._changed.get(key_of(obligation))
        if difference is None and highest is None:
            return
        before = difference.before if difference is not None else kept_standing(row)
        append_evaluation(self._session, row, (before, standing_of(obligation)), self._because())
        if highest is not None:
            row.announced = highest

    def _end(self, row: ObligationRow) -> None:
        """A fact or version may show that a promise never was: it ends, it is not forgotten."""
        if row.state == ClockState.CANCELLED.value:
            return
        before = kept_standing(row)
        key = (row.agreement, row.metric, row.sequence)
        if row.announced or key in self._changed:
            after = replace(before, state=ClockState.CANCELLED)
            append_evaluation(self._session, row, (before, after), self._because())
        _put(row, state=ClockState.CANCELLED.value, next_alarm_at=None)

    def _because(self) -> Because:
        if self._recalculated is not None:
            return self._recalculated.because
        actor = self._job.events[-1].actor if self._job.events else ""
        return Because(cause=FACT, recorded_at=self._as_of, recorded_by=actor or "")


def _fill(row: ObligationRow, obligation: Obligation) -> None:
    reading = obligation.reading
    _put(
        row,
        kind=obligation.kind.value,
        agreement_version=obligation.version,
        party=obligation.party,
        target=str(obligation.target.limit),
        unit=obligation.target.unit.value,
        started_at=obligation.started_at,
        due_at=reading.due_at,
        stopped_at=reading.stopped_at,
        state=reading.state.value,
        limit_seconds=reading.limit_seconds,
        used_seconds=reading.used_seconds,
        paused_seconds=reading.paused_seconds,
        overrun_seconds=reading.overrun_seconds,
    )
    schedule_next(row, obligation)


def _taken_back_to(row: ObligationRow, obligation: Obligation) -> int | None:
    """The highest threshold that is still true of a promise whose announcement no longer is; else None.

    What is taken back is announced again once it is true again: in a new evaluation, with new alarms.
    A promise that runs and is due when it was due before has only been asked by a clock set back.
    """
    reading = obligation.reading
    if not row.announced or reading.state is ClockState.MISSED:
        return None
    if reading.state is ClockState.RUNNING and row.due_at == reading.due_at:
        return None
    used, limit = reading.used_seconds, reading.limit_seconds
    past = [percent for percent in obligation.target.warn_at if used >= limit * percent // 100]
    highest = max(past, default=0)
    return highest if highest < row.announced else None


def schedule_next(row: ObligationRow, obligation: Obligation) -> None:
    """Note the next instant at which this clock has something to announce, or goes on by itself."""
    threshold, at = min(to_announce(row, obligation), default=(0, None), key=lambda item: item[0])
    _put(
        row, next_threshold=threshold, next_alarm_at=min(filter(None, (at, _lapse(obligation))), default=None)
    )


def _lapse(obligation: Obligation) -> datetime | None:
    """When a long wait that nobody has decided stops this clock no longer."""
    if obligation.counting is None or obligation.reading.state is not ClockState.PAUSED:
        return None
    waits, until = obligation.counting.waits, obligation.read_until
    return min((w.end for w in waits if w.is_lapsing and w.end is not None and w.end > until), default=None)


def to_announce(row: ObligationRow, obligation: Obligation) -> list[tuple[int, datetime]]:
    """Thresholds that were not announced yet, and their instants; none while nobody knows when it goes on."""
    reading = obligation.reading
    if (
        reading.stopped_at is not None
        or reading.due_at is None
        or reading.state not in {ClockState.RUNNING, ClockState.PAUSED, ClockState.MISSED}
    ):
        return []
    coming = [*obligation.warnings, (BREACH, reading.due_at)]
    return [(percent, at) for percent, at in coming if percent > row.announced]


def _put(row: Job | ObligationRow, **values: object) -> None:
    """Set what differs: a row that stays as it is need not be looked at when it is written."""
    loaded = instance_dict(row)
    for name, value in values.items():
        if name not in loaded or loaded[name] != value:
            setattr(row, name, value)


def _cache_clock(job: Job, rows: list[ObligationRow]) -> None:
    row = shown_clock(rows)
    _put(
        job,
        clock_due_at=row.due_at if row else None,
        clock_state=shown_state(rows),
        clock_metric=row.metric if row else "",
        clock_limit_seconds=row.limit_seconds if row else 0,
        clock_left_seconds=max(row.limit_seconds - row.used_seconds, 0) if row else 0,
    )


def shown_clock(rows: list[ObligationRow]) -> ObligationRow | None:
    """The merchant's next promise is what the board counts down; without an SLA the contractor's."""
    running = [row for row in rows if _is_unfinished(row)]
    shown = [row for row in running if row.kind == AgreementKind.SLA.value] or running
    return min(shown, key=_urgency, default=None)


def shown_state(rows: list[ObligationRow]) -> str:
    """How the shown clock stands; once none runs, how the promises ended."""
    row = shown_clock(rows)
    return row.state if row else _outcome(rows)


def _is_unfinished(row: ObligationRow) -> bool:
    return row.stopped_at is None and row.state in {
        ClockState.RUNNING.value,
        ClockState.PAUSED.value,
        ClockState.MISSED.value,
    }


def _urgency(row: ObligationRow) -> tuple[bool, float]:
    return row.due_at is None, row.due_at.timestamp() if row.due_at else 0.0


def _outcome(rows: list[ObligationRow]) -> str:
    promised = [row for row in rows if row.kind == AgreementKind.SLA.value] or rows
    if any(row.state == ClockState.MISSED.value for row in promised):
        return ClockState.MISSED.value
    return ClockState.MET.value if promised else ""


def _is_alarming(row: ObligationRow) -> bool:
    """Whether there is something to be alarmed about: a breach, or a clock that runs."""
    return row.stopped_at is None and row.state in {ClockState.RUNNING.value, ClockState.MISSED.value}


def _settle_alarms(session: Session, rows: list[ObligationRow], as_of: datetime) -> None:
    """Clear the alarms whose cause is gone; one whose cause is back is there again."""
    session.flush()
    by_id = {row.id: row for row in rows}
    query = select(Alarm).where(Alarm.obligation_id.in_(sorted(by_id))).order_by(Alarm.evaluation)
    alarms = session.scalars(query).all()
    newest = {(alarm.obligation_id, alarm.threshold): alarm for alarm in alarms}
    for alarm in alarms:
        row = by_id[alarm.obligation_id]
        is_true = newest[row.id, alarm.threshold] is alarm and _is_true(alarm, row)
        cause_changed(session, alarm, is_true=is_true, at=as_of)


def _is_true(alarm: Alarm, row: ObligationRow) -> bool:
    # What was taken back is true again only when it is announced again.
    return _is_alarming(row) and alarm.threshold <= row.announced
