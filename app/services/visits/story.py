"""What is known of a job beside its events: reports, call-backs, the calls before it, what closing asks."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, selectinload

from app.clock import Clock
from app.domain.closing import ClosingRule, PhotoTime, photo_time
from app.domain.events import EventKind, Service
from app.domain.job_states import DONE, Stage
from app.domain.scorecards import is_repeat
from app.models.jobs import Job
from app.models.technicians import TechnicianPart
from app.models.visits import VisitPhoto, VisitReport, report_stands
from app.services.board import JobFile, job_file
from app.services.jobs.clocks import standing_rows
from app.services.jobs.closing import closing_rule, reports_of
from app.services.promises import PromiseRow, promises_of
from app.services.scorecards import FIX_HOLDS_DAYS
from app.services.visits.call_backs import CallBackRow, call_backs
from app.services.visits.repeats import Repeats, repeats

REMEMBERED = 20_000
"""Reports of late that tell what is likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """A photo of a report, without its content."""

    id: int
    file_name: str
    size: int
    sha256: str
    taken_at: datetime | None
    time: PhotoTime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """So many of one part that were used up."""

    code: str
    count: int
    from_van: bool
    in_van: int | None
    """How many the van was said to hold; None where that is not known."""

    @property
    def is_beyond_van(self) -> bool:
        """Whether more came out of the van than it was said to hold."""
        return self.in_van is not None and self.in_van < self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report of a visit."""

    number: int
    is_replaced: bool
    """Whether a later report tells of the same visit."""
    fault: str
    cause: int
    remedy: str
    note: str
    minutes: int | None
    serial_before: str
    serial_after: str
    done_at: datetime
    recorded_by: str
    parts: tuple[PartRow, ...]
    photos: tuple[PhotoRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFile:
    """What the panel shows of the time after a visit, and what a report has to show."""

    serial: str
    reports: tuple[ReportRow, ...]
    """Latest first."""
    call_backs: tuple[CallBackRow, ...]
    repeats: Repeats | None
    spoilt: tuple[str, ...]
    """Why this is no first-time fix: reopened, visited-again, called-again."""
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """How often of late a fault called in was found to be what, and what was done about it."""

    faults: Counter[str]
    causes: Counter[tuple[str, int]]
    remedies: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReport:
    """What a report of a job starts from."""

    serial: str
    rule: ClosingRule
    arrived_at: datetime | None
    likely: Likely
    van: Mapping[str, int] | None
    """How many of each part the technician's van holds; None where nobody counts it."""
    last: ReportRow | None
    """The report that a new one would take the place of."""


def to_report(session: Session, job_id: int) -> ToReport | None:
    """What a report of a job starts from; None where there is no such job."""
    job = session.get(Job, job_id)
    if job is None:
        return None
    arrivals = [row.happened_at for row in standing_rows(job.events) if row.kind == EventKind.ARRIVED.value]
    return ToReport(
        serial=job.terminal.serial if job.terminal is not None else "",
        rule=closing_rule(session, job),
        arrived_at=arrivals[-1] if arrivals else None,
        likely=likely(session, job.fault),
        van=_van(session, job),
        last=_replaced(session, job),
    )


def _van(session: Session, job: Job) -> dict[str, int] | None:
    query = select(TechnicianPart.part, TechnicianPart.count)
    query = query.where(TechnicianPart.technician_id == job.technician_id)
    return {part: count for part, count in session.execute(query)} or None


def _replaced(session: Session, job: Job) -> ReportRow | None:
    """The report of the resolution that stands; a job that is worked on again gets one more."""
    if Stage(job.stage) not in DONE:
        return None
    done = [row.id for row in standing_rows(job.events) if row.kind == EventKind.RESOLVED.value]
    told = reports_of(session, job.id, done[-1] if done else None)
    number = told[0].number if told else None
    return next((row for row in _reports(session, job.id) if row.number == number), None)


@dataclass(frozen=True, slots=True)
class JobStory:
    """All that the panel of a job shows."""

    file: JobFile
    after: VisitFile


def job_story(session: Session, clock: Clock, job_id: int) -> JobStory | None:
    """A job with its events and what came after its visits; None where there is no such job."""
    file, after = job_file(session, clock, job_id), visit_file(session, clock, job_id)
    return None if file is None or after is None else JobStory(file, after)


def visit_file(session: Session, clock: Clock, job_id: int) -> VisitFile | None:
    """What came after the visits of one job; None where there is no such job."""
    job = session.get(Job, job_id)
    if job is None:
        return None
    again = None
    if job.terminal_id is not None and job.service == Service.EM.value:
        again = repeats(session, clock, job.terminal_id, fault=job.fault, job_id=job.id)
    return VisitFile(
        serial=job.terminal.serial if job.terminal is not None else "",
        reports=_reports(session, job_id),
        call_backs=call_backs(session, job_id),
        repeats=again,
        spoilt=_spoilt(session, job),
        promises=promises_of(session, job_id),
    )


def likely(session: Session, called_in: str) -> Likely:
    """What was found and done where this fault was called in, in the latest reports."""
    newest = session.scalar(select(func.max(VisitReport.id))) or 0
    query = (
        select(VisitReport.fault, VisitReport.cause, VisitReport.remedy)
        .join(Job, Job.id == VisitReport.job_id)
        .where(Job.fault == called_in, VisitReport.id > newest - REMEMBERED, report_stands())
    )
    found = Likely(Counter(), Counter(), Counter())
    for fault, cause, remedy in session.execute(query):
        found.faults[fault] += 1
        found.causes[fault, cause] += 1
        found.remedies[fault, remedy] += 1
    return found


def _reports(session: Session, job_id: int) -> tuple[ReportRow, ...]:
    query = (
        select(VisitReport)
        .where(VisitReport.job_id == job_id, report_stands())
        .options(
            selectinload(VisitReport.parts),
            selectinload(VisitReport.photos).options(defer(VisitPhoto.content), defer(VisitPhoto.thumbnail)),
        )
        .order_by(VisitReport.number.desc())
    )
    told: set[int | None] = set()
    found = []
    for row in session.scalars(query):
        found.append(_report(row, is_replaced=row.event_id in told))
        told.add(row.event_id)
    return tuple(found)


def _report(row: VisitReport, *, is_replaced: bool) -> ReportRow:
    return ReportRow(
        number=row.number,
        is_replaced=is_replaced,
        fault=row.fault,
        cause=row.cause,
        remedy=row.remedy,
        note=row.note,
        minutes=row.minutes,
        serial_before=row.serial_before,
        serial_after=row.serial_after,
        done_at=row.done_at,
        recorded_by=row.recorded_by,
        parts=tuple(
            PartRow(code=part.code, count=part.count, from_van=part.from_van, in_van=part.in_van)
            for part in row.parts
        ),
        photos=tuple(_photo(photo, row) for photo in row.photos),
    )


def _photo(photo: VisitPhoto, report: VisitReport) -> PhotoRow:
    return PhotoRow(
        id=photo.id,
        file_name=photo.file_name,
        size=photo.size,
        sha256=photo.sha256,
        taken_at=photo.taken_at,
        time=photo_time(photo.taken_at, report.arrived_at, report.done_at),
    )


def _spoilt(session: Session, job: Job) -> tuple[str, ...]:
    """Why a repair is no first-time fix, as the scorecard counts it."""
    kinds = Counter(row.kind for row in standing_rows(job.events))
    reasons = []
    if kinds[EventKind.REOPENED.value]:
        reasons.append("reopened")
    if kinds[EventKind.ARRIVED.value] > 1:
        reasons.append("visited-again")
    calls = session.scalars(select(Job.reported_at).where(Job.repeat_of_id == job.id))
    done = job.resolved_at
    if done is not None and any(at is not None and is_repeat(done, at, FIX_HOLDS_DAYS) for at in calls):
        reasons.append("called-again")
    return tuple(reasons)
