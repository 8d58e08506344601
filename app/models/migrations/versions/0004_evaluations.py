"""Changed readings are appended as evaluations; approved changes are carried out as recalculations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the store to this revision."""
    op.create_table(
        "recalculation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("last_job_id", sa.Integer(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("done_jobs", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("obligations", sa.Integer(), nullable=False),
        sa.Column("met_to_missed", sa.Integer(), nullable=False),
        sa.Column("missed_to_met", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalculation")),
        sa.UniqueConstraint("cause", "reference", name=op.f("uq_recalculation_cause_reference")),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("recalculation_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("old_version", sa.Integer(), nullable=True),
        sa.Column("old_limit_seconds", sa.Integer(), nullable=True),
        sa.Column("old_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_state", sa.String(), nullable=True),
        sa.Column("old_used_seconds", sa.Integer(), nullable=True),
        sa.Column("old_paused_seconds", sa.Integer(), nullable=True),
        sa.Column("old_overrun_seconds", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("limit_seconds", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("used_seconds", sa.Integer(), nullable=False),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("overrun_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_evaluation_obligation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recalculation_id"], ["recalculation.id"], name=op.f("fk_evaluation_recalculation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("obligation_id", "number", name=op.f("uq_evaluation_obligation_id_number")),
    )
    op.create_index(op.f("ix_evaluation_recalculation_id"), "evaluation", ["recalculation_id"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    op.drop_index(op.f("ix_evaluation_recalculation_id"), table_name="evaluation")
    op.drop_table("evaluation")
    op.drop_table("recalculation")
