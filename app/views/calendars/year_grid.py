"""Twelve Jalali months on a sheet, Saturday first: what each day is by shape and word, walked by keys."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle

from app.domain.day_hours import WHOLE_DAY
from app.domain.jalali import JalaliMonth, jalali_parts, month_length
from app.i18n import _
from app.views.appearance import Appearance
from app.views.calendar.day_grid import WEEK, DayGrid, first_cell
from app.views.calendar.month_bar import span_text
from app.views.calendars.day_account import DayAccount
from app.views.calendars.day_marks import paint_mark
from app.views.widgets.canvas import Canvas

ROWS = 6
GAP, TITLE = 12, 22
WIDE = 560

Accounts = Callable[[date], DayAccount]
Sentence = Callable[[DayAccount], str]


class YearGrid(DayGrid):
    """A year; arrow keys walk days and weeks, Page Up and Page Down months."""

    def __init__(self, appearance: Appearance, today: date, accounts: Accounts, sentence: Sentence) -> None:
        super().__init__(appearance)
        self._today = today
        self._chosen = today
        self._year = jalali_parts(today)[0]
        self._accounts = accounts
        self._sentence = sentence
        self.setMinimumSize(3 * (WEEK * 17 + GAP), 4 * (TITLE + ROWS * 14 + 6))
        appearance.changed.connect(self.say)
        self.say()

    def year(self) -> int:
        """The Jalali year shown."""
        return self._year

    def chosen(self) -> date:
        """The day chosen now."""
        return self._chosen

    def choose(self, day: date) -> None:
        """Choose a day, of another year perhaps, and tell."""
        self._chosen, self._year = day, jalali_parts(day)[0]
        self.say()
        self.picked.emit(day)

    def show_year(self, year: int) -> None:
        """Go to the same day of another year."""
        _old, month, day = jalali_parts(self._chosen)
        start = JalaliMonth(year, month)
        self.choose(start.first_day() + timedelta(days=min(day, month_length(year, month)) - 1))

    def say(self) -> None:
        """Paint and tell anew."""
        name = _("Calendar of {year}").format(year=self._appearance.formats.digits(str(self._year)))
        self.tell(name, self.said_of(self._chosen))

    def said_of(self, day: date) -> str:
        return self._sentence(self._accounts(day))

    def cell(self, day: date) -> QRect:
        """Where a day is drawn."""
        month = JalaliMonth.of(day)
        return self._cell_in(self._month_box(month), month, day)

    def sizeHint(self) -> QSize:
        return QSize(4 * (WEEK * 24 + GAP), 3 * (TITLE + ROWS * 21 + GAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(1, 13):
            month = JalaliMonth(self._year, number)
            self._paint_month(Canvas(painter, self._month_box(month), self._appearance), month)

    def walk(self, days: int) -> None:
        self.choose(self._chosen + timedelta(days=days))

    def take_key(self, key: Qt.Key) -> bool:
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if key in months:
            self._step_month(months[key])
        elif key == Qt.Key.Key_Home:
            self.choose(JalaliMonth(self._year, 1).first_day())
        elif key == Qt.Key.Key_End:
            self.choose(JalaliMonth(self._year, 12).last_day())
        else:
            return False
        return True

    def _step_month(self, months: int) -> None:
        day = jalali_parts(self._chosen)[2]
        month = JalaliMonth.of(self._chosen).shifted(months)
        self.choose(month.first_day() + timedelta(days=min(day, month_length(month.year, month.month)) - 1))

    def _columns(self) -> int:
        return 4 if self.width() >= WIDE else 3

    def _month_box(self, month: JalaliMonth) -> QRect:
        columns = self._columns()
        rows = 12 // columns
        row, column = divmod(month.month - 1, columns)
        sheet = self.rect().adjusted(2, 0, -2, 0)
        width, height = (sheet.width() + GAP) / columns, sheet.height() / rows
        logical = QRect(
            sheet.x() + round(column * width), round(row * height), round(width - GAP), round(height - 6)
        )
        return QStyle.visualRect(self._appearance.direction, sheet, logical)

    def _cell_in(self, box: QRect, month: JalaliMonth, day: date) -> QRect:
        place = first_cell(month) + (day - month.first_day()).days
        width, height = box.width() / WEEK, (box.height() - TITLE) / ROWS
        column, row = place % WEEK, place // WEEK
        left, right = round(column * width), round((column + 1) * width)
        top, bottom = round(TITLE + row * height), round(TITLE + (row + 1) * height)
        logical = QRect(box.x() + left, box.y() + top, right - left - 1, bottom - top - 1)
        return QStyle.visualRect(self._appearance.direction, box, logical)

    def day_at(self, spot: QPoint) -> date | None:
        for number in range(1, 13):
            month = JalaliMonth(self._year, number)
            if self._month_box(month).contains(spot):
                count = month_length(self._year, number)
                days = (month.first_day() + timedelta(days=offset) for offset in range(count))
                return next((day for day in days if self.cell(day).contains(spot)), None)
        return None

    def _paint_month(self, box: Canvas, month: JalaliMonth) -> None:
        name = month.name(self._appearance.language)
        needed = self._appearance.lettering.width(name, 12, weight=700) + 6
        box.text(box.rect(2, 0, needed, TITLE - 4), name, px=12, weight=700)
        rest = box.rect(needed + 4, 0, box.box.width() - needed - 6, TITLE - 4)
        span = span_text(month.first_day(), month.last_day())
        if self._appearance.lettering.width(span, 10) + 4 <= rest.width():
            box.text(rest, span, px=10, colour="muted", align="end")
        for offset in range(month_length(month.year, month.month)):
            day = month.first_day() + timedelta(days=offset)
            self._paint_day(box.within(self._cell_in(box.box, month, day)), day)

    def _paint_day(self, cell: Canvas, day: date) -> None:
        account = self._accounts(day)
        paint_mark(cell, account)
        is_off = bool(account.holidays) or not account.hours
        part = bool(account.closures) and any(row.closed != WHOLE_DAY for row in account.closures)
        colour = "crit" if is_off else "warn" if part else "text"
        number = self._appearance.formats.digits(str(jalali_parts(day)[2]))
        bold = bool(account.holidays or account.closures)
        cell.text(cell.box, number, px=11, weight=700 if bold else 400, colour=colour, align="center")
        if day == self._chosen:
            cell.rounded(cell.box, 4, line="accent", width=2 if self.hasFocus() else 1.5)
        elif day == self._today:
            cell.rounded(cell.box, 4, line="text", width=1)
