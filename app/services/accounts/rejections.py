"""Services that a statement does not pay for: rejected with a reason, or accepted after all."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.job_states import DONE
from app.domain.persian import latin_digits
from app.models.jobs import Job
from app.models.settlements import ServiceRejection
from app.services.penalties.life import code_of
from app.services.penalties.names import named


class RejectionReason(StrEnum):
    """Why a service is not paid (domain.md, 2.4)."""

    NO_VISIT = "no-visit"
    WRONG_REPORT = "wrong-report"
    NO_EVIDENCE = "no-evidence"
    DUPLICATE = "duplicate"
    NOT_ACCEPTED = "not-accepted"
    OUTSIDE_CONTRACT = "outside-contract"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What somebody decides on a service."""

    is_rejected: bool
    reason: str = ""
    """As RejectionReason; needed where it is rejected."""
    note: str = ""


def judge_service(session: Session, clock: Clock, job_id: int, judgement: Judgement, *, by: str) -> None:
    """Reject a service that was done, or accept it; the newest judgement of a job holds.

    Raises RuleBroken: needs-a-name, unknown-job, service-not-done, unknown-code, needs-a-note.
    """
    name = named(by)
    job = session.get(Job, job_id)
    if job is None:
        raise RuleBroken("unknown-job", job=job_id)
    if job.stage not in {stage.value for stage in DONE}:
        raise RuleBroken("service-not-done", job=job.code)
    if judgement.is_rejected:
        code_of(RejectionReason, judgement.reason, judgement.note)
    elif not judgement.note.strip():
        raise RuleBroken("needs-a-note")
    session.add(
        ServiceRejection(
            job_id=job.id,
            is_rejected=judgement.is_rejected,
            reason=judgement.reason if judgement.is_rejected else "",
            note=judgement.note.strip(),
            recorded_at=clock.now(),
            recorded_by=name,
        )
    )
    session.flush()


def judge_job(session: Session, clock: Clock, code: str, judgement: Judgement, *, by: str) -> None:
    """The same for the job of a code, in digits of either kind; raises what `judge_service` raises."""
    job_id = session.scalar(select(Job.id).where(Job.code == latin_digits(code.strip())))
    if job_id is None:
        raise RuleBroken("unknown-job", job=code)
    judge_service(session, clock, job_id, judgement, by=by)
