"""When a case is closed: it stands, its days to object are over, and nothing of it is left to pay."""

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.penalty_cases import PAYABLE, CaseAction, CaseState
from app.models.penalties import PenaltyCase
from app.services.penalties.trail import Told, local_day, note
from app.services.penalties.windows import window


def is_standing(session: Session, clock: Clock, case: PenaltyCase) -> bool:
    """Whether a case is accepted or decided and its days to object are over: it may be paid."""
    days = window(session, case)
    today = local_day(session, case, clock.now())
    return CaseState(case.state) in PAYABLE and (days is None or days.is_over(today))


def close_if_paid(session: Session, clock: Clock, case: PenaltyCase, *, by: str) -> bool:
    """Close a case that stands and asks for nothing more; whether it was."""
    if case.is_interim or case.payable - case.corrected != case.settled:
        return False
    if not is_standing(session, clock, case):
        return False
    note(session, clock, case, CaseAction.SETTLED, by=by, told=Told(after=case.settled))
    return True
