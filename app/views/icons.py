"""Icons drawn from the Material Design font that QtAwesome ships, cached per colour, size and screen density.

QtAwesome itself is not loaded: importing it and its font sets takes longer than painting the board.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

NAMES, FONT = "materialdesignicons6-webfont-charmap-*.json", "materialdesignicons6-webfont-[0-9]*.ttf"
GLYPH_SHARE = 0.875
"""Height of the letters in an icon; the rest is the room around it."""


class Icons:
    """Pixmaps and icons by name (Material Design names without prefix); forgets on `clear`."""

    def __init__(self) -> None:
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def icon(self, name: str, colour: str) -> QIcon:
        """An icon for buttons and actions."""
        key = (name, colour)
        if key not in self._icons:
            self._icons[key] = QIcon(_Glyph(_icon_font().letter(name), colour))
        return self._icons[key]

    def pixmap(self, name: str, colour: str, size: int, *, density: float = 1.0) -> QPixmap:
        """A square pixmap of `size` logical pixels, sharp on a screen of `density`."""
        key = (name, colour, size, density)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._drawn(self.icon(name, colour), size, density)
        return self._pixmaps[key]

    def clear(self) -> None:
        """Forget every picture: the colours have changed."""
        self._icons.clear()
        self._pixmaps.clear()

    def _drawn(self, icon: QIcon, size: int, density: float) -> QPixmap:
        pixmap = QPixmap(QSize(round(size * density), round(size * density)))
        pixmap.setDevicePixelRatio(density)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        icon.paint(painter, QRect(0, 0, size, size))
        painter.end()
        return pixmap


class _Glyph(QIconEngine):
    """Draws one letter of the icon font in its colour, or as disabled text."""

    def __init__(self, letter: str, colour: str) -> None:
        super().__init__()
        self._letter = letter
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(_icon_font().family)
        font.setPixelSize(round(GLYPH_SHARE * rect.height()))
        colour = QColor(self._colour)
        if mode == QIcon.Mode.Disabled:
            colour = QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        painter.save()
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn


@dataclass(frozen=True)
class _IconFont:
    family: str
    codes: dict[str, str]
    """Hexadecimal, by the name of the icon."""

    def letter(self, name: str) -> str:
        """The letter that is drawn as this icon."""
        return chr(int(self.codes[name], 16))


@cache
def _icon_font() -> _IconFont:
    package = find_spec("qtawesome")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "fonts"
    (names,), (file,) = folder.glob(NAMES), folder.glob(FONT)
    (family,) = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    return _IconFont(family, json.loads(names.read_text(encoding="utf-8")))
