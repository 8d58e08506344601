"""Where work is done: merchants and their terminals."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.parties import Party, Psp, Region


class Merchant(Base):
    """An acceptor of cards, at one site."""

    __tablename__ = "merchant"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(default="", index=True)
    """Name, folded for search (app.domain.persian.fold)."""
    phone: Mapped[str] = mapped_column(default="", index=True)
    merchant_class: Mapped[str] = mapped_column(default="standard")
    """premium, standard or low."""
    zone: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    city_en: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    psp_id: Mapped[int | None] = mapped_column(ForeignKey("psp.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)

    psp: Mapped[Psp | None] = relationship()
    region: Mapped[Region | None] = relationship()
    terminals: Mapped[list["Terminal"]] = relationship(back_populates="merchant")


class Terminal(Base):
    """A device at a merchant's site: POS, pin pad, ATM, kiosk, soft-POS."""

    __tablename__ = "terminal"
    __table_args__ = (Index(None, "party_id", "is_active"),)

    number: Mapped[str] = mapped_column(unique=True)
    device_type: Mapped[str] = mapped_column(default="POS")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="")
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchant.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """The contractor in whose territory it stands."""
    is_active: Mapped[bool] = mapped_column(default=True)

    merchant: Mapped[Merchant] = relationship(back_populates="terminals")
    party: Mapped[Party | None] = relationship()
