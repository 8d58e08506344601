"""An issued case reckoned anew: what differs is proposed as a correction, and the notice stays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.domain.jalali import day_bounds
from app.domain.penalty_cases import CaseAction, CaseState, CorrectionReason, check_allowed
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.penalty_life import CaseCorrection, CorrectedLine, ObjectedLine
from app.services.agreement_book import book
from app.services.penalties.corrections import APPROVED, PROPOSED, REFUSED, Correction, LineAfter, add
from app.services.penalties.drafting import reckon
from app.services.penalties.elsewhere import RECKONED_ANEW
from app.services.penalties.lateness import Span
from app.services.penalties.life import CaseRef, found_case
from app.services.penalties.trail import Told, note

_NOTHING = Decimal(0)
_TAKEN_OVER = (
    *("obligation_id", "job_id", "item", "clause", "agreement_version", "trigger", "metric", "terminal"),
    *("figure_id", "due_at", "done_at", "overrun_seconds", "quantity", "unit", "base", "base_amount", "rate"),
)
"""What a line that comes later says of itself; it asked for nothing in the notice."""


@dataclass(frozen=True, slots=True)
class _Changed:
    line: PenaltyLineRow
    after: Decimal


def propose_recalculated(
    session: Session, clock: Clock, case: CaseRef, *, by: str = "", reference: str = ""
) -> int | None:
    """Reckon an issued case as its events and contract stand now; the id of the correction it proposes.

    None where nothing differs, or the same is proposed already; a proposal that no longer holds is taken
    back. What was waived or decided on a line stays off it; lines that wait for a decision are left alone.
    `by` is empty for the background service. Raises RuleBroken: unknown-agreement,
    not-in-this-case-state, and what `found_case` and pricing raise.
    """
    row = found_case(session, case)
    check_allowed(CaseState(row.state), CaseAction.CORRECTION_PROPOSED)
    changes = list(_changes(session, row, _reckoned(session, clock, row)))
    wanted = {change.line: change.after for change in changes}
    for waiting in session.scalars(_waiting(row)).all():
        if {line.line: line.after for line in waiting.lines} == wanted:
            return None
        _take_back(session, clock, waiting, by=by)
    if not wanted:
        return None
    session.flush()
    lines = [LineAfter(change.line.id, change.after) for change in changes]
    correction = Correction(reason=CorrectionReason.RECALCULATION.value, lines=lines, reference=reference)
    return add(session, clock, row, correction, by=by.strip()).id


def has_proposal(session: Session, case: PenaltyCase) -> bool:
    """Whether a correction that a reckoning proposed waits for its approval."""
    return session.scalar(_waiting(case).limit(1)) is not None


def _reckoned(session: Session, clock: Clock, case: PenaltyCase) -> PenaltyCase:
    """The same case priced now, in no session."""
    agreement: Agreement | None = book(session).named(case.agreement)
    if agreement is None:
        raise RuleBroken("unknown-agreement", agreement=case.agreement)
    zone = ZoneInfo(agreement.time_zone)
    start, end = day_bounds(case.period_from, case.period_to, zone)
    anew = PenaltyCase(
        id=case.id,
        party=case.party,
        agreement=case.agreement,
        period=case.period,
        period_from=case.period_from,
        period_to=case.period_to,
        revision=case.revision,
        is_interim=case.is_interim,
        approved_at=case.approved_at,
        gross=_NOTHING,
        payable=_NOTHING,
    )
    span = Span(start, end, case.as_of if case.is_interim else clock.now(), zone)
    with session.no_autoflush:
        reckon(session, anew, agreement, span)
    return anew


def _changes(session: Session, case: PenaltyCase, anew: PenaltyCase) -> Iterator[_Changed]:
    """The lines that come to something else, and what each is to ask for."""
    there = {(line.item, line.clause): line for line in case.lines}
    now = {(line.item, line.clause): line for line in anew.lines}
    held = _held(session, there.values())
    reckoned_anew = _reckoned_anew(session, case)
    for key, line in there.items():
        charged = line.payable + line.waived - reckoned_anew.get(line.id, _NOTHING)
        found = now[key].payable if key in now else _NOTHING
        if found == charged or line.id in held:
            continue
        due = line.payable - line.corrected
        after = max(found - (charged - due), _NOTHING)
        if after != due:
            yield _Changed(line, after)
    for key, line in now.items():
        if key not in there and line.payable:
            yield _Changed(_added(case, line), line.payable)


def _added(case: PenaltyCase, line: PenaltyLineRow) -> PenaltyLineRow:
    """A line that the notice did not have."""
    added = PenaltyLineRow(
        **{name: getattr(line, name) for name in _TAKEN_OVER},
        amount=_NOTHING,
        payable=_NOTHING,
        waived=_NOTHING,
        corrected=_NOTHING,
        reasons="",
        lowered=[],
    )
    case.lines.append(added)
    return added


def _held(session: Session, lines: Iterable[PenaltyLineRow]) -> set[int]:
    """Lines on which somebody has to decide first: an objection, or a correction proposed by hand."""
    ids = [line.id for line in lines]
    objected = select(ObjectedLine.line_id).where(ObjectedLine.line_id.in_(ids), ObjectedLine.verdict == "")
    proposed = (
        select(CorrectedLine.line_id)
        .join(CaseCorrection, CaseCorrection.id == CorrectedLine.correction_id)
        .where(
            CorrectedLine.line_id.in_(ids),
            CaseCorrection.state == PROPOSED,
            CaseCorrection.reason != CorrectionReason.RECALCULATION.value,
        )
    )
    return {*session.scalars(objected), *session.scalars(proposed)}


def _reckoned_anew(session: Session, case: PenaltyCase) -> dict[int, Decimal]:
    """What corrections of the reckoning itself took off each line."""
    query = (
        select(CorrectedLine.line_id, func.sum(CorrectedLine.before - CorrectedLine.after))
        .join(CaseCorrection, CaseCorrection.id == CorrectedLine.correction_id)
        .where(
            CaseCorrection.case_id == case.id,
            CaseCorrection.state == APPROVED,
            CaseCorrection.reason.in_(RECKONED_ANEW),
        )
        .group_by(CorrectedLine.line_id)
    )
    return {line: Decimal(amount) for line, amount in session.execute(query)}


def _waiting(case: PenaltyCase) -> Select[CaseCorrection]:
    return select(CaseCorrection).where(
        CaseCorrection.case_id == case.id,
        CaseCorrection.state == PROPOSED,
        CaseCorrection.reason == CorrectionReason.RECALCULATION.value,
    )


def _take_back(session: Session, clock: Clock, waiting: CaseCorrection, *, by: str) -> None:
    told = Told(reason=waiting.reason, before=waiting.before, after=waiting.after)
    note(session, clock, waiting.case, CaseAction.CORRECTION_REFUSED, by=by.strip(), told=told)
    waiting.state, waiting.decided_at, waiting.decided_by = REFUSED, clock.now(), by.strip()
