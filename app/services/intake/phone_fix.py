"""A call that is mended while the merchant is on the phone: registered, resolved and closed at once."""

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import Source
from app.domain.job_states import BY_PHONE
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, NewCall, Said


def register_fixed(
    session: Session, clock: Clock, call: NewCall, said: Said, *, remedy: str, confirmed_by: str
) -> int:
    """Register a call that needs nobody on site; its clocks stop at once. Returns the job's id.

    Who confirmed on the phone that it works is kept with the merchant's own word. Raises RuleBroken:
    not-by-phone for a remedy that needs a visit, needs-a-name, and what `commands.register` raises.
    """
    if remedy not in BY_PHONE:
        raise RuleBroken("not-by-phone", remedy=remedy)
    confirmed = confirmed_by.strip()
    if not confirmed:
        raise RuleBroken("needs-a-name")
    job = JobRef(commands.register(session, clock, call, said))
    by_merchant = Said(said.by, source=Source.MERCHANT, at=said.at, note=confirmed)
    commands.resolve(session, clock, job, by_merchant, remedy=remedy)
    commands.close(session, clock, job, Said(said.by, at=said.at))
    return job.id
