"""Semantics 1-9 of the product, each line by its name; the ordinary cases are in test_obligations."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.agreements import Metric, PauseRule
from app.domain.clocks import ClockState
from app.domain.events import Owner, Source
from tests.domain.promises import HOUR, agreement, at, job, only, promised, said, target, told, version

REPORTED = said("reported", "09:00")
SLA = agreement("SLA", target("resolve", 4))
EVERY = frozenset(Metric)


def ruled(**more):
    """An SLA of 4 hours whose waits of the merchant stop every clock, under one more condition."""
    rule = PauseRule(owner=Owner.MERCHANT, stops=EVERY, **more)
    return agreement("SLA", target("resolve", 4), terms={"pauses": (rule,)})


# --- 1. Half-open, exact ----------------------------------------------------------------------------


def test_1_work_used_up_at_closing_time_is_due_at_that_closing_instant():
    office = agreement("SLA", target("resolve", 4, calendar="office"))
    found = only(office, [said("reported", "13:00"), said("resolved", "17:00")], at("18:00"))
    # 13:00 + 4 h = 17:00, the closing instant; stopped <= due.
    assert told(found) == ("met", at("17:00"), 4 * HOUR, 0)


def test_1_a_microsecond_after_the_due_instant_is_late():
    late = replace(said("resolved", "13:00"), at=at("13:00") + timedelta(microseconds=1))
    assert told(only(SLA, [REPORTED, late], at("18:00"))) == ("missed", at("13:00"), 4 * HOUR, 1)


# --- 2. Units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "unit", "calendar", "due"),
    [
        (90, "minutes", "", at("18:00")),  # 16:30 + 90 min
        (90, "minutes", "office", at("09:00", 2)),  # 30 min until 17:00, 60 min from 08:00
        (24, "hours", "", at("16:30", 2)),
        (24, "hours", "office", at("13:30", 4)),  # 0.5 + 9 + 9 h until Wednesday 17:00, 5.5 h from 08:00
        (1, "working days", "office", at("17:00", 2)),
    ],
)
def test_2_minutes_and_hours_are_working_or_calendar_and_working_days_end_at_closing(
    limit, unit, calendar, due
):
    sla = agreement("SLA", target("resolve", limit, unit, calendar=calendar))
    assert only(sla, [said("reported", "16:30")], at("16:30")).reading.due_at == due


# --- 3. Pause ---------------------------------------------------------------------------------------


def test_3_an_appointment_never_shifts():
    sla = agreement("SLA", target("appointment", 0, "window"))
    facts = job(due_from=at("08:00"), due_to=at("00:00", 2))
    events = [REPORTED, said("paused", "10:00", owner="merchant"), said("resumed", "23:00")]
    found = only(sla, events, at("23:30"), facts=facts)
    assert told(found) == ("running", at("00:00", 2), 0, 0)
    # To be there is to keep it; the repair may take longer.
    there = only(sla, [*events, said("arrived", "23:40")], at("12:00", 3), facts=facts)
    assert (there.reading.state, there.reading.stopped_at) == (ClockState.MET, at("23:40"))
    late = only(sla, [*events, said("arrived", "00:10", day=2)], at("12:00", 3), facts=facts)
    assert told(late) == ("missed", at("00:00", 2), 0, 600)


def test_3_an_appointment_without_a_date_promises_nothing():
    assert promised(agreement("SLA", target("appointment", 0, "window")), [REPORTED], at("10:00")) == []


LONG = (REPORTED, said("paused", "10:00", owner="merchant"), said("resumed", "12:00"))


def test_3_a_wait_up_to_the_limit_needs_no_approval():
    sla = ruled(approval_above_minutes=120)
    found = only(sla, LONG, at("12:30"))
    assert (told(found), found.is_undecided) == (("running", at("15:00"), 5400, 0), False)


def test_3_a_long_wait_stops_the_clock_for_the_limit_until_it_is_decided():
    sla = ruled(approval_above_minutes=30)
    found = only(sla, LONG, at("12:30"))
    # 10:00-10:30 is free of approval: 13:00 + 30 min; 09:00-12:30 less 30 min are used.
    assert (told(found), found.is_undecided) == (("running", at("13:30"), 3 * HOUR, 0), True)


def test_3_once_approved_the_whole_wait_counts_and_once_refused_nothing_of_it():
    sla = ruled(approval_above_minutes=30)
    approved = only(sla, [*LONG, said("wait-approved", "11:00")], at("12:30"))
    assert (told(approved), approved.is_undecided) == (("running", at("15:00"), 5400, 0), False)
    refused = only(sla, [*LONG, said("wait-refused", "11:00")], at("12:30"))
    assert (told(refused), refused.is_undecided) == (("running", at("13:00"), 12600, 0), False)


def test_3_a_decision_made_later_names_the_wait_by_its_beginning_and_the_last_one_counts():
    sla = ruled(approval_above_minutes=30)
    named = {"value": at("10:00").isoformat()}
    refused, approved = said("wait-refused", "14:00", **named), said("wait-approved", "15:00", **named)
    assert only(sla, [*LONG, refused], at("12:30")).reading.due_at == at("13:00")
    assert only(sla, [approved, refused, *LONG], at("12:30")).reading.due_at == at("15:00")
    other = said("wait-refused", "14:00", value=at("09:59").isoformat())
    assert only(sla, [*LONG, other], at("12:30")).reading.due_at == at("13:30")


def test_3_while_a_long_wait_lasts_the_clock_stands_for_the_limit_and_then_goes_on():
    sla = ruled(approval_above_minutes=30)
    assert told(only(sla, LONG[:2], at("10:20"))) == ("paused", at("13:30"), HOUR, 0)
    assert told(only(sla, LONG[:2], at("10:40"))) == ("running", at("13:30"), HOUR + 600, 0)


def test_3_a_clock_reads_alike_at_the_beginning_of_a_wait_and_during_it():
    sla = ruled(approval_above_minutes=60)
    events = [said("reported", "08:00"), said("paused", "09:00", owner="merchant")]
    readings = [only(sla, events, at(clock)).reading for clock in ("09:00", "09:30")]
    # 08:00 + 4 h, and the hour that needs no approval.
    assert [reading.due_at for reading in readings] == [at("13:00")] * 2
    late = [events[0], said("paused", "11:59", owner="merchant"), said("resumed", "12:40")]
    graced = ruled(approval_above_minutes=60)
    graced = replace(graced, versions=(replace(graced.versions[0], minimum_grace_minutes=30),))
    # A minute is left when it ends: half an hour is given, 4 h 29 min of counted time.
    limits = [only(graced, late[:2], at(clock)).reading.limit_seconds for clock in ("11:59", "12:30")]
    assert limits == [4 * HOUR + 1740] * 2
    assert only(graced, late, at("12:40")).reading.due_at == at("13:10")


def test_3_the_rule_that_names_the_reason_goes_before_the_general_one():
    general = PauseRule(owner=Owner.MERCHANT, stops=EVERY)
    strict = PauseRule(
        owner=Owner.MERCHANT, stops=EVERY, reasons=frozenset({"shop-closed"}), approval_above_minutes=0
    )
    sla = agreement("SLA", target("resolve", 4), terms={"pauses": (general, strict)})
    named = [REPORTED, said("paused", "10:00", owner="merchant", reason="shop-closed"), LONG[2]]
    assert only(sla, named, at("12:30")).reading.due_at == at("13:00")
    assert only(sla, LONG, at("12:30")).reading.due_at == at("15:00")


def test_3_a_wait_leaves_the_least_grace_when_it_ends():
    sla = agreement("SLA", target("resolve", 4), terms={"minimum_grace_minutes": 60})
    events = [REPORTED, said("paused", "12:30", owner="merchant"), said("resumed", "15:00")]
    # 3.5 h are used when it ends and half an hour is left: an hour is given, 16:00.
    assert told(only(sla, events, at("15:10"))) == ("running", at("16:00"), 3 * HOUR + 2400, 0)
    early = [REPORTED, said("paused", "10:00", owner="merchant"), said("resumed", "11:00")]
    assert only(sla, early, at("11:10")).reading.due_at == at("14:00")
    broken = [REPORTED, said("paused", "13:00", owner="merchant"), said("resumed", "15:00")]
    assert told(only(sla, broken, at("15:30"))) == ("missed", at("13:00"), 4 * HOUR + 1800, 1800)


# --- 4. Breach is sticky ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        # Begun at 12:00, two hours long, declared within three hours: 13:00 + 2 h.
        (at("12:30"), ("running", at("15:00"), 4 * HOUR, 0)),
        (at("14:59"), ("running", at("15:00"), 4 * HOUR, 0)),
        (at("15:00"), ("running", at("15:00"), 4 * HOUR, 0)),
        # A minute later than the window: the breach of 13:00 stands, 09:00-15:00 is 6 h.
        (at("15:01"), ("missed", at("13:00"), 6 * HOUR, 2 * HOUR)),
    ],
)
def test_4_a_wait_declared_after_the_breach_counts_within_the_declaration_window(recorded, expected):
    sla = agreement("SLA", target("resolve", 4), terms={"declaration_hours": 3})
    events = [
        REPORTED,
        said("paused", "12:00", owner="merchant", recorded=recorded),
        said("resumed", "14:00", recorded=recorded),
    ]
    assert told(only(sla, events, at("15:00"))) == expected
    assert told(only(sla, events[::-1], at("15:00"))) == expected


def test_4_a_wait_declared_late_but_before_the_breach_always_counts():
    sla = agreement("SLA", target("resolve", 4), terms={"declaration_hours": 1})
    events = [
        REPORTED,
        said("paused", "10:00", owner="merchant", recorded=at("12:50")),
        said("resumed", "11:00", recorded=at("12:50")),
    ]
    assert told(only(sla, events, at("12:55")))[:2] == ("running", at("14:00"))


def test_4_what_one_wait_has_moved_in_time_another_may_use():
    sla = agreement("SLA", target("resolve", 4), terms={"declaration_hours": 1})
    events = [
        REPORTED,
        said("paused", "10:00", owner="merchant"),
        said("resumed", "11:00"),
        # Recorded at 13:30, after 13:00, but the promise then stood until 14:00.
        said("paused", "12:00", owner="merchant", recorded=at("13:30")),
        said("resumed", "12:30", recorded=at("13:30")),
    ]
    assert told(only(sla, events, at("13:30")))[:2] == ("running", at("14:30"))


def test_4_the_log_of_another_program_was_recorded_there():
    sla = agreement("SLA", target("resolve", 4), terms={"declaration_hours": 1})
    much_later = at("09:00", 20)
    events = [
        said("reported", "09:00", recorded=much_later, source=Source.LOG),
        said("paused", "12:00", owner="merchant", recorded=much_later, source=Source.LOG),
        said("resumed", "14:00", recorded=much_later, source=Source.LOG),
    ]
    assert told(only(sla, events, at("14:30")))[:2] == ("running", at("15:00"))


def test_4_an_undecided_request_leaves_the_breach_standing():
    sla = ruled(approval_above_minutes=30)
    undecided = only(sla, LONG, at("14:00"))
    assert (told(undecided), undecided.is_undecided) == (
        ("missed", at("13:30"), 4 * HOUR + 1800, 1800),
        True,
    )
    approved = only(sla, [*LONG, said("wait-approved", "14:00", value=at("10:00").isoformat())], at("14:00"))
    assert told(approved) == ("running", at("15:00"), 3 * HOUR, 0)


def test_4_a_missed_visit_stays_missed_when_it_is_dispatched_to_its_contractor_at_last():
    pm = agreement("UC", target("pm", 0, "window"))
    facts = job(service="PM", contractor="C1", due_from=at("00:00"), due_to=at("00:00", 3))
    assert only(pm, [REPORTED], at("00:00", 4), facts=facts).reading.state is ClockState.MISSED
    at_last = [REPORTED, said("dispatched", "09:00", day=5, value="C1"), said("resolved", "12:00", day=5)]
    assert only(pm, at_last, at("00:00", 9), facts=facts).reading.state is ClockState.MISSED
    to_another = [REPORTED, said("dispatched", "09:00", day=5, value="C2")]
    found = only(pm, to_another, at("00:00", 9), facts=facts)
    assert (found.party, found.reading.state, found.reading.stopped_at) == (
        "C1",
        ClockState.MISSED,
        at("09:00", 5),
    )


def test_4_what_waits_after_a_withdrawal_moves_nothing():
    uc = agreement("UC", target("resolve", 4), contractor="C1")
    events = [
        said("dispatched", "09:00", value="C1"),
        said("rejected", "10:00"),
        said("paused", "11:00", owner="merchant"),
        said("resumed", "12:00"),
    ]
    assert told(only(uc, events, at("20:00"))) == ("cancelled", at("13:00"), HOUR, 0)


# --- 7. Reopen --------------------------------------------------------------------------------------

SOLVED = (REPORTED, said("resolved", "11:00"))


def test_7_reopened_within_the_days_the_promise_goes_on_without_the_closed_time():
    sla = agreement("SLA", target("resolve", 4), terms={"reopen_days": 3})
    found = only(sla, [*SOLVED, said("reopened", "23:00", day=4)], at("23:30", 4))
    # 2 h were used; 2 h are left from 23:00 on.
    assert told(found) == ("running", at("01:00", 5), 2 * HOUR + 1800, 0)


def test_7_reopened_later_it_is_a_promise_of_its_own():
    sla = agreement("SLA", target("resolve", 4), terms={"reopen_days": 3})
    found = promised(sla, [*SOLVED, said("reopened", "00:00", day=5)], at("01:00", 5))
    assert [(o.sequence, *told(o)) for o in found] == [
        (0, "met", at("13:00"), 2 * HOUR, 0),
        (1, "running", at("04:00", 5), HOUR, 0),
    ]


def test_7_what_was_cancelled_and_comes_back_too_late_stays_cancelled():
    sla = agreement("SLA", target("resolve", 4), terms={"reopen_days": 3})
    events = [REPORTED, said("cancelled", "10:00"), said("reopened", "09:00", day=9)]
    found = promised(sla, [*events, said("resolved", "10:00", day=9)], at("12:00", 9))
    assert [(o.sequence, *told(o)) for o in found] == [
        (0, "cancelled", at("13:00"), HOUR, 0),
        (1, "met", at("13:00", 9), HOUR, 0),
    ]


# --- 8. Which target --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "hours"),
    [
        ({"fault": "F01", "merchant_class": "premium", "priority": "P1"}, 1),
        ({"merchant_class": "premium", "priority": "P1"}, 2),
        ({"priority": "P1"}, 3),
        ({}, 4),
        ({"zone": "B"}, 5),
    ],
)
def test_8_fault_goes_before_class_before_priority_before_zone_before_service(facts, hours):
    sla = agreement(
        "SLA",
        target("resolve", 5, services=("EM",)),
        target("resolve", 4, zones=("A",)),
        target("resolve", 3, priorities=("P1",)),
        target("resolve", 2, merchant_classes=("premium",)),
        target("resolve", 1, faults=("F01",)),
    )
    assert only(sla, [REPORTED], at("09:00"), facts=job(**facts)).reading.due_at == at(f"{9 + hours:02}:00")


# --- 9. Agreement changed ---------------------------------------------------------------------------


def test_9_a_reopening_in_time_stays_under_the_version_of_the_start():
    sla = agreement(
        "SLA",
        version(target("resolve", 4)),
        version(target("resolve", 1), number=2, since=date(2026, 6, 2)),
    )
    found = only(sla, [*SOLVED, said("reopened", "09:00", day=3)], at("09:30", 3))
    assert (found.version, found.reading.due_at) == (1, at("11:00", 3))
