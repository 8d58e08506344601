"""How much a waiver takes off which line, and what becomes of waivers when a draft is reckoned anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.money import EXACT, whole_rial
from app.domain.penalty_cases import CaseAction, CorrectionReason, Level, level_needed, suffices
from app.domain.shares import percent_of, spread
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.penalty_life import CaseCorrection, CaseWaiver, CorrectedLine
from app.services.penalties.elsewhere import RECKONED_ANEW
from app.services.penalties.trail import Told, line_name, note

ASKED, APPROVED, REFUSED, LAPSED = "asked", "approved", "refused", "lapsed"

_NOTHING, _WHOLE = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Off:
    """What a waiver takes off, line by line, and its share of the original sum with earlier waivers."""

    lines: Sequence[tuple[PenaltyLineRow, Decimal]]
    taken: Decimal
    share: Decimal


def off(
    session: Session,
    lines: Sequence[PenaltyLineRow],
    *,
    amount: Decimal | None,
    percent: Decimal | None,
    is_kept: bool = False,
) -> Off:
    """What rial, or percent of the original sum, come to over these lines.

    Raises RuleBroken("waiver-too-much") where less is left of them; one that is kept takes what is left.
    """
    reckoned = _corrected(session, lines, RECKONED_ANEW)
    noticed = sum((line.payable + line.waived for line in lines), _NOTHING) - reckoned
    later = _corrected(session, lines, (CorrectionReason.WAIVER.value,))
    waived = sum((line.waived for line in lines), _NOTHING) + later - _decided(session, lines)
    left = [line.payable - line.corrected for line in lines]
    most = max(sum(left, _NOTHING), _NOTHING)
    # Whatever a correction added, it takes the same level to give it up.
    original = max(noticed, most + waived)
    taken = amount if amount is not None else _percent(original, percent or _NOTHING)
    if is_kept:
        taken = min(taken, most)
    elif taken > most:
        raise RuleBroken("waiver-too-much", most=most)
    parts = spread(taken, left)
    return Off(
        [(line, part) for line, part in zip(lines, parts, strict=True) if part],
        taken,
        percent_of(waived + taken, original),
    )


def take_off(case: PenaltyCase, found: Off) -> None:
    """Lower the lines of a case that is not issued."""
    for line, part in found.lines:
        line.waived += part
        line.payable -= part
    sum_up(case)


def sum_up(case: PenaltyCase) -> None:
    """Bring the sums of a case in step with its lines."""
    case.gross = sum((line.amount for line in case.lines), _NOTHING)
    case.payable = sum((line.payable for line in case.lines), _NOTHING)
    case.waived = sum((line.waived for line in case.lines), _NOTHING)


def keep_waivers(session: Session, clock: Clock, case: PenaltyCase) -> None:
    """Take approved waivers off a draft that was reckoned anew, in the order of their approval.

    One lapses, and the audit says so, when its line is gone or when it now takes more than its
    approver may; a revision begins with the waivers of the case before it, and with what was decided there.
    """
    for line in case.lines:
        line.waived = _NOTHING
    if not case.audited:
        _carry_over(session, case)
    query = select(CaseWaiver).where(CaseWaiver.case_id == case.id, CaseWaiver.state == APPROVED)
    kept = session.scalars(query.order_by(CaseWaiver.decided_at, CaseWaiver.id)).all()
    for waiver in kept:
        waiver.taken = _NOTHING
    for waiver in kept:
        _keep(session, clock, case, waiver)
    sum_up(case)
    session.flush()


def _keep(session: Session, clock: Clock, case: PenaltyCase, waiver: CaseWaiver) -> None:
    is_of_line = bool(waiver.line_name)
    lines = [line for line in case.lines if not is_of_line or line.id == waiver.line_id]
    if is_of_line and not lines:
        _lapse(session, clock, case, waiver)
        return
    found = off(session, lines, amount=waiver.amount, percent=waiver.percent, is_kept=True)
    if waiver.level and not suffices(Level(waiver.level), level_needed(min(found.share, Decimal(100)))):
        _lapse(session, clock, case, waiver)
        return
    waiver.taken, waiver.share = found.taken, found.share if waiver.level else _NOTHING
    take_off(case, found)


def _lapse(session: Session, clock: Clock, case: PenaltyCase, waiver: CaseWaiver) -> None:
    told = Told(
        reason=waiver.reason, note=waiver.note, evidence=waiver.line_name, before=waiver.taken, after=_NOTHING
    )
    waiver.state, waiver.taken = LAPSED, _NOTHING
    note(session, clock, case, CaseAction.WAIVER_LAPSED, by="", told=told)


def _carry_over(session: Session, case: PenaltyCase) -> None:
    """Copy the approved waivers and the decisions of the revision that a case takes the place of."""
    earlier = session.scalar(
        select(PenaltyCase).where(
            PenaltyCase.party_id == case.party.id,
            PenaltyCase.agreement == case.agreement,
            PenaltyCase.period == case.period,
            PenaltyCase.revision == case.revision - 1,
        )
    )
    if earlier is None:
        return
    query = select(CaseWaiver).where(CaseWaiver.case_id == earlier.id, CaseWaiver.state == APPROVED)
    now = {(line.clause, line.item): line for line in case.lines}
    for waiver in session.scalars(query.order_by(CaseWaiver.id)).all():
        there = waiver.line
        line = now.get((there.clause, there.item)) if there is not None else None
        if (line is None) == bool(waiver.line_name):
            continue
        kept = ("line_name", "reason", "note", "percent", "amount", "taken", "share", "state", "level")
        decided = ("asked_at", "asked_by", "decided_at", "decided_by")
        copied = {name: getattr(waiver, name) for name in (*kept, *decided)}
        session.add(CaseWaiver(case_id=case.id, case=case, line=line, **copied))
    _carry_decisions(session, earlier, case, now)
    session.flush()


def carry_correction(session: Session, correction: CaseCorrection, case: PenaltyCase) -> None:
    """Keep off the lines of a final draft what a late decision took off the interim case.

    What is no longer charged has no line here: it lapses, and the audit names it.
    """
    now = {(line.clause, line.item): line for line in case.lines}
    for corrected in correction.lines:
        if corrected.after < corrected.before:
            line = now.get((corrected.line.clause, corrected.line.item))
            session.add(_kept(case, corrected, line))
    session.flush()


def _carry_decisions(
    session: Session, earlier: PenaltyCase, case: PenaltyCase, now: Mapping[tuple[str, str], PenaltyLineRow]
) -> None:
    """Keep off a line what was taken off it by decision.

    What was reckoned anew there is reckoned here, and a waiver is carried over as one.
    """
    query = (
        select(CorrectedLine)
        .join(CaseCorrection, CaseCorrection.id == CorrectedLine.correction_id)
        .where(
            CaseCorrection.case_id == earlier.id,
            CaseCorrection.state == APPROVED,
            CaseCorrection.reason.not_in((*RECKONED_ANEW, CorrectionReason.WAIVER.value)),
            CorrectedLine.after < CorrectedLine.before,
        )
        .order_by(CorrectedLine.id)
    )
    for corrected in session.scalars(query).all():
        line = now.get((corrected.line.clause, corrected.line.item))
        if line is not None:
            session.add(_kept(case, corrected, line))


def _kept(case: PenaltyCase, corrected: CorrectedLine, line: PenaltyLineRow | None) -> CaseWaiver:
    """What a decision took off a line, as a waiver of no level: nobody waived it."""
    decided = corrected.correction
    return CaseWaiver(
        case_id=case.id,
        case=case,
        line=line,
        line_name=line_name(corrected.line),
        reason=decided.reason,
        note=decided.note,
        percent=None if corrected.after else _WHOLE,
        amount=corrected.before - corrected.after if corrected.after else None,
        share=_NOTHING,
        state=APPROVED,
        asked_at=decided.proposed_at,
        asked_by=decided.proposed_by,
        decided_at=decided.decided_at,
        decided_by=decided.decided_by,
    )


def _corrected(session: Session, lines: Sequence[PenaltyLineRow], reasons: Sequence[str]) -> Decimal:
    """What corrections for these reasons took off the lines after their notice."""
    ids = [line.id for line in lines if line.corrected]
    if not ids:
        return _NOTHING
    query = (
        select(func.sum(CorrectedLine.before - CorrectedLine.after))
        .join(CaseCorrection, CaseCorrection.id == CorrectedLine.correction_id)
        .where(
            CorrectedLine.line_id.in_(ids),
            CaseCorrection.state == APPROVED,
            CaseCorrection.reason.in_(reasons),
        )
    )
    return Decimal(session.scalar(query) or 0)


def _decided(session: Session, lines: Sequence[PenaltyLineRow]) -> Decimal:
    """What of the waived rial of these lines nobody waived: it was decided on the interim case."""
    query = select(func.sum(CaseWaiver.taken)).where(
        CaseWaiver.line_id.in_([line.id for line in lines if line.waived]),
        CaseWaiver.state == APPROVED,
        CaseWaiver.level == "",
    )
    return Decimal(session.scalar(query) or 0)


def _percent(original: Decimal, percent: Decimal) -> Decimal:
    return whole_rial(EXACT.divide(EXACT.multiply(original, percent), Decimal(100)))
