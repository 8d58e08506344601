"""The wall over a whole screen: the one chosen for it, else the other one; Esc, F11 or W ends it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.i18n import _
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.later_pages import Wall
from app.views.ticker import Ticker
from app.views.wall.wall_screens import Placed, name_of, screen_after, wall_screen
from app.views.wall.wall_view import WallView
from app.views.window_state import WindowState

ENDING = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_F11, Qt.Key.Key_W})
ENDING_LETTERS = frozenset({"w", "ص"})
MOVING = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class WallWindow(Wall):
    """A window of its own that nothing covers; F2 and F3 switch language and look as everywhere.

    The arrows carry it to another screen, which is remembered; while that one is unplugged it falls back.
    """

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        ticker: Ticker,
        state: WindowState,
        *,
        screens: Callable[[], Sequence[Placed]] = QGuiApplication.screens,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._state = state
        self._screens = screens
        self._beside: QWidget | None = None
        self._at: Placed | None = None
        self.view = WallView(desk, appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle(_("Live wall"))
        ticker.tick.connect(self.view.show_time)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._look_round)
        application.screenRemoved.connect(self._look_round)

    def fill_screen_beside(self, window: QWidget) -> None:
        """Fill the screen that was chosen, else one that `window` is not on."""
        self._beside = window
        self._look_round()
        self.view.show_time(self.view.now)

    def move_on(self, step: int = 1) -> None:
        """Go to the next screen, and stay there from now on."""
        screen = screen_after(self._in_order(), self._at, step=step)
        self._state.keep_wall_screen(name_of(screen))
        self._fill(screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F11 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_on()
        elif key in ENDING or event.text().lower() in ENDING_LETTERS:
            self.close()
        elif key in MOVING:
            self.move_on(MOVING[key])
        elif key == Qt.Key.Key_F2:
            self._appearance.switch_language()
        elif key == Qt.Key.Key_F3:
            self._appearance.switch_theme()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _look_round(self) -> None:
        """A screen came or went: be where the wall belongs."""
        beside = self._beside
        own = beside.screen() if beside is not None and isValid(beside) else None
        screens = self._screens()
        if screens:  # for a moment a machine may have none
            screen = wall_screen(screens, own=own, chosen=self._state.wall_screen())
            if screen is not self._at:
                self._fill(screen)

    def _fill(self, screen: Placed) -> None:
        self._at = screen
        # A window that fills a screen keeps to it: for a moment it is none.
        self.hide()
        self.setWindowState(Qt.WindowState.WindowNoState)
        if isinstance(screen, QScreen):
            self.setScreen(screen)
        self.setGeometry(QRect(screen.geometry()))
        self.showFullScreen()
        self.view.show_hint(self._hint(screen))

    def _in_order(self) -> list[Placed]:
        """The screens as they stand, from left to right."""
        return sorted(self._screens(), key=lambda each: (each.geometry().x(), each.geometry().y()))

    def _hint(self, screen: Placed) -> str:
        formats, screens = self._appearance.formats, self._in_order()
        if len(screens) < 2:
            return _("F2 language · F3 look · Esc ends it")
        place = next(place for place, each in enumerate(screens, 1) if each is screen)
        return _("Screen {place} of {count} · ← → another one · Esc ends it").format(
            place=formats.number(place), count=formats.number(len(screens))
        )
