"""Alarms: announced warnings and breaches, every step of their life, and whom they were brought to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.alarm_life import AlarmState, Standing, Urgency, state_of
from app.models.base import Base
from app.models.jobs import Job, ObligationRow
from app.models.parties import User


class Alarm(Base):
    """One announcement; latched until somebody acknowledges it (ISA-18.2)."""

    __tablename__ = "alarm"
    __table_args__ = (
        UniqueConstraint("obligation_id", "evaluation", "threshold"),
        Index(None, "acknowledged_at", "cleared_at"),
        Index(
            "ix_alarm_next_step_at",
            "next_step_at",
            postgresql_where=text("next_step_at IS NOT NULL"),
            sqlite_where=text("next_step_at IS NOT NULL"),
        ),
    )

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    evaluation: Mapped[int] = mapped_column(default=0)
    threshold: Mapped[int]
    """Percent of the target used up; 100 is the breach."""
    kind: Mapped[str]
    """"breach" or "warning"."""
    priority: Mapped[str] = mapped_column(default="")
    """The call's."""
    urgency: Mapped[str] = mapped_column(default=Urgency.LOW.value)
    """The alarm's own of three."""
    raised_at: Mapped[datetime]
    """The computed instant."""
    found_at: Mapped[datetime]
    """When the program announced it first."""
    announced_at: Mapped[datetime]
    """When it last began to ask for somebody's eyes."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    shelved_until: Mapped[datetime | None]
    shelved_by: Mapped[str] = mapped_column(default="")
    shelved_reason: Mapped[str] = mapped_column(default="")
    cleared_at: Mapped[datetime | None]
    """When the cause went away; an unacknowledged alarm stays listed even then."""
    escalated: Mapped[int] = mapped_column(default=0)
    """How far up the ladder this announcement has climbed (app/domain/alarm_life.LEVELS)."""
    next_step_at: Mapped[datetime | None]
    """When it next does something by itself: asks again, leaves the shelf, climbs the ladder."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    job: Mapped[Job] = relationship()
    obligation: Mapped[ObligationRow] = relationship()
    events: Mapped[list["AlarmEvent"]] = relationship(back_populates="alarm", order_by="AlarmEvent.id")

    @property
    def state(self) -> AlarmState:
        """How it stands."""
        return state_of(
            is_seen=self.acknowledged_at is not None,
            is_true=self.cleared_at is None,
            is_shelved=self.shelved_until is not None,
        )

    def standing(self) -> Standing:
        """What its next step depends on."""
        return Standing(
            state=self.state,
            kind=self.kind,
            urgency=Urgency(self.urgency),
            announced_at=self.announced_at,
            acknowledged_at=self.acknowledged_at,
            shelved_until=self.shelved_until,
            escalated=self.escalated or 0,
        )


class AlarmEvent(Base):
    """One step of an alarm's life; the database refuses to change or delete it (revision 0014)."""

    __tablename__ = "alarm_event"

    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarm.id"), index=True)
    step: Mapped[str]
    """app/domain/alarm_life.AlarmStep."""
    at: Mapped[datetime]
    """The instant itself: for what happens by itself, the computed one."""
    recorded_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(default="")
    """Login; empty where it happened by itself."""
    reason: Mapped[str] = mapped_column(default="")
    """Code of the reason of a shelving, level of an escalation."""
    note: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime | None]
    """The end of a shelving."""

    alarm: Mapped[Alarm] = relationship(back_populates="events")


class AlarmDelivery(Base):
    """One step brought to one person by one channel; outside the person's hours it is held, not lost."""

    __tablename__ = "alarm_delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id", "channel"),
        Index(
            "ix_alarm_delivery_due_at",
            "due_at",
            postgresql_where=text("delivered_at IS NULL"),
            sqlite_where=text("delivered_at IS NULL"),
        ),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("alarm_event.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    channel: Mapped[str]
    """screen mail webhook."""
    logged_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """`logged_at`, or when the person's next duty begins."""
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    """What the channel said last when it failed."""

    event: Mapped[AlarmEvent] = relationship()
    user: Mapped[User] = relationship()


class AlarmRule(Base):
    """One setting of the alarms' life, for every agreement or for one."""

    __tablename__ = "alarm_rule"
    __table_args__ = (UniqueConstraint("agreement", "name"),)

    agreement: Mapped[str] = mapped_column(default="")
    """Code of an agreement; empty: for all that have none of their own."""
    name: Mapped[str]
    """As app/services/alarm_rules names them, e.g. remind-high or flood-alarms."""
    value: Mapped[int]
    """Minutes, or a number of alarms."""
    set_at: Mapped[datetime]
    set_by: Mapped[str]


class AlarmRuleChange(Base):
    """One change of a setting; never changed, never deleted (revision 0014)."""

    __tablename__ = "alarm_rule_change"

    agreement: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    before: Mapped[int | None]
    """None: it was as everywhere else."""
    value: Mapped[int | None]
    set_at: Mapped[datetime]
    set_by: Mapped[str]


class UserHours(Base):
    """Weekly hours in which a person is on duty; without any the person always is."""

    __tablename__ = "user_hours"
    __table_args__ = (UniqueConstraint("user_id", "weekday", "opens"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    weekday: Mapped[int]
    """Monday is 0."""
    opens: Mapped[int]
    """Minutes after local midnight."""
    closes: Mapped[int]
    """As `opens`; not after it: on the next day."""
