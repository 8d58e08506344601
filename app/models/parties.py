"""Who takes part: payment companies, regions, contractors and in-house teams, technicians, users."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class PartyKind(StrEnum):
    """Whether a party is bound by a contract or is a unit of the company."""

    CONTRACTOR = "contractor"
    IN_HOUSE = "in-house"


class Psp(Base):
    """A payment service provider whose terminals are looked after."""

    __tablename__ = "psp"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")


class Region(Base):
    """What one control room answers for."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")


class Party(Base):
    """A contractor, or a team of the company itself."""

    __tablename__ = "party"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default=PartyKind.CONTRACTOR.value)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    legal_id: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    technicians: Mapped[list["Technician"]] = relationship(back_populates="party")


class Technician(Base):
    """A person of a party who visits sites."""

    __tablename__ = "technician"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    city: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    skills: Mapped[str] = mapped_column(default="")
    """Comma-separated."""
    is_active: Mapped[bool] = mapped_column(default=True)

    party: Mapped[Party] = relationship(back_populates="technicians")


class User(Base):
    """A person at a desk."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("login"),)

    login: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="dispatcher")
    """dispatcher supervisor regional-manager contract-manager auditor administrator."""
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
