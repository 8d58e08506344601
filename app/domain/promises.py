"""What one version of one agreement promises in one run of a job, and how its clocks stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from app.domain.agreements import (
    Agreement,
    AgreementKind,
    AgreementVersion,
    Metric,
    Target,
    Unit,
)
from app.domain.calendars import Calendars
from app.domain.clocks import (
    OPEN_STATES,
    ClockState,
    Counting,
    Reading,
    Wait,
    as_approved,
    counts_from,
    limit_in_seconds,
    read_clock,
    read_window,
    warning_instants,
)
from app.domain.events import Event, Owner, Priority
from app.domain.job_life import Life, PriorityChange, Run, said_at
from app.domain.obligations import STOPPED_BY, JobFacts, Obligation
from app.domain.working_time import OpeningHours

_METRICS = tuple(Metric)
_UNTIL_DONE = frozenset({Metric.RESOLVE, Metric.INSTALL, Metric.PM})
"""What a reopening undoes; who has answered or arrived once has done so."""
_INSTANT = timedelta(microseconds=1)
_Stands = tuple[Target, Reading, Counting | None]


class _Clock(NamedTuple):
    """What the clock of one metric has to count with, whatever its target."""

    run: Run
    waits: list[Wait]
    stopped: datetime | None
    stop_said_at: datetime | None
    until: datetime
    undecided: tuple[Wait, ...]


@dataclass(slots=True)
class Promises:
    """One version of one agreement, held against one run of one job."""

    job: JobFacts
    life: Life
    agreement: Agreement
    version: AgreementVersion
    calendars: Calendars
    run: Run
    as_of: datetime

    def all(self) -> list[Obligation]:
        """Every obligation; a target that only a later priority brings counts as well."""
        described = self.job.described
        metrics = set(self.version.targets_for(described))
        for change in self.life.changes:
            metrics |= self.version.targets_for(replace(described, priority=change.priority)).keys()
        read = [self._obligation(metric) for metric in _METRICS if metric in metrics]
        return [obligation for obligation in read if obligation is not None]

    def _obligation(self, metric: Metric) -> Obligation | None:
        clock = self._clock(metric)
        stands = self._stands(metric, clock)
        if stands is None:
            return None
        target, reading, counting = stands
        return Obligation(
            agreement=self.agreement.code,
            kind=self.agreement.kind,
            version=self.version.number,
            metric=metric,
            party=self.run.party,
            sequence=self.run.sequence,
            target=target,
            started_at=self._started(target),
            reading=self._ended(reading, metric),
            read_until=clock.until if clock.stopped is None else clock.stopped,
            warnings=self._warnings(target, reading, counting),
            undecided=clock.undecided,
            counting=counting,
        )

    def _stands(self, metric: Metric, clock: _Clock) -> _Stands | None:
        """How a promise stands; once it was kept, no priority that was told after its end breaks it."""
        changes, ended = self.life.changes, clock.stop_said_at
        if ended is not None:
            for told in sorted({max(change.said_at, ended) for change in changes} | {ended}):
                stands = self._measured(metric, clock, [c for c in changes if c.said_at <= told])
                if stands is not None and stands[1].state is ClockState.MET:
                    return stands
        return self._measured(metric, clock, changes)

    def _measured(self, metric: Metric, clock: _Clock, changes: Sequence[PriorityChange]) -> _Stands | None:
        """How a promise stands with these changes of priority, each over what stood before it."""
        described = self.job.described
        before = [change.priority for change in changes if change.at <= self.run.start]
        if before:
            described = replace(described, priority=before[-1])
        target = self.version.targets_for(described).get(metric)
        stands = None if target is None else self._first(target, clock)
        for change in changes:
            if change.at <= self.run.start or change.priority == described.priority:
                continue
            is_raised = _rank(change.priority) < _rank(described.priority)
            described = replace(described, priority=change.priority)
            new = self.version.targets_for(described).get(metric)
            if new is not None and new.unit is not Unit.WINDOW and _may_change(stands, clock, change.at):
                stands = self._changed(stands, new, change.at, clock, is_raised=is_raised)
        return stands

    def _started(self, target: Target) -> datetime:
        if target.unit is Unit.WINDOW and self.job.due_from is not None:
            return self.job.due_from
        return self.run.start

    def _clock(self, metric: Metric) -> _Clock:
        waits = [wait for wait in self._stopping(metric) if wait is not None]
        ended = self.run.ended_at
        until = self.as_of if ended is None else min(self.as_of, ended)
        stop = self._stop(metric)
        # What was done before the promise began was done as it began.
        stopped, said = (max(stop.at, self.run.start), said_at(stop)) if stop is not None else (None, None)
        undecided = tuple(wait for wait in waits if wait.is_lapsing)
        return _Clock(self.run, [*waits, *self.run.shut], stopped, said, until, undecided)

    def _stopping(self, metric: Metric) -> Iterator[Wait | None]:
        """The waits that stop the clock of a metric, each for as long as it does."""
        for wait, owner in self.life.waits:
            # A promise of the contractor is never stopped by a wait it owns itself (semantics 3).
            if self.agreement.kind is AgreementKind.UC and owner is Owner.CONTRACTOR:
                continue
            rule = self.version.pause_rule(metric, owner, wait.reason)
            if rule is not None:
                yield as_approved(wait, rule.approval_above_minutes)

    def _stop(self, metric: Metric) -> Event | None:
        run, kinds = self.run, STOPPED_BY[metric]
        undone_until = run.start if run.is_reopened else None
        if run.shut and metric in _UNTIL_DONE:
            undone_until = run.shut[-1].end
        for event in self.life.events:
            if event.kind not in kinds:
                continue
            if undone_until is not None and event.at <= undone_until:
                continue
            if event.at < run.start:
                if run.takes_earlier:
                    return event
                continue
            return event if run.ended_at is None or event.at <= run.ended_at else None
        return None

    def _first(self, target: Target, clock: _Clock) -> _Stands | None:
        if target.unit is not Unit.WINDOW:
            return self._counted(target, clock, self._limit(target, self.run.start))
        due_to, run = self.job.due_to, self.run
        # A fixed window is promised once: a reopening opens no other (semantics 3).
        if due_to is None or run.is_reopened:
            return None
        # Who gets the visit after its window has closed cannot have promised that window, unless it was
        # that contractor's from the start: its miss stands, however late the visit is dispatched.
        is_late = self.agreement.kind is AgreementKind.UC and not run.takes_earlier and run.start >= due_to
        if is_late and run.party != self.job.contractor:
            return None
        last_day = self.calendars.local_date(self.agreement, due_to - _INSTANT)
        closes_day = last_day != self.calendars.local_date(self.agreement, due_to)
        return (
            target,
            read_window(due_to, stopped_at=clock.stopped, as_of=clock.until, closes_day=closes_day),
            None,
        )

    def _changed(
        self, stands: _Stands | None, new: Target, at: datetime, clock: _Clock, *, is_raised: bool
    ) -> _Stands:
        """A new priority (semantics 5): an SLA anew from its start; a UC that is raised never gains."""
        if self.agreement.kind is not AgreementKind.UC or (stands is not None and not is_raised):
            return self._counted(new, clock, self._limit(new, self.run.start))
        # The rest from the change on, expressed as a longer limit from the original start,
        # so that one reading still explains the whole clock.
        limit = self._used_before(at, new, clock) + self._limit(new, at)
        from_change = self._counted(new, clock, limit)
        return from_change if stands is None or _is_sooner(from_change[1], stands[1]) else stands

    def _used_before(self, instant: datetime, target: Target, clock: _Clock) -> int:
        start, end = counts_from(self.run.start, target.unit), counts_from(instant, target.unit)
        shut = [wait for wait in clock.waits if wait.start < end]
        return read_clock(
            self._calendar(target), start, 0, waits=shut, stopped_at=end, as_of=end
        ).used_seconds

    def _limit(self, target: Target, start: datetime) -> int:
        start = counts_from(start, target.unit)
        return limit_in_seconds(self._calendar(target), start, target.limit, target.unit)

    def _counted(self, target: Target, clock: _Clock, limit: int) -> _Stands:
        counting = Counting(
            self._calendar(target),
            counts_from(self.run.start, target.unit),
            limit,
            tuple(clock.waits),
            clock.stopped,
            clock.until,
            self.version.minimum_grace_minutes * 60,
        )
        if clock.waits:
            window = timedelta(hours=self.version.declaration_hours)
            counting = counting.without_late_declarations(window)
        return target, counting.read(), counting

    def _calendar(self, target: Target) -> OpeningHours:
        return self.calendars.of(self.agreement, target.calendar, self.job.province)

    def _warnings(
        self, target: Target, reading: Reading, counting: Counting | None
    ) -> tuple[tuple[int, datetime], ...]:
        if not target.warn_at or reading.stopped_at is not None or counting is None:
            return ()
        return tuple(
            warning_instants(
                counting.calendar, counting.start, reading, waits=counting.waits, percents=target.warn_at
            )
        )

    def _ended(self, reading: Reading, metric: Metric) -> Reading:
        """Withdrawal, cancellation and excuse: an earlier miss stands unless it is excused."""
        if reading.state is not ClockState.MET and self._is_excused(metric):
            return replace(reading, state=ClockState.EXCUSED)
        ended = self.run.ended_at
        if ended is None or reading.stopped_at is not None:
            return reading
        state = ClockState.CANCELLED if reading.state in OPEN_STATES else reading.state
        return replace(reading, state=state, stopped_at=ended)

    def _is_excused(self, metric: Metric) -> bool:
        """Whether an excuse covers the metric; it says nothing of what begins later."""
        begun = self.run.start
        return any(
            which in {"", metric} and (at >= begun or self.run.takes_earlier)
            for at, which in self.life.excused
        )


_RANKS = {priority.value: rank for rank, priority in enumerate(Priority)}


def _rank(priority: str) -> int:
    """0 is the most urgent; what has no priority that is known stands below all others."""
    return _RANKS.get(priority, len(_RANKS))


def _may_change(stands: _Stands | None, clock: _Clock, at: datetime) -> bool:
    """A promise that is over stays what it was, and a breach stands whatever comes later."""
    if clock.stopped is not None and at >= clock.stopped:
        return False
    return stands is None or stands[1].due_at is None or at <= stands[1].due_at


def _is_sooner(new: Reading, old: Reading) -> bool:
    if new.due_at is None or old.due_at is None:
        return new.left_seconds < old.left_seconds
    return new.due_at < old.due_at
