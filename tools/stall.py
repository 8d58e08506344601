"""Measures how long the window stalls while a shift goes on: python -m tools.stall --seconds 300.

Two windows of one program work on a store of their own; calls arrive from a second process, and a script
assigns, filters, searches, opens jobs, changes page, language and look. Printed are the longest gap between
two beats of a 5 ms timer, the 99th percentile, and how long a click takes to be seen in both windows.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot

from app.clock import SystemClock
from app.control_room import Room, Windows, begin_background, opened_room
from app.services.job_row import JobRow
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, Said
from app.settings import Settings
from app.views.appearance import Appearance
from app.views.destinations import DESTINATIONS
from app.views.failures import failures_reported
from app.views.garbage import GarbageCollector
from app.views.main_window import MainWindow
from app.views.opening.application import chosen_appearance, made_application
from app.views.window_state import WindowState

BEAT_MS, STEP_MS = 5, 700
BUDGET_MS = 100
CALLER = """
import random, sys, time
from sqlalchemy import select
from app.clock import SystemClock
from app.commands.opening import open_store
from app.models.merchants import Terminal
from app.services.changefeed import Changefeed
from app.services.jobs import commands
from app.services.jobs.commands import NewCall, Said
store, clock = open_store(sys.argv[1], Changefeed()), SystemClock()
with store.reading() as session:
    terminals = session.scalars(select(Terminal.id)).all()
while True:
    with store.writing() as session:
        priority = random.choice(["P1", "P2"])
        call = NewCall(terminal_id=random.choice(terminals), fault="PRN-01", priority=priority)
        commands.register(session, clock, call, Said("caller"))
    time.sleep(float(sys.argv[2]))
"""


class NoSound:
    """Nobody listens while it is measured."""

    def play(self, name: str) -> None:
        """Stay silent."""

    def is_available(self) -> bool:
        """As if it could be heard, so that nothing is said about it."""
        return True


class StallWatch(QObject):
    """Beats every few milliseconds and keeps how much later than that each beat came.

    A machine that has other work to do makes a beat late as well, so what the thread of the window itself
    worked between two beats is kept beside it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.worst: dict[str, float] = {}
        self.worked: dict[str, float] = {}
        self.doing = "start"
        self._worked = 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.setObjectName("stall-beat")
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to beat."""
        self._since.start()
        self._worked = time.thread_time()
        self._timer.start()

    def lines(self) -> Iterator[str]:
        """What held the window longest, the worst first; milliseconds that passed, and that it worked."""
        for doing, worst in sorted(self.worst.items(), key=lambda one: -one[1]):
            yield f"  {doing:16} {worst:6.0f} ms, worked {self.worked[doing]:4.0f} ms"

    @Slot()
    def _beat(self) -> None:
        gap, worked = max(self._since.nsecsElapsed() / 1e6 - BEAT_MS, 0.0), time.thread_time()
        self.gaps.append(gap)
        self.worst[self.doing] = max(self.worst.get(self.doing, 0.0), gap)
        self.worked[self.doing] = max(self.worked.get(self.doing, 0.0), (worked - self._worked) * 1e3)
        self._since.start()
        self._worked = time.thread_time()


class Shift(QObject):
    """Does one thing after another in two windows, and times how a change travels."""

    def __init__(
        self, room: Room, windows: tuple[MainWindow, MainWindow], appearance: Appearance, watch: StallWatch
    ) -> None:
        super().__init__()
        self._room = room
        self._first, self._second = windows
        self._appearance = appearance
        self._watch = watch
        self.seen_ms: list[float] = []
        self._steps = cycle(self._script())
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.setObjectName("stall-script")
        self._timer.timeout.connect(self._step)
        self._waiting: tuple[int, int, float] | None = None
        for window in windows:
            window.board.model.dataChanged.connect(self._look)

    def start(self) -> None:
        """Begin with the first step."""
        self._timer.start()

    def _script(self) -> Iterator[tuple[str, Callable[[], object]]]:
        first, second = self._first, self._second
        board = first.board
        yield "assign", self._assign
        yield "filter", partial(board.figures.card("unassigned").click)
        yield "open job", board.open_current
        yield "search", partial(first.search.line.setText, "سوپر")
        yield "assign", self._assign
        yield "end search", first.search.line.clear
        yield "everything", partial(board.shown.work.button("everything").click)
        yield "calls", partial(board.shown.work.button("calls").click)
        for place in (*DESTINATIONS[1:], DESTINATIONS[0]):
            yield f"page {place.key}", partial(second.show_page, place.key)
        yield "language", self._appearance.switch_language
        yield "look", self._appearance.switch_theme
        yield "assign", self._assign
        yield "alarms", board.show_alarms

    @Slot()
    def _step(self) -> None:
        self._watch.doing, action = next(self._steps)
        action()

    def _assign(self) -> None:
        row = self._first.board.model.most_urgent_unassigned()
        if row is not None and self._waiting is None and self._second.board.isVisible():
            self._waiting = (row.id, row.version, time.perf_counter())
            self._send(row)

    def _send(self, row: JobRow) -> None:
        said = Said("stall")
        self._room.desk.do(commands.assign, JobRef(row.id), said, technician_id=1 + row.id % 20)

    @Slot()
    def _look(self) -> None:
        if self._waiting is None:
            return
        job_id, version, since = self._waiting
        found = [window.board.model.job(job_id) for window in (self._first, self._second)]
        if all(row is None or row.version > version for row in found):
            self.seen_ms.append((time.perf_counter() - since) * 1000)
            self._waiting = None


def main() -> int:
    """Run the shift and print what it cost; 1 if the window stalled longer than its budget."""
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        url = options.store or sample_store(Path(folder))
        start = _start_seconds(url, Path(folder))
        watch, shift = _shift(url, options.seconds, Path(folder))
    ordered = sorted(watch.gaps)
    print(f"start to first painted window: {start:.2f} s")
    print(f"longest stall {ordered[-1]:.0f} ms, p99 {ordered[len(ordered) * 99 // 100]:.1f} ms")
    print("\n".join(watch.lines()))
    if shift.seen_ms:
        seen = sorted(shift.seen_ms)
        median, slowest = seen[len(seen) // 2], seen[-1]
        print(f"click to both windows: median {median:.0f} ms, slowest {slowest:.0f} ms of {len(seen)}")
    return int(ordered[-1] > BUDGET_MS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--store", default="", help="a store to work on; by default a new small region")
    return parser.parse_args()


def sample_store(folder: Path) -> str:
    """A small region of three days; its address."""
    command = [
        sys.executable,
        "main.py",
        "demo",
        "--directory",
        str(folder / "demo"),
        "--days",
        "3",
        "--no-window",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (file,) = (folder / "demo").glob("*.sqlite")
    return f"sqlite:///{file}"


def _start_seconds(url: str, folder: Path) -> float:
    """The second start: the first one compiles the modules, as installing does."""
    code = (
        "import sys; from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication;"
        "from app.bootstrap import main; app = QApplication([]);"
        "QTimer.singleShot(0, app.quit); main(['--store', sys.argv[1]])"
    )
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "PYTHONPYCACHEPREFIX": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for _start in range(2):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, url], check=True, env=environment)
    return time.perf_counter() - began


def _shift(url: str, seconds: int, folder: Path) -> tuple[StallWatch, Shift]:
    settings, clock, watch = Settings(store_url=url), SystemClock(), StallWatch()
    import_module("pyqtgraph")  # as the program does before it opens its window
    with ExitStack() as stack:
        application, state = made_application(), WindowState(folder / "window.ini")
        failures = stack.enter_context(failures_reported(folder / "crash"))
        room = stack.enter_context(opened_room(settings, clock, chosen_appearance(settings, state)))
        room.appearance.apply(application)
        collector = GarbageCollector()
        collector.start()
        stack.callback(collector.stop)
        windows = Windows(room, NoSound(), state)
        pair = (windows.open_another(), windows.open_another())
        room.ticker.start()
        room.desk.work(partial(begin_background, room, clock, failures))
        shift = Shift(room, pair, room.appearance, watch)
        caller = subprocess.Popen([sys.executable, "-c", CALLER, url, "1.5"])
        stack.callback(caller.wait)
        stack.callback(caller.terminate)
        watch.start()
        shift.start()
        QTimer.singleShot(seconds * 1000, application.quit)
        application.exec()
    return watch, shift


if __name__ == "__main__":
    sys.exit(main())
