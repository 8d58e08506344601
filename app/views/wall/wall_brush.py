"""Painting in the units of a wall of 1080 lines, in letters that can be read from five metres."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.views.appearance import Appearance
from app.views.widgets.canvas import Align, Canvas

LINES = 1080
SMALL, BODY, HEAD, CLOCK = 40, 46, 50, 76
"""Letters in lines: on a panel of 55 inches (68 cm high) the smallest are 25 mm, seen at five metres under 17
minutes of arc; ISO 9241-303 asks for 16."""
MARGIN, GAP = 36, 24


class WallBrush:
    """A canvas over the whole wall, scaled to it."""

    def __init__(self, painter: QPainter, box: QRect, appearance: Appearance) -> None:
        self.scale = max(min(box.height() / LINES, box.width() / 1700), 0.05)
        painter.scale(self.scale, self.scale)
        self.width, self.height = int(box.width() / self.scale), int(box.height() / self.scale)
        self.appearance = appearance
        self.canvas = Canvas(painter, QRect(0, 0, self.width, self.height), appearance)
        self.canvas.painter.fillRect(self.canvas.box, self.canvas.colour("ground"))

    def rect(self, x: float, y: float, width: float, height: float) -> QRect:
        """A rect from the start side."""
        return self.canvas.rect(x, y, width, height)

    def part(self, rect: QRect) -> Canvas:
        """The same painter over a part of the wall."""
        return self.canvas.within(rect)

    def advance(self, text: str, px: int, *, weight: int = 400, tabular: bool = False) -> int:
        """Units that a text takes."""
        return self.appearance.lettering.width(text, px, weight=weight, tabular=tabular)

    def icon(self, rect: QRect, name: str, tone: str) -> None:
        """An icon, sharp at the scale of the wall."""
        painter = self.canvas.painter
        size = min(rect.width(), rect.height())
        density = painter.device().devicePixelRatio() * self.scale
        pixmap = self.appearance.icons.pixmap(name, self.appearance.tokens.tone(tone), size, density=density)
        x, y = rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2
        painter.drawPixmap(QRect(x, y, size, size), pixmap)

    def line(
        self, canvas: Canvas, place: tuple[int, int, int], text: str, *, px: int = BODY, tone: str = "text",
        weight: int = 400, align: Align = "start", tabular: bool = False,
    ) -> None:  # fmt: skip
        """One line of text: x and width in the part's units from its start side, y of its middle."""
        x, middle, width = place
        height = int(px * 1.5)
        rect = canvas.rect(x, middle - height // 2, width, height)
        canvas.text(rect, text, px=px, colour=tone, weight=weight, align=align, tabular=tabular)
