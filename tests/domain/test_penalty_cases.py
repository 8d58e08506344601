"""The states of a penalty case, and who may take off how much."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.penalty_cases import (
    ALLOWED,
    NOTIFIED,
    CaseAction,
    CaseState,
    Level,
    allowed_actions,
    check_allowed,
    level_needed,
    moved,
    state_after,
    suffices,
)

A, S = CaseAction, CaseState


def test_a_case_lives_from_draft_to_settlement():
    life = [A.DRAFTED, A.REVIEWED, A.APPROVED, A.ISSUED, A.SERVED]
    assert state_after(life) is S.SERVED
    assert state_after([*life, A.ACCEPTED, A.PAID, A.SETTLED]) is S.SETTLED
    decided = [*life, A.OBJECTED, A.DECIDED, A.ACCEPTED, A.CORRECTED]
    assert state_after(decided) is S.CORRECTED
    assert state_after([*decided, A.PAID]) is S.CORRECTED


def test_a_correction_before_the_decision_leaves_the_case_where_it_is():
    assert moved(S.ISSUED, A.CORRECTED) is S.ISSUED
    assert moved(S.SERVED, A.CORRECTED) is S.SERVED
    assert moved(S.OBJECTED, A.CORRECTED) is S.OBJECTED
    assert moved(S.ACCEPTED, A.CORRECTED) is S.CORRECTED


def test_a_correction_that_asks_for_more_has_to_be_served():
    assert moved(S.CORRECTED, A.NOTICE_DUE) is S.ISSUED


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (S.DRAFT, A.APPROVED),
        (S.REVIEWED, A.ISSUED),
        (S.APPROVED, A.WAIVED),
        (S.ISSUED, A.DRAFTED),
        (S.ISSUED, A.OBJECTED),
        (S.SERVED, A.SETTLED),
        (S.OBJECTED, A.PAID),
    ],
)
def test_what_comes_too_early_or_too_late_is_refused(state, action):
    with pytest.raises(RuleBroken) as broken:
        check_allowed(state, action)
    assert broken.value.code == "not-in-this-case-state"
    assert broken.value.parameters == {"state": state.value, "action": action.value}


def test_a_settled_case_is_closed_but_for_what_came_in_time():
    assert allowed_actions(S.SETTLED) == {A.OBJECTED}


def test_every_action_has_its_states():
    assert set(ALLOWED) == set(CaseAction)


@given(st.lists(st.sampled_from(CaseAction), max_size=40))
def test_a_notice_that_is_out_is_never_a_draft_again(actions):
    state = S.DRAFT
    for action in actions:
        if state not in ALLOWED[action]:
            continue
        after = moved(state, action)
        assert not (state in NOTIFIED and after not in NOTIFIED)
        state = after


@pytest.mark.parametrize(
    ("share", "level"),
    [
        ("0.000001", Level.SUPERVISOR),
        ("10", Level.SUPERVISOR),
        ("10.000001", Level.REGIONAL_MANAGER),
        ("50", Level.REGIONAL_MANAGER),
        ("50.000001", Level.CONTRACT_MANAGER),
        ("100", Level.CONTRACT_MANAGER),
    ],
)
def test_the_share_that_is_taken_off_says_who_has_to_approve(share, level):
    assert level_needed(Decimal(share)) is level


def test_a_higher_level_suffices():
    assert suffices(Level.CONTRACT_MANAGER, Level.SUPERVISOR)
    assert suffices(Level.SUPERVISOR, Level.SUPERVISOR)
    assert not suffices(Level.SUPERVISOR, Level.REGIONAL_MANAGER)


def test_what_comes_in_its_turn_is_allowed():
    check_allowed(S.DRAFT, A.REVIEWED)
    assert A.REVIEWED in allowed_actions(S.DRAFT)
