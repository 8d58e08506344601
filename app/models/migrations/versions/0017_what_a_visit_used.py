"""What a visit used: the van's count that it was taken off, and when that was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Bring the store to this revision."""
    op.add_column("visit_part", sa.Column("in_van", sa.Integer(), nullable=True))
    op.add_column("technician_part", sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the store back to the revision before."""
    for table, name in (("technician_part", "counted_at"), ("visit_part", "in_van")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(name)
