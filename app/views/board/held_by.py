"""Who else has a job open, as a row of the board shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldBy:
    """Other desks on one job."""

    names: str
    words: str
    """Who has it open and who is changing it."""
    is_editing: bool
