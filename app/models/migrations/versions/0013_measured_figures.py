"""Figures that are measured elsewhere and charged here; numbers and letters that nobody changes any more."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_LETTER = ("series", "year", "serial", "number", "kind", "reference", "party_id", "agreement", "case_id")
_FROZEN = {
    "letter": ("id", *_LETTER, "earlier_id", "numbered_at", "numbered_by"),
    "letter_document": ("id", "letter_id", "language", "payload", "fingerprint"),
    "numbering": ("id", "series", "year"),
}
"""What never changes once the row is there, by table."""
_FROZEN_IF = {
    "letter": ("OLD.state = 'issued'", ("state", "issued_at")),
    "letter_document": ("OLD.sha256 <> ''", ("pdf", "sha256")),
}
"""What does not change either once the letter is printed."""
_KEYS = {
    "letter": (("number",), ("series", "year", "serial"), ("kind", "reference")),
    "letter_document": (("letter_id", "language"),),
    "numbering": (("series", "year"),),
}
"""By what SQLite's REPLACE would put a row in the place of another."""
_CODE = "letter-frozen"


def upgrade() -> None:
    """Bring the store to this revision."""
    op.create_table(
        "measured_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("agreement", "kind", "name", "severity", "period")
        ),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_measured_figure_party_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["measured_figure.id"], name=op.f("fk_measured_figure_replaced_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measured_figure")),
    )
    op.create_index(op.f("ix_measured_figure_party_id"), "measured_figure", ["party_id"])
    with op.batch_alter_table("penalty_line") as batch_op:
        batch_op.add_column(sa.Column("figure_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_penalty_line_figure_id"), "measured_figure", ["figure_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_penalty_line_figure_id"), ["figure_id"])
    _freeze()


def downgrade() -> None:
    """Take this revision back."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table in _FROZEN:
        for name in _triggers(table):
            op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres else ""))
    if is_postgres:
        op.execute("DROP FUNCTION refuse_frozen")
    with op.batch_alter_table("penalty_line") as batch_op:
        batch_op.drop_index(op.f("ix_penalty_line_figure_id"))
        batch_op.drop_constraint(op.f("fk_penalty_line_figure_id"), type_="foreignkey")
        batch_op.drop_column("figure_id")
    op.drop_table("measured_figure")


def _triggers(table: str) -> tuple[str, str, str]:
    """Names of a table's triggers: against changes, deletion, and rows emptied or put in another's place."""
    return f"{table}_is_frozen", f"{table}_stays", f"{table}_is_not_replaced"


def _freeze() -> None:
    make = _freeze_postgres if op.get_bind().dialect.name == "postgresql" else _freeze_sqlite
    if make is _freeze_postgres:
        op.execute(
            "CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_CODE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in _FROZEN:
        make(table)


def _freeze_sqlite(table: str) -> None:
    frozen, stays, not_replaced = _triggers(table)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_CODE}'); END"
    op.execute(f"CREATE TRIGGER {frozen} BEFORE UPDATE ON {table} WHEN {_changes(table, 'IS NOT')} {refuse}")
    op.execute(f"CREATE TRIGGER {stays} BEFORE DELETE ON {table} {refuse}")
    # REPLACE deletes the row in its way without asking the trigger above.
    same = [" AND ".join(f"{name} = NEW.{name}" for name in key) for key in (("id",), *_KEYS[table])]
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE " + " OR ".join(f"({each})" for each in same) + ")"
    op.execute(f"CREATE TRIGGER {not_replaced} BEFORE INSERT ON {table} WHEN {is_there} {refuse}")


def _freeze_postgres(table: str) -> None:
    frozen, stays, not_emptied = _triggers(table)
    refuse = "EXECUTE FUNCTION refuse_frozen()"
    changes = _changes(table, "IS DISTINCT FROM")
    op.execute(f"CREATE TRIGGER {frozen} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changes}) {refuse}")
    op.execute(f"CREATE TRIGGER {stays} BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {not_emptied} BEFORE TRUNCATE ON {table} {refuse}")


def _changes(table: str, differs: str) -> str:
    """The condition under which a row would no longer say what it said."""
    condition = _differ(_FROZEN[table], differs)
    if table in _FROZEN_IF:
        held, names = _FROZEN_IF[table]
        condition += f" OR ({held} AND ({_differ(names, differs)}))"
    return condition if table != "numbering" else f"{condition} OR NEW.last < OLD.last"


def _differ(names: tuple[str, ...], differs: str) -> str:
    # PostgreSQL compares JSON by its text alone.
    sides = {name: f"CAST({{}}.{name} AS TEXT)" if name == "payload" else f"{{}}.{name}" for name in names}
    return " OR ".join(f"{side.format('NEW')} {differs} {side.format('OLD')}" for side in sides.values())
