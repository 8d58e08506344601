"""Icons drawn from the shipped icon font, cached per colour, size and screen density."""

import qtawesome
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

SET = "mdi6"


class Icons:
    """Pixmaps and icons by name (Material Design names without prefix); forgets on `clear`."""

    def __init__(self) -> None:
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def icon(self, name: str, colour: str) -> QIcon:
        """An icon for buttons and actions."""
        key = (name, colour)
        if key not in self._icons:
            self._icons[key] = qtawesome.icon(f"{SET}.{name}", color=colour)
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
