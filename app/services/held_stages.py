"""In which stage a job that is on hold was stopped: there it goes on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.job_states import Stage, state_after
from app.models.jobs import JobEvent
from app.services.jobs.clocks import event_of


def held_stage(session: Session, job_id: int) -> Stage | None:
    """The stage a job goes back to when its wait ends; None if it is not on hold."""
    rows = session.scalars(select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.id))
    state = state_after([event_of(row) for row in rows])
    return state.held_stage if state.stage is Stage.ON_HOLD else None
