"""What every letter is written from, whatever it says: the contract, both sides, its number and its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.agreements import Agreement
from app.i18n import Language


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Somebody who signs a region's letters."""

    name: str
    post: str
    name_en: str = ""
    post_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who the letter comes from, where the contract does not say so itself."""

    company: str = ""
    company_en: str = ""
    unit: str = ""
    unit_en: str = ""
    address: str = ""
    address_en: str = ""
    signatories: tuple[Signatory, ...] = ()
    logo: str = ""
    """SHA-256 of the picture."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The letter that this one follows."""

    number: str
    number_fa: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One letter before it says anything."""

    agreement: Agreement
    contractor: str
    contractor_en: str
    legal_id: str
    sender: Sender
    number: str
    number_fa: str
    written_at: datetime
    earlier: Earlier | None = None
    texts: Mapping[tuple[str, Language], str] = field(default_factory=dict)
    """Texts that take the place of the shipped ones, by kind of text and language."""
