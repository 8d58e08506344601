"""Agreements as they were drafted and approved, and days on which the country stands still."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class AgreementRevision(Base):
    """One wording of an agreement with all its versions; never changed once it is approved."""

    __tablename__ = "agreement_revision"
    __table_args__ = (
        UniqueConstraint("code", "number"),
        Index(
            "uq_agreement_revision_draft",
            "code",
            unique=True,
            postgresql_where=text("state = 'draft'"),
            sqlite_where=text("state = 'draft'"),
        ),
    )

    code: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    document: Mapped[str]
    """The TOML it was read from, as it was written."""
    sha256: Mapped[str]
    """Of the document in UTF-8."""
    state: Mapped[str] = mapped_column(default="draft")
    """draft approved withdrawn."""
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    """Who wrote the document as it stands."""
    note: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    """When it was approved or withdrawn."""
    decided_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


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
