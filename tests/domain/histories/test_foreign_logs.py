"""Histories as foreign logs tell them: holes, repetitions, and work on a job that is over."""

import pytest

from tests.domain.histories.notation import sla, told, uc
from tests.domain.promises import job

SLA, C1, C2 = sla("resolve 4 hours"), uc("C1", "resolve 4 hours"), uc("C2", "resolve 2 hours")


def test_work_after_the_close_starts_and_moves_no_clock():
    # Over at 11:00; only "reopened" would revive the job.
    history = """
        2026-08-01 09:00 reported
                   09:00 dispatched C1 T1
                   11:00 closed
                   12:00 paused merchant
                   13:00 dispatched C2 T3
                   14:00 arrived
                   18:00 resolved
    """
    assert told([SLA, C1, C2], history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 2:00, stop 2026-08-01 11:00",
        "UC C1 resolve: met, due 2026-08-01 13:00, used 2:00, stop 2026-08-01 11:00",
    ]


def test_closed_without_resolved_is_the_end():
    history = """
        2026-08-01 09:00 reported
                   13:30 closed
    """
    assert told(SLA, history, "2026-08-02 09:00") == [
        "SLA resolve: missed, due 2026-08-01 13:00, used 4:30, late 0:30, stop 2026-08-01 13:30"
    ]


def test_the_first_report_begins_and_the_first_solution_ends():
    history = """
        2026-08-01 09:00 reported
                   10:00 reported
                   12:00 resolved
                   15:00 resolved
    """
    assert told(SLA, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 3:00, stop 2026-08-01 12:00"
    ]


def test_a_log_without_a_report_begins_with_what_it_has():
    assert told(SLA, "2026-08-01 09:00 acknowledged", "2026-08-01 10:00") == [
        "SLA resolve: running, due 2026-08-01 13:00, used 1:00"
    ]


def test_what_was_done_before_the_report_was_done_at_the_report():
    history = """
        2026-08-01 08:50 acknowledged
                   09:00 reported
    """
    assert told(sla("acknowledge 10 minutes"), history, "2026-08-01 12:00") == [
        "SLA acknowledge: met, due 2026-08-01 09:10, stop 2026-08-01 09:00"
    ]


def test_lines_in_any_order_are_read_by_when_they_happened():
    # 13:00 + 1 h.
    history = """
        2026-08-01 13:30 resolved
                   11:00 resumed
                   10:00 paused merchant
                   09:00 reported
    """
    assert told(SLA, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 14:00, used 3:30, paused 1:00, stop 2026-08-01 13:30"
    ]


def test_resolved_and_closed_in_one_second_are_one_end():
    history = """
        2026-08-01 09:00 reported
                   13:00 closed
                   13:00 resolved
    """
    assert told(SLA, history, "2026-08-02 09:00") == [
        "SLA resolve: met, due 2026-08-01 13:00, used 4:00, stop 2026-08-01 13:00"
    ]


def test_reopened_in_the_second_of_its_solution_it_has_never_been_closed():
    history = """
        2026-08-01 09:00 reported
                   11:00 resolved
                   11:00 reopened
    """
    assert told(SLA, history, "2026-08-01 12:00") == ["SLA resolve: running, due 2026-08-01 13:00, used 3:00"]


@pytest.mark.parametrize("noise", ["resumed", "reopened", "priority", "contractor", "note", "accepted"])
def test_what_says_nothing_changes_nothing(noise):
    history = f"""
        2026-08-01 09:00 reported
                   10:00 {noise}
    """
    assert told(SLA, history, "2026-08-01 12:00") == ["SLA resolve: running, due 2026-08-01 13:00, used 3:00"]


def test_without_any_dispatch_the_report_starts_the_contract_of_whose_job_it_is():
    # C2 takes over at 10:00: 12:00.
    history = """
        2026-08-01 09:00 reported
                   10:00 contractor C2
                   11:00 resolved
    """
    assert told([C1, C2], history, "2026-08-02 09:00", facts=job(contractor="C1")) == [
        "UC C1 resolve: cancelled, due 2026-08-01 13:00, used 1:00, stop 2026-08-01 10:00",
        "UC C2 resolve #1: met, due 2026-08-01 12:00, used 1:00, stop 2026-08-01 11:00",
    ]
