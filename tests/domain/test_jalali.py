"""The Jalali calendar against the leap years its authority publishes, and its writing in both languages."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.jalali import (
    YEARS,
    JalaliMonth,
    JalaliQuarter,
    from_jalali,
    is_leap,
    jalali_parts,
    jalali_text,
    long_date,
    month_bounds,
    month_length,
    parse_jalali,
)

PUBLISHED = Path(__file__).parent.parent / "data" / "calendar" / "kabise_1206-1498.txt"
TEHRAN = ZoneInfo("Asia/Tehran")
DAYS = st.dates(from_jalali(1206, 1, 1), from_jalali(1498, 12, 30))
MONTHS = st.builds(JalaliMonth, st.integers(1207, 1497), st.integers(1, 12))


def published_years() -> list[tuple[int, bool, date]]:
    rows = [line.split() for line in PUBLISHED.read_text().splitlines() if line and line[0] != "#"]
    return [(int(year.rstrip("*")), year.endswith("*"), date.fromisoformat(first)) for year, first in rows]


def test_every_published_year_begins_and_leaps_as_published():
    published = published_years()
    assert [year for year, _, _ in published] == list(YEARS)
    assert len(published) == 293
    for year, leap, first_day in published:
        assert (is_leap(year), from_jalali(year, 1, 1)) == (leap, first_day), year


def test_known_days():
    assert from_jalali(1405, 1, 1) == date(2026, 3, 21)
    assert jalali_text(date(2026, 10, 1)) == "1405/07/09"
    assert jalali_parts(date(2026, 11, 22)) == (1405, 9, 1)
    assert [year for year in range(1398, 1410) if is_leap(year)] == [1399, 1403, 1408]


@given(DAYS)
def test_days_round_trip(day: date):
    assert from_jalali(*jalali_parts(day)) == day
    assert parse_jalali(jalali_text(day)) == day


@given(DAYS.filter(lambda day: day < from_jalali(1498, 12, 30)))
def test_days_keep_their_order(day: date):
    assert jalali_parts(day) < jalali_parts(day + timedelta(days=1))


@pytest.mark.parametrize(("year", "esfand"), [(1403, 30), (1404, 29), (1405, 29), (1408, 30)])
def test_lengths_of_months(year: int, esfand: int):
    lengths = [month_length(year, month) for month in range(1, 13)]
    assert lengths == [31] * 6 + [30] * 5 + [esfand]


@given(MONTHS)
def test_months_follow_one_another_without_gap(month: JalaliMonth):
    assert month.last_day() + timedelta(days=1) == month.next().first_day()
    assert month.next().previous() == month
    assert month < month.next()
    assert (month.last_day() - month.first_day()).days + 1 == month_length(month.year, month.month)
    assert JalaliMonth.of(month.first_day()) == JalaliMonth.of(month.last_day()) == month
    assert JalaliMonth.parse(str(month)) == month


@given(st.builds(JalaliQuarter, st.integers(1207, 1497), st.integers(1, 4)))
def test_quarters_follow_one_another_without_gap(quarter: JalaliQuarter):
    assert quarter.last_day() + timedelta(days=1) == quarter.next().first_day()
    assert quarter.next().previous() == quarter
    assert quarter < quarter.next()
    assert {JalaliQuarter.of(month.first_day()) for month in quarter.months()} == {quarter}
    assert JalaliQuarter.parse(str(quarter)) == quarter


@given(MONTHS, st.integers(-24, 24))
def test_shifting_back_undoes_shifting(month: JalaliMonth, months: int):
    if month.year + months // 12 in range(1208, 1496):
        assert month.shifted(months).shifted(-months) == month


def test_quarters_are_seasons():
    assert JalaliQuarter(1405, 2).first_day() == from_jalali(1405, 4, 1)
    assert JalaliQuarter(1405, 2).last_day() == from_jalali(1405, 6, 31)
    assert JalaliQuarter(1405, 4).next() == JalaliQuarter(1406, 1)
    assert JalaliMonth(1405, 12).next() == JalaliMonth(1406, 1)


@pytest.mark.parametrize("text", ["1405-08", "۱۴۰۵/۰۸", "١٤٠٥-٠٨", " 1405/08 "])
def test_reading_months(text: str):
    assert JalaliMonth.parse(text) == JalaliMonth(1405, 8)


@pytest.mark.parametrize("text", ["1405-8", "1405-13", "1405-00", "2026-08", "1405", "1405-08-01", ""])
def test_what_is_no_month_is_refused(text: str):
    with pytest.raises(ValueError, match="no "):
        JalaliMonth.parse(text)


@pytest.mark.parametrize("text", ["1405-Q2", "1405-q2", "۱۴۰۵/Q۲"])
def test_reading_quarters(text: str):
    assert JalaliQuarter.parse(text) == JalaliQuarter(1405, 2)


@pytest.mark.parametrize("text", ["1405-Q5", "1405-Q0", "1405-2", "2026-Q2", ""])
def test_what_is_no_quarter_is_refused(text: str):
    with pytest.raises(ValueError, match="no "):
        JalaliQuarter.parse(text)


@pytest.mark.parametrize("text", ["1405/09/01", "1405-09-01", "۱۴۰۵/۰۹/۰۱", "۱۴۰۵-۹-۱", " 1405/9/1 "])
def test_reading_dates(text: str):
    assert parse_jalali(text) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    ["1405/12/30", "1405/07/31", "1405/13/01", "1405/09-01", "2026/09/01", "1405/09", "05/09/01"],
)
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r"no |out of range|must be"):
        parse_jalali(text)


def test_no_month_outside_a_year():
    with pytest.raises(ValueError, match="no month 13"):
        JalaliMonth(1405, 13)
    with pytest.raises(ValueError, match="no quarter 0"):
        JalaliQuarter(1405, 0)


def test_names_and_labels():
    assert JalaliMonth(1405, 6).name("fa") == "شهریور"
    assert JalaliMonth(1405, 6).name("en") == "Shahrivar"
    assert JalaliMonth(1405, 6).label("fa") == "شهریور ۱۴۰۵"
    assert JalaliMonth(1405, 6).label("en") == "Shahrivar 1405"
    assert JalaliQuarter(1405, 2).label("fa") == "سه‌ماهه دوم ۱۴۰۵"
    assert JalaliQuarter(1405, 2).label("en") == "Q2 1405"


def test_days_in_full():
    assert long_date(date(2026, 11, 22), "fa") == "یکشنبه ۱ آذر ۱۴۰۵"
    assert long_date(date(2026, 11, 22), "en") == "Sun 22 Nov 2026"
    assert long_date(date(2026, 10, 1), "fa") == "پنجشنبه ۹ مهر ۱۴۰۵"


def test_a_month_lasts_from_midnight_to_midnight_in_its_zone():
    assert month_bounds(JalaliMonth(1405, 6), TEHRAN) == (
        datetime(2026, 8, 22, 20, 30, tzinfo=UTC),
        datetime(2026, 9, 22, 20, 30, tzinfo=UTC),
    )


def test_bounds_follow_the_summer_time_of_old_years():
    # Until 1401 Iran's clocks stood at +04:30 from 2 Farvardin to 30 Shahrivar.
    start, end = month_bounds(JalaliMonth(1401, 1), TEHRAN)
    assert (start, end) == (
        datetime(2022, 3, 20, 20, 30, tzinfo=UTC),
        datetime(2022, 4, 20, 19, 30, tzinfo=UTC),
    )


@given(MONTHS)
def test_bounds_of_months_meet(month: JalaliMonth):
    assert month_bounds(month, TEHRAN)[1] == month_bounds(month.next(), TEHRAN)[0]
