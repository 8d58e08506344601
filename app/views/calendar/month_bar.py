"""Walking from one Jalali month to another: the month in words, back, forth and to the present one."""

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.domain.jalali import YEARS, JalaliMonth, long_date
from app.domain.persian import isolate
from app.i18n import _
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.widgets.labels import label

NAME_WIDTH = 138
FIRST, LAST = JalaliMonth(YEARS[0], 1), JalaliMonth(YEARS[-1], 12)


HARDLY_BEGUN = 7
"""Days in which a new month has too little to be judged by."""


class MonthBar(QWidget):
    """The month shown on a page.

    Signals:
        chosen: the JalaliMonth the user went to.
    """

    chosen = Signal(object)

    def __init__(self, appearance: Appearance, present: JalaliMonth) -> None:
        super().__init__()
        self._appearance = appearance
        self._present = present
        self._month = present
        self._back = self._arrow(-1)
        self._name = label("heading")
        self._span = label("muted")
        self._forth = self._arrow(+1)
        self._today = QPushButton()
        self._today.setProperty("role", "ghost")
        self._today.clicked.connect(self._go_to_present)
        self._lay_out()
        appearance.changed.connect(self._say)
        self._say()

    def month(self) -> JalaliMonth:
        """The month shown now."""
        return self._month

    def show_month(self, month: JalaliMonth) -> None:
        """Show `month` without telling."""
        self._month = month
        self._say()

    def step(self, months: int) -> None:
        """Go so many months forth, or back where negative, and tell."""
        self.go_to(min(max(self._month.shifted(months), FIRST), LAST))

    def go_to(self, month: JalaliMonth) -> None:
        """Go to `month` and tell."""
        if month != self._month:
            self.show_month(month)
            self.chosen.emit(month)

    def listen_to(self, page: QWidget) -> None:
        """Walk the months by Ctrl+Page Up and Ctrl+Page Down anywhere on `page`."""
        for keys, step in (("Ctrl+PgUp", self._step_back), ("Ctrl+PgDown", self._step_forth)):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(step)

    def handlers(self, place: str) -> dict[str, Handler]:
        """The actions by which a page's months are walked."""
        return {
            f"{place}.month-back": Handler(self._step_back),
            f"{place}.month-forth": Handler(self._step_forth),
        }

    def today_button(self) -> QPushButton:
        """The button that leads to the present month."""
        return self._today

    def _go_to_present(self) -> None:
        self.go_to(self._present)

    def _arrow(self, months: int) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(20, 20))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._step_back if months < 0 else self._step_forth)
        return button

    def _step_back(self) -> None:
        self.step(-1)

    def _step_forth(self) -> None:
        self.step(+1)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        for text in (self._name, self._span):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            text.setMinimumWidth(NAME_WIDTH)
            words.addWidget(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._back)
        row.addLayout(words)
        row.addWidget(self._forth)
        row.addSpacing(6)
        row.addWidget(self._today)

    def _say(self) -> None:
        month, language = self._month, self._appearance.language
        self._name.setText(month.label(language))
        self._span.setText(span_text(month.first_day(), month.last_day()))
        start, end = ("right", "left") if self._appearance.is_rtl else ("left", "right")
        for button, side, name in (
            (self._back, start, _("Previous month")),
            (self._forth, end, _("Next month")),
        ):
            button.setIcon(self._appearance.icons.icon(f"chevron-{side}", self._appearance.tokens.muted))
            button.setAccessibleName(name)
            button.setToolTip(name)
        self._back.setEnabled(month > FIRST)
        self._forth.setEnabled(month < LAST)
        self._today.setText(_("This month"))
        self._today.setAccessibleName(_("This month"))
        self._today.setEnabled(month != self._present)
        self.setAccessibleName(_("Month: {month}").format(month=self._name.text()))


def span_text(first: date, last: date) -> str:
    """The Gregorian days a Jalali month covers: "23 Aug – 22 Sep 2026"; Latin in either language."""
    begin, end = (long_date(day, "en").split(maxsplit=1)[1] for day in (first, last))
    if first.year == last.year:
        begin = begin.rsplit(maxsplit=1)[0]
    return isolate(f"{begin} – {end}")


def month_to_judge(today: date) -> JalaliMonth:
    """The month worth looking at first: the one that is over, while the new one has hardly begun."""
    month = JalaliMonth.of(today)
    return month.previous() if (today - month.first_day()).days < HARDLY_BEGUN else month
