"""Carries an approved change out: new evaluations are appended, piece by piece, resumed where it stopped."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.clock import Clock
from app.domain.clocks import ClockState
from app.domain.errors import RuleBroken
from app.domain.penalty_cases import CORRECTABLE, OPEN, CaseState
from app.models.evaluations import Recalculation
from app.models.jobs import Job
from app.models.penalties import PenaltyCase
from app.models.writers import is_only_writer, take_turn
from app.services.jobs.clocks import Recalculated, derived, keep, latest_rows
from app.services.jobs.evaluations import REVISION, Because
from app.services.penalties import drafting
from app.services.penalties.cases import is_superseded
from app.services.penalties.life import CaseRef
from app.services.penalties.recalculated import propose_recalculated
from app.services.recalculation.changes import Change, of_day_off, of_revision
from app.services.recalculation.readings import AT_ONCE, JobReading, count_affected, read_piece

WAITING, JOBS, CASES, DONE = "waiting", "jobs", "cases", "done"


def begin(session: Session, clock: Clock, *, cause: str, reference: int, by: str) -> None:
    """Note what an approval leaves to do, in its transaction; a small change is carried out at once.

    Raises RuleBroken("recalculation-unfinished") while an earlier one is not carried out.
    """
    refuse_unfinished(session)
    change = _change(session, clock, cause, reference)
    jobs = count_affected(session, change) if change is not None else 0
    if change is None or (not jobs and is_only_writer(session)):
        return
    row = Recalculation(
        cause=cause,
        reference=reference,
        requested_at=clock.now(),
        requested_by=by,
        state=JOBS if is_only_writer(session) else WAITING,
        last_job_id=session.scalar(select(func.max(Job.id))) or 0,
        jobs=jobs,
        done_jobs=0,
        cursor=0,
        obligations=0,
        met_to_missed=0,
        missed_to_met=0,
    )
    session.add(row)
    session.flush()
    if jobs <= AT_ONCE and row.state == JOBS:
        while go_on(session, clock):
            pass


def refuse_unfinished(session: Session) -> None:
    """RuleBroken("recalculation-unfinished"); until this transaction ends no other one gets past here."""
    take_turn(session, "approval")
    if unfinished(session) is not None:
        raise RuleBroken("recalculation-unfinished")


def unfinished(session: Session) -> Recalculation | None:
    """The recalculation that is being carried out; there is one at most."""
    return session.scalar(
        select(Recalculation)
        .where(Recalculation.state != DONE)
        .order_by(Recalculation.id)
        .limit(1)
        .with_for_update()
    )


def go_on(session: Session, clock: Clock) -> bool:
    """Carry out the next piece of what is left to do; whether there may be more at once.

    A piece and the note of how far it came are one transaction: what was interrupted is done once. The
    first waits until nobody is writing any longer who may have read what held before the change.
    """
    row = unfinished(session)
    if row is None:
        return False
    if row.state == WAITING:
        if not is_only_writer(session):
            return False
        row.state = JOBS
    change = _change(session, clock, row.cause, row.reference)
    if change is None or row.state == CASES:
        return _redraft_next(session, clock, row, change)
    _recalculate_piece(session, clock, row, change)
    return True


def _change(session: Session, clock: Clock, cause: str, reference: int) -> Change | None:
    if cause == REVISION:
        return of_revision(session, reference)
    return of_day_off(session, reference, now=clock.now())


def _recalculate_piece(session: Session, clock: Clock, row: Recalculation, change: Change) -> None:
    as_of = clock.now()
    piece = list(read_piece(session, change, after_job=row.cursor, as_of=as_of, to_write=True))
    because = Because(
        cause=row.cause, recorded_at=as_of, recorded_by=row.requested_by, recalculation_id=row.id
    )
    for reading in piece:
        if reading.job.id > row.last_job_id:
            if _says_so_already(reading):
                continue
            row.jobs += 1
        _append(session, row, reading, because)
        row.done_jobs += 1
    if len(piece) == AT_ONCE:
        row.cursor = piece[-1].job.id
    else:
        row.state, row.cursor = CASES, 0
    session.flush()


def _says_so_already(reading: JobReading) -> bool:
    """Whether a job that came later was read under the change from its first event on."""
    rows = latest_rows(reading.job)
    for difference in reading.differences:
        row, after = rows.get(difference.key), difference.after
        if after is None:
            if row is not None and row.state != ClockState.CANCELLED:
                return False
        elif row is None or (row.agreement_version, row.limit_seconds, row.due_at) != (
            after.version,
            after.limit_seconds,
            after.due_at,
        ):
            return False
    return True


def _append(session: Session, row: Recalculation, reading: JobReading, because: Because) -> None:
    if not reading.differences:
        return
    job, as_of = reading.job, because.recorded_at
    obligations = derived(session, job, reading.events, as_of=as_of)
    found = {difference.key: difference for difference in reading.differences}
    keep(session, job, obligations, as_of=as_of, recalculated=Recalculated(found, because))
    # A desk that read the job before must not write over what is known now.
    flag_modified(job, "stage")
    row.obligations += len(found)
    row.met_to_missed += sum(difference.is_met_to_missed for difference in reading.differences)
    row.missed_to_met += sum(difference.is_missed_to_met for difference in reading.differences)


def _redraft_next(session: Session, clock: Clock, row: Recalculation, change: Change | None) -> bool:
    """Reckon the next penalty draft anew; of an issued case what differs is proposed as a correction.

    Approved cases stay as they are.
    """
    case = session.scalar(_cases(row, change)) if change is not None else None
    if case is None:
        row.state, row.finished_at = DONE, clock.now()
        session.flush()
        return False
    if CaseState(case.state) in OPEN:
        drafting.draft_anew(session, clock, case)
    else:
        propose_recalculated(session, clock, CaseRef(case.id), reference=f"{row.cause} {row.reference}")
    row.cursor = case.id
    session.flush()
    return True


def _cases(row: Recalculation, change: Change) -> Select[PenaltyCase]:
    return (
        select(PenaltyCase)
        .where(
            PenaltyCase.id > row.cursor,
            PenaltyCase.state.in_([state.value for state in OPEN | CORRECTABLE]),
            ~is_superseded(),
            PenaltyCase.agreement.in_(sorted(change.agreements)),
        )
        .order_by(PenaltyCase.id)
        .limit(1)
    )
