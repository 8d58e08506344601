"""Agreements as they were signed, and days on which the country stands still."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class AgreementDocument(Base):
    """One agreement with all its versions, kept as the TOML it was read from."""

    __tablename__ = "agreement"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    document: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(default="")


class Holiday(Base):
    """An official holiday, or a closure that was declared."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("day", "province"),)

    day: Mapped[date]
    province: Mapped[str] = mapped_column(default="")
    """Empty: the whole country."""
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    is_estimated: Mapped[bool] = mapped_column(default=False)
    """A lunar day that is not yet confirmed."""
