"""Histories: a breach stands, and what is counted of it (semantics 4)."""

from tests.domain.histories.notation import sla, told

FOUR_HOURS = sla("resolve 4 hours")
FOUR_OFFICE_HOURS = sla("resolve 4 hours office")


def test_a_breach_stands_though_the_clock_waits_afterwards():
    # Due 13:00. Late 13-14 and 16-17; 14-16 waits.
    history = """
        2026-08-01 09:00 reported
                   14:00 paused merchant
                   16:00 resumed
                   17:00 resolved
    """
    assert told(FOUR_HOURS, history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 6:00, paused 2:00, late 2:00, stop 2026-08-01 17:00"
    ]


def test_a_wait_that_begins_at_the_due_instant_saves_nothing():
    history = """
        2026-08-01 09:00 reported
                   13:00 paused merchant
    """
    assert told(FOUR_HOURS, history, "2026-08-01 15:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 4:00, paused 2:00, late 0:00:01"
    ]


def test_a_wait_that_begins_a_second_before_due_saves_a_second():
    # 3:59:59 until 12:59:59; resumed at 15:00 one second is left.
    history = """
        2026-08-01 09:00 reported
                   12:59:59 paused merchant
                   15:00 resumed
    """
    assert told(FOUR_HOURS, history, "2026-08-01 15:00") == [
        "SLA resolve: running, due 2026-08-01 15:00:01, used 3:59:59, paused 2:00:01"
    ]


def test_lateness_counts_open_time_alone():
    # Thu 09-13 is 4 h. Sat 08-11 is 3 h late, of which 09-10 waits.
    history = """
        2026-08-06 09:00 reported
        2026-08-08 09:00 paused merchant
                   10:00 resumed
                   11:00 resolved
    """
    assert told(FOUR_OFFICE_HOURS, history, "2026-08-09 09:00") == [
        "SLA resolve: missed, due 2026-08-06 13:00, used 6:00, paused 1:00, late 2:00, stop 2026-08-08 11:00"
    ]
