"""Working time against a minute-by-minute reading of the wall clock, and the rules of its arithmetic."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendar_spec import CalendarSpec, Period
from app.domain.day_hours import WHOLE_DAY, Hours
from app.domain.errors import RuleBroken
from app.domain.working_time import AlwaysOpen, Interval, OpeningHours, WorkingCalendar, WorkingTime
from tests.domain.hours import (
    MINUTE,
    OFFICE,
    counted_minutes,
    day_hours,
    pauses_after,
    periods_within,
    reads_open,
    restless_spec,
    spec,
)

TEHRAN = ZoneInfo("Asia/Tehran")
HOUR = WorkingTime(3600)

# Saturday to Wednesday 08:00-17:00, Thursday 08:00-13:00, Friday closed.
WEEK = {5: (OFFICE,), 6: (OFFICE,), 0: (OFFICE,), 1: (OFFICE,), 2: (OFFICE,), 3: ((8 * 3600, 13 * 3600),)}

instants = st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.builds(WorkingTime, st.integers(0, 400 * 3600))


def tehran(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall-clock reading in August 2026; the 1st is a Saturday."""
    return datetime(2026, 8, day, hour, minute, tzinfo=TEHRAN)


@pytest.fixture
def contractor() -> WorkingCalendar:
    """A contractor's ordinary week in Tehran, Sunday the 9th a holiday, Monday the 10th short."""
    return WorkingCalendar(
        spec(
            "Asia/Tehran",
            WEEK,
            holidays=frozenset({date(2026, 8, 9)}),
            exceptions={date(2026, 8, 9): (OFFICE,), date(2026, 8, 10): ((10 * 3600, 12 * 3600),)},
        )
    )


@given(restless_spec(), st.data())
@settings(max_examples=60)
def test_elapsed_agrees_with_reading_the_wall_clock(
    asked: tuple[CalendarSpec, datetime], data: st.DataObject
):
    written, midnight = asked
    first, last = sorted(data.draw(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), "minutes"))
    start, end = midnight + first * MINUTE, midnight + last * MINUTE
    pauses = data.draw(pauses_after(start), "pauses")
    calendar = WorkingCalendar(written)
    assert calendar.elapsed(start, end).seconds == 60 * sum(
        1 for _ in counted_minutes(written, start, end, [])
    )
    paused = 60 * sum(1 for _ in counted_minutes(written, start, end, pauses))
    assert calendar.elapsed_without(start, end, pauses).seconds == paused


@given(restless_spec(), st.data())
@settings(max_examples=60)
def test_due_agrees_with_reading_the_wall_clock(asked: tuple[CalendarSpec, datetime], data: st.DataObject):
    written, midnight = asked
    start = midnight + data.draw(st.integers(0, 2000), "start") * MINUTE
    pauses = data.draw(pauses_after(start), "pauses")
    counted = list(counted_minutes(written, start, start + timedelta(days=5), pauses))
    if counted:
        minutes = data.draw(st.integers(1, len(counted)), "minutes")
        due = WorkingCalendar(written).due(start, WorkingTime(60 * minutes), pauses)
        assert due == counted[minutes - 1] + MINUTE


@given(restless_spec(), st.integers(0, 6 * 86_400))
def test_is_open_agrees_with_reading_the_wall_clock(asked: tuple[CalendarSpec, datetime], second: int):
    written, midnight = asked
    at = midnight + timedelta(seconds=second)
    assert WorkingCalendar(written).is_open(at) == reads_open(written, at)


@given(restless_spec(), st.integers(-9000, 9000), st.integers(0, 9000))
def test_open_intervals_tile_the_elapsed_time(asked: tuple[CalendarSpec, datetime], first: int, length: int):
    written, midnight = asked
    calendar, start = WorkingCalendar(written), midnight + first * MINUTE
    end = start + length * MINUTE
    found = list(calendar.open_intervals(start, end))
    assert all(start <= each.start < each.end <= end for each in found)
    assert all(earlier.end < later.start for earlier, later in pairwise(found))
    total = sum((each.end - each.start for each in found), timedelta())
    assert calendar.elapsed(start, end).seconds == total.total_seconds()
    bulk = calendar.open_seconds(start, end)
    assert bulk == [(each.start.timestamp(), each.end.timestamp()) for each in found]


@given(instants, amounts)
def test_elapsed_undoes_due(start: datetime, working: WorkingTime):
    calendar = WorkingCalendar(spec("Europe/Berlin", WEEK))
    assert calendar.elapsed(start, calendar.due(start, working)) == working


@given(instants, amounts, amounts)
def test_due_in_two_steps_is_due_in_one(start: datetime, one: WorkingTime, two: WorkingTime):
    calendar = WorkingCalendar(spec("Europe/Berlin", WEEK))
    assert calendar.due(calendar.due(start, one), two) == calendar.due(start, one + two)


@given(st.lists(instants.map(lambda at: at.replace(microsecond=0)), min_size=3, max_size=3))
def test_elapsed_adds_up_over_a_split(three: list[datetime]):
    start, middle, end = sorted(three)
    calendar = WorkingCalendar(spec("America/New_York", WEEK))
    whole = calendar.elapsed(start, end)
    assert calendar.elapsed(start, middle) + calendar.elapsed(middle, end) == whole
    assert whole - calendar.elapsed(middle, end) == calendar.elapsed(start, middle)


@given(instants, amounts, st.data())
def test_a_pause_only_delays(start: datetime, working: WorkingTime, data: st.DataObject):
    calendar = WorkingCalendar(spec("Asia/Tehran", WEEK))
    pauses = data.draw(pauses_after(start))
    due = calendar.due(start, working, pauses)
    assert due >= calendar.due(start, working)
    assert calendar.elapsed_without(start, due, pauses) == working


@given(instants, amounts, st.lists(st.integers(0, 40), max_size=8))
def test_more_holidays_are_never_earlier(start: datetime, working: WorkingTime, days: list[int]):
    holidays = frozenset(start.date() + timedelta(days=day) for day in days)
    fewer = WorkingCalendar(spec("Asia/Tehran", WEEK))
    more = WorkingCalendar(spec("Asia/Tehran", WEEK, holidays=holidays))
    assert more.due(start, working) >= fewer.due(start, working)


ZONES = ("Asia/Tehran", "Europe/Berlin", "America/Sao_Paulo")
dates = st.dates(date(2017, 1, 1), date(2024, 1, 1))


@given(st.sampled_from(ZONES), instants, amounts, st.data())
@settings(max_examples=60)
def test_more_days_off_are_never_earlier_whatever_else_is_written(
    zone: str, start: datetime, working: WorkingTime, data: st.DataObject
):
    """Holidays and declared closures, of a whole day or a part, over exceptions and periods."""
    near = st.dates(start.date(), start.date() + timedelta(days=40))
    periods = data.draw(periods_within(start.date(), start.date() + timedelta(days=40)))
    exceptions = data.draw(st.dictionaries(near, day_hours(), max_size=3))
    holidays, more = data.draw(st.tuples(st.frozensets(near, max_size=3), st.frozensets(near, max_size=3)))
    closed: dict[date, Hours] = data.draw(st.dictionaries(near, day_hours(), max_size=4))
    fewer = WorkingCalendar(spec(zone, WEEK, holidays=holidays, exceptions=exceptions, periods=periods))
    off = holidays | more
    more_off = WorkingCalendar(
        spec(zone, WEEK, holidays=off, exceptions=exceptions, periods=periods, closed=closed)
    )
    assert more_off.due(start, working) >= fewer.due(start, working)
    assert more_off.end_of_working_day(start, 3) >= fewer.end_of_working_day(start, 3)
    end = start + timedelta(days=30)
    assert more_off.elapsed(start, end).seconds <= fewer.elapsed(start, end).seconds


@given(st.sampled_from(ZONES), dates, st.integers(0, 400), instants, amounts)
def test_a_period_that_says_what_the_week_says_changes_nothing(
    zone: str, first: date, days: int, start: datetime, working: WorkingTime
):
    period = Period(first, first + timedelta(days=days), WEEK)
    plain, told = WorkingCalendar(spec(zone, WEEK)), WorkingCalendar(spec(zone, WEEK, periods=(period,)))
    assert told.due(start, working) == plain.due(start, working)
    since, until = start - timedelta(days=500), start + timedelta(days=500)
    assert told.open_seconds(since, until) == plain.open_seconds(since, until)


@given(st.sampled_from(ZONES), dates, st.integers(1, 40), st.data())
def test_a_period_in_two_parts_is_the_period(zone: str, first: date, days: int, data: st.DataObject):
    last = first + timedelta(days=days)
    middle = data.draw(st.dates(first, last - timedelta(days=1)))
    short = {weekday: ((8 * 3600, 12 * 3600),) for weekday in range(5)}
    whole = spec(zone, WEEK, periods=(Period(first, last, short),))
    parts = (Period(first, middle, short), Period(middle + timedelta(days=1), last, short))
    split = spec(zone, WEEK, periods=parts)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=3)
    end = start + timedelta(days=days + 6)
    assert WorkingCalendar(split).open_seconds(start, end) == WorkingCalendar(whole).open_seconds(start, end)


def test_the_length_of_a_period_costs_nothing():
    """Only what is asked for is laid down: a period of eight thousand years takes no longer than a day."""
    period = Period(date.min, date.max, {0: (OFFICE,)})
    calendar = WorkingCalendar(spec("Asia/Tehran", WEEK, periods=(period,)))
    assert calendar.elapsed(tehran(1), tehran(1) + timedelta(days=70)).seconds == 10 * 9 * 3600


@given(st.lists(st.tuples(instants, instants), min_size=1, max_size=4))
@settings(max_examples=15)
def test_answers_do_not_depend_on_what_was_asked_before(ranges: list[tuple[datetime, datetime]]):
    shared = WorkingCalendar(spec("Europe/Berlin", {0: WHOLE_DAY, 1: WHOLE_DAY, 6: ((72_000, 86_400),)}))
    for start, end in ranges:
        alone = WorkingCalendar(shared.spec)
        assert shared.elapsed(start, end) == alone.elapsed(start, end)
        assert shared.due(start, HOUR) == alone.due(start, HOUR)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (tehran(1, 9), 4, tehran(1, 13)),
        (tehran(1, 9), 8, tehran(1, 17)),  # used up at closing: due at that closing
        (tehran(1, 16), 2, tehran(2, 9)),
        (tehran(5, 16), 7, tehran(8, 9)),  # Wednesday evening over a short Thursday and a Friday
        (tehran(7, 12), 1, tehran(8, 9)),  # reported on a Friday
        (tehran(8, 16), 2, tehran(10, 11)),  # over the holiday, which wins over its exception
        (tehran(10, 11), 2, tehran(11, 9)),  # the short Monday
    ],
)
def test_due_as_the_document_tells_it(
    contractor: WorkingCalendar, start: datetime, hours: int, due: datetime
):
    found = contractor.due(start, WorkingTime(hours * 3600))
    assert found == due
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("days", "due"),
    [(1, tehran(6, 13)), (2, tehran(8, 17)), (3, tehran(10, 12)), (4, tehran(11, 17))],
)
def test_working_days_end_at_the_closing_of_the_nth(contractor: WorkingCalendar, days: int, due: datetime):
    assert contractor.end_of_working_day(tehran(5, 20), days) == due


@pytest.mark.parametrize("hours", [WorkingCalendar(spec("UTC", WEEK)), AlwaysOpen(ZoneInfo("UTC"))])
def test_a_target_of_no_working_days_is_refused(hours: OpeningHours):
    with pytest.raises(RuleBroken) as refused:
        hours.end_of_working_day(tehran(5), 0)
    assert refused.value.code == "no-working-days"


def test_the_closing_instant_is_closed(contractor: WorkingCalendar):
    assert contractor.is_open(tehran(1, 8))
    assert contractor.is_open(tehran(1, 17) - timedelta(microseconds=1))
    assert not contractor.is_open(tehran(1, 17))


def test_a_reversed_range_is_nothing(contractor: WorkingCalendar):
    assert contractor.elapsed(tehran(2), tehran(1)) == WorkingTime(0)
    assert contractor.elapsed_without(tehran(2), tehran(1), []) == WorkingTime(0)
    assert list(contractor.open_intervals(tehran(2), tehran(1))) == []


def test_no_work_is_due_at_once_even_when_closed(contractor: WorkingCalendar):
    assert contractor.due(tehran(7, 12), WorkingTime(0)) == tehran(7, 12)


def test_negative_work_is_refused(contractor: WorkingCalendar):
    with pytest.raises(RuleBroken) as refused:
        contractor.due(tehran(1), WorkingTime(-1))
    assert refused.value.code == "negative-working-time"


def test_seconds_are_whole_and_instants_exact(contractor: WorkingCalendar):
    late = tehran(1, 9) + timedelta(microseconds=250_001)
    assert contractor.due(late, HOUR) == late + timedelta(hours=1)
    assert contractor.elapsed(tehran(1, 9), late + timedelta(seconds=5)) == WorkingTime(5)
    assert contractor.elapsed(late, tehran(1, 9, 1)) == WorkingTime(59)


def test_real_seconds_count_when_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    nights = WorkingCalendar(spec("Europe/Berlin", dict.fromkeys(range(7), WHOLE_DAY)))
    for day, hours in ((date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 1), 24)):
        start = datetime(day.year, day.month, day.day, tzinfo=berlin)
        assert nights.elapsed(start, start + timedelta(days=1)) == WorkingTime(hours * 3600)


def test_a_day_closes_at_the_last_reading_of_its_closing_time():
    def closing(zone: str, hours: tuple[int, int], day: date) -> datetime:
        calendar = WorkingCalendar(spec(zone, dict.fromkeys(range(7), (hours,))))
        before = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)) - timedelta(days=1)
        return calendar.end_of_working_day(before, 1)

    half_past_two = (3600, 2 * 3600 + 1800)
    assert closing("Europe/Berlin", half_past_two, date(2024, 3, 31)) == datetime(2024, 3, 31, 1, tzinfo=UTC)
    repeated = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    assert closing("Europe/Berlin", half_past_two, date(2024, 10, 27)) == repeated
    # Tehran repeated 23:00-24:00 of 30 Shahrivar 1401: the day had 25 hours.
    assert closing("Asia/Tehran", (0, 86_400), date(2022, 9, 21)) == datetime(2022, 9, 21, 20, 30, tzinfo=UTC)


def test_a_night_over_midnight_and_new_year_is_one_interval():
    nights = WorkingCalendar(spec("UTC", dict.fromkeys(range(7), ((0, 6 * 3600), (22 * 3600, 86_400)))))
    nights.elapsed(datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC))
    start, end = datetime(2025, 12, 31, 12, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)
    (night,) = nights.open_intervals(start, end)
    assert night == Interval(start.replace(hour=22), end.replace(hour=6))


@pytest.mark.parametrize(
    "written",
    [
        spec("UTC", {}),
        spec("UTC", {}, exceptions={date(2026, 8, 5): (OFFICE,)}),
        spec("UTC", {}, exceptions={date(2070, 8, 5): (OFFICE,)}),
    ],
)
def test_a_calendar_that_opens_too_little_is_never_due(written: CalendarSpec):
    calendar = WorkingCalendar(written)
    for _again in range(2):
        with pytest.raises(RuleBroken) as refused:
            calendar.due(tehran(1), WorkingTime(10 * 3600))
        assert refused.value.code == "never-due"
        calendar.elapsed(tehran(1), datetime(2110, 1, 1, tzinfo=UTC))
    with pytest.raises(RuleBroken):
        calendar.end_of_working_day(tehran(5), 2)


def test_a_pause_without_end_is_never_due(contractor: WorkingCalendar):
    for_ever = Interval(tehran(1, 10), datetime(9999, 1, 1, tzinfo=UTC))
    assert contractor.due(tehran(1, 9), HOUR, [for_ever]) == tehran(1, 10)
    with pytest.raises(RuleBroken) as refused:
        contractor.due(tehran(1, 9), WorkingTime(3601), [for_ever])
    assert refused.value.code == "never-due"


def test_work_beyond_the_horizon_is_never_due_however_much_was_asked_before():
    calendar = WorkingCalendar(spec("UTC", dict.fromkeys(range(7), WHOLE_DAY)))
    start, decades = datetime(2000, 1, 1, tzinfo=UTC), WorkingTime(41 * 366 * 86_400)
    calendar.elapsed(start, datetime(2090, 1, 1, tzinfo=UTC))
    with pytest.raises(RuleBroken):
        calendar.due(start, decades)
    with pytest.raises(RuleBroken):
        AlwaysOpen(TEHRAN).due(start, WorkingTime(10**30))


@pytest.mark.parametrize("hours", [WorkingCalendar(spec("UTC", WEEK)), AlwaysOpen(ZoneInfo("UTC"))])
@pytest.mark.parametrize("year", [1, 1899, 2300, 9999])
def test_years_that_no_calendar_covers_are_refused(hours: OpeningHours, year: int):
    at = datetime(year, 6, 1, tzinfo=UTC)
    for question in (hours.is_open, lambda at: hours.due(at, HOUR)):
        with pytest.raises(RuleBroken) as refused:
            question(at)
        assert refused.value.code == "outside-calendar"
    with pytest.raises(RuleBroken):
        hours.end_of_working_day(at, 1)


def test_the_last_year_is_covered_to_its_end():
    calendar = WorkingCalendar(spec("UTC", dict.fromkeys(range(7), WHOLE_DAY)))
    start = datetime(2299, 12, 31, 22, tzinfo=UTC)
    assert calendar.due(start, HOUR + HOUR) == datetime(2300, 1, 1, tzinfo=UTC)
    with pytest.raises(RuleBroken):
        calendar.due(start, WorkingTime(7201))


@given(instants, instants, amounts, st.data())
def test_calendar_hours_are_real_seconds(
    start: datetime, end: datetime, work: WorkingTime, data: st.DataObject
):
    hours = AlwaysOpen(TEHRAN)
    assert hours.elapsed(start, end).seconds == max((end - start) // timedelta(seconds=1), 0)
    assert hours.due(start, work) == start + timedelta(seconds=work.seconds)
    assert hours.is_open(start)
    pauses = data.draw(pauses_after(start))
    assert hours.elapsed_without(start, hours.due(start, work, pauses), pauses) == work


def test_calendar_days_end_at_local_midnight():
    hours = AlwaysOpen(TEHRAN)
    assert hours.is_working_day(date(2026, 8, 7))
    assert hours.end_of_working_day(tehran(5, 9), 3) == tehran(9)
    assert hours.local_date(datetime(2026, 8, 5, 20, 30, tzinfo=UTC)) == date(2026, 8, 6)


def test_working_time_is_a_type_of_its_own():
    assert HOUR + WorkingTime(1) > HOUR
    for other in (5, 5.0, timedelta(seconds=5)):
        with pytest.raises(TypeError):
            HOUR + other  # type: ignore[operator]
        with pytest.raises(TypeError):
            HOUR - other  # type: ignore[operator]


def test_threads_may_share_a_calendar():
    starts = [datetime(1990 + year, 3, 1, tzinfo=UTC) for year in (30, 0, 60, 10, 50, 20, 40, 5)]
    shared = WorkingCalendar(spec("Europe/Berlin", WEEK))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda start: shared.due(start, HOUR), starts * 4))
    assert found == [WorkingCalendar(shared.spec).due(start, HOUR) for start in starts] * 4


# Ramadan 1447 in Tehran, 18 February to 19 March 2026: shorter days, Thursday closed.
RAMADAN = Period(
    date(2026, 2, 18), date(2026, 3, 19), dict.fromkeys((5, 6, 0, 1, 2), ((9 * 3600, 14 * 3600),))
)


def winter(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=TEHRAN)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (winter(2, 17, 16), 2, winter(2, 18, 10)),  # Tuesday until 17:00, then the period's first day
        (winter(2, 18, 13), 2, winter(2, 21, 10)),  # Wednesday until 14:00; Thursday and Friday closed
        (winter(3, 18, 13), 2, winter(3, 21, 9)),  # the 19th is the last day and closed; then 08:00 again
    ],
)
def test_a_period_holds_on_its_first_and_its_last_day(start: datetime, hours: int, due: datetime):
    calendar = WorkingCalendar(spec("Asia/Tehran", WEEK, periods=(RAMADAN,)))
    assert calendar.due(start, WorkingTime(hours * 3600)) == due


def test_a_holiday_an_exception_and_a_closure_rule_over_a_period():
    calendar = WorkingCalendar(
        spec(
            "Asia/Tehran",
            WEEK,
            holidays=frozenset({date(2026, 2, 21)}),
            exceptions={date(2026, 2, 21): WHOLE_DAY, date(2026, 2, 22): ((10 * 3600, 12 * 3600),)},
            periods=(RAMADAN,),
            closed={date(2026, 2, 22): ((11 * 3600, 86_400),), date(2026, 2, 23): ((0, 10 * 3600),)},
        )
    )
    found = calendar.open_intervals(winter(2, 21), winter(2, 24))
    assert [(each.start, each.end) for each in found] == [
        (winter(2, 22, 10), winter(2, 22, 11)),
        (winter(2, 23, 10), winter(2, 23, 14)),
    ]


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        (WHOLE_DAY, tehran(3, 17)),
        (((12 * 3600, 86_400),), tehran(3, 17)),  # cut short: the day counts no more than a closed one
        (((0, 10 * 3600),), tehran(2, 17)),  # a late start leaves the close that was agreed
        (((18 * 3600, 86_400),), tehran(2, 17)),
    ],
)
def test_a_closure_never_makes_a_working_day_end_earlier(closed: Hours, due: datetime):
    calendar = WorkingCalendar(spec("Asia/Tehran", WEEK, closed={date(2026, 8, 2): closed}))
    assert calendar.end_of_working_day(tehran(1, 9), 1) == due
    assert calendar.is_working_day(date(2026, 8, 2)) is (closed != WHOLE_DAY)


SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def test_a_period_begins_with_a_day_without_midnight():
    """On 4 November 2018 clocks in Sao Paulo went from 24:00 to 01:00: the first hour never was."""
    whole_days = Period(date(2018, 11, 4), date(2018, 11, 4), {6: WHOLE_DAY})
    calendar = WorkingCalendar(spec("America/Sao_Paulo", {}, periods=(whole_days,)))
    start, end = (datetime(2018, 11, day, 12, tzinfo=SAO_PAULO) for day in (3, 5))
    assert calendar.elapsed(start, end) == WorkingTime(23 * 3600)


def test_a_period_holds_the_repeated_hour_of_the_last_change_in_tehran():
    """Clocks went back from 22 September 2022 00:00 to the 21st 23:00; the 21st had 25 hours."""
    whole_days = Period(date(2022, 9, 21), date(2022, 9, 21), {2: WHOLE_DAY})
    calendar = WorkingCalendar(spec("Asia/Tehran", {}, periods=(whole_days,)))
    start, end = (datetime(2022, 9, day, 12, tzinfo=TEHRAN) for day in (20, 23))
    assert calendar.elapsed(start, end) == WorkingTime(25 * 3600)
