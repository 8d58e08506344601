"""Holds what a penalty case asks for, and what is kept of its life, against the rows of its audit."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from app.domain.penalty_cases import STANDING, CaseAction, CaseState
from app.models.penalties import NOTHING, PenaltyCase
from app.models.penalty_life import CaseCorrection, CaseObjection, ObjectedLine, PenaltyEvent
from app.models.settlements import CaseSettlement
from app.services.penalties.corrections import APPROVED

Records = Mapping[tuple[int, str], int]
"""How many records of an action there are, by id of the case."""
Difference = tuple[str, str, str]
"""What differs, as it is kept, and as it should be."""

_A = CaseAction
_COUNTED = (_A.OBJECTED, _A.DECIDED, _A.CORRECTED, _A.PAID, _A.REFUNDED)
_APPROVALS = (_A.APPROVED.value, _A.ISSUED.value)
_SERVICES = (_A.SERVED.value, _A.SERVICE_CORRECTED.value)


def records(session: Session) -> Records:
    """What is kept in tables of its own beside the audit."""
    objected = select(CaseObjection.case_id, literal(_A.OBJECTED.value), func.count()).join(
        ObjectedLine, ObjectedLine.objection_id == CaseObjection.id
    )
    decided = select(CaseObjection.case_id, literal(_A.DECIDED.value), func.count()).join(
        ObjectedLine, ObjectedLine.objection_id == CaseObjection.id
    )
    corrected = select(CaseCorrection.case_id, literal(_A.CORRECTED.value), func.count())
    paid = select(CaseSettlement.case_id, literal(_A.PAID.value), func.count())
    refunded = select(CaseSettlement.case_id, literal(_A.REFUNDED.value), func.count())
    queries: Sequence[Select[int, str, int]] = (
        objected.group_by(CaseObjection.case_id),
        decided.where(ObjectedLine.verdict != "").group_by(CaseObjection.case_id),
        corrected.where(CaseCorrection.state == APPROVED).group_by(CaseCorrection.case_id),
        paid.where(CaseSettlement.amount >= NOTHING).group_by(CaseSettlement.case_id),
        refunded.where(CaseSettlement.amount < NOTHING).group_by(CaseSettlement.case_id),
    )
    return {
        (case_id, action): count for query in queries for case_id, action, count in session.execute(query)
    }


def differences(found: PenaltyCase, rows: Sequence[PenaltyEvent], kept: Records) -> Iterator[Difference]:
    """Where a case says something else than its audit, oldest row first."""
    yield from _of_money(found, rows)
    told = Counter(row.what for row in rows)
    for action in _COUNTED:
        count = kept.get((found.id, action.value), 0)
        if told[action.value] != count:
            yield f"audit rows {action.value}", str(told[action.value]), str(count)
    served = _served(rows)
    if found.served_on != served:
        yield "served on", str(found.served_on), str(served)


def _of_money(found: PenaltyCase, rows: Sequence[PenaltyEvent]) -> Iterator[Difference]:
    """What was approved is asked for until a correction says otherwise."""
    if CaseState(found.state) not in STANDING:
        return
    approved = next((row.after for row in reversed(rows) if row.what in _APPROVALS), None)
    if approved is not None and found.payable != approved:
        yield "payable by its audit", str(found.payable), str(approved)
    corrected = next((row.after for row in reversed(rows) if row.what == _A.CORRECTED.value), approved)
    if corrected is not None and found.payable - found.corrected != corrected:
        yield "due by its audit", str(found.payable - found.corrected), str(corrected)


def _served(rows: Sequence[PenaltyEvent]) -> object:
    """The day of the last service; None where a correction has to be served anew."""
    for row in reversed(rows):
        if row.what == _A.NOTICE_DUE.value:
            return None
        if row.what in _SERVICES:
            return row.happened_on
    return None
