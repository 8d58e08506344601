"""Takes the events of an EVENTS.csv into the store: appended to their jobs, whose clocks follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.agreements import Metric
from app.domain.errors import BadInput
from app.domain.event_order import in_order
from app.domain.events import EventKind, Priority, Source
from app.domain.windows import in_utc
from app.models.jobs import Job, JobEvent
from app.models.parties import Party
from app.services.imports.known import Codes, batches
from app.services.imports.list_rows import ListReading, ListRow
from app.services.imports.outcome import Outcome, Progress
from app.services.jobs.clocks import event_of, refresh, standing_rows

_SOURCES = {source.value: source for source in Source}
_WORDS = {EventKind.PRIORITY: Priority, EventKind.EXCUSED: Metric}
"""Kinds whose value is one of our words."""
_NAMED = {EventKind.PRIORITY: "the new priority", EventKind.CONTRACTOR: "the new contractor"}
"""Kinds that say nothing without a value."""
_OF_CONTRACTORS = frozenset({EventKind.CONTRACTOR, EventKind.DISPATCHED})


def import_events(
    session: Session, clock: Clock, reading: ListReading, *, zone: tzinfo, progress: Progress
) -> Outcome:
    """Append what the store does not know of its jobs; `zone` reads what has no offset.

    An event is known where its job has one that says the same. Nothing that happened or was recorded
    later than now is taken.
    """
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects], jobs=0, events=0)
    told = _told(reading.rows, Codes(session, Job, Job.code))
    reader = _Reader(Codes(session, Party, Party.code), clock.now(), zone)
    done = 0
    for codes in batches(told):
        jobs = _jobs(session, codes)
        for code in codes:
            done += len(told[code])
            facts = reader.facts(told[code], jobs.get(code), outcome.rejects)
            if facts:
                _append(session, jobs[code], facts, outcome, clock.now())
        session.flush()
        progress(done, outcome.read)
    outcome.accepted = outcome.events or 0
    return outcome


@dataclass(frozen=True, slots=True)
class _Fact:
    """An event as a row tells it; what the row leaves open is None."""

    kind: str
    happened_at: datetime
    reason: str
    owner: str
    value: str
    actor: str
    source: str | None
    recorded_at: datetime | None

    def is_told_by(self, event: JobEvent) -> bool:
        """Whether an event of the store says the same."""
        said = (event.kind, event.happened_at, event.reason, event.owner, event.value)
        return (
            said == (self.kind, self.happened_at, self.reason, self.owner, self.value)
            and self.source in {None, event.source}
            and self.recorded_at in {None, event.recorded_at}
        )


def _told(rows: Sequence[ListRow], jobs: Codes) -> dict[str, list[ListRow]]:
    told: dict[str, list[ListRow]] = {}
    for row in rows:
        told.setdefault(jobs.stored(row.text("job")), []).append(row)
    return told


def _jobs(session: Session, codes: Sequence[str]) -> dict[str, Job]:
    loaded = (selectinload(Job.events), selectinload(Job.obligations), selectinload(Job.technician))
    return {job.code: job for job in session.scalars(select(Job).where(Job.code.in_(codes)).options(*loaded))}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows as facts; BadInput where the store does not know what one names."""

    parties: Codes
    now: datetime
    zone: tzinfo

    def facts(self, rows: Sequence[ListRow], job: Job | None, rejects: list[BadInput]) -> list[_Fact]:
        """The rows that are facts of a known job; the others are set apart."""
        facts = []
        for row in rows:
            try:
                if job is None:
                    raise row.wrong("job", "the code of a job that is known")
                facts.append(self._fact(row))
            except BadInput as reject:
                rejects.append(reject)
        return facts

    def _fact(self, row: ListRow) -> _Fact:
        source = row.text("source")
        return _Fact(
            kind=row.text("event"),
            happened_at=self._past(row, "at"),
            reason=row.text("reason"),
            owner=row.text("owner"),
            value=self._value(row, EventKind(row.text("event"))),
            # Whoever is no source of ours is named as the one who said so.
            actor="" if source in _SOURCES else source,
            source=None if not source else _SOURCES.get(source, Source.DESK).value,
            recorded_at=self._past(row, "recorded_at") if "recorded_at" in row.values else None,
        )

    def _past(self, row: ListRow, name: str) -> datetime:
        value = row.values[name]
        at = in_utc(value, self.zone) if isinstance(value, datetime) else self.now
        if at > self.now:
            raise row.wrong(name, "an instant that is not in the future")
        return at

    def _value(self, row: ListRow, kind: EventKind) -> str:
        value = row.text("value")
        if not value:
            if kind in _NAMED:
                raise row.wrong("value", _NAMED[kind])
            return ""
        if kind in _WORDS and value not in set(_WORDS[kind]):
            raise row.wrong("value", "one of " + ", ".join(_WORDS[kind]))
        if kind not in _OF_CONTRACTORS:
            return value
        if not self.parties.has(value):
            raise row.wrong("value", "the code of a contractor that is known")
        return self.parties.stored(value)


def _append(session: Session, job: Job, facts: Sequence[_Fact], outcome: Outcome, now: datetime) -> None:
    """Append what is new among the facts of a job; its clocks follow."""
    unmatched = [*job.events]
    new: list[JobEvent] = []
    for fact in facts:
        known = next((event for event in unmatched if fact.is_told_by(event)), None)
        if known is None:
            new.append(_event(job, fact, sum(fact.is_told_by(event) for event in (*job.events, *new))))
        else:
            unmatched.remove(known)
    outcome.unchanged += len(facts) - len(new)
    outcome.events = (outcome.events or 0) + len(new)
    if new:
        _name_technician(job, new)
        job.events += new
        refresh(session, job, as_of=now)


def _event(job: Job, fact: _Fact, earlier: int) -> JobEvent:
    """The event of a fact; `earlier`: how many say the same already."""
    recorded_at = fact.recorded_at or fact.happened_at
    said = (fact.kind, fact.happened_at, fact.reason, fact.owner, fact.value, fact.source, recorded_at)
    digest = sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:20]
    return JobEvent(
        kind=fact.kind,
        happened_at=fact.happened_at,
        recorded_at=recorded_at,
        source=fact.source or Source.DESK.value,
        actor=fact.actor,
        reason=fact.reason,
        owner=fact.owner,
        value=fact.value,
        technician="",
        note="",
        origin_key=f"file:{job.code}:{digest}:{earlier + 1}",
    )


def _name_technician(job: Job, new: Sequence[JobEvent]) -> None:
    """A file of events names no technician: the last dispatch is that of whoever the job's own file named."""
    technician = job.technician
    if technician is None or any(event.technician for event in job.events):
        return
    dispatches = {event_of(event): event for event in new if event.kind == EventKind.DISPATCHED.value}
    for event in reversed(in_order(map(event_of, standing_rows((*job.events, *new))))):
        if event.kind is not EventKind.DISPATCHED:
            continue
        if event in dispatches and event.value in {"", technician.party.code}:
            dispatches[event].technician = technician.code
        return
