"""The rail on the start side: one labelled button per page, with a badge where something waits."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QVBoxLayout

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas
from app.views.widgets.labels import IconLabel
from app.views.widgets.marks import paint_count

WIDTH, BUTTON_HEIGHT = 84, 62


@dataclass(frozen=True)
class Destination:
    """A page one can go to: its key, its label (a marked message), its icon."""

    key: str
    title: str
    icon: str
    at_foot: bool = False


class RailButton(QAbstractButton):
    """Icon over label; the chosen one is lit and carries a bar at the edge."""

    def __init__(self, appearance: Appearance, destination: Destination) -> None:
        super().__init__()
        self.destination = destination
        self._appearance = appearance
        self._waiting = 0
        self.setCheckable(True)
        self.setFixedSize(WIDTH, BUTTON_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        appearance.changed.connect(self._say)
        self._say()

    def show_waiting(self, count: int) -> None:
        """Say on a badge how many things wait there; none at 0."""
        self._waiting = count
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, BUTTON_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = Canvas(painter, self.rect(), self._appearance)
        chosen = self.isChecked()
        ground = canvas.rect(8, 3, WIDTH - 16, BUTTON_HEIGHT - 6)
        if chosen or self.underMouse():
            canvas.rounded(ground, 12, fill="chosen" if chosen else "hover")
        if self.hasFocus():
            canvas.rounded(ground, 12, line="accent", width=2)
        if chosen:
            canvas.rounded(canvas.rect(0, 16, 4, 30), 2, fill="accent")
        canvas.icon(canvas.rect(31, 9, 22, 22), self.destination.icon, "accent" if chosen else "muted")
        canvas.text(
            canvas.rect(9, 36, WIDTH - 18, 18),
            _(self.destination.title),
            px=11,
            colour="text" if chosen else "muted",
            weight=600 if chosen else 500,
            align="center",
        )
        if self._waiting:
            self._paint_waiting(canvas)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def _paint_waiting(self, canvas: Canvas) -> None:
        formats = self._appearance.formats
        text = formats.number(self._waiting) if self._waiting < 100 else formats.digits("99+")
        width = max(18, self._appearance.lettering.width(text, 10, weight=700) + 11)
        paint_count(canvas, canvas.rect(48, 6, width, 16), text)

    def _say(self) -> None:
        title = _(self.destination.title)
        waiting = _("{count} waiting").format(count=self._appearance.formats.number(self._waiting))
        self.setAccessibleName(f"{title}, {waiting}" if self._waiting else title)
        self.setToolTip(title)
        self.update()


class NavigationRail(QFrame):
    """The pages of the window.

    Signals:
        chosen: key of the page the user wants.
    """

    chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, destinations: tuple[Destination, ...], *, logo: str = "shield-check"
    ) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 12)
        column.setSpacing(2)
        mark = IconLabel(appearance, logo, tone="accent", size=34)
        column.addWidget(mark, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        for destination in sorted(destinations, key=_is_at_foot):
            if destination.at_foot and not any(b.destination.at_foot for b in self._buttons.values()):
                column.addStretch(1)
            self._add(appearance, destination, column)
        if not any(destination.at_foot for destination in destinations):
            column.addStretch(1)
        self._group.buttonClicked.connect(self._tell)
        appearance.changed.connect(self._say)
        self._say()

    def choose(self, key: str) -> None:
        """Light the button of `key` without asking for the page."""
        self._buttons[key].setChecked(True)

    def show_waiting(self, key: str, count: int) -> None:
        """Say on the badge of `key` how many things wait there."""
        self._buttons[key].show_waiting(count)

    def button(self, key: str) -> RailButton:
        """The button of a page."""
        return self._buttons[key]

    def _add(self, appearance: Appearance, destination: Destination, column: QVBoxLayout) -> None:
        button = RailButton(appearance, destination)
        self._group.addButton(button)
        self._buttons[destination.key] = button
        column.addWidget(button)

    def _say(self) -> None:
        self.setAccessibleName(_("Pages"))

    def _tell(self, button: RailButton) -> None:
        self.chosen.emit(button.destination.key)


def _is_at_foot(destination: Destination) -> bool:
    return destination.at_foot
