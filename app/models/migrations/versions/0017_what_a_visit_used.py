"""What a visit used and called for."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take the store back to the revision before."""
