"""Histories: the priority goes up and down (semantics 5). P1 2 h, P2 4 h, P3 8 h; jobs begin as P2."""

from tests.domain.histories.notation import sla, told, uc
from tests.domain.promises import job

BY_PRIORITY = ("resolve 2 hours P1", "resolve 4 hours P2", "resolve 8 hours P3")
SLA, UC = sla(*BY_PRIORITY), uc("C1", *BY_PRIORITY)


def test_raised_the_merchants_promise_has_the_new_target_from_the_start():
    # 09:00 + 2 h.
    history = """
        2026-08-01 09:00 reported
                   09:30 priority P1
    """
    assert told(SLA, history, "2026-08-01 10:00") == ["SLA resolve: running, due 2026-08-01 11:00, used 1:00"]


def test_raised_after_the_new_target_is_used_up_the_merchants_promise_is_broken_at_once():
    # 09:00 + 2 h = 11:00, and at 12:30 it is 1:30 late.
    history = """
        2026-08-01 09:00 reported
                   12:00 priority P1
    """
    assert told(SLA, history, "2026-08-01 12:30") == [
        "SLA resolve: missed, due 2026-08-01 11:00, used 3:30, late 1:30"
    ]


def test_lowered_the_merchants_promise_has_the_new_target_from_the_start():
    # 09:00 + 8 h.
    history = """
        2026-08-01 09:00 reported
                   10:00 priority P3
    """
    assert told(SLA, history, "2026-08-01 14:00") == ["SLA resolve: running, due 2026-08-01 17:00, used 5:00"]


def test_lowered_after_the_breach_it_stays_broken():
    # Due 13:00 as P2; at 14:00 it is an hour late.
    history = """
        2026-08-01 09:00 reported
                   13:30 priority P3
    """
    assert told([SLA, UC], history, "2026-08-01 14:00", facts=job(contractor="C1")) == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 5:00, late 1:00",
        "UC C1 resolve: missed, due 2026-08-01 13:00, used 5:00, late 1:00",
    ]


def test_raised_early_a_contract_is_due_the_new_target_after_the_change():
    # The old 13:00, or 10:00 + 2 h = 12:00: the earlier.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P1
    """
    assert told(UC, history, "2026-08-01 11:00") == [
        "UC C1 resolve: running, due 2026-08-01 12:00, used 2:00"
    ]


def test_raised_late_a_contract_is_due_as_before():
    # The old 13:00, or 12:00 + 2 h = 14:00: the earlier.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   12:00 priority P1
    """
    assert told(UC, history, "2026-08-01 12:30") == [
        "UC C1 resolve: running, due 2026-08-01 13:00, used 3:30"
    ]


def test_lowered_a_contract_has_the_new_target_from_the_start():
    # 09:00 + 8 h.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P3
    """
    assert told(UC, history, "2026-08-01 14:00") == [
        "UC C1 resolve: running, due 2026-08-01 17:00, used 5:00"
    ]


def test_raised_and_lowered_again_the_last_word_counts():
    # Raised: the earlier of 13:00 and 12:00. Lowered to P3: 09:00 + 8 h.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P1
                   11:00 priority P3
    """
    assert told(UC, history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 17:00, used 3:00"
    ]


def test_lowered_and_raised_again_the_raise_is_held_against_the_lowered_due():
    # Lowered: 17:00. Raised at 11:00: the earlier of 17:00 and 13:00.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P3
                   11:00 priority P1
    """
    assert told(UC, history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 13:00, used 3:00"
    ]


def test_raised_step_by_step_each_step_is_held_against_the_one_before():
    # As P3 17:00; P2 at 10:00: the earlier of 17:00 and 14:00; P1 at 11:30: of 14:00 and 13:30.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P2
                   11:30 priority P1
    """
    assert told(UC, history, "2026-08-01 12:00", facts=job(priority="P3")) == [
        "UC C1 resolve: running, due 2026-08-01 13:30, used 3:00"
    ]


def test_a_wait_before_the_raise_has_moved_the_old_due():
    # The old 13:00 + 1 h = 14:00, or 11:30 + 2 h = 13:30.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   09:30 paused merchant
                   10:30 resumed
                   11:30 priority P1
    """
    assert told(UC, history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 13:30, used 2:00, paused 1:00"
    ]


def test_a_wait_after_the_raise_moves_what_the_raise_left():
    # 10:00 + 2 h = 12:00, and the half hour: 12:30.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P1
                   11:00 paused merchant
                   11:30 resumed
    """
    assert told(UC, history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 12:30, used 2:30, paused 0:30"
    ]


def test_raised_while_it_waits_the_shorter_rest_is_left():
    # As P2 3 h are left; 2 h of P1 are less. Resumed at 12:00: 14:00.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 paused merchant
                   11:00 priority P1
                   12:00 resumed
    """
    assert told(UC, history, "2026-08-01 13:00") == [
        "UC C1 resolve: running, due 2026-08-01 14:00, used 2:00, paused 2:00"
    ]


def test_a_raise_in_office_hours():
    # P2: Sat 15-17 is 2 of 8 h, Sun 08-14 the others. Raised Sat 16:30 to 2 h: 0:30, and Sun 08:00-09:30.
    promise = uc("C1", "resolve 2 hours office P1", "resolve 8 hours office P2")
    history = """
        2026-08-01 15:00 dispatched C1 T1
                   16:30 priority P1
    """
    assert told(promise, history, "2026-08-01 20:00") == [
        "UC C1 resolve: running, due 2026-08-02 09:30, used 2:00"
    ]


def test_what_is_kept_stays_kept():
    # Solved at 12:00, due 13:00; as P1 it would have been due at 11:00.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   12:00 resolved
                   12:30 priority P1
    """
    assert told([SLA, UC], history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00",
        "UC C1 resolve: met, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00",
    ]


def test_a_response_that_was_kept_stays_kept_though_the_work_hurries():
    # Arrived 10:00, due 11:00. The work: 09:00 + 2 h.
    promise = sla("arrive 2 hours P2", "arrive 30 minutes P1", *BY_PRIORITY)
    history = """
        2026-08-01 09:00 reported
                   10:00 arrived
                   10:10 priority P1
    """
    assert told(promise, history, "2026-08-01 10:30") == [
        "SLA arrive: met, due 2026-08-01 11:00, used 1:00, stop 2026-08-01 10:00",
        "SLA resolve: running, due 2026-08-01 11:00, used 1:30",
    ]


def test_a_priority_without_a_target_leaves_the_promise_as_it_is():
    # P4 is promised nothing: the 4 h of P2 go on.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P4
    """
    assert told(UC, history, "2026-08-01 12:00") == [
        "UC C1 resolve: running, due 2026-08-01 13:00, used 3:00"
    ]


def test_a_raise_written_down_after_the_end_breaks_nothing_that_was_kept():
    # Solved at 12:00, due 13:00. That it was to be P1 since 10:00 is said at 14:00: too late to break it.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   12:00 resolved
                   10:00 priority P1   @ 2026-08-01 14:00
    """
    assert told([SLA, UC], history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00",
        "UC C1 resolve: met, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00",
    ]


def test_a_raise_written_down_late_but_before_the_end_counts():
    # Said at 10:30 of 10:00. SLA: 09:00 + 2 h. UC: the earlier of 13:00 and 10:00 + 2 h.
    history = """
        2026-08-01 09:00 dispatched C1 T1
                   10:00 priority P1   @ 2026-08-01 10:30
                   12:30 resolved
    """
    assert told([SLA, UC], history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 11:00, used 3:30, late 1:30, stop 2026-08-01 12:30",
        "UC C1 resolve: missed, due 2026-08-01 12:00, used 3:30, late 0:30, stop 2026-08-01 12:30",
    ]
