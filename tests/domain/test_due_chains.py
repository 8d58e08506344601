from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.due_chains import CountedDue, DayDue, Excess, worst_start
from app.domain.opening_tape import EPOCH, Tape
from app.domain.working_time import OpeningHours, WorkingCalendar, WorkingTime
from tests.domain.hours import spec

FIRST = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday; days are looked at from midnight on, for `LONG` seconds."""
LONG = 700
REACH = 120
"""Days in which every promise here has come due."""


def seconds(instant):
    return (instant - EPOCH) // timedelta(seconds=1)


@st.composite
def opening(draw):
    """Hours of a day that lie in its first minutes, on any second; forty seconds at least."""
    edges = sorted(draw(st.frozensets(st.integers(0, LONG - 50), min_size=0, max_size=4)))
    return (*zip(edges[::2], edges[1::2], strict=False), (LONG - 45, LONG))


@st.composite
def calendars(draw):
    """A calendar in which days differ, and which is open on one of them at least."""
    weekly = {weekday: draw(opening()) for weekday in draw(st.sampled_from([range(7), (0, 1), (0, 3)]))}
    holidays = draw(st.frozensets(st.sampled_from([FIRST.date() + timedelta(days=n) for n in (1, 2, 3)])))
    return WorkingCalendar(spec("UTC", weekly, holidays=holidays))


def rule_of(calendar: OpeningHours, limit: int, in_days: bool):
    """A promise as the check sees it, and as the clocks count it."""
    if in_days:
        days = [FIRST + timedelta(days=number) for number in range(REACH)]
        by_day = [seconds(calendar.end_of_working_day(day, limit)) for day in days]
        return DayDue([seconds(day) for day in days], by_day)
    last = FIRST + timedelta(days=REACH)
    edges = [edge for interval in calendar.open_seconds(FIRST, last) for edge in interval]
    return CountedDue(Tape(seconds(FIRST), seconds(last), edges), limit)


def due_of(calendar: OpeningHours, limit: int, in_days: bool, start):
    if in_days:
        return calendar.end_of_working_day(start, limit)
    return calendar.due(start, WorkingTime(limit))


PROMISES = st.tuples(calendars(), st.integers(1, 200), st.just(False)) | st.tuples(
    calendars(), st.integers(1, 2), st.just(True)
)


@given(st.lists(PROMISES, min_size=1, max_size=2), PROMISES)
@settings(max_examples=25)
def test_no_second_is_worse_than_the_one_that_is_told(chain, whole):
    until = FIRST + timedelta(seconds=LONG + 60)
    told = worst_start([rule_of(*p) for p in chain], rule_of(*whole), seconds(FIRST), seconds(until))
    worst = 0
    start = FIRST
    while start < until:
        due = start
        for promise in chain:
            due = due_of(*promise, due)
        worst = max(worst, seconds(due) - seconds(due_of(*whole, start)))
        start += timedelta(seconds=1)
    assert (told.seconds if told else 0) == worst


@given(calendars(), st.integers(1, 150), st.integers(1, 150), st.integers(1, 300))
@settings(max_examples=25)
@example(WorkingCalendar(spec("UTC", {0: ((0, 10),)})), 5, 5, 9)
def test_in_one_calendar_limits_add_up(calendar, first, second, whole):
    tape = rule_of(calendar, 1, in_days=False).tape
    rules = [CountedDue(tape, limit) for limit in (first, second, whole)]
    told = worst_start(rules[:2], rules[2], seconds(FIRST), seconds(FIRST) + LONG)
    for start in range(seconds(FIRST), seconds(FIRST) + LONG, 7):
        instant = EPOCH + timedelta(seconds=start)
        own, allowed = (calendar.due(instant, WorkingTime(limit)) for limit in (first + second, whole))
        assert first + second <= whole or own >= allowed
        assert (own - allowed).total_seconds() <= (told.seconds if told else 0)
    assert (told is None) == (first + second <= whole)


def test_the_worst_start_lies_before_a_long_closure():
    """Office 0-100 s on Mondays and Thursdays, the whole 20 s of an office open 0-200 s every day."""
    office = WorkingCalendar(spec("UTC", {0: ((0, 100),), 3: ((0, 100),)}))
    daily = WorkingCalendar(spec("UTC", {day: ((0, 200),) for day in range(7)}))
    midnight = seconds(FIRST)
    told = worst_start(
        [rule_of(office, 15, in_days=False)], rule_of(daily, 20, in_days=False), midnight, midnight + 86_400
    )
    # From second 86 on the fifteen seconds do not fit before Monday's closing: 14 are worked, one is left for
    # Thursday, three days later; the whole is due at second 106 of Monday.
    assert told == Excess(midnight + 86, midnight + 3 * 86_400 + 1, midnight + 106)
