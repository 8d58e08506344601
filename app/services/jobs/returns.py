"""Faults that come back: until when they reopen their job, and when they make a new call a repeat."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion
from app.domain.errors import RuleBroken
from app.models.jobs import Job
from app.models.merchants import Merchant
from app.services.agreement_book import book

REOPEN_DAYS = 7
"""Calendar days after its end in which a job is reopened, where no agreement says otherwise."""

REPEAT_DAYS = 30
"""Longest span in which a new call counts as a repeat, where no agreement says otherwise."""


def refuse_late_reopening(session: Session, job: Job, at: datetime) -> None:
    """RuleBroken reopened-too-late, where the days of the version that measures the job are over."""
    if job.resolved_at is None:
        return
    version = _version(session, job, job.reported_at or job.resolved_at)
    days = REOPEN_DAYS if version is None else version.reopen_days
    if _days_between(session, job, job.resolved_at, at) > days:
        raise RuleBroken("reopened-too-late", days=days)


def repeat_of(session: Session, job: Job, now: datetime) -> int | None:
    """The last finished call of a new call's terminal, if it is young enough to make this one a repeat."""
    if job.service != "EM":
        return None
    latest = session.execute(
        select(Job.id, Job.resolved_at)
        .where(Job.terminal == job.terminal, Job.service == "EM", Job.resolved_at.is_not(None))
        .order_by(Job.resolved_at.desc())
        .limit(1)
    ).first()
    if latest is None:
        return None
    version = _version(session, job, now)
    days = REPEAT_DAYS if version is None else version.repeat_days
    return int(latest.id) if (now - latest.resolved_at).days <= days else None


def repeat_days_for(session: Session, merchant: Merchant, at: datetime) -> int:
    """The longest span, in days, in which a new call of this merchant would count as a repeat."""
    agreement = _speaking_of(session, merchant)
    version = None if agreement is None else agreement.version_at(_local_date(session, agreement, at))
    return REPEAT_DAYS if version is None else version.repeat_days


def _version(session: Session, job: Job, at: datetime) -> AgreementVersion | None:
    """What was in force at an instant of the company's promise to the merchant."""
    agreement = _speaking_of(session, job)
    return None if agreement is None else agreement.version_at(_local_date(session, agreement, at))


def _days_between(session: Session, job: Job, start: datetime, end: datetime) -> int:
    """Midnights between two instants, in the time zone of the agreement; in UTC without one."""
    agreement = _speaking_of(session, job)
    return (_local_date(session, agreement, end) - _local_date(session, agreement, start)).days


def _local_date(session: Session, agreement: Agreement | None, at: datetime) -> date:
    return at.date() if agreement is None else book(session).calendars.local_date(agreement, at)


def _speaking_of(session: Session, subject: Job | Merchant) -> Agreement | None:
    """The agreement with the merchant; the first by its code, should several speak of the job."""
    psp, region = subject.psp.code if subject.psp else "", subject.region.code if subject.region else ""
    agreements = book(session).for_job(psp, region)
    return next((agreement for agreement in agreements if agreement.kind is AgreementKind.SLA), None)
