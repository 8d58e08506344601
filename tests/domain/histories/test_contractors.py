"""Histories: who has the job (semantics 6), its end and its return (semantics 7)."""

from tests.domain.histories.notation import agreed, sla, told, uc

SLA = sla("resolve 4 hours")
C1, C2 = uc("C1", "resolve 4 hours"), uc("C2", "resolve 2 hours")


def test_reassigned_before_due_the_first_is_free_and_the_second_begins():
    # SLA 09:00 + 4 h. C1 09:10 + 4 h, had it for 1:50. C2 11:00 + 2 h.
    history = """
        2026-08-01 09:00 reported
                   09:10 dispatched C1 T1
                   11:00 dispatched C2 T3
                   12:00 resolved
    """
    assert told([SLA, C1, C2], history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00",
        "UC C1 resolve: cancelled, due 2026-08-01 13:10, used 1:50, stop 2026-08-01 11:00",
        "UC C2 resolve #1: met, due 2026-08-01 13:00, used 1:00, stop 2026-08-01 12:00",
    ]


def test_reassigned_after_due_the_firsts_miss_stands_and_grows_no_more():
    # C1 was due 13:10 and had it until 14:10. C2 14:10 + 2 h. The SLA is late until the end: 13-17.
    history = """
        2026-08-01 09:00 reported
                   09:10 dispatched C1 T1
                   14:10 dispatched C2 T3
                   17:00 resolved
    """
    assert told([SLA, C1, C2], history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 8:00, late 4:00, stop 2026-08-01 17:00",
        "UC C1 resolve: missed, due 2026-08-01 13:10, used 5:00, late 1:00, stop 2026-08-01 14:10",
        "UC C2 resolve #1: missed, due 2026-08-01 16:10, used 2:50, late 0:50, stop 2026-08-01 17:00",
    ]


def test_reassigned_at_the_due_instant_nothing_is_missed():
    # At 13:10 itself C1 could still have kept it.
    history = """
        2026-08-01 09:10 dispatched C1 T1
                   13:10 dispatched C2 T3
    """
    assert told(C1, history, "2026-08-02 09:00") == [
        "UC C1 resolve: cancelled, due 2026-08-01 13:10, used 4:00, stop 2026-08-01 13:10"
    ]


def test_a_contract_begins_when_the_dispatch_is_delivered_not_when_it_is_accepted():
    # 09:10 + 4 h, whatever was accepted when.
    history = """
        2026-08-01 09:00 reported
                   09:10 dispatched C1 T1
                   10:30 accepted
    """
    assert told(C1, history, "2026-08-01 11:10") == [
        "UC C1 resolve: running, due 2026-08-01 13:10, used 2:00"
    ]


def test_another_technician_of_the_same_contractor_begins_nothing():
    history = """
        2026-08-01 09:10 dispatched C1 T1
                   11:00 dispatched C1 T2
    """
    assert told(C1, history, "2026-08-01 12:10") == [
        "UC C1 resolve: running, due 2026-08-01 13:10, used 3:00"
    ]


def test_rejected_and_dispatched_to_the_same_again_it_is_a_second_promise():
    # The first: 09:00-09:30. The second: 10:00 + 4 h.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   09:30 rejected
                   10:00 dispatched C1 T2
    """
    assert told(C1, history, "2026-08-01 11:00") == [
        "UC C1 resolve: cancelled, due 2026-08-01 13:00, used 0:30, stop 2026-08-01 09:30",
        "UC C1 resolve #1: running, due 2026-08-01 14:00, used 1:00",
    ]


def test_a_wait_under_one_contractor_is_none_of_the_next_ones():
    # C1 waits 10-11. C2 begins at 11:00 with its 2 h whole. The SLA: 13:00 + 1 h.
    history = """
        2026-08-01 09:00 reported
                   09:00 dispatched C1 T1
                   10:00 paused merchant
                   11:00 dispatched C2 T3
    """
    assert told([SLA, C1, C2], history, "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 14:00, used 2:00, paused 1:00",
        "UC C1 resolve: cancelled, due 2026-08-01 14:00, used 1:00, paused 1:00, stop 2026-08-01 11:00",
        "UC C2 resolve #1: running, due 2026-08-01 13:00, used 1:00",
    ]


def test_three_kinds_of_agreement_run_side_by_side():
    # OLA: dispatched within 15 min of the report; 10 are used. UC from 09:10: accept 09:40, resolve 13:10.
    ola = agreed("OLA", "dispatch 15 minutes")
    contract = uc("C1", "accept 30 minutes", "resolve 4 hours")
    promise = sla("acknowledge 5 minutes", "arrive 2 hours", "resolve 6 hours")
    history = """
        2026-08-01 09:00 reported
                   09:06 acknowledged
                   09:10 dispatched C1 T1
                   09:30 accepted
    """
    assert told([promise, ola, contract], history, "2026-08-01 10:00") == [
        "SLA acknowledge: missed, due 2026-08-01 09:05, used 0:06, late 0:01, stop 2026-08-01 09:06",
        "SLA arrive: running, due 2026-08-01 11:00, used 1:00",
        "SLA resolve: running, due 2026-08-01 15:00, used 1:00",
        "OLA dispatch: met, due 2026-08-01 09:15, used 0:10, stop 2026-08-01 09:10",
        "UC C1 accept: met, due 2026-08-01 09:40, used 0:20, stop 2026-08-01 09:30",
        "UC C1 resolve: running, due 2026-08-01 13:10, used 0:50",
    ]


# --- Reopened ---------------------------------------------------------------------------------------


def test_reopened_the_merchants_promise_goes_on_and_the_contract_starts_afresh():
    # SLA: 2 h until 11:00, the other 2 from 15:00: 17:00; 30 min late. UC: 09:00 + 4 h; 15:00 + 4 h.
    history = """
        2026-08-01 09:00 reported
                   09:00 dispatched C1 T1
                   11:00 resolved
                   11:30 closed
                   15:00 reopened
                   17:30 resolved
    """
    assert told([SLA, C1], history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 17:00, used 4:30, paused 4:00, late 0:30, stop 2026-08-01 17:30",
        "UC C1 resolve: met, due 2026-08-01 13:00, used 2:00, stop 2026-08-01 11:00",
        "UC C1 resolve #1: met, due 2026-08-01 19:00, used 2:30, stop 2026-08-01 17:30",
    ]


def test_reopened_the_next_morning_in_office_hours():
    # Sat 15-16 is 1 h; closed Sat 16-17 and Sun 8-10 of open time; 3 h from Sun 10:00: 13:00.
    history = """
        2026-08-01 15:00 reported
                   16:00 resolved
        2026-08-02 10:00 reopened
    """
    assert told(sla("resolve 4 hours office"), history, "2026-08-02 11:00") == [
        "SLA resolve: running, due 2026-08-02 13:00, used 2:00, paused 3:00"
    ]


def test_a_broken_promise_is_not_mended_by_reopening_and_grows_later():
    # Due 13:00. Late 13-14, and 16-17 after the reopening; 14-16 was over.
    history = """
        2026-08-01 09:00 reported
                   14:00 resolved
                   16:00 reopened
                   17:00 resolved
    """
    assert told(SLA, history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 6:00, paused 2:00, late 2:00, stop 2026-08-01 17:00"
    ]


def test_reopened_twice_every_closed_time_is_left_out():
    # 1 h, closed 10-12, 1 h, closed 13-16; 2 h from 16:00: 18:00. UC: three promises of 4 h.
    history = """
        2026-08-01 09:00 reported
                   09:00 dispatched C1 T1
                   10:00 resolved
                   12:00 reopened
                   13:00 resolved
                   16:00 reopened
    """
    assert told([SLA, C1], history, "2026-08-01 17:00") == [
        "SLA resolve: running, due 2026-08-01 18:00, used 3:00, paused 5:00",
        "UC C1 resolve: met, due 2026-08-01 13:00, used 1:00, stop 2026-08-01 10:00",
        "UC C1 resolve #1: met, due 2026-08-01 16:00, used 1:00, stop 2026-08-01 13:00",
        "UC C1 resolve #2: running, due 2026-08-01 20:00, used 1:00",
    ]


def test_reopened_and_given_to_another_the_first_is_free():
    # C1 has it again from 12:00 to 12:30; C2 from 12:30: 14:30.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 resolved
                   12:00 reopened
                   12:30 dispatched C2 T3
    """
    assert told([C1, C2], history, "2026-08-01 13:00") == [
        "UC C1 resolve: met, due 2026-08-01 13:00, used 1:00, stop 2026-08-01 10:00",
        "UC C1 resolve #1: cancelled, due 2026-08-01 16:00, used 0:30, stop 2026-08-01 12:30",
        "UC C2 resolve #2: running, due 2026-08-01 14:30, used 0:30",
    ]


def test_who_has_arrived_once_has_arrived_for_the_merchant():
    # Reopening undoes the solution, not the arrival of 10:00.
    history = """
        2026-08-01 09:00 reported
                   10:00 arrived
                   11:00 resolved
                   12:00 reopened
    """
    assert told(sla("arrive 2 hours", "resolve 4 hours"), history, "2026-08-01 13:00") == [
        "SLA arrive: met, due 2026-08-01 11:00, used 1:00, stop 2026-08-01 10:00",
        "SLA resolve: running, due 2026-08-01 14:00, used 3:00, paused 1:00",
    ]


THREE_DAYS = sla("resolve 4 hours", terms={"reopen_days": 2})


def test_reopened_on_the_last_day_of_the_window_the_merchants_promise_goes_on():
    # Solved on 1 August: 3 August is two days later. 2 h from 23:00 on: 01:00. Closed 11:00-23:00, 60 h.
    history = """
        2026-08-01 09:00 reported
                   11:00 resolved
        2026-08-03 23:00 reopened
    """
    assert told(THREE_DAYS, history, "2026-08-03 23:30") == [
        "SLA resolve: running, due 2026-08-04 01:00, used 2:30, paused 60:00"
    ]


def test_reopened_after_the_window_it_is_another_promise_and_the_first_stays_kept():
    # 4 August is three days later: 10:00 + 4 h, as a new call would have.
    history = """
        2026-08-01 09:00 reported
                   09:00 dispatched C1 T1
                   11:00 resolved
        2026-08-04 10:00 reopened
    """
    assert told([THREE_DAYS, C1], history, "2026-08-04 11:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 2:00, stop 2026-08-01 11:00",
        "SLA resolve #1: running, due 2026-08-04 14:00, used 1:00",
        "UC C1 resolve: met, due 2026-08-01 13:00, used 2:00, stop 2026-08-01 11:00",
        "UC C1 resolve #1: running, due 2026-08-04 14:00, used 1:00",
    ]


# --- Cancelled, excused -----------------------------------------------------------------------------


def test_cancelled_in_time_nothing_is_owed():
    history = """
        2026-08-01 09:00 reported
                   09:10 dispatched C1 T1
                   12:00 cancelled
    """
    assert told([SLA, C1], history, "2026-08-02 09:00") == [
        "SLA resolve: cancelled, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00",
        "UC C1 resolve: cancelled, due 2026-08-01 13:10, used 2:50, stop 2026-08-01 12:00",
    ]


def test_cancelled_too_late_a_miss_stands():
    # The SLA was due 13:00, the contract 13:10; cancelled between the two.
    history = """
        2026-08-01 09:00 reported
                   09:10 dispatched C1 T1
                   13:05 cancelled
    """
    assert told([SLA, C1], history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 4:05, late 0:05, stop 2026-08-01 13:05",
        "UC C1 resolve: cancelled, due 2026-08-01 13:10, used 3:55, stop 2026-08-01 13:05",
    ]


def test_excused_a_miss_is_set_apart_and_a_kept_promise_stays_kept():
    # Arrived at 10:00 in time; solved 3 h late, which stays to be seen.
    history = """
        2026-08-01 09:00 reported
                   10:00 arrived
                   16:00 resolved
                   18:00 excused
    """
    assert told(sla("arrive 2 hours", "resolve 4 hours"), history, "2026-08-02 09:00") == [
        "SLA arrive: met, due 2026-08-01 11:00, used 1:00, stop 2026-08-01 10:00",
        "SLA resolve: excused, due 2026-08-01 13:00, used 7:00, late 3:00, stop 2026-08-01 16:00",
    ]


def test_excused_for_one_metric_the_other_stays_missed():
    history = """
        2026-08-01 09:00 reported
                   12:00 arrived
                   16:00 resolved
                   18:00 excused arrive
    """
    assert told(sla("arrive 2 hours", "resolve 4 hours"), history, "2026-08-02 09:00") == [
        "SLA arrive: excused, due 2026-08-01 11:00, used 3:00, late 1:00, stop 2026-08-01 12:00",
        "SLA resolve: missed, due 2026-08-01 13:00, used 7:00, late 3:00, stop 2026-08-01 16:00",
    ]
