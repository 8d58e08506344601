"""The audit of penalty cases: rows that are only ever appended, each sealed with the one before it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.penalty_cases import CaseAction, CaseState, check_allowed, moved
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.penalty_life import PenaltyEvent
from app.services.agreement_book import book

HOME = "Asia/Tehran"
"""Whose days count where the agreement of a case is no longer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an audit row says beside who did what; all of it may be left out."""

    on: date | None = None
    """Local day on which it happened; None: today."""
    level: str = ""
    reason: str = ""
    note: str = ""
    evidence: str = ""
    reference: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    line: PenaltyLineRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRow:
    """One row of a case's audit as it is shown; money in rial."""

    number: int
    what: str
    happened_on: date
    recorded_at: datetime
    by: str
    """Empty: the background service."""
    level: str
    reason: str
    note: str
    evidence: str
    reference: str
    before: Decimal | None
    after: Decimal | None
    line_id: int | None
    line: str
    """Clause and job; empty: the whole case."""
    state: str
    """Of the case after it."""


_NOTHING_ELSE = Told()


def note(
    session: Session,
    clock: Clock,
    case: PenaltyCase,
    action: CaseAction,
    *,
    by: str,
    told: Told = _NOTHING_ELSE,
) -> None:
    """Append a row to the audit and bring the case to the state it leads to.

    Raises RuleBroken("not-in-this-case-state").
    """
    check_allowed(CaseState(case.state), action)
    last = session.scalar(
        select(PenaltyEvent).where(PenaltyEvent.case_id == case.id, PenaltyEvent.number == case.audited)
    )
    now = clock.now()
    row = PenaltyEvent(
        case_id=case.id,
        number=case.audited + 1,
        what=action.value,
        happened_on=told.on or local_day(session, case, now),
        recorded_at=now,
        said_by=by,
        level=told.level,
        reason=told.reason,
        note=told.note.strip(),
        evidence=told.evidence,
        reference=told.reference.strip(),
        before=told.before,
        after=told.after,
        line_id=told.line.id if told.line is not None else None,
        line=line_name(told.line) if told.line is not None else "",
    )
    row.sha256 = seal(last.sha256 if last is not None else "", row)
    session.add(row)
    case.audited = row.number
    case.state = moved(CaseState(case.state), action).value
    session.flush()


def trail(session: Session, case_id: int) -> list[TrailRow]:
    """The audit of a case, oldest first."""
    found, state = [], CaseState.DRAFT
    for row in audit_rows(session, case_id):
        state = moved(state, CaseAction(row.what))
        found.append(_shown(row, state))
    return found


def audit_rows(session: Session, case_id: int) -> Iterable[PenaltyEvent]:
    """The rows of a case's audit in the order in which they were recorded."""
    query = select(PenaltyEvent).where(PenaltyEvent.case_id == case_id).order_by(PenaltyEvent.number)
    return session.scalars(query)


def seal(before: str, row: PenaltyEvent) -> str:
    """SHA-256 of a row and of the seal of the one before it (empty: it is the first)."""
    told = [
        *(before, row.case_id, row.number, row.what, row.happened_on.isoformat()),
        *(row.recorded_at.astimezone(UTC).isoformat(), row.said_by, row.level, row.reason, row.note),
        *(row.evidence, row.reference, _whole(row.before), _whole(row.after), row.line_id, row.line),
    ]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def line_name(line: PenaltyLineRow) -> str:
    """A line in words: its clause, and its job where it has one."""
    return f"{line.clause} · {line.job.code}" if line.job is not None else line.clause


def local_day(session: Session, case: PenaltyCase, at: datetime) -> date:
    """The day that an instant falls on where the contract of a case is kept."""
    return local_day_of(session, case.agreement, at)


def local_day_of(session: Session, code: str, at: datetime) -> date:
    """The day that an instant falls on where the agreement of that code is kept."""
    agreement = book(session).named(code)
    return at.astimezone(ZoneInfo(agreement.time_zone if agreement is not None else HOME)).date()


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount)


def _shown(row: PenaltyEvent, state: CaseState) -> TrailRow:
    return TrailRow(
        number=row.number,
        what=row.what,
        happened_on=row.happened_on,
        recorded_at=row.recorded_at,
        by=row.said_by,
        level=row.level,
        reason=row.reason,
        note=row.note,
        evidence=row.evidence,
        reference=row.reference,
        before=row.before,
        after=row.after,
        line_id=row.line_id,
        line=row.line,
        state=state.value,
    )
