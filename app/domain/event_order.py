"""In which order a job's facts count, and which of them a job that is over can still have."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from app.domain.events import DECISIONS, Event, EventKind

K = EventKind

ENDS = frozenset({K.RESOLVED, K.CLOSED})
OVER = ENDS | {K.CANCELLED}
_STILL_COUNTS = DECISIONS | {K.REPORTED, K.ACKNOWLEDGED, K.PRIORITY, K.EXCUSED, K.NOTE}

# Facts of one instant count in the order of a job's life, whatever order they were written in:
# a log that records "resolved" and "closed" in the same second means resolved first.
_ORDER = {kind: place for place, kind in enumerate(EventKind)}
_REJECTED_FIRST = _ORDER | {K.REJECTED: -1}


@dataclass(slots=True)
class _Standing:
    """What the facts so far have left a job in."""

    over: EventKind | None = None
    party: str = ""
    is_dispatched: bool = False
    """Whether a contractor has it by a dispatch."""

    def can_have(self, kind: EventKind) -> bool:
        """Only a reopening revives a finished job; there is nothing to reopen of another."""
        if self.over is None:
            return kind is not K.REOPENED
        return kind is K.REOPENED or kind in _STILL_COUNTS or (kind is K.CLOSED and self.over is K.RESOLVED)

    def take(self, event: Event) -> None:
        """Go on to what a fact makes of the job."""
        kind, party = event.kind, event.value or self.party
        if kind in OVER:
            self.over = kind
        elif kind is K.REOPENED:
            self.over = None
        elif kind is K.REJECTED:
            self.is_dispatched = False
        elif kind is K.DISPATCHED:
            self.party, self.is_dispatched = party, True
        elif kind is K.CONTRACTOR:
            is_said_again = bool(event.value) and self.party in {"", party}
            self.party, self.is_dispatched = party, self.is_dispatched and is_said_again


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events by the instant they happened; ties by what the job can have, its life, then recording."""
    return [event for event, _ in _judged(events)]


def counted(events: Iterable[Event]) -> list[Event]:
    """The events in order, without those that a finished job cannot have: only a reopening revives it.

    A foreign log may say anything: work on a job that is over, or the reopening of one that is not.
    """
    return [event for event, counts in _judged(events) if counts]


def _judged(events: Iterable[Event]) -> list[tuple[Event, bool]]:
    """The events in order, each with whether the job can have it."""
    standing = _Standing()
    judged = []
    for _, tie in groupby(sorted(events, key=_place), key=attrgetter("at")):
        for event in _settled(list(tie), standing):
            counts = standing.can_have(event.kind)
            if counts:
                standing.take(event)
            judged.append((event, counts))
    return judged


def _settled(tie: list[Event], standing: _Standing) -> list[Event]:
    """The facts of one instant: what a finished job cannot have after its reopening, and who had it first.

    A rejection beside a new dispatch is of the contractor that was dispatched before, if one was; beside
    a new contractor alone it is always of the one before.
    """
    if len(tie) == 1:
        return tie
    kinds = {event.kind for event in tie}
    gives_back = standing.is_dispatched if K.DISPATCHED in kinds else K.CONTRACTOR in kinds
    order = _REJECTED_FIRST if gives_back else _ORDER
    cannot = {kind for kind in kinds if standing.over is not None and not standing.can_have(kind)}
    return sorted(tie, key=lambda event: (event.kind in cannot, order[event.kind]))


def _place(event: Event) -> tuple[object, ...]:
    return (
        event.at,
        _ORDER[event.kind],
        event.recorded_at,
        event.reason,
        event.value,
        event.owner or "",
        event.technician,
    )
