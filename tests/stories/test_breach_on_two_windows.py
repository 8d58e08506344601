"""A job breaches: both windows of the program show it at once, by shape, word, colour and one sound."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.clock import TurnedClock
from app.models.jobs import ObligationRow
from app.services.scheduler import TimedWork
from app.views.appearance import Appearance
from app.views.board.columns import Column
from app.views.main_window import MainWindow
from app.views.sound import BREACH, AlarmBell
from app.views.ticker import Ticker
from app.views.window_state import WindowState
from tests.stories.region import Program, opened
from tests.views.test_alarm_panel import FakeSound


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    # Half a second off the whole second: the breach must not wait for the tick after the next.
    with opened(tmp_path, TurnedClock(datetime(2026, 6, 1, 8, 0, 0, 300_000, tzinfo=UTC))) as started:
        yield started


@pytest.fixture
def calm(qtbot: QtBot, program: Program) -> Callable[[], None]:
    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(program.desk.is_idle, timeout=20_000)

    return wait


def due_instant(program: Program, job_id: int) -> datetime:
    with program.store.reading() as session:
        due = session.scalar(select(ObligationRow.due_at).where(ObligationRow.job_id == job_id))
    assert due is not None
    return due


def clock_cell(window: MainWindow, job_id: int) -> tuple[str, QImage]:
    """What the clock of a job says, and its picture."""
    board = window.board
    place = board.model.row_of(job_id)
    assert place is not None
    index = board.model.index(place, Column.CLOCK)
    picture = board.table.viewport().grab(board.table.visualRect(index)).toImage()
    return board.model.data(index), picture


def share_of(picture: QImage, colour: str) -> float:
    wanted = QColor(colour).rgb()
    places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
    return sum(picture.pixel(x, y) == wanted for x, y in places) / len(places)


def test_a_breached_job_turns_red_on_both_windows(
    program: Program, calm: Callable[[], None], persian: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    clock, sound = program.clock, FakeSound()
    assert isinstance(clock, TurnedClock)
    job_id = program.call(0, "P1")
    due = due_instant(program, job_id)
    bell, ticker = AlarmBell(sound), Ticker(clock)
    state = WindowState(tmp_path / "window.ini")
    windows = [MainWindow(program.desk, persian, ticker, bell, state) for _place in range(2)]
    for window in windows:
        qtbot.addWidget(window)
        window.resize(1600, 900)
        window.show()
        qtbot.waitExposed(window)
    calm()
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)

    clock.turn_to(due)
    timed.watch_deadlines()
    calm()
    ticker.tick.emit(clock.now())
    for window in windows:
        said, picture = clock_cell(window, job_id)
        assert said == "۰۰:۰۰ مانده", "at its due instant the promise is still kept"
        assert share_of(picture, persian.tokens.crit) == 0
    sound.played.clear()

    clock.turn_to(due + timedelta(milliseconds=5))
    assert timed.watch_deadlines() == 1
    calm()
    clock.turn_to(due.replace(microsecond=0) + timedelta(seconds=1))
    assert clock.now() - due < timedelta(seconds=1)
    ticker.tick.emit(clock.now())
    for window in windows:
        said, picture = clock_cell(window, job_id)
        assert said == "۰۰:۰۰ دیرکرد"
        assert share_of(picture, persian.tokens.crit) > 0.02
        (card, *_warnings) = window.board.alarms._cards.values()  # noqa: SLF001 - breaches come first
        assert card.face().title.startswith("نقض SLA")
        assert (card.face().icon, card.face().tone) == ("alert-octagon", "crit")
        assert window.rail.button("board").accessibleName().endswith("۲ مورد در انتظار")
    assert sound.played == [BREACH], "one sound for both windows"
    ticker.stop()
