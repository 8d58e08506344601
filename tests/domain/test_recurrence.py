"""Visits on a fixed grid: no drift, none dropped, none made twice, holidays moved within the window."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.jalali import from_jalali, jalali_parts, jalali_text, month_length
from app.domain.recurrence import HolidayRule, Occurrence, PmPlan, grid_date, occurrences

DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))
plans = st.builds(
    PmPlan,
    anchor=days,
    every_months=st.integers(1, 14),
    calendar=st.sampled_from(["jalali", "gregorian"]),
    window_percent=st.integers(0, 40),
    on_holiday=st.sampled_from(["previous", "nearest", "next", "keep"]),
)


def always(_day: date) -> bool:
    """Every day is a working day."""
    return True


def but(*holidays: date) -> Callable[[date], bool]:
    """Every day is a working day, except these."""
    return lambda day: day not in holidays


def jalali(plan: PmPlan, count: int) -> list[str]:
    """The first grid dates of a plan, as Jalali dates."""
    return [jalali_text(grid_date(plan, number)) for number in range(count)]


def test_day_31_is_shortened_where_a_month_lacks_it_and_comes_back():
    plan = PmPlan(from_jalali(1404, 6, 31), every_months=3)
    assert jalali(plan, 5) == ["1404/06/31", "1404/09/30", "1404/12/29", "1405/03/31", "1405/06/31"]


def test_the_last_of_esfand_follows_the_leap_years():
    plan = PmPlan(from_jalali(1403, 12, 30), every_months=12)  # 1403 and 1408 are leap years
    found = ["1403/12/30", "1404/12/29", "1405/12/29", "1406/12/29", "1407/12/29", "1408/12/30"]
    assert jalali(plan, 6) == found


def test_a_monthly_plan_walks_through_31_30_and_29_days():
    plan = PmPlan(from_jalali(1405, 5, 31), every_months=1)
    assert jalali(plan, 4) == ["1405/05/31", "1405/06/31", "1405/07/30", "1405/08/30"]
    assert jalali(plan, 9)[-2:] == ["1405/12/29", "1406/01/31"]


def test_gregorian_months_clamp_too():
    plan = PmPlan(date(2024, 1, 31), every_months=1, calendar="gregorian")
    assert [grid_date(plan, number) for number in (1, 2, 3, 13)] == [
        date(2024, 2, 29),
        date(2024, 3, 31),
        date(2024, 4, 30),
        date(2025, 2, 28),
    ]


@given(plans, st.integers(0, 50))
def test_the_grid_never_drifts(plan: PmPlan, number: int):
    found = grid_date(plan, number)
    if plan.calendar == "jalali":
        (year, month, day), anchor = jalali_parts(found), jalali_parts(plan.anchor)
        longest = month_length(year, month)
    else:
        (year, month, day), anchor = found.timetuple()[:3], plan.anchor.timetuple()[:3]
        longest = monthrange(year, month)[1]
    assert (year - anchor[0]) * 12 + month - anchor[1] == number * plan.every_months
    assert day == min(anchor[2], longest)


@given(plans, st.lists(days, min_size=3, max_size=3))
def test_adjacent_ranges_neither_drop_nor_repeat(plan: PmPlan, borders: list[date]):
    start, middle, end = sorted(borders)
    whole = occurrences(plan, start, end, always)
    parts = [*occurrences(plan, start, middle, always), *occurrences(plan, middle, end, always)]
    assert parts == whole
    numbers = [each.number for each in whole]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else whole == []
    if whole:
        assert whole[0].number == 0 or grid_date(plan, whole[0].number - 1) < start
        assert grid_date(plan, whole[-1].number + 1) >= end


@given(plans, days, st.frozensets(st.integers(-40, 400), max_size=60))
def test_holidays_move_a_visit_only_within_its_window(plan: PmPlan, start: date, closed: frozenset[int]):
    holidays = {start + day * DAY for day in closed}
    calm = occurrences(plan, start, start + 370 * DAY, always)
    found = occurrences(plan, start, start + 370 * DAY, but(*holidays))
    assert [each.grid_date for each in found] == [each.grid_date for each in calm]
    for each in found:
        assert each.window_from <= each.due_date <= each.window_to
        assert each.moved == (each.due_date != each.grid_date)
        assert each.on_holiday == (each.due_date in holidays)
        assert not (each.moved and each.on_holiday)
        assert not each.moved or each.grid_date in holidays


@given(plans, st.integers(0, 49))
def test_windows_never_touch(plan: PmPlan, number: int):
    reach = timedelta(days=plan.reach)
    assert grid_date(plan, number) + reach < grid_date(plan, number + 1) - reach


GRID = from_jalali(1405, 7, 10)


@pytest.mark.parametrize(
    ("rule", "holidays", "moved_by"),
    [
        ("previous", [0], -1),
        ("previous", [0, -1], -2),
        ("next", [0], 1),
        ("next", [0, 1, 2], 3),
        ("nearest", [0], -1),  # at the same distance the earlier day
        ("nearest", [0, -1], 1),
        ("nearest", [0, -1, 1], -2),
        ("keep", [1], 0),
    ],
)
def test_a_holiday_sends_the_visit_to_a_working_day(rule: HolidayRule, holidays: list[int], moved_by: int):
    plan = PmPlan(GRID, every_months=3, on_holiday=rule)
    (found,) = occurrences(plan, GRID, GRID + DAY, but(*(GRID + day * DAY for day in holidays)))
    assert found == Occurrence(
        number=0,
        grid_date=GRID,
        due_date=GRID + moved_by * DAY,
        window_from=GRID - 9 * DAY,
        window_to=GRID + 9 * DAY,
        moved=moved_by != 0,
        on_holiday=False,
    )


@pytest.mark.parametrize("rule", ["previous", "nearest", "next", "keep"])
def test_a_visit_without_a_working_day_in_its_window_is_kept_and_marked(rule: HolidayRule):
    plan = PmPlan(GRID, every_months=1, on_holiday=rule)
    closed = [GRID + day * DAY for day in range(-3, 4)]
    (found,) = occurrences(plan, GRID, GRID + DAY, but(*closed))
    assert (found.due_date, found.moved, found.on_holiday) == (GRID, False, True)


@pytest.mark.parametrize(
    ("months", "percent", "window_days", "reach"),
    [(1, 10, None, 3), (2, 10, None, 6), (3, 10, None, 9), (6, 10, None, 18), (3, 10, 5, 5), (3, 0, None, 0)],
)
def test_the_window_is_a_tenth_of_the_interval_or_as_written(
    months: int, percent: int, window_days: int | None, reach: int
):
    plan = PmPlan(GRID, months, window_percent=percent, window_days=window_days)
    assert plan.reach == reach


@pytest.mark.parametrize(
    ("months", "window_days", "code"),
    [(0, None, "interval-too-short"), (1, -1, "window-negative"), (1, 15, "window-too-wide")],
)
def test_an_impossible_plan_is_refused(months: int, window_days: int | None, code: str):
    with pytest.raises(RuleBroken) as refused:
        PmPlan(GRID, months, window_days=window_days)
    assert refused.value.code == code


def test_nothing_is_due_before_the_anchor():
    plan = PmPlan(GRID, every_months=1)
    assert occurrences(plan, GRID - 400 * DAY, GRID, always) == []
    assert [each.number for each in occurrences(plan, GRID - 400 * DAY, GRID + DAY, always)] == [0]
