"""Choosing a date and a time: Jalali in Persian, Gregorian in English, an aware UTC instant outside."""

from datetime import UTC, datetime

from PySide6.QtCore import QCalendar, QDate, QDateTime, Qt, QTime, QTimeZone, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateTimeEdit

from app.views.appearance import Appearance
from app.views.formats import calendar_of
from app.views.widgets.digits import with_spoken_digits

WEEKDAYS = Qt.DayOfWeek
LEAST_WIDTH = 178


class JalaliDateTimeEdit(QDateTimeEdit):
    """A date and time in the local zone; typed digits of either kind are taken.

    Signals:
        instant_changed: the aware UTC datetime now chosen.
    """

    PERSIAN, ENGLISH = "yyyy/MM/dd HH:mm", "yyyy-MM-dd HH:mm"

    instant_changed = Signal(object)

    def __init__(self, appearance: Appearance, *, name: str, instant: datetime) -> None:
        super().__init__()
        self._appearance = appearance
        self._zone = appearance.formats.zone
        self._fold = 0
        self._popup = QCalendarWidget(self)
        # Right to left, Qt would reverse the sections and show 14:05 as 05:14.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setTimeZone(self._utc())
        self.setCalendarPopup(True)
        self.setCalendarWidget(self._popup)
        self.setAccessibleName(name)
        self.setMinimumWidth(LEAST_WIDTH)
        self._popup.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._popup.setMinimumWidth(300)
        appearance.changed.connect(self._dress)
        self._dress()
        self.show_instant(instant)
        self.dateTimeChanged.connect(self._tell)

    def show_instant(self, instant: datetime) -> None:
        """Show this instant, to the minute."""
        local = instant.astimezone(self._zone)
        # Where the clock was set back, an hour is read twice; which one it was is kept.
        self._fold = local.fold
        day = QDate(local.year, local.month, local.day)
        # The wall clock of the zone is held as if it were UTC: Qt is not to shift it.
        self.setDateTime(QDateTime(day, QTime(local.hour, local.minute), self._utc()))

    def instant(self) -> datetime:
        """The instant chosen, aware, in UTC."""
        day, time = self.date(), self.time()
        wall = (day.year(), day.month(), day.day(), time.hour(), time.minute())
        return datetime(*wall, tzinfo=self._zone, fold=self._fold).astimezone(UTC)

    def popup(self) -> QCalendarWidget:
        """The calendar that opens under the editor."""
        return self._popup

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(with_spoken_digits(event, self._appearance))

    @Slot()
    def _dress(self) -> None:
        formats = self._appearance.formats
        shown = self.dateTime()
        self.setLocale(formats.locale)
        self.setCalendar(calendar_of(formats.language))
        self.setDisplayFormat(self.PERSIAN if formats.language == "fa" else self.ENGLISH)
        self.setDateTime(shown)
        self._dress_popup(calendar_of(formats.language), shown.date())

    def _dress_popup(self, calendar: QCalendar, day: QDate) -> None:
        popup, formats = self._popup, self._appearance.formats
        popup.setLayoutDirection(self._appearance.direction)
        popup.setLocale(formats.locale)
        popup.setFirstDayOfWeek(formats.locale.firstDayOfWeek())
        popup.setCalendar(calendar)
        # After another calendar the highlight stays on a wrong cell until the date is set again.
        popup.setSelectedDate(day)
        plain, free = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(self._appearance.tokens.text))
        free.setForeground(QColor(self._appearance.tokens.crit))
        rest = {WEEKDAYS.Friday} if formats.language == "fa" else {WEEKDAYS.Saturday, WEEKDAYS.Sunday}
        for weekday in WEEKDAYS:
            popup.setWeekdayTextFormat(weekday, free if weekday in rest else plain)

    def _tell(self) -> None:
        self.instant_changed.emit(self.instant())

    def _utc(self) -> QTimeZone:
        return QTimeZone(QTimeZone.Initialization.UTC)
