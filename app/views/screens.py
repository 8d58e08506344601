"""Pictures of every page in both languages, taken from a window that nobody sees."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import LANGUAGES
from app.views.actions.declared import BOARD
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.destinations import DESTINATIONS
from app.views.main_window import MainWindow
from app.views.theme import Theme

SIZE = (1600, 920)
LOOKS: dict[str, Theme] = {"fa": "dark", "en": "light"}
CHECK_MS, CALM_CHECKS, LONGEST_MS = 40, 5, 20_000


class _Calm(QObject):
    """Ends a loop when the desk has had nothing to answer for some moments."""

    def __init__(self, desk: Desk, loop: QEventLoop) -> None:
        super().__init__()
        self._desk = desk
        self._loop = loop
        self._calm = self._checks = 0
        self._timer = QTimer(self, interval=CHECK_MS)
        self._timer.setObjectName("screens-calm")
        self._timer.timeout.connect(self._check)
        self._timer.start()

    @Slot()
    def _check(self) -> None:
        self._checks += 1
        self._calm = self._calm + 1 if self._desk.is_idle() else 0
        if self._calm >= CALM_CHECKS or self._checks * CHECK_MS > LONGEST_MS:
            self._timer.stop()
            self._loop.quit()


def wait_until_calm(desk: Desk) -> None:
    """Let the window work until it has asked and shown everything."""
    loop = QEventLoop()
    calm = _Calm(desk, loop)
    loop.exec()
    calm.deleteLater()


def take_screens(
    window: MainWindow, desk: Desk, appearance: Appearance, folder: Path, *, told: Callable[[str], None]
) -> list[Path]:
    """Save a picture of every page as PAGE-LANGUAGE.png; Persian dark, English light."""
    folder.mkdir(parents=True, exist_ok=True)
    # A screen that is none is small, and a window that fills it keeps its size.
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*SIZE)
    window.show()
    saved: list[Path] = []
    for language in LANGUAGES:
        appearance.show_language(language)
        appearance.show_theme(LOOKS[language])
        for key in (destination.key for destination in DESTINATIONS):
            window.show_page(key)
            wait_until_calm(desk)
            saved.append(_save(window, folder / f"{key}-{language}.png"))
            told(saved[-1].name)
        saved.append(_job_screen(window, desk, folder / f"job-{language}.png"))
        saved.append(_call_screen(window, desk, folder / f"call-{language}.png"))
    return saved


def _job_screen(window: MainWindow, desk: Desk, file: Path) -> Path:
    window.show_page(BOARD)
    window.board.open_current()
    wait_until_calm(desk)
    saved = _save(window, file)
    window.board.show_alarms()
    return saved


def _call_screen(window: MainWindow, desk: Desk, file: Path) -> Path:
    dialog = window.board.take_call()
    dialog.search("10")
    wait_until_calm(desk)
    saved = _save(dialog, file)
    dialog.drop()
    return saved


def _save(widget: QWidget, file: Path) -> Path:
    widget.grab().save(str(file))
    return file
