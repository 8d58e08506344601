"""Out of what contractors are paid and penalties settled: contract files, rejected services, settlements."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.penalties import PenaltyCase


class ContractFile(Base):
    """What a contract says about money held back: the guarantee, the retention, the VAT."""

    __tablename__ = "contract_file"
    __table_args__ = (UniqueConstraint("party_id", "agreement"),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    agreement: Mapped[str]
    guarantee_kind: Mapped[str] = mapped_column(default="")
    """As GuaranteeKind (app/domain/penalty_cases.py); empty: none was given."""
    guarantee_number: Mapped[str] = mapped_column(default="")
    guarantee_amount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    guarantee_expires: Mapped[date | None]
    retention_percent: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    vat_percent: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ServiceRejection(Base):
    """A service that a monthly statement does not pay for, or pays for again after all.

    No row is changed: the newest of a job holds.
    """

    __tablename__ = "service_rejection"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    is_rejected: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class CaseSettlement(Base):
    """A part of a penalty that was paid, and out of what; below zero: given back to it."""

    __tablename__ = "case_settlement"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    number: Mapped[int]
    source: Mapped[str]
    """statement guarantee payment."""
    statement: Mapped[str] = mapped_column(default="", index=True)
    """Jalali month of the statement it was deducted from."""
    amount: Mapped[Decimal]
    settled_on: Mapped[date]
    reference: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]

    case: Mapped[PenaltyCase] = relationship()
