"""Alarms open at an upgrade remind and escalate too; their history is frozen; held deliveries are found."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_CODE = "history-frozen"
_TRIGGERS = ("alarm_event_is_frozen", "alarm_event_stays", "alarm_event_is_not_replaced")
_HELD = "ix_alarm_delivery_due_at"
_WAITING = """
UPDATE alarm SET next_step_at = announced_at, version = version + 1
WHERE kind = 'breach' AND cleared_at IS NULL AND acknowledged_at IS NULL
  AND next_step_at IS NULL AND escalated < 2
"""
"""Revision 0012 left them without an instant; the watch reckons the one that holds."""


def upgrade() -> None:
    """Bring the store to this revision."""
    op.execute(_WAITING)
    is_held = sa.text("delivered_at IS NULL")
    op.create_index(_HELD, "alarm_delivery", ["due_at"], postgresql_where=is_held, sqlite_where=is_held)
    if op.get_bind().dialect.name == "postgresql":
        _freeze_postgres()
    else:
        _freeze_sqlite()


def downgrade() -> None:
    """Take the store back to the revision before."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}" + (" ON alarm_event" if is_postgres else ""))
    if is_postgres:
        op.execute("DROP FUNCTION refuse_history")
    op.drop_index(_HELD, table_name="alarm_delivery")


def _freeze_sqlite() -> None:
    frozen, stays, not_replaced = _TRIGGERS
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_CODE}'); END"
    op.execute(f"CREATE TRIGGER {frozen} BEFORE UPDATE ON alarm_event {refuse}")
    op.execute(f"CREATE TRIGGER {stays} BEFORE DELETE ON alarm_event {refuse}")
    # REPLACE deletes the row in its way without asking the trigger above.
    is_there = "EXISTS (SELECT 1 FROM alarm_event WHERE id = NEW.id)"
    op.execute(f"CREATE TRIGGER {not_replaced} BEFORE INSERT ON alarm_event WHEN {is_there} {refuse}")


def _freeze_postgres() -> None:
    frozen, stays, not_emptied = _TRIGGERS
    op.execute(
        "CREATE FUNCTION refuse_history() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_CODE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    refuse = "EXECUTE FUNCTION refuse_history()"
    op.execute(f"CREATE TRIGGER {frozen} BEFORE UPDATE ON alarm_event FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {stays} BEFORE DELETE ON alarm_event FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {not_emptied} BEFORE TRUNCATE ON alarm_event {refuse}")
