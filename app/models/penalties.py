"""Penalty cases with their lines, and the letters that carry them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, LargeBinary, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.parties import Party


class PenaltyCase(Base):
    """What one contractor owes under one agreement for one period."""

    __tablename__ = "penalty_case"
    __table_args__ = (UniqueConstraint("party_id", "agreement", "period", "revision"),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    agreement: Mapped[str]
    period: Mapped[str] = mapped_column(index=True)
    """Jalali month, e.g. 1405-08."""
    period_from: Mapped[date]
    period_to: Mapped[date]
    """Last day of the period."""
    revision: Mapped[int] = mapped_column(default=0)
    is_interim: Mapped[bool] = mapped_column(default=False)
    """The period was not over when it was priced."""
    as_of: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="draft")
    """draft approved issued."""
    obligations: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    gross: Mapped[Decimal]
    payable: Mapped[Decimal]
    drafted_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    party: Mapped[Party] = relationship()
    lines: Mapped[list["PenaltyLineRow"]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="PenaltyLineRow.id"
    )


class PenaltyLineRow(Base):
    """What one clause took for one missed obligation."""

    __tablename__ = "penalty_line"
    __table_args__ = (UniqueConstraint("case_id", "obligation_id", "clause"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    clause: Mapped[str]
    metric: Mapped[str]
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
    reasons: Mapped[str] = mapped_column(default="")
    """Codes of what lowered it, comma-separated."""

    case: Mapped[PenaltyCase] = relationship(back_populates="lines")


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
    __table_args__ = (UniqueConstraint("series", "year", "serial"), UniqueConstraint("case_id", "kind"))

    series: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(unique=True)
    """As printed in Latin script, e.g. 1405-PM-0012."""
    kind: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    state: Mapped[str] = mapped_column(default="numbered")
    """numbered issued."""
    numbered_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]

    case: Mapped[PenaltyCase] = relationship()
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
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(default="")

    letter: Mapped[Letter] = relationship(back_populates="documents")
