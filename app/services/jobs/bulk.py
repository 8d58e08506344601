"""One command on many jobs: each in a savepoint of its own, with what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.models.jobs import Job
from app.services.jobs.commands import Done, JobRef, Said

Command = Callable[..., Done]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one job: done, or refused with why."""

    job_id: int
    code: str
    done: Done | None
    refusal: RuleBroken | None


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of every job that was asked for, in that order."""

    rows: tuple[RowOutcome, ...]

    @property
    def done(self) -> tuple[Done, ...]:
        """What was written down: one undo takes all of it back."""
        return tuple(row.done for row in self.rows if row.done is not None)

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        """The jobs that are as they were, each with why."""
        return tuple(row for row in self.rows if row.refusal is not None)


def on_each(
    session: Session, clock: Clock, jobs: Sequence[JobRef], command: Command, said: Said, **details: object
) -> BulkOutcome:
    """Carry out one command with the same details on every job."""
    return each_its_own(session, clock, [(job, details) for job in jobs], command, said)


def each_its_own(
    session: Session,
    clock: Clock,
    jobs: Sequence[tuple[JobRef, Mapping[str, object]]],
    command: Command,
    said: Said,
) -> BulkOutcome:
    """Carry out one command on every job, with details of its own; a refusal leaves only its job alone."""
    ids = [job.id for job, _details in jobs]
    found = session.execute(select(Job.id, Job.code).where(Job.id.in_(ids)))
    codes = {job_id: code for job_id, code in found}
    rows = []
    for job, details in jobs:
        done, refusal = None, None
        try:
            with session.begin_nested():
                done = command(session, clock, job, said, **details)
        except RuleBroken as broken:
            refusal = broken
        except StaleDataError:
            refusal = RuleBroken("changed-meanwhile")
        rows.append(RowOutcome(job.id, codes.get(job.id, str(job.id)), done, refusal))
    return BulkOutcome(tuple(rows))
