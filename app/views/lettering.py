"""Fonts, measures and shortened texts, kept so that a cell painted every second costs little."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

from app.views.theme import font

LIMIT = 20_000


class Lettering:
    """Caches of fonts, metrics and elided texts; `clear` when language or screen changes."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._metrics: dict[tuple[int, int, bool], QFontMetrics] = {}
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
        return self.metrics(px, weight, tabular=tabular).horizontalAdvance(text)

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
        self._elided.clear()
