"""What was found and used at a visit, call-backs, handovers of a shift, who looks at what."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the store to this revision."""


def downgrade() -> None:
    """Take this revision back."""
