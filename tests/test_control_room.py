"""The control room from its opening to its end."""

import logging
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from platformdirs import user_log_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.control_room import Windows, open_control_room, opened_room
from app.settings import Settings
from app.views.appearance import Appearance
from app.views.failure_dialog import FailureDialog
from app.views.main_window import MainWindow
from app.views.opening.application import USUAL_SIZE, made_application, show_usual
from app.views.opening.first_window import first_picture
from app.views.wall.wall_window import WallWindow
from app.views.window_state import WindowState
from tests.views.test_alarm_panel import FakeSound


def reports_at_opening(store_url: str, clock: TurnedClock) -> list[str]:
    """What reports of failures the user sees when the window has opened."""
    seen: list[str] = []

    def look() -> None:
        # Closed as a user does it: QApplication.quit() would leave a second order to quit behind,
        # and every event loop of a later test would end as soon as it begins.
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        if not any(isinstance(widget, MainWindow) for widget in shown):
            return
        looking.stop()
        for widget in shown:
            if widget.isVisible():
                if isinstance(widget, FailureDialog):
                    seen.append(widget.details())
                widget.close()

    settings = Settings(store_url=store_url)
    with first_picture(settings, clock) as first:
        looking = QTimer(interval=0)
        looking.timeout.connect(look)
        looking.start()
        assert open_control_room(settings, clock, first) == 0
    return seen


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_who_leaves_while_the_program_loads_sees_no_window(
    prepared_url: str, clock: TurnedClock, qtbot: QtBot
) -> None:
    settings = Settings(store_url=prepared_url)
    with first_picture(settings, clock) as first:
        first.window.close()
        assert open_control_room(settings, clock, first) == 0
        assert [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)] == []


@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_a_crash_of_the_last_run_is_reported_once(
    qtbot: QtBot, prepared_url: str, clock: TurnedClock, logged_warnings: list[logging.LogRecord]
) -> None:
    crash_file = Path(user_log_path("poshtiban")) / "crash.log"
    crash_file.parent.mkdir(parents=True)
    crash_file.write_text("Fatal Python error: Segmentation fault\n", encoding="utf-8")
    assert reports_at_opening(prepared_url, clock) == ["Fatal Python error: Segmentation fault"]
    assert reports_at_opening(prepared_url, clock) == []
    said = {record.getMessage() for record in logged_warnings}
    assert said <= {"default: This plugin does not support propagateSizeHints()"}, "Qt without a screen"
    logged_warnings.clear()


def test_a_window_larger_than_the_screen_takes_the_screen(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    available = window.screen().availableSize()
    has_room = available.width() >= USUAL_SIZE[0] and available.height() >= USUAL_SIZE[1]
    show_usual(window)
    assert window.isMaximized() is not has_room


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_the_wall_fills_a_screen_and_ends_by_the_same_key(
    prepared_url: str, clock: TurnedClock, tmp_path: Path, qtbot: QtBot
) -> None:
    made_application()
    appearance = Appearance(language="fa", theme="dark", zone=ZoneInfo("Asia/Tehran"))
    with opened_room(Settings(store_url=prepared_url), clock, appearance) as room:
        windows = Windows(room, FakeSound(), WindowState(tmp_path / "window.ini"))
        window = windows.open_another()
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, WallWindow)]
        assert shown == []
        window.wall_wanted.emit()
        (wall,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, WallWindow)]
        assert wall.isFullScreen()
        qtbot.waitUntil(room.desk.is_idle, timeout=20_000)
        with qtbot.waitSignal(wall.destroyed):
            window.wall_wanted.emit()
        window.close()
