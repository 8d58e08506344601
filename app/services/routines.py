"""The timed work of a control room beside its deadlines and what is scheduled (background/works.py)."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.jalali import JalaliMonth
from app.services import maintenance
from app.services.letters.batch import go_on_writing
from app.services.penalties.drafting import contracts, draft
from app.services.penalties.serving import accept_silent
from app.services.recalculation.carrying_out import go_on
from app.services.scheduler import Command, Routine

ZONE = ZoneInfo("Asia/Tehran")
PM_HORIZON = timedelta(days=100)
"""Far enough for a quarterly visit to be noted before its window opens."""


def keep_pm_horizon(session: Session, clock: Clock) -> None:
    """Note the visits to come, once each, and open the jobs of those that are near."""
    maintenance.generate_visits(session, clock, clock.now().astimezone(ZONE).date() + PM_HORIZON)


def last_month_drafts(session: Session, clock: Clock) -> list[Command]:
    """A piece a contract: draft the penalties of the month that is over; what is issued stays as it is."""
    last = JalaliMonth.of(clock.now().astimezone(ZONE).date()).previous()
    return [
        partial(draft, party_id=contract.party_id, agreement=contract.agreement, month=last)
        for contract in contracts(session, last)
    ]


def write_letters(session: Session, clock: Clock) -> bool:
    """Number and print the letters that were asked for before the program ended, a piece at a time."""
    return go_on_writing(session, clock)


def close_objection_windows(session: Session, clock: Clock) -> None:
    """Let charges stand that nobody objected to in time."""
    accept_silent(session, clock)


def carry_recalculation_on(session: Session, clock: Clock) -> bool:
    """Append the next piece of what an approved change makes of the jobs."""
    return go_on(session, clock)


ROUTINES = (
    Routine("recalculation", carry_recalculation_on, timedelta(seconds=5)),
    Routine("letters", write_letters, timedelta(seconds=15)),
    Routine("pm-horizon", keep_pm_horizon, timedelta(hours=6)),
    Routine("objection-windows", close_objection_windows, timedelta(minutes=10)),
)
