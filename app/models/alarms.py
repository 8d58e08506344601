"""Alarms: announced warnings and breaches, and what people did with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.jobs import Job, ObligationRow


class Alarm(Base):
    """One announcement; latched until somebody acknowledges it (ISA-18.2)."""

    __tablename__ = "alarm"
    __table_args__ = (
        UniqueConstraint("obligation_id", "evaluation", "threshold"),
        Index(None, "acknowledged_at", "cleared_at"),
    )

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    evaluation: Mapped[int] = mapped_column(default=0)
    threshold: Mapped[int]
    """Percent of the target used up; 100 is the breach."""
    kind: Mapped[str]
    """"breach" or "warning"."""
    priority: Mapped[str] = mapped_column(default="")
    raised_at: Mapped[datetime]
    """The computed instant."""
    found_at: Mapped[datetime]
    """When the program announced it."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    cleared_at: Mapped[datetime | None]
    """When the cause went away; an unacknowledged alarm stays listed even then."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    job: Mapped[Job] = relationship()
    obligation: Mapped[ObligationRow] = relationship()
