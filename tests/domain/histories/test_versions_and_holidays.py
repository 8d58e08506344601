"""Histories: which version and target measure a job (semantics 8 and 9), and calendars corrected later."""

from dataclasses import replace
from datetime import date

from app.domain.calendars import Closure
from tests.domain.histories.notation import agreed, instant, sla, story, target, told, uc, version
from tests.domain.promises import HOUR, job

STRICTER = (
    version(1, "2026-01-01", "resolve 4 hours"),
    version(2, "2026-08-02", "resolve 1 hours"),
)
OBSERVING = sla("resolve 4 hours office", holiday_calendars=frozenset({"office"}))


def test_a_job_of_the_last_minute_is_measured_by_the_old_version_to_its_end():
    # 23:59 + 4 h.
    assert told(sla(*STRICTER), "2026-08-01 23:59 reported", "2026-08-02 03:00") == [
        "SLA resolve: running, due 2026-08-02 03:59, used 3:01"
    ]


def test_a_version_begins_at_the_midnight_of_its_own_zone():
    # In Tehran 2 August begins at 20:30 UTC of the first: 00:00 + 1 h.
    assert instant("2026-08-02 00:00").isoformat() == "2026-08-01T20:30:00+00:00"
    assert told(sla(*STRICTER), "2026-08-02 00:00 reported", "2026-08-02 00:30") == [
        "SLA resolve: running, due 2026-08-02 01:00, used 0:30"
    ]


def test_each_promise_is_measured_by_the_version_of_its_own_start():
    # The SLA from 22:00 by version 1: 02:00. The contract, dispatched the next day, by version 2: 01:30.
    history = """
        2026-08-01 22:00 reported
        2026-08-02 00:30 dispatched C1 T1
    """
    assert told([sla(*STRICTER), uc("C1", *STRICTER)], history, "2026-08-02 01:00") == [
        "SLA resolve: running, due 2026-08-02 02:00, used 3:00",
        "UC C1 resolve: running, due 2026-08-02 01:30, used 0:30",
    ]


def test_reopened_under_a_new_version_the_contract_is_measured_by_that():
    # SLA: 1 h used; 3 h from Sun 10:00 by version 1. UC afresh by version 2: 10:00 + 1 h.
    history = """
        2026-08-01 22:00 reported
                   22:00 dispatched C1 T1
                   23:00 resolved
        2026-08-02 10:00 reopened
    """
    assert told([sla(*STRICTER), uc("C1", *STRICTER)], history, "2026-08-02 10:30") == [
        "SLA resolve: running, due 2026-08-02 13:00, used 1:30, paused 11:00",
        "UC C1 resolve: met, due 2026-08-02 02:00, used 1:00, stop 2026-08-01 23:00",
        "UC C1 resolve #1: running, due 2026-08-02 11:00, used 0:30",
    ]


def test_a_priority_changed_under_a_new_version_still_asks_the_old_one():
    # Version 1 says 2 h for P1: 23:00 + 2 h.
    both = sla(
        version(1, "2026-01-01", "resolve 4 hours P2", "resolve 2 hours P1"),
        version(2, "2026-08-02", "resolve 3 hours P2", "resolve 1 hours P1"),
    )
    history = """
        2026-08-01 23:00 reported
        2026-08-02 00:15 priority P1
    """
    assert told(both, history, "2026-08-02 00:30") == [
        "SLA resolve: running, due 2026-08-02 01:00, used 1:30"
    ]


def test_a_day_before_the_first_version_nothing_was_promised():
    late = sla(version(1, "2026-08-02", "resolve 4 hours"))
    assert told(late, "2026-08-01 23:59:59 reported", "2026-08-02 10:00") == []


def test_the_pause_rules_of_the_starting_version_count():
    # Version 1 stops for every owner, version 2 for none; both wait 30 min.
    rules = sla(
        version(1, "2026-01-01", "resolve 4 hours"),
        version(2, "2026-08-02", "resolve 4 hours", pauses=()),
    )
    for day, due in ("2026-08-01", "13:30, used 2:30, paused 0:30"), ("2026-08-02", "13:00, used 3:00"):
        history = f"""
            {day} 09:00 reported
                  10:00 paused merchant
                  10:30 resumed
        """
        assert told(rules, history, f"{day} 12:00") == [f"SLA resolve: running, due {day} {due}"]


def test_the_most_specific_target_is_the_promise():
    # Fault before merchant class before priority before zone before service; all calendar hours.
    everyone = target("resolve 8 hours")
    promise = sla(
        version(1, "2026-01-01", "resolve 7 hours P2"),
    )
    rows = (
        everyone,
        replace(everyone, limit=6, services=frozenset({"EM"}), zones=frozenset({"A"})),
        replace(everyone, limit=5, merchant_classes=frozenset({"key"})),
        replace(everyone, limit=3, faults=frozenset({"PRN-01"})),
    )
    (only,) = promise.versions
    promise = replace(promise, versions=(replace(only, targets=(*only.targets, *rows)),))

    def due(**facts):
        (line,) = told(promise, "2026-08-01 09:00 reported", "2026-08-01 09:00", facts=job(**facts))
        return line.removeprefix("SLA resolve: running, due 2026-08-01 ")

    assert due() == "16:00"  # priority P2 before zone and service: 7 h
    assert due(priority="P3") == "15:00"  # zone A and service: 6 h
    assert due(priority="P3", zone="B") == "17:00"  # what is said of everyone: 8 h
    assert due(merchant_class="key") == "14:00"  # class before priority: 5 h
    assert due(merchant_class="key", fault="PRN-01") == "12:00"  # fault before all: 3 h


# --- A calendar corrected afterwards ----------------------------------------------------------------

SUNDAY_NOON = """
    2026-08-01 15:00 reported
    2026-08-02 12:00 resolved
"""


def test_a_miss_is_one_as_long_as_the_day_counts():
    # Sat 15-17 and Sun 8-10 are 4 h; solved at 12:00.
    assert told(OBSERVING, SUNDAY_NOON, "2026-08-04 10:00") == [
        "SLA resolve: missed, due 2026-08-02 10:00, used 6:00, late 2:00, stop 2026-08-02 12:00"
    ]


def test_a_holiday_declared_afterwards_takes_the_miss_back():
    # Sunday is closed: 2 h used, due Mon 10:00.
    assert told(OBSERVING, SUNDAY_NOON, "2026-08-04 10:00", holidays=("2026-08-02",)) == [
        "SLA resolve: met, due 2026-08-03 10:00, used 2:00, stop 2026-08-02 12:00"
    ]


def test_a_holiday_declared_afterwards_says_nothing_to_calendar_hours():
    # 15:00 + 20 h = Sun 11:00.
    promise = sla("resolve 20 hours", holiday_calendars=frozenset({"office"}))
    assert told(promise, SUNDAY_NOON, "2026-08-04 10:00", holidays=("2026-08-02",)) == [
        "SLA resolve: missed, due 2026-08-02 11:00, used 21:00, late 1:00, stop 2026-08-02 12:00"
    ]


def test_a_holiday_moves_working_days():
    # From Sat 1: Sun 2 is closed, Mon 3 and Tue 4 are the two. Sat 15-17 and Mon 8-10: 4 h at Mon 10:00.
    promise = sla("install 2 working days office", holiday_calendars=frozenset({"office"}))
    assert told(promise, "2026-08-01 15:00 reported", "2026-08-03 10:00", holidays=("2026-08-02",)) == [
        "SLA install: running, due 2026-08-04 17:00, used 4:00"
    ]


def test_a_wait_on_a_day_that_becomes_a_holiday_takes_nothing():
    # Without the holiday: Sat 15-17, the wait takes Sun 8-10, then Sun 10-12. With it: Mon 10:00.
    history = """
        2026-08-01 15:00 reported
        2026-08-02 08:00 paused merchant
                   10:00 resumed
    """
    assert told(OBSERVING, history, "2026-08-02 11:00") == [
        "SLA resolve: running, due 2026-08-02 12:00, used 3:00, paused 2:00"
    ]
    assert told(OBSERVING, history, "2026-08-02 11:00", holidays=("2026-08-02",)) == [
        "SLA resolve: running, due 2026-08-03 10:00, used 2:00"
    ]


def test_tomorrow_closed_from_noon_on():
    # Sun 2 August closes at 12:00 for the cold: Sat 16-17, Sun 8-12, Mon 8-9 are 6 h.
    early = {"exceptions": {"2026-08-02": [["08:00", "12:00"]]}}
    week = {day: [["08:00", "17:00"]] for day in ("sat", "sun", "mon", "tue", "wed")}
    promise = agreed("SLA", "resolve 6 hours shop", calendars={"shop": {"weekly": week, **early}})
    assert told(promise, "2026-08-01 16:00 reported", "2026-08-02 16:00") == [
        "SLA resolve: running, due 2026-08-03 09:00, used 5:00"
    ]


def test_the_days_of_a_holiday_are_those_of_the_calendars_zone():
    # Sat 1 August in Tehran begins at 20:30 UTC of 31 July; a holiday closes from midnight to midnight there.
    (first,) = story("2026-08-01 00:00 reported")
    assert first.at.date() == date(2026, 7, 31)
    always = {"weekly": {day: [["00:00", "24:00"]] for day in ("fri", "sat", "sun")}}
    promise = sla("resolve 2 hours all", calendars={"all": always}, holiday_calendars=frozenset({"all"}))
    # Fri 23:00-24:00 is 1 h, Saturday is closed, Sun 00:00 + 1 h.
    assert told(promise, "2026-07-31 23:00 reported", "2026-08-01 12:00", holidays=("2026-08-01",)) == [
        "SLA resolve: running, due 2026-08-02 01:00, used 1:00"
    ]


TOGETHER = sla("resolve 6 hours office", closure_calendars=frozenset({"office"}))
COLD = Closure(date(2026, 8, 2), "تهران", ((12 * HOUR, 24 * HOUR),))


def test_a_closure_declared_for_a_province_moves_what_is_due_there():
    # Sun 2 closes at 12:00 in Tehran: Sat 16-17, Sun 8-12, Mon 8-9 are 6 h. Elsewhere Sun 13:00.
    history = "2026-08-01 16:00 reported"
    for province, due in ("تهران", "2026-08-03 09:00, used 5:00"), ("گیلان", "2026-08-02 13:00, used 5:00"):
        facts = job(province=province)
        assert told(TOGETHER, history, "2026-08-02 12:00", facts=facts, closures=(COLD,)) == [
            f"SLA resolve: running, due {due}"
        ]


def test_a_closure_declared_afterwards_takes_a_miss_back():
    # Open until 17:00 it was due on Sunday at 13:00; closed from 12:00 on, on Monday at 09:00.
    history = """
        2026-08-01 16:00 reported
        2026-08-02 16:00 resolved
    """
    facts = job(province="تهران")
    assert told(TOGETHER, history, "2026-08-05 12:00", facts=facts) == [
        "SLA resolve: missed, due 2026-08-02 13:00, used 9:00, late 3:00, stop 2026-08-02 16:00"
    ]
    assert told(TOGETHER, history, "2026-08-05 12:00", facts=facts, closures=(COLD,)) == [
        "SLA resolve: met, due 2026-08-03 09:00, used 5:00, stop 2026-08-02 16:00"
    ]
