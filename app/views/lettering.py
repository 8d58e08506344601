"""Fonts, measures, shaped and shortened texts, kept so that a cell painted every second costs little."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QStaticText, QTextOption, QTransform

from app.views.theme import font

LIMIT = 20_000
MOST_SHAPED = 4_000
"""So many texts are kept with their letters chosen and placed, which is what costs in painting one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text in one line, its letters chosen and placed."""

    shaped: QStaticText
    width: float
    height: float


class Lettering:
    """Caches of fonts, metrics, shaped and elided texts; `clear` when language or screen changes."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._metrics: dict[tuple[int, int, bool], QFontMetrics] = {}
        self._widths: dict[tuple[str, int, int, bool], int] = {}
        self._lines: dict[tuple[str, int, int, bool, bool], Line] = {}
        self._elided: dict[tuple[str, int, int, int, bool, bool], str] = {}

    def font(self, px: int, weight: int = 400, *, tabular: bool = False) -> QFont:
        """The family at `px`, made once."""
        key = (px, weight, tabular)
        if key not in self._fonts:
            self._fonts[key] = font(px, weight, tabular=tabular)
        return self._fonts[key]

    def metrics(self, px: int, weight: int = 400, *, tabular: bool = False) -> QFontMetrics:
        """Measures of that font."""
        key = (px, weight, tabular)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(px, weight, tabular=tabular))
        return self._metrics[key]

    def width(self, text: str, px: int, *, weight: int = 400, tabular: bool = False) -> int:
        """Pixels `text` takes in one line."""
        key = (text, px, weight, tabular)
        if key not in self._widths:
            if len(self._widths) >= MOST_SHAPED:
                self._widths.clear()
            self._widths[key] = self.metrics(px, weight, tabular=tabular).horizontalAdvance(text)
        return self._widths[key]

    def line(
        self, text: str, px: int, *, weight: int = 400, tabular: bool = False, leftward: bool = False
    ) -> Line:
        """`text` ready to be painted in that font; `leftward`: in a paragraph from right to left."""
        key = (text, px, weight, tabular, leftward)
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) >= MOST_SHAPED:
                self._lines.clear()
            known = self._lines[key] = _shaped(
                text, self.font(px, weight, tabular=tabular), leftward=leftward
            )
        return known

    def elided(
        self,
        text: str,
        width: int,
        px: int,
        *,
        weight: int = 400,
        tabular: bool = False,
        middle: bool = False,
    ) -> str:
        """`text`, shortened at its end or in its middle where it is wider than `width` pixels."""
        key = (text, width, px, weight, tabular, middle)
        if key not in self._elided:
            if len(self._elided) >= LIMIT:
                self._elided.clear()
            metrics = self.metrics(px, weight, tabular=tabular)
            mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
            self._elided[key] = metrics.elidedText(text, mode, width)
        return self._elided[key]

    def cut(self) -> set[str]:
        """The texts that had to be shortened since the last `clear`."""
        return {key[0] for key, shown in self._elided.items() if shown != key[0]}

    def clear(self) -> None:
        """Forget the shortened texts and measures."""
        self._fonts.clear()
        self._metrics.clear()
        self._widths.clear()
        self._lines.clear()
        self._elided.clear()


def _shaped(text: str, font: QFont, *, leftward: bool) -> Line:
    shaped = QStaticText(text)
    shaped.setTextFormat(Qt.TextFormat.PlainText)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    if leftward:
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    else:
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    shaped.setTextOption(option)
    shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    shaped.prepare(QTransform(), font)
    # Its own height is rounded up, which would lift the base line.
    return Line(shaped, shaped.size().width(), QFontMetricsF(font).height())
