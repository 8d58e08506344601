"""What came of a visit: reports with parts and photos, serials of terminals, call-backs."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.jobs import Job, JobEvent, stands
from app.models.merchants import Terminal


class VisitReport(Base):
    """What a technician found and did; one for each time a job was resolved."""

    __tablename__ = "visit_report"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    number: Mapped[int]
    """From 1 on; a job that was reopened gets another."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("job_event.id"), index=True)
    """The resolution it was told with; None where the job was resolved before."""
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"), index=True)
    """Who worked; None where it was settled without a visit."""
    fault: Mapped[str]
    """Code of the problem as it was found, which need not be the one called in."""
    cause: Mapped[int]
    """Place of the cause among those of the problem, from 1; 0: another, told in the note."""
    remedy: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    """Hands-on, as the technician told them."""
    serial_before: Mapped[str] = mapped_column(default="")
    serial_after: Mapped[str] = mapped_column(default="")
    """Of a device that was swapped; both empty where it was not."""
    arrived_at: Mapped[datetime | None]
    done_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]

    job: Mapped[Job] = relationship()
    parts: Mapped[list["VisitPart"]] = relationship(order_by="VisitPart.id")
    photos: Mapped[list["VisitPhoto"]] = relationship(order_by="VisitPhoto.id")


def report_stands() -> ColumnElement[bool]:
    """Whether a report counts: the resolution it was told with was not taken back."""
    told = select(JobEvent.id).where(JobEvent.id == VisitReport.event_id, stands())
    return VisitReport.event_id.is_(None) | told.exists()


class VisitPart(Base):
    """A part that was used up."""

    __tablename__ = "visit_part"
    __table_args__ = (UniqueConstraint("report_id", "code"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("visit_report.id"))
    code: Mapped[str]
    """As in the catalogue of faults."""
    count: Mapped[int]
    from_van: Mapped[bool] = mapped_column(default=False)
    """Whether it came out of the technician's van."""
    in_van: Mapped[int | None]
    """How many the van was said to hold then; less than `count` is a discrepancy. None: nothing was taken
    off, since nobody counts the van or somebody did after the visit."""


class VisitPhoto(Base):
    """A picture as it came in, with its fingerprint and a small one to look at."""

    __tablename__ = "visit_photo"
    __table_args__ = (UniqueConstraint("report_id", "sha256"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("visit_report.id"))
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str]
    taken_at: Mapped[datetime | None]
    """As the camera wrote it into the file; None where it wrote nothing."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    thumbnail: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class TerminalSerial(Base):
    """Which device a terminal was, from when to when; the last one has no end."""

    __tablename__ = "terminal_serial"
    __table_args__ = (Index(None, "terminal_id", "since"),)

    terminal_id: Mapped[int] = mapped_column(ForeignKey("terminal.id"))
    serial: Mapped[str] = mapped_column(index=True)
    since: Mapped[datetime | None]
    """None: since before this program knew it."""
    until: Mapped[datetime | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("visit_report.id"), index=True)
    """The visit that brought it; None for the first known."""

    terminal: Mapped[Terminal] = relationship()


class CallBack(Base):
    """One call to the merchant after the work; never changed, the last answered one counts."""

    __tablename__ = "call_back"
    __table_args__ = (Index(None, "job_id", "called_at"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    called_at: Mapped[datetime]
    called_by: Mapped[str]
    outcome: Mapped[str]
    """answered, no-answer or refused."""
    person: Mapped[str] = mapped_column(default="")
    """Who was called."""
    score: Mapped[int | None]
    """1 to 5; where nobody answered there is none."""
    comment: Mapped[str] = mapped_column(default="")
