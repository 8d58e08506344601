"""Desks beside and after each other: who has which job open, what was promised, handovers of a shift."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class Presence(Base):
    """The job that one window has open; gone by itself unless its window says again that it is there."""

    __tablename__ = "presence"

    holder: Mapped[str] = mapped_column(unique=True)
    """The window."""
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    by: Mapped[str]
    is_editing: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    """In the time of the store, which all desks share."""


class DeskPromise(Base):
    """Something the desk told somebody it would do by an hour."""

    __tablename__ = "desk_promise"

    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), index=True)
    kind: Mapped[str]
    """call-back, visit or other."""
    to_whom: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    kept_at: Mapped[datetime | None] = mapped_column(index=True)
    """None: still owed."""
    kept_by: Mapped[str] = mapped_column(default="")
    kept_note: Mapped[str] = mapped_column(default="")


class Handover(Base):
    """One shift given to the next: what stood open when it was signed. Written once; taking it is added."""

    __tablename__ = "handover"

    from_whom: Mapped[str]
    to_whom: Mapped[str]
    shift_from: Mapped[datetime]
    shift_to: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    handed_at: Mapped[datetime] = mapped_column(index=True)
    handed_by: Mapped[str]
    """The login at whose desk it was signed."""
    sha256: Mapped[str]
    """Of all that was handed over and of the handover before: whatever is changed afterwards shows."""
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str] = mapped_column(default="")
    taken_note: Mapped[str] = mapped_column(default="")
    taken_sha256: Mapped[str] = mapped_column(default="")
    """Of `sha256` and who took it when."""

    items: Mapped[list["HandoverItem"]] = relationship(order_by="HandoverItem.number")


class HandoverItem(Base):
    """One line of a handover."""

    __tablename__ = "handover_item"
    __table_args__ = (UniqueConstraint("handover_id", "number"),)

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    number: Mapped[int]
    section: Mapped[str]
    """breach alarm hold promise silent note."""
    key: Mapped[str]
    """What it is about, the same in every handover that names it."""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), index=True)
    details: Mapped[str]
    """JSON of what the row said: codes, names and instants, so that it reads the same for good."""
    remark: Mapped[str] = mapped_column(default="")
    carried: Mapped[int] = mapped_column(default=0)
    """How many handovers before this one named it already."""
    is_done: Mapped[bool] = mapped_column(default=False)
    """A note that needs no more carrying."""
