"""The life of an alarm in the spirit of ISA-18.2: which step leads from which state to which, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import RuleBroken


class AlarmState(StrEnum):
    """How an alarm stands."""

    RAISED = "raised"
    """Its cause is there and nobody has seen it."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody has seen it; its cause is still there."""
    SHELVED = "shelved"
    """Silenced for a stated time and reason; its cause is there."""
    SHELVED_QUIET = "shelved-quiet"
    """Shelved, and its cause is gone meanwhile."""
    RETURNED = "returned"
    """Its cause is gone before anybody saw it: latched until somebody does."""
    CLEARED = "cleared"
    """Seen, and its cause is gone: over."""


class AlarmStep(StrEnum):
    """What happens to an alarm; recorded under this name."""

    RAISE = "raised"
    ACKNOWLEDGE = "acknowledged"
    UNDO = "acknowledgement-undone"
    SHELVE = "shelved"
    UNSHELVE = "unshelved"
    SHELF_END = "shelf-over"
    REMIND = "reminded"
    ESCALATE = "escalated"
    CLEAR = "cause-gone"
    BACK = "cause-back"


STATES: Mapping[tuple[AlarmState, AlarmStep], AlarmState] = {
    (AlarmState.RAISED, AlarmStep.ACKNOWLEDGE): AlarmState.ACKNOWLEDGED,
    (AlarmState.RAISED, AlarmStep.SHELVE): AlarmState.SHELVED,
    (AlarmState.RAISED, AlarmStep.ESCALATE): AlarmState.RAISED,
    (AlarmState.RAISED, AlarmStep.CLEAR): AlarmState.RETURNED,
    (AlarmState.ACKNOWLEDGED, AlarmStep.UNDO): AlarmState.RAISED,
    (AlarmState.ACKNOWLEDGED, AlarmStep.REMIND): AlarmState.RAISED,
    (AlarmState.ACKNOWLEDGED, AlarmStep.SHELVE): AlarmState.SHELVED,
    (AlarmState.ACKNOWLEDGED, AlarmStep.CLEAR): AlarmState.CLEARED,
    (AlarmState.SHELVED, AlarmStep.UNSHELVE): AlarmState.RAISED,
    (AlarmState.SHELVED, AlarmStep.SHELF_END): AlarmState.RAISED,
    (AlarmState.SHELVED, AlarmStep.CLEAR): AlarmState.SHELVED_QUIET,
    (AlarmState.SHELVED_QUIET, AlarmStep.UNSHELVE): AlarmState.CLEARED,
    (AlarmState.SHELVED_QUIET, AlarmStep.SHELF_END): AlarmState.CLEARED,
    (AlarmState.SHELVED_QUIET, AlarmStep.BACK): AlarmState.SHELVED,
    (AlarmState.RETURNED, AlarmStep.ACKNOWLEDGE): AlarmState.CLEARED,
    (AlarmState.RETURNED, AlarmStep.BACK): AlarmState.RAISED,
    (AlarmState.CLEARED, AlarmStep.UNDO): AlarmState.RETURNED,
    (AlarmState.CLEARED, AlarmStep.BACK): AlarmState.RAISED,
}
"""Every step that is allowed; any other is refused and changes nothing."""

ASKING = frozenset({AlarmState.RAISED, AlarmState.RETURNED})
"""States that ask for somebody's eyes."""
LISTED = ASKING | {AlarmState.ACKNOWLEDGED}
SHELVED = frozenset({AlarmState.SHELVED, AlarmState.SHELVED_QUIET})


def state_after(state: AlarmState, step: AlarmStep) -> AlarmState:
    """The state that `step` leads to; RuleBroken "alarm-step" where it is not allowed."""
    after = STATES.get((state, step))
    if after is None:
        raise RuleBroken("alarm-step", alarm_state=state.value, step=step.value)
    return after


def state_of(*, is_seen: bool, is_true: bool, is_shelved: bool) -> AlarmState:
    """The state that three stored facts make; whoever shelves an alarm has seen it."""
    if is_shelved:
        return AlarmState.SHELVED if is_true else AlarmState.SHELVED_QUIET
    if is_seen:
        return AlarmState.ACKNOWLEDGED if is_true else AlarmState.CLEARED
    return AlarmState.RAISED if is_true else AlarmState.RETURNED


class Urgency(StrEnum):
    """The three priorities of alarms; not the priority of the call."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


TARGET_SHARES: Mapping[Urgency, int] = {Urgency.HIGH: 5, Urgency.MEDIUM: 15, Urgency.LOW: 80}
"""Percent of all announced alarms that each should be (ISA-18.2, IEC 62682)."""

BREACH, WARNING = "breach", "warning"
_LAST_CALL = 75
"""A warning from this percentage on leaves little time."""


def urgency_of(kind: str, threshold: int, priority: str) -> Urgency:
    """How urgent a breach or a warning at `threshold` percent of a call's clock is."""
    if kind == BREACH:
        return {"P1": Urgency.HIGH, "P2": Urgency.MEDIUM}.get(priority, Urgency.LOW)
    return Urgency.MEDIUM if priority == "P1" and threshold >= _LAST_CALL else Urgency.LOW


def _minutes(high: int, medium: int, low: int) -> Mapping[Urgency, timedelta]:
    found = zip(Urgency, (high, medium, low), strict=True)
    return {urgency: timedelta(minutes=minutes) for urgency, minutes in found}


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """The times of an alarm's life, by its urgency."""

    remind: Mapping[Urgency, timedelta] = field(default_factory=lambda: _minutes(15, 60, 240))
    """An acknowledged breach that is still one asks again after so long."""
    shelf: Mapping[Urgency, timedelta] = field(default_factory=lambda: _minutes(60, 240, 1440))
    """The longest that an alarm may be shelved at a time."""
    supervisor: Mapping[Urgency, timedelta] = field(default_factory=lambda: _minutes(5, 15, 60))
    """A breach that nobody acknowledges is the supervisor's after so long."""
    manager: Mapping[Urgency, timedelta] = field(default_factory=lambda: _minutes(15, 60, 240))
    """And the manager's after so long, counted from the announcement as well."""

    def ladder(self, urgency: Urgency) -> tuple[timedelta, ...]:
        """After how long an announcement climbs to each level above the dispatcher's."""
        return self.supervisor[urgency], self.manager[urgency]


LEVELS = ("dispatcher", "supervisor", "manager")
"""The ladder; an alarm's `escalated` is a place on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the next step of an alarm depends on."""

    state: AlarmState
    kind: str
    urgency: Urgency
    announced_at: datetime
    acknowledged_at: datetime | None
    shelved_until: datetime | None
    escalated: int


def next_step(alarm: Standing, rules: AlarmRules) -> tuple[AlarmStep, datetime] | None:
    """What this alarm does next by itself, and when; None: it waits for people or facts."""
    if alarm.state in SHELVED and alarm.shelved_until is not None:
        return AlarmStep.SHELF_END, alarm.shelved_until
    if alarm.kind != BREACH:
        return None
    if alarm.state is AlarmState.ACKNOWLEDGED and alarm.acknowledged_at is not None:
        return AlarmStep.REMIND, alarm.acknowledged_at + rules.remind[alarm.urgency]
    ladder = rules.ladder(alarm.urgency)
    if alarm.state is AlarmState.RAISED and alarm.escalated < len(ladder):
        return AlarmStep.ESCALATE, alarm.announced_at + ladder[alarm.escalated]
    return None
