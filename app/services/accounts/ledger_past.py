"""The ledger as it stood at an instant: out of audits, corrections, objections and settlements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session

from app.domain.penalty_cases import NOTIFIED, CaseAction, CaseState, state_after
from app.models.base import Rial
from app.models.penalties import PenaltyCase
from app.models.penalty_life import (
    CaseCorrection,
    CaseObjection,
    CorrectedLine,
    ObjectedLine,
    PenaltyEvent,
)
from app.models.settlements import CaseSettlement
from app.services.accounts.ledger import LedgerRow
from app.services.penalties.corrections import APPROVED

_NOTHING = Decimal(0)


def as_it_stood(
    session: Session, found: Iterable[tuple[PenaltyCase, LedgerRow]], at: datetime
) -> list[LedgerRow]:
    """The rows of cases, of every revision, as they stood: of each month the newest that was out by then."""
    cases = list(found)
    ids = [case.id for case, _row in cases]
    states = _states(session, ids, at)
    corrected = _sums(session, _corrected(ids, at))
    settled = _sums(session, _settled(ids, at))
    objected = _objected(session, ids, at)
    newest: dict[tuple[int, str, str], tuple[int, LedgerRow]] = {}
    for case, row in cases:
        state = states.get(case.id)
        if state is None:
            continue
        place = case.party_id, case.agreement, case.period
        told = replace(
            row,
            state=state.value,
            corrected=corrected.get(case.id, _NOTHING),
            settled=settled.get(case.id, _NOTHING),
            objected=objected.get(case.id, _NOTHING),
        )
        if place not in newest or newest[place][0] < case.revision:
            newest[place] = case.revision, told
    return [row for _revision, row in newest.values() if CaseState(row.state) in NOTIFIED]


def _states(session: Session, ids: list[int], at: datetime) -> Mapping[int, CaseState]:
    """The state that each audit adds up to by then; cases that were not drafted yet have none."""
    query = (
        select(PenaltyEvent.case_id, PenaltyEvent.what)
        .where(PenaltyEvent.case_id.in_(ids), PenaltyEvent.recorded_at <= at)
        .order_by(PenaltyEvent.case_id, PenaltyEvent.number)
    )
    actions: dict[int, list[CaseAction]] = defaultdict(list)
    for case_id, what in session.execute(query):
        actions[case_id].append(CaseAction(what))
    return {case_id: state_after(told) for case_id, told in actions.items()}


def _corrected(ids: list[int], at: datetime) -> Select[int, Decimal]:
    taken = type_coerce(func.sum(CorrectedLine.before - CorrectedLine.after), Rial)
    return (
        select(CaseCorrection.case_id, taken)
        .join(CorrectedLine, CorrectedLine.correction_id == CaseCorrection.id)
        .where(
            CaseCorrection.case_id.in_(ids),
            CaseCorrection.state == APPROVED,
            CaseCorrection.decided_at <= at,
        )
        .group_by(CaseCorrection.case_id)
    )


def _settled(ids: list[int], at: datetime) -> Select[int, Decimal]:
    paid = type_coerce(func.sum(CaseSettlement.amount), Rial)
    return (
        select(CaseSettlement.case_id, paid)
        .where(CaseSettlement.case_id.in_(ids), CaseSettlement.recorded_at <= at)
        .group_by(CaseSettlement.case_id)
    )


def _objected(session: Session, ids: list[int], at: datetime) -> Mapping[int, Decimal]:
    """What the lines asked for on whose objection nobody had decided by then."""
    query = select(CaseObjection.case_id, ObjectedLine.due_before, ObjectedLine.decided_at).join(
        CaseObjection, CaseObjection.id == ObjectedLine.objection_id
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    rows = session.execute(query.where(CaseObjection.case_id.in_(ids), CaseObjection.recorded_at <= at))
    for case_id, due, decided_at in rows:
        if decided_at is None or decided_at > at:
            found[case_id] += due
    return found


def _sums(session: Session, query: Select[int, Decimal]) -> Mapping[int, Decimal]:
    return {case_id: amount for case_id, amount in session.execute(query)}
