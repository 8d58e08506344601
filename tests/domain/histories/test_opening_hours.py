"""Histories: units, opening hours, and the edges of both (semantics 1 and 2). 1 August 2026 is a Saturday."""

from tests.domain.histories.notation import sla, told, uc

FOUR_OFFICE_HOURS = sla("resolve 4 hours office")
NOWRUZ = ("2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24", "2026-04-01", "2026-04-02")
OBSERVING = {"holiday_calendars": frozenset({"office"})}


def test_working_hours_go_on_at_the_next_opening():
    # Sat 15-17 is 2 h; 2 h are left from Sun 08:00 on. At Sun 09:00: 2 + 1.
    assert told(FOUR_OFFICE_HOURS, "2026-08-01 15:00 reported", "2026-08-02 09:00") == [
        "SLA resolve: running, due 2026-08-02 10:00, used 3:00"
    ]


def test_calendar_hours_run_through_the_night():
    # 23:00 + 4 h = 03:00; at 01:30 it is 2 h 30 min.
    assert told(sla("resolve 4 hours"), "2026-08-01 23:00 reported", "2026-08-02 01:30") == [
        "SLA resolve: running, due 2026-08-02 03:00, used 2:30"
    ]


def test_calendar_hours_run_through_a_friday_and_a_holiday():
    # Thu 6 Aug 10:00 + 72 h = Sun 9 Aug 10:00, whatever is closed.
    promise = sla("resolve 72 hours", **OBSERVING)
    assert told(promise, "2026-08-06 10:00 reported", "2026-08-08 10:00", holidays=("2026-08-08",)) == [
        "SLA resolve: running, due 2026-08-09 10:00, used 48:00"
    ]


def test_working_minutes_go_on_after_a_weekend():
    # Thu 12-13 is 60 min, Friday is closed, 30 min are left: Sat 08:30, and that instant is in time.
    history = """
        2026-08-06 12:00 reported
        2026-08-08 08:30 acknowledged
    """
    assert told(sla("acknowledge 90 minutes office"), history, "2026-08-09 10:00") == [
        "SLA acknowledge: met, due 2026-08-08 08:30, used 1:30, stop 2026-08-08 08:30"
    ]


def test_calendar_minutes_are_missed_by_one_second():
    # 22:50 + 30 min = 23:20.
    history = """
        2026-08-06 22:50 dispatched C1 T1
                   23:20:01 accepted
    """
    assert told(uc("C1", "accept 30 minutes"), history, "2026-08-07 10:00") == [
        "UC C1 accept: missed, due 2026-08-06 23:20, used 0:30:01, late 0:00:01, stop 2026-08-06 23:20:01"
    ]


def test_the_last_second_of_a_day_still_makes_it_the_start_day():
    # Wed 5 is the start day; Thu 6, Sat 8 and Sun 9 are the three. At Sat 12:00: 1 s + 5 h + 4 h.
    assert told(sla("install 3 working days office"), "2026-08-05 16:59:59 reported", "2026-08-08 12:00") == [
        "SLA install: running, due 2026-08-09 17:00, used 9:00:01"
    ]


def test_a_start_on_a_closed_day_counts_from_the_next_working_day():
    # Fri 7 is closed: Sat 8, Sun 9, Mon 10.
    assert told(sla("install 3 working days office"), "2026-08-07 12:00 reported", "2026-08-07 13:00") == [
        "SLA install: running, due 2026-08-10 17:00"
    ]


def test_a_working_day_ends_when_that_day_closes():
    # The day after Wed 5 is Thursday, which closes at 13:00; 10-17 and 8-13 are 12 h.
    history = """
        2026-08-05 10:00 reported
        2026-08-06 13:00 resolved
    """
    assert told(sla("install 1 working days office"), history, "2026-08-09 10:00") == [
        "SLA install: met, due 2026-08-06 13:00, used 12:00, stop 2026-08-06 13:00"
    ]


def test_work_used_up_at_closing_time_is_due_at_that_closing():
    # Thu 09-13 is 4 h: due at 13:00, not on Saturday at 08:00.
    assert told(FOUR_OFFICE_HOURS, "2026-08-06 09:00 reported", "2026-08-06 13:00") == [
        "SLA resolve: running, due 2026-08-06 13:00, used 4:00"
    ]


def test_after_a_due_instant_at_closing_the_closed_weekend_is_missed_by_the_least_there_is():
    # No open second passes until Saturday; what is missed is a second late at least.
    assert told(FOUR_OFFICE_HOURS, "2026-08-06 09:00 reported", "2026-08-07 20:00") == [
        "SLA resolve: missed, due 2026-08-06 13:00, used 4:00, late 0:00:01"
    ]


def test_solved_at_the_closing_instant_is_in_time():
    history = """
        2026-08-06 09:00 reported
                   13:00 resolved
    """
    assert told(FOUR_OFFICE_HOURS, history, "2026-08-09 10:00") == [
        "SLA resolve: met, due 2026-08-06 13:00, used 4:00, stop 2026-08-06 13:00"
    ]


def test_solved_after_closing_is_late_even_before_the_next_opening():
    # Instants are compared, not used-up percentages: 15:00 is after 13:00.
    history = """
        2026-08-06 09:00 reported
                   15:00 resolved
    """
    assert told(FOUR_OFFICE_HOURS, history, "2026-08-09 10:00") == [
        "SLA resolve: missed, due 2026-08-06 13:00, used 4:00, late 0:00:01, stop 2026-08-06 15:00"
    ]


def test_solved_while_closed_uses_no_more_than_was_open():
    # Wed 16-17 is 1 h; solved at 20:00 that evening; 3 h were left: Thu 11:00.
    history = """
        2026-08-05 16:00 reported
                   20:00 resolved
    """
    assert told(FOUR_OFFICE_HOURS, history, "2026-08-09 10:00") == [
        "SLA resolve: met, due 2026-08-06 11:00, used 1:00, stop 2026-08-05 20:00"
    ]


def test_a_call_at_the_closing_instant_begins_with_the_next_opening():
    # Wed 17:00 is closed already: Thu 08:00 + 1 h.
    assert told(sla("resolve 1 hours office"), "2026-08-05 17:00 reported", "2026-08-05 20:00") == [
        "SLA resolve: running, due 2026-08-06 09:00"
    ]


def test_a_call_at_the_opening_instant_has_the_whole_day():
    # Sat 08:00 + 9 h is the closing of that day; at 12:00 it is 4 h.
    assert told(sla("resolve 9 hours office"), "2026-08-01 08:00 reported", "2026-08-01 12:00") == [
        "SLA resolve: running, due 2026-08-01 17:00, used 4:00"
    ]


def test_half_a_second_is_kept_from_start_to_due():
    history = """
        2026-08-01 09:00:00.5 reported
                   10:00:00.5 resolved
    """
    assert told(sla("resolve 1 hours"), history, "2026-08-02 10:00") == [
        "SLA resolve: met, due 2026-08-01 10:00:00.5, used 1:00, stop 2026-08-01 10:00:00.5"
    ]


def test_a_tenth_of_a_second_after_due_is_late_by_a_second():
    history = """
        2026-08-01 09:00:00.5 reported
                   10:00:00.6 resolved
    """
    assert told(sla("resolve 1 hours"), history, "2026-08-02 10:00") == [
        "SLA resolve: missed, due 2026-08-01 10:00:00.5, used 1:00, late 0:00:01, stop 2026-08-01 10:00:00.6"
    ]


def test_half_a_second_of_a_wait_is_kept_as_well():
    # The wait lasts 10 min 0.5 s: 10:00 becomes 10:10:00.5. At 09:30: 30 min less the wait, 19 min 59.5 s,
    # of which whole seconds are shown; the 10 min 1 s beside them are what is left of 30 min.
    history = """
        2026-08-01 09:00 reported
                   09:10:00.25 paused merchant
                   09:20:00.75 resumed
    """
    assert told(sla("resolve 1 hours"), history, "2026-08-01 09:30") == [
        "SLA resolve: running, due 2026-08-01 10:10:00.5, used 0:19:59, paused 0:10:01"
    ]


def test_an_installation_over_nowruz():
    # Thu 19 March is the start day. 20-24 March are closed: Wed 25, Thu 26, Sat 28, Sun 29, Mon 30.
    # At Thu 26, 12:00: Thu 11-13, Wed 9 h, Thu 8-12: 2 + 9 + 4.
    promise = sla("install 5 working days office", **OBSERVING)
    assert told(promise, "2026-03-19 11:00 reported", "2026-03-26 12:00", holidays=NOWRUZ) == [
        "SLA install: running, due 2026-03-30 17:00, used 15:00"
    ]


def test_an_installation_over_both_ends_of_nowruz():
    # From Tue 31 March: 1 and 2 April are holidays, Fri 3 is closed: Sat 4, Sun 5.
    promise = sla("install 2 working days office", **OBSERVING)
    assert told(promise, "2026-03-31 16:00 reported", "2026-04-02 12:00", holidays=NOWRUZ) == [
        "SLA install: running, due 2026-04-05 17:00, used 1:00"
    ]


def test_a_repair_over_nowruz():
    # Thu 12-13 is 1 h; Wed 25 March has the other 9: due at its closing.
    promise = sla("resolve 10 hours office", **OBSERVING)
    assert told(promise, "2026-03-19 12:00 reported", "2026-03-24 12:00", holidays=NOWRUZ) == [
        "SLA resolve: running, due 2026-03-25 17:00, used 1:00"
    ]


def test_dated_hours_replace_those_of_the_week():
    # Wed 18 Feb 16-17 is 1 h; Thu 19 opens 09-12 in Ramadan: 3 h, due as it closes.
    ramadan = {"2026-02-19": [["09:00", "12:00"]], "2026-02-21": [["09:00", "15:00"]]}
    week = {day: [["08:00", "17:00"]] for day in ("sat", "sun", "mon", "tue", "wed", "thu")}
    promise = sla("resolve 4 hours shop", calendars={"shop": {"weekly": week, "exceptions": ramadan}})
    assert told(promise, "2026-02-18 16:00 reported", "2026-02-19 10:00") == [
        "SLA resolve: running, due 2026-02-19 12:00, used 2:00"
    ]
    # A second later and a second is left for Sat 21: 09:00:01.
    assert told(promise, "2026-02-18 16:00:01 reported", "2026-02-19 10:00") == [
        "SLA resolve: running, due 2026-02-21 09:00:01, used 1:59:59"
    ]


def test_a_dated_period_has_hours_of_its_own():
    # Ramadan from Thu 19 Feb to Fri 20 March: 09-14. Wed 16-17 is 1 h, Thu 09-12 the other 3.
    hours = {day: [["09:00", "14:00"]] for day in ("sat", "sun", "mon", "tue", "wed", "thu")}
    period = {"from": "2026-02-19", "to": "2026-03-20", "weekly": hours}
    week = {day: [["08:00", "17:00"]] for day in hours}
    calendars = {"shop": {"weekly": week, "period": [period]}}
    promise = sla("resolve 4 hours shop", calendars=calendars)
    assert told(promise, "2026-02-18 16:00 reported", "2026-02-19 10:00") == [
        "SLA resolve: running, due 2026-02-19 12:00, used 2:00"
    ]
    # The last day counts as Ramadan; on Sat 21 the usual hours are back: 13-14 is 1 h, 08-11 are 3.
    assert told(promise, "2026-03-19 13:00 reported", "2026-03-20 12:00") == [
        "SLA resolve: running, due 2026-03-21 11:00, used 1:00"
    ]
