from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import Metric, PauseRule
from app.domain.clocks import ClockState
from app.domain.events import Event, EventKind, Owner
from app.domain.job_life import read_life
from app.domain.job_states import Stage, state_after
from app.domain.turns import Turn, turns
from tests.domain.promises import (
    HOUR,
    agreement,
    at,
    job,
    only,
    promised,
    said,
    target,
    told,
    version,
)

REPORTED = said("reported", "09:00")
SLA = agreement("SLA", target("resolve", 4))
UC = agreement("UC", target("resolve", 4), contractor="C1")
TO_C1 = said("dispatched", "09:10", value="C1", technician="T1")


def states(found):
    return [(o.metric.value, o.party, o.sequence, o.reading.state.value) for o in found]


# --- The ordinary life of a promise -----------------------------------------------------------------


def test_a_promise_runs_from_the_report():
    found = only(SLA, [REPORTED], at("10:00"))
    assert (found.started_at, found.party, found.sequence) == (at("09:00"), "", 0)
    assert told(found) == ("running", at("13:00"), HOUR, 0)
    assert found.reading.left_seconds == 3 * HOUR


@pytest.mark.parametrize(("done", "state", "late"), [("13:00", "met", 0), ("13:01", "missed", 60)])
def test_done_at_the_due_instant_is_kept(done, state, late):
    # 09:00 + 4 h = 13:00; a minute later is a minute late.
    found = only(SLA, [REPORTED, said("resolved", done)], at("18:00"))
    assert told(found) == (state, at("13:00"), 4 * HOUR + late, late)
    assert found.reading.stopped_at == at(done)


def test_at_the_due_instant_nothing_is_late_yet_and_right_after_it_is():
    assert only(SLA, [REPORTED], at("13:00")).reading.state is ClockState.RUNNING
    assert only(SLA, [REPORTED], at("13:00") + timedelta(microseconds=1)).reading.state is ClockState.MISSED


def test_a_due_instant_at_closing_time_does_not_become_the_next_opening():
    # Office hours 08:00-17:00: 13:00 + 4 h is 17:00 that day, not 08:00 the next.
    office = agreement("SLA", target("resolve", 4, calendar="office"))
    events = [said("reported", "13:00")]
    assert only(office, events, at("14:00")).reading.due_at == at("17:00")


def test_a_call_at_closing_time_starts_to_count_at_the_next_opening():
    office = agreement("SLA", target("resolve", 4, calendar="office"))
    # Friday 17:00 is closed already; Monday 08:00 + 4 h.
    found = only(office, [said("reported", "17:00", day=5)], at("20:00", 5))
    assert told(found) == ("running", at("12:00", 8), 0, 0)


def test_working_days_end_with_the_nth_day_after_the_start():
    days = agreement("SLA", target("install", 2, "working days", calendar="office"))
    facts = job(service="INSTALL")
    # Thursday 4 June: Friday is the first, Monday 8 June the second; the day ends at 17:00.
    found = only(days, [said("reported", "10:00", day=4)], at("12:00", 4), facts=facts)
    assert found.reading.due_at == at("17:00", 8)


def test_working_days_end_at_closing_time_even_from_half_a_second_on():
    days = agreement("SLA", target("install", 1, "working days", calendar="office", warn_at=(100,)))
    half = replace(said("reported", "10:00"), at=at("10:00") + timedelta(seconds=0.5))
    found = only(days, [half], at("12:00"), facts=job(service="INSTALL"))
    assert (found.reading.due_at, found.started_at) == (at("17:00", 2), half.at)
    assert found.warnings == ((100, at("17:00", 2)),)


def test_a_raise_to_working_days_ends_at_closing_time_too():
    uc = agreement(
        "UC",
        target("resolve", 99, priorities=("P2",)),
        target("resolve", 1, "working days", calendar="office", priorities=("P1",)),
        contractor="C1",
    )
    raised = replace(said("priority", "11:00", value="P1"), at=at("11:00") + timedelta(seconds=0.7))
    begun = replace(TO_C1, at=TO_C1.at + timedelta(seconds=0.9))
    assert only(uc, [REPORTED, begun, raised], at("12:00")).reading.due_at == at("17:00", 2)


def test_an_official_holiday_moves_what_is_due_only_where_the_calendar_observes_it():
    holidays = frozenset({date(2026, 6, 2)})
    plain = agreement("SLA", target("resolve", 10, calendar="office"))
    observing = agreement(
        "SLA", target("resolve", 10, calendar="office"), holiday_calendars=frozenset({"office"})
    )
    events = [said("reported", "08:00")]
    # 9 h on Monday and 1 h on the next open day: Tuesday, or Wednesday where Tuesday is a holiday.
    assert only(plain, events, at("09:00"), holidays=holidays).reading.due_at == at("09:00", 2)
    assert only(observing, events, at("09:00"), holidays=holidays).reading.due_at == at("09:00", 3)


@pytest.mark.parametrize(
    ("metric", "stopper"),
    [
        ("acknowledge", "acknowledged"),
        ("acknowledge", "dispatched"),
        ("dispatch", "dispatched"),
        ("accept", "departed"),
        ("arrive", "arrived"),
        ("resolve", "closed"),
        ("arrive", "resolved"),
        ("install", "resolved"),
    ],
)
def test_what_stops_the_clock_of_a_metric(metric, stopper):
    found = only(agreement("SLA", target(metric, 4)), [REPORTED, said(stopper, "10:00")], at("20:00"))
    assert told(found) == ("met", at("13:00"), HOUR, 0)


@pytest.mark.parametrize(
    ("metric", "other"), [("arrive", "departed"), ("resolve", "arrived"), ("dispatch", "acknowledged")]
)
def test_what_does_not_stop_it(metric, other):
    found = only(agreement("SLA", target(metric, 4)), [REPORTED, said(other, "10:00")], at("11:00"))
    assert found.reading.state is ClockState.RUNNING


def test_a_call_solved_on_the_phone_keeps_every_promise_without_a_dispatch():
    sla = agreement("SLA", target("acknowledge", 10, "minutes"), target("arrive", 2), target("resolve", 4))
    found = promised(sla, [REPORTED, said("resolved", "09:05", value="R01")], at("20:00"))
    assert states(found) == [
        ("acknowledge", "", 0, "met"),
        ("arrive", "", 0, "met"),
        ("resolve", "", 0, "met"),
    ]


# --- Waits ------------------------------------------------------------------------------------------


def test_a_wait_moves_the_due_instant_by_its_length():
    events = [REPORTED, said("paused", "10:00", owner="merchant"), said("resumed", "11:30")]
    found = only(SLA, events, at("12:00"))
    # 13:00 + 1 h 30 min; 09:00-12:00 less the wait is 1 h 30 min.
    assert told(found) == ("running", at("14:30"), 5400, 0)
    assert found.reading.paused_seconds == 5400


def test_only_the_working_time_of_a_wait_counts():
    office = agreement("SLA", target("resolve", 4, calendar="office"))
    events = [
        said("reported", "15:00"),
        said("paused", "16:00", owner="merchant"),
        said("resumed", "09:00", day=2),
    ]
    # 1 h on Monday; the wait covers 16:00-17:00 and 08:00-09:00; 3 h are left from 09:00 on.
    found = only(office, events, at("10:00", 2))
    assert told(found) == ("running", at("12:00", 2), 2 * HOUR, 0)
    assert found.reading.paused_seconds == 2 * HOUR


def test_while_it_waits_a_clock_shows_what_is_left_and_no_due_instant():
    found = only(SLA, [REPORTED, said("paused", "10:00", owner="psp")], at("20:00"))
    assert told(found) == ("paused", None, HOUR, 0)
    assert found.reading.left_seconds == 3 * HOUR
    assert found.warnings == ()


def test_a_wait_of_the_contractor_never_stops_its_own_clock():
    events = [REPORTED, TO_C1, said("paused", "10:00", owner="contractor")]
    assert told(only(UC, events, at("12:00")))[:2] == ("running", at("13:10"))
    # The company's promise pauses if its version says so.
    assert told(only(SLA, events, at("12:00")))[:2] == ("paused", None)


def test_a_wait_nobody_answers_for_is_the_contractors():
    events = [REPORTED, TO_C1, said("paused", "10:00")]
    assert only(UC, events, at("12:00")).reading.state is ClockState.RUNNING


def test_only_the_clocks_and_reasons_the_version_names_stand_still():
    rule = PauseRule(
        owner=Owner.MERCHANT, stops=frozenset({Metric.RESOLVE}), reasons=frozenset({"shop-closed"})
    )
    sla = agreement("SLA", target("arrive", 2), target("resolve", 4), terms={"pauses": (rule,)})
    wait = [REPORTED, said("paused", "09:30", owner="merchant", reason="shop-closed")]
    assert states(promised(sla, wait, at("10:00"))) == [
        ("arrive", "", 0, "running"),
        ("resolve", "", 0, "paused"),
    ]
    other = [REPORTED, said("paused", "09:30", owner="merchant", reason="asked-for-later")]
    assert states(promised(sla, other, at("10:00"))) == [
        ("arrive", "", 0, "running"),
        ("resolve", "", 0, "running"),
    ]


def test_without_a_rule_nothing_stands_still():
    sla = agreement("SLA", target("resolve", 4), terms={"pauses": ()})
    events = [REPORTED, said("paused", "10:00", owner="force-majeure")]
    assert told(only(sla, events, at("12:00")))[:2] == ("running", at("13:00"))


def test_a_second_wait_takes_over_from_the_first():
    events = [
        REPORTED,
        TO_C1,
        said("paused", "10:00", owner="contractor"),
        said("paused", "11:00", owner="merchant"),
        said("resumed", "12:00"),
    ]
    # The contractor's hour counts, the merchant's does not: 13:10 + 1 h.
    assert told(only(UC, events, at("12:30")))[:2] == ("running", at("14:10"))


def test_going_on_with_the_work_ends_a_wait_that_nobody_ended():
    events = [REPORTED, said("paused", "10:00", owner="merchant"), said("arrived", "10:30")]
    assert told(only(SLA, events, at("11:00")))[:2] == ("running", at("13:30"))


def test_a_breach_stands_whatever_waits_come_later():
    events = [REPORTED, said("paused", "14:00", owner="merchant")]
    # Due 13:00; the hour to 14:00 is late, what follows is not counted.
    assert told(only(SLA, events, at("20:00"))) == ("missed", at("13:00"), 5 * HOUR, HOUR)


def test_a_wait_that_begins_at_the_due_instant_saves_nothing():
    events = [REPORTED, said("paused", "13:00", owner="merchant")]
    assert told(only(SLA, events, at("20:00"))) == ("missed", at("13:00"), 4 * HOUR, 1)


def test_a_wait_declared_late_but_begun_in_time_takes_the_breach_back():
    late = at("15:00")
    events = [
        REPORTED,
        said("paused", "12:00", owner="merchant", recorded=late),
        said("resumed", "14:00", recorded=late),
    ]
    assert only(SLA, [REPORTED], at("14:30")).reading.state is ClockState.MISSED
    assert told(only(SLA, events, late)) == ("running", at("15:00"), 4 * HOUR, 0)


# --- Priority ---------------------------------------------------------------------------------------

BY_PRIORITY = (
    target("resolve", 8, priorities=("P3",)),
    target("resolve", 4, priorities=("P2",)),
    target("resolve", 1, priorities=("P1",)),
)


@pytest.mark.parametrize(("new", "due"), [("P1", "10:00"), ("P3", "17:00")])
def test_the_companys_promise_takes_the_new_target_from_the_start(new, due):
    sla = agreement("SLA", *BY_PRIORITY)
    found = only(sla, [REPORTED, said("priority", "09:30", value=new)], at("09:40"))
    assert told(found)[:2] == ("running", at(due))
    assert found.target.priorities == {new}


def test_a_raised_contract_is_due_after_the_new_target_from_the_change_or_as_before():
    uc = agreement("UC", *BY_PRIORITY, contractor="C1")
    # Due 13:10. Raised at 10:00 to 1 h: 11:00 is earlier. Raised at 12:30: 13:30 is later, so 13:10 stays.
    early = only(uc, [REPORTED, TO_C1, said("priority", "10:00", value="P1")], at("10:30"))
    assert told(early) == ("running", at("11:00"), 4800, 0)
    late = only(uc, [REPORTED, TO_C1, said("priority", "12:30", value="P1")], at("12:40"))
    assert told(late)[:2] == ("running", at("13:10"))


def test_a_raise_in_another_calendar_compares_instants_not_amounts():
    uc = agreement(
        "UC",
        target("resolve", 10, calendar="office", priorities=("P2",)),
        target("resolve", 12, priorities=("P1",)),
        contractor="C1",
    )
    # 10 office hours from Monday 09:10: Tuesday 10:10. Raised at 10:00: 12 calendar hours, 22:00 that day.
    found = only(uc, [REPORTED, TO_C1, said("priority", "10:00", value="P1")], at("10:30"))
    assert told(found)[:2] == ("running", at("22:00"))


def test_a_raise_never_gains_where_the_new_calendar_would_end_later():
    uc = agreement(
        "UC",
        target("resolve", 12, priorities=("P2",)),
        target("resolve", 10, calendar="office", priorities=("P1",)),
        contractor="C1",
    )
    # 12 calendar hours from 09:10: 21:10. Ten office hours from the start end on Tuesday at 10:10.
    found = only(uc, [REPORTED, TO_C1, said("priority", "10:00", value="P1")], at("10:30"))
    assert told(found)[:2] == ("running", at("21:10"))


def test_a_lowered_contract_takes_the_new_target_even_where_it_ends_sooner():
    uc = agreement(
        "UC",
        target("resolve", 10, calendar="office", priorities=("P2",)),
        target("resolve", 12, priorities=("P3",)),
        contractor="C1",
    )
    found = only(uc, [REPORTED, TO_C1, said("priority", "10:00", value="P3")], at("10:30"))
    assert told(found)[:2] == ("running", at("21:10"))


def test_a_priority_said_again_changes_nothing():
    uc = agreement("UC", *BY_PRIORITY, contractor="C1")
    raised = [REPORTED, TO_C1, said("priority", "10:00", value="P1")]
    found = only(uc, [*raised, said("priority", "10:10", value="P1")], at("10:30"))
    assert told(found)[:2] == ("running", at("11:00"))


def test_a_job_without_a_priority_stands_below_all_others():
    uc = agreement("UC", target("resolve", 8), *BY_PRIORITY, contractor="C1")
    events = [REPORTED, TO_C1, said("priority", "10:00", value="P1")]
    found = only(uc, events, at("10:30"), facts=job(priority=""))
    assert told(found)[:2] == ("running", at("11:00"))


def test_a_lowered_contract_takes_the_new_target_from_the_start():
    uc = agreement("UC", *BY_PRIORITY, contractor="C1")
    found = only(uc, [REPORTED, TO_C1, said("priority", "10:00", value="P3")], at("10:30"))
    assert told(found)[:2] == ("running", at("17:10"))


def test_a_raise_while_the_clock_stands_still_leaves_the_shorter_rest():
    uc = agreement("UC", *BY_PRIORITY, contractor="C1")
    events = [
        REPORTED,
        TO_C1,
        said("paused", "10:10", owner="merchant"),
        said("priority", "11:00", value="P1"),
    ]
    found = only(uc, events, at("12:00"))
    assert told(found)[:2] == ("paused", None)
    assert found.reading.left_seconds == HOUR
    # Resumed at 12:00, the hour is over at 13:00.
    assert told(only(uc, [*events, said("resumed", "12:00")], at("12:30")))[:2] == ("running", at("13:00"))


@pytest.mark.parametrize("kind", ["SLA", "UC"])
def test_no_change_of_priority_undoes_what_has_happened(kind):
    parties = {"contractor": "C1"} if kind == "UC" else {}
    which = agreement(kind, *BY_PRIORITY, **parties)
    start = [REPORTED, said("dispatched", "09:00", value="C1")]
    kept = [*start, said("resolved", "12:00"), said("priority", "12:30", value="P1")]
    assert told(only(which, kept, at("20:00"))) == ("met", at("13:00"), 3 * HOUR, 0)
    broken = [*start, said("priority", "14:00", value="P3")]
    assert told(only(which, broken, at("14:00"))) == ("missed", at("13:00"), 5 * HOUR, HOUR)


def test_a_priority_that_is_promised_something_brings_the_promise():
    only_urgent = target("resolve", 1, priorities=("P1",))
    events = [REPORTED, said("dispatched", "09:00", value="C1"), said("priority", "10:30", value="P1")]
    # The merchant: 09:00 + 1 h, broken already. The contractor: an hour from the change on.
    assert told(only(agreement("SLA", only_urgent), events, at("10:40")))[:2] == ("missed", at("10:00"))
    found = only(agreement("UC", only_urgent, contractor="C1"), events, at("10:40"))
    assert told(found)[:2] == ("running", at("11:30"))


# --- Whose clock ------------------------------------------------------------------------------------


def test_a_contractors_clock_starts_at_its_dispatch_and_not_at_its_acceptance():
    events = [REPORTED, TO_C1, said("accepted", "09:40")]
    found = only(UC, events, at("10:00"))
    assert (found.party, found.started_at, found.reading.due_at) == ("C1", at("09:10"), at("13:10"))


def test_without_a_dispatch_it_starts_at_the_report():
    found = only(UC, [REPORTED], at("10:00"), facts=job(contractor="C1"))
    assert (found.party, found.started_at) == ("C1", at("09:00"))
    assert promised(UC, [REPORTED], at("10:00"), facts=job(contractor="C2")) == []


def test_another_technician_of_the_same_contractor_changes_nothing():
    events = [REPORTED, TO_C1, said("dispatched", "11:00", value="C1", technician="T2")]
    assert told(only(UC, events, at("12:00")))[:2] == ("running", at("13:10"))


OTHER = agreement("UC", target("resolve", 2), contractor="C2", code="UC2")


def test_reassigned_before_due_the_first_contract_is_off_and_the_second_starts():
    events = [REPORTED, TO_C1, said("dispatched", "11:00", value="C2"), said("resolved", "12:00")]
    found = promised([SLA, UC, OTHER], events, at("20:00"))
    assert states(found) == [
        ("resolve", "", 0, "met"),
        ("resolve", "C1", 0, "cancelled"),
        ("resolve", "C2", 1, "met"),
    ]
    assert found[1].reading.stopped_at == at("11:00")
    assert found[2].started_at == at("11:00")


def test_reassigned_after_due_the_first_contractors_miss_stands():
    events = [REPORTED, TO_C1, said("dispatched", "14:10", value="C2"), said("resolved", "15:00")]
    found = promised([UC, OTHER], events, at("20:00"))
    assert states(found) == [("resolve", "C1", 0, "missed"), ("resolve", "C2", 1, "met")]
    # It had the job for an hour after 13:10.
    assert (found[0].reading.overrun_seconds, found[0].reading.stopped_at) == (HOUR, at("14:10"))


@pytest.mark.parametrize(("when", "state"), [("13:10", "cancelled"), ("13:11", "missed")])
def test_a_rejection_frees_the_contractor_until_the_due_instant(when, state):
    found = only(UC, [REPORTED, TO_C1, said("rejected", when)], at("20:00"))
    assert (found.reading.state, found.reading.stopped_at) == (state, at(when))


def test_dispatched_again_to_the_same_contractor_is_a_second_promise():
    events = [REPORTED, TO_C1, said("rejected", "10:00"), said("dispatched", "11:00", value="C1")]
    found = promised(UC, events, at("12:00"))
    assert states(found) == [("resolve", "C1", 0, "cancelled"), ("resolve", "C1", 1, "running")]
    assert found[1].reading.due_at == at("15:00")


def test_a_withdrawn_contractor_does_not_profit_from_what_another_did_later():
    events = [
        REPORTED,
        TO_C1,
        said("contractor", "14:10", value="C2"),
        said("dispatched", "14:30", value="C2"),
        said("resolved", "15:00"),
    ]
    found = promised([UC, OTHER], events, at("20:00"))
    assert states(found) == [("resolve", "C1", 0, "missed"), ("resolve", "C2", 1, "met")]


def test_without_any_dispatch_a_change_of_contractor_starts_the_next_clock():
    events = [REPORTED, said("contractor", "10:00", value="C2"), said("resolved", "11:00")]
    found = promised([UC, OTHER], events, at("20:00"), facts=job(contractor="C1"))
    assert states(found) == [("resolve", "C1", 0, "cancelled"), ("resolve", "C2", 1, "met")]


# --- The end, and a new beginning -------------------------------------------------------------------


def test_a_cancelled_job_owes_nothing_more_but_an_earlier_miss_stands():
    early = promised([SLA, UC], [REPORTED, TO_C1, said("cancelled", "12:00")], at("20:00"))
    assert [o.reading.state for o in early] == [ClockState.CANCELLED] * 2
    assert [o.reading.stopped_at for o in early] == [at("12:00")] * 2
    late = promised([SLA, UC], [REPORTED, TO_C1, said("cancelled", "13:05")], at("20:00"))
    assert [o.reading.state for o in late] == [ClockState.MISSED, ClockState.CANCELLED]


def test_cancelled_while_it_waits_is_cancelled():
    events = [REPORTED, said("paused", "10:00", owner="merchant"), said("cancelled", "19:00")]
    # 09:00 + 4 h, and the nine hours for which it waited: it would not have been late.
    assert told(only(SLA, events, at("20:00")))[:2] == ("cancelled", at("22:00"))


def test_an_excuse_sets_one_metric_or_all_apart_but_never_a_kept_promise():
    sla = agreement("SLA", target("acknowledge", 1), target("arrive", 2), target("resolve", 4))
    events = [REPORTED, said("acknowledged", "09:30"), said("resolved", "18:00")]
    arrive_only = promised(sla, [*events, said("excused", "19:00", value="arrive")], at("20:00"))
    assert [o.reading.state.value for o in arrive_only] == ["met", "excused", "missed"]
    every = promised(sla, [*events, said("excused", "19:00")], at("20:00"))
    assert [o.reading.state.value for o in every] == ["met", "excused", "excused"]
    assert every[2].reading.overrun_seconds == 5 * HOUR  # what it would have been: 13:00-18:00


def test_an_excuse_covers_what_had_begun_and_nothing_that_comes_later():
    events = [
        REPORTED,
        TO_C1,
        said("excused", "13:30"),
        said("dispatched", "14:00", value="C2"),
        said("resolved", "20:00"),
    ]
    found = promised([SLA, UC, OTHER], events, at("21:00"))
    assert states(found) == [
        ("resolve", "", 0, "excused"),
        ("resolve", "C1", 0, "excused"),
        ("resolve", "C2", 1, "missed"),
    ]
    reopened = [
        REPORTED,
        TO_C1,
        said("resolved", "14:00"),
        said("excused", "14:10"),
        said("reopened", "15:00"),
    ]
    assert states(promised(UC, reopened, at("20:00"))) == [
        ("resolve", "C1", 0, "excused"),
        ("resolve", "C1", 1, "missed"),
    ]


def test_an_excuse_of_the_same_instant_covers_what_begins_with_it():
    events = [REPORTED, TO_C1, said("excused", "09:10")]
    assert only(UC, events, at("20:00")).reading.state is ClockState.EXCUSED


REOPENED = [REPORTED, TO_C1, said("resolved", "11:00"), said("closed", "11:30"), said("reopened", "15:00")]


def test_reopened_the_merchants_promise_goes_on_without_the_closed_time():
    # 2 h were used; from 15:00 on the other 2 h.
    assert told(only(SLA, REOPENED, at("16:00"))) == ("running", at("17:00"), 3 * HOUR, 0)
    again = [*REOPENED, said("resolved", "17:01")]
    assert told(only(SLA, again, at("20:00"))) == ("missed", at("17:00"), 4 * HOUR + 60, 60)


def test_reopened_at_the_very_instant_it_was_solved_it_is_open():
    events = [REPORTED, said("resolved", "11:00"), said("reopened", "11:00")]
    assert told(only(SLA, events, at("12:00"))) == ("running", at("13:00"), 3 * HOUR, 0)
    found = promised(UC, [*events, TO_C1], at("12:00"))
    assert states(found) == [("resolve", "C1", 0, "met"), ("resolve", "C1", 1, "running")]


def test_reopened_the_contractor_starts_afresh():
    found = promised(UC, REOPENED, at("16:00"))
    assert states(found) == [("resolve", "C1", 0, "met"), ("resolve", "C1", 1, "running")]
    assert found[1].reading.due_at == at("19:00")


def test_who_has_arrived_once_has_arrived():
    sla = agreement("SLA", target("arrive", 2), target("resolve", 4))
    events = [REPORTED, said("arrived", "10:00"), *REOPENED[2:]]
    assert states(promised(sla, events, at("16:00"))) == [
        ("arrive", "", 0, "met"),
        ("resolve", "", 0, "running"),
    ]


def test_a_cancelled_job_can_come_back():
    events = [REPORTED, TO_C1, said("cancelled", "10:10"), said("reopened", "12:10")]
    found = promised([SLA, UC], events, at("13:10"))
    assert states(found) == [
        ("resolve", "", 0, "running"),
        ("resolve", "C1", 0, "cancelled"),
        ("resolve", "C1", 1, "running"),
    ]
    assert found[0].reading.due_at == at("15:00")  # 13:00 and the two hours in which it was off


def test_a_job_that_was_rejected_and_reopened_has_nobody_to_start_afresh():
    events = [
        REPORTED,
        TO_C1,
        said("rejected", "10:00"),
        said("resolved", "11:00"),
        said("reopened", "12:00"),
    ]
    assert states(promised(UC, events, at("13:00"))) == [("resolve", "C1", 0, "cancelled")]


# --- Windows ----------------------------------------------------------------------------------------

PM = agreement("UC", target("pm", 0, "window"), contractor="C1")
VISIT = job(service="PM", contractor="C1", due_from=at("00:00", 1), due_to=at("00:00", 4))


@pytest.mark.parametrize(
    ("clock", "day", "state"), [("23:59", 3, "met"), ("00:00", 4, "missed"), ("09:00", 1, "met")]
)
def test_a_visit_is_done_strictly_before_its_closing_midnight(clock, day, state):
    found = only(PM, [REPORTED, said("resolved", clock, day=day)], at("00:00", 9), facts=VISIT)
    assert (found.reading.state, found.reading.due_at, found.started_at) == (
        state,
        at("00:00", 4),
        at("00:00", 1),
    )


def test_a_window_needs_no_report_and_never_pauses():
    assert only(PM, [], at("12:00", 3), facts=VISIT).reading.state is ClockState.RUNNING
    waiting = [REPORTED, said("paused", "10:00", owner="merchant")]
    assert only(PM, waiting, at("00:00", 4), facts=VISIT).reading.state is ClockState.MISSED
    assert only(PM, [], at("01:00", 4), facts=VISIT).reading.overrun_seconds == HOUR


def test_without_a_window_nothing_was_promised():
    assert promised(PM, [REPORTED], at("10:00"), facts=job(service="PM", contractor="C1")) == []


def test_a_window_is_promised_once():
    events = [REPORTED, said("resolved", "12:00", day=2), said("reopened", "09:00", day=5)]
    assert states(promised(PM, events, at("00:00", 9), facts=VISIT)) == [("pm", "C1", 0, "met")]


def visit(*events):
    """What a contractor was promised of a visit that any contractor may be given."""
    anyone = agreement("UC", target("pm", 0, "window"))
    return states(promised(anyone, list(events), at("00:00", 9), facts=VISIT))


def test_a_window_that_has_closed_is_promised_by_who_had_the_visit_then():
    late = said("dispatched", "00:00", day=4, value="C2")
    assert visit(late) == [("pm", "C1", 0, "missed")]
    assert visit(said("dispatched", "23:59", day=3, value="C2")) == [("pm", "C2", 0, "missed")]
    assert visit(said("dispatched", "09:00", value="C1"), late) == [("pm", "C1", 0, "missed")]


def test_whose_visit_it_always_was_missed_it_even_if_nobody_opened_the_job_in_time():
    assert visit(said("reported", "10:00", day=5)) == [("pm", "C1", 0, "missed")]


GIVEN_BACK = (said("dispatched", "09:00", value="C1"), said("rejected", "10:00"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], [("pm", "C1", 0, "cancelled")]),
        ([said("dispatched", "11:00", value="C1")], [("pm", "C1", 0, "missed")]),
        (
            [said("dispatched", "11:00", value="C1"), said("resolved", "12:00", day=2)],
            [("pm", "C1", 0, "met")],
        ),
        (
            [said("dispatched", "11:00", value="C1"), said("rejected", "12:00")],
            [("pm", "C1", 0, "cancelled")],
        ),
        (
            [said("dispatched", "11:00", value="C2"), said("dispatched", "12:00", value="C1")],
            [("pm", "C1", 0, "missed"), ("pm", "C2", 1, "cancelled")],
        ),
    ],
)
def test_a_visit_given_to_the_same_contractor_again_is_one_promise(more, expected):
    assert visit(*GIVEN_BACK, *more) == expected


def test_a_window_is_measured_by_the_version_in_force_when_it_opened():
    old = version(target("pm", 0, "window"), target("resolve", 4), number=1)
    new = version(target("pm", 0, "window"), target("resolve", 8), number=2, since=date(2026, 6, 2))
    both = agreement("UC", old, new, contractor="C1")
    found = promised(both, [said("dispatched", "09:00", day=2, value="C1")], at("10:00", 2), facts=VISIT)
    assert [(o.metric.value, o.version) for o in found] == [("resolve", 2), ("pm", 1)]


def test_a_window_that_opened_before_the_first_version_was_not_promised():
    late = agreement("UC", version(target("pm", 0, "window"), since=date(2026, 6, 2)), contractor="C1")
    dispatched = [said("dispatched", "09:00", day=2, value="C1")]
    assert promised(late, dispatched, at("10:00", 2), facts=VISIT) == []


# --- Which agreement, which version, which target ---------------------------------------------------


def test_the_version_in_force_at_the_start_measures_the_whole_job():
    old = version(target("resolve", 4), number=1)
    new = version(target("resolve", 1), number=2, since=date(2026, 6, 2))
    both = agreement("SLA", old, new)
    late = said("reported", "23:59")
    assert only(both, [late], at("01:00", 2)).version == 1
    found = only(both, [said("reported", "00:00", day=2)], at("00:30", 2))
    assert (found.version, found.reading.due_at) == (2, at("01:00", 2))


def test_before_the_first_version_nothing_was_promised():
    assert (
        promised(
            agreement("SLA", version(target("resolve", 4), since=date(2026, 7, 1))), [REPORTED], at("10:00")
        )
        == []
    )


def test_no_obligation_is_a_legal_state():
    assert promised(agreement("SLA", target("resolve", 4, zones=("D",))), [REPORTED], at("10:00")) == []
    assert promised([], [REPORTED], at("10:00")) == []
    assert promised([SLA, UC], [], at("10:00")) == []


def test_the_most_specific_target_wins():
    sla = agreement(
        "SLA",
        target("resolve", 9, services=("EM",), zones=("A",), priorities=("P2",)),
        target("resolve", 3, faults=("PRN-01",)),
        target("resolve", 7),
    )
    assert only(sla, [REPORTED], at("10:00")).target.limit == 9
    assert only(sla, [REPORTED], at("10:00"), facts=job(fault="PRN-01")).target.limit == 3
    assert only(sla, [REPORTED], at("10:00"), facts=job(zone="B")).target.limit == 7


# --- Warnings ---------------------------------------------------------------------------------------


def test_warnings_come_when_their_share_is_used_up():
    sla = agreement("SLA", target("resolve", 4, warn_at=(50, 80)))
    events = [REPORTED, said("paused", "10:00", owner="merchant"), said("resumed", "11:00")]
    # Half of 4 h: 09:00 + 2 h + the wait; 80 %: 3 h 12 min.
    assert only(sla, events, at("11:30")).warnings == ((50, at("12:00")), (80, at("13:12")))


def test_what_has_stopped_or_waits_warns_of_nothing():
    sla = agreement("SLA", target("resolve", 4, warn_at=(50,)))
    assert only(sla, [REPORTED, said("resolved", "10:00")], at("11:00")).warnings == ()
    assert only(sla, [REPORTED, said("paused", "10:00", owner="psp")], at("11:00")).warnings == ()


# --- Foreign logs say anything ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "state", "due"),
    [
        ([REPORTED, said("resumed", "10:00")], "running", "13:00"),
        ([said("reported", "09:00"), said("reported", "11:00")], "running", "13:00"),
        ([said("acknowledged", "08:00"), REPORTED], "running", "13:00"),
        ([said("resolved", "08:00"), REPORTED], "met", "13:00"),
        ([REPORTED, said("closed", "10:00")], "met", "13:00"),
        ([REPORTED, said("resolved", "10:00"), said("resolved", "15:00")], "met", "13:00"),
        ([REPORTED, said("resolved", "15:00"), said("cancelled", "16:00")], "missed", "13:00"),
        ([REPORTED, said("cancelled", "10:00"), said("resolved", "11:00")], "cancelled", "13:00"),
        ([REPORTED, said("reopened", "10:00")], "running", "13:00"),
        ([REPORTED, said("resolved", "10:00"), said("paused", "11:00", owner="merchant")], "met", "13:00"),
        ([said("acknowledged", "09:00")], "running", "13:00"),
        ([REPORTED, said("priority", "10:00"), said("contractor", "10:00")], "running", "13:00"),
    ],
)
def test_a_log_with_holes_and_repetitions_still_gives_sane_results(events, state, due):
    found = only(SLA, events, at("12:00"))
    assert told(found)[:2] == (state, at(due))


def test_work_on_a_finished_job_starts_no_clock():
    events = [
        REPORTED,
        TO_C1,
        said("resolved", "10:00"),
        said("dispatched", "11:00", value="C2"),
        said("arrived", "11:30"),
    ]
    assert states(promised([UC, OTHER], events, at("20:00"))) == [("resolve", "C1", 0, "met")]


@st.composite
def anything(draw):
    """Any events of one job, in any order."""
    kinds = st.sampled_from(list(EventKind))
    minutes = st.integers(0, 3000)
    owners = st.sampled_from([None, *Owner])
    values = {
        EventKind.PRIORITY: ["", "P1", "P2", "P3", "nonsense"],
        EventKind.CONTRACTOR: ["", "C1", "C2"],
        EventKind.DISPATCHED: ["", "C1", "C2"],
        EventKind.EXCUSED: ["", "arrive", "nonsense"],
    }
    events = []
    for kind, minute, owner in draw(st.lists(st.tuples(kinds, minutes, owners), max_size=14)):
        moment = at("00:00") + timedelta(minutes=minute)
        value = draw(st.sampled_from(values.get(kind, [""])))
        events.append(Event(kind=kind, at=moment, recorded_at=moment, owner=owner, value=value))
    return events


PROMISES = [
    agreement("SLA", *BY_PRIORITY, target("arrive", 2, calendar="office", warn_at=(50,))),
    agreement("UC", *BY_PRIORITY, target("accept", 30, "minutes"), contractor="C1"),
    agreement("UC", target("install", 1, "working days", calendar="office"), contractor="C2", code="UC2"),
    agreement("OLA", target("dispatch", 15, "minutes")),
]


@given(anything(), st.randoms(use_true_random=False), st.integers(0, 4000))
def test_no_log_is_too_wild_and_its_order_says_nothing(events, random, minute):
    as_of = at("00:00") + timedelta(minutes=minute)
    found = promised(PROMISES, events, as_of)
    shuffled = list(events)
    random.shuffle(shuffled)
    assert promised(PROMISES, shuffled, as_of) == found
    keys = [(o.agreement, o.metric, o.sequence) for o in found]
    assert len(set(keys)) == len(keys)
    for obligation in found:
        reading = obligation.reading
        assert reading.used_seconds >= 0
        assert reading.paused_seconds >= 0
        late = max(reading.used_seconds - reading.limit_seconds, 0)
        assert reading.overrun_seconds == late or (reading.overrun_seconds, late) == (1, 0)
        if reading.state is ClockState.MET:
            assert reading.stopped_at <= reading.due_at


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 700))
def test_a_wait_only_ever_delays(start, length, now):
    began = at("09:00") + timedelta(minutes=start)
    pause = Event(kind=EventKind.PAUSED, at=began, recorded_at=began, owner=Owner.MERCHANT)
    ended = began + timedelta(minutes=length)
    resume = Event(kind=EventKind.RESUMED, at=ended, recorded_at=ended)
    as_of = at("09:00") + timedelta(minutes=now)
    plain = only(SLA, [REPORTED], as_of).reading
    happened = [e for e in (pause, resume) if e.at <= as_of]
    waited = only(SLA, [REPORTED, *happened], as_of).reading
    assert waited.due_at is None or waited.due_at >= plain.due_at
    assert waited.used_seconds <= plain.used_seconds


# --- Before the first dispatch ----------------------------------------------------------------------

AT_WORK = agreement("UC", target("resolve", 2))
OF_C1 = job(contractor="C1")


def test_the_first_dispatch_after_a_reopening_leaves_what_was_before_it():
    events = [REPORTED, said("resolved", "14:00"), said("reopened", "15:00")]
    missed = ("resolve", "C1", 0, "missed")
    assert states(promised(AT_WORK, events, at("16:00"), facts=OF_C1)) == [
        missed,
        ("resolve", "C1", 1, "running"),
    ]
    handed_over = [*events, said("dispatched", "16:00", value="C2")]
    assert states(promised(AT_WORK, handed_over, at("17:00"), facts=OF_C1)) == [
        missed,
        ("resolve", "C1", 1, "cancelled"),
        ("resolve", "C2", 2, "running"),
    ]


def test_the_first_dispatch_leaves_the_miss_of_a_contractor_that_had_lost_the_job():
    taken = said("contractor", "13:00", value="C2")
    dispatched = said("dispatched", "15:30", value="C2")
    found = promised(AT_WORK, [REPORTED, taken, dispatched], at("16:00"), facts=OF_C1)
    assert states(found) == [("resolve", "C1", 0, "missed"), ("resolve", "C2", 1, "running")]
    # Taken away in time nothing was promised: nobody had been given the job.
    in_time = said("contractor", "09:30", value="C2")
    found = promised(AT_WORK, [REPORTED, in_time, dispatched], at("16:00"), facts=OF_C1)
    assert states(found) == [("resolve", "C2", 0, "running")]


def test_the_first_dispatch_says_when_the_clock_that_runs_began():
    late = [REPORTED, said("dispatched", "15:30", value="C1")]
    found = promised(AT_WORK, late, at("16:00"), facts=OF_C1)
    assert [(o.started_at, o.reading.state) for o in found] == [(at("15:30"), ClockState.RUNNING)]


# --- Windows that end at an hour --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "state"), [("11:59", "met"), ("12:00", "met"), ("12:01", "missed"), (None, "running")]
)
def test_an_appointment_that_ends_at_an_hour_is_kept_until_then_and_at_it(clock, state):
    hours = job(contractor="C1", due_from=at("10:00", 2), due_to=at("12:00", 2))
    arrived = [said("arrived", clock, day=2)] if clock else []
    found = only(
        agreement("UC", target("appointment", 0, "window")),
        [REPORTED, *arrived],
        at("12:00", 2),
        facts=hours,
    )
    assert (found.reading.state, found.reading.due_at) == (state, at("12:00", 2))


# --- A priority that is told after the end ----------------------------------------------------------


@pytest.mark.parametrize("kind", ["dispatched", "reopened"])
def test_5_a_priority_told_after_the_end_breaks_no_kept_promise_of_a_run_that_began_later(kind):
    uc = agreement("UC", target("resolve", 8), target("resolve", 2, priorities=("P1",)), contractor="C1")
    began = [said("dispatched", "12:00", value="C1"), said("resolved", "18:00")]
    if kind == "reopened":
        began = [
            said("dispatched", "09:00", value="C1"),
            said("resolved", "10:00"),
            said("reopened", "12:00"),
        ]
        began.append(said("resolved", "18:00"))
    told_late = said("priority", "11:00", value="P1", recorded=at("19:00"))
    for events in ([REPORTED, *began], [REPORTED, *began, told_late]):
        *_, last = promised(uc, events, at("20:00"))
        assert (last.reading.state, last.reading.due_at) == (ClockState.MET, at("20:00"))
    in_time = replace(told_late, recorded_at=at("17:00"))
    *_, last = promised(uc, [REPORTED, *began, in_time], at("20:00"))
    assert (last.reading.state, last.reading.due_at) == (ClockState.MISSED, at("14:00"))


def test_5_a_priority_told_after_the_end_does_not_turn_a_later_raise_into_a_lowering():
    # P3, raised to P2 at 12:00: due at the earlier of 17:00 and 16:00. That it was P1 at 10:00 is told late.
    uc = agreement(
        "UC",
        target("resolve", 8),
        target("resolve", 4, priorities=("P2",)),
        target("resolve", 7, priorities=("P1",)),
        contractor="C1",
    )
    events = [
        said("dispatched", "09:00", value="C1"),
        said("priority", "12:00", value="P2"),
        said("resolved", "15:30"),
    ]
    late = said("priority", "10:00", value="P1", recorded=at("16:00"))
    facts = job(priority="P3")
    assert only(uc, events, at("18:00"), facts=facts) == only(uc, [*events, late], at("18:00"), facts=facts)


# --- Naming the contractor that has the job ------------------------------------------------------------

COME = agreement("UC", target("arrive", 2))
CALLED = said("reported", "08:00")
SENT = said("dispatched", "08:00", value="C1")
NAMED = said("contractor", "08:30", value="C1")


def clocks(events, facts=None, promise=COME):
    return [
        (o.party, o.started_at, o.reading.due_at, o.reading.state.value)
        for o in promised(promise, events, at("20:00"), facts=facts or job())
    ]


def test_to_name_the_contractor_that_has_the_job_withdraws_nothing():
    events = [CALLED, SENT, NAMED, said("arrived", "15:00")]
    assert clocks(events) == [("C1", at("08:00"), at("10:00"), "missed")]
    assert turns(read_life(events), "")[1:] == [Turn(at("08:00"), "contractor", "C1")]
    assert state_after(events[:-1]).stage is Stage.DISPATCHED


def test_to_name_the_registered_contractor_starts_no_second_clock():
    events = [CALLED, said("contractor", "09:59", value="C1"), said("arrived", "11:30")]
    assert clocks(events, job(contractor="C1")) == [("C1", at("08:00"), at("10:00"), "missed")]


def test_who_is_named_first_had_the_unnamed_job_from_the_report():
    events = [CALLED, said("contractor", "09:00", value="C1"), said("arrived", "09:30")]
    assert clocks(events) == [("C1", at("08:00"), at("10:00"), "met")]
    assert turns(read_life(events), "") == [Turn(datetime.min.replace(tzinfo=UTC), "contractor", "C1")]


def test_who_is_named_first_had_the_unnamed_dispatch():
    sent = said("dispatched", "09:00")
    events = [CALLED, sent, said("contractor", "09:30", value="C1"), said("arrived", "12:00")]
    assert clocks(events) == [("C1", at("09:00"), at("11:00"), "missed")]
    assert turns(read_life(events), "")[1:] == [Turn(at("09:00"), "contractor", "C1")]
    state = state_after(events[:-1])
    assert (state.stage, state.contractor) == (Stage.DISPATCHED, "C1")


def test_who_was_named_after_the_window_had_closed_did_not_promise_it():
    pm = agreement("UC", target("pm", 0, "window"))
    window = job(service="PM", due_from=at("00:00"), due_to=at("00:00", 3))

    def named(day):
        return clocks([said("contractor", "09:00", day=day, value="C1")], window, pm)

    assert [row[0] for row in named(2)] == ["C1"]
    assert [row[0] for row in named(4)] == [""]


def test_after_another_contractor_was_named_the_first_has_to_be_given_the_job_anew():
    events = [CALLED, SENT, said("contractor", "08:30", value="C2"), said("contractor", "09:00", value="C1")]
    assert clocks(events) == [("C1", at("08:00"), at("10:00"), "cancelled")]
    assert state_after(events).stage is Stage.NEW
