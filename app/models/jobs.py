"""Jobs, their events (the truth), and the obligations derived from them (a cache)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, and_, exists, text
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.models.base import Base
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region, Technician


class Job(Base):
    """One piece of work. What is below `events` is derived from them and cached for the board."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_open", "clock_due_at", postgresql_where=text("is_open"), sqlite_where=text("is_open = 1")
        ),
        Index(None, "party_id", "reported_at"),
        Index(None, "service", "due_to"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    service: Mapped[str]
    terminal_id: Mapped[int | None] = mapped_column(ForeignKey("terminal.id"), index=True)
    merchant_id: Mapped[int | None] = mapped_column(ForeignKey("merchant.id"), index=True)
    psp_id: Mapped[int | None] = mapped_column(ForeignKey("psp.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    device_type: Mapped[str] = mapped_column(default="POS")
    zone: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(default="")
    """Whose declared closures hold for it."""
    city: Mapped[str] = mapped_column(default="")
    merchant_class: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")
    registered_priority: Mapped[str] = mapped_column(default="")
    registered_party: Mapped[str] = mapped_column(default="")
    """Code of the contractor the job belonged to from the start; empty where only a dispatch decides."""
    due_from: Mapped[datetime | None]
    due_to: Mapped[datetime | None]
    """The end of its window: a closing midnight, or an hour."""
    cost: Mapped[Decimal | None]
    """Rial that a step-in by somebody else cost; None: there was none."""
    repeat_of_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    description: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    """Where an imported job came from."""
    caller: Mapped[str] = mapped_column(default="")
    caller_phone: Mapped[str] = mapped_column(default="")

    stage: Mapped[str] = mapped_column(default="new", index=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    priority: Mapped[str] = mapped_column(default="")
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"), index=True)
    reported_at: Mapped[datetime | None] = mapped_column(index=True)
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    hold_reason: Mapped[str] = mapped_column(default="")
    is_phone_fix: Mapped[bool] = mapped_column(default=False)
    """Whether the desk mended it by phone: nobody was sent."""
    clock_due_at: Mapped[datetime | None]
    """Due instant of the merchant's next promise; empty while it is paused."""
    clock_state: Mapped[str] = mapped_column(default="")
    clock_metric: Mapped[str] = mapped_column(default="")
    clock_limit_seconds: Mapped[int] = mapped_column(default=0)
    clock_left_seconds: Mapped[int] = mapped_column(default=0)
    """Counted seconds left when the clock was paused."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    events: Mapped[list["JobEvent"]] = relationship(back_populates="job", order_by="JobEvent.id")
    obligations: Mapped[list["ObligationRow"]] = relationship(back_populates="job")
    terminal: Mapped[Terminal | None] = relationship()
    merchant: Mapped[Merchant | None] = relationship()
    party: Mapped[Party | None] = relationship()
    technician: Mapped[Technician | None] = relationship()
    psp: Mapped[Psp | None] = relationship()
    region: Mapped[Region | None] = relationship()

    @property
    def spoken_for(self) -> tuple[str, str]:
        """Codes of its PSP and its region, by which agreements speak of it; empty where it has none."""
        return self.psp.code if self.psp else "", self.region.code if self.region else ""


class JobEvent(Base):
    """One fact of a job; never changed, never deleted."""

    __tablename__ = "job_event"
    __table_args__ = (
        Index(None, "job_id", "happened_at"),
        Index(
            "ix_job_event_takes_back_id",
            "takes_back_id",
            unique=True,
            postgresql_where=text("takes_back_id IS NOT NULL"),
            sqlite_where=text("takes_back_id IS NOT NULL"),
        ),
    )

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    kind: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str]
    actor: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    value: Mapped[str] = mapped_column(default="")
    technician: Mapped[str] = mapped_column(default="")
    """Code of the technician a dispatch names."""
    note: Mapped[str] = mapped_column(default="")
    origin_key: Mapped[str | None] = mapped_column(unique=True)
    """What makes an imported fact the same fact when its file is read again."""
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("job_event.id"))
    """The fact that this one, of kind `undone`, takes back."""

    job: Mapped[Job] = relationship(back_populates="events")


def stands() -> ColumnElement[bool]:
    """Whether a fact counts: it was not taken back, and takes nothing back itself."""
    taken = aliased(JobEvent)
    was_taken = exists().where(taken.takes_back_id == JobEvent.id)
    return and_(JobEvent.takes_back_id.is_(None), ~was_taken)


class ObligationRow(Base):
    """One promise on one job with its clock as last derived."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("job_id", "agreement", "metric", "sequence", "evaluation"),
        Index(
            "ix_obligation_next_alarm_at",
            "next_alarm_at",
            postgresql_where=text("next_alarm_at IS NOT NULL"),
            sqlite_where=text("next_alarm_at IS NOT NULL"),
        ),
        Index(None, "kind", "due_at"),
        Index(None, "party", "due_at"),
    )

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    agreement: Mapped[str]
    kind: Mapped[str]
    agreement_version: Mapped[int]
    metric: Mapped[str]
    party: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    evaluation: Mapped[int] = mapped_column(default=0)
    """Rises with each evaluation that is appended (app/models/evaluations.py)."""
    target: Mapped[str] = mapped_column(default="")
    """The limit in figures, e.g. 4."""
    unit: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    state: Mapped[str]
    limit_seconds: Mapped[int] = mapped_column(default=0)
    used_seconds: Mapped[int] = mapped_column(default=0)
    paused_seconds: Mapped[int] = mapped_column(default=0)
    overrun_seconds: Mapped[int] = mapped_column(default=0)
    next_alarm_at: Mapped[datetime | None]
    """When the next warning or the breach has to be announced, or an undecided wait stops it no longer."""
    next_threshold: Mapped[int] = mapped_column(default=0)
    """Percent of the target that is used up at `next_alarm_at`; 100 is the breach."""
    announced: Mapped[int] = mapped_column(default=0)
    """The highest percentage announced so far."""

    job: Mapped[Job] = relationship(back_populates="obligations")
