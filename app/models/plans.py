"""Periodic maintenance: the plan of a terminal and its occurrences."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.jobs import Job
from app.models.merchants import Terminal

VISIT_MINUTES = 45


class PmPlanRow(Base):
    """How often one terminal is visited, on a grid that never moves."""

    __tablename__ = "pm_plan"
    __table_args__ = (UniqueConstraint("terminal_id"),)

    terminal_id: Mapped[int] = mapped_column(ForeignKey("terminal.id"))
    agreement: Mapped[str]
    anchor: Mapped[date]
    every_months: Mapped[int]
    window_percent: Mapped[int] = mapped_column(default=10)
    on_holiday: Mapped[str] = mapped_column(default="nearest")
    is_active: Mapped[bool] = mapped_column(default=True)

    terminal: Mapped[Terminal] = relationship()


class PmVisit(Base):
    """One occurrence of a plan."""

    __tablename__ = "pm_visit"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        Index(None, "window_from"),
        Index(None, "state", "window_to"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("pm_plan.id"))
    number: Mapped[int]
    """Which occurrence of the grid; with the plan it makes sure that none is created twice."""
    grid_date: Mapped[date]
    due_date: Mapped[date]
    window_from: Mapped[date]
    window_to: Mapped[date]
    """Last day on which the visit still counts."""
    planned_date: Mapped[date]
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"), index=True)
    """Who is planned to make it, before or beside a dispatch."""
    starts_at: Mapped[datetime | None]
    """When the technician is expected; None: some time of its day."""
    minutes: Mapped[int] = mapped_column(default=VISIT_MINUTES)
    """How long it keeps him."""
    state: Mapped[str] = mapped_column(default="planned")
    """planned done missed excused."""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), index=True)
    closed_at: Mapped[datetime | None]

    plan: Mapped[PmPlanRow] = relationship()
    job: Mapped[Job | None] = relationship()


class VisitMove(Base):
    """That a visit was moved to another day or hour: who, when, and why."""

    __tablename__ = "visit_move"

    visit_id: Mapped[int] = mapped_column(ForeignKey("pm_visit.id"), index=True)
    moved_at: Mapped[datetime]
    moved_by: Mapped[str]
    from_date: Mapped[date]
    to_date: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    clash: Mapped[str] = mapped_column(default="")
    """Numbers of the jobs and visits it was moved onto, against the warning."""
