"""From the call of the program to the painted board, beside a window of Qt with nothing in it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Table, insert

from app.bench.row import BenchRow, Goal, Peer, Sizes
from app.clock import SystemClock
from app.models import schema
from app.models.jobs import Job
from app.models.store import Changes, Store

REPEATS = 3
AT_ONCE = 20_000
PROGRAM = """
import os, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            table = watched.parent()
            if type(table).__name__ == "BoardTable" and table.model().rowCount():
                os._exit(0)
        return False

application, painted = QApplication([]), Painted()
application.installEventFilter(painted)
from app.bootstrap import main
sys.exit(main(["--store", sys.argv[1]]))
"""
BARE = """
import os
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            os._exit(0)
        return False

application, painted, label = QApplication([]), Painted(), QLabel("0")
label.installEventFilter(painted)
label.show()
application.exec()
"""


def board_start(sizes: Sizes) -> Iterator[BenchRow]:
    """The program is called on a store of many open jobs; the second start, when everything is compiled."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        _fill(url, sizes.board)
        ours = [_seconds(PROGRAM, url, folder) for _ in range(REPEATS + 1)][1:]
        bare = [_seconds(BARE, url, folder) for _ in range(REPEATS + 1)][1:]
    yield BenchRow(
        name="board-start",
        rows=sizes.board,
        unit="s",
        repeats=tuple(ours),
        peer=Peer(name="a bare window of Qt", measured=min(bare)),
        goal=Goal(ratio=0.5),
    )


def _fill(url: str, count: int) -> None:
    store, random = Store(url, _nobody_listens), Random(7)
    schema.prepare(store)
    table = Job.__table__
    assert isinstance(table, Table)
    now = SystemClock().now()
    with store.writing() as session:
        for start in range(0, count, AT_ONCE):
            rows = [
                {
                    "code": str(10_000 + number),
                    "service": "EM",
                    "priority": "P2",
                    "fault": "PRN-01",
                    "reported_at": now,
                    "clock_state": "running",
                    "clock_metric": "resolve",
                    "clock_due_at": now + timedelta(seconds=random.randrange(-3600, 90_000)),
                    "clock_limit_seconds": 14_400,
                }
                for number in range(start, min(start + AT_ONCE, count))
            ]
            session.connection().execute(insert(table), rows)
    store.dispose()


def _seconds(code: str, url: str, folder: str) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder}
    environment["XDG_STATE_HOME"] = environment["XDG_DATA_HOME"] = folder
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code, url], check=True, env=environment, capture_output=True)
    return perf_counter() - began


def _nobody_listens(_changes: Changes) -> None:
    """Nothing shows this store."""
