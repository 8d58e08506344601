"""Holds penalty cases against their audit: seals unbroken, state as the rows add up to, sums as the lines."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.domain.penalty_cases import NOTIFIED, CaseAction, CaseState, state_after
from app.models.penalties import PenaltyCase
from app.models.penalty_life import CaseEvidence, PenaltyEvent
from app.models.settlements import CaseSettlement
from app.services.penalties.evidence import fingerprint
from app.services.penalties.trail import audit_rows, seal
from app.services.verification.case_records import differences, records
from app.services.verification.findings import Finding

BATCH = 200

_SUMS = (("gross", "amount"), ("payable", "payable"), ("waived", "waived"), ("corrected", "corrected"))
"""Of the case, and of its lines."""


def audit_findings(session: Session) -> Iterator[Finding]:
    """What differs in penalty cases, case by case."""
    paid, kept = _paid(session), records(session)
    query = select(PenaltyCase).options(selectinload(PenaltyCase.lines)).order_by(PenaltyCase.id)
    for case in session.scalars(query.execution_options(yield_per=BATCH)):
        rows = list(audit_rows(session, case.id))
        yield from _of_audit(case, rows)
        yield from (_finding(case, *each) for each in differences(case, rows, kept))
        yield from _of_sums(case, paid.get(case.id, Decimal(0)))
    yield from _of_evidence(session)


def _of_audit(case: PenaltyCase, rows: list[PenaltyEvent]) -> Iterator[Finding]:
    before = ""
    for number, row in enumerate(rows, start=1):
        if row.number != number:
            yield _finding(case, "audit row", str(row.number), str(number))
            break
        right = seal(before, row)
        if row.sha256 != right:
            yield _finding(case, f"seal of audit row {number}", row.sha256, right)
        before = row.sha256
    if case.audited != len(rows):
        yield _finding(case, "audit rows", str(len(rows)), str(case.audited))
    known = {action.value for action in CaseAction}
    actions = [CaseAction(row.what) for row in rows if row.what in known]
    right_state = state_after(actions).value
    if case.state != right_state:
        yield _finding(case, "state", case.state, right_state)


def _of_sums(case: PenaltyCase, paid: Decimal) -> Iterator[Finding]:
    for of_case, of_line in _SUMS:
        right = sum((getattr(line, of_line) for line in case.lines), Decimal(0))
        if getattr(case, of_case) != right:
            yield _finding(case, of_case, str(getattr(case, of_case)), str(right))
    if case.settled != paid:
        yield _finding(case, "settled", str(case.settled), str(paid))
    if case.corrected and CaseState(case.state) not in NOTIFIED:
        yield _finding(case, "corrected", str(case.corrected), "0")


def _paid(session: Session) -> dict[int, Decimal]:
    query = select(CaseSettlement.case_id, func.sum(CaseSettlement.amount)).group_by(CaseSettlement.case_id)
    return {case: Decimal(amount) for case, amount in session.execute(query)}


def _of_evidence(session: Session) -> Iterator[Finding]:
    query = select(CaseEvidence.id, CaseEvidence.file_name, CaseEvidence.sha256, CaseEvidence.content).where(
        CaseEvidence.sha256 != ""
    )
    for number, name, sha256, content in session.execute(query.execution_options(yield_per=10)):
        kept = "nothing" if content is None else fingerprint(content)
        if kept != sha256:
            yield Finding(kind="evidence", subject=name, part=f"evidence {number}", kept=kept, right=sha256)


def _finding(case: PenaltyCase, part: str, kept: str, right: str) -> Finding:
    subject = f"{case.agreement} {case.period} {case.revision}"
    return Finding(kind="penalty-case", subject=subject, part=part, kept=kept, right=right)
