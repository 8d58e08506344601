"""A call is taken: registered, or mended while the merchant is on the phone; and a call back is promised."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import Source
from app.domain.job_states import BY_PHONE
from app.models.jobs import Job
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, NewCall, Said
from app.services.promises import NewPromise, PromiseKind, promise


@dataclass(frozen=True, slots=True)
class PhoneFix:
    """What was done by phone, and who confirmed there that it works."""

    remedy: str
    confirmed_by: str


def take_call(
    session: Session,
    clock: Clock,
    call: NewCall,
    said: Said,
    *,
    fix: PhoneFix | None = None,
    call_back_at: datetime | None = None,
) -> int:
    """Register a call; with a `fix` resolve and close it at once. Returns the job's id.

    Raises RuleBroken: not-by-phone for a remedy that needs a visit, needs-a-name where nobody confirmed it,
    promise-needs-words for a call back in the past, and what `commands.register` raises.
    """
    job = commands.register(session, clock, call, said)
    if fix is not None:
        _mend(session, clock, JobRef(job), said, fix)
    if call_back_at is not None:
        merchant = session.get_one(Job, job).merchant
        whom = call.caller or (merchant.name if merchant else call.caller_phone)
        new = NewPromise(kind=PromiseKind.CALL_BACK, to_whom=whom, due_at=call_back_at, job_id=job)
        promise(session, clock, new, Said(said.by, note=call.caller_phone))
    return job


def _mend(session: Session, clock: Clock, job: JobRef, said: Said, fix: PhoneFix) -> None:
    """The merchant's own word ends every clock; the desk has checked it on the phone."""
    if fix.remedy not in BY_PHONE:
        raise RuleBroken("not-by-phone", remedy=fix.remedy)
    confirmed = fix.confirmed_by.strip()
    if not confirmed:
        raise RuleBroken("needs-a-name")
    by_merchant = Said(said.by, source=Source.MERCHANT, at=said.at, note=confirmed)
    commands.resolve(session, clock, job, by_merchant, remedy=fix.remedy)
    commands.close(session, clock, job, Said(said.by, at=said.at))
