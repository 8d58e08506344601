"""A job's events as its clocks need them: the facts that count, the waits, and who had the job when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from app.domain.clocks import Wait
from app.domain.event_order import OVER, counted
from app.domain.events import DECISIONS, Event, EventKind, Owner, Source

K = EventKind

# What ends a wait even where nobody wrote "resumed": work goes on, or the job is over.
_ENDS_WAIT = OVER | {K.RESUMED, K.PAUSED, K.DISPATCHED, K.REJECTED, K.ACCEPTED, K.DEPARTED, K.ARRIVED}
_TAKES_AWAY = frozenset({K.REJECTED, K.CONTRACTOR, K.CANCELLED})
_HANDS_OVER = _TAKES_AWAY | {K.DISPATCHED, K.REOPENED}

REOPENED = "reopened"
"""Why a clock stands between the end of a job and its reopening."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a job in which one clock of each metric may run."""

    start: datetime
    sequence: int
    """0 for the first, more after each reopening or new dispatch."""
    party: str = ""
    ended_at: datetime | None = None
    """When the job was withdrawn, rejected or cancelled."""
    shut: tuple[Wait, ...] = ()
    """Times between an end of the job and its reopening."""
    takes_earlier: bool = False
    """Whether a fact older than the start counts as happening at the start."""
    is_reopened: bool = False
    is_undispatched: bool = False
    """Over before the first dispatch of the job: what was broken or kept in it stands."""
    only_windows: bool = False
    """Whether nothing is promised in it but the job's own window."""


class PriorityChange(NamedTuple):
    """A new priority, from when on, and when that was said."""

    at: datetime
    priority: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """A job's ordered events, cut into what every clock needs."""

    events: tuple[Event, ...]
    waits: tuple[tuple[Wait, Owner], ...]
    changes: tuple[PriorityChange, ...]
    excused: tuple[tuple[datetime, str], ...]
    """When a metric was excused; an empty text stands for all."""


def read_life(events: Iterable[Event]) -> Life:
    """What the events of a job say, in whatever order they come."""
    ordered = counted(events)
    return Life(
        events=tuple(ordered),
        waits=tuple(_waits(ordered)),
        changes=tuple(
            PriorityChange(e.at, e.value, said_at(e)) for e in ordered if e.kind is K.PRIORITY and e.value
        ),
        excused=tuple((e.at, e.value) for e in ordered if e.kind is K.EXCUSED),
    )


def said_at(event: Event) -> datetime:
    """When a fact was declared; in another program's log that was there, as it happened."""
    return event.at if event.source is Source.LOG else event.recorded_at


def company_runs(
    life: Life,
    party: str,
    otherwise: datetime | None,
    goes_on: Callable[[Run, datetime, datetime], bool],
) -> list[Run]:
    """The stretches of a promise of the company: from the report on, closed time left out (semantics 7).

    `goes_on` says whether a run that ended goes on at a reopening; if not, that begins the next one.
    """
    start = _reported(life) or next((e.at for e in life.events), otherwise)
    if start is None:
        return []
    runs = [Run(start, 0, party, takes_earlier=True)]
    ended: Event | None = None
    for event in life.events:
        run = runs[-1]
        if event.kind in OVER and ended is None:
            ended = event
        elif event.kind is K.REOPENED and ended is not None:
            if goes_on(run, ended.at, event.at):
                runs[-1] = replace(run, shut=(*run.shut, Wait(ended.at, event.at, REOPENED)))
            else:
                runs[-1] = _cancelled(run, ended)
                runs.append(Run(event.at, run.sequence + 1, party, is_reopened=True))
            ended = None
    if ended is not None:
        runs[-1] = _cancelled(runs[-1], ended)
    return runs


def _cancelled(run: Run, ended: Event) -> Run:
    return replace(run, ended_at=ended.at) if ended.kind is K.CANCELLED else run


def contractor_runs(life: Life, party: str, due_from: datetime | None, due_to: datetime | None) -> list[Run]:
    """The stretches of contractors: from each dispatch, afresh after a reopening, until it is taken away.

    Before any dispatch the report starts the clock of `party`, and each change of contractor another.
    A `contractor` that names who has the job changes nothing; where nobody was named, it tells whose it is.
    The first dispatch shows when the one that runs began; what was over by then stands.
    """
    runs: list[Run] = []
    start = _reported(life) or due_from
    has_it = start is not None
    is_certain = False
    if start is not None:
        runs.append(Run(start, 0, party, takes_earlier=True))
    for event in life.events:
        kind = event.kind
        if kind not in _HANDS_OVER:
            continue
        taken = kind in {K.CONTRACTOR, K.DISPATCHED} and event.value not in {"", party}
        if kind is K.DISPATCHED and not is_certain:
            runs = _before_dispatch(runs, event.at, due_to if taken else None, has_it=has_it)
            has_it = False
        if has_it and _tells_holder(event, party, None if is_certain else due_to):
            party = event.value
            runs[-1] = replace(runs[-1], party=party)
            continue
        if has_it and (taken or kind in _TAKES_AWAY):
            runs[-1] = _ended(runs[-1], event.at)
            has_it = kind is K.CANCELLED
        if taken:
            party = event.value
        if _begins(kind, has_it, is_certain=is_certain):
            has_it = True
            number = sum(not run.is_undispatched for run in runs)
            runs.append(Run(event.at, number, party, is_reopened=kind is K.REOPENED))
        # A reopening gives the job back to who had it; to nobody, where nobody had.
        is_certain = is_certain or kind is K.DISPATCHED or (kind is K.REOPENED and bool(party))
    return runs


def _tells_holder(event: Event, party: str, due_to: datetime | None) -> bool:
    """Whether it names who has the job already, or whose it is where that was not said.

    Who is named first once the window has closed was not given that window.
    """
    if event.kind is not K.CONTRACTOR or not event.value:
        return False
    return event.value == party or (not party and (due_to is None or event.at < due_to))


def _before_dispatch(runs: list[Run], at: datetime, due_to: datetime | None, *, has_it: bool) -> list[Run]:
    """What stands of the stretches before the first dispatch; the one it finds running begins only now.

    A window that has closed before the visit went to somebody else was owed all the same.
    """
    stands = [replace(run, is_undispatched=True) for run in runs if run.party]
    if has_it and stands and stands[-1].ended_at is None:
        last = stands.pop()
        if due_to is not None and due_to <= at:
            stands.append(replace(last, ended_at=at, only_windows=True))
    return stands


def _begins(kind: EventKind, has_it: bool, *, is_certain: bool) -> bool:
    if kind is K.DISPATCHED:
        return not has_it
    if kind is K.CONTRACTOR:
        return not is_certain
    return kind is K.REOPENED and has_it


def _ended(run: Run, at: datetime) -> Run:
    return run if run.ended_at is not None else replace(run, ended_at=at)


def _reported(life: Life) -> datetime | None:
    return next((event.at for event in life.events if event.kind is K.REPORTED), None)


def _waits(ordered: Sequence[Event]) -> list[tuple[Wait, Owner]]:
    decisions = [event for event in ordered if event.kind in DECISIONS]
    waits: list[tuple[Wait, Owner]] = []
    begun: Event | None = None
    for event in ordered:
        if begun is not None and event.kind in _ENDS_WAIT:
            waits.append(_wait(begun, event.at, decisions))
            begun = None
        if event.kind is K.PAUSED:
            begun = event
    if begun is not None:
        waits.append(_wait(begun, None, decisions))
    return waits


def _wait(begun: Event, end: datetime | None, decisions: Sequence[Event]) -> tuple[Wait, Owner]:
    # A wait that nobody answers for is the contractor's own.
    owner = begun.owner or Owner.CONTRACTOR
    # Another program's log was recorded there, in its own time, and read here much later.
    declared_at = None if begun.source is Source.LOG else begun.recorded_at
    decided = _decided(begun.at, end, decisions) if decisions else None
    return Wait(begun.at, end, begun.reason, owner.value, declared_at, decided), owner


def _decided(start: datetime, end: datetime | None, decisions: Sequence[Event]) -> bool | None:
    """The last decision that names the beginning of a wait, or names none and was made while it lasted."""
    named = start.isoformat()
    decided = None
    for decision in decisions:
        during = start <= decision.at and (end is None or decision.at <= end)
        if decision.value == named or (not decision.value and during):
            decided = decision.kind is K.WAIT_APPROVED
    return decided
