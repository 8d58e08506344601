"""Merchants called back after the work: what they said, who answered, and whom nobody has called yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.job_states import DONE
from app.models.jobs import Job
from app.models.merchants import Merchant
from app.models.parties import Party
from app.models.visits import CallBack
from app.services.jobs.commands import JobRef, Said

LEAST, MOST = 1, 5
"""The scores a merchant can give."""
AWAITED_DAYS = 7
"""So long after the work a call-back still means something."""
MOST_ATTEMPTS = 3
"""After so many calls that nobody answered the desk gives up."""
SHOWN = 200


class Outcome(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    """Somebody answered and would not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackRow:
    """One call."""

    called_at: datetime
    called_by: str
    outcome: str
    person: str
    score: int | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingRow:
    """A job whose merchant is still to be called."""

    job_id: int
    code: str
    service: str
    merchant: str
    merchant_en: str
    phone: str
    contractor: str
    contractor_en: str
    resolved_at: datetime
    attempts: int


def call_back(
    session: Session,
    clock: Clock,
    job: JobRef,
    said: Said,
    *,
    outcome: str,
    person: str = "",
    score: int | None = None,
) -> int:
    """Write down a call to the merchant of a finished job; `said.note` is the comment. Returns its id.

    Raises RuleBroken: unknown-job, not-in-this-stage, unknown-code, score-needed, score-without-answer,
    person-needed, in-the-future, before-the-call.
    """
    found = session.get(Job, job.id)
    if found is None:
        raise RuleBroken("unknown-job", job=job.id)
    if found.stage not in {stage.value for stage in DONE}:
        raise RuleBroken("not-in-this-stage", stage=found.stage)
    if outcome not in {each.value for each in Outcome}:
        raise RuleBroken("unknown-code", found=outcome, known=", ".join(Outcome))
    _check_score(outcome, person, score)
    at = said.at or clock.now()
    if at > clock.now():
        raise RuleBroken("in-the-future", at=at.isoformat())
    if found.resolved_at is not None and at < found.resolved_at:
        raise RuleBroken("before-the-repair")
    row = CallBack(
        job_id=found.id,
        called_at=at,
        called_by=said.by,
        outcome=outcome,
        person=person.strip(),
        score=score,
        comment=said.note.strip(),
    )
    session.add(row)
    session.flush()
    return row.id


def call_backs(session: Session, job_id: int) -> tuple[CallBackRow, ...]:
    """The calls about a job, oldest first."""
    wanted = [getattr(CallBack, name) for name in CallBackRow.__dataclass_fields__]
    query = select(*wanted).where(CallBack.job_id == job_id).order_by(CallBack.called_at, CallBack.id)
    return tuple(CallBackRow(**row._mapping) for row in session.execute(query))  # noqa: SLF001 - a public name


def awaiting(session: Session, clock: Clock, *, limit: int = SHOWN) -> list[AwaitingRow]:
    """Finished jobs of the last days whose merchant has not answered yet, the longest waiting first."""
    since = clock.now() - timedelta(days=AWAITED_DAYS)
    # What was said before the job was reopened was said about other work.
    about_it = (CallBack.job_id == Job.id, CallBack.called_at >= Job.resolved_at)
    calls = select(func.count()).where(*about_it).correlate(Job).scalar_subquery()
    spoken = exists().where(*about_it, CallBack.outcome != Outcome.NO_ANSWER.value)
    query = (
        select(
            Job.id.label("job_id"),
            Job.code,
            Job.service,
            func.coalesce(Merchant.name, "").label("merchant"),
            func.coalesce(Merchant.name_en, "").label("merchant_en"),
            func.coalesce(Merchant.phone, "").label("phone"),
            func.coalesce(Party.name, "").label("contractor"),
            func.coalesce(Party.name_en, "").label("contractor_en"),
            Job.resolved_at,
            calls.label("attempts"),
        )
        .outerjoin(Merchant, Merchant.id == Job.merchant_id)
        .outerjoin(Party, Party.id == Job.party_id)
        .where(
            Job.resolved_at >= since,
            Job.stage.in_([stage.value for stage in DONE]),
            ~spoken,
            calls < MOST_ATTEMPTS,
        )
        .order_by(Job.resolved_at, Job.id)
        .limit(limit)
    )
    return [AwaitingRow(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - a public name


def _check_score(outcome: str, person: str, score: int | None) -> None:
    if outcome != Outcome.ANSWERED.value:
        if score is not None:
            raise RuleBroken("score-without-answer")
        return
    if score is None or not LEAST <= score <= MOST:
        raise RuleBroken("score-needed", least=LEAST, most=MOST)
    if not person.strip():
        raise RuleBroken("person-needed")
