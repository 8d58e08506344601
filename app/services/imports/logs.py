"""Takes a foreign ticket log into the store: jobs, their events, and the promises that follow from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.errors import BadInput
from app.domain.events import EventKind, Source
from app.models.jobs import Job, JobEvent
from app.services.imports.known import batches
from app.services.imports.log_mapping import LogMapping
from app.services.imports.log_people import People
from app.services.imports.log_rows import Fact, LogReader, LogRow, facts
from app.services.imports.outcome import Outcome, Progress, quoted
from app.services.imports.text_file import AUTO, Sheet, read_csv
from app.services.jobs.clocks import refresh

IMPLIED = "implied"
"""Reason of a `reported` that the log does not tell: its ticket begins with something else."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """Files of a log as they were read, before any store is asked."""

    mapping: LogMapping
    rows: list[LogRow]
    rejects: list[BadInput]
    read: int


def read_log(mapping: LogMapping, paths: Sequence[Path], *, now: datetime) -> LogReading:
    """Read the files of a log; BadInput where one of them is no file of it."""
    found: list[tuple[int, LogRow]] = []
    reading = LogReading(mapping, [], [], 0)
    read = 0
    for path in paths:
        sheet, place = _sheet(mapping, path)
        reader = LogReader(mapping, mapping.files[place], sheet, now=now)
        found += [(place, row) for row in reader.rows()]
        read += len(sheet.rows) - 1
        reading.rejects.extend(reader.rejects)
    # Rows of the first section come first: what they say of a job goes before what others say.
    reading.rows.extend(row for _place, row in sorted(found, key=lambda pair: pair[0]))
    return replace(reading, read=read)


def import_log(session: Session, clock: Clock, reading: LogReading, *, progress: Progress) -> Outcome:
    """Add what the files tell and the store does not know yet; a second reading adds nothing."""
    now = clock.now()
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects], jobs=0, events=0)
    people = People(session, reading.mapping, reading.rows)
    tickets = _by_ticket(people.with_known_terminal(reading.rows, outcome.rejects))
    done = 0
    for codes in batches(tickets):
        jobs = _jobs(session, codes)
        added = []
        for code in codes:
            ticket = _Ticket(code, tickets[code], jobs.get(code))
            done += len(ticket.rows)
            job = _take(ticket, people, outcome, now)
            if job is not None:
                refresh(session, job, as_of=now)
                added.append(job)
        session.add_all(added)
        session.flush()
        progress(done, outcome.read)
    return outcome


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What the files tell of one ticket, and the job it already is."""

    code: str
    rows: list[LogRow]
    job: Job | None


def _sheet(mapping: LogMapping, path: Path) -> tuple[Sheet, int]:
    """The file as its own section of the mapping reads it, and the place of that section."""
    ways = dict.fromkeys((section.delimiter, section.encoding) for section in mapping.files)
    failure: BadInput | None = None
    for delimiter, encoding in ways:
        sheet = read_csv(path, delimiter=delimiter, encoding=encoding)
        header, line = [heading.strip() for heading in sheet.rows[0].cells], sheet.rows[0].line
        try:
            section = mapping.file_for(header, file=sheet.file, line=line)
        except BadInput as error:
            failure = failure or error
            continue
        return sheet, mapping.files.index(section)
    raise failure or BadInput(str(path), AUTO, "a file of this log")


def _by_ticket(rows: Iterable[LogRow]) -> dict[str, list[LogRow]]:
    tickets: dict[str, list[LogRow]] = {}
    for row in rows:
        tickets.setdefault(row.ticket, []).append(row)
    return tickets


def _jobs(session: Session, codes: Sequence[str]) -> dict[str, Job]:
    asked = (
        select(Job)
        .where(Job.code.in_(codes))
        .options(selectinload(Job.events), selectinload(Job.obligations))
    )
    return {job.code: job for job in session.scalars(asked)}


def _take(ticket: _Ticket, people: People, outcome: Outcome, now: datetime) -> Job | None:
    """The job of a ticket with the facts that are new, or None where nothing is."""
    job = ticket.job
    if job is not None and job.origin != people.origin:
        outcome.rejects += [_taken(row, job) for row in ticket.rows]
        return None
    new = _new_facts(ticket, outcome)
    is_filled = job is not None and people.fill(job, ticket.rows)
    if not new and not is_filled:
        return None
    if job is None:
        job = people.job(ticket.code, ticket.rows)
        outcome.jobs = (outcome.jobs or 0) + 1
    job.events += [_event(fact, now) for fact in _with_start(job, new)]
    people.guess_holder(job, new)
    outcome.events = (outcome.events or 0) + len(new)
    return job


def _taken(row: LogRow, job: Job) -> BadInput:
    origin = job.origin or "this desk"
    expected = f"a code that no other job has (it is one of {origin}; give the ticket a prefix)"
    return BadInput(row.file, quoted(row.ticket), expected, row=row.line, column="ticket")


def _new_facts(ticket: _Ticket, outcome: Outcome) -> list[Fact]:
    """The facts the store lacks, in the order they happened; every row is counted."""
    stored = ticket.job.events if ticket.job else []
    keys = {event.origin_key for event in stored}
    ordered = sorted(ticket.rows, key=lambda row: row.begins_at)
    earlier = min((event.happened_at for event in stored), default=None)
    begins = earlier is None or ordered[0].begins_at < earlier
    found = []
    for place, row in enumerate(ordered):
        new = [fact for fact in facts(row, is_first=begins and place == 0) if fact.key not in keys]
        keys.update(fact.key for fact in new)
        found += new
        if new:
            outcome.accepted += 1
        else:
            outcome.unchanged += 1
    return sorted(found, key=lambda fact: fact.at)


def _with_start(job: Job, new: list[Fact]) -> list[Fact]:
    """The facts, led by a `reported` where the log begins later: every clock needs a start."""
    kinds = {event.kind for event in job.events} | {fact.kind for fact in new}
    if EventKind.REPORTED in kinds or not new:
        return new
    return [Fact(kind=EventKind.REPORTED, at=new[0].at, key=None, reason=IMPLIED), *new]


def _event(fact: Fact, now: datetime) -> JobEvent:
    return JobEvent(
        kind=fact.kind.value,
        happened_at=fact.at,
        recorded_at=now,
        source=Source.LOG.value,
        actor=fact.actor,
        reason=fact.reason,
        owner=fact.owner.value if fact.owner else "",
        value=fact.value,
        technician=fact.technician,
        note=fact.note,
        origin_key=fact.key,
    )
