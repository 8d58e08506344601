"""The days left to object to a case: derived from the day of service, never kept."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.objection_days import days_of_notices, last_day, working_days_left
from app.domain.working_time import OpeningHours
from app.models.penalties import PenaltyCase
from app.services.agreement_book import book
from app.services.penalties.trail import HOME


@dataclass(frozen=True, slots=True)
class Window:
    """In which days a served notice can be objected to."""

    served_on: date
    days: int
    """Working days, with those it was extended by."""
    extended_days: int
    last_day: date
    calendar: OpeningHours

    def is_over(self, today: date) -> bool:
        """Whether no objection is received any longer."""
        return today > self.last_day

    def left_on(self, today: date) -> int:
        """Working days left after today."""
        return working_days_left(self.calendar, today, self.last_day)


def window(session: Session, case: PenaltyCase) -> Window | None:
    """The days to object to a case; None until its notice is served."""
    if case.served_on is None:
        return None
    found = book(session)
    agreement = found.named(case.agreement)
    calendar = days_of_notices(agreement, found.calendars) if agreement else found.calendars.official(HOME)
    days = case.objection_days + case.extended_days
    return Window(
        case.served_on, days, case.extended_days, last_day(calendar, case.served_on, days), calendar
    )
