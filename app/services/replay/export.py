"""Writes the store's jobs and events as the JOBS.csv and EVENTS.csv of a what-if (docs/replay.md)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.event_order import in_order
from app.domain.windows import first_midnight
from app.models.jobs import Job
from app.services.jobs.clocks import standing_events
from app.services.replay.folder import written_together
from app.services.replay.job_files import EVENT_COLUMNS, JOB_COLUMNS
from app.services.replay.stored_jobs import jobs_at_once, stored_jobs
from app.services.replay.tables import table, told

JOBS, EVENTS = "jobs.csv", "events.csv"

Told = Callable[[int, int], None]


def export_jobs(
    session: Session,
    directory: Path,
    zone: ZoneInfo,
    *,
    first: date | None = None,
    beyond: date | None = None,
    progress: Told,
) -> tuple[int, int]:
    """Write the jobs begun on the local days from `first` up to `beyond` with all their events.

    Returns how many jobs and events. Nothing of a file is seen before both are whole.
    """
    ids = list(session.scalars(_asked(zone, first, beyond)))
    done, events = 0, 0
    with written_together(directory, (JOBS, EVENTS)) as folder, ExitStack() as files:
        write_job = files.enter_context(table(folder / JOBS, JOB_COLUMNS))
        write_event = files.enter_context(table(folder / EVENTS, EVENT_COLUMNS))
        for some in jobs_at_once(ids):
            for job in stored_jobs(session, some):
                write_job(_job_row(job, zone))
                for row in _event_rows(job, zone):
                    write_event(row)
                    events += 1
            session.expunge_all()  # what was written is not needed again
            done += len(some)
            progress(done, len(ids))
    return len(ids), events


def _asked(zone: ZoneInfo, first: date | None, beyond: date | None) -> Select[int]:
    begun = func.coalesce(Job.reported_at, Job.due_from)
    query = select(Job.id).order_by(Job.id)
    if first is not None:
        query = query.where(begun >= datetime.combine(first, time(), zone))
    if beyond is not None:
        query = query.where(begun < datetime.combine(beyond, time(), zone))
    return query


def _job_row(job: Job, zone: ZoneInfo) -> tuple[object, ...]:
    return (
        job.code,
        job.service,
        job.terminal.number if job.terminal else "",
        job.merchant.code if job.merchant else "",
        job.zone,
        job.city,
        job.registered_priority,
        job.merchant_class,
        job.registered_party,
        job.technician.code if job.technician else "",
        job.fault,
        _day(job.due_from or first_midnight(job.due_to, zone), zone, days=0),
        _day(job.due_to, zone, days=-1),
        "" if job.cost is None else int(job.cost),
    )


def _event_rows(job: Job, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    for event in in_order(standing_events(job)):
        yield (
            job.code,
            told(event.at, zone),
            event.kind.value,
            event.reason,
            event.owner.value if event.owner else "",
            event.value,
            event.source.value,
            told(event.recorded_at, zone),
        )


def _day(edge: datetime | None, zone: ZoneInfo, *, days: int) -> str:
    """The edge of a window as a date where it is a midnight, else as the instant it is."""
    if edge is None:
        return ""
    local = edge.astimezone(zone)
    if local.time() != time():
        return local.isoformat()
    return (local.date() + timedelta(days=days)).isoformat()
