"""Figures that are measured elsewhere and charged here."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
