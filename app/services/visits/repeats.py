"""Whether a terminal breaks down again and again: the calls before this one, and whether they were alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.events import Service
from app.domain.job_states import Stage
from app.models.jobs import Job
from app.services.jobs.returns import REPEAT_DAYS

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """A call of the same terminal before."""

    job_id: int
    code: str
    fault: str
    reported_at: datetime
    resolved_at: datetime | None
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """The calls of one terminal within some days, the present one counted."""

    calls: int
    """How many there are with this one: 3 means that this is the third."""
    days: int
    """Whole days, rounded up, from the first of them to this one."""
    alike: int
    """How many of the earlier ones were for the same fault."""
    earlier: tuple[EarlierCall, ...]
    """Latest first."""

    @property
    def is_same_fault(self) -> bool:
        """Whether all the earlier ones were for the same fault."""
        return self.alike == self.calls - 1


def repeats(
    session: Session,
    clock: Clock,
    terminal_id: int,
    *,
    fault: str,
    job_id: int | None = None,
    within: int = REPEAT_DAYS,
) -> Repeats | None:
    """What came before a call about `fault` on a terminal; None where nothing did.

    `job_id`: the call itself, where it is registered already; only those before it count then.
    """
    own = None if job_id is None else session.get(Job, job_id)
    at = own.reported_at if own is not None and own.reported_at is not None else clock.now()
    query = (
        select(Job.id, Job.code, Job.fault, Job.reported_at, Job.resolved_at, Job.stage)
        .where(
            Job.terminal_id == terminal_id,
            Job.service == Service.EM.value,
            Job.stage != Stage.CANCELLED.value,
            Job.reported_at >= at - timedelta(days=within),
            Job.reported_at <= at,
        )
        .order_by(Job.reported_at.desc(), Job.id.desc())
    )
    if job_id is not None:
        query = query.where(Job.id < job_id)
    earlier = [
        EarlierCall(
            job_id=row.id,
            code=row.code,
            fault=row.fault,
            reported_at=row.reported_at,
            resolved_at=row.resolved_at,
            stage=row.stage,
        )
        for row in session.execute(query)
    ]
    return _told(earlier, fault, at) if earlier else None


def _told(earlier: Sequence[EarlierCall], fault: str, at: datetime) -> Repeats:
    span = at - earlier[-1].reported_at
    return Repeats(
        calls=len(earlier) + 1,
        days=max(1, -(-span // timedelta(days=1))),
        alike=sum(call.fault == fault for call in earlier),
        earlier=tuple(earlier[:MOST_SHOWN]),
    )
