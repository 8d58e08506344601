"""A job's promises, derived from its events and the agreements in force (product.md, semantics 1-9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.agreements import (
    Agreement,
    AgreementKind,
    AgreementVersion,
    Calendars,
    Described,
    Metric,
    Target,
    Unit,
)
from app.domain.clocks import (
    OPEN_STATES,
    ClockState,
    Reading,
    Wait,
    limit_in_seconds,
    read_clock,
    read_window,
    warning_instants,
)
from app.domain.events import Event, EventKind, Owner, in_order
from app.domain.working_time import OpeningHours

K = EventKind

_ENDS = frozenset({K.RESOLVED, K.CLOSED})
STOPPED_BY: dict[Metric, frozenset[EventKind]] = {
    Metric.ACKNOWLEDGE: _ENDS | {K.ACKNOWLEDGED, K.DISPATCHED, K.ACCEPTED, K.DEPARTED, K.ARRIVED},
    Metric.DISPATCH: _ENDS | {K.DISPATCHED},
    Metric.ACCEPT: _ENDS | {K.ACCEPTED, K.DEPARTED, K.ARRIVED},
    Metric.ARRIVE: _ENDS | {K.ARRIVED},
    Metric.RESOLVE: _ENDS,
    Metric.INSTALL: _ENDS,
    Metric.PM: _ENDS,
}
"""The first of these events after its start stops the clock of a metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """What is known of a job beside its events."""

    code: str
    described: Described
    contractor: str = ""
    due_to: datetime | None = None
    """The closing midnight of its window, for PM visits and appointments."""
    due_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One promise on one job, with its clock read."""

    agreement: str
    kind: AgreementKind
    version: int
    metric: Metric
    party: str
    """Code of the contractor whose clock it is; empty for the company's own promises."""
    sequence: int
    """0 for the first run of this clock, more after each reopening or new dispatch."""
    target: Target
    started_at: datetime
    reading: Reading
    warnings: tuple[tuple[int, datetime], ...] = ()
    """Percent used up and the instant at which that is so; known only while the clock runs."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a job in which one clock of each metric may run."""

    start: datetime
    sequence: int
    party: str = ""
    withdrawn_at: datetime | None = None
    closed_spans: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class _Life:
    """A job's ordered events, cut into what every clock needs."""

    events: tuple[Event, ...]
    waits: tuple[tuple[Wait, Owner], ...]
    changes: tuple[tuple[datetime, str], ...]
    excused: tuple[Event, ...]
    cancelled_at: datetime | None


def derive(
    job: JobFacts,
    events: Iterable[Event],
    agreements: Sequence[Agreement],
    calendars: Calendars,
    *,
    as_of: datetime,
) -> list[Obligation]:
    """Every promise on a job as it stands at `as_of`; an empty list where nothing was promised."""
    life = _read_life(events)
    found: list[Obligation] = []
    for agreement in agreements:
        for run in _runs(job, life, agreement):
            version = agreement.version_at(calendars.local_date(agreement, run.start))
            if version is None:
                continue
            promise = _Promise(job, life, agreement, version, calendars, as_of)
            found.extend(o for metric in Metric if (o := promise.read(metric, run)) is not None)
    return found


@dataclass(frozen=True, slots=True)
class _Promise:
    """One version of one agreement, held against one job."""

    job: JobFacts
    life: _Life
    agreement: Agreement
    version: AgreementVersion
    calendars: Calendars
    as_of: datetime

    def read(self, metric: Metric, run: _Run) -> Obligation | None:
        """The obligation of `metric` over `run`, or None where nothing was promised."""
        target = self.version.target_for(metric, self._described_at(run.start))
        if target is None or not self._is_due(target):
            return None
        waits = self._waits(metric, run)
        stopped = self._stop(metric, run)
        reading, target = self._read(target, run, waits, stopped)
        reading = self._ended(reading, metric, run)
        warnings: tuple[tuple[int, datetime], ...] = ()
        if reading.state is ClockState.RUNNING and target.unit is not Unit.WINDOW:
            calendar = self.calendars.of(self.agreement, target.calendar)
            warnings = tuple(
                warning_instants(calendar, run.start, reading, waits=waits, percents=target.warn_at)
            )
        return Obligation(
            agreement=self.agreement.code,
            kind=self.agreement.kind,
            version=self.version.number,
            metric=metric,
            party=run.party,
            sequence=run.sequence,
            target=target,
            started_at=self._started(target, run),
            reading=reading,
            warnings=warnings,
        )

    def _described_at(self, instant: datetime) -> Described:
        priority = self.job.described.priority
        for changed_at, new in self.life.changes:
            if changed_at <= instant:
                priority = new
        return replace(self.job.described, priority=priority)

    def _is_due(self, target: Target) -> bool:
        return target.unit is not Unit.WINDOW or self.job.due_to is not None

    def _started(self, target: Target, run: _Run) -> datetime:
        if target.unit is Unit.WINDOW and self.job.due_from is not None:
            return self.job.due_from
        return run.start

    def _waits(self, metric: Metric, run: _Run) -> list[Wait]:
        stopping = [
            wait
            for wait, owner in self.life.waits
            if self.version.stops_clock(metric, owner, wait.reason)
            # A promise of the contractor is never stopped by a wait it owns itself (semantics 3).
            and not (self.agreement.kind is AgreementKind.UC and owner is Owner.CONTRACTOR)
        ]
        return [*stopping, *run.closed_spans]

    def _stop(self, metric: Metric, run: _Run) -> datetime | None:
        reopened_until = run.closed_spans[-1].end if run.closed_spans else None
        for event in self.life.events:
            if event.kind not in STOPPED_BY[metric] or event.at < run.start:
                continue
            if metric in {Metric.RESOLVE, Metric.INSTALL} and reopened_until and event.at < reopened_until:
                continue
            if run.withdrawn_at is not None and event.at > run.withdrawn_at:
                return None
            return event.at
        return None

    def _read(
        self, target: Target, run: _Run, waits: list[Wait], stopped: datetime | None
    ) -> tuple[Reading, Target]:
        if target.unit is Unit.WINDOW and self.job.due_to is not None:
            return read_window(self.job.due_to, stopped_at=stopped, as_of=self._until(run)), target
        reading = self._counted(target, run.start, run, waits, stopped)
        for changed_at, _priority in self.life.changes:
            if changed_at <= run.start or (stopped is not None and changed_at >= stopped):
                continue
            reading, target = self._changed(reading, target, changed_at, (run, waits, stopped))
        return reading, target

    def _changed(
        self,
        reading: Reading,
        target: Target,
        changed_at: datetime,
        clock: tuple[_Run, list[Wait], datetime | None],
    ) -> tuple[Reading, Target]:
        """A new priority (semantics 5): SLA anew from its start; a UC raised never gains."""
        run, waits, stopped = clock
        if reading.due_at is not None and reading.due_at < changed_at:
            return reading, target
        new = self.version.target_for(target.metric, self._described_at(changed_at))
        if new is None or new == target:
            return reading, target
        from_start = self._counted(new, run.start, run, waits, stopped)
        raised = from_start.limit_seconds < reading.limit_seconds
        if self.agreement.kind is not AgreementKind.UC or not raised:
            return from_start, new
        calendar = self.calendars.of(self.agreement, new.calendar)
        # The rest from the change on, expressed as a longer limit from the original start,
        # so that one reading still explains the whole clock.
        shut = [wait for wait in waits if wait.start < changed_at]
        before = read_clock(calendar, run.start, 0, waits=shut, stopped_at=changed_at, as_of=changed_at)
        limit = min(reading.limit_seconds, before.used_seconds + from_start.limit_seconds)
        return self._limited(calendar, run, limit, waits, stopped), new

    def _counted(
        self,
        target: Target,
        start: datetime,
        run: _Run,
        waits: list[Wait],
        stopped: datetime | None,
    ) -> Reading:
        calendar = self.calendars.of(self.agreement, target.calendar)
        limit = limit_in_seconds(calendar, start, target.limit, target.unit)
        return self._limited(calendar, run, limit, waits, stopped)

    def _limited(
        self, calendar: OpeningHours, run: _Run, limit: int, waits: list[Wait], stopped: datetime | None
    ) -> Reading:
        return read_clock(
            calendar,
            run.start,
            limit,
            waits=waits,
            stopped_at=stopped,
            as_of=self._until(run),
        )

    def _until(self, run: _Run) -> datetime:
        ends = [self.as_of, *(end for end in (run.withdrawn_at, self.life.cancelled_at) if end is not None)]
        return min(ends)

    def _ended(self, reading: Reading, metric: Metric, run: _Run) -> Reading:
        """Withdrawal, cancellation and excuse: an earlier miss stands unless it is excused."""
        if any(_excuses(event, metric) for event in self.life.excused) and reading.state != ClockState.MET:
            return replace(reading, state=ClockState.EXCUSED)
        ended = run.withdrawn_at or self.life.cancelled_at
        if ended is not None and reading.stopped_at is None and reading.state in OPEN_STATES:
            return replace(reading, state=ClockState.CANCELLED, stopped_at=ended)
        if ended is not None and reading.stopped_at is None:
            return replace(reading, stopped_at=ended)
        return reading


def _excuses(event: Event, metric: Metric) -> bool:
    return not event.value or event.value == metric.value


def _read_life(events: Iterable[Event]) -> _Life:
    ordered = in_order(events)
    cancelled = [event.at for event in ordered if event.kind is K.CANCELLED]
    return _Life(
        events=tuple(ordered),
        waits=tuple(_read_waits(ordered)),
        changes=tuple((e.at, e.value) for e in ordered if e.kind is K.PRIORITY and e.value),
        excused=tuple(e for e in ordered if e.kind is K.EXCUSED),
        cancelled_at=cancelled[-1] if cancelled else None,
    )


# What ends a wait even where nobody wrote "resumed": work goes on, or the job is over.
_ENDS_WAIT = _ENDS | {K.RESUMED, K.CANCELLED, K.DISPATCHED, K.REJECTED, K.ACCEPTED, K.DEPARTED, K.ARRIVED}


def _read_waits(ordered: Sequence[Event]) -> list[tuple[Wait, Owner]]:
    waits: list[tuple[Wait, Owner]] = []
    begun: Event | None = None
    for event in ordered:
        if event.kind is K.PAUSED and begun is None:
            begun = event
        elif begun is not None and event.kind in _ENDS_WAIT:
            waits.append(_wait(begun, event.at))
            begun = None
    if begun is not None:
        waits.append(_wait(begun, None))
    return waits


def _wait(begun: Event, end: datetime | None) -> tuple[Wait, Owner]:
    owner = begun.owner or Owner.CONTRACTOR
    return Wait(begun.at, end, begun.reason, owner.value), owner


def _runs(job: JobFacts, life: _Life, agreement: Agreement) -> list[_Run]:
    reported = next((e.at for e in life.events if e.kind is K.REPORTED), None)
    if agreement.kind is AgreementKind.UC:
        runs = _contractor_runs(job, life, reported or job.due_from)
        return [run for run in runs if not agreement.contractor or run.party == agreement.contractor]
    start = reported or next((e.at for e in life.events), job.due_from)
    if start is None:
        return []
    party = agreement.contractor
    return [_Run(start, 0, party, closed_spans=tuple(_closed_spans(life.events)))]


def _closed_spans(events: Sequence[Event]) -> list[Wait]:
    """The times between resolving and reopening, not counted by the merchant's promise (semantics 7)."""
    spans: list[Wait] = []
    ended: datetime | None = None
    for event in events:
        if event.kind in _ENDS and ended is None:
            ended = event.at
        elif event.kind is K.REOPENED and ended is not None:
            spans.append(Wait(ended, event.at, "reopened"))
            ended = None
    return spans


def _contractor_runs(job: JobFacts, life: _Life, reported: datetime | None) -> list[_Run]:
    """A contractor's clocks start at its dispatch, afresh after a reopening; a withdrawal ends them."""
    runs: list[_Run] = []
    party, running = job.contractor, False
    if not any(e.kind is K.DISPATCHED for e in life.events) and reported is not None:
        runs.append(_Run(reported, 0, party))
        running = True
    for event in life.events:
        if event.kind in {K.REJECTED, K.CONTRACTOR} and running:
            runs[-1] = replace(runs[-1], withdrawn_at=event.at)
            running = False
        if event.kind in {K.CONTRACTOR, K.DISPATCHED} and event.value and event.value != party:
            if running:
                runs[-1] = replace(runs[-1], withdrawn_at=event.at)
                running = False
            party = event.value
        if (event.kind is K.DISPATCHED and not running) or (event.kind is K.REOPENED and runs):
            runs.append(_Run(event.at, len(runs), party))
            running = True
    return runs
