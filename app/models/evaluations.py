"""Verdicts that changed: each keeps the reading before and after it, and nothing is overwritten."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.jobs import ObligationRow


class Recalculation(Base):
    """What an approved change makes of the jobs before it: carried out in pieces, resumed after a crash."""

    __tablename__ = "recalculation"
    __table_args__ = (UniqueConstraint("cause", "reference"),)

    cause: Mapped[str]
    """revision or closure."""
    reference: Mapped[int]
    """Id of the approved revision or day off."""
    requested_at: Mapped[datetime]
    """When the change was approved; what begins later is measured by it anyway."""
    requested_by: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting (for those who write since before the approval), jobs, cases (penalty drafts), then done."""
    last_job_id: Mapped[int]
    """The newest job at the approval; one that comes later is read anew only if it was read the old way."""
    jobs: Mapped[int]
    """How many may be affected."""
    done_jobs: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(default=0)
    """Id of the job, later of the penalty case, up to which it is carried out."""
    obligations: Mapped[int] = mapped_column(default=0)
    """Evaluations that were appended."""
    met_to_missed: Mapped[int] = mapped_column(default=0)
    missed_to_met: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class Evaluation(Base):
    """One change of how a promise stands: what it was, what it became, and why."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("obligation_id", "number"),)

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    number: Mapped[int]
    """As ObligationRow.evaluation since then."""
    cause: Mapped[str]
    """revision, closure or fact (one that was recorded after the verdict was announced)."""
    recalculation_id: Mapped[int | None] = mapped_column(ForeignKey("recalculation.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    old_version: Mapped[int | None]
    """None, like the other old ones, where nothing was promised before."""
    old_limit_seconds: Mapped[int | None]
    old_due_at: Mapped[datetime | None]
    old_stopped_at: Mapped[datetime | None]
    old_state: Mapped[str | None]
    old_used_seconds: Mapped[int | None]
    old_paused_seconds: Mapped[int | None]
    old_overrun_seconds: Mapped[int | None]
    version: Mapped[int]
    limit_seconds: Mapped[int]
    due_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    state: Mapped[str]
    used_seconds: Mapped[int]
    paused_seconds: Mapped[int]
    overrun_seconds: Mapped[int]

    obligation: Mapped[ObligationRow] = relationship()
