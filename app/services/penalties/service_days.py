"""When a notice, and each correction that asked for more, reached the contractor: read from the audit."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.penalty_cases import CaseAction
from app.models.penalties import PenaltyCase
from app.models.penalty_life import PenaltyEvent


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its day as last corrected, when it was first recorded, and who recorded the day."""

    day: date
    recorded_at: datetime
    by: str


def services(session: Session, case: PenaltyCase) -> list[Service]:
    """The services of a case, oldest first."""
    kinds = (CaseAction.SERVED.value, CaseAction.SERVICE_CORRECTED.value)
    query = (
        select(PenaltyEvent)
        .where(PenaltyEvent.case_id == case.id, PenaltyEvent.what.in_(kinds))
        .order_by(PenaltyEvent.number)
    )
    found: list[Service] = []
    for row in session.scalars(query):
        since = row.recorded_at if row.what == CaseAction.SERVED.value else found.pop().recorded_at
        found.append(Service(row.happened_on, since, row.said_by))
    return found
