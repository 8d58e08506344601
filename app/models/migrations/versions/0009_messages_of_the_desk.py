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


def downgrade() -> None:
    """Take this revision back."""
    op.drop_index("ix_job_event_takes_back_id", table_name="job_event")
    with op.batch_alter_table("job_event") as batch_op:
        batch_op.drop_column("takes_back_id")
