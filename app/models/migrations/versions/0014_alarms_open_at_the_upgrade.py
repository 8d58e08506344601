"""Alarms open at an upgrade remind and escalate too; their history is frozen; held deliveries are found."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_CODE = "history-frozen"
_HISTORIES = ("alarm_event", "alarm_rule_change")
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
    op.create_table(
        "alarm_rule_change",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("agreement", "name")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("before", "value")),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_rule_change")),
    )
    op.execute(
        "INSERT INTO alarm_rule_change (agreement, name, value, set_at, set_by)"
        " SELECT agreement, name, value, set_at, set_by FROM alarm_rule ORDER BY id"
    )
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute(
            "CREATE FUNCTION refuse_history() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_CODE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in _HISTORIES:
        (_freeze_postgres if is_postgres else _freeze_sqlite)(table)


def downgrade() -> None:
    """Take the store back to the revision before."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table in _HISTORIES:
        for name in _triggers(table):
            op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres else ""))
    if is_postgres:
        op.execute("DROP FUNCTION refuse_history")
    op.drop_table("alarm_rule_change")
    op.drop_index(_HELD, table_name="alarm_delivery")


def _triggers(table: str) -> tuple[str, str, str]:
    """Names of a table's triggers: against changes, deletion, and rows emptied or put in another's place."""
    return f"{table}_is_frozen", f"{table}_stays", f"{table}_is_not_replaced"


def _freeze_sqlite(table: str) -> None:
    frozen, stays, not_replaced = _triggers(table)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_CODE}'); END"
    op.execute(f"CREATE TRIGGER {frozen} BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {stays} BEFORE DELETE ON {table} {refuse}")
    # REPLACE deletes the row in its way without asking the trigger above.
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    op.execute(f"CREATE TRIGGER {not_replaced} BEFORE INSERT ON {table} WHEN {is_there} {refuse}")


def _freeze_postgres(table: str) -> None:
    frozen, stays, not_emptied = _triggers(table)
    refuse = "EXECUTE FUNCTION refuse_history()"
    op.execute(f"CREATE TRIGGER {frozen} BEFORE UPDATE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {stays} BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {not_emptied} BEFORE TRUNCATE ON {table} {refuse}")
