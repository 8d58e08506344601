"""What was settled of a case and is no longer asked for: given back to where it was drawn from."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.penalty_cases import CaseAction
from app.models.penalties import PenaltyCase
from app.models.settlements import CaseSettlement
from app.services.penalties.trail import Told, local_day, note

_NOTHING = Decimal(0)


def give_back(session: Session, clock: Clock, case: PenaltyCase, *, by: str, reference: str) -> None:
    """Settle less than nothing of a case that is settled beyond what it asks for, last source first.

    Each part goes back to its source (a statement: the same month) and leaves a row of the audit.
    """
    rows = session.scalars(
        select(CaseSettlement).where(CaseSettlement.case_id == case.id).order_by(CaseSettlement.number)
    ).all()
    now, day = clock.now(), local_day(session, case, clock.now())
    parts = _parts(rows, case.settled - (case.payable - case.corrected))
    for number, (source, statement, amount) in enumerate(parts, start=len(rows) + 1):
        session.add(
            CaseSettlement(
                case_id=case.id,
                case=case,
                number=number,
                source=source,
                statement=statement,
                amount=-amount,
                settled_on=day,
                reference=reference,
                note="",
                recorded_at=now,
                recorded_by=by,
            )
        )
        before = case.payable - case.corrected - case.settled
        case.settled -= amount
        told = Told(
            on=day, reason=source, reference=reference or statement, before=before, after=before + amount
        )
        note(session, clock, case, CaseAction.REFUNDED, by=by, told=told)


def _parts(rows: Sequence[CaseSettlement], excess: Decimal) -> Iterator[tuple[str, str, Decimal]]:
    """Source, month of its statement and rial to give back, the source drawn on last first."""
    drawn: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        before = drawn.pop((row.source, row.statement), _NOTHING)
        drawn[row.source, row.statement] = before + row.amount
    for (source, statement), taken in reversed(drawn.items()):
        amount = min(excess, taken)
        if amount > 0:
            excess -= amount
            yield source, statement, amount
