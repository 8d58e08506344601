"""Alarms that were open when a store was upgraded remind and escalate too."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take the store back to the revision before."""
