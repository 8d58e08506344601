from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.agreements import Unit
from app.domain.clocks import (
    ClockState,
    Wait,
    counts_from,
    limit_in_seconds,
    read_clock,
    read_window,
    warning_instants,
)
from app.domain.working_time import AlwaysOpen, WorkingCalendar
from tests.domain.promises import HOUR, OFFICE, at

ALWAYS = AlwaysOpen(ZoneInfo("UTC"))
OFFICE_HOURS = WorkingCalendar(OFFICE)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("limit", "unit", "seconds"),
    [
        (90, Unit.MINUTES, 5400),
        (2, Unit.HOURS, 7200),
        (1, Unit.WORKING_DAYS, 16 * HOUR),  # Monday 10:00-17:00 and all of Tuesday, 7 h + 9 h
    ],
)
def test_a_target_in_counted_seconds(limit, unit, seconds):
    assert limit_in_seconds(OFFICE_HOURS, at("10:00"), limit, unit) == seconds


def test_a_clock_read_before_its_start_has_not_begun():
    reading = read_clock(ALWAYS, at("09:00"), HOUR, as_of=at("08:00"))
    assert (reading.state, reading.used_seconds, reading.due_at) == (ClockState.RUNNING, 0, at("10:00"))


def test_overlapping_waits_are_counted_once():
    waits = [Wait(at("09:10"), at("09:40")), Wait(at("09:20"), at("09:50")), Wait(at("08:00"), at("08:30"))]
    reading = read_clock(ALWAYS, at("09:00"), HOUR, waits=waits, as_of=at("10:00"))
    # 60 min less 09:10-09:50; due 40 min later than 10:00.
    assert (reading.used_seconds, reading.paused_seconds, reading.due_at) == (1200, 2400, at("10:40"))


def test_stopped_during_a_wait_the_clock_shows_when_it_would_have_been_due():
    reading = read_clock(
        ALWAYS, at("09:00"), HOUR, waits=[Wait(at("09:30"), None)], stopped_at=at("09:45"), as_of=at("12:00")
    )
    assert (reading.state, reading.used_seconds, reading.due_at) == (ClockState.MET, 1800, at("10:15"))


def test_a_target_of_nothing_is_due_at_the_start():
    assert (
        read_clock(ALWAYS, at("09:00"), 0, stopped_at=at("09:00"), as_of=at("09:00")).state is ClockState.MET
    )
    assert read_clock(ALWAYS, at("09:00"), 0, as_of=at("09:01")).overrun_seconds == 60


def test_a_miss_is_a_second_late_at_least():
    # Due at closing: nothing is open between 17:00 and 23:00, and 0.4 s are no whole second.
    for end in (at("23:00"), at("08:00", 2) + 0.4 * SECOND):
        for stopped in (None, end):
            late = read_clock(OFFICE_HOURS, at("13:00"), 4 * HOUR, stopped_at=stopped, as_of=end)
            assert (late.state, late.due_at, late.overrun_seconds) == (ClockState.MISSED, at("17:00"), 1)
            assert late.used_seconds == 4 * HOUR
    second = read_clock(OFFICE_HOURS, at("13:00"), 4 * HOUR, as_of=at("08:00", 2) + 2.9 * SECOND)
    assert second.overrun_seconds == 2


@pytest.mark.parametrize("fraction", [0, 0.000001, 0.5, 0.999999])
def test_working_days_end_at_closing_time_whatever_fraction_they_began_with(fraction):
    start = counts_from(at("10:00") + fraction * SECOND, Unit.WORKING_DAYS)
    limit = limit_in_seconds(OFFICE_HOURS, start, 1, Unit.WORKING_DAYS)
    assert read_clock(OFFICE_HOURS, start, limit, as_of=at("12:00")).due_at == at("17:00", 2)


def test_hours_count_from_the_very_instant():
    assert counts_from(at("10:00") + 0.5 * SECOND, Unit.HOURS) == at("10:00") + 0.5 * SECOND


@pytest.mark.parametrize(
    ("stopped", "as_of", "state", "late"),
    [
        (at("23:59", 3), at("00:00", 9), ClockState.MET, 0),
        (at("00:00", 4), at("00:00", 9), ClockState.MISSED, 1),
        (None, at("23:59", 3), ClockState.RUNNING, 0),
        (None, at("00:00", 4), ClockState.MISSED, 1),
        (None, at("01:00", 4), ClockState.MISSED, HOUR),
    ],
)
def test_a_window_ends_before_its_closing_midnight(stopped, as_of, state, late):
    reading = read_window(at("00:00", 4), stopped_at=stopped, as_of=as_of)
    assert (reading.state, reading.overrun_seconds, reading.left_seconds) == (state, late, 0)


def test_warnings_leave_waits_out():
    waits = [Wait(at("09:15"), at("09:45"))]
    reading = read_clock(ALWAYS, at("09:00"), HOUR, waits=waits, as_of=at("09:50"))
    found = warning_instants(ALWAYS, at("09:00"), reading, waits=waits, percents=(25, 50))
    # A quarter is used up at 09:15, before the wait counts; half at 09:30 + 30 min.
    assert found == [(25, at("09:15")), (50, at("10:00"))]


@pytest.mark.parametrize("end", [None, at("10:00")])
def test_a_wait_that_begins_at_this_instant_holds_the_due_instant_back_at_once(end):
    waits = [Wait(at("09:00"), end)]
    begun, later = (
        read_clock(ALWAYS, at("08:00"), 4 * HOUR, waits=waits, as_of=now)
        for now in (at("09:00"), at("09:30"))
    )
    assert (begun.due_at, begun.state) == (later.due_at, later.state)
    assert begun.due_at == (None if end is None else at("13:00"))
    assert (begun.used_seconds, begun.paused_seconds) == (HOUR, 0)
