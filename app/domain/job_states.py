"""The stages of a job, which action is allowed in which stage, and the state that events lead to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.errors import RuleBroken
from app.domain.event_order import counted
from app.domain.events import DECISIONS, Event, EventKind


class Stage(StrEnum):
    """Where a job stands."""

    NEW = "new"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    EN_ROUTE = "en-route"
    ON_SITE = "on-site"
    ON_HOLD = "on-hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


WITH_CONTRACTOR = frozenset({Stage.DISPATCHED, Stage.ACCEPTED, Stage.EN_ROUTE, Stage.ON_SITE})
OPEN = WITH_CONTRACTOR | {Stage.NEW, Stage.ON_HOLD}
DONE = frozenset({Stage.RESOLVED, Stage.CLOSED})
EVERY = frozenset(Stage)
BY_PHONE = frozenset({"R01", "R02", "R07", "R08"})
"""Remedies of the catalogue that need nobody on site: by phone, remotely, by parameters, by training."""

ALLOWED: dict[EventKind, frozenset[Stage]] = {
    EventKind.ACKNOWLEDGED: frozenset({Stage.NEW}),
    EventKind.DISPATCHED: OPEN - {Stage.ON_SITE},
    EventKind.ACCEPTED: frozenset({Stage.DISPATCHED}),
    EventKind.REJECTED: frozenset({Stage.DISPATCHED, Stage.ACCEPTED}),
    EventKind.DEPARTED: frozenset({Stage.DISPATCHED, Stage.ACCEPTED}),
    EventKind.ARRIVED: WITH_CONTRACTOR - {Stage.ON_SITE},
    EventKind.PAUSED: OPEN - {Stage.ON_HOLD},
    EventKind.RESUMED: frozenset({Stage.ON_HOLD}),
    EventKind.RESOLVED: OPEN,
    EventKind.CLOSED: frozenset({Stage.RESOLVED}),
    EventKind.REOPENED: DONE,
    EventKind.CANCELLED: OPEN,
    EventKind.PRIORITY: OPEN,
    EventKind.CONTRACTOR: OPEN,
    EventKind.EXCUSED: OPEN | DONE,
    EventKind.NOTE: EVERY,
    EventKind.WAIT_APPROVED: OPEN | DONE,
    EventKind.WAIT_REFUSED: OPEN | DONE,
}
"""Which event may be recorded at the desk in which stage; a foreign log is taken as it is."""

TAKEN_BACK = frozenset(ALLOWED) - {EventKind.NOTE, *DECISIONS}
"""What an undo may take back: a note moves nothing, but for a second call, which is counted; a supervisor's
decision is decided anew."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What the events of a job add up to."""

    stage: Stage = Stage.NEW
    reported_at: datetime | None = None
    acknowledged_at: datetime | None = None
    dispatched_at: datetime | None = None
    arrived_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    held_since: datetime | None = None
    held_stage: Stage = Stage.NEW
    """Where the job goes on when its wait ends."""
    hold_reason: str = ""
    contractor: str = ""
    technician: str = ""
    priority: str = ""
    remedy: str = ""
    """Code of what was done, as the last resolution says."""
    reopened: int = 0
    dispatches: int = 0

    @property
    def is_phone_fix(self) -> bool:
        """Whether the desk mended it itself: it was never a contractor's, and nobody went there."""
        is_done = self.stage in DONE and self.remedy in BY_PHONE
        return is_done and not (self.dispatches or self.contractor or self.arrived_at)


def state_after(events: Iterable[Event], *, contractor: str = "", priority: str = "") -> JobState:
    """The state a job is in after `events`; `contractor` and `priority` as it was registered."""
    state = JobState(contractor=contractor, priority=priority)
    for event in counted(events):
        state = _after(state, event)
    return state


def check_allowed(stage: Stage, kind: EventKind) -> None:
    """Refuse an event that makes no sense in this stage: RuleBroken("not-in-this-stage")."""
    if stage not in ALLOWED.get(kind, frozenset()):
        raise RuleBroken("not-in-this-stage", stage=stage.value, action=kind.value)


def allowed_actions(stage: Stage) -> frozenset[EventKind]:
    """What may be recorded while a job is in `stage`."""
    return frozenset(kind for kind, stages in ALLOWED.items() if stage in stages)


_MOVES = {
    EventKind.ACCEPTED: Stage.ACCEPTED,
    EventKind.DEPARTED: Stage.EN_ROUTE,
    EventKind.ARRIVED: Stage.ON_SITE,
    EventKind.RESOLVED: Stage.RESOLVED,
    EventKind.CLOSED: Stage.CLOSED,
    EventKind.CANCELLED: Stage.CANCELLED,
}


def _after(state: JobState, event: Event) -> JobState:
    change = _CHANGES.get(event.kind)
    if change is not None:
        state = change(state, event)
    moved = _MOVES.get(event.kind)
    if moved is not None:
        state = replace(state, stage=moved, held_since=None, hold_reason="")
    return state


def _reported(state: JobState, event: Event) -> JobState:
    return replace(state, reported_at=state.reported_at or event.at)


def _acknowledged(state: JobState, event: Event) -> JobState:
    return replace(state, acknowledged_at=state.acknowledged_at or event.at)


def _dispatched(state: JobState, event: Event) -> JobState:
    return replace(
        state,
        stage=Stage.DISPATCHED,
        dispatched_at=event.at,
        contractor=event.value or state.contractor,
        technician=event.technician or state.technician,
        dispatches=state.dispatches + 1,
        held_since=None,
        hold_reason="",
    )


def _rejected(state: JobState, _event: Event) -> JobState:
    return replace(state, stage=Stage.NEW, technician="", dispatched_at=None, held_since=None, hold_reason="")


def _arrived(state: JobState, event: Event) -> JobState:
    return replace(state, arrived_at=state.arrived_at or event.at)


def _paused(state: JobState, event: Event) -> JobState:
    if state.stage is Stage.ON_HOLD:
        return replace(state, hold_reason=event.reason)
    return replace(
        state, stage=Stage.ON_HOLD, held_since=event.at, held_stage=state.stage, hold_reason=event.reason
    )


def _resumed(state: JobState, _event: Event) -> JobState:
    if state.stage != Stage.ON_HOLD:
        return state
    return replace(state, stage=state.held_stage, held_since=None, hold_reason="")


def _resolved(state: JobState, event: Event) -> JobState:
    return replace(state, resolved_at=event.at, remedy=event.value)


def _closed(state: JobState, event: Event) -> JobState:
    return replace(state, closed_at=event.at, resolved_at=state.resolved_at or event.at)


def _reopened(state: JobState, _event: Event) -> JobState:
    stage = Stage.DISPATCHED if state.technician or state.dispatched_at else Stage.NEW
    return replace(
        state, stage=stage, resolved_at=None, closed_at=None, remedy="", reopened=state.reopened + 1
    )


def _priority(state: JobState, event: Event) -> JobState:
    return replace(state, priority=event.value or state.priority)


def _contractor(state: JobState, event: Event) -> JobState:
    if event.value and state.contractor in {"", event.value}:
        # Said again, or for the first time: nobody lost the job.
        return replace(state, contractor=event.value)
    stage = Stage.ON_HOLD if state.stage is Stage.ON_HOLD else Stage.NEW
    return replace(
        state,
        contractor=event.value or state.contractor,
        technician="",
        dispatched_at=None,
        stage=stage,
        held_stage=Stage.NEW,
    )


_CHANGES = {
    EventKind.REPORTED: _reported,
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.DISPATCHED: _dispatched,
    EventKind.REJECTED: _rejected,
    EventKind.ARRIVED: _arrived,
    EventKind.PAUSED: _paused,
    EventKind.RESUMED: _resumed,
    EventKind.RESOLVED: _resolved,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.PRIORITY: _priority,
    EventKind.CONTRACTOR: _contractor,
}
