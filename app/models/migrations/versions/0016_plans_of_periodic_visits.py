"""Plans of periodic visits and their occurrences."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take the store back to the revision before."""
