"""Agreements as they were drafted and approved, and days on which the country stands still."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.day_hours import WHOLE_DAY, hours_in_words
from app.models.base import Base

DAY_LONG = hours_in_words(WHOLE_DAY)


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
    """One fact about days off: a holiday or closure, its correction, or its withdrawal.

    No fact is changed: a later one replaces it. It holds once it is approved and while no approved one
    replaces it; what is neither approved nor rejected is proposed.
    """

    __tablename__ = "holiday"
    __table_args__ = (Index(None, "day", "province"),)

    day: Mapped[date]
    province: Mapped[str] = mapped_column(default="")
    """Empty: the whole country."""
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    is_official: Mapped[bool] = mapped_column(default=True)
    """In the country's list of holidays; else a closure that was declared."""
    is_estimated: Mapped[bool] = mapped_column(default=False)
    """A lunar day that is not yet confirmed."""
    closed: Mapped[str] = mapped_column(default=DAY_LONG)
    """The hours that are closed, such as 12:00-24:00."""
    declared_by: Mapped[str] = mapped_column(default="")
    """The authority that declared it."""
    reference: Mapped[str] = mapped_column(default="")
    """Number of the announcement, or where it can be read."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    rejected_at: Mapped[datetime | None]
    rejected_by: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("holiday.id"), index=True)
    is_withdrawal: Mapped[bool] = mapped_column(default=False)
    """It only takes back what it replaces, and is no day off itself."""
