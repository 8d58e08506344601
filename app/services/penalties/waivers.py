"""Waivers: something taken off a line or a whole case, asked by one person and approved by another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import (
    OPEN,
    CaseAction,
    CaseState,
    CorrectionReason,
    Level,
    WaiverReason,
    check_allowed,
    level_needed,
    suffices,
)
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.penalty_life import CaseWaiver
from app.services.penalties.corrections import Correction, LineAfter, add, carry_out, refuse_objected
from app.services.penalties.life import CaseRef, code_of, found_case
from app.services.penalties.lines import line_of, whole
from app.services.penalties.names import named, refuse_same_person, roles_of
from app.services.penalties.taken_off import APPROVED, ASKED, REFUSED, Off, off, take_off
from app.services.penalties.trail import Told, line_name, note

_MOST_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What is asked to be taken off: rial, or percent of the original sum."""

    reason: str
    """As WaiverReason (app/domain/penalty_cases.py)."""
    note: str
    amount: Decimal | None = None
    percent: Decimal | None = None
    """Over 0, at most 100; this or `amount`."""
    line_id: int | None = None
    """None: the whole case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRow:
    """A waiver as it is shown; money in rial."""

    id: int
    case_id: int
    line_id: int | None
    line: str
    """Clause and job; empty: the whole case."""
    reason: str
    note: str
    amount: Decimal | None
    percent: Decimal | None
    taken: Decimal
    """What it takes off, or would."""
    share: Decimal
    """Percent of the original sum, with earlier waivers."""
    needed_level: str
    state: str
    """asked approved refused lapsed."""
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    level: str
    """Of who approved it."""
    letter: str
    """Number of the letter that tells of it; empty while there is none."""


def ask_waiver(session: Session, clock: Clock, case: CaseRef, waiver: Waiver, *, by: str) -> int:
    """Ask for something to be taken off; returns the id of the waiver.

    Raises RuleBroken: needs-a-name, unknown-code, needs-a-note, waiver-needs-sum, no-whole-rial,
    waiver-too-much, unknown-line, line-objected, not-in-this-case-state.
    """
    row, name = found_case(session, case), named(by)
    code_of(WaiverReason, waiver.reason, waiver.note)
    if not waiver.note.strip():
        raise RuleBroken("needs-a-note")
    check_allowed(CaseState(row.state), CaseAction.WAIVER_ASKED)
    _check_sum(waiver)
    line = line_of(row, waiver.line_id) if waiver.line_id is not None else None
    lines = [line] if line is not None else row.lines
    refuse_objected(session, [each.id for each in lines])
    found = off(session, lines, amount=waiver.amount, percent=waiver.percent)
    if not found.taken:
        raise RuleBroken("waiver-needs-sum")
    asked = CaseWaiver(
        case_id=row.id,
        case=row,
        line=line,
        line_name=line_name(line) if line is not None else "",
        reason=waiver.reason,
        note=waiver.note.strip(),
        amount=waiver.amount,
        percent=waiver.percent,
        taken=found.taken,
        share=found.share,
        state=ASKED,
        asked_at=clock.now(),
        asked_by=name,
    )
    session.add(asked)
    note(session, clock, row, CaseAction.WAIVER_ASKED, by=name, told=_told(asked, lines, found))
    return asked.id


def approve_waiver(session: Session, clock: Clock, waiver_id: int, *, by: str, level: str = "") -> None:
    """Take off what was asked for; after the notice it becomes a correction.

    The level is the one that the account of `by` gives; where the store knows no such account it is the
    stated one. Raises RuleBroken: unknown-waiver, waiver-decided, needs-a-name, waiver-by-second-person,
    no-right-to-waive, level-needed, level-too-low, waiver-too-much, line-objected, unknown-line,
    not-in-this-case-state.
    """
    waiver, name = _open(session, waiver_id), named(by)
    refuse_same_person(session, name, waiver.asked_by, code="waiver-by-second-person")
    case = found_case(session, CaseRef(waiver.case_id))
    check_allowed(CaseState(case.state), CaseAction.WAIVED)
    lines = _lines(case, waiver)
    refuse_objected(session, [line.id for line in lines])
    found = off(session, lines, amount=waiver.amount, percent=waiver.percent)
    if not found.taken:
        raise RuleBroken("waiver-needs-sum")
    granted = _level(session, name, level, level_needed(min(found.share, _MOST_PERCENT)))
    told = _told(waiver, lines, found, level=granted.value)
    waiver.taken, waiver.share, waiver.level = found.taken, found.share, granted.value
    waiver.state, waiver.decided_at, waiver.decided_by = APPROVED, clock.now(), name
    note(session, clock, case, CaseAction.WAIVED, by=name, told=told)
    if CaseState(case.state) in OPEN:
        take_off(case, found)
    else:
        _correct(session, clock, case, waiver, found)
    session.flush()


def refuse_waiver(session: Session, clock: Clock, waiver_id: int, *, by: str, remark: str = "") -> None:
    """Take nothing off; RuleBroken: unknown-waiver, waiver-decided, needs-a-name, waiver-by-second-person."""
    waiver, name = _open(session, waiver_id), named(by)
    refuse_same_person(session, name, waiver.asked_by, code="waiver-by-second-person")
    told = Told(reason=waiver.reason, note=remark, evidence=waiver.line_name)
    note(session, clock, waiver.case, CaseAction.WAIVER_REFUSED, by=name, told=told)
    waiver.state, waiver.decided_at, waiver.decided_by = REFUSED, clock.now(), name
    session.flush()


def waivers(session: Session, case_id: int) -> list[WaiverRow]:
    """The waivers of a case, oldest first."""
    query = select(CaseWaiver).where(CaseWaiver.case_id == case_id).order_by(CaseWaiver.id)
    return [_shown(row) for row in session.scalars(query)]


def _check_sum(waiver: Waiver) -> None:
    amount, percent = waiver.amount, waiver.percent
    if (amount is None) == (percent is None):
        raise RuleBroken("waiver-needs-sum")
    if amount is not None and whole(amount) <= 0:
        raise RuleBroken("waiver-needs-sum")
    if percent is not None and not (percent.is_finite() and 0 < percent <= _MOST_PERCENT):
        raise RuleBroken("waiver-needs-sum")


def _lines(case: PenaltyCase, waiver: CaseWaiver) -> list[PenaltyLineRow]:
    if not waiver.line_name:
        return case.lines
    if waiver.line_id is None:
        raise RuleBroken("unknown-line", line=waiver.line_name)
    return [line_of(case, waiver.line_id)]


def _level(session: Session, name: str, stated: str, needed: Level) -> Level:
    """The level of who approves, which must be the needed one at least."""
    roles = roles_of(session, name)
    if roles:
        levels = [level for level in Level if level.value in roles]
        if not levels:
            raise RuleBroken("no-right-to-waive", by=name, role=min(roles))
        granted = levels[-1]
    elif stated in set(Level):
        granted = Level(stated)
    else:
        raise RuleBroken("level-needed", needed=needed.value)
    if not suffices(granted, needed):
        raise RuleBroken("level-too-low", level=granted.value, needed=needed.value)
    return granted


def _correct(session: Session, clock: Clock, case: PenaltyCase, waiver: CaseWaiver, found: Off) -> None:
    correction = Correction(
        reason=CorrectionReason.WAIVER.value,
        note=waiver.note,
        lines=[LineAfter(line.id, line.payable - line.corrected - part) for line, part in found.lines],
    )
    row = add(session, clock, case, correction, by=waiver.asked_by)
    carry_out(session, clock, row, by=waiver.decided_by)


def _told(waiver: CaseWaiver, lines: Iterable[PenaltyLineRow], found: Off, *, level: str = "") -> Told:
    before = sum((line.payable - line.corrected for line in lines), Decimal(0))
    return Told(
        reason=waiver.reason,
        note=waiver.note,
        level=level,
        before=before,
        after=before - found.taken,
        line=waiver.line,
    )


def _open(session: Session, waiver_id: int) -> CaseWaiver:
    row = session.get(CaseWaiver, waiver_id)
    if row is None:
        raise RuleBroken("unknown-waiver", waiver=waiver_id)
    if row.state != ASKED:
        raise RuleBroken("waiver-decided", by=row.decided_by)
    return row


def _shown(row: CaseWaiver) -> WaiverRow:
    return WaiverRow(
        id=row.id,
        case_id=row.case_id,
        line_id=row.line_id,
        line=row.line_name,
        reason=row.reason,
        note=row.note,
        amount=row.amount,
        percent=row.percent,
        taken=row.taken,
        share=row.share,
        needed_level=level_needed(min(row.share, _MOST_PERCENT)).value,
        state=row.state,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        level=row.level,
        letter=row.letter.number if row.letter is not None else "",
    )
