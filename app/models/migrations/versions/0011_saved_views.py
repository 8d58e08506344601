"""Views of the board that users keep."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
