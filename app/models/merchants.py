"""Where work is done: merchants and their terminals."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain import search_words
from app.models.base import Base
from app.models.parties import Party, Psp, Region

CODE = String().with_variant(String(collation="C"), "postgresql")
"""Compared letter by letter by every database: what begins with a prefix lies side by side."""
SEARCH = "merchant_search"
"""The index of words that the database itself keeps: a table of FTS5 and its parts, or a GIN index."""


def is_of_the_models(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether a table or index of the database is described here; migrations alone know the others."""
    return name is None or not name.startswith(SEARCH)


class Merchant(Base):
    """An acceptor of cards, at one site."""

    __tablename__ = "merchant"

    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(default="")
    """The words of its names for search; set as the row is written, and indexed by the database."""
    phone: Mapped[str] = mapped_column(default="")
    phone_key: Mapped[str] = mapped_column(CODE, default="", index=True)
    """The phone number as search compares it; set as the row is written."""
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

    number: Mapped[str] = mapped_column(CODE, unique=True)
    device_type: Mapped[str] = mapped_column(default="POS")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="")
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchant.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """The contractor in whose territory it stands."""
    installed_on: Mapped[date | None]
    warranty_until: Mapped[date | None]
    """The last day on which the maker repairs it free of charge."""
    is_active: Mapped[bool] = mapped_column(default=True)

    merchant: Mapped[Merchant] = relationship(back_populates="terminals")
    party: Mapped[Party | None] = relationship()


@event.listens_for(Merchant, "before_insert")
@event.listens_for(Merchant, "before_update")
def _keep_in_search(_mapper: Any, _connection: Any, merchant: Merchant) -> None:
    """Whoever writes a merchant, it is found by what was written."""
    phone = merchant.phone or ""
    merchant.search_key = search_words.search_key(merchant.name, merchant.name_en or "", phone)
    merchant.phone_key = search_words.phone_key(phone)
