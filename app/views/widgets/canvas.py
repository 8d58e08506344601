"""Painting that does not know its direction: rects are given from the start side and mirrored."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF, QTextOption

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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def rect(self, x: float, y: float, width: float, height: float) -> QRect:
        """The rect at logical `x`, `y` of the box."""
        box, wide = self.box, int(width)
        left = box.x() + (box.width() - int(x) - wide if self.rtl else int(x))
        return QRect(left, box.y() + int(y), wide, int(height))

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
        lettering = self.appearance.lettering
        shown = lettering.elided(text, rect.width(), px, weight=weight, tabular=tabular, middle=ltr)
        font = lettering.font(px, weight, tabular=tabular)
        if struck:
            font = QFont(font)
            font.setStrikeOut(True)
        self.painter.setFont(font)
        self.painter.setPen(self.colour(colour))
        self.painter.drawText(QRectF(rect), shown, _option(align, rtl=self.rtl, ltr=ltr))

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


@cache
def _option(align: Align, *, rtl: bool, ltr: bool) -> QTextOption:
    sides = Qt.AlignmentFlag
    start, end = (sides.AlignRight, sides.AlignLeft) if rtl else (sides.AlignLeft, sides.AlignRight)
    side = {"start": start, "end": end, "center": sides.AlignHCenter}[align]
    option = QTextOption(side | sides.AlignVCenter | sides.AlignAbsolute)
    leftward = rtl and not ltr
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if leftward else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option
