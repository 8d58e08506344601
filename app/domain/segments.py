"""A clock cut into stretches: what each counted, whose it was, and how they add up to its reading."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from app.domain.clocks import Counting, Reading, Wait
from app.domain.job_life import REOPENED
from app.domain.obligations import Obligation
from app.domain.turns import Turn, turn_at

_SECOND = timedelta(seconds=1)


class SegmentState(StrEnum):
    """What a clock did for a while."""

    COUNTING = "counting"
    CLOSED = "closed"
    """Outside the opening hours of its calendar."""
    WAITING = "waiting"
    """Stopped by a wait."""
    SHUT = "shut"
    """The job was over, until it was reopened."""
    LATE = "late"
    """Counting past its due instant."""


COUNTED = frozenset({SegmentState.COUNTING, SegmentState.LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch [start, end) of one clock."""

    start: datetime
    end: datetime
    state: SegmentState
    owner: str
    """Who had to act: an `Owner`, the own unit, or nobody while the calendar was closed."""
    party: str = ""
    """Code of the contractor, where the owner is one."""
    reason: str = ""
    """Why the job waited, whether or not that stopped the clock."""
    counted_seconds: int = 0


def segments(obligation: Obligation, turns: Sequence[Turn]) -> tuple[Segment, ...]:
    """The stretches of a promise, in order and without gaps, from its start to its stop or its reading.

    Those that count add up to what was used, those that are late to what was overrun; of a window
    only what is late is counted (docs/algorithms/sla-clock.md).
    """
    reading = obligation.reading
    counting = obligation.counting
    if counting is None:
        return _of_window(obligation, turns)
    until = obligation.read_until
    cut = _edges(counting, reading, turns, until)
    pieces = [_piece(start, end, counting, reading, turns) for start, end in pairwise(cut)]
    return _measured(_merged(pieces))


def state_at(obligation: Obligation, at: datetime) -> SegmentState:
    """What the clock of a promise that is not settled does at an instant."""
    due_at, counting = obligation.reading.due_at, obligation.counting
    if counting is not None:
        if any(w.start <= at and (w.end is None or at < w.end) for w in counting.waits):
            return SegmentState.WAITING
        if not counting.calendar.is_open(at):
            return SegmentState.CLOSED
    return SegmentState.LATE if due_at is not None and at >= due_at else SegmentState.COUNTING


def _edges(counting: Counting, reading: Reading, turns: Sequence[Turn], until: datetime) -> list[datetime]:
    """The instants at which something may change, in order, from start to end."""
    start = counting.start
    edges = {start, until, *(turn.start for turn in turns)}
    if reading.due_at is not None:
        edges.add(reading.due_at)
    for wait in counting.waits:
        edges |= {wait.start, wait.end or until}
    for opening in counting.calendar.open_intervals(start, until):
        edges |= {opening.start, opening.end}
    return sorted(edge for edge in edges if start <= edge <= until)


def _piece(
    start: datetime, end: datetime, counting: Counting, reading: Reading, turns: Sequence[Turn]
) -> Segment:
    wait = next((w for w in counting.waits if w.start <= start and (w.end is None or start < w.end)), None)
    if wait is not None:
        return _standing(start, end, wait)
    if not counting.calendar.is_open(start):
        return Segment(start=start, end=end, state=SegmentState.CLOSED, owner="")
    is_late = reading.due_at is not None and start >= reading.due_at
    state = SegmentState.LATE if is_late else SegmentState.COUNTING
    turn = turn_at(turns, start)
    return Segment(start=start, end=end, state=state, owner=turn.owner, party=turn.party, reason=turn.reason)


def _standing(start: datetime, end: datetime, wait: Wait) -> Segment:
    if wait.reason == REOPENED and not wait.owner:
        return Segment(start=start, end=end, state=SegmentState.SHUT, owner="", reason=REOPENED)
    return Segment(start=start, end=end, state=SegmentState.WAITING, owner=wait.owner, reason=wait.reason)


def _of_window(obligation: Obligation, turns: Sequence[Turn]) -> tuple[Segment, ...]:
    """A window counts nothing until its end, and real seconds from then on."""
    reading, start = obligation.reading, obligation.started_at
    due_at = reading.due_at or start
    until = max(obligation.read_until, start)
    edges = {start, until, due_at, *(turn.start for turn in turns)}
    cut = sorted(edge for edge in edges if start <= edge <= until)
    pieces = []
    for begin, end in pairwise(cut):
        turn = turn_at(turns, begin)
        state = SegmentState.LATE if begin >= due_at else SegmentState.COUNTING
        pieces.append(
            Segment(start=begin, end=end, state=state, owner=turn.owner, party=turn.party, reason=turn.reason)
        )
    return _measured(_merged(pieces), counted=frozenset({SegmentState.LATE}))


def _merged(pieces: Sequence[Segment]) -> list[Segment]:
    """Neighbours of one kind as one."""
    merged: list[Segment] = []
    for piece in pieces:
        if merged and _kind(merged[-1]) == _kind(piece):
            merged[-1] = replace(merged[-1], end=piece.end)
        else:
            merged.append(piece)
    return merged


def _measured(pieces: Sequence[Segment], counted: frozenset[SegmentState] = COUNTED) -> tuple[Segment, ...]:
    """The pieces with their whole seconds; a fraction is carried on, so that they add up."""
    total, told = timedelta(), 0
    measured = []
    for piece in pieces:
        if piece.state in counted:
            total += piece.end - piece.start
        seconds = total // _SECOND - told
        told += seconds
        measured.append(replace(piece, counted_seconds=seconds))
    return tuple(measured)


def _kind(segment: Segment) -> tuple[str, ...]:
    return segment.state, segment.owner, segment.party, segment.reason
