"""A notice served with proof, the days to object extended, a charge that stands since nobody objected."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import (
    PAYABLE,
    AcceptanceReason,
    CaseAction,
    CaseState,
    ExtensionReason,
    ProofKind,
    check_allowed,
)
from app.models.penalties import PenaltyCase
from app.models.penalty_life import PenaltyEvent
from app.services.agreement_book import book
from app.services.penalties.cases import is_superseded
from app.services.penalties.closing import close_if_paid
from app.services.penalties.life import CaseRef, code_of, found_case
from app.services.penalties.names import named
from app.services.penalties.trail import Told, local_day, note
from app.services.penalties.windows import Window, window

MOST_EXTENDED = 30
"""Working days by which the days to object can be extended, once."""

OBJECTION_DAYS = 5
"""Working days to object where the agreement of a case is no longer there (domain.md, 2.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How it is proved that a notice reached the contractor."""

    kind: str
    """As ProofKind (app/domain/penalty_cases.py)."""
    served_on: date
    reference: str
    """Number of the receipt, name of who signed, sender of the acknowledgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """By how many working days the contractor gets longer to object, and why."""

    days: int
    reason: str
    """As ExtensionReason (app/domain/penalty_cases.py)."""
    note: str = ""


def mark_served(session: Session, clock: Clock, case: CaseRef, proof: Proof, *, by: str) -> None:
    """Note that a notice was served; the days to object begin on the next working day.

    Raises RuleBroken: needs-a-name, never-due, not-in-this-case-state, and what `found_case` and
    `check_proof` raise.
    """
    row, name = found_case(session, case), named(by)
    check_allowed(CaseState(row.state), CaseAction.SERVED)
    check_proof(session, clock, row, proof)
    agreement = book(session).named(row.agreement)
    row.served_on, row.extended_days = proof.served_on, 0
    row.objection_days = agreement.objection_days if agreement is not None else OBJECTION_DAYS
    days = _window(session, row)
    told = Told(
        on=proof.served_on,
        reason=proof.kind,
        reference=proof.reference,
        evidence=f"→ {days.last_day.isoformat()}",
        after=row.payable - row.corrected,
    )
    note(session, clock, row, CaseAction.SERVED, by=name, told=told)


def extend(session: Session, clock: Clock, case: CaseRef, extension: Extension, *, by: str) -> None:
    """Give the contractor longer to object, once, while the days are not over.

    Raises RuleBroken: needs-a-name, unknown-code, needs-a-note, extension-days, already-extended,
    objection-window-over, not-in-this-case-state, and what `found_case` raises.
    """
    row, name = found_case(session, case), named(by)
    check_allowed(CaseState(row.state), CaseAction.EXTENDED)
    code_of(ExtensionReason, extension.reason, extension.note)
    if not 1 <= extension.days <= MOST_EXTENDED:
        raise RuleBroken("extension-days", most=MOST_EXTENDED)
    if row.extended_days:
        raise RuleBroken("already-extended", days=row.extended_days)
    refuse_late(session, row, local_day(session, row, clock.now()))
    row.extended_days = extension.days
    days = _window(session, row)
    told = Told(
        reason=extension.reason,
        note=extension.note,
        evidence=f"+{extension.days} → {days.last_day.isoformat()}",
    )
    note(session, clock, row, CaseAction.EXTENDED, by=name, told=told)


def accept(session: Session, clock: Clock, case: CaseRef, reference: str, *, by: str) -> None:
    """Note that the contractor accepts the charge in writing; no objection may be open.

    Raises RuleBroken: needs-a-name, acceptance-needs-reference, objection-undecided,
    not-in-this-case-state, and what `found_case` raises.
    """
    row, name = found_case(session, case), named(by)
    if CaseState(row.state) is CaseState.OBJECTED:
        raise RuleBroken("objection-undecided")
    if not reference.strip():
        raise RuleBroken("acceptance-needs-reference")
    told = Told(
        reason=AcceptanceReason.IN_WRITING.value, reference=reference, after=row.payable - row.corrected
    )
    note(session, clock, row, CaseAction.ACCEPTED, by=name, told=told)
    session.flush()


def accept_silent(session: Session, clock: Clock) -> list[int]:
    """Let every charge stand whose days to object passed in silence, and close what asks for nothing.

    Safe to run again; returns the ids of the cases it touched.
    """
    states = [state.value for state in (CaseState.SERVED, *PAYABLE)]
    query = select(PenaltyCase).where(PenaltyCase.state.in_(states), ~is_superseded())
    return [
        row.id
        for row in session.scalars(query.order_by(PenaltyCase.id)).all()
        if _accept_silent(session, clock, row)
    ]


def check_proof(session: Session, clock: Clock, case: PenaltyCase, proof: Proof) -> None:
    """RuleBroken: unknown-code, proof-needs-reference, in-the-future, served-before-issued."""
    code_of(ProofKind, proof.kind)
    if not proof.reference.strip():
        raise RuleBroken("proof-needs-reference")
    refuse_future(session, clock, case, proof.served_on)
    issued_on = local_day(session, case, _issued_at(session, case))
    if proof.served_on < issued_on:
        raise RuleBroken("served-before-issued", issued=issued_on)


def refuse_late(session: Session, case: PenaltyCase, day: date) -> None:
    """RuleBroken("objection-window-over") where the days to object were over before `day`."""
    days = _window(session, case)
    if days.is_over(day):
        raise RuleBroken("objection-window-over", last=days.last_day)


def refuse_future(session: Session, clock: Clock, case: PenaltyCase, day: date) -> None:
    """RuleBroken("in-the-future") where a day has not come yet."""
    if day > local_day(session, case, clock.now()):
        raise RuleBroken("in-the-future")


def _accept_silent(session: Session, clock: Clock, case: PenaltyCase) -> bool:
    is_silent = False
    if CaseState(case.state) is CaseState.SERVED:
        days = _window(session, case)
        is_silent = days.is_over(local_day(session, case, clock.now()))
        if is_silent:
            told = Told(
                reason=AcceptanceReason.SILENCE.value,
                evidence=f"→ {days.last_day.isoformat()}",
                after=case.payable - case.corrected,
            )
            note(session, clock, case, CaseAction.ACCEPTED, by="", told=told)
    return close_if_paid(session, clock, case, by="") or is_silent


def _issued_at(session: Session, case: PenaltyCase) -> datetime:
    """When the notice, or the correction that has to be served like it, went out."""
    query = select(func.max(PenaltyEvent.recorded_at)).where(
        PenaltyEvent.case_id == case.id,
        PenaltyEvent.what.in_([CaseAction.ISSUED.value, CaseAction.NOTICE_DUE.value]),
    )
    return session.scalars(query).one() or case.drafted_at


def _window(session: Session, case: PenaltyCase) -> Window:
    days = window(session, case)
    if days is None:
        raise RuleBroken("not-served")
    return days
