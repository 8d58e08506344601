"""The life of an alarm: which step leads where, how urgent it is, and what it does next by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.domain.alarm_life import (
    ASKING,
    STATES,
    AlarmRules,
    AlarmState,
    AlarmStep,
    Standing,
    Urgency,
    next_step,
    state_after,
    state_of,
    urgency_of,
)
from app.domain.errors import RuleBroken

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
S, P = AlarmState, AlarmStep


@pytest.mark.parametrize(("state", "step"), [*product(AlarmState, AlarmStep)])
def test_what_the_table_does_not_name_is_refused(state, step):
    if (state, step) in STATES:
        assert state_after(state, step) is STATES[state, step]
    else:
        with pytest.raises(RuleBroken) as told:
            state_after(state, step)
        assert told.value.code == "alarm-step"
        assert told.value.parameters == {"alarm_state": state.value, "step": step.value}


def test_the_three_stored_facts_tell_every_state_apart():
    found = {state_of(is_seen=a, is_true=b, is_shelved=c) for a, b, c in product((True, False), repeat=3)}
    assert found == set(AlarmState)


def test_nothing_that_nobody_has_seen_can_end():
    """Latched: only a person's step leads from a state that asks to one that is over."""
    by_itself = {P.CLEAR, P.BACK, P.REMIND, P.SHELF_END, P.ESCALATE}
    for (state, step), after in STATES.items():
        if state in ASKING and step in by_itself:
            assert after in ASKING


@pytest.mark.parametrize(
    ("kind", "threshold", "priority", "urgency"),
    [
        ("breach", 100, "P1", Urgency.HIGH),
        ("breach", 100, "P2", Urgency.MEDIUM),
        ("breach", 100, "P3", Urgency.LOW),
        ("breach", 100, "", Urgency.LOW),
        ("warning", 80, "P1", Urgency.MEDIUM),
        ("warning", 74, "P1", Urgency.LOW),
        ("warning", 95, "P2", Urgency.LOW),
    ],
)
def test_how_urgent_an_alarm_is(kind, threshold, priority, urgency):
    assert urgency_of(kind, threshold, priority) is urgency


BREACH = Standing(
    state=S.RAISED,
    kind="breach",
    urgency=Urgency.HIGH,
    announced_at=NOW,
    acknowledged_at=None,
    shelved_until=None,
    escalated=0,
)


@pytest.mark.parametrize(
    ("changes", "step", "minutes"),
    [
        ({}, P.ESCALATE, 5),
        ({"escalated": 1}, P.ESCALATE, 15),
        ({"urgency": Urgency.LOW}, P.ESCALATE, 60),
        ({"state": S.ACKNOWLEDGED, "acknowledged_at": NOW + MINUTE}, P.REMIND, 16),
        ({"state": S.SHELVED, "shelved_until": NOW + 40 * MINUTE}, P.SHELF_END, 40),
        ({"state": S.SHELVED_QUIET, "shelved_until": NOW + 40 * MINUTE}, P.SHELF_END, 40),
        ({"state": S.SHELVED, "kind": "warning", "shelved_until": NOW + MINUTE}, P.SHELF_END, 1),
    ],
)
def test_what_an_alarm_does_by_itself(changes, step, minutes):
    assert next_step(replace(BREACH, **changes), AlarmRules()) == (step, NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    "changes",
    [
        {"escalated": 2},
        {"state": S.RETURNED},
        {"state": S.CLEARED, "acknowledged_at": NOW},
        {"kind": "warning"},
        {"kind": "warning", "state": S.ACKNOWLEDGED, "acknowledged_at": NOW},
    ],
)
def test_what_waits_for_people_or_facts(changes):
    assert next_step(replace(BREACH, **changes), AlarmRules()) is None
