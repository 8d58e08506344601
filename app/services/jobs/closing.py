"""Whether what a job shows of its visit is what the agreements ask before it is closed."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.closing import ClosingRule, Missing, Shown, missing, strictest
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.models.jobs import Job, JobEvent
from app.models.visits import VisitReport, report_stands
from app.services.agreement_book import book
from app.services.jobs.clocks import standing_rows


def closing_rule(session: Session, job: Job) -> ClosingRule:
    """What all agreements of a job ask together; nothing where no technician was sent."""
    if job.technician_id is None:
        return ClosingRule()
    return strictest(_rules(session, job))


def refuse_unproven(session: Session, job: Job) -> None:
    """RuleBroken closing-incomplete, where the job's report lacks what was agreed."""
    rule = closing_rule(session, job)
    if rule == ClosingRule():
        return
    report = latest_report(session, job.id)
    if report is None:
        shown = Shown(remedy=_remedy(job))
    else:
        shown = Shown(
            remedy=report.remedy,
            note=report.note,
            photos=sum(len(each.photos) for each in reports_of(session, job.id, report.event_id)),
            serial=report.serial_before,
            new_serial=report.serial_after,
        )
    refuse_missing(missing(rule, shown))


def refuse_missing(lacks: tuple[Missing, ...]) -> None:
    """RuleBroken closing-incomplete, which names all that is missing."""
    if lacks:
        raise RuleBroken("closing-incomplete", missing=lacks)


def latest_report(session: Session, job_id: int) -> VisitReport | None:
    """The report of a job that counts; None before the first."""
    query = (
        select(VisitReport)
        .where(VisitReport.job_id == job_id, report_stands())
        .options(selectinload(VisitReport.photos))
        .order_by(VisitReport.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def reports_of(session: Session, job_id: int, event_id: int | None) -> list[VisitReport]:
    """The reports of one visit, by the resolution they were told with, the one that counts first."""
    query = select(VisitReport).where(VisitReport.job_id == job_id, VisitReport.event_id == event_id)
    return list(session.scalars(query.order_by(VisitReport.number.desc())))


def refuse_swapped(session: Session, event: JobEvent) -> None:
    """RuleBroken undo-not-possible, where another device stands there since this resolution."""
    told = select(VisitReport.id).where(VisitReport.event_id == event.id, VisitReport.serial_after != "")
    if session.scalars(told).first() is not None:
        raise RuleBroken("undo-not-possible", action=event.kind)


def follow(session: Session, taken_back: JobEvent, again: JobEvent) -> None:
    """Let the report told with a resolution belong to the one that took its place."""
    for report in session.scalars(select(VisitReport).where(VisitReport.event_id == taken_back.id)):
        report.event_id = again.id


def _rules(session: Session, job: Job) -> Iterator[ClosingRule]:
    agreements = book(session)
    contractor = job.party.code if job.party else ""
    for agreement in agreements.for_job(*job.spoken_for):
        if job.reported_at is None or agreement.contractor not in {"", contractor}:
            continue
        version = agreement.version_at(agreements.calendars.local_date(agreement, job.reported_at))
        if version is not None:
            yield version.closing


def _remedy(job: Job) -> str:
    told = [event.value for event in standing_rows(job.events) if event.kind == EventKind.RESOLVED.value]
    return told[-1] if told else ""
