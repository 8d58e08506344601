"""Shifts, leave, certificates and vans of technicians."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
