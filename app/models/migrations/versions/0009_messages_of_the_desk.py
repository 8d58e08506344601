"""Messages to technicians and their answers."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
