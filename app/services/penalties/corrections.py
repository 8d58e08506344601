"""Corrections of issued cases: before and after side by side, approved by a second person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.money import MOST_RIAL
from app.domain.penalty_cases import CaseAction, CaseState, CorrectionReason, check_allowed
from app.models.penalties import Letter, PenaltyCase
from app.models.penalty_life import CaseCorrection, CorrectedLine, ObjectedLine
from app.services.penalties.closing import close_if_paid
from app.services.penalties.life import CaseRef, code_of, found_case
from app.services.penalties.lines import line_of, whole
from app.services.penalties.names import named, refuse_same_person
from app.services.penalties.refunds import give_back
from app.services.penalties.trail import Told, line_name, note

_BY_OTHER_ROADS = (CorrectionReason.OBJECTION, CorrectionReason.WAIVER, CorrectionReason.RECALCULATION)
"""Reasons that a decision, a waiver or the reckoning itself gives, and nobody by hand."""

PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"


@dataclass(frozen=True, slots=True)
class LineAfter:
    """What a line is to ask for."""

    line_id: int
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody proposes to make of an issued case."""

    reason: str
    """As CorrectionReason (app/domain/penalty_cases.py)."""
    lines: Sequence[LineAfter]
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedLineRow:
    """What a correction makes of one line, as it is shown."""

    line_id: int
    line: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A correction as it is shown; rial of the whole case."""

    id: int
    case_id: int
    number: int
    reason: str
    note: str
    reference: str
    state: str
    """proposed approved refused."""
    before: Decimal
    after: Decimal
    proposed_at: datetime
    proposed_by: str
    """Empty: the background service."""
    decided_at: datetime | None
    decided_by: str
    letter: str
    """Number of the correction notice; empty while there is none."""
    lines: tuple[CorrectedLineRow, ...]

    @property
    def difference(self) -> Decimal:
        """Rial less (below zero) or more than before."""
        return self.after - self.before


def propose_correction(
    session: Session, clock: Clock, case: CaseRef, correction: Correction, *, by: str
) -> int:
    """Propose other figures for an issued case; returns the id of the correction.

    Raises RuleBroken: needs-a-name, unknown-code, needs-a-note, correction-by-another-road, unknown-line,
    line-objected, correction-open, correction-out-of-range, correction-changes-nothing,
    not-in-this-case-state.
    """
    row, name = found_case(session, case), named(by)
    if code_of(CorrectionReason, correction.reason, correction.note) in _BY_OTHER_ROADS:
        raise RuleBroken("correction-by-another-road", reason=correction.reason)
    return add(session, clock, row, correction, by=name).id


def approve_correction(session: Session, clock: Clock, correction_id: int, *, by: str) -> None:
    """Carry a proposed correction out; what it adds has to be served as the notice was.

    Raises RuleBroken: unknown-correction, correction-decided, needs-a-name, correction-by-second-person,
    changed-meanwhile, line-objected, objection-undecided where it adds something,
    not-in-this-case-state.
    """
    row, name = _open(session, correction_id), named(by)
    refuse_same_person(session, name, row.proposed_by, code="correction-by-second-person")
    found_case(session, CaseRef(row.case_id))
    refuse_objected(session, [line.line_id for line in row.lines])
    carry_out(session, clock, row, by=name)


def refuse_correction(session: Session, clock: Clock, correction_id: int, *, by: str, remark: str) -> None:
    """Leave a case as it is; RuleBroken: unknown-correction, correction-decided, needs-a-name."""
    row, name = _open(session, correction_id), named(by)
    refuse_same_person(session, name, row.proposed_by, code="correction-by-second-person")
    told = Told(reason=row.reason, note=remark, before=row.before, after=row.after)
    note(session, clock, row.case, CaseAction.CORRECTION_REFUSED, by=name, told=told)
    row.state, row.decided_at, row.decided_by = REFUSED, clock.now(), name
    session.flush()


def corrections(session: Session, case_id: int) -> list[CorrectionRow]:
    """The corrections of a case, oldest first."""
    query = (
        select(CaseCorrection)
        .where(CaseCorrection.case_id == case_id)
        .options(selectinload(CaseCorrection.lines).joinedload(CorrectedLine.line))
        .order_by(CaseCorrection.number)
    )
    return [_shown(row) for row in session.scalars(query)]


def add(
    session: Session, clock: Clock, case: PenaltyCase, correction: Correction, *, by: str
) -> CaseCorrection:
    """Note a proposal without asking who makes it; raises as `propose_correction`."""
    check_allowed(CaseState(case.state), CaseAction.CORRECTION_PROPOSED)
    is_reckoned = correction.reason == CorrectionReason.RECALCULATION
    changes = _changes(case, correction.lines, is_reckoned=is_reckoned)
    refuse_objected(session, [change.line_id for change in changes])
    _refuse_open(session, changes)
    before = case.payable - case.corrected
    row = CaseCorrection(
        case_id=case.id,
        case=case,
        number=1 + (session.scalar(_last_number(case)) or 0),
        reason=correction.reason,
        note=correction.note.strip(),
        reference=correction.reference.strip(),
        before=before,
        after=before + sum((change.after - change.before for change in changes), Decimal(0)),
        proposed_at=clock.now(),
        proposed_by=by,
        lines=changes,
    )
    session.add(row)
    told = Told(reason=row.reason, note=row.note, reference=row.reference, before=before, after=row.after)
    note(session, clock, case, CaseAction.CORRECTION_PROPOSED, by=by, told=told)
    return row


def carry_out(session: Session, clock: Clock, row: CaseCorrection, *, by: str) -> None:
    """Make a proposed correction hold: its case asks for what it says, whatever the notice said.

    What was settled beyond that goes back to where it was drawn from.
    """
    case = row.case
    check_allowed(CaseState(case.state), CaseAction.CORRECTED)
    if case.payable - case.corrected != row.before:
        raise RuleBroken("changed-meanwhile", case=case.id)
    is_more = any(change.after > change.before for change in row.lines)
    if is_more and CaseState(case.state) is CaseState.OBJECTED:
        # Served anew, the case would leave nobody to decide on what was objected to.
        raise RuleBroken("objection-undecided")
    for change in row.lines:
        if change.line.payable - change.line.corrected != change.before:
            raise RuleBroken("changed-meanwhile", case=case.id)
        change.line.corrected += change.before - change.after
    case.corrected += row.before - row.after
    row.state, row.decided_at, row.decided_by = APPROVED, clock.now(), by
    told = Told(reason=row.reason, note=row.note, reference=row.reference, before=row.before, after=row.after)
    note(session, clock, case, CaseAction.CORRECTED, by=by, told=told)
    give_back(session, clock, case, by=by, reference=row.reference)
    if is_more and CaseState(case.state) is not CaseState.ISSUED:
        note(session, clock, case, CaseAction.NOTICE_DUE, by=by, told=Told(reason=row.reason))
        case.served_on, case.extended_days = None, 0
    close_if_paid(session, clock, case, by=by)
    session.flush()


def refuse_objected(session: Session, line_ids: Iterable[int]) -> None:
    """RuleBroken("line-objected") where an objection to one of the lines waits for its decision."""
    waiting = session.scalar(
        select(ObjectedLine)
        .where(ObjectedLine.line_id.in_(list(line_ids)), ObjectedLine.verdict == "")
        .limit(1)
    )
    if waiting is not None:
        raise RuleBroken("line-objected", line=line_name(waiting.line))


def _changes(case: PenaltyCase, wanted: Sequence[LineAfter], *, is_reckoned: bool) -> list[CorrectedLine]:
    """What really changes; only what was reckoned anew may ask for more than the line did before caps."""
    changes, seen = [], set()
    for each in wanted:
        line = line_of(case, each.line_id)
        before, after = line.payable - line.corrected, whole(each.after)
        most = MOST_RIAL if is_reckoned else max(line.amount, before)
        if not 0 <= after <= most or line.id in seen:
            raise RuleBroken("correction-out-of-range", line=line_name(line), most=most)
        seen.add(line.id)
        if after != before:
            changes.append(CorrectedLine(line_id=line.id, line=line, before=before, after=after))
    if not changes:
        raise RuleBroken("correction-changes-nothing")
    return changes


def _refuse_open(session: Session, changes: Iterable[CorrectedLine]) -> None:
    """Two open proposals on one line would each count from what the other changes."""
    lines = [change.line_id for change in changes]
    waiting = session.scalar(
        select(CaseCorrection.number)
        .join(CorrectedLine, CorrectedLine.correction_id == CaseCorrection.id)
        .where(CorrectedLine.line_id.in_(lines), CaseCorrection.state == PROPOSED)
        .limit(1)
    )
    if waiting is not None:
        raise RuleBroken("correction-open", number=waiting)


def _last_number(case: PenaltyCase) -> Select[int | None]:
    return select(func.max(CaseCorrection.number)).where(CaseCorrection.case_id == case.id)


def _open(session: Session, correction_id: int) -> CaseCorrection:
    row = session.get(CaseCorrection, correction_id)
    if row is None:
        raise RuleBroken("unknown-correction", correction=correction_id)
    if row.state != PROPOSED:
        raise RuleBroken("correction-decided", by=row.decided_by)
    return row


def _shown(row: CaseCorrection) -> CorrectionRow:
    letter: Letter | None = row.letter
    return CorrectionRow(
        id=row.id,
        case_id=row.case_id,
        number=row.number,
        reason=row.reason,
        note=row.note,
        reference=row.reference,
        state=row.state,
        before=row.before,
        after=row.after,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        letter=letter.number if letter is not None else "",
        lines=tuple(
            CorrectedLineRow(
                line_id=line.line_id, line=line_name(line.line), before=line.before, after=line.after
            )
            for line in row.lines
        ),
    )
