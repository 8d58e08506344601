"""Objections: received line by line with evidence in time, decided by somebody new to the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import (
    AcceptanceReason,
    CaseAction,
    CaseState,
    CorrectionReason,
    DecisionReason,
    ObjectionReason,
    Verdict,
    check_allowed,
)
from app.models.penalties import PenaltyCase
from app.models.penalty_life import CaseObjection, ObjectedLine
from app.services.penalties.carrying_on import carry_on, refuse_settled_after
from app.services.penalties.closing import close_if_paid
from app.services.penalties.corrections import Correction, LineAfter, add, carry_out
from app.services.penalties.evidence import Evidence, described, evidence_row
from app.services.penalties.life import CaseRef, code_of, found_case
from app.services.penalties.lines import line_of, whole
from app.services.penalties.names import named, refuse_same_person
from app.services.penalties.service_days import services
from app.services.penalties.serving import refuse_future, refuse_late
from app.services.penalties.trail import Told, line_name, note


@dataclass(frozen=True, slots=True, kw_only=True)
class LineObjection:
    """Why one line is not accepted."""

    line_id: int
    reason: str
    """As ObjectionReason (app/domain/penalty_cases.py)."""
    note: str = ""
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a contractor wrote."""

    received_on: date
    received_from: str
    lines: Sequence[LineObjection]
    reference: str = ""
    """Number of the contractor's letter."""
    note: str = ""
    evidence: Sequence[Evidence] = ()
    """What speaks for all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided on one objected line."""

    objected_id: int
    verdict: str
    """As Verdict (app/domain/penalty_cases.py)."""
    reason: str
    """As DecisionReason (app/domain/penalty_cases.py)."""
    amount: Decimal | None = None
    """Rial that the line still asks for, where it is reduced."""
    note: str = ""


def receive(session: Session, clock: Clock, case: CaseRef, objection: Objection, *, by: str) -> int:
    """Record an objection; returns its id.

    One to an interim case is recorded there although the final case is drafted or out; that waits for it.

    Raises RuleBroken: needs-a-name, objection-needs-sender, objection-needs-lines, in-the-future,
    objection-before-service, objection-window-over, unknown-line, line-already-objected, nothing-to-object,
    unknown-code, needs-a-note, evidence-empty, evidence-too-large, not-in-this-case-state, and what
    `found_case` raises.
    """
    row, name = found_case(session, case, even_followed=True), named(by)
    check_allowed(CaseState(row.state), CaseAction.OBJECTED)
    refuse_settled_after(session, row)
    if not objection.received_from.strip():
        raise RuleBroken("objection-needs-sender")
    if not objection.lines:
        raise RuleBroken("objection-needs-lines")
    _check_day(session, clock, row, objection.received_on)
    number = session.scalar(select(func.max(CaseObjection.number)).where(CaseObjection.case_id == row.id))
    kept = CaseObjection(
        case_id=row.id,
        case=row,
        number=1 + (number or 0),
        received_on=objection.received_on,
        received_from=objection.received_from.strip(),
        reference=objection.reference.strip(),
        note=objection.note.strip(),
        recorded_at=clock.now(),
        recorded_by=name,
        lines=_objected(session, row, objection.lines),
    )
    session.add(kept)
    session.flush()
    session.add_all(evidence_row(each, kept.id) for each in objection.evidence)
    for line, stated in zip(kept.lines, objection.lines, strict=True):
        session.add_all(evidence_row(each, kept.id, line.id) for each in stated.evidence)
    for line, stated in zip(kept.lines, objection.lines, strict=True):
        told = Told(
            on=kept.received_on,
            reason=line.reason,
            note=line.note or kept.note,
            reference=kept.reference,
            evidence=described([*objection.evidence, *stated.evidence]),
            before=line.due_before,
            line=line.line,
        )
        note(session, clock, row, CaseAction.OBJECTED, by=name, told=told)
    return kept.id


def decide(session: Session, clock: Clock, case: CaseRef, decisions: Sequence[Decision], *, by: str) -> None:
    """Decide on objected lines; once all are decided the case stands, corrected where something changed.

    What an interim case is lowered by is carried on into the final one that has taken its place.

    Whoever decides has not drafted, reviewed or approved the case, nor recorded the objection. Raises
    RuleBroken: needs-a-name, decision-by-second-person, unknown-objection-line, already-decided,
    unknown-code, needs-a-note, decision-amount, not-in-this-case-state, and what `found_case` raises.
    """
    row, name = found_case(session, case, even_followed=True), named(by)
    check_allowed(CaseState(row.state), CaseAction.DECIDED)
    if not decisions:
        raise RuleBroken("objection-needs-lines")
    refuse_same_person(
        session, name, row.drafted_by, row.reviewed_by, row.approved_by, code="decision-by-second-person"
    )
    for decision in decisions:
        _decide(session, clock, row, decision, by=name)
    session.flush()
    waiting = session.scalar(_of_case(row).where(ObjectedLine.verdict == "").limit(1))
    if waiting is None:
        _conclude(session, clock, row, by=name)


def _check_day(session: Session, clock: Clock, case: PenaltyCase, day: date) -> None:
    refuse_future(session, clock, case, day)
    # What came while a correction that asks for more was on its way to be served came after the first notice.
    first = min((service.day for service in services(session, case)), default=None)
    if first is None or day < first:
        raise RuleBroken("objection-before-service", served=first)
    refuse_late(session, case, day)


def _objected(session: Session, case: PenaltyCase, stated: Sequence[LineObjection]) -> list[ObjectedLine]:
    # A correction that asks for more is served anew: from then on its lines can be objected to again.
    served, recorded_at = case.served_on, services(session, case)[-1].recorded_at
    there = set(
        session.scalars(
            select(ObjectedLine.line_id)
            .join(CaseObjection)
            .where(CaseObjection.case_id == case.id)
            .where(
                (CaseObjection.received_on >= served)
                | (CaseObjection.recorded_at > recorded_at)
                | (ObjectedLine.verdict == "")
            )
        )
    )
    found = []
    for each in stated:
        line = line_of(case, each.line_id)
        code_of(ObjectionReason, each.reason, each.note)
        due = line.payable - line.corrected
        if line.id in there:
            raise RuleBroken("line-already-objected", line=line_name(line))
        if due <= 0:
            raise RuleBroken("nothing-to-object", line=line_name(line))
        there.add(line.id)
        found.append(ObjectedLine(line=line, reason=each.reason, note=each.note.strip(), due_before=due))
    return found


def _decide(session: Session, clock: Clock, case: PenaltyCase, decision: Decision, *, by: str) -> None:
    line = session.scalar(_of_case(case).where(ObjectedLine.id == decision.objected_id))
    if line is None:
        raise RuleBroken("unknown-objection-line", line=decision.objected_id)
    if line.verdict:
        raise RuleBroken("already-decided", by=line.decided_by)
    refuse_same_person(session, by, line.objection.recorded_by, code="decision-by-second-person")
    verdict = code_of(Verdict, decision.verdict)
    code_of(DecisionReason, decision.reason, decision.note)
    line.verdict = verdict.value
    line.amount = _left(line, verdict, decision.amount)
    line.decision_reason, line.decision_note = decision.reason, decision.note.strip()
    line.decided_at, line.decided_by = clock.now(), by
    told = Told(
        reason=decision.reason,
        note=decision.note,
        evidence=verdict.value,
        before=line.due_before,
        after=line.amount,
        line=line.line,
    )
    note(session, clock, case, CaseAction.DECIDED, by=by, told=told)


def _left(line: ObjectedLine, verdict: Verdict, amount: Decimal | None) -> Decimal:
    """Rial that a line still asks for."""
    if verdict is Verdict.REDUCED:
        if amount is None or not 0 < whole(amount) < line.due_before:
            raise RuleBroken("decision-amount", most=line.due_before - 1)
        return amount
    if amount is not None and amount != (0 if verdict is Verdict.CANCELLED else line.due_before):
        raise RuleBroken("decision-amount", most=line.due_before - 1)
    return Decimal(0) if verdict is Verdict.CANCELLED else line.due_before


def _conclude(session: Session, clock: Clock, case: PenaltyCase, *, by: str) -> None:
    """Let the case stand as decided, with one correction for all that changed."""
    told = Told(reason=AcceptanceReason.DECISION.value, after=case.payable - case.corrected)
    note(session, clock, case, CaseAction.ACCEPTED, by=by, told=told)
    changed = session.scalars(
        _of_case(case).where(
            ObjectedLine.verdict != Verdict.UPHELD.value, ObjectedLine.correction_id.is_(None)
        )
    ).all()
    if not changed:
        close_if_paid(session, clock, case, by=by)
        return
    references = {line.objection.reference for line in changed if line.objection.reference}
    correction = Correction(
        reason=CorrectionReason.OBJECTION.value,
        lines=_afters(changed),
        reference=", ".join(sorted(references)),
    )
    row = add(session, clock, case, correction, by=by)
    for line in changed:
        line.correction_id = row.id
    carry_out(session, clock, row, by=by)
    carry_on(session, clock, row, by=by)


def _afters(changed: Iterable[ObjectedLine]) -> list[LineAfter]:
    return [LineAfter(line.line_id, line.amount or Decimal(0)) for line in changed]


def _of_case(case: PenaltyCase) -> Select[ObjectedLine]:
    return (
        select(ObjectedLine)
        .join(CaseObjection, CaseObjection.id == ObjectedLine.objection_id)
        .where(CaseObjection.case_id == case.id)
        .order_by(ObjectedLine.id)
    )
