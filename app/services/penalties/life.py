"""A penalty case from draft to notice: reviewed by one person, approved by another, issued."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import CaseAction, CaseState, SendBackReason, check_allowed
from app.models.penalties import PenaltyCase
from app.models.penalty_life import CaseObjection, ObjectedLine
from app.services.penalties.cases import has_notice, is_superseded
from app.services.penalties.drafting import draft_anew
from app.services.penalties.elsewhere import open_month_before
from app.services.penalties.names import named, refuse_same_person
from app.services.penalties.trail import Told, note

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case, and the version of it that the user saw; None asks for no check."""

    id: int
    version: int | None = None


def review(session: Session, clock: Clock, case: CaseRef, *, by: str, remark: str = "") -> None:
    """Say that a draft was looked through.

    Raises RuleBroken: needs-a-name, not-in-this-case-state, and what `found_case` raises.
    """
    _review(session, clock, found_case(session, case), by=named(by), remark=remark)


def send_back(
    session: Session, clock: Clock, case: CaseRef, reason: str, *, by: str, remark: str = ""
) -> None:
    """Make a reviewed or approved case a draft again.

    Raises RuleBroken: needs-a-name, unknown-code, needs-a-note, letter-numbered, not-in-this-case-state.
    """
    row, name = found_case(session, case), named(by)
    told = Told(reason=code_of(SendBackReason, reason, remark).value, note=remark)
    if has_notice(session, row.id):
        raise RuleBroken("letter-numbered", case=row.id)
    note(session, clock, row, CaseAction.SENT_BACK, by=name, told=told)
    row.reviewed_at, row.reviewed_by = None, ""
    row.approved_at, row.approved_by = None, ""


def approve(session: Session, clock: Clock, case: CaseRef, *, by: str, remark: str = "") -> None:
    """Put a second person's name to a reviewed case; from here on its figures stand.

    It is reckoned anew against what stands by now. Raises RuleBroken: needs-a-name, case-by-second-person,
    earlier-month-open, figures-changed, not-in-this-case-state, and what `draft` raises.
    """
    _approve(session, clock, found_case(session, case), by=named(by), remark=remark)


def approve_unseen(session: Session, clock: Clock, case: CaseRef, *, by: str, reviewer: str = "") -> None:
    """Review and approve a draft in one step, as the command line does.

    Without a reviewer the program itself stands for the first person: it has just reckoned the case, and
    the audit says so. Raises what `review` and `approve` raise.
    """
    row = found_case(session, case)
    if CaseState(row.state) is CaseState.DRAFT:
        draft_anew(session, clock, row)
        _review(session, clock, row, by=reviewer.strip(), remark="")
    if CaseState(row.state) is CaseState.REVIEWED:
        _approve(session, clock, row, by=named(by), remark="")


def mark_issued(session: Session, clock: Clock, case: PenaltyCase, *, by: str, letter: str) -> None:
    """Note that the notice of an approved case is out under this number."""
    told = Told(reference=letter, after=case.payable)
    note(session, clock, case, CaseAction.ISSUED, by=by.strip(), told=told)


def found_case(session: Session, case: CaseRef, *, even_followed: bool = False) -> PenaltyCase:
    """The case that is meant; RuleBroken: unknown-case, changed-meanwhile, case-superseded.

    `even_followed`: an interim case is found although the final one has taken its place.
    """
    row = session.get(PenaltyCase, case.id)
    if row is None:
        raise RuleBroken("unknown-case", case=case.id)
    if case.version is not None and case.version != row.version:
        raise RuleBroken("changed-meanwhile", case=case.id)
    is_followed = session.scalar(select(is_superseded()).where(PenaltyCase.id == row.id))
    if is_followed and not (even_followed and row.is_interim):
        raise RuleBroken("case-superseded", case=case.id)
    return row


def refuse_undecided_before(session: Session, case: PenaltyCase) -> None:
    """RuleBroken("objection-undecided") where an objection to the interim case before it waits."""
    waiting = (
        select(ObjectedLine.id)
        .join(CaseObjection, CaseObjection.id == ObjectedLine.objection_id)
        .join(PenaltyCase, PenaltyCase.id == CaseObjection.case_id)
        .where(
            PenaltyCase.party_id == case.party_id,
            PenaltyCase.agreement == case.agreement,
            PenaltyCase.period == case.period,
            PenaltyCase.revision < case.revision,
            ObjectedLine.verdict == "",
        )
        .limit(1)
    )
    if session.scalar(waiting) is not None:
        raise RuleBroken("objection-undecided")


def code_of(codes: type[Code], code: str, remark: str = "") -> Code:
    """The code of a table; RuleBroken: unknown-code, needs-a-note where "other" says nothing more."""
    try:
        found = codes(code)
    except ValueError:
        raise RuleBroken("unknown-code", found=code, known=", ".join(codes)) from None
    if found.value == "other" and not remark.strip():
        raise RuleBroken("needs-a-note")
    return found


def _review(session: Session, clock: Clock, row: PenaltyCase, *, by: str, remark: str) -> None:
    note(session, clock, row, CaseAction.REVIEWED, by=by, told=Told(note=remark, after=row.payable))
    row.reviewed_at, row.reviewed_by = clock.now(), by
    session.flush()


def _approve(session: Session, clock: Clock, row: PenaltyCase, *, by: str, remark: str) -> None:
    check_allowed(CaseState(row.state), CaseAction.APPROVED)
    refuse_same_person(session, by, row.drafted_by, row.reviewed_by, code="case-by-second-person")
    open_month = open_month_before(session, row)
    if open_month is not None:
        raise RuleBroken("earlier-month-open", period=open_month)
    refuse_undecided_before(session, row)
    draft_anew(session, clock, row)
    if CaseState(row.state) is not CaseState.REVIEWED:
        raise RuleBroken("figures-changed", case=row.id)
    note(session, clock, row, CaseAction.APPROVED, by=by, told=Told(note=remark, after=row.payable))
    row.approved_at, row.approved_by = clock.now(), by
    session.flush()
