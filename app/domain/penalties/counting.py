"""Counts a month's downtime of terminals and the share of promises kept, for the clauses that charge them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import NamedTuple

from app.domain.agreements import Agreement, AgreementVersion, Metric
from app.domain.calendars import Calendars
from app.domain.clocks import as_approved
from app.domain.events import Owner
from app.domain.penalties.clauses import DOWNTIME, NOTHING, PenaltyClause, Trigger
from app.domain.penalties.facts import Occurrence
from app.domain.penalties.happened import Happened
from app.domain.penalties.periods import Period, Periods
from app.domain.penalties.through_versions import ThroughVersions, through_versions
from app.domain.penalties.tiers import bracket_of, value_of

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_INSTANT = timedelta(microseconds=1)
_HUNDRED = Fraction(100)

Stretch = tuple[datetime, datetime]
"""From when to when, in UTC."""


class Kept(NamedTuple):
    """One promise that fell due, as a clause of compliance counts it."""

    metric: str
    service: str
    zone: str
    priority: str
    version: int
    due_at: datetime
    is_met: bool
    counts: bool
    """Whether it fell due in the stretch of days that is priced; others only tell what went before."""


Measurable = tuple[Happened, AgreementVersion]
"""A job, and the version that measures it."""
Judged = tuple[Occurrence, int]
"""What is charged, and the number of the version that says how much."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts under one agreement over the instants after `start` up to `end`."""

    agreement: Agreement
    calendars: Calendars
    periods: Periods
    start: datetime
    end: datetime

    def downtime(self, jobs: Iterable[Measurable], party: str) -> Iterator[Judged]:
        """What each clause of downtime charges a contractor, by terminal and period."""
        ordered = sorted(jobs, key=lambda each: each[0].job)
        for clause in through_versions(self.agreement, DOWNTIME):
            terminals: dict[str, list[Measurable]] = defaultdict(list)
            for job, version in ordered:
                own = clause.of(version.number)
                if own is not None and own.speaks_of(job.service, job.zone, job.priority):
                    terminals[job.terminal or job.job].append((job, version))
            for terminal in sorted(terminals):
                yield from self._of_terminal(clause, terminals[terminal], party)

    def compliance(self, kept: Sequence[Kept]) -> Iterator[Judged]:
        """What each clause of compliance charges, by period; a period in which nothing fell due has none."""
        for clause in through_versions(self.agreement, {Trigger.COMPLIANCE}):
            by_period: dict[Period, list[Kept]] = defaultdict(list)
            for each in kept:
                own = clause.of(each.version)
                if own is None or own.metric != each.metric:
                    continue
                if own.speaks_of(each.service, each.zone, each.priority):
                    by_period[self.periods.of(each.due_at, clause.period)].append(each)
            yield from self._shares(clause, by_period)

    def _shares(
        self, clause: ThroughVersions, by_period: Mapping[Period, Sequence[Kept]]
    ) -> Iterator[Judged]:
        shares: dict[Period, Fraction] = {}
        for period, group in by_period.items():
            counted = [each for each in group if each.counts] or group
            shares[period] = _HUNDRED * sum(each.is_met for each in counted) / len(counted)
        for period in sorted(by_period, key=str):
            priced = [each for each in by_period[period] if each.counts]
            if priced:
                version, judge = clause.judge(period)
                yield (
                    Occurrence(
                        trigger=clause.trigger,
                        clause=clause.code,
                        item=f"compliance {clause.code} {period}",
                        at=max(each.due_at for each in priced),
                        measure=shares[period],
                        metric=judge.metric,
                        further_rate=_further(clause, period, shares),
                    ),
                    version.number,
                )

    def _of_terminal(
        self, clause: ThroughVersions, jobs: Sequence[Measurable], party: str
    ) -> Iterator[Judged]:
        days: dict[date, timedelta] = defaultdict(timedelta)
        ends: dict[date, datetime] = {}
        down_by: dict[date, set[str]] = defaultdict(set)
        first = jobs[0][0]
        stretches: list[Stretch] = []
        for job, version in jobs:
            for stretch in self._net(version, job, party):
                stretches.append(stretch)
                for day, _from, _to in self._judged_days(clause, first.province, *stretch):
                    down_by[day].add(job.job)
        for start, end in _joined(stretches):
            for day, from_, to in self._judged_days(clause, first.province, start, end):
                days[day] += to - from_
                ends[day] = max(to, ends.get(day, to))
        by_period: dict[Period, list[date]] = defaultdict(list)
        for day in days:
            by_period[self.periods.of_day(day, clause.period)].append(day)
        for period, of_period in sorted(by_period.items(), key=lambda each: str(each[0])):
            version, judge = clause.judge(period)
            measure = _measure(judge, [days[day] for day in of_period])
            if measure:
                yield (
                    Occurrence(
                        trigger=clause.trigger,
                        clause=clause.code,
                        item=f"down {first.terminal or first.job} {period}",
                        at=max(ends[day] for day in of_period),
                        measure=measure,
                        jobs=tuple(sorted(set().union(*(down_by[day] for day in of_period)))),
                        terminal=first.terminal,
                        service=first.service,
                        zone=first.zone,
                        priority=first.priority,
                    ),
                    version.number,
                )

    def _judged_days(
        self, clause: ThroughVersions, province: str, start: datetime, end: datetime
    ) -> Iterator[tuple[date, datetime, datetime]]:
        """The open hours of a stretch, cut at local midnights, each as its period's clause counts them."""
        calendars = {spoken.calendar for _version, spoken in clause.spoken}
        for calendar in calendars:
            for piece in self._open_days(calendar, province, start, end):
                period = self.periods.of_day(piece[0], clause.period)
                if len(calendars) == 1 or clause.judge(period)[1].calendar == calendar:
                    yield piece

    def _net(self, version: AgreementVersion, job: Happened, party: str) -> Iterator[Stretch]:
        """Where the job was down on the contractor's account: the waits that stop a repair left out."""
        waits = [wait for wait in self._waits(version, job) if wait[0] < wait[1]]
        for down in job.down:
            if down.party != party:
                continue
            start, end = max(down.start, self.start), min(down.end, self.end)
            for begins, ends in sorted(waits):
                if begins < end and ends > start:
                    if start < begins:
                        yield start, begins
                    start = max(start, ends)
            if start < end:
                yield start, end

    def _waits(self, version: AgreementVersion, job: Happened) -> Iterator[Stretch]:
        window = timedelta(hours=version.declaration_hours)
        for wait, owner in job.waits:
            rule = version.pause_rule(Metric.RESOLVE, owner, wait.reason)
            is_late = wait.declared_at is not None and wait.declared_at > wait.start + window
            if owner is Owner.CONTRACTOR or rule is None or is_late:
                continue
            approved = as_approved(wait, rule.approval_above_minutes)
            if approved is not None:
                yield approved.start, self.end if approved.end is None else approved.end

    def _open_days(
        self, calendar: str, province: str, start: datetime, end: datetime
    ) -> Iterator[tuple[date, datetime, datetime]]:
        """The open hours of a stretch, cut at local midnights."""
        zone = self.periods.zone
        hours = self.calendars.of(self.agreement, calendar, province)
        for opening in hours.open_intervals(start, end):
            from_, closes = opening.start.astimezone(UTC), opening.end.astimezone(UTC)
            while from_ < closes:
                day = from_.astimezone(zone).date()
                to = min(closes, datetime.combine(day + _DAY, time(), zone).astimezone(UTC))
                yield day, from_, to
                from_ = to


def _further(clause: ThroughVersions, period: Period, shares: Mapping[Period, Fraction]) -> Fraction | None:
    """The rate for a target missed in several periods running, this one the last."""
    judge = clause.judge(period)[1]
    if judge.escalation_after is None:
        return None
    running = 0
    while period in shares and _is_missed(clause.judge(period)[1], shares[period]):
        running += 1
        period = period.previous()
    return judge.escalation_rate if running >= judge.escalation_after else None


def _is_missed(clause: PenaltyClause, share: Fraction) -> bool:
    return bool(value_of(bracket_of(clause.brackets, share), _HUNDRED))


def _measure(clause: PenaltyClause, down: Sequence[timedelta]) -> Fraction:
    """Hours down, or the days on which it was down for long enough."""
    if clause.trigger is Trigger.DOWNTIME_HOURS:
        return Fraction(sum(down, timedelta()) // _INSTANT, _HOUR // _INSTANT)
    least = clause.day_hours or NOTHING
    return Fraction(sum(Fraction(each // _INSTANT, _HOUR // _INSTANT) >= least for each in down))


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches of several jobs as one, so that no instant counts twice."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
