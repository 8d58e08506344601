import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.events import DECISIONS, Event, EventKind
from app.domain.job_states import ALLOWED, JobState, Stage, allowed_actions, check_allowed, state_after
from tests.domain.promises import at, said

CALL = [
    said("reported", "09:00"),
    said("acknowledged", "09:01"),
    said("dispatched", "09:05", value="C1", technician="T1"),
    said("accepted", "09:10"),
    said("departed", "09:15"),
    said("arrived", "09:45"),
    said("paused", "09:50", owner="merchant", reason="shop-closed"),
    said("resumed", "10:20"),
    said("resolved", "10:40"),
    said("closed", "10:50"),
]


@pytest.mark.parametrize(
    ("known", "stage"),
    [
        (0, Stage.NEW),
        (2, Stage.NEW),
        (3, Stage.DISPATCHED),
        (4, Stage.ACCEPTED),
        (5, Stage.EN_ROUTE),
        (6, Stage.ON_SITE),
        (7, Stage.ON_HOLD),
        (8, Stage.ON_SITE),
        (9, Stage.RESOLVED),
        (10, Stage.CLOSED),
    ],
)
def test_the_stages_of_an_ordinary_call(known, stage):
    assert state_after(CALL[:known]).stage is stage


def test_what_a_finished_call_adds_up_to():
    assert state_after(CALL, priority="P2") == JobState(
        stage=Stage.CLOSED,
        reported_at=at("09:00"),
        acknowledged_at=at("09:01"),
        dispatched_at=at("09:05"),
        arrived_at=at("09:45"),
        resolved_at=at("10:40"),
        closed_at=at("10:50"),
        held_stage=Stage.ON_SITE,
        contractor="C1",
        technician="T1",
        priority="P2",
        dispatches=1,
    )


def test_a_wait_shows_its_reason_and_start_while_it_lasts():
    state = state_after(CALL[:7])
    assert (state.hold_reason, state.held_since) == ("shop-closed", at("09:50"))
    again = state_after([*CALL[:7], said("paused", "10:00", owner="psp", reason="no-part")])
    assert (again.stage, again.hold_reason, again.held_since) == (Stage.ON_HOLD, "no-part", at("09:50"))
    assert state_after(CALL[:8]).hold_reason == ""


def test_a_rejected_call_waits_for_another_dispatch():
    state = state_after([*CALL[:3], said("rejected", "09:20")])
    assert (state.stage, state.technician, state.contractor) == (Stage.NEW, "", "C1")
    phone = state_after(
        [*CALL[:3], said("rejected", "09:20"), said("resolved", "09:30"), said("reopened", "10:00")]
    )
    assert phone.stage is Stage.NEW


def test_another_contractor_during_a_wait_goes_on_from_the_start():
    events = [*CALL[:7], said("contractor", "10:00", value="C2")]
    state = state_after(events)
    assert (state.stage, state.contractor, state.technician) == (Stage.ON_HOLD, "C2", "")
    assert state_after([*events, said("resumed", "10:30")]).stage is Stage.NEW


def test_a_reopened_call_goes_back_to_whom_it_was_dispatched():
    state = state_after([*CALL, said("reopened", "12:00")])
    assert (state.stage, state.technician, state.resolved_at, state.closed_at, state.reopened) == (
        Stage.DISPATCHED,
        "T1",
        None,
        None,
        1,
    )


def test_closed_without_resolved_was_resolved_then():
    assert state_after([CALL[0], said("closed", "11:00")]).resolved_at == at("11:00")


def test_the_priority_is_the_last_one_said():
    events = [CALL[0], said("priority", "09:10", value="P1"), said("priority", "09:20", value="")]
    assert state_after(events, priority="P3").priority == "P1"


@pytest.mark.parametrize(
    ("late", "stage"),
    [
        ("arrived", Stage.CLOSED),
        ("rejected", Stage.CLOSED),
        ("resolved", Stage.CLOSED),
        ("cancelled", Stage.CLOSED),
    ],
)
def test_nothing_happens_to_a_call_that_is_over(late, stage):
    state = state_after([*CALL, said(late, "12:00")])
    assert (state.stage, state.resolved_at) == (stage, at("10:40"))


@given(st.lists(st.tuples(st.sampled_from(list(EventKind)), st.integers(0, 40)), max_size=12), st.randoms())
def test_no_log_is_too_wild_and_its_order_says_nothing(drawn, random):
    events = [Event(kind=kind, at=at(f"09:{minute}"), recorded_at=at("12:00")) for kind, minute in drawn]
    state = state_after(events)
    assert (state.stage is Stage.ON_HOLD) == (state.held_since is not None)
    if state.stage in {Stage.RESOLVED, Stage.CLOSED}:
        assert state.resolved_at is not None
    random.shuffle(events)
    assert state_after(events) == state


def test_what_may_be_done_in_each_stage():
    assert allowed_actions(Stage.CANCELLED) == {EventKind.NOTE}
    assert allowed_actions(Stage.CLOSED) == {
        EventKind.REOPENED,
        EventKind.EXCUSED,
        EventKind.NOTE,
        *DECISIONS,
    }
    assert EventKind.RESUMED in allowed_actions(Stage.ON_HOLD)
    assert EventKind.PAUSED not in allowed_actions(Stage.ON_HOLD)
    assert EventKind.DISPATCHED not in allowed_actions(Stage.ON_SITE)
    assert set(ALLOWED) == set(EventKind) - {EventKind.REPORTED, EventKind.UNDONE}


def test_what_may_not_be_done_is_refused_with_the_stage():
    with pytest.raises(RuleBroken) as refused:
        check_allowed(Stage.NEW, EventKind.CLOSED)
    assert (refused.value.code, refused.value.parameters) == (
        "not-in-this-stage",
        {"stage": "new", "action": "closed"},
    )
    check_allowed(Stage.RESOLVED, EventKind.CLOSED)


@pytest.mark.parametrize(
    ("facts", "contractor", "is_phone_fix"),
    [
        ([said("resolved", "09:05", value="R01")], "", True),
        ([said("resolved", "09:05", value="R08"), said("closed", "09:06")], "", True),
        ([said("resolved", "09:05", value="R04")], "", False),
        ([said("resolved", "09:05")], "", False),
        ([said("resolved", "09:05", value="R01")], "C1", False),
        ([said("dispatched", "09:02", value="C1"), said("resolved", "09:05", value="R01")], "", False),
        ([said("resolved", "09:05", value="R01"), said("reopened", "09:30")], "", False),
        ([said("closed", "09:06")], "", False),
    ],
)
def test_a_call_is_mended_by_phone_where_nobody_was_sent(facts, contractor, is_phone_fix):
    state = state_after([said("reported", "09:00"), *facts], contractor=contractor)
    assert state.is_phone_fix is is_phone_fix
