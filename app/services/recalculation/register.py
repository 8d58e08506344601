"""What was recalculated: how far each recalculation came, and the evaluations of a promise or a change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.clocks import ClockState
from app.domain.evaluations import Standing
from app.models.evaluations import Evaluation, Recalculation
from app.models.jobs import Job, ObligationRow
from app.services.jobs.evaluations import kept_standing


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalculationRow:
    """One recalculation as it is listed."""

    id: int
    cause: str
    """revision or closure."""
    reference: int
    """Id of the approved revision or day off."""
    requested_at: datetime
    requested_by: str
    state: str
    """waiting, jobs, cases or done."""
    jobs: int
    done_jobs: int
    obligations: int
    met_to_missed: int
    missed_to_met: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRow:
    """One change of how a promise stands."""

    id: int
    job_id: int
    job: str
    agreement: str
    metric: str
    party: str
    number: int
    cause: str
    """revision, closure or fact."""
    recorded_at: datetime
    recorded_by: str
    before: Standing | None
    """None where nothing was promised before."""
    after: Standing


def recalculations(session: Session) -> list[RecalculationRow]:
    """Every recalculation, newest first; one that is not done is under way, or resumed by the next desk."""
    query = select(Recalculation).order_by(Recalculation.id.desc())
    return [
        RecalculationRow(
            id=row.id,
            cause=row.cause,
            reference=row.reference,
            requested_at=row.requested_at,
            requested_by=row.requested_by,
            state=row.state,
            jobs=row.jobs,
            done_jobs=row.done_jobs,
            obligations=row.obligations,
            met_to_missed=row.met_to_missed,
            missed_to_met=row.missed_to_met,
            finished_at=row.finished_at,
        )
        for row in session.scalars(query)
    ]


def evaluations_of_job(session: Session, job_id: int) -> list[EvaluationRow]:
    """How the promises of a job were read otherwise, oldest first."""
    return _rows(session, _query().where(ObligationRow.job_id == job_id))


def evaluations_of(
    session: Session, recalculation_id: int, *, limit: int, after: int = 0
) -> list[EvaluationRow]:
    """What a recalculation appended, at most `limit` of them, those after the id `after`."""
    query = _query().where(Evaluation.recalculation_id == recalculation_id, Evaluation.id > after)
    return _rows(session, query.limit(limit))


def _query() -> Select[Evaluation, ObligationRow, str]:
    return (
        select(Evaluation, ObligationRow, Job.code)
        .join(ObligationRow, ObligationRow.id == Evaluation.obligation_id)
        .join(Job, Job.id == ObligationRow.job_id)
        .order_by(Evaluation.id)
    )


def _rows(session: Session, query: Select[Evaluation, ObligationRow, str]) -> list[EvaluationRow]:
    return [
        EvaluationRow(
            id=row.id,
            job_id=promise.job_id,
            job=code,
            agreement=promise.agreement,
            metric=promise.metric,
            party=promise.party,
            number=row.number,
            cause=row.cause,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            before=_before(row),
            after=kept_standing(row),
        )
        for row, promise, code in session.execute(query)
    ]


def _before(row: Evaluation) -> Standing | None:
    if row.old_version is None or row.old_state is None:
        return None
    return Standing(
        version=row.old_version,
        limit_seconds=row.old_limit_seconds or 0,
        due_at=row.old_due_at,
        stopped_at=row.old_stopped_at,
        state=ClockState(row.old_state),
        used_seconds=row.old_used_seconds or 0,
        paused_seconds=row.old_paused_seconds or 0,
        overrun_seconds=row.old_overrun_seconds or 0,
    )
