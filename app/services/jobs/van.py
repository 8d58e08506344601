"""What visits use up: taken off the count of a technician's van with the report, given back with it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.jobs import JobEvent
from app.models.technicians import TechnicianPart
from app.models.visits import VisitPart, VisitReport
from app.services.jobs.closing import reports_of


def take_from_van(session: Session, report: VisitReport) -> None:
    """Take the parts of a new report off the van; one that replaces another gives its parts back first.

    What really happened is kept: a van that was said to hold less is empty, and the part says what it held.
    """
    for earlier in reports_of(session, report.job_id, report.event_id):
        if earlier.number < report.number:
            _give_back(session, earlier)
            break
    _take(session, report)


def give_back(session: Session, event: JobEvent) -> None:
    """Give back what the report told with a resolution took, which is taken back."""
    for report in reports_of(session, event.job_id, event.id)[:1]:
        _give_back(session, report)


def take_again(session: Session, event: JobEvent) -> None:
    """Take what the report told with a resolution used, which is told again."""
    for report in reports_of(session, event.job_id, event.id)[:1]:
        _take(session, report)


def held_van(session: Session, technician_id: int) -> dict[str, TechnicianPart]:
    """What a van is said to hold by part, kept from others until the transaction ends."""
    query = select(TechnicianPart).where(TechnicianPart.technician_id == technician_id)
    rows = session.scalars(
        query.order_by(TechnicianPart.part).with_for_update(), execution_options={"populate_existing": True}
    )
    return {row.part: row for row in rows}


def _take(session: Session, report: VisitReport) -> None:
    van = _van(session, report)
    for part in _from_van(report):
        part.in_van = _said_to_hold(van, part, report.done_at)
        if part.in_van:
            van[part.code].count -= min(part.count, part.in_van)


def _give_back(session: Session, report: VisitReport) -> None:
    van = _van(session, report)
    for part in _from_van(report):
        row = van.get(part.code)
        if part.in_van and row is not None and not _is_counted_since(row, report.done_at):
            row.count += min(part.count, part.in_van)


def _van(session: Session, report: VisitReport) -> dict[str, TechnicianPart]:
    if report.technician_id is None or not _from_van(report):
        return {}
    return held_van(session, report.technician_id)


def _from_van(report: VisitReport) -> list[VisitPart]:
    return [part for part in report.parts if part.from_van]


def _said_to_hold(van: Mapping[str, TechnicianPart], part: VisitPart, at: datetime) -> int | None:
    """None where nobody counts the van, or somebody did after the visit: the count knows of it already."""
    row = van.get(part.code)
    if row is None:
        return 0 if van else None
    return None if _is_counted_since(row, at) else row.count


def _is_counted_since(row: TechnicianPart, at: datetime) -> bool:
    return row.counted_at is not None and row.counted_at > at
