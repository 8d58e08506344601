"""Days off as facts that are proposed, approved and replaced, and the province of a job."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the store to this revision."""
    with op.batch_alter_table("holiday") as batch_op:
        batch_op.drop_constraint("uq_holiday_day_province", type_="unique")
        for name, default in (
            ("closed", "00:00-24:00"),
            ("declared_by", ""),
            ("reference", ""),
            ("recorded_by", ""),
            ("approved_by", ""),
            ("rejected_by", ""),
        ):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=default))
        for name, value in (("is_official", sa.true()), ("is_withdrawal", sa.false())):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=value))
        for name in ("recorded_at", "approved_at", "rejected_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_holiday_replaces_id"), "holiday", ["replaces_id"], ["id"])
        batch_op.create_index(op.f("ix_holiday_replaces_id"), ["replaces_id"])
        batch_op.create_index(op.f("ix_holiday_day_holiday_province"), ["day", "province"])
    # Only days of the whole country were counted so far; those of a province wait for an approval.
    op.execute("UPDATE holiday SET recorded_at = CURRENT_TIMESTAMP, is_official = (province = '')")
    op.execute("UPDATE holiday SET approved_at = CURRENT_TIMESTAMP WHERE province = ''")
    with op.batch_alter_table("holiday") as batch_op:
        batch_op.alter_column("recorded_at", nullable=False)
    op.add_column("job", sa.Column("province", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE job SET province = merchant.province FROM merchant WHERE merchant.id = job.merchant_id"
    )


def downgrade() -> None:
    """Take this revision back; only whole days that hold are kept."""
    op.drop_column("job", "province")
    connection = op.get_bind()
    kept = connection.scalars(
        sa.text(
            "SELECT MIN(id) FROM holiday WHERE approved_at IS NOT NULL AND NOT is_withdrawal"
            " AND closed = '00:00-24:00' AND id NOT IN (SELECT replaces_id FROM holiday"
            " WHERE replaces_id IS NOT NULL AND approved_at IS NOT NULL) GROUP BY day, province"
        )
    ).all()
    op.execute("UPDATE holiday SET replaces_id = NULL")
    holiday = sa.table("holiday", sa.column("id", sa.Integer()))
    op.execute(holiday.delete().where(holiday.c.id.not_in(kept)))
    with op.batch_alter_table("holiday") as batch_op:
        batch_op.drop_index(op.f("ix_holiday_day_holiday_province"))
        batch_op.drop_index(op.f("ix_holiday_replaces_id"))
        batch_op.drop_constraint(op.f("fk_holiday_replaces_id"), type_="foreignkey")
        for name in (
            *("closed", "declared_by", "reference", "recorded_by", "approved_by", "rejected_by"),
            *("is_official", "is_withdrawal", "recorded_at", "approved_at", "rejected_at", "replaces_id"),
        ):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f("uq_holiday_day_province"), ["day", "province"])
