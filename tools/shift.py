"""Works a shift by keys and measures how long the window stalls: python -m tools.shift --seconds 600.

Calls arrive from a second process, one every two seconds; a key is pressed every second. Printed are the
longest gaps between two beats of a 5 ms timer by what was done, and how many calls came and were assigned.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from app.clock import SystemClock
from app.commands.opening import open_store
from app.control_room import Windows, begin_background, opened_room
from app.models.jobs import Job, JobEvent
from app.services.changefeed import Changefeed
from app.settings import Settings
from app.views.failures import failures_reported
from app.views.garbage import GarbageCollector
from app.views.main_window import MainWindow
from app.views.opening.application import chosen_appearance, made_application
from app.views.window_state import WindowState
from tools.stall import CALLER, NoSound, StallWatch, sample_store

PRESS_MS = 1000
BUDGET_MS = 100
K, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
Press = tuple[str, Qt.Key, Qt.KeyboardModifier]
PLAIN = Qt.KeyboardModifier.NoModifier
ROUND: tuple[Press, ...] = (
    ("most urgent", K.Key_N, PLAIN),
    ("take proposal", K.Key_Return, PLAIN),
    ("down", K.Key_J, PLAIN),
    ("down", K.Key_J, PLAIN),
    ("open job", K.Key_Return, PLAIN),
    ("back", K.Key_Escape, PLAIN),
    ("assign", K.Key_A, PLAIN),
    ("take first", K.Key_Return, PLAIN),
    ("back", K.Key_Escape, PLAIN),
    ("undo", K.Key_Z, CONTROL),
    ("most urgent", K.Key_N, PLAIN),
    ("take proposal", K.Key_Return, PLAIN),
    ("next alarm", K.Key_F8, PLAIN),
    ("acknowledge", K.Key_Space, PLAIN),
    ("back", K.Key_Escape, PLAIN),
    ("palette", K.Key_K, CONTROL),
    ("palette typed", K.Key_1, PLAIN),
    ("palette typed", K.Key_0, PLAIN),
    ("palette closed", K.Key_Escape, PLAIN),
    ("filter", K.Key_F, CONTROL),
    ("filter typed", K.Key_1, PLAIN),
    ("filter typed", K.Key_0, PLAIN),
    ("filter cleared", K.Key_Escape, PLAIN),
    ("next view", K.Key_V, PLAIN),
    ("down", K.Key_Down, PLAIN),
    ("next view", K.Key_V, PLAIN),
    ("next view", K.Key_V, PLAIN),
    ("mark", K.Key_Space, PLAIN),
    ("up", K.Key_K, PLAIN),
    ("back", K.Key_Escape, PLAIN),
)


class Hands(QObject):
    """Presses one key after another in the window that has them."""

    def __init__(self, window: MainWindow, watch: StallWatch) -> None:
        super().__init__()
        self._window, self._watch = window, watch
        self._presses: Iterator[Press] = cycle(ROUND)
        self.pressed = 0
        self._timer = QTimer(self, interval=PRESS_MS)
        self._timer.setObjectName("shift-hands")
        self._timer.timeout.connect(self._press)

    def start(self) -> None:
        """Begin with the first key."""
        self._timer.start()

    @Slot()
    def _press(self) -> None:
        self._watch.doing, key, modifier = next(self._presses)
        self.pressed += 1
        QTest.keyClick(QApplication.focusWidget() or self._window, key, modifier)


def main() -> int:
    """Work the shift and print what it cost; 1 if the window stalled longer than its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--store", default="", help="a store to work on; by default a new small region")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        url = options.store or sample_store(Path(folder))
        before = _counts(url)
        watch, pressed = _shift(url, options.seconds, Path(folder))
        calls, dispatches = (now - then for now, then in zip(_counts(url), before, strict=True))
    gaps = sorted(watch.gaps)
    print(f"{calls} calls came, {pressed} keys were pressed, {dispatches} dispatches were made")
    print(f"longest stall {gaps[-1]:.0f} ms, p99 {gaps[len(gaps) * 99 // 100]:.1f} ms of {len(gaps)} beats")
    print("\n".join(islice(watch.lines(), 12)))
    return int(gaps[-1] > BUDGET_MS)


def _counts(url: str) -> tuple[int, int]:
    store = open_store(url, Changefeed())
    with store.reading() as session:
        calls = session.scalar(select(func.count()).select_from(Job)) or 0
        sent = select(func.count()).select_from(JobEvent).where(JobEvent.kind == "dispatched")
        dispatches = session.scalar(sent) or 0
    store.dispose()
    return calls, dispatches


def _shift(url: str, seconds: int, folder: Path) -> tuple[StallWatch, int]:
    settings, clock, watch = Settings(store_url=url), SystemClock(), StallWatch()
    with ExitStack() as stack:
        application, state = made_application(), WindowState(folder / "window.ini")
        failures = stack.enter_context(failures_reported(folder / "crash"))
        room = stack.enter_context(opened_room(settings, clock, chosen_appearance(settings, state)))
        room.appearance.apply(application)
        collector = GarbageCollector()
        collector.start()
        stack.callback(collector.stop)
        window = Windows(room, NoSound(), state).open_another()
        room.ticker.start()
        room.desk.work(partial(begin_background, room, clock, failures))
        hands = Hands(window, watch)
        caller = subprocess.Popen([sys.executable, "-c", CALLER, url, "2"])
        stack.callback(caller.wait)
        stack.callback(caller.terminate)
        # What is made once, when the window opens, is no part of the shift.
        QTimer.singleShot(3 * PRESS_MS, watch.start)
        QTimer.singleShot(3 * PRESS_MS, hands.start)
        QTimer.singleShot(seconds * 1000, application.quit)
        application.exec()
    return watch, hands.pressed


if __name__ == "__main__":
    sys.exit(main())
