"""Histories: periodic visits and appointments, which are promised for dates (semantics 3 and 10)."""

from app.domain.obligations import JobFacts
from tests.domain.histories.notation import instant, told, uc, version
from tests.domain.promises import job

PM = uc("C1", "pm window")
APPOINTMENT = uc("C1", "arrive window")


def window(first: str, last: str, **more: str) -> JobFacts:
    """A job for the days from `first` up to, but without, `last`."""
    return job(contractor="C1", due_from=instant(f"{first} 00:00"), due_to=instant(f"{last} 00:00"), **more)


VISIT = window("2026-08-01", "2026-08-04", service="PM")


def test_a_visit_on_the_last_day_of_its_window_is_in_time():
    history = """
        2026-08-01 07:00 reported
        2026-08-03 23:59:59 resolved
    """
    assert told(PM, history, "2026-08-09 10:00", facts=VISIT) == [
        "UC C1 pm: met, due 2026-08-04 00:00, stop 2026-08-03 23:59:59"
    ]


def test_a_visit_at_the_midnight_that_closes_its_window_is_not():
    # The window is half-open: midnight belongs to the next day.
    history = """
        2026-08-01 07:00 reported
        2026-08-04 00:00 resolved
    """
    assert told(PM, history, "2026-08-09 10:00", facts=VISIT) == [
        "UC C1 pm: missed, due 2026-08-04 00:00, late 0:00:01, stop 2026-08-04 00:00"
    ]


def test_a_visit_that_nobody_makes_is_missed_and_grows_later():
    # 9 August 10:00 less 4 August 00:00: 5 d 10 h.
    assert told(PM, "2026-08-01 07:00 reported", "2026-08-09 10:00", facts=VISIT) == [
        "UC C1 pm: missed, due 2026-08-04 00:00, late 130:00"
    ]


def test_a_wait_never_shifts_a_visit():
    history = """
        2026-08-01 07:00 reported
        2026-08-02 09:00 paused merchant
        2026-08-05 09:00 resumed
                   10:00 resolved
    """
    assert told(PM, history, "2026-08-09 10:00", facts=VISIT) == [
        "UC C1 pm: missed, due 2026-08-04 00:00, late 34:00, stop 2026-08-05 10:00"
    ]


def test_an_early_visit_counts():
    history = """
        2026-07-30 07:00 reported
        2026-07-31 10:00 resolved
    """
    assert told(PM, history, "2026-08-09 10:00", facts=VISIT) == [
        "UC C1 pm: met, due 2026-08-04 00:00, stop 2026-07-31 10:00"
    ]


def test_a_visit_that_was_refused_is_set_apart():
    # Excused after the window closed; how late it was stays to be seen: to 5 August 12:00, 36 h.
    history = """
        2026-08-01 07:00 reported
        2026-08-05 11:00 excused
    """
    assert told(PM, history, "2026-08-05 12:00", facts=VISIT) == [
        "UC C1 pm: excused, due 2026-08-04 00:00, late 36:00"
    ]


def test_an_appointment_is_kept_by_arriving_on_its_day():
    facts = window("2026-08-02", "2026-08-03")
    history = """
        2026-08-01 07:00 reported
        2026-08-02 16:00 arrived
    """
    assert told(APPOINTMENT, history, "2026-08-09 10:00", facts=facts) == [
        "UC C1 arrive: met, due 2026-08-03 00:00, stop 2026-08-02 16:00"
    ]


def test_no_wait_and_no_priority_moves_an_appointment():
    facts = window("2026-08-02", "2026-08-03")
    history = """
        2026-08-01 07:00 reported
        2026-08-02 08:00 paused force-majeure
                   09:00 priority P1
        2026-08-03 08:00 arrived
    """
    assert told(APPOINTMENT, history, "2026-08-09 10:00", facts=facts) == [
        "UC C1 arrive: missed, due 2026-08-03 00:00, late 8:00, stop 2026-08-03 08:00"
    ]


def test_beside_a_window_an_hour_of_the_same_job_waits_as_ever():
    # The work: 07:00 + 4 h + 1 h.
    history = """
        2026-08-01 07:00 reported
                   08:00 paused merchant
                   09:00 resumed
    """
    both = uc("C1", "resolve 4 hours", "pm window")
    assert told(both, history, "2026-08-01 10:00", facts=VISIT) == [
        "UC C1 resolve: running, due 2026-08-01 12:00, used 2:00, paused 1:00",
        "UC C1 pm: running, due 2026-08-04 00:00",
    ]


def test_a_window_opened_under_the_old_version_is_measured_by_that():
    # Version 2 promises no visits; the window of 1 August opened before it.
    versions = version(1, "2026-01-01", "pm window"), version(2, "2026-08-02", "resolve 4 hours")
    history = "2026-08-02 09:00 dispatched C1 T1"
    assert told(uc("C1", *versions), history, "2026-08-02 10:00", facts=VISIT) == [
        "UC C1 resolve: running, due 2026-08-02 13:00, used 1:00",
        "UC C1 pm: running, due 2026-08-04 00:00",
    ]


def test_a_visit_handed_over_in_its_window_is_owed_by_who_has_it():
    # C1 is free from 2 August on; C2 owes it until the same midnight.
    history = """
        2026-08-01 09:00 dispatched C1 T1
        2026-08-02 09:00 dispatched C2 T3
    """
    assert told([PM, uc("C2", "pm window")], history, "2026-08-04 01:00", facts=VISIT) == [
        "UC C1 pm: cancelled, due 2026-08-04 00:00, stop 2026-08-02 09:00",
        "UC C2 pm #1: missed, due 2026-08-04 00:00, late 1:00",
    ]
