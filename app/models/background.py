"""Work without a window: which program leads it, the scheduled work of the store, and every run of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Leader(Base):
    """The one program that does the timed work of a store; a single row with id 1."""

    __tablename__ = "leader"

    epoch: Mapped[int]
    """Grows by one whenever the lead changes hands."""
    holder: Mapped[str]
    """The program, by a number of its own; empty: given back."""
    program: Mapped[str]
    """window or services."""
    login: Mapped[str]
    machine: Mapped[str]
    pid: Mapped[int]
    since: Mapped[datetime]
    beat_at: Mapped[datetime]
    """In the time of the store, which all desks share."""


class ScheduledWork(Base):
    """Work that is done every day at a local time."""

    __tablename__ = "scheduled_work"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    """As app/services/background/works.py knows it."""
    is_enabled: Mapped[bool]
    minute: Mapped[int]
    """Of the local day at which it is due."""
    days: Mapped[str]
    """daily, weekly (Saturdays) or monthly (the first of the Jalali month)."""
    details: Mapped[str]
    """What the work itself asks for, e.g. a folder or addresses."""
    set_at: Mapped[datetime]
    set_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class WorkChange(Base):
    """What somebody changed of scheduled work; only ever added to."""

    __tablename__ = "work_change"

    name: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    """enabled disabled scheduled wanted cancelled."""
    told: Mapped[str]
    """The new time or details."""


class WorkRun(Base):
    """One run of scheduled work; there is never a second one for the same due instant."""

    __tablename__ = "work_run"
    __table_args__ = (
        UniqueConstraint("name", "due_at"),
        Index(
            "ix_work_run_try_at",
            "try_at",
            postgresql_where=text("try_at IS NOT NULL"),
            sqlite_where=text("try_at IS NOT NULL"),
        ),
    )

    name: Mapped[str]
    due_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    """Login of whoever asked for it; empty: its time had come."""
    state: Mapped[str] = mapped_column(default="queued")
    """queued running done failed cancelled."""
    try_at: Mapped[datetime | None]
    """When it may be taken up; while it runs, when it may be taken from a program that went away with it."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    """Somebody wants it to end after the piece it is at."""
    result: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    """Why it failed, the last time."""


class ChannelSetting(Base):
    """One setting of a channel, the same for every desk; never a password."""

    __tablename__ = "channel_setting"
    __table_args__ = (UniqueConstraint("channel", "name"),)

    channel: Mapped[str]
    """mail or webhook."""
    name: Mapped[str]
    value: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[str]


class UserAddress(Base):
    """Where a person is reached by a channel."""

    __tablename__ = "user_address"
    __table_args__ = (UniqueConstraint("user_id", "channel"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[str]
    address: Mapped[str]


class Notification(Base):
    """One step of an alarm, or one report, on its way by a channel."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_notification_try_at",
            "try_at",
            postgresql_where=text("try_at IS NOT NULL"),
            sqlite_where=text("try_at IS NOT NULL"),
        ),
    )

    key: Mapped[str]
    """What makes it the only one of its kind; a webhook is told it as Idempotency-Key."""
    channel: Mapped[str]
    """mail or webhook."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("alarm_event.id"), index=True)
    to: Mapped[str]
    """Address of a person; empty for the webhook, whose address is a setting."""
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    file: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default="queued")
    """queued sent failed."""
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    """Why it was not taken, the last time."""
    reference: Mapped[str] = mapped_column(default="")
    """What the other side answered, shortened."""
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """`queued_at`, or when the person's next duty begins."""
    try_at: Mapped[datetime | None]
    """While it is queued: when it may be tried, or taken up from a desk that went away with it."""
    sent_at: Mapped[datetime | None]
