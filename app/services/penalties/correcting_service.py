"""A day of service that was recorded wrong, put right by a second person; the days to object run anew."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import (
    PAYABLE,
    AcceptanceReason,
    CaseAction,
    CaseState,
    ServiceCorrectionReason,
    check_allowed,
)
from app.models.penalties import PenaltyCase
from app.models.penalty_life import CaseObjection, ObjectedLine, PenaltyEvent
from app.models.settlements import CaseSettlement
from app.services.penalties.life import CaseRef, code_of, found_case
from app.services.penalties.names import named, refuse_same_person
from app.services.penalties.service_days import Service, services
from app.services.penalties.serving import Proof, check_proof
from app.services.penalties.trail import Told, local_day, note
from app.services.penalties.windows import window


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCorrection:
    """On which day a notice was served after all, what proves it, and why another was recorded."""

    proof: Proof
    reason: str
    """As ServiceCorrectionReason (app/domain/penalty_cases.py)."""
    note: str = ""


def correct_service(
    session: Session, clock: Clock, case: CaseRef, correction: ServiceCorrection, *, by: str
) -> None:
    """Put the day of the last service right; objections that were received stay, and so does an extension.

    Where the days to object are not over after all, an acceptance by silence and a demand for payment fall.

    Raises RuleBroken: needs-a-name, service-by-second-person, service-same-day, service-decided,
    service-settled, service-after-objection, needs-a-note, not-in-this-case-state, and what `found_case`
    and `check_proof` raise.
    """
    row, name = found_case(session, case, even_followed=True), named(by)
    check_allowed(CaseState(row.state), CaseAction.SERVICE_CORRECTED)
    code_of(ServiceCorrectionReason, correction.reason, correction.note)
    proof, before = correction.proof, services(session, row)[-1]
    refuse_same_person(session, name, before.by, code="service-by-second-person")
    check_proof(session, clock, row, proof)
    if proof.served_on == before.day:
        raise RuleBroken("service-same-day", served=before.day)
    _refuse_used(session, row, before, proof)
    row.served_on = proof.served_on
    days = window(session, row)
    last = days.last_day.isoformat() if days is not None else ""
    told = Told(
        on=proof.served_on,
        reason=correction.reason,
        note=correction.note,
        reference=proof.reference,
        evidence=f"{proof.kind}\n{before.day.isoformat()} → {proof.served_on.isoformat()}\n→ {last}",
        after=row.payable - row.corrected,
    )
    note(session, clock, row, CaseAction.SERVICE_CORRECTED, by=name, told=told)
    if days is not None and not days.is_over(local_day(session, row, clock.now())):
        _let_fall(session, clock, row, by=name)


def _refuse_used(session: Session, case: PenaltyCase, service: Service, proof: Proof) -> None:
    """Refuse where somebody went on from the day as it was recorded."""
    decided = session.scalar(
        select(ObjectedLine.decided_by)
        .join(CaseObjection, CaseObjection.id == ObjectedLine.objection_id)
        .where(CaseObjection.case_id == case.id, ObjectedLine.decided_at >= service.recorded_at)
        .limit(1)
    )
    if decided is not None:
        raise RuleBroken("service-decided", by=decided)
    settled = session.scalar(
        select(func.count(CaseSettlement.id)).where(
            CaseSettlement.case_id == case.id, CaseSettlement.recorded_at >= service.recorded_at
        )
    )
    if settled:
        raise RuleBroken("service-settled")
    # Who objects to a notice has it; what came about the service before is none of this one.
    first = session.scalar(
        select(func.min(CaseObjection.received_on)).where(
            CaseObjection.case_id == case.id,
            CaseObjection.recorded_at >= service.recorded_at,
            CaseObjection.received_on >= service.day,
        )
    )
    if first is not None and first < proof.served_on:
        raise RuleBroken("service-after-objection", received=first)


def _let_fall(session: Session, clock: Clock, case: PenaltyCase, *, by: str) -> None:
    """What rested on days to object that are not over."""
    case.demanded_by = None
    reason = session.scalar(
        select(PenaltyEvent.reason)
        .where(PenaltyEvent.case_id == case.id, PenaltyEvent.what == CaseAction.ACCEPTED.value)
        .order_by(PenaltyEvent.number.desc())
        .limit(1)
    )
    if CaseState(case.state) in PAYABLE and reason == AcceptanceReason.SILENCE.value:
        told = Told(reason=reason, after=case.payable - case.corrected)
        note(session, clock, case, CaseAction.ACCEPTANCE_WITHDRAWN, by=by, told=told)
    session.flush()
