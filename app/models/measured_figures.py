"""Figures that no job carries (availability, milestones, levels): stated by one, approved by another."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.parties import Party


class MeasuredFigure(Base):
    """One figure as it was stated; what it says is never changed, a later one takes its place."""

    __tablename__ = "measured_figure"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    agreement: Mapped[str]
    kind: Mapped[str]
    """`milestone`, `figure` or `level`, as the tables of docs/replay.md."""
    name: Mapped[str]
    """Of the milestone, the figure or the level."""
    severity: Mapped[str] = mapped_column(default="")
    period: Mapped[str] = mapped_column(default="")
    """Jalali month or quarter; empty: a milestone, which has its due day."""
    stated: Mapped[dict[str, object]] = mapped_column(JSON)
    """The other keys of its table, as texts and whole numbers."""
    evidence: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    state: Mapped[str] = mapped_column(default="stated")
    """stated approved refused withdrawn replaced."""
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was refused or withdrawn."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("measured_figure.id"))

    party: Mapped[Party] = relationship()
