"""Histories: waits written down late (semantics 4), approved or not, and the grace after them."""

import pytest

from app.domain.agreements import PauseRule
from app.domain.events import Owner
from tests.domain.histories.notation import WORK, sla, told, uc

TWO_HOURS_TO_SAY_SO = sla("resolve 4 hours", terms={"declaration_hours": 2})


def test_declared_in_time_a_wait_takes_the_breach_back():
    # Due 13:00. The hour 12:30-13:30 is said at 14:00, 1:30 after it began: due 14:00.
    history = """
        2026-08-01 09:00 reported
                   12:30 paused merchant   @ 2026-08-01 14:00
                   13:30 resumed           @ 2026-08-01 14:00
                   14:00 resolved
    """
    assert told(TWO_HOURS_TO_SAY_SO, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 14:00, used 4:00, paused 1:00, stop 2026-08-01 14:00"
    ]


def test_before_it_is_declared_the_breach_stands():
    assert told(TWO_HOURS_TO_SAY_SO, "2026-08-01 09:00 reported", "2026-08-01 13:45") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 4:45, late 0:45"
    ]


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        # Begun at 12:00: until 14:00 there is time. Due 13:00 + 0:45.
        ("14:00", "met, due 2026-08-01 13:45, used 3:55, paused 0:45, stop 2026-08-01 13:40"),
        ("14:00:01", "missed, due 2026-08-01 13:00, used 4:40, late 0:40, stop 2026-08-01 13:40"),
    ],
)
def test_the_declaration_window_ends_with_its_last_second(said, reads):
    history = f"""
        2026-08-01 09:00 reported
                   12:00 paused merchant   @ 2026-08-01 {said}
                   12:45 resumed           @ 2026-08-01 {said}
                   13:40 resolved
    """
    assert told(TWO_HOURS_TO_SAY_SO, history, "2026-08-02 09:00") == [f"SLA resolve: {reads}"]


def test_without_a_word_of_the_version_three_days_are_time_enough():
    # 72 h after Sat 12:00 is Tue 12:00.
    for said, state in ("2026-08-04 12:00", "met"), ("2026-08-04 12:00:01", "missed"):
        history = f"""
            2026-08-01 09:00 reported
                       12:00 paused merchant   @ {said}
                       12:45 resumed           @ {said}
                       13:40 resolved
        """
        (line,) = told(sla("resolve 4 hours"), history, "2026-08-09 09:00")
        assert line.startswith(f"SLA resolve: {state},")


def test_declared_too_late_a_wait_leaves_the_breach_and_its_lateness():
    # Said 3 h after it began: due 13:00; 13-15 is late, nothing of it excused.
    history = """
        2026-08-01 09:00 reported
                   12:00 paused merchant   @ 2026-08-01 15:00
                   14:00 resumed           @ 2026-08-01 15:00
                   15:00 resolved
    """
    assert told(TWO_HOURS_TO_SAY_SO, history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 6:00, late 2:00, stop 2026-08-01 15:00"
    ]


def test_as_long_as_nothing_is_broken_a_wait_may_be_declared_when_you_like():
    # Due Sun 09:00; said at 15:00 of 10-11, 5 h after it began: Sun 10:00.
    history = """
        2026-08-01 09:00 reported
                   10:00 paused merchant   @ 2026-08-01 15:00
                   11:00 resumed           @ 2026-08-01 15:00
    """
    promise = sla("resolve 24 hours", terms={"declaration_hours": 2})
    assert told(promise, history, "2026-08-01 16:00") == [
        "SLA resolve: running, due 2026-08-02 10:00, used 6:00, paused 1:00"
    ]


def test_a_wait_declared_in_time_makes_room_for_one_that_followed_it():
    # 12:30-13:30 said in time: due 14:00. 13:45-14:15 said at once, before that: 3.5 + 0.25 + 0.25: 14:30.
    history = """
        2026-08-01 09:00 reported
                   12:30 paused merchant   @ 2026-08-01 13:40
                   13:30 resumed           @ 2026-08-01 13:40
                   13:45 paused network
                   14:15 resumed
                   14:30 resolved
    """
    assert told(TWO_HOURS_TO_SAY_SO, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 14:30, used 4:00, paused 1:30, stop 2026-08-01 14:30"
    ]


def test_the_contract_may_give_less_time_than_the_promise_to_the_merchant():
    # Said 3 h after it began: in time for the SLA (72 h), too late for the contract (2 h).
    contract = uc("C1", "resolve 4 hours", terms={"declaration_hours": 2})
    history = """
        2026-08-01 09:00 reported
                   09:00 dispatched C1 T1
                   12:00 paused merchant   @ 2026-08-01 15:00
                   13:00 resumed           @ 2026-08-01 15:00
                   13:30 resolved
    """
    assert told([sla("resolve 4 hours"), contract], history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 14:00, used 3:30, paused 1:00, stop 2026-08-01 13:30",
        "UC C1 resolve: missed, due 2026-08-01 13:00, used 4:30, late 0:30, stop 2026-08-01 13:30",
    ]


# --- Approval ---------------------------------------------------------------------------------------

AN_HOUR_IS_FREE = uc(
    "C1",
    "resolve 4 hours",
    terms={"pauses": (PauseRule(owner=Owner.MERCHANT, stops=WORK, approval_above_minutes=60),)},
)


@pytest.mark.parametrize(
    ("decision", "reads"),
    [
        # Approved, all of 10-12 counts: 15:00. Refused, none: 13:00. Undecided, the free hour: 14:00.
        ("wait-approved", "running, due 2026-08-01 15:00, used 1:30, paused 2:00"),
        ("wait-refused", "running, due 2026-08-01 13:00, used 3:30"),
        ("note", "running, due 2026-08-01 14:00, used 2:30, paused 1:00, undecided"),
    ],
)
def test_a_long_wait_needs_a_supervisor(decision, reads):
    history = f"""
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused merchant
                   11:30 {decision}
                   12:00 resumed
    """
    assert told(AN_HOUR_IS_FREE, history, "2026-08-01 12:30") == [f"UC C1 resolve: {reads}"]


def test_a_wait_of_just_the_free_hour_needs_nobody():
    # 13:00 + 1 h.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused merchant
                   11:00 resumed
    """
    assert told(AN_HOUR_IS_FREE, history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 14:00, used 2:00, paused 1:00"
    ]


def test_an_undecided_request_holds_no_breach_back():
    # The free hour of 10-11, then 3 h to 14:00; at 15:00 it is an hour late though work still waits.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused merchant
    """
    assert told(AN_HOUR_IS_FREE, history, "2026-08-01 15:00") == [
        "UC C1 resolve: missed, due 2026-08-01 14:00, used 5:00, paused 1:00, late 1:00, undecided"
    ]
    # Approved afterwards, at 15:00 itself, the whole wait counts: 1 h used, 3 left.
    approved = history + "2026-08-01 15:00 wait-approved"
    assert told(AN_HOUR_IS_FREE, approved, "2026-08-01 15:00") == [
        "UC C1 resolve: paused, used 1:00, paused 5:00, left 3:00"
    ]


# --- Grace ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("began", "reads"),
    [
        # 10 min are left at 12:50: they grow to 30 at 14:00. 40 min at 12:20 are enough: 14:40.
        ("12:50", "running, due 2026-08-01 14:30, used 4:00, paused 1:10"),
        ("12:20", "running, due 2026-08-01 14:40, used 3:30, paused 1:40"),
        # Begun at the due instant there is nothing left to save; 13-14 waits, 14:00-14:10 is late.
        ("13:00", "missed, due 2026-08-01 13:00, used 4:10, paused 1:00, late 0:10"),
    ],
)
def test_after_a_wait_the_least_grace_is_left(began, reads):
    history = f"""
        2026-08-01 09:00 reported
                   {began} paused merchant
                   14:00 resumed
    """
    promise = sla("resolve 4 hours", terms={"minimum_grace_minutes": 30})
    assert told(promise, history, "2026-08-01 14:10") == [f"SLA resolve: {reads}"]
