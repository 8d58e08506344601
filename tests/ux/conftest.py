"""A window on a small region, with a clock that the test turns, for the numbered requirements of the desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from app.views.sound import AlarmBell
from app.views.ticker import Ticker
from app.views.window_state import WindowState
from tests.stories.region import Program, opened
from tests.views.conftest import (  # noqa: F401 - fixtures
    NO_SCREEN,
    _widgets_gone,
    appearance,
    english,
    fonts,
    language,
    persian,
    theme,
)
from tests.views.test_alarm_panel import FakeSound


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of the failing Qt messages the one that only the missing screen causes."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore(NO_SCREEN, extend=True))


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    """A program on a store of its own."""
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def calm(qtbot: QtBot, program: Program) -> Callable[[], None]:
    """Waits until the desk has answered everything and told all news."""

    def wait() -> None:
        # News that is on its way already is no idleness.
        QApplication.processEvents()
        qtbot.waitUntil(program.desk.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def sound() -> FakeSound:
    """Notes what would be heard."""
    return FakeSound()


@pytest.fixture
def open_window(
    program: Program,
    sound: FakeSound,
    calm: Callable[[], None],
    qtbot: QtBot,
    tmp_path: Path,
    clock: TurnedClock,
) -> Callable[[Appearance], MainWindow]:
    """Opens a window of the desk in an appearance, and waits until it has asked for everything."""

    def show(dressed: Appearance) -> MainWindow:
        state = WindowState(tmp_path / "window.ini")
        window = MainWindow(program.desk, dressed, Ticker(clock), AlarmBell(sound), state)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitActive(window)
        calm()
        window._show_time(clock.now())  # noqa: SLF001 - the ticker stands still in a test
        return window

    return show
