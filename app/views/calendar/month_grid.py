"""The days of a Jalali month as a sheet, Saturday first: what each day holds by shape, word and colour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent

from app.domain.jalali import JalaliMonth, jalali_parts
from app.domain.persian import isolate
from app.i18n import _
from app.views.appearance import Appearance
from app.views.calendar.day_grid import WEEK, DayGrid, first_cell
from app.views.calendar.visit_words import (
    ABNORMAL,
    STATES,
    other_day,
    short_day,
    weekday_name,
)
from app.views.widgets.canvas import Canvas

HEAD, GAP, LINE, PAD = 26, 4, 17, 8
TWO_COLUMNS = 190
ONE_NAME, TWO_NAMES = 64, 96
FRIDAY = 4


@dataclass(frozen=True)
class DaySheet:
    """One day: how many visits of each state it holds, and the name of its holiday, if it is one."""

    day: date
    counts: Mapping[str, int]
    holiday: str = ""

    @property
    def total(self) -> int:
        """All its visits."""
        return sum(self.counts.values())

    @property
    def is_off(self) -> bool:
        """A Friday or an official holiday."""
        return self.day.weekday() == FRIDAY or bool(self.holiday)


class MonthGrid(DayGrid):
    """The sheet; arrow keys and clicks choose a day, Enter opens it, Escape chooses none.

    Signals:
        opened: the day whose visits the user wants to walk through.
    """

    opened = Signal(object)

    def __init__(self, appearance: Appearance, month: JalaliMonth, today: date) -> None:
        super().__init__(appearance)
        self._month = month
        self._today = today
        self._sheets: tuple[DaySheet, ...] = ()
        self._chosen: date | None = None
        self.setMinimumSize(WEEK * 84, HEAD + 5 * 62)
        appearance.changed.connect(self._say)
        self._say()

    def show_month(self, month: JalaliMonth, sheets: Sequence[DaySheet], today: date) -> None:
        """Show the days of `month`; a chosen day of another month is forgotten."""
        self._month, self._sheets, self._today = month, tuple(sheets), today
        if self._chosen is not None and JalaliMonth.of(self._chosen) != month:
            self._chosen = None
        self._say()

    def chosen(self) -> date | None:
        """The day chosen now; None for the whole month."""
        return self._chosen

    def choose(self, day: date | None) -> None:
        """Choose a day of the month, or none, and tell."""
        if day != self._chosen:
            self._chosen = day
            self._say()
            self.picked.emit(day)

    def sheet(self, day: date) -> DaySheet:
        """What a day holds."""
        return next((sheet for sheet in self._sheets if sheet.day == day), DaySheet(day, {}))

    def cell(self, day: date) -> QRect:
        """Where a day is drawn."""
        place = first_cell(self._month) + (day - self._month.first_day()).days
        columns, height = self._columns(), self._row_height()
        left, right = columns[place % WEEK], columns[place % WEEK + 1]
        canvas_rect = QRect(left, HEAD + place // WEEK * height, right - left - GAP, height - GAP)
        if self._appearance.is_rtl:
            canvas_rect.moveLeft(self.width() - canvas_rect.right() - 1)
        return canvas_rect

    def sizeHint(self) -> QSize:
        return QSize(WEEK * 130, HEAD + 6 * 92)

    def paintEvent(self, event: QPaintEvent) -> None:
        canvas = Canvas(QPainter(self), self.rect(), self._appearance)
        self._paint_head(canvas)
        most = max((sheet.total for sheet in self._sheets), default=0)
        for offset in range((self._month.last_day() - self._month.first_day()).days + 1):
            day = self._month.first_day() + timedelta(days=offset)
            self._paint_day(canvas.within(self.cell(day)), self.sheet(day), most)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self.opened.emit(day)

    def take_key(self, key: Qt.Key) -> bool:
        ends = {Qt.Key.Key_Home: self._month.first_day(), Qt.Key.Key_End: self._month.last_day()}
        if key in ends:
            self.choose(ends[key])
        elif self._chosen is None:
            return False
        elif key == Qt.Key.Key_Escape:
            self.choose(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._chosen)
        else:
            return False
        return True

    def said_of(self, day: date) -> str:
        return day_text(self.sheet(day), self._appearance)

    def walk(self, days: int) -> None:
        first, last = self._month.first_day(), self._month.last_day()
        if self._chosen is None:
            self.choose(self._today if first <= self._today <= last else first)
        else:
            self.choose(min(max(self._chosen + timedelta(days=days), first), last))

    def day_at(self, spot: QPoint) -> date | None:
        days = (self._month.last_day() - self._month.first_day()).days + 1
        every = (self._month.first_day() + timedelta(days=offset) for offset in range(days))
        return next((day for day in every if self.cell(day).contains(spot)), None)

    def _columns(self) -> list[int]:
        return [round(self.width() * place / WEEK) for place in range(WEEK + 1)]

    def _row_height(self) -> int:
        days = (self._month.last_day() - self._month.first_day()).days + 1
        rows = -(-(first_cell(self._month) + days) // WEEK)
        return (self.height() - HEAD) // rows

    def _paint_head(self, canvas: Canvas) -> None:
        columns = self._columns()
        for place in range(WEEK):
            day = self._month.first_day() + timedelta(days=place - first_cell(self._month))
            name = weekday_name(day, self._appearance.language)
            off = day.weekday() == FRIDAY
            shown = _("{weekday} · day off").format(weekday=name) if off else name
            area = canvas.rect(columns[place], 0, columns[place + 1] - columns[place] - GAP, HEAD - 4)
            tone = "crit" if off else "muted"
            canvas.text(area, shown, px=12, weight=600, colour=tone, align="center")

    def _paint_day(self, canvas: Canvas, sheet: DaySheet, most: int) -> None:
        box = canvas.box
        chosen, today = sheet.day == self._chosen, sheet.day == self._today
        fill = "chosen" if chosen else "idle_ground" if sheet.is_off else "raised"
        line = "accent" if today or (chosen and self.hasFocus()) else "line"
        width = 2 if line == "accent" else 1
        canvas.rounded(box, 8, fill=fill, line=line, width=width)
        self._paint_date(canvas, sheet, today=today)
        top = 25
        for line in self._holiday_lines(sheet, box.height()):
            canvas.text(canvas.rect(PAD, top, box.width() - 2 * PAD, 15), line, px=11, colour="crit")
            top += 16
        if sheet.total:
            self._paint_counts(canvas, sheet, top)
            paint_load(canvas, canvas.rect(PAD, box.height() - 9, box.width() - 2 * PAD, 4), sheet, most)

    def _paint_date(self, canvas: Canvas, sheet: DaySheet, *, today: bool) -> None:
        language = self._appearance.language
        number = short_day(sheet.day, language)
        if sheet.day != self._month.first_day() and not number.startswith(("1 ", "۱ ")):
            number = number.split()[0]
        colour = "crit" if sheet.is_off else "text"
        room = canvas.box.width() - 2 * PAD
        needed = self._appearance.lettering.width(number, 14, weight=700) + 4
        canvas.text(canvas.rect(PAD, 4, needed, 20), number, px=14, weight=700, colour=colour)
        rest = canvas.rect(PAD + needed + 2, 4, room - needed - 2, 20)
        other = _("today") if today else self._other(sheet.day, rest.width())
        tone, weight = ("accent", 700) if today else ("muted", 400)
        canvas.text(rest, other, px=11, colour=tone, weight=weight, align="end")

    def _other(self, day: date, room: int) -> str:
        """The day by the other calendar; its number alone where the longest does not fit."""
        language, lettering = self._appearance.language, self._appearance.lettering
        longest = other_day(self._month.last_day(), language)
        narrowest = self.width() // WEEK - GAP - 2 * PAD - lettering.width("30", 14, weight=700) - 8
        if lettering.width(longest, 11) + 2 <= min(room, narrowest):
            return other_day(day, language)
        return isolate(str(day.day if language == "fa" else jalali_parts(day)[2]))

    def _holiday_lines(self, sheet: DaySheet, height: int) -> list[str]:
        """The name of the holiday; two occasions of one day under each other where there is room."""
        if not sheet.holiday or height < ONE_NAME:
            return []
        return re.split("[؛;] ", sheet.holiday) if height >= TWO_NAMES else [sheet.holiday]

    def _paint_counts(self, canvas: Canvas, sheet: DaySheet, top: int) -> None:
        """As many states as there is room for, the most urgent first; the rest in one word."""
        box = canvas.box
        columns = 2 if box.width() >= TWO_COLUMNS else 1
        room = max((box.height() - top - 10) // LINE, 0) * columns
        held = [(state, sheet.counts[state]) for state in STATES if sheet.counts.get(state)]
        shown = held if len(held) <= room else held[: max(room - 1, 0)]
        width = (box.width() - 2 * PAD) // columns
        for place, (state, count) in enumerate(shown):
            area = canvas.rect(PAD + place % columns * width, top + place // columns * LINE, width, LINE)
            self._paint_count(canvas.within(area), state, count)
        if room and len(shown) < len(held):
            rest = sum(count for _state, count in held[len(shown) :])
            place = len(shown)
            area = canvas.rect(PAD + place % columns * width, top + place // columns * LINE, width, LINE)
            said = _("and {count} more").format(count=self._appearance.formats.number(rest))
            canvas.text(area, said if shown else all_text(sheet, self._appearance), px=11, colour="muted")

    def _paint_count(self, canvas: Canvas, state: str, count: int) -> None:
        look = STATES[state]
        canvas.icon(canvas.rect(0, 1, 14, 14), look.icon, look.tone)
        said = f"{self._appearance.formats.number(count)} {_(look.word)}"
        abnormal = state in ABNORMAL
        area = canvas.rect(18, 0, canvas.box.width() - 20, LINE)
        colour = look.tone if abnormal else "text"
        canvas.text(area, said, px=11, colour=colour, weight=600 if abnormal else 400)

    def _say(self) -> None:
        chosen = self._chosen
        said = self.said_of(chosen) if chosen else _("No day is chosen")
        self.tell(_("Calendar of {month}").format(month=self._name()), said)

    def _name(self) -> str:
        return self._month.label(self._appearance.language)


def paint_load(canvas: Canvas, rect: QRect, sheet: DaySheet, most: int) -> None:
    """A bar as long as the day is full beside the fullest of the month, cut by state."""
    canvas.rounded(rect, 2, fill="track")
    bar = canvas.within(rect)
    x = 0.0
    with canvas.clipped(rect, 2):
        for state, look in STATES.items():
            width = rect.width() * sheet.counts.get(state, 0) / max(most, 1)
            if width:
                canvas.painter.fillRect(bar.rect(round(x), 0, max(round(width), 2), 4), bar.colour(look.tone))
            x += width


def all_text(sheet: DaySheet, appearance: Appearance) -> str:
    """How many visits a day holds."""
    return _("{count} visits").format(count=appearance.formats.number(sheet.total))


def day_text(sheet: DaySheet, appearance: Appearance) -> str:
    """A day in one line: its date, its holiday, and its counts in words."""
    language = appearance.language
    separator = "، " if language == "fa" else ", "
    said = [f"{weekday_name(sheet.day, language)} {short_day(sheet.day, language)}"]
    said += [sheet.holiday] if sheet.holiday else []
    said += [
        f"{appearance.formats.number(sheet.counts[state])} {_(look.word)}"
        for state, look in STATES.items()
        if sheet.counts.get(state)
    ]
    return separator.join(said)
