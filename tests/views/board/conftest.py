"""A board on a small region, with a clock that the test turns."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.wording import Catalogue
from tests.stories.region import Program, opened


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
        qtbot.waitUntil(program.desk.is_idle)

    return wait


@pytest.fixture
def show_board(qtbot: QtBot, program: Program, calm: Callable[[], None]) -> Callable[[Appearance], BoardPage]:
    """Shows a board of the desk in an appearance, and waits until it has asked for everything."""

    def show(appearance: Appearance) -> BoardPage:
        page = BoardPage(program.desk, appearance, Catalogue.shipped())
        qtbot.addWidget(page)
        page.resize(1500, 840)
        page.show()
        qtbot.waitExposed(page)
        page.table.setFocus()
        calm()
        return page

    return show
