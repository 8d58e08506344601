"""The proof sheet of one obligation: why it was due when it was, and how its seconds add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Described, PauseRule, Target
from app.domain.calendars import Calendars
from app.domain.event_order import in_order
from app.domain.events import Event, EventKind, Owner
from app.domain.job_life import Life, read_life
from app.domain.obligations import STOPPED_BY, JobFacts, Obligation
from app.domain.segments import Segment, segments
from app.domain.turns import turns
from app.domain.working_time import OpeningHours, WorkingCalendar

K = EventKind

DIMENSIONS = ("faults", "merchant_classes", "priorities", "zones", "services")
"""What makes a target more specific, the strongest first (semantics 8)."""
_SAID_ONCE = frozenset({K.ACKNOWLEDGED, K.ACCEPTED, K.DEPARTED, K.ARRIVED, K.RESOLVED, K.CLOSED})
_BEGINS_ANEW = frozenset({K.DISPATCHED, K.REOPENED})


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One stretch of the clock, and what it had counted by its end."""

    segment: Segment
    total_seconds: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was declared about the job: by whom, when it happened, when it was recorded."""

    event: Event
    counts: bool
    """Whether it took part; what a job that is over cannot have does not."""
    conflicts: bool = False
    """Whether somebody else declares another instant for it (semantics 15)."""

    @property
    def declared_late(self) -> timedelta:
        """How long after it happened it was recorded."""
        return max(self.event.recorded_at - self.event.at, timedelta())


@dataclass(frozen=True, slots=True)
class WaitRule:
    """A wait of the job, and the rule by which it stopped this clock; None: it did not."""

    start: datetime
    end: datetime | None
    reason: str
    owner: str
    rule: PauseRule | None
    left_out: bool = False
    """Whether it was declared too late, or refused."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A local day in the span on which the calendar is not as in other weeks."""

    day: date
    kind: str
    """holiday, closure or exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofSheet:
    """All that explains one obligation to the second."""

    job: JobFacts
    obligation: Obligation
    agreement: Agreement
    version: AgreementVersion
    read_at: datetime
    lines: tuple[ProofLine, ...]
    facts: tuple[Fact, ...]
    waits: tuple[WaitRule, ...]
    special_days: tuple[SpecialDay, ...]
    matched: tuple[str, ...]
    """By which of `DIMENSIONS` the target names the job; empty: it speaks of every job."""
    beaten: tuple[Target, ...]
    """Less specific targets of the metric that fit the job too."""

    @property
    def has_conflicts(self) -> bool:
        """Whether declarations contradict each other."""
        return any(fact.conflicts for fact in self.facts)


def proof_sheet(
    job: JobFacts,
    events: Iterable[Event],
    obligation: Obligation,
    agreement: Agreement,
    calendars: Calendars,
    *,
    read_at: datetime,
) -> ProofSheet:
    """The proof sheet of an obligation that was derived from these events."""
    ordered = in_order(events)
    life = read_life(ordered)
    version = next(v for v in agreement.versions if v.number == obligation.version)
    parts = segments(obligation, turns(life, job.contractor))
    totals = accumulate(part.counted_seconds for part in parts)
    target = obligation.target
    described = _described(job, life, obligation, version)
    return ProofSheet(
        job=job,
        obligation=obligation,
        agreement=agreement,
        version=version,
        read_at=read_at,
        lines=tuple(ProofLine(part, total) for part, total in zip(parts, totals, strict=True)),
        facts=facts_of(ordered, life),
        waits=tuple(_waits(life, obligation, version)),
        special_days=tuple(
            special_days(
                _calendar(obligation, agreement, calendars), obligation.started_at, _last(obligation)
            )
        ),
        matched=tuple(name for name in DIMENSIONS if getattr(target, name)),
        beaten=tuple(
            other
            for other in version.targets
            if other.metric is target.metric and other != target and other.matches(described)
        ),
    )


def _described(job: JobFacts, life: Life, obligation: Obligation, version: AgreementVersion) -> Described:
    """The job with the last priority, by the time the clock stopped, that brought it its target."""
    until = max(obligation.read_until, obligation.started_at)
    described = job.described
    for priority in (change.priority for change in reversed(life.changes) if change.at <= until):
        changed = replace(described, priority=priority)
        if version.target_for(obligation.metric, changed) == obligation.target:
            return changed
    return described


def facts_of(ordered: Sequence[Event], life: Life) -> tuple[Fact, ...]:
    """Every event, in order, with those marked that others contradict."""
    contradicted: set[int] = set()
    said: dict[EventKind, list[int]] = {}
    for place, event in enumerate(ordered):
        if event.kind in _BEGINS_ANEW:
            said.clear()
        if event.kind in _SAID_ONCE:
            said.setdefault(event.kind, []).append(place)
            differing = [
                other
                for other in said[event.kind]
                if ordered[other].source is not event.source and ordered[other].at != event.at
            ]
            if differing:
                contradicted |= {place, *differing}
    counting = {id(event) for event in life.events}
    return tuple(
        Fact(event, counts=id(event) in counting, conflicts=place in contradicted)
        for place, event in enumerate(ordered)
    )


def special_days(calendar: OpeningHours | None, start: datetime, end: datetime) -> Iterable[SpecialDay]:
    """The holidays, declared closures and exceptions of a calendar between two instants."""
    if not isinstance(calendar, WorkingCalendar):
        return
    spec = calendar.spec
    day, last = calendar.local_date(start), calendar.local_date(end)
    while day <= last:
        if day in spec.holidays:
            yield SpecialDay(day, "holiday")
        elif spec.closed.get(day):
            yield SpecialDay(day, "closure")
        elif day in spec.exceptions:
            yield SpecialDay(day, "exception")
        day += timedelta(days=1)


def _waits(life: Life, obligation: Obligation, version: AgreementVersion) -> Iterable[WaitRule]:
    """The waits that lay in the span of the clock, with the rule that let each stop it."""
    counting = obligation.counting
    used = {wait.start for wait in counting.waits} if counting is not None else set()
    for wait, owner in life.waits:
        if wait.start >= _last(obligation) or (wait.end or obligation.read_until) <= obligation.started_at:
            continue
        stops = version.pause_rule(obligation.metric, owner, wait.reason)
        rule = None if owner is Owner.CONTRACTOR and obligation.kind is AgreementKind.UC else stops
        rule = rule if counting is not None else None
        yield WaitRule(
            wait.start,
            wait.end,
            wait.reason,
            owner.value,
            rule,
            left_out=rule is not None and wait.start not in used,
        )


def _calendar(obligation: Obligation, agreement: Agreement, calendars: Calendars) -> OpeningHours | None:
    if obligation.counting is not None:
        return obligation.counting.calendar
    return calendars.of(agreement, obligation.target.calendar)


def _last(obligation: Obligation) -> datetime:
    """The end of what the sheet has to explain: the stop or the due instant, whichever is later."""
    due_at = obligation.reading.due_at
    return max(obligation.read_until, due_at) if due_at is not None else obligation.read_until


def stopping_fact(sheet: ProofSheet) -> Fact | None:
    """The fact that stopped the clock; None while it runs, or where the promise was called off."""
    stopped_at = sheet.obligation.reading.stopped_at
    kinds = STOPPED_BY[sheet.obligation.metric]
    return next(
        (f for f in sheet.facts if f.counts and f.event.kind in kinds and f.event.at == stopped_at), None
    )
