"""Penalty cases with their lines, and the letters that carry them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, LargeBinary, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.jobs import Job
from app.models.parties import Party

NOTHING = Decimal(0)


class PenaltyCase(Base):
    """What one contractor owes under one agreement for one period."""

    __tablename__ = "penalty_case"
    __table_args__ = (UniqueConstraint("party_id", "agreement", "period", "revision"),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    agreement: Mapped[str]
    period: Mapped[str] = mapped_column(index=True)
    """Jalali month or quarter, e.g. 1405-08 or 1405-Q3."""
    period_from: Mapped[date]
    period_to: Mapped[date]
    """Last day of the period."""
    revision: Mapped[int] = mapped_column(default=0)
    is_interim: Mapped[bool] = mapped_column(default=False)
    """The period was not over when it was priced."""
    as_of: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="draft")
    """As app/domain/penalty_cases.py names it; derived from the audit (PenaltyEvent) and cached."""
    obligations: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    gross: Mapped[Decimal]
    payable: Mapped[Decimal]
    """After caps and waivers; what the notice says, and never changed once it is out."""
    waived: Mapped[Decimal] = mapped_column(default=NOTHING)
    """What waivers took off before the notice went out."""
    corrected: Mapped[Decimal] = mapped_column(default=NOTHING)
    """What corrections took off afterwards; below zero what they added."""
    settled: Mapped[Decimal] = mapped_column(default=NOTHING)
    reviews: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    """Place and rial of each cap whose passing calls for a review of termination."""
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[str] = mapped_column(default="")
    """Empty: the background service."""
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    served_on: Mapped[date | None]
    """Local day on which the notice, or the correction that asks for more, was proved to be served."""
    objection_days: Mapped[int] = mapped_column(default=0)
    """Working days to object from `served_on`, as the agreement said on that day."""
    extended_days: Mapped[int] = mapped_column(default=0)
    demanded_by: Mapped[date | None]
    """Last day on which what neither statement nor guarantee bears is to be paid."""
    audited: Mapped[int] = mapped_column(default=0)
    """How many rows its audit has; two who act at once both change it, so that one of them is refused."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    party: Mapped[Party] = relationship()
    lines: Mapped[list["PenaltyLineRow"]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="PenaltyLineRow.id"
    )


class PenaltyLineRow(Base):
    """What one clause took for one missed obligation, or for what many jobs add up to."""

    __tablename__ = "penalty_line"
    __table_args__ = (UniqueConstraint("case_id", "item", "clause"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), index=True)
    """None, like the obligation, where a clause charges for many jobs at once."""
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("measured_figure.id"), index=True)
    """The measured figure that it was reckoned from."""
    item: Mapped[str] = mapped_column(default="")
    """What the clause was held against, e.g. the obligation's id; once in a case and clause."""
    clause: Mapped[str]
    agreement_version: Mapped[int] = mapped_column(default=0)
    trigger: Mapped[str] = mapped_column(default="missed")
    metric: Mapped[str]
    terminal: Mapped[str] = mapped_column(default="")
    """Number of the terminal that a line without a job is about."""
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    overrun_seconds: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    unit: Mapped[str]
    base: Mapped[str] = mapped_column(default="")
    base_amount: Mapped[Decimal]
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    amount: Mapped[Decimal]
    payable: Mapped[Decimal]
    """After caps and waivers; never changed once the notice is out."""
    waived: Mapped[Decimal] = mapped_column(default=NOTHING)
    corrected: Mapped[Decimal] = mapped_column(default=NOTHING)
    """What corrections took off after the notice; below zero what they added."""
    reasons: Mapped[str] = mapped_column(default="")
    """Codes of what lowered it, comma-separated."""
    lowered: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    """Code and rial of each cap or rule that lowered it, in order; waivers are not among them."""

    case: Mapped[PenaltyCase] = relationship(back_populates="lines")
    job: Mapped[Job | None] = relationship()


class Numbering(Base):
    """The last number given out in a series and Jalali year; locked while the next one is taken."""

    __tablename__ = "numbering"
    __table_args__ = (UniqueConstraint("series", "year"),)

    series: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class Letter(Base):
    """A numbered letter: its content frozen when the number was taken."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("series", "year", "serial"), UniqueConstraint("kind", "reference"))

    series: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(unique=True)
    """As printed in Latin script, e.g. 1405-PM-0012."""
    kind: Mapped[str]
    reference: Mapped[str]
    """What it was written for, once a kind: `case:12`, `objection:5`, `warning:C1/UC-1/1405-08`."""
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    agreement: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("penalty_case.id"), index=True)
    """None: a letter about no case, such as a warning."""
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    """The letter that it follows (پیرو)."""
    state: Mapped[str] = mapped_column(default="numbered")
    """numbered issued."""
    numbered_at: Mapped[datetime]
    numbered_by: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it could not be printed."""
    problem: Mapped[str] = mapped_column(default="")
    """Why it could not, the last time."""

    case: Mapped[PenaltyCase | None] = relationship()
    party: Mapped[Party] = relationship()
    earlier: Mapped["Letter | None"] = relationship(remote_side="Letter.id")
    documents: Mapped[list["LetterDocument"]] = relationship(
        back_populates="letter", order_by="LetterDocument.id"
    )


class LetterDocument(Base):
    """One language of a letter: the frozen payload and, once issued, the bytes that were printed."""

    __tablename__ = "letter_document"
    __table_args__ = (UniqueConstraint("letter_id", "language"),)

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    language: Mapped[str]
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(default="")
    """SHA-256 of the payload when it was frozen; empty in letters older than the seal."""
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(default="")

    letter: Mapped[Letter] = relationship(back_populates="documents")
