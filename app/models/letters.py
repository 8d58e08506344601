"""What letters are written with: letterheads, pictures, wordings; and which letters were ordered."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Letterhead(Base):
    """Who a region's letters come from, and who signs them."""

    __tablename__ = "letterhead"

    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), unique=True)
    """None: every region without a letterhead of its own."""
    company: Mapped[str]
    company_en: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    unit_en: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    address_en: Mapped[str] = mapped_column(default="")
    signatories: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """In order: name, name_en, post, post_en of each."""
    logo: Mapped[str] = mapped_column(default="")
    """SHA-256 of a letter_picture; empty: none."""
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class LetterPicture(Base):
    """A picture as it is printed, for ever: letters name it by its SHA-256."""

    __tablename__ = "letter_picture"

    sha256: Mapped[str] = mapped_column(unique=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)


class LetterWording(Base):
    """One version of the wording of a kind of letter; nothing of it is changed later."""

    __tablename__ = "letter_wording"
    __table_args__ = (UniqueConstraint("kind", "language", "agreement", "number"),)

    kind: Mapped[str]
    language: Mapped[str]
    agreement: Mapped[str] = mapped_column(default="")
    """Code of the agreement whose letters it is for; empty: all."""
    number: Mapped[int]
    """From 1; the last one counts."""
    text: Mapped[str]
    """Empty: the wording that counts for all, or that ships, again."""
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class LetterOrder(Base):
    """A letter that somebody asked for and that has no number yet; gone with the number."""

    __tablename__ = "letter_order"

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"), unique=True)
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
