"""The repair that a call taken now would repeat: who did what when, what it may cost him, and until when it
reopens the old call instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementVersion
from app.domain.events import EventKind, Service
from app.domain.penalties.clauses import PenaltyClause, Trigger
from app.domain.penalties.tiers import bracket_of
from app.models.jobs import Job
from app.models.merchants import Terminal
from app.services.agreement_book import book
from app.services.jobs.clocks import standing_rows
from app.services.jobs.returns import last_repair, reopens_until, repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatClause:
    """A clause that charges a repeat."""

    agreement: str
    article: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The repair before; names in Persian and English."""

    job_id: int
    version: int
    code: str
    fault: str
    resolved_at: datetime
    remedy: str
    technician: str
    technician_en: str
    contractor: str
    contractor_en: str
    is_phone_fix: bool
    reopens_until: date | None
    """The last local date on which the same fault reopens that call; None: that is over."""
    charged: tuple[RepeatClause, ...]
    """By which clauses its contractor may have to pay for a new call; none where nobody charges it."""


def repeated(session: Session, clock: Clock, terminal: Terminal) -> Repeated | None:
    """What a new emergency call on this terminal would repeat; None where it would be no repeat."""
    now = clock.now()
    job = last_repair(session, terminal.id)
    if job is None or job.resolved_at is None or not repeats(session, job, terminal.merchant, now):
        return None
    told = [row.value for row in standing_rows(job.events) if row.kind == EventKind.RESOLVED.value]
    return Repeated(
        job_id=job.id,
        version=job.version,
        code=job.code,
        fault=job.fault,
        resolved_at=job.resolved_at,
        remedy=told[-1] if told else "",
        technician=job.technician.name if job.technician else "",
        technician_en=job.technician.name_en if job.technician else "",
        contractor=job.party.name if job.party else "",
        contractor_en=job.party.name_en if job.party else "",
        is_phone_fix=job.is_phone_fix,
        reopens_until=reopens_until(session, job, now),
        charged=tuple(_charged(session, job, now)),
    )


def _charged(session: Session, job: Job, now: datetime) -> Iterator[RepeatClause]:
    if job.party is None or job.resolved_at is None:
        return
    agreements = book(session)
    for agreement in agreements.for_job(*job.spoken_for):
        if agreement.contractor not in {"", job.party.code}:
            continue
        today = agreements.calendars.local_date(agreement, now)
        days = (today - agreements.calendars.local_date(agreement, job.resolved_at)).days
        version = agreement.version_at(today)
        if version is not None and days <= version.repeat_days:
            yield from _clauses(agreement, version, days)


def _clauses(agreement: Agreement, version: AgreementVersion, days: int) -> Iterator[RepeatClause]:
    for clause in version.clauses:
        is_of_calls = not clause.services or Service.EM.value in clause.services
        if clause.trigger is Trigger.REPEAT and is_of_calls and _costs(clause, days):
            yield RepeatClause(
                agreement=agreement.code,
                article=clause.article,
                title=clause.title.get("fa", ""),
                title_en=clause.title.get("en", ""),
            )


def _costs(clause: PenaltyClause, days: int) -> bool:
    """Whether a repeat after so many dates costs anything; the first of a period may be free."""
    if not clause.brackets:
        return bool(clause.rate or clause.amount or clause.points)
    held = bracket_of(clause.brackets, Fraction(days))
    return bool(held.rate or held.amount or held.points)
