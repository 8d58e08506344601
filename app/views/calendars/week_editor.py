"""The hours of a week as a strip: a painted bar for each day, Saturday first, edited as text."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from app.domain.calendar_spec import Week
from app.domain.day_hours import DAY_SECONDS, Hours, flaw, second_of
from app.domain.persian import latin_digits
from app.i18n import _
from app.views.appearance import Appearance
from app.views.calendars.day_words import WEEK, hours_text, typed_hours, weekday_name
from app.views.widgets.canvas import Canvas
from app.views.widgets.labels import label, set_mark

DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "،": " ", ",": " ", "؛": " "})
LONGEST_TEXT = 120


def read_typed(text: str) -> Hours:
    """Hours as typed: "8–12, 13:00–17:00", in digits of either kind; ValueError with a ready text."""
    typed = latin_digits(text).translate(DASHES)
    hours = []
    for span in "-".join(part.strip() for part in typed.split("-")).split():
        opens, dash, closes = span.partition("-")
        pair = _second(opens), _second(closes)
        if not dash or pair[0] is None or pair[1] is None:
            raise ValueError(_("Hours such as 08:00–12:00, 13:00–17:00; empty for a closed day."))
        hours.append((pair[0], pair[1]))
    if flaw(tuple(hours)):
        raise ValueError(
            _("Hours in order, without overlap, each ending after it starts; a night ends at 24:00.")
        )
    return tuple(hours)


def _second(text: str) -> int | None:
    hour, _colon, minute = text.partition(":")
    return second_of(f"{hour:0>2}:{minute or '00':0>2}") if hour.isdecimal() else None


class DayBar(QWidget):
    """The open hours of one day on a line of 24 hours, running from the start side."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._hours: Hours = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(48)
        appearance.changed.connect(self.update)

    def show_hours(self, hours: Hours, name: str) -> None:
        """Show these hours of the weekday `name`."""
        self._hours = hours
        said = f"{name}: {hours_text(hours, self._appearance.formats)}"
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        canvas = Canvas(QPainter(self), self.rect(), self._appearance)
        track = canvas.rect(0, 5, self.width(), 10)
        canvas.rounded(track, 5, fill="track")
        for opens, closes in self._hours:
            start, end = (round(at / DAY_SECONDS * self.width()) for at in (opens, closes))
            canvas.rounded(canvas.rect(start, 5, max(end - start, 3), 10), 4, fill="accent")
        for hour in (6, 12, 18):
            x = round(hour / 24 * self.width())
            canvas.painter.fillRect(canvas.rect(x, 3, 1, 14), canvas.colour("edge"))


class WeekEditor(QWidget):
    """Seven days; what is wrong with a line is said under it, and the week is told once it is right.

    Signals:
        edited: the week (hours by weekday, 0 is Monday) as the user has it now.
    """

    edited = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._week: dict[int, Hours] = {}
        self._is_editable = False
        self._names = {weekday: label("quiet") for weekday in WEEK}
        self.bars = {weekday: DayBar(appearance) for weekday in WEEK}
        self.fields = {weekday: QLineEdit() for weekday in WEEK}
        self._said = {weekday: label("muted") for weekday in WEEK}
        self.wrong = {weekday: label("muted", wraps=True) for weekday in WEEK}
        self._lay_out()
        appearance.changed.connect(self._say)

    def show_week(self, week: Week, *, editable: bool) -> None:
        """Show a week; what is typed and not yet right is left as it is while the week is the same."""
        is_same = dict(week) == self._week and editable == self._is_editable
        self._week, self._is_editable = dict(week), editable
        if not is_same or not self.is_wrong():
            self._say()

    def week(self) -> Mapping[int, Hours]:
        """The week as it was last right."""
        return self._week

    def is_wrong(self) -> bool:
        """Whether a line is typed that says no hours."""
        return any(not said.isHidden() for said in self.wrong.values())

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for place, weekday in enumerate(WEEK):
            field, said, wrong = self.fields[weekday], self._said[weekday], self.wrong[weekday]
            field.setProperty("weekday", weekday)
            field.setMaxLength(LONGEST_TEXT)
            field.setFixedWidth(140)
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.editingFinished.connect(self._take)
            said.setFixedWidth(140)
            set_mark(wrong, "tone", "crit")
            wrong.hide()
            grid.addWidget(self._names[weekday], place * 2, 0)
            grid.addWidget(self.bars[weekday], place * 2, 1)
            grid.addWidget(field, place * 2, 2)
            grid.addWidget(said, place * 2, 2)
            grid.addWidget(wrong, place * 2 + 1, 0, 1, 3)

    @Slot()
    def _take(self) -> None:
        field = self.sender()
        assert isinstance(field, QLineEdit)
        weekday = int(field.property("weekday"))
        wrong = self.wrong[weekday]
        try:
            hours = read_typed(field.text())
        except ValueError as error:
            wrong.setText(str(error))
            wrong.show()
            return
        wrong.hide()
        if hours != self._week.get(weekday, ()):
            self._week = {**self._week, weekday: hours}
            self._say()
            self.edited.emit(dict(self._week))

    @Slot()
    def _say(self) -> None:
        formats = self._appearance.formats
        for weekday in WEEK:
            name, hours = weekday_name(weekday), self._week.get(weekday, ())
            self._names[weekday].setText(name)
            self.bars[weekday].show_hours(hours, name)
            field, said = self.fields[weekday], self._said[weekday]
            field.setVisible(self._is_editable)
            said.setVisible(not self._is_editable)
            if self.wrong[weekday].isHidden() or not self._is_editable:
                self.wrong[weekday].hide()
                field.setText(typed_hours(hours, formats))
            field.setPlaceholderText(_("closed"))
            field.setAccessibleName(_("Hours of {weekday}").format(weekday=name))
            said.setText(hours_text(hours, formats))
