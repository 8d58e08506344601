"""Messages to technicians that a gateway is to send, and what became of them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.jobs import Job
from app.models.parties import Technician


class OutgoingMessage(Base):
    """One message as it was worded when it was asked for."""

    __tablename__ = "outgoing_message"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    to: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    """queued sent failed withdrawn; withdrawn: the job went to somebody else before it was sent."""
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    """Why it was not sent, the last time."""
    reference: Mapped[str] = mapped_column(default="")
    """What the gateway answered, shortened."""
    queued_at: Mapped[datetime]
    queued_by: Mapped[str]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    """While it is queued: when it may be tried, or taken up from a desk that went away with it."""
    sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    job: Mapped[Job] = relationship()
    technician: Mapped[Technician] = relationship()
