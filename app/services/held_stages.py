"""In which stage a job that is on hold was stopped: there it goes on."""

from sqlalchemy.orm import Session

from app.domain.job_states import Stage, state_after
from app.models.jobs import Job
from app.services.jobs.clocks import standing_events


def held_stage(session: Session, job_id: int) -> Stage | None:
    """The stage a job goes back to when its wait ends; None if it is not on hold."""
    job = session.get(Job, job_id)
    state = None if job is None else state_after(standing_events(job))
    return state.held_stage if state is not None and state.stage is Stage.ON_HOLD else None
