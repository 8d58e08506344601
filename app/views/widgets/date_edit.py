"""Choosing a day: Jalali in Persian, Gregorian in English, a plain date outside."""

from datetime import date, datetime

from PySide6.QtCore import QDate

from app.views.appearance import Appearance
from app.views.widgets.date_time_edit import JalaliDateTimeEdit


class JalaliDateEdit(JalaliDateTimeEdit):
    """A local day; typed digits of either kind are taken."""

    PERSIAN, ENGLISH = "yyyy/MM/dd", "yyyy-MM-dd"

    def __init__(self, appearance: Appearance, *, name: str, day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=appearance.formats.zone)
        super().__init__(appearance, name=name, instant=noon)

    def day(self) -> date:
        """The day chosen."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date) -> None:
        """Show this day."""
        self.setDate(QDate(day.year, day.month, day.day))
