"""What is remembered of a window, and that a spoilt file spoils nothing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.views.window_state import WindowState, user_settings_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "window.ini"


def test_language_and_look_come_back(qtbot: QtBot, file: Path) -> None:
    state = WindowState(file)
    assert (state.language("fa"), state.theme("dark")) == ("fa", "dark")
    state.keep_look("en", "light")
    assert state.write()
    again = WindowState(file)
    assert (again.language("fa"), again.theme("dark")) == ("en", "light")


def test_a_window_comes_back_where_it_was(qtbot: QtBot, file: Path) -> None:
    first, second = QWidget(), QWidget()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.setGeometry(QRect(40, 50, 500, 300))
    state = WindowState(file)
    state.keep_window(first, "main")
    assert state.write()
    again = WindowState(file)
    assert again.restore_window(second, "main")
    assert second.geometry() == QRect(40, 50, 500, 300)
    assert not again.restore_window(second, "unknown")


def test_columns_come_back(qtbot: QtBot, file: Path) -> None:
    first, second = QTableWidget(2, 3), QTableWidget(2, 3)
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.horizontalHeader().resizeSection(1, 177)
    first.horizontalHeader().hideSection(2)
    state = WindowState(file)
    state.keep_columns(first.horizontalHeader(), "board")
    assert state.write()
    assert WindowState(file).restore_columns(second.horizontalHeader(), "board")
    assert second.horizontalHeader().sectionSize(1) == 177
    assert second.horizontalHeader().isSectionHidden(2)


@pytest.mark.parametrize(
    "spoilt", ["[look]\nlanguage=xx\ntheme=pink\n", "\x00\x01 no ini", "[windows]\nmain=7\n"]
)
def test_a_spoilt_file_is_as_if_it_were_not(qtbot: QtBot, file: Path, spoilt: str) -> None:
    file.parent.mkdir()
    file.write_text(spoilt, encoding="utf-8")
    state = WindowState(file)
    window = QWidget()
    qtbot.addWidget(window)
    assert (state.language("fa"), state.theme("light")) == ("fa", "light")
    assert not state.restore_window(window, "main")


def test_it_lies_in_the_folder_of_the_user(qtbot: QtBot, tmp_path: Path) -> None:
    assert user_settings_file() == tmp_path / "xdg_config_home" / "poshtiban" / "window.ini"
