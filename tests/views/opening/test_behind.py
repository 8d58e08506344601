"""While something is done behind the first picture its clocks go on; a store that is long is said to be."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreUnavailable
from app.views.appearance import Appearance
from app.views.opening.behind import done_behind
from app.views.opening.first_window import FirstBoard, FirstWindow
from app.views.window_state import WindowState

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


class _Running:
    """A clock on which each look takes a second; `long` is set when it has been looked at three times."""

    def __init__(self) -> None:
        self.instant = NOW
        self.long = threading.Event()

    def now(self) -> datetime:
        self.instant += timedelta(seconds=1)
        if self.instant >= NOW + timedelta(seconds=3):
            self.long.set()
        return self.instant


@pytest.fixture
def window(persian: Appearance, tmp_path: Path, qtbot: QtBot) -> Iterator[FirstWindow]:
    made = FirstWindow(persian, WindowState(tmp_path / "window.ini"), FirstBoard(persian, None, NOW))
    made.show_now()
    yield made
    made.end()


def test_the_picture_lives_until_the_answer_is_there(window: FirstWindow) -> None:
    clock, threads = _Running(), []

    def task() -> str:
        threads.append(threading.current_thread())
        return "done" if clock.long.wait(20) else "never looked at"

    assert done_behind(window, clock, task) == "done"
    assert window.board.now >= NOW + timedelta(seconds=3)
    assert window.board.accessibleName() == "تابلو باز می‌شود…"
    assert threads != [threading.current_thread()]


def test_a_store_that_is_long_is_said_to_be(window: FirstWindow) -> None:
    clock = _Running()
    done_behind(window, clock, lambda: clock.long.wait(20), long_seconds=0)
    assert window.board.accessibleName().startswith("پایگاه داده هنوز آماده نیست")


def test_what_fails_behind_it_is_raised_before_it(window: FirstWindow) -> None:
    def task() -> None:
        raise StoreUnavailable("store-locked", "sqlite:///x")

    with pytest.raises(StoreUnavailable):
        done_behind(window, _Running(), task)


def test_who_leaves_meanwhile_is_let_go(window: FirstWindow) -> None:
    clock = _Running()
    window.close()
    done_behind(window, clock, lambda: clock.long.wait(20))
    assert window.was_left
