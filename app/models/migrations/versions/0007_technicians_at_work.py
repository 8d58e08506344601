"""Shifts, leave, certificates and vans of technicians; what a choice weighs; visits with an hour."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the store to this revision."""
    _create_of_technician(
        "technician_shift",
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        one_of="weekday",
    )
    _create_of_technician(
        "technician_leave",
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
    )
    _create_of_technician(
        "technician_certificate",
        sa.Column("covers", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        one_of="covers",
    )
    _create_of_technician(
        "technician_part",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        one_of="part",
    )
    op.create_index(
        op.f("ix_technician_leave_technician_id_technician_leave_ends_at"),
        "technician_leave",
        ["technician_id", "ends_at"],
    )
    op.create_table(
        "dispatch_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_dispatch_setting_name")),
    )
    _visits_with_an_hour()


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("visit_move")
    with op.batch_alter_table("pm_visit") as batch_op:
        batch_op.drop_constraint(op.f("fk_pm_visit_technician_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_pm_visit_technician_id"))
        for name in ("minutes", "starts_at", "technician_id"):
            batch_op.drop_column(name)
    for name in (
        *("dispatch_setting", "technician_part", "technician_certificate"),
        *("technician_leave", "technician_shift"),
    ):
        op.drop_table(name)


def _create_of_technician(name: str, *columns: sa.Column[Any], one_of: str = "") -> None:
    """A table about technicians; one who has it has each `one_of` once."""
    single = op.f(f"uq_{name}_technician_id_{one_of}")
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f(f"fk_{name}_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *([sa.UniqueConstraint("technician_id", one_of, name=single)] if one_of else []),
    )


def _visits_with_an_hour() -> None:
    with op.batch_alter_table("pm_visit") as batch_op:
        batch_op.add_column(sa.Column("technician_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default="45"))
        batch_op.create_index(op.f("ix_pm_visit_technician_id"), ["technician_id"])
        batch_op.create_foreign_key(
            op.f("fk_pm_visit_technician_id"), "technician", ["technician_id"], ["id"]
        )
    op.create_table(
        "visit_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("clash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["pm_visit.id"], name=op.f("fk_visit_move_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_move")),
    )
    op.create_index(op.f("ix_visit_move_visit_id"), "visit_move", ["visit_id"])
