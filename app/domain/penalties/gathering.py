"""Gathers everything that clauses of one agreement may charge over a stretch of days, by contractor."""

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.calendars import Calendars
from app.domain.penalties.clauses import DECLARED, DOWNTIME, Trigger
from app.domain.penalties.counting import Counting, Kept, Measurable
from app.domain.penalties.facts import Fact, Lateness, Occurrence
from app.domain.penalties.happened import Happened
from app.domain.penalties.periods import Periods

Versioned = tuple[Fact, int]
"""A fact, and the number of the version that speaks of it."""


class _Repair(NamedTuple):
    """A repair of a terminal, in the order in which repairs come."""

    at: datetime
    reported_at: datetime
    job: str
    party: str


class Gathering:
    """The facts of one agreement over the instants after `start` up to `end`, taken in one by one."""

    def __init__(self, agreement: Agreement, calendars: Calendars, start: datetime, end: datetime) -> None:
        self._agreement = agreement
        self._start, self._end = start, end
        self._periods = Periods(ZoneInfo(agreement.time_zone))
        self._counting = Counting(agreement, calendars, self._periods, start, end)
        self._late: dict[str, list[tuple[Lateness, int]]] = defaultdict(list)
        self._other: dict[str, list[Versioned]] = defaultdict(list)
        self._kept: dict[str, list[Kept]] = defaultdict(list)
        self._visits: dict[str, list[datetime]] = defaultdict(list)
        self._jobs: list[Happened] = []
        triggers = {clause.trigger for version in agreement.versions for clause in version.clauses}
        self.wants_jobs = bool(triggers & (DOWNTIME | DECLARED | {Trigger.REPEAT}))
        """Whether some clause charges what is no promise."""
        self.wants_kept = Trigger.COMPLIANCE in triggers

    def add_visit(self, terminal: str, due_to: datetime) -> None:
        """A periodic visit of a terminal, by the end of its window."""
        insort(self._visits[terminal], due_to)

    def add_late(self, party: str, lateness: Lateness, version: int) -> None:
        """A promise that was broken, by the contractor that broke it."""
        self._late[party].append((lateness, version))

    def add_kept(self, party: str, kept: Kept) -> None:
        """A promise that fell due, kept or not."""
        self._kept[party].append(kept)

    def add_job(self, happened: Happened) -> None:
        """A job with what happened on it."""
        self._jobs.append(happened)

    def add(self, party: str, facts: Iterable[Versioned]) -> None:
        """Facts from elsewhere, such as measured figures."""
        self._other[party] += facts

    def facts(self) -> dict[str, list[Versioned]]:
        """Everything taken in, by contractor, in the order of their codes."""
        found: dict[str, list[Versioned]] = defaultdict(list)
        for party, late in self._late.items():
            found[party] += ((self._until_next(each), version) for each, version in late)
        for party, others in self._other.items():
            found[party] += others
        for party, fact in self._of_jobs():
            found[party].append(fact)
        for party, kept in self._kept.items():
            found[party] += self._counting.compliance(kept)
        return {party: found[party] for party in sorted(found) if self._is_charged(party)}

    def _until_next(self, lateness: Lateness) -> Lateness:
        return until_next(lateness, self._visits.get(lateness.terminal, ()), self._periods)

    def _of_jobs(self) -> Iterator[tuple[str, Versioned]]:
        if not self.wants_jobs:
            return
        yield from self._noted()
        yield from self._repeats()
        down: dict[str, list[Measurable]] = defaultdict(list)
        for job in self._jobs:
            version = self._version(job.down[0].start) if job.down else None
            if version is not None:
                for party in {each.party for each in job.down}:
                    down[party].append((job, version))
        for party in sorted(down):
            for judged in self._counting.downtime(down[party], party):
                yield party, judged

    def _noted(self) -> Iterator[tuple[str, Versioned]]:
        for job in self._jobs:
            seen: Counter[tuple[Trigger, datetime]] = Counter()
            for noted in job.noted:
                seen[noted.trigger, noted.at] += 1
                version = self._version(noted.at)
                if version is not None and self._holds(noted.at):
                    # Named by its instant: what is recorded late takes the name of no other.
                    number = seen[noted.trigger, noted.at]
                    at = noted.at.astimezone(UTC).isoformat()
                    item = f"{noted.trigger.value} {job.job} {at} {number}"
                    yield noted.party, (_on_job(job, noted.trigger, item, noted.at), version.number)

    def _repeats(self) -> Iterator[tuple[str, Versioned]]:
        """Calls after a repair on the same terminal, each against whoever repaired it last before."""
        terminals: dict[tuple[str, str], list[Happened]] = defaultdict(list)
        for job in self._jobs:
            if job.terminal:
                terminals[job.terminal, job.service].append(job)
        for jobs in terminals.values():
            repairs = sorted(
                _Repair(at, job.reported_at or at, job.job, party)
                for job in jobs
                for at, party in job.repaired
            )
            for job in jobs:
                if job.reported_at is None or not self._holds(job.reported_at):
                    continue
                at = job.reported_at
                before = _last_before(repairs, at, job.job)
                version = self._version(at)
                if before is not None and version is not None:
                    days = (self._day(at) - self._day(before.at)).days
                    if days <= version.repeat_days:
                        fact = _on_job(job, Trigger.REPEAT, f"repeat {job.job}", at, Fraction(days))
                        yield before.party, (fact, version.number)

    def _version(self, at: datetime) -> AgreementVersion | None:
        return self._agreement.version_at(self._day(at))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._periods.zone).date()

    def _holds(self, at: datetime) -> bool:
        """Whether something that happened at an instant belongs to the days that are priced."""
        return self._start <= at < self._end

    def _is_charged(self, party: str) -> bool:
        # What nobody had in hand is nobody's to pay; a contract that names its contractor charges no other.
        return bool(party) and self._agreement.contractor in {"", party}


def until_next(lateness: Lateness, visits: Sequence[datetime], periods: Periods) -> Lateness:
    """The same, knowing when the terminal's next visit is due; `visits` are the ends of windows, in order."""
    place = bisect_right(visits, lateness.due_at)
    if lateness.late_dates is None or place == len(visits):
        return lateness
    dates = periods.day(visits[place]) - periods.day(lateness.due_at)
    return replace(lateness, dates_to_next=dates.days)


def _last_before(repairs: Sequence[_Repair], at: datetime, job: str) -> _Repair | None:
    """The last repair before a call of another job; one at the same instant where its job came first."""
    for place in range(bisect_right(repairs, at, key=attrgetter("at")) - 1, -1, -1):
        repair = repairs[place]
        came_first = repair.at < at or (repair.reported_at, repair.job) < (at, job)
        if repair.job != job and came_first:
            return repair
    return None


def _on_job(
    job: Happened, trigger: Trigger, item: str, at: datetime, measure: Fraction = Fraction(1)
) -> Occurrence:
    return Occurrence(
        trigger=trigger,
        item=item,
        at=at,
        measure=measure,
        jobs=(job.job,),
        terminal=job.terminal,
        service=job.service,
        zone=job.zone,
        priority=job.priority,
    )
