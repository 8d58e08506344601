"""Faults that come back: until when they reopen their job, and when they make a new call a repeat."""

from datetime import date, datetime, timedelta

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
    if job.resolved_at is not None and reopens_until(session, job, at) is None:
        raise RuleBroken("reopened-too-late", days=_reopen_days(session, job, job.resolved_at))


def reopens_until(session: Session, job: Job, at: datetime) -> date | None:
    """The last local date on which a finished job is reopened by the same fault; None where it is past."""
    if job.resolved_at is None:
        return None
    agreement = _speaking_of(session, job)
    last = _local_date(session, agreement, job.resolved_at)
    last += timedelta(days=_reopen_days(session, job, job.resolved_at))
    return last if _local_date(session, agreement, at) <= last else None


def repeat_of(session: Session, job: Job, now: datetime) -> int | None:
    """The last finished call of a new call's terminal, if it is young enough to make this one a repeat."""
    if job.service != "EM" or job.terminal is None:
        return None
    latest = last_repair(session, job.terminal.id)
    return latest.id if latest is not None and repeats(session, latest, job, now) else None


def last_repair(session: Session, terminal_id: int) -> Job | None:
    """The call on a terminal that was repaired last."""
    query = select(Job).where(Job.terminal_id == terminal_id, Job.service == "EM")
    query = query.where(Job.resolved_at.is_not(None))
    return session.scalars(query.order_by(Job.resolved_at.desc()).limit(1)).first()


def repeats(session: Session, repaired: Job, subject: Job | Merchant, now: datetime) -> bool:
    """Whether a call of `subject` now would be a repeat of a repaired one."""
    version = _version(session, subject, now)
    days = REPEAT_DAYS if version is None else version.repeat_days
    return repaired.resolved_at is not None and (now - repaired.resolved_at).days <= days


def repeat_days_for(session: Session, merchant: Merchant, at: datetime) -> int:
    """The longest span, in days, in which a new call of this merchant would count as a repeat."""
    version = _version(session, merchant, at)
    return REPEAT_DAYS if version is None else version.repeat_days


def _version(session: Session, subject: Job | Merchant, at: datetime) -> AgreementVersion | None:
    """What was in force at an instant of the company's promise to the merchant."""
    agreement = _speaking_of(session, subject)
    return None if agreement is None else agreement.version_at(_local_date(session, agreement, at))


def _reopen_days(session: Session, job: Job, resolved_at: datetime) -> int:
    version = _version(session, job, job.reported_at or resolved_at)
    return REOPEN_DAYS if version is None else version.reopen_days


def _local_date(session: Session, agreement: Agreement | None, at: datetime) -> date:
    return at.date() if agreement is None else book(session).calendars.local_date(agreement, at)


def _speaking_of(session: Session, subject: Job | Merchant) -> Agreement | None:
    """The agreement with the merchant; the first by its code, should several speak of the job."""
    psp, region = subject.psp.code if subject.psp else "", subject.region.code if subject.region else ""
    agreements = book(session).for_job(psp, region)
    return next((agreement for agreement in agreements if agreement.kind is AgreementKind.SLA), None)
