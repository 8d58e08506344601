"""The wall over a whole screen: the other one where there are two; Esc, F11 or W ends it."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.later_pages import Wall
from app.views.ticker import Ticker
from app.views.wall.wall_view import WallView

ENDING = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_F11, Qt.Key.Key_W})
ENDING_LETTERS = frozenset({"w", "ص"})


class Placed(Protocol):
    """A screen: where it lies."""

    def geometry(self) -> QRect:
        """Its place among all screens."""
        ...


class WallWindow(Wall):
    """A window of its own that nothing covers; F2 and F3 switch language and look as everywhere."""

    def __init__(self, desk: Desk, appearance: Appearance, ticker: Ticker) -> None:
        super().__init__()
        self._appearance = appearance
        self.view = WallView(desk, appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle(_("Live wall"))
        ticker.tick.connect(self.view.show_time)

    def fill_screen_beside(self, window: QWidget) -> None:
        """Fill the screen that `window` is not on; where there is one alone, that one."""
        self.setGeometry(other_screen(window.screen(), QGuiApplication.screens()))
        self.showFullScreen()
        self.view.show_time(self.view.now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENDING or event.text().lower() in ENDING_LETTERS:
            self.close()
        elif event.key() == Qt.Key.Key_F2:
            self._appearance.switch_language()
        elif event.key() == Qt.Key.Key_F3:
            self._appearance.switch_theme()
        else:
            super().keyPressEvent(event)


def other_screen(own: Placed, screens: Sequence[Placed]) -> QRect:
    """The largest screen but the window's own; its own where there is no other."""
    others = [screen for screen in screens if screen is not own]
    chosen = max(others, key=lambda screen: _area(screen.geometry()), default=own)
    return chosen.geometry()


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()
