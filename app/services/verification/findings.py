"""What a verification found: one line for each thing that is not as it should be."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import _

Progress = Callable[[int, int], None]
"""Told how many of how many were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is off: where, which field, what is kept and what is right."""

    kind: str
    """job, obligation, letter-number, -case, -content, -bytes or -seal, penalty-case, evidence, handover."""
    subject: str
    """Code of the job, number of the letter."""
    part: str
    """Of a job the obligation and field, of a letter its series or language."""
    kept: str
    right: str

    def line(self) -> str:
        """In one line, for a person."""
        return _("{subject} {part}: kept {kept}, right {right}").format(
            subject=self.subject, part=self.part, kept=self.kept, right=self.right
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at, and what was found."""

    jobs: int
    obligations: int
    announcements_due: int
    """Clocks that have passed a threshold which nobody was there to announce yet."""
    letters: int
    findings: tuple[Finding, ...]
