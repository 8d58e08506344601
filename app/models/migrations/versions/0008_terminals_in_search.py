"""What a call asks of a terminal: its warranty, and where it is found by what is typed."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
