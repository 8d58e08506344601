"""What happened on one job beside its promises: when it was down, who had it, what was noted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from app.domain.clocks import Wait
from app.domain.event_order import ENDS
from app.domain.events import Event, EventKind, Owner, Service
from app.domain.job_life import Life, Run, contractor_runs, read_life
from app.domain.money import is_rial
from app.domain.obligations import JobFacts
from app.domain.penalties.clauses import DECLARED, Trigger
from app.domain.penalties.lines import STEP_IN

_NEVER = datetime.max.replace(tzinfo=UTC)
_NOTED = frozenset({EventKind.NOTE, EventKind.REJECTED})
_TRIGGERS = {trigger.value: trigger for trigger in DECLARED}
_EXCUSES_DOWNTIME = frozenset({"", "resolve"})


class Down(NamedTuple):
    """A stretch in which a terminal was down while a contractor had the job."""

    party: str
    start: datetime
    end: datetime


class Noted(NamedTuple):
    """Something that somebody wrote down against the contractor that had the job."""

    trigger: Trigger
    at: datetime
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One job as the clauses that charge no promise see it."""

    job: str
    terminal: str
    province: str
    service: str
    zone: str
    priority: str
    reported_at: datetime | None
    """When the call came; None where there was none, or where it was withdrawn or excused."""
    repaired: tuple[tuple[datetime, str], ...]
    """When it was resolved, and by whom."""
    noted: tuple[Noted, ...]
    down: tuple[Down, ...]
    waits: tuple[tuple[Wait, Owner], ...]


def what_happened(
    facts: JobFacts, terminal: str, priority: str, events: Iterable[Event], *, as_of: datetime
) -> Happened:
    """Read a job's events up to `as_of`; `priority` is the one it came to."""
    life = read_life(events)
    reported_at = next((e.at for e in life.events if e.kind is EventKind.REPORTED), None)
    started_at = reported_at or next((e.at for e in life.events if e.kind is EventKind.DISPATCHED), None)
    had = _holders(contractor_runs(life, facts.contractor, facts.due_from, facts.due_to), started_at)
    excused = {value for _at, value in life.excused}
    is_void = "" in excused or _is_withdrawn(life)
    is_call = facts.described.service == Service.EM
    return Happened(
        job=facts.code,
        terminal=terminal,
        province=facts.province,
        service=facts.described.service,
        zone=facts.described.zone,
        priority=priority,
        reported_at=None if is_void or not is_call else started_at,
        repaired=tuple((e.at, had_it(had, e.at)) for e in life.events if e.kind is EventKind.RESOLVED),
        noted=() if "" in excused else tuple(_noted(life, had)),
        down=() if not is_call or excused & _EXCUSES_DOWNTIME else tuple(_down(life, started_at, had, as_of)),
        waits=life.waits,
    )


def step_in_cost(facts: JobFacts, events: Iterable[Event]) -> Decimal | None:
    """What others took for the job: as the job says, or else the last note with the reason `step-in`."""
    if facts.cost is not None:
        return facts.cost
    said = [e.value for e in events if e.kind is EventKind.NOTE and e.reason == STEP_IN]
    return Decimal(said[-1]) if said and is_rial(said[-1]) else None


def had_it(had: Sequence[Down], at: datetime) -> str:
    """Who had the job at an instant; whoever gave it back then still had it."""
    return next((each.party for each in reversed(had) if each.start <= at <= each.end), "")


def _holders(runs: Sequence[Run], started_at: datetime | None) -> list[Down]:
    """Who had the job from when to when; the first also before its dispatch, as the call waited for it."""
    found = []
    for place, run in enumerate(runs):
        follows = runs[place + 1].start if place + 1 < len(runs) else _NEVER
        start = min(run.start, started_at) if place == 0 and started_at is not None else run.start
        found.append(Down(run.party, start, follows if run.ended_at is None else run.ended_at))
    return [each for each in found if each.party]


def _down(life: Life, started_at: datetime | None, had: Sequence[Down], as_of: datetime) -> Iterable[Down]:
    """From the call to its end, and again from each reopening, cut by who had the job."""
    for start, end in _stretches(life, started_at, as_of):
        for each in had:
            begins, ends = max(start, each.start), min(end, each.end)
            if begins < ends:
                yield Down(each.party, begins, ends)


def _stretches(
    life: Life, started_at: datetime | None, as_of: datetime
) -> Iterable[tuple[datetime, datetime]]:
    since = started_at
    for event in life.events:
        if event.kind in ENDS and since is not None:
            yield since, event.at
            since = None
        elif event.kind is EventKind.CANCELLED:
            since = None
        elif event.kind is EventKind.REOPENED:
            since = event.at
    if since is not None:
        yield since, as_of


def _noted(life: Life, had: Sequence[Down]) -> Iterable[Noted]:
    for event in life.events:
        if event.kind in _NOTED and event.reason in _TRIGGERS:
            yield Noted(_TRIGGERS[event.reason], event.at, had_it(had, event.at))


def _is_withdrawn(life: Life) -> bool:
    """Whether the call was cancelled: there was nothing to repair."""
    last = [e.kind for e in life.events if e.kind in ENDS or e.kind is EventKind.CANCELLED]
    return bool(last) and last[-1] is EventKind.CANCELLED
