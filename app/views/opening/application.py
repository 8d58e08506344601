"""Qt's application of this process, how it looks, and how large its windows are at first."""

import sys
from zoneinfo import ZoneInfo

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QMainWindow

from app.i18n import Language
from app.settings import Settings
from app.views.appearance import Appearance
from app.views.theme import Theme, load_fonts
from app.views.window_state import WindowState

USUAL_SIZE = (1600, 920)
SWITCH_SECONDS = 0.001
"""How long a background thread may hold the interpreter while the window waits for it."""


def made_application() -> QApplication:
    """Qt's application of this process, with the shipped fonts."""
    sys.setswitchinterval(SWITCH_SECONDS)
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Poshtiban")
    load_fonts()
    return application


def chosen_appearance(settings: Settings, state: WindowState) -> Appearance:
    """Language and look as they were last, or as the settings say."""
    language: Language = "en" if settings.language == "en" else "fa"
    theme: Theme = "light" if settings.theme == "light" else "dark"
    return Appearance(
        language=state.language(language), theme=state.theme(theme), zone=ZoneInfo(settings.time_zone)
    )


def show_usual(window: QMainWindow) -> None:
    """Give a window its usual size; where the screen has no room for that, the whole screen."""
    usual = QSize(*USUAL_SIZE)
    window.resize(usual)
    room = window.screen().availableSize()
    # The frame around the window wants some room as well.
    if room.width() <= usual.width() or room.height() <= usual.height():
        window.setWindowState(Qt.WindowState.WindowMaximized)


def make_classes() -> None:
    """Make every class of Qt that the windows use, before any thread works beside them.

    PySide6 else makes each when it is first named, and a thread that names one while the window works
    crashes the process now and then. It takes as long as the first picture, which does not wait for it.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
