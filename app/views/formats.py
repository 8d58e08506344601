"""How numbers, dates and times are shown: digits and calendar by language, instants in the local zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCalendar, QLocale

from app.domain.jalali import jalali_text, long_date
from app.domain.persian import clock_text, grouped, isolate, persian_digits
from app.i18n import Language, _, ngettext


def locale_of(language: Language) -> QLocale:
    """Qt's locale of a language."""
    if language == "fa":
        return QLocale(QLocale.Language.Persian, QLocale.Country.Iran)
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def calendar_of(language: Language) -> QCalendar:
    """Jalali in Persian, Gregorian in English."""
    system = QCalendar.System.Jalali if language == "fa" else QCalendar.System.Gregorian
    return QCalendar(system)


class Formats:
    """Texts for one language and one local zone."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language: Language = language
        self.zone = zone
        self.locale = locale_of(language)

    def digits(self, text: str) -> str:
        """`text` with the digits of the language."""
        return persian_digits(text) if self.language == "fa" else text

    def number(self, number: int) -> str:
        """A whole number in groups of three."""
        return grouped(number, self.language)

    def percent(self, share: float, *, decimals: int = 1) -> str:
        """A share 0..1 in per cent."""
        return self.locale.toString(100.0 * share, "f", decimals) + ("٪" if self.language == "fa" else "%")

    def clock(self, seconds: int) -> str:
        """A countdown: minutes and seconds, hours where there are any; never a sign."""
        return clock_text(abs(seconds), self.language)

    def time(self, instant: datetime, *, seconds: bool = False) -> str:
        """Local time of day."""
        local = instant.astimezone(self.zone)
        return self.digits(local.strftime("%H:%M:%S" if seconds else "%H:%M"))

    def day(self, day: date) -> str:
        """A date in figures: 1405/09/01 or 2026-11-22."""
        return self.digits(jalali_text(day)) if self.language == "fa" else day.isoformat()

    def date(self, instant: datetime) -> str:
        """Local date in figures."""
        return self.day(instant.astimezone(self.zone).date())

    def long_date(self, instant: datetime) -> str:
        """Local date in words, with its weekday."""
        return long_date(instant.astimezone(self.zone).date(), self.language)

    def date_time(self, instant: datetime) -> str:
        """Local date and time in figures."""
        return isolate(f"{self.date(instant)} {self.time(instant)}")

    def ago(self, seconds: int) -> str:
        """How long ago something was, in words."""
        if seconds < 1:
            return _("now")
        for size, said in ((86400, _days_ago), (3600, _hours_ago), (60, _minutes_ago)):
            if seconds >= size:
                return said(seconds // size).format(count=self.number(seconds // size))
        return ngettext("{count} s ago", "{count} s ago", seconds).format(count=self.number(seconds))


def _minutes_ago(count: int) -> str:
    return ngettext("{count} min ago", "{count} min ago", count)


def _hours_ago(count: int) -> str:
    return ngettext("{count} hour ago", "{count} hours ago", count)


def _days_ago(count: int) -> str:
    return ngettext("{count} day ago", "{count} days ago", count)
