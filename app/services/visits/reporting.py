"""What came of a visit is written down: codes, parts, serials, photos; with it the job is resolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.closing import SWAPPED, Shown, missing
from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Service
from app.domain.identifiers import canonical
from app.domain.job_states import DONE, Stage
from app.domain.persian import latin_digits
from app.models.jobs import Job, JobEvent
from app.models.merchants import Terminal
from app.models.visits import VisitPart, VisitReport
from app.services.fault_catalogue import fault_catalogue
from app.services.jobs import commands
from app.services.jobs.clocks import standing_rows
from app.services.jobs.closing import closing_rule, refuse_missing, reports_of
from app.services.jobs.commands import Done, JobRef, Said
from app.services.jobs.van import take_from_van
from app.services.visits.photos import MOST_PHOTOS, Photo, photo_row
from app.services.visits.serials import is_serial, put_in_place

OTHER_CAUSE = 0
"""A cause that the catalogue does not name; the note tells it."""
MOST_OF_A_PART = 99
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class PartUsed:
    """So many of one part."""

    code: str
    count: int
    from_van: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a technician found and did."""

    remedy: str
    fault: str = ""
    """Problem as it was found; may be empty for work that is no repair."""
    cause: int = OTHER_CAUSE
    """Place of the cause among those of the problem, from 1."""
    minutes: int | None = None
    """Hands-on."""
    serial: str = ""
    """As read off the device that was found; empty: nobody looked."""
    is_register_wrong: bool = False
    """The device found is another one than the register says, and it is the register that errs."""
    new_serial: str = ""
    """Of the device that took its place."""
    parts: Sequence[PartUsed] = ()
    photos: Sequence[Photo] = ()


def report(
    session: Session, clock: Clock, job: JobRef, said: Said, visit: Visit, *, closes: bool = False
) -> tuple[Done, ...]:
    """Keep a report and resolve its job with it; returns what was done to the job. `said.note` is its note.

    A job that is resolved already only gets the report, which no undo takes back; another report of that
    visit takes the place of the first, whose photos stay.
    Raises RuleBroken: unknown-job, changed-meanwhile, not-in-this-stage, unknown-code, cause-needs-note,
    minutes-out-of-range, part-count, part-twice, too-many-photos, photo-twice, photo-damaged, serial-…
    and closing-incomplete, which names all that the agreements ask and the report lacks.
    """
    found, resolved = _resolved(session, clock, job, said, visit)
    _check_codes(found, said, visit)
    _check_amounts(visit)
    row = _row(session, clock, found, said, visit)
    replaced = reports_of(session, found.id, row.event_id)
    shown = Shown(
        remedy=visit.remedy,
        note=said.note,
        photos=len(visit.photos) + sum(len(each.photos) for each in replaced),
        serial=canonical(visit.serial),
        new_serial=row.serial_after,
    )
    refuse_missing(missing(closing_rule(session, found), shown))
    session.add(row)
    session.flush()
    take_from_van(session, row)
    if row.serial_after and found.terminal is not None:
        _put_in_place(session, row, found.terminal, replaced)
    if not closes:
        return resolved
    return *resolved, commands.close(session, clock, JobRef(found.id), Said(said.by, said.source, None))


def _put_in_place(
    session: Session, row: VisitReport, terminal: Terminal, replaced: Sequence[VisitReport]
) -> None:
    """A corrected report that tells of the same swap puts nothing in place again."""
    told = next((each for each in replaced if each.serial_after == row.serial_after), None)
    if told is None:
        put_in_place(session, row, terminal, row.done_at)
    else:
        row.serial_before = told.serial_before


def _resolved(
    session: Session, clock: Clock, job: JobRef, said: Said, visit: Visit
) -> tuple[Job, tuple[Done, ...]]:
    found = commands.load(session, job)
    if Stage(found.stage) in DONE:
        return found, ()
    return found, (commands.resolve(session, clock, job, said, remedy=visit.remedy),)


def _check_codes(job: Job, said: Said, visit: Visit) -> None:
    catalogue = fault_catalogue()
    if visit.remedy not in catalogue.remedies:
        raise RuleBroken("unknown-code", found=visit.remedy, known=", ".join(catalogue.remedies))
    if not visit.fault and job.service != Service.EM.value:
        return
    fault = catalogue.faults.get(visit.fault)
    if fault is None:
        raise RuleBroken("unknown-code", found=visit.fault, known=", ".join(catalogue.faults))
    if not OTHER_CAUSE <= visit.cause <= len(fault.causes):
        raise RuleBroken("unknown-code", found=str(visit.cause), known=f"0 … {len(fault.causes)}")
    if visit.cause == OTHER_CAUSE and fault.causes and not said.note.strip():
        raise RuleBroken("cause-needs-note")


def _check_amounts(visit: Visit) -> None:
    parts = fault_catalogue().parts
    if visit.minutes is not None and not 0 <= visit.minutes <= LONGEST_MINUTES:
        raise RuleBroken("minutes-out-of-range", most=LONGEST_MINUTES)
    for part in visit.parts:
        if part.code not in parts:
            raise RuleBroken("unknown-code", found=part.code, known=", ".join(parts))
        if not 1 <= part.count <= MOST_OF_A_PART:
            raise RuleBroken("part-count", most=MOST_OF_A_PART)
    if len({part.code for part in visit.parts}) < len(visit.parts):
        raise RuleBroken("part-twice")
    if len(visit.photos) > MOST_PHOTOS:
        raise RuleBroken("too-many-photos", most=MOST_PHOTOS)
    if len({photo.sha256 for photo in visit.photos}) < len(visit.photos):
        raise RuleBroken("photo-twice")


def _row(session: Session, clock: Clock, job: Job, said: Said, visit: Visit) -> VisitReport:
    before, after = _serials(job, visit)
    event = _last(job, EventKind.RESOLVED)
    arrived = _last(job, EventKind.ARRIVED)
    last = session.scalar(select(func.max(VisitReport.number)).where(VisitReport.job_id == job.id))
    return VisitReport(
        job_id=job.id,
        number=(last or 0) + 1,
        event_id=event.id if event is not None else None,
        technician_id=job.technician_id,
        fault=visit.fault,
        cause=visit.cause if visit.fault else OTHER_CAUSE,
        remedy=visit.remedy,
        note=said.note.strip(),
        minutes=visit.minutes,
        serial_before=before,
        serial_after=after,
        arrived_at=arrived.happened_at if arrived is not None else None,
        done_at=_done_at(job, said, clock),
        recorded_at=clock.now(),
        recorded_by=said.by,
        parts=[VisitPart(code=part.code, count=part.count, from_van=part.from_van) for part in visit.parts],
        photos=[photo_row(photo) for photo in visit.photos],
    )


def _serials(job: Job, visit: Visit) -> tuple[str, str]:
    """The device found and the one that stands there afterwards, empty where it stays."""
    seen, fresh = canonical(latin_digits(visit.serial)), canonical(latin_digits(visit.new_serial))
    known = canonical(job.terminal.serial) if job.terminal is not None else ""
    if fresh and (job.terminal is None or visit.remedy != SWAPPED):
        raise RuleBroken("serial-without-swap")
    if seen and not is_serial(seen):
        raise RuleBroken("serial-not-readable", serial=seen)
    if seen and known and seen != known:
        if not visit.is_register_wrong:
            raise RuleBroken("serial-differs", serial=seen, known=known)
        return seen, fresh or seen
    return seen or known, fresh


def _last(job: Job, kind: EventKind) -> JobEvent | None:
    return next((row for row in reversed(standing_rows(job.events)) if row.kind == kind.value), None)


def _done_at(job: Job, said: Said, clock: Clock) -> datetime:
    return job.resolved_at or said.at or clock.now()
