"""How much a waiver takes off which line, and what becomes of waivers when a draft is reckoned anew."""

from collections.abc import Sequence
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
from app.services.penalties.trail import Told, note

ASKED, APPROVED, REFUSED, LAPSED = "asked", "approved", "refused", "lapsed"

_NOTHING = Decimal(0)


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
) -> Off:
    """What rial, or percent of the original sum, come to over these lines.

    Raises RuleBroken("waiver-too-much") where less is left of them.
    """
    reckoned = _corrected(session, lines, RECKONED_ANEW)
    noticed = sum((line.payable + line.waived for line in lines), _NOTHING) - reckoned
    later = _corrected(session, lines, (CorrectionReason.WAIVER.value,))
    waived = sum((line.waived for line in lines), _NOTHING) + later
    left = [line.payable - line.corrected for line in lines]
    most = max(sum(left, _NOTHING), _NOTHING)
    # Whatever a correction added, it takes the same level to give it up.
    original = max(noticed, most + waived)
    taken = amount if amount is not None else _percent(original, percent or _NOTHING)
    if taken > most:
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
    approver may; a revision begins with the waivers of the case before it.
    """
    for line in case.lines:
        line.waived = _NOTHING
    if not case.audited:
        _carry_over(session, case)
    query = select(CaseWaiver).where(CaseWaiver.case_id == case.id, CaseWaiver.state == APPROVED)
    for waiver in session.scalars(query.order_by(CaseWaiver.decided_at, CaseWaiver.id)).all():
        _keep(session, clock, case, waiver)
    sum_up(case)
    session.flush()


def _keep(session: Session, clock: Clock, case: PenaltyCase, waiver: CaseWaiver) -> None:
    is_of_line = bool(waiver.line_name)
    lines = [line for line in case.lines if not is_of_line or line.id == waiver.line_id]
    if is_of_line and not lines:
        _lapse(session, clock, case, waiver)
        return
    amount = waiver.amount
    if amount is not None:
        amount = min(amount, max(sum((line.payable for line in lines), _NOTHING), _NOTHING))
    found = off(session, lines, amount=amount, percent=waiver.percent)
    if waiver.level and not suffices(Level(waiver.level), level_needed(min(found.share, Decimal(100)))):
        _lapse(session, clock, case, waiver)
        return
    waiver.taken, waiver.share = found.taken, found.share
    take_off(case, found)


def _lapse(session: Session, clock: Clock, case: PenaltyCase, waiver: CaseWaiver) -> None:
    told = Told(
        reason=waiver.reason, note=waiver.note, evidence=waiver.line_name, before=waiver.taken, after=_NOTHING
    )
    waiver.state, waiver.taken = LAPSED, _NOTHING
    note(session, clock, case, CaseAction.WAIVER_LAPSED, by="", told=told)


def _carry_over(session: Session, case: PenaltyCase) -> None:
    """Copy the approved waivers of the revision that a case takes the place of."""
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
    session.flush()


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


def _percent(original: Decimal, percent: Decimal) -> Decimal:
    return whole_rial(EXACT.divide(EXACT.multiply(original, percent), Decimal(100)))
