"""Painting that does not know its direction: rects are given from the start side and mirrored."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.views.appearance import Appearance

Align = Literal["start", "end", "center"]


def colour_of(appearance: Appearance, name: str, *, alpha: int = 255) -> QColor:
    """The token `name` (or a #rrggbb) as Qt's colour."""
    return appearance.colour(name, alpha)


class Canvas:
    """A painter over one box; x grows from the start side of the chosen direction."""

    def __init__(
        self, painter: QPainter, box: QRect, appearance: Appearance, *, rtl: bool | None = None
    ) -> None:
        self.painter = painter
        self.box = box
        self.appearance = appearance
        self.rtl = appearance.is_rtl if rtl is None else rtl
        self._left, self._top, self._wide = box.x(), box.y(), box.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def rect(self, x: float, y: float, width: float, height: float) -> QRect:
        """The rect at logical `x`, `y` of the box."""
        wide = int(width)
        left = self._left + (self._wide - int(x) - wide if self.rtl else int(x))
        return QRect(left, self._top + int(y), wide, int(height))

    def within(self, box: QRect) -> "Canvas":
        """The same painter over a part of the box."""
        return Canvas(self.painter, box, self.appearance, rtl=self.rtl)

    def colour(self, name: str, *, alpha: int = 255) -> QColor:
        """The token `name` as a colour."""
        return colour_of(self.appearance, name, alpha=alpha)

    def text(
        self,
        rect: QRect,
        text: str,
        *,
        px: int = 13,
        colour: str = "text",
        weight: int = 400,
        align: Align = "start",
        tabular: bool = False,
        ltr: bool = False,
        struck: bool = False,
    ) -> None:
        """One line, shortened to fit; `ltr` for identifiers, which differ most at their end."""
        if not text:
            return
        lettering = self.appearance.lettering
        room = rect.width()
        leftward = self.rtl and not ltr
        line = lettering.line(text, px, weight=weight, tabular=tabular, leftward=leftward)
        if line.width > room:
            text = lettering.elided(text, room, px, weight=weight, tabular=tabular, middle=ltr)
            line = lettering.line(text, px, weight=weight, tabular=tabular, leftward=leftward)
        spare = room - line.width
        from_left = spare / 2 if align == "center" else spare if self.rtl == (align == "start") else 0.0
        corner = QPointF(rect.x() + from_left, rect.y() + (rect.height() - line.height) / 2)
        self.painter.setFont(lettering.font(px, weight, tabular=tabular))
        self.painter.setPen(self.colour(colour))
        self.painter.drawStaticText(corner, line.shaped)
        if struck:
            middle = round(corner.y() + line.height / 2)
            self.painter.fillRect(QRectF(corner.x(), middle, line.width, 1), self.colour(colour))

    def width(self, text: str, px: int, *, weight: int = 400, tabular: bool = False) -> int:
        """Pixels `text` takes in one line, by the letters it is then painted with."""
        line = self.appearance.lettering.line(text, px, weight=weight, tabular=tabular, leftward=self.rtl)
        return round(line.width)

    def rounded(
        self, rect: QRect, radius: float, *, fill: str = "", line: str = "", width: float = 1
    ) -> None:
        """A box with round corners, filled and outlined by tokens."""
        half = width / 2
        area = QRectF(rect).adjusted(half, half, -half, -half) if line else QRectF(rect)
        self.painter.setBrush(self.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(self.colour(line), width) if line else Qt.PenStyle.NoPen)
        self.painter.drawRoundedRect(area, radius, radius)

    def disc(self, rect: QRect, colour: str) -> None:
        """A filled ellipse."""
        self.painter.setBrush(self.colour(colour))
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.drawEllipse(rect)

    def icon(self, rect: QRect, name: str, colour: str) -> None:
        """An icon centred in `rect`, as large as its shorter side."""
        size = min(rect.width(), rect.height())
        density = self.painter.device().devicePixelRatio()
        shown = colour if colour.startswith("#") else self.appearance.tokens.tone(colour)
        pixmap = self.appearance.icons.pixmap(name, shown, size, density=density)
        corner = QPoint(rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2)
        self.painter.drawPixmap(corner, pixmap)

    def stripe(self, radius: float, thickness: int, colour: str) -> None:
        """A coloured edge on the start side, inside round corners."""
        with self.clipped(self.box, radius):
            self.painter.fillRect(self.rect(0, 0, thickness, self.box.height()), self.colour(colour))

    def curve(self, rect: QRect, values: tuple[float, ...], colour: str) -> None:
        """A small line of the values in time, running from the start side, its last point marked."""
        if len(values) < 2:
            return
        low, span = min(values), (max(values) - min(values)) or 1.0
        step = rect.width() / (len(values) - 1)
        ordered = [
            QPointF(
                rect.right() - index * step if self.rtl else rect.left() + index * step,
                rect.bottom() - (value - low) / span * rect.height(),
            )
            for index, value in enumerate(values)
        ]
        self.painter.setPen(QPen(self.colour(colour, alpha=220), 1.8))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF(ordered))
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.colour(colour))
        self.painter.drawEllipse(ordered[-1], 3, 3)

    @contextmanager
    def clipped(self, rect: QRect, radius: float) -> Iterator[None]:
        """Paint only inside a rounded rect."""
        path = QPainterPath()
        path.addRoundedRect(QRectF(rect), radius, radius)
        self.painter.save()
        self.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        yield
        self.painter.restore()
