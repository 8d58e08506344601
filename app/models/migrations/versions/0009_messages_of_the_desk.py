"""Facts that take back others; messages to technicians and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_TAKES_BACK = sa.text("takes_back_id IS NOT NULL")


def upgrade() -> None:
    """Bring the store to this revision."""
    reference = sa.ForeignKey("job_event.id", name=op.f("fk_job_event_takes_back_id"))
    op.add_column(
        "job_event",
        sa.Column("takes_back_id", sa.Integer(), reference, nullable=True),
        inline_references=True,
    )
    op.create_index(
        "ix_job_event_takes_back_id",
        "job_event",
        ["takes_back_id"],
        unique=True,
        postgresql_where=_TAKES_BACK,
        sqlite_where=_TAKES_BACK,
    )
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_by", sa.String(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_outgoing_message_job_id")),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["technician.id"], name=op.f("fk_outgoing_message_technician_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_message")),
    )
    op.create_index(op.f("ix_outgoing_message_job_id"), "outgoing_message", ["job_id"], unique=False)
    op.create_index(
        op.f("ix_outgoing_message_next_try_at"), "outgoing_message", ["next_try_at"], unique=False
    )


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("outgoing_message")
    op.drop_index("ix_job_event_takes_back_id", table_name="job_event")
    with op.batch_alter_table("job_event") as batch_op:
        batch_op.drop_column("takes_back_id")
