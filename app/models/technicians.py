"""What is known of technicians at work: shifts, leave, certificates, vans; and what a choice weighs."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class TechnicianShift(Base):
    """The hours of one weekday of a technician; one without any row is at work at all times."""

    __tablename__ = "technician_shift"
    __table_args__ = (UniqueConstraint("technician_id", "weekday"),)

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    weekday: Mapped[int]
    """0 is Monday, 6 is Sunday, as in `date.weekday`."""
    hours: Mapped[str]
    """ "08:00-12:00 13:00-17:00", read by app.domain.day_hours."""


class TechnicianLeave(Base):
    """A time in which a technician is away."""

    __tablename__ = "technician_leave"
    __table_args__ = (Index(None, "technician_id", "ends_at"),)

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")


class TechnicianCertificate(Base):
    """That a technician may work on a model, a kind of device, or a service."""

    __tablename__ = "technician_certificate"
    __table_args__ = (UniqueConstraint("technician_id", "covers"),)

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    covers: Mapped[str]
    """A model such as S90, a kind of device such as ATM, or a service such as INSTALL."""
    valid_until: Mapped[date | None]
    """The last day on which it holds; None: it never ends."""


class TechnicianPart(Base):
    """What a technician has in the van of one part of the fault catalogue."""

    __tablename__ = "technician_part"
    __table_args__ = (UniqueConstraint("technician_id", "part"),)

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    part: Mapped[str]
    count: Mapped[int]
    """What there is: as it was counted, less what visits used since."""
    counted_at: Mapped[datetime | None]
    """When somebody said last how many there are; what was used before is in the count already."""


class DispatchSetting(Base):
    """One weight or rule of the choice of technicians that is not as it ships."""

    __tablename__ = "dispatch_setting"

    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]
    """A number, or codes with commas between them (app/domain/suggestion.py says which)."""
