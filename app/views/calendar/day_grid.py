"""What sheets of days share: the mouse chooses a day, arrow keys walk, and each day says what it is."""

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.jalali import JalaliMonth
from app.views.appearance import Appearance
from app.views.widgets.labels import tool_tip

WEEK = 7


def first_cell(month: JalaliMonth) -> int:
    """Where in its first week a month begins: 0 for Saturday."""
    return (month.first_day().weekday() + 2) % WEEK


class DayGrid(QWidget):
    """Days on a sheet; a kind of it says where each lies, what it says, and which other keys it takes.

    Signals:
        picked: the day chosen now; None where a kind of it lets none be chosen.
    """

    picked = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def day_at(self, spot: QPoint) -> date | None:
        """The day that is drawn at a place."""
        raise NotImplementedError

    def said_of(self, day: date) -> str:
        """What a day says in one line."""
        raise NotImplementedError

    def choose(self, day: date) -> None:
        """Choose a day, and tell."""
        raise NotImplementedError

    def walk(self, days: int) -> None:
        """Choose the day so many days after the chosen one."""
        raise NotImplementedError

    def take_key(self, key: Qt.Key) -> bool:
        """Whether a key that is no arrow did something."""
        raise NotImplementedError

    def tell(self, name: str, description: str) -> None:
        """Say what is shown and chosen now, and paint it."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        day = self.day_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and day is not None:
            self.choose(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forth = -1 if self._appearance.is_rtl else 1
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Right: forth, Qt.Key.Key_Left: -forth, Qt.Key.Key_Down: WEEK, Qt.Key.Key_Up: -WEEK,
        }  # fmt: skip
        if key in steps:
            self.walk(steps[key])
        elif not self.take_key(key):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), tool_tip(self.said_of(day) if day else ""))
            return True
        return super().event(event)  # type: ignore[arg-type]  # Qt hands over a QEvent
