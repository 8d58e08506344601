"""Jalali dates, months and quarters: converted, named, written and read; only importer of jdatetime."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Self

from app.domain.persian import Language, latin_digits, persian_digits

YEARS = range(1206, 1499)
"""The Jalali years whose lengths the calendar authority has published."""

_MONTHS_FA = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_MONTHS_EN = (
    *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
    *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
)
_WEEKDAYS_FA = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GREGORIAN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_QUARTERS_FA = ("سه‌ماهه اول", "سه‌ماهه دوم", "سه‌ماهه سوم", "سه‌ماهه چهارم")

_DATE = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{4})[/-]([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})[/-]Q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class JalaliMonth:
    """A month of the Jalali calendar; written "1405-08"."""

    year: int
    month: int

    def __post_init__(self) -> None:
        _expect_year(self.year)
        if not 1 <= self.month <= 12:
            raise ValueError(f"no month {self.month} in a Jalali year")

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that the Gregorian `day` falls in."""
        year, month, _ = jalali_parts(day)
        return cls(year, month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The month written "1405-08" or «۱۴۰۵/۰۸»; ValueError for anything else."""
        found = _MONTH.fullmatch(latin_digits(text.strip()))
        if found is None:
            raise ValueError(f"no Jalali month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def first_day(self) -> date:
        """Its first day as a Gregorian date."""
        return from_jalali(self.year, self.month, 1)

    def last_day(self) -> date:
        """Its last day as a Gregorian date."""
        return from_jalali(self.year, self.month, month_length(self.year, self.month))

    def shifted(self, months: int) -> "JalaliMonth":
        """The month so many months later, or earlier where negative."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return JalaliMonth(year, month + 1)

    def next(self) -> "JalaliMonth":
        """The month after it."""
        return self.shifted(1)

    def previous(self) -> "JalaliMonth":
        """The month before it."""
        return self.shifted(-1)

    def name(self, language: Language) -> str:
        """«شهریور» or "Shahrivar"."""
        return (_MONTHS_FA if language == "fa" else _MONTHS_EN)[self.month - 1]

    def label(self, language: Language) -> str:
        """«شهریور ۱۴۰۵» or "Shahrivar 1405"."""
        return _in_language(f"{self.name(language)} {self.year}", language)


@dataclass(frozen=True, order=True)
class JalaliQuarter:
    """Three months of the Jalali calendar, a season; written "1405-Q2"."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        _expect_year(self.year)
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"no quarter {self.quarter} in a Jalali year")

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that the Gregorian `day` falls in."""
        year, month, _ = jalali_parts(day)
        return cls(year, (month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The quarter written "1405-Q2" or «۱۴۰۵/Q۲»; ValueError for anything else."""
        found = _QUARTER.fullmatch(latin_digits(text.strip()))
        if found is None:
            raise ValueError(f"no Jalali quarter: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"

    def months(self) -> tuple[JalaliMonth, JalaliMonth, JalaliMonth]:
        """Its three months in order."""
        first = JalaliMonth(self.year, self.quarter * 3 - 2)
        return first, first.shifted(1), first.shifted(2)

    def first_day(self) -> date:
        """Its first day as a Gregorian date."""
        return self.months()[0].first_day()

    def last_day(self) -> date:
        """Its last day as a Gregorian date."""
        return self.months()[-1].last_day()

    def shifted(self, quarters: int) -> "JalaliQuarter":
        """The quarter so many quarters later, or earlier where negative."""
        year, quarter = divmod(self.year * 4 + self.quarter - 1 + quarters, 4)
        return JalaliQuarter(year, quarter + 1)

    def next(self) -> "JalaliQuarter":
        """The quarter after it."""
        return self.shifted(1)

    def previous(self) -> "JalaliQuarter":
        """The quarter before it."""
        return self.shifted(-1)

    def name(self, language: Language) -> str:
        """«سه‌ماهه دوم» or "Q2"."""
        return _QUARTERS_FA[self.quarter - 1] if language == "fa" else f"Q{self.quarter}"

    def label(self, language: Language) -> str:
        """«سه‌ماهه دوم ۱۴۰۵» or "Q2 1405"."""
        return _in_language(f"{self.name(language)} {self.year}", language)


def _calendar() -> Any:
    import jdatetime  # noqa: PLC0415 - the first picture shows no date, and waits for whatever is loaded

    return jdatetime


def is_leap(year: int) -> bool:
    """Whether the Jalali year has 366 days."""
    return bool(_calendar().date(year, 1, 1).isleap())


def month_length(year: int, month: int) -> int:
    """Days of a Jalali month: 31, 30, or 29 for Esfand of a common year."""
    return 31 if month <= 6 else 30 if month < 12 or is_leap(year) else 29


def jalali_parts(day: date) -> tuple[int, int, int]:
    """Jalali year, month and day of a Gregorian date."""
    jalali = _calendar().date.fromgregorian(date=day)
    return jalali.year, jalali.month, jalali.day


def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Jalali one; ValueError where there is no such day."""
    _expect_year(year)
    gregorian: date = _calendar().date(year, month, day).togregorian()
    return gregorian


def parse_jalali(text: str) -> date:
    """The Gregorian date of "1405/09/01", with / or -, in Persian or Latin digits; else ValueError."""
    found = _DATE.fullmatch(latin_digits(text.strip()))
    if found is None:
        raise ValueError(f"no Jalali date: {text!r}")
    return from_jalali(int(found[1]), int(found[3]), int(found[4]))


def jalali_text(day: date) -> str:
    """A Gregorian date as a Jalali one in Latin digits: "1405/09/01"."""
    year, month, day_of_month = jalali_parts(day)
    return f"{year:04}/{month:02}/{day_of_month:02}"


def long_date(day: date, language: Language) -> str:
    """The day in full, Jalali in Persian, Gregorian in English: «یکشنبه ۱ آذر ۱۴۰۵», "Sun 22 Nov 2026"."""
    if language == "en":
        return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {_GREGORIAN_MONTHS[day.month - 1]} {day.year}"
    year, month, day_of_month = jalali_parts(day)
    written = f"{_WEEKDAYS_FA[day.weekday()]} {day_of_month} {_MONTHS_FA[month - 1]} {year}"
    return persian_digits(written)


def month_bounds(month: JalaliMonth, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants from which and before which the month lasts in `zone`, in UTC."""
    return day_bounds(month.first_day(), month.last_day(), zone)


def day_bounds(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants from which and before which the days `first` to `last`, both included, last in `zone`."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return midnight(first), midnight(last + timedelta(days=1))


def _expect_year(year: int) -> None:
    # A Gregorian year given for a Jalali one is the common mistake; the calendar would count on happily.
    if year not in YEARS:
        raise ValueError(f"no Jalali year from {YEARS[0]} to {YEARS[-1]}: {year}")


def _in_language(text: str, language: Language) -> str:
    return persian_digits(text) if language == "fa" else text
