"""A figure that opens what stands behind it: label, value, note and a small curve."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.canvas import Canvas

HEIGHT = 92
NARROW = 172


@dataclass(frozen=True)
class Figure:
    """What a card shows now: ready texts, the course of the value, and its tone."""

    value: str = "–"
    note: str = ""
    course: tuple[float, ...] = ()
    tone: str = "text"


class KpiCard(QAbstractButton):
    """A clickable figure; only an abnormal one (tone crit or warn) is coloured."""

    def __init__(self, appearance: Appearance, title: str, *, icon: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._title = title
        self._icon = icon
        self._figure = Figure()
        self.setMinimumSize(116, HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        appearance.changed.connect(self._say)
        self._say()

    def show_figure(self, figure: Figure) -> None:
        """Show this value from now on."""
        if figure != self._figure:
            self._figure = figure
            self._say()

    def sizeHint(self) -> QSize:
        return QSize(190, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        figure, narrow = self._figure, self.width() < NARROW
        canvas = Canvas(QPainter(self), self.rect(), self._appearance)
        pad, width = (12, self.width() - 24) if narrow else (16, self.width() - 32)
        self._paint_frame(canvas)
        abnormal = figure.tone in ("crit", "warn")
        canvas.icon(canvas.rect(pad, 15, 18, 18), self._icon, figure.tone if abnormal else "muted")
        title = canvas.rect(pad + 24, 12, width - 24, 24)
        canvas.text(title, _(self._title), px=12 if narrow else 13, colour="muted", weight=500)
        px = 24 if narrow else 26
        needed = self._appearance.lettering.width(figure.value, px, weight=700) + 2
        value = canvas.rect(pad, 37, min(needed, width), 32)
        canvas.text(value, figure.value, px=px, colour=figure.tone if abnormal else "text", weight=700)
        canvas.text(canvas.rect(pad, 68, width, 18), figure.note, px=11, colour="muted")
        room = min(66, width - needed - 16)
        if room >= 28:
            curve = "accent" if figure.tone == "text" else figure.tone
            canvas.curve(canvas.rect(pad + width - room - 2, 42, room - 2, 20), figure.course, curve)

    def _paint_frame(self, canvas: Canvas) -> None:
        lit = self.underMouse() or self.isDown()
        line = "crit" if self._figure.tone == "crit" else "edge" if lit else "line"
        focused = self.hasFocus()
        canvas.rounded(
            self.rect(),
            12,
            fill="hover" if lit else "surface",
            line="accent" if focused else line,
            width=2 if focused else 1,
        )

    def _say(self) -> None:
        figure = self._figure
        self.setAccessibleName(f"{_(self._title)}: {figure.value}")
        self.setAccessibleDescription(figure.note)
        self.setToolTip(f"{_(self._title)}\n{figure.note}".strip())
        self.update()
