"""Whose turn it is: who had to act on a job, from the first fact to the last."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.event_order import ENDS
from app.domain.events import EventKind, Owner
from app.domain.job_life import Life

K = EventKind

OWN_UNIT = "unit"
"""The company's own unit: it has the job while no contractor does."""
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """From when on somebody has to act, until the next turn begins."""

    start: datetime
    owner: str
    """An `Owner`, or the company's own unit."""
    party: str = ""
    """Code of the contractor, where the owner is one."""
    reason: str = ""
    """Why the job waits, while it does."""


def turns(life: Life, contractor: str) -> list[Turn]:
    """The turns of a job, in order; `contractor` has it from the start unless a dispatch decides.

    A wait is the turn of whoever owns it; after an end the company has to close, after a reopening the
    contractor that had the job has it again.
    """
    found: list[Turn] = []
    for start, party in _holders(life, contractor):
        _add(found, Turn(start, Owner.CONTRACTOR.value if party else OWN_UNIT, party))
    for wait, owner in life.waits:
        # What a contractor waits for itself is the turn of the one that has the job.
        party = turn_at(found, wait.start).party if owner is Owner.CONTRACTOR else ""
        _lay_over(found, Turn(wait.start, owner.value, party, wait.reason), wait.end)
    return found


def turn_at(found: Sequence[Turn], at: datetime) -> Turn:
    """Whose turn it is at an instant."""
    return found[bisect_right(found, at, key=lambda turn: turn.start) - 1]


def _holders(life: Life, contractor: str) -> list[tuple[datetime, str]]:
    """From when on which contractor has the job; an empty code stands for the company's own unit."""
    decided = _is_dispatched(life)
    party, last, has_it = contractor, "", "" if decided else contractor
    found = [(_ALWAYS, has_it)]
    # From which entry on a contractor has it whom nobody has named yet.
    unnamed = None if decided or contractor else 0
    for event in life.events:
        if event.kind is K.CONTRACTOR and event.value:
            if unnamed is not None:
                has_it = event.value
                found[unnamed:] = [(start, has_it) for start, _ in found[unnamed:]]
            elif has_it != event.value:
                has_it = "" if decided else event.value
            party, unnamed = event.value, None
        elif event.kind in {K.DISPATCHED, K.CONTRACTOR}:
            party = event.value or party
            has_it = "" if event.kind is K.CONTRACTOR and decided else party
            unnamed = None if party or event.kind is K.CONTRACTOR else len(found)
        elif event.kind in {K.REJECTED, K.CANCELLED}:
            has_it, last, unnamed = "", "", None
        elif event.kind in ENDS:
            has_it, last = "", has_it or last
        elif event.kind is K.REOPENED:
            has_it = last
        found.append((event.at, has_it))
    return found


def _is_dispatched(life: Life) -> bool:
    """Whether a dispatch decides who has the job; one after a reopening says nothing of what was before."""
    first = next((e.kind for e in life.events if e.kind in {K.DISPATCHED, K.REOPENED}), None)
    return first is K.DISPATCHED


def _lay_over(found: list[Turn], wait: Turn, end: datetime | None) -> None:
    """Put a wait over the turns; whoever would have had the job goes on when it ends."""
    if end is not None and end <= wait.start:
        return
    goes_on = turn_at(found, end) if end is not None else None
    found[:] = [turn for turn in found if turn.start < wait.start or (end is not None and turn.start >= end)]
    found.append(wait)
    if end is not None and goes_on is not None and not any(turn.start == end for turn in found):
        found.append(Turn(end, goes_on.owner, goes_on.party, goes_on.reason))
    found.sort(key=lambda turn: turn.start)


def _add(found: list[Turn], turn: Turn) -> None:
    """A later turn of the same instant takes the place of an earlier one."""
    if found and found[-1].start == turn.start:
        found.pop()
    if not found or (found[-1].owner, found[-1].party) != (turn.owner, turn.party):
        found.append(turn)
