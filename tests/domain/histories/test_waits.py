"""Histories: waits, whose they are and what they stop (semantics 3)."""

import pytest

from app.domain.agreements import Metric, PauseRule
from app.domain.events import Owner
from tests.domain.histories.notation import sla, told, uc

FOUR_HOURS = sla("resolve 4 hours")
FOUR_OFFICE_HOURS = sla("resolve 4 hours office")


def test_a_wait_moves_the_due_instant_by_its_length():
    # 13:00 + 1:30; until 12:00 it is 3 h less 1:30.
    history = """
        2026-08-01 09:00 reported
                   10:00 paused merchant
                   11:30 resumed
    """
    assert told(FOUR_HOURS, history, "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 14:30, used 1:30, paused 1:30"
    ]


@pytest.mark.parametrize("owner", ["merchant", "psp", "network", "force-majeure"])
def test_a_wait_that_others_own_stops_a_contractors_clock(owner):
    # 09:00 + 4 h + 1 h; until 12:00: 3 h less 1 h.
    history = f"""
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused {owner}
                   11:00 resumed
    """
    assert told(uc("C1", "resolve 4 hours"), history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 14:00, used 2:00, paused 1:00"
    ]


@pytest.mark.parametrize("owner", ["contractor", ""])
def test_a_wait_that_is_its_own_or_nobodys_never_stops_a_contractors_clock(owner):
    # The version's rules name every owner, the contractor too; the clock goes on all the same.
    history = f"""
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused {owner}
                   11:00 resumed
    """
    assert told(uc("C1", "resolve 4 hours"), history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 13:00, used 3:00"
    ]


def test_a_wait_of_the_contractor_stops_the_companys_clock_only_where_its_version_says_so():
    # Of every owner: 13:00 + 1 h. Of the merchant alone: 13:00.
    history = """
        2026-08-01 09:00 reported
                   10:00 paused contractor
                   11:00 resumed
    """
    merchants_alone = (PauseRule(owner=Owner.MERCHANT, stops=frozenset({Metric.RESOLVE})),)
    strict = sla("resolve 4 hours", code="STRICT", terms={"pauses": merchants_alone})
    assert told([FOUR_HOURS, strict], history, "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 14:00, used 2:00, paused 1:00",
        "SLA resolve: running, due 2026-08-01 13:00, used 3:00",
    ]


def test_only_the_reasons_that_the_version_names_stop_a_clock():
    # The closed shop counts (1 h), the missing parking space does not: 13:00 + 1 h.
    rule = PauseRule(
        owner=Owner.MERCHANT, stops=frozenset({Metric.RESOLVE}), reasons=frozenset({"shop-closed"})
    )
    history = """
        2026-08-01 09:00 reported
                   09:30 paused merchant shop-closed
                   10:30 resumed
                   11:00 paused merchant no-parking
                   11:30 resumed
    """
    assert told(sla("resolve 4 hours", terms={"pauses": (rule,)}), history, "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 14:00, used 2:00, paused 1:00"
    ]


def test_a_wait_over_closing_time_takes_only_its_open_part():
    # 1 h until 16:00. Of 16:00-09:00 open are Sat 16-17 and Sun 8-9: 2 h. Sun 09:00 + 3 h.
    history = """
        2026-08-01 15:00 reported
                   16:00 paused merchant
        2026-08-02 09:00 resumed
    """
    assert told(FOUR_OFFICE_HOURS, history, "2026-08-02 10:00") == [
        "SLA resolve: running, due 2026-08-02 12:00, used 2:00, paused 2:00"
    ]


def test_a_wait_while_closed_takes_nothing():
    # Sat 15-17 is 2 h, Sun 08-10 the others; 20:00-06:00 is closed.
    history = """
        2026-08-01 15:00 reported
                   20:00 paused merchant
        2026-08-02 06:00 resumed
    """
    assert told(FOUR_OFFICE_HOURS, history, "2026-08-02 09:00") == [
        "SLA resolve: running, due 2026-08-02 10:00, used 3:00"
    ]


def test_a_wait_over_a_weekend_takes_thursday_noon_and_saturday_morning():
    # Wed 16-17 and Thu 8-10 are 3 h. Open in the wait: Thu 10-13 and Sat 8-10, 5 h. Sat 10:00 + 5 h.
    history = """
        2026-08-05 16:00 reported
        2026-08-06 10:00 paused network
        2026-08-08 10:00 resumed
    """
    assert told(sla("resolve 8 hours office"), history, "2026-08-08 11:00") == [
        "SLA resolve: running, due 2026-08-08 15:00, used 4:00, paused 5:00"
    ]


def test_a_wait_that_takes_over_from_another_is_not_counted_twice():
    # 10:00-10:30 the merchant's, 10:30-11:00 the network's; the second "resumed" ends nothing: 13:00 + 1 h.
    history = """
        2026-08-01 09:00 reported
                   10:00 paused merchant
                   10:30 paused network
                   11:00 resumed
                   11:30 resumed
    """
    assert told(FOUR_HOURS, history, "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 14:00, used 2:00, paused 1:00"
    ]


def test_where_the_contractors_own_wait_takes_over_its_clock_goes_on():
    # The merchant's half hour counts, the contractor's does not: 13:00 + 0:30.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused merchant
                   10:30 paused contractor
                   11:00 resumed
    """
    assert told(uc("C1", "resolve 4 hours"), history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 13:30, used 2:30, paused 0:30"
    ]


def test_a_wait_of_no_length_takes_nothing():
    history = """
        2026-08-01 09:00 reported
                   10:00 paused merchant
                   10:00 resumed
    """
    assert told(FOUR_HOURS, history, "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 13:00, used 3:00"
    ]


def test_a_wait_that_ends_where_the_clock_would_have_been_due():
    # 3 h until 12:00, the wait until 13:00, and the fourth hour: 14:00.
    history = """
        2026-08-01 09:00 reported
                   12:00 paused merchant
                   13:00 resumed
    """
    assert told(FOUR_HOURS, history, "2026-08-01 13:00") == [
        "SLA resolve: running, due 2026-08-01 14:00, used 3:00, paused 1:00"
    ]


def test_while_it_waits_a_clock_has_an_amount_left_and_no_due_instant():
    history = """
        2026-08-01 09:00 reported
                   10:00 paused force-majeure
    """
    assert told(FOUR_HOURS, history, "2026-08-03 09:00") == [
        "SLA resolve: paused, used 1:00, paused 47:00, left 3:00"
    ]


def test_a_long_wait_before_due_leaves_the_rest_for_afterwards():
    # 3 h until 12:00; from 20:00 on one hour is left: 21:00.
    history = """
        2026-08-01 09:00 reported
                   12:00 paused merchant
                   20:00 resumed
                   20:59 resolved
    """
    assert told(FOUR_HOURS, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 21:00, used 3:59, paused 8:00, stop 2026-08-01 20:59"
    ]


def test_solved_while_it_waits_the_clock_stops_there():
    # 1 h until 10:00; with the two hours waited by then it would have been due at 15:00.
    history = """
        2026-08-01 09:00 reported
                   10:00 paused merchant
                   12:00 resolved
    """
    assert told(FOUR_HOURS, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 15:00, used 1:00, paused 2:00, stop 2026-08-01 12:00"
    ]


def test_who_arrives_ends_a_wait_that_nobody_ended():
    # 10:00-10:40 waited: 13:00 + 0:40.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused merchant
                   10:40 arrived
    """
    assert told(uc("C1", "resolve 4 hours"), history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 13:40, used 2:20, paused 0:40"
    ]


def test_clocks_of_responses_go_on_while_the_work_waits():
    # Accept: 09:00 + 0:30, done at 09:55. Arrive: 09:00 + 2 h. Resolve: 13:00 + 0:40.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   09:10 paused merchant
                   09:50 resumed
                   09:55 accepted
                   11:00 arrived
    """
    promise = uc("C1", "accept 30 minutes", "arrive 2 hours", "resolve 4 hours")
    assert told(promise, history, "2026-08-01 12:00") == [
        "UC C1 accept: missed, due 2026-08-01 09:30, used 0:55, late 0:25, stop 2026-08-01 09:55",
        "UC C1 arrive: met, due 2026-08-01 11:00, used 2:00, stop 2026-08-01 11:00",
        "UC C1 resolve: running, due 2026-08-01 13:40, used 2:20, paused 0:40",
    ]


def test_the_clock_of_a_response_waits_where_the_version_says_so():
    # 11:00 + 0:40.
    rule = PauseRule(owner=Owner.MERCHANT, stops=frozenset({Metric.ARRIVE}))
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   09:10 paused merchant
                   09:50 resumed
    """
    promise = uc("C1", "arrive 2 hours", "resolve 4 hours", terms={"pauses": (rule,)})
    assert told(promise, history, "2026-08-01 10:00") == [
        "UC C1 arrive: running, due 2026-08-01 11:40, used 0:20, paused 0:40",
        "UC C1 resolve: running, due 2026-08-01 13:00, used 1:00",
    ]


def test_a_whole_working_day_waited_moves_working_days_by_one():
    # Sat 10:00: Sun and Mon, 7 + 9 + 9 = 25 h. Without Sunday: Sat 7, Mon 9, Tue 9: Tue 17:00.
    history = """
        2026-08-01 10:00 reported
        2026-08-02 08:00 paused merchant
        2026-08-03 08:00 resumed
    """
    assert told(sla("install 2 working days office"), history, "2026-08-03 10:00") == [
        "SLA install: running, due 2026-08-04 17:00, used 9:00, paused 9:00"
    ]


def test_two_hours_waited_move_working_days_into_the_morning_after():
    # 25 h from Sat 10:00 without Sat 10-12: Sat 5, Sun 9, Mon 9, and 2 h of Tuesday: 10:00.
    history = """
        2026-08-01 10:00 reported
                   10:00 paused merchant
                   12:00 resumed
    """
    assert told(sla("install 2 working days office"), history, "2026-08-02 08:00") == [
        "SLA install: running, due 2026-08-04 10:00, used 5:00, paused 2:00"
    ]


def test_two_waits_of_one_clock_add_up():
    # 13:00 + 0:30 + 0:45.
    history = """
        2026-08-01 09:00 reported
                   09:30 paused merchant
                   10:00 resumed
                   13:00 paused psp
                   13:45 resumed
                   14:15 resolved
    """
    assert told(FOUR_HOURS, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 14:15, used 4:00, paused 1:15, stop 2026-08-01 14:15"
    ]
