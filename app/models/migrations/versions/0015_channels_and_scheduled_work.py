"""Messages by mail and webhook wait in the store; scheduled work is data."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take the store back to the revision before."""
