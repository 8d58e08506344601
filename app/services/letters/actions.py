"""Letters beside the notice: warnings, requests, answers to objections, waivers and corrections, numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import CaseAction
from app.models.parties import Party
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow
from app.models.penalty_life import CaseCorrection, CaseObjection, CaseWaiver, ObjectedLine, PenaltyEvent
from app.services.letters.archive import found_letter
from app.services.letters.decision_letters import decision_letter
from app.services.letters.issuing import Matter, named, notice_of, numbered
from app.services.letters.kinds import WARNINGS, LetterKind
from app.services.letters.script import one_line
from app.services.letters.subjects import Admonition, Decided, DecidedLine, Period
from app.services.letters.warning_letters import warning_letter

ANSWER_DAYS = 10
MOST_REASONS = 100
APPROVED, CANCELLED, REDUCED, UPHELD = "approved", "cancelled", "reduced", "upheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """A warning or a request for corrective action that somebody writes."""

    kind: LetterKind
    """first-warning, second-warning or corrective-action."""
    party_id: int
    agreement: str
    about: str
    """What the subject names."""
    reasons: Sequence[str]
    """What is held against the contractor, a row each."""
    answer_days: int = ANSWER_DAYS
    earlier: str = ""
    """Number of the letter that it follows; a second warning finds the first one by itself."""


def warn(session: Session, clock: Clock, asked: Warn, *, by: str, command: str) -> int:
    """Number a warning or a request; returns the letter's id. The same `command` writes it once.

    Raises RuleBroken: not-a-warning, letter-needs-a-name, unknown-party, unknown-agreement, unknown-letter,
    warning-needs-reason, warning-too-long, answer-days, first-warning-missing.
    """
    if asked.kind not in WARNINGS:
        raise RuleBroken("not-a-warning", kind=asked.kind)
    if not by.strip():
        raise RuleBroken("letter-needs-a-name")
    party = session.get(Party, asked.party_id)
    if party is None:
        raise RuleBroken("unknown-party", party=asked.party_id)
    warning = _admonition(asked)
    matter = Matter(
        kind=asked.kind,
        reference=f"{asked.kind.value}:{command}",
        party=party,
        agreement=named(session, asked.agreement),
        earlier=_followed(session, asked),
    )
    return numbered(
        session,
        clock,
        matter,
        by,
        lambda occasion, language: warning_letter(occasion, asked.kind, warning, language),
    )


def answer_objection(session: Session, clock: Clock, objection_id: int, *, by: str) -> int:
    """Number the answer to an objection that was decided whole; returns the letter's id.

    Raises RuleBroken: letter-needs-a-name, unknown-objection, objection-undecided, letter-not-printed.
    """
    objection = session.get(CaseObjection, objection_id)
    if objection is None:
        raise RuleBroken("unknown-objection", objection=objection_id)
    if not objection.lines or any(not line.verdict for line in objection.lines):
        raise RuleBroken("objection-undecided")
    lines = [
        _line(
            each.line,
            before=each.due_before,
            after=each.due_before if each.amount is None else each.amount,
            decision=each.verdict,
            why=(each.decision_reason, each.decision_note),
        )
        for each in objection.lines
    ]
    decided = Decided(
        period=_period(objection.case),
        lines=lines,
        before=_sum(line.before for line in lines),
        after=_sum(line.after for line in lines),
        received_on=objection.received_on,
        their_number=objection.reference,
    )
    kind, reference = LetterKind.OBJECTION_ANSWER, f"objection:{objection_id}"
    objection.letter_id = _decided(session, clock, objection.case, (kind, reference, decided), by)
    return objection.letter_id


def tell_waiver(session: Session, clock: Clock, waiver_id: int, *, by: str) -> int:
    """Number the notice of an approved waiver on a case that was notified; returns the letter's id.

    Raises RuleBroken: letter-needs-a-name, unknown-waiver, waiver-not-approved, letter-not-printed.
    """
    waiver = session.get(CaseWaiver, waiver_id)
    if waiver is None:
        raise RuleBroken("unknown-waiver", waiver=waiver_id)
    if waiver.state != APPROVED:
        raise RuleBroken("waiver-not-approved")
    case, approval = waiver.case, _approval(session, waiver)
    if approval is None or approval.before is None:
        raise RuleBroken("waiver-not-approved")
    before = approval.before
    lines = []
    if waiver.line is not None:
        after = before - waiver.taken
        decision = REDUCED if after else CANCELLED
        lines = [_line(waiver.line, before=before, after=after, decision=decision, why=("", ""))]
    decided = Decided(
        period=_period(case),
        lines=lines,
        before=before,
        after=before - waiver.taken,
        reason=waiver.reason,
        note=waiver.note,
    )
    kind, reference = LetterKind.WAIVER, f"waiver:{waiver_id}"
    waiver.letter_id = _decided(session, clock, case, (kind, reference, decided), by)
    return waiver.letter_id


def correct(session: Session, clock: Clock, correction_id: int, *, by: str) -> int:
    """Number the correction notice of an approved correction; returns the letter's id.

    Raises RuleBroken: letter-needs-a-name, unknown-correction, correction-not-approved, letter-not-printed.
    """
    correction = session.get(CaseCorrection, correction_id)
    if correction is None:
        raise RuleBroken("unknown-correction", correction=correction_id)
    if correction.state != APPROVED:
        raise RuleBroken("correction-not-approved")
    decisions = select(ObjectedLine).where(ObjectedLine.correction_id == correction_id)
    why = {each.line_id: (each.decision_reason, each.decision_note) for each in session.scalars(decisions)}
    lines = [
        _line(
            each.line,
            before=each.before,
            after=each.after,
            decision=_change(each.before, each.after),
            why=why.get(each.line_id, ("", "")),
        )
        for each in correction.lines
    ]
    decided = Decided(
        period=_period(correction.case),
        lines=lines,
        before=correction.before,
        after=correction.after,
        reason=correction.reason,
        note=correction.note,
    )
    kind, reference = LetterKind.CORRECTION, f"correction:{correction_id}"
    correction.letter_id = _decided(session, clock, correction.case, (kind, reference, decided), by)
    return correction.letter_id


def _decided(
    session: Session, clock: Clock, case: PenaltyCase, told: tuple[LetterKind, str, Decided], by: str
) -> int:
    kind, reference, decided = told
    if not by.strip():
        raise RuleBroken("letter-needs-a-name")
    notice = notice_of(session, case.id)
    if notice is None or notice.issued_at is None:
        raise RuleBroken("letter-not-printed", number=notice.number if notice else "")
    matter = Matter(
        kind=kind,
        reference=reference,
        party=case.party,
        agreement=named(session, case.agreement),
        case=case,
        earlier=notice,
    )
    return numbered(
        session,
        clock,
        matter,
        by,
        lambda occasion, language: decision_letter(occasion, kind, decided, language),
    )


def _approval(session: Session, waiver: CaseWaiver) -> PenaltyEvent | None:
    """What the audit says of the approval: later corrections are no part of it."""
    row = PenaltyEvent
    query = select(row).where(
        row.case_id == waiver.case_id,
        row.what == CaseAction.WAIVED.value,
        row.line_id == waiver.line_id,
        row.recorded_at >= waiver.decided_at,
        row.before - row.after == waiver.taken,
    )
    return session.scalars(query.order_by(row.number).limit(1)).first()


def _admonition(asked: Warn) -> Admonition:
    reasons = [reason for reason in map(one_line, asked.reasons) if reason]
    about = one_line(asked.about)
    if not reasons or not about:
        raise RuleBroken("warning-needs-reason")
    if len(reasons) > MOST_REASONS:
        raise RuleBroken("warning-too-long", most=MOST_REASONS)
    if not 1 <= asked.answer_days <= 365:
        raise RuleBroken("answer-days", days=asked.answer_days)
    return Admonition(about=about, reasons=reasons, answer_days=asked.answer_days)


def _followed(session: Session, asked: Warn) -> Letter | None:
    """The letter that a warning follows: the one named; for a second warning else the last first one."""
    if asked.earlier.strip():
        found = found_letter(session, asked.earlier)
        if found.party_id != asked.party_id:
            raise RuleBroken("unknown-letter", number=asked.earlier)
        return found
    if asked.kind is not LetterKind.SECOND_WARNING:
        return None
    first = session.scalar(
        select(Letter)
        .where(
            Letter.party_id == asked.party_id,
            Letter.agreement == asked.agreement,
            Letter.kind == LetterKind.FIRST_WARNING.value,
        )
        .order_by(Letter.id.desc())
        .limit(1)
    )
    if first is None:
        raise RuleBroken("first-warning-missing", agreement=asked.agreement)
    return first


def _line(
    line: PenaltyLineRow, *, before: Decimal, after: Decimal, decision: str, why: tuple[str, str]
) -> DecidedLine:
    job = line.job
    terminal = job.terminal.number if job is not None and job.terminal is not None else line.terminal
    return DecidedLine(
        job=job.code if job is not None else "",
        terminal=terminal,
        metric=line.metric,
        clause=line.clause,
        version=line.agreement_version,
        before=before,
        after=after,
        decision=decision,
        reason=why[0],
        note=why[1],
    )


def _change(before: Decimal, after: Decimal) -> str:
    if not after and before:
        return CANCELLED
    return REDUCED if after < before else UPHELD if after == before else "raised"


def _period(case: PenaltyCase) -> Period:
    return Period(name=case.period, first=case.period_from, last=case.period_to)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
