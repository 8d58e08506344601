"""Alarms that are shelved, come back and escalate."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
