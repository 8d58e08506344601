"""Alarms that are shelved, come back and escalate; every step of them, and whom it was brought to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_INSTANT = sa.DateTime(timezone=True)
_URGENCY = """
UPDATE alarm SET urgency = CASE
  WHEN kind = 'breach' AND priority = 'P1' THEN 'high'
  WHEN kind = 'breach' AND priority = 'P2' THEN 'medium'
  WHEN kind = 'warning' AND priority = 'P1' AND threshold >= 75 THEN 'medium'
  ELSE 'low' END
"""
_EVENTS = (
    ("raised", "raised_at", "found_at", "''", "TRUE"),
    ("acknowledged", "acknowledged_at", "acknowledged_at", "acknowledged_by", "acknowledged_at IS NOT NULL"),
    ("cause-gone", "cleared_at", "cleared_at", "''", "cleared_at IS NOT NULL"),
)
"""Step, its instant, when it was recorded, by whom, and of which alarms it is known."""


def upgrade() -> None:
    """Bring the store to this revision; what was acknowledged before is not asked for again."""
    with op.batch_alter_table("alarm") as batch_op:
        batch_op.add_column(sa.Column("urgency", sa.String(), nullable=False, server_default="low"))
        batch_op.add_column(sa.Column("announced_at", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("shelved_until", _INSTANT, nullable=True))
        for name in ("shelved_by", "shelved_reason"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("next_step_at", _INSTANT, nullable=True))
    op.execute("UPDATE alarm SET announced_at = found_at")
    op.execute(_URGENCY)
    with op.batch_alter_table("alarm") as batch_op:
        batch_op.alter_column("announced_at", nullable=False)
    _index_next_step()
    _new_tables()
    for step, at, recorded, actor, known in _EVENTS:
        op.execute(
            "INSERT INTO alarm_event (alarm_id, step, at, recorded_at, actor, reason, note)"
            f" SELECT id, '{step}', {at}, {recorded}, {actor}, '', '' FROM alarm WHERE {known} ORDER BY id"
        )


def downgrade() -> None:
    """Take this revision back."""
    for table in ("user_hours", "alarm_rule", "alarm_delivery", "alarm_event"):
        op.drop_table(table)
    op.drop_index("ix_alarm_next_step_at", table_name="alarm")
    with op.batch_alter_table("alarm") as batch_op:
        for name in ("next_step_at", "escalated", "shelved_reason", "shelved_by", "shelved_until"):
            batch_op.drop_column(name)
        for name in ("announced_at", "urgency"):
            batch_op.drop_column(name)


def _index_next_step() -> None:
    has_one = sa.text("next_step_at IS NOT NULL")
    op.create_index(
        "ix_alarm_next_step_at",
        "alarm",
        ["next_step_at"],
        postgresql_where=has_one,
        sqlite_where=has_one,
    )


def _new_tables() -> None:
    op.create_table(
        "alarm_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("actor", "reason", "note")),
        sa.Column("until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_event_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_event")),
    )
    op.create_index(op.f("ix_alarm_event_alarm_id"), "alarm_event", ["alarm_id"])
    op.create_table(
        "alarm_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("logged_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("delivered_at", _INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["alarm_event.id"], name=op.f("fk_alarm_delivery_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_alarm_delivery_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_delivery")),
        sa.UniqueConstraint(
            "event_id", "user_id", "channel", name=op.f("uq_alarm_delivery_event_id_user_id_channel")
        ),
    )
    op.create_index(op.f("ix_alarm_delivery_user_id"), "alarm_delivery", ["user_id"])
    op.create_table(
        "alarm_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_rule")),
        sa.UniqueConstraint("agreement", "name", name=op.f("uq_alarm_rule_agreement_name")),
    )
    op.create_table(
        "user_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("weekday", "opens", "closes")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_hours_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_hours")),
        sa.UniqueConstraint("user_id", "weekday", "opens", name=op.f("uq_user_hours_user_id_weekday_opens")),
    )
