"""The days in which a notice can be objected to."""

from datetime import date

import pytest

from app.domain.agreement_file import read_agreement
from app.domain.calendars import Calendars
from app.domain.objection_days import days_of_notices, last_day, working_days_left

HEAD = 'code = "UC-1"\nkind = "UC"\ntitle = { fa = "ق", en = "C" }\ntime_zone = "Asia/Tehran"\n'
VERSION = """
[[version]]
number = 1
effective_from = 2025-03-21
[[version.target]]
metric = "resolve"
limit = 24
unit = "hours"
"""
WEEK = """
[calendars.{name}]
official_holidays = {holidays}
[calendars.{name}.weekly]
sat = [["08:00", "24:00"]]
sun = [["08:00", "17:00"]]
mon = [["08:00", "17:00"]]
tue = [["08:00", "17:00"]]
"""
HOLIDAY = date(2026, 11, 2)
"""A Monday."""


def calendar(*written):
    agreement = read_agreement(HEAD + "".join(written) + VERSION, file="uc.toml")
    return days_of_notices(agreement, Calendars(frozenset({HOLIDAY})))


@pytest.mark.parametrize(
    ("days", "last"),
    [
        (0, date(2026, 10, 29)),
        (1, date(2026, 10, 31)),
        (2, date(2026, 11, 1)),
        (3, date(2026, 11, 3)),
        (5, date(2026, 11, 5)),
        (6, date(2026, 11, 7)),
    ],
)
def test_without_a_calendar_fridays_and_official_holidays_do_not_count(days, last):
    """Served on Thursday 29 October 2026."""
    assert last_day(calendar(), date(2026, 10, 29), days) == last


def test_the_calendar_of_the_contract_counts_before_others():
    every_day = WEEK.format(name="aaa", holidays="true")
    contract = WEEK.format(name="contract", holidays="false")
    assert last_day(calendar(every_day, contract), date(2026, 10, 29), 3) == date(2026, 11, 2)


def test_else_the_one_that_closes_on_official_holidays():
    found = calendar(WEEK.format(name="aaa", holidays="false"), WEEK.format(name="bbb", holidays="true"))
    assert last_day(found, date(2026, 10, 29), 3) == date(2026, 11, 3)


def test_a_day_that_closes_at_midnight_is_the_last_one_itself():
    found = calendar(WEEK.format(name="contract", holidays="true"))
    assert last_day(found, date(2026, 10, 29), 1) == date(2026, 10, 31)


def test_the_days_that_are_left_are_counted_without_today():
    found = calendar()
    assert working_days_left(found, date(2026, 10, 29), date(2026, 11, 5)) == 5
    assert working_days_left(found, date(2026, 11, 5), date(2026, 11, 5)) == 0
    assert working_days_left(found, date(2026, 11, 9), date(2026, 11, 5)) == 0


def test_the_official_calendar_is_built_once():
    calendars = Calendars(frozenset({HOLIDAY}))
    assert calendars.official("Asia/Tehran") is calendars.official("Asia/Tehran")
    assert not calendars.official("Asia/Tehran").is_working_day(HOLIDAY)
