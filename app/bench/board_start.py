"""From the call of the program to the painted board, beside a window of Qt with nothing in it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from string import Template
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Table, insert

from app.bench.row import BenchRow, Goal, Peer, Sizes
from app.clock import SystemClock
from app.models import schema
from app.models.jobs import Job
from app.models.store import Changes, Store

REPEATS, COMPARED = 3, 20
AT_ONCE = 20_000
_PROGRAM = Template("""
import os, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            $look
        return False

application, painted = QApplication([]), Painted()
application.installEventFilter(painted)
from app.bootstrap import main
sys.exit(main(["--store", sys.argv[1]]))
""")
FIRST = _PROGRAM.substitute(
    look="""if type(watched).__name__ == "FirstBoard" and watched.row_count():
                print(*watched.codes()[:ROWS], flush=True)
                os._exit(0)""".replace("ROWS", str(COMPARED))
)
"""Up to the first picture."""
READ = _PROGRAM.substitute(
    look="""table = watched.parent()
            if type(table).__name__ == "BoardTable" and table.model().rowCount() and table.isVisible():
                model = table.model()
                print(*(model.row_at(place).code for place in range(ROWS)), flush=True)
                table.window().close()""".replace("ROWS", str(COMPARED))
)
"""Up to the board as the store has it; closed as a user does, so that the next start has its picture."""
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
    """The program is called on a store of many open jobs whose board it has shown before."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        _fill(url, sizes.board)
        read = _run(READ, url, folder)[1]
        ours = [_run(FIRST, url, folder) for _ in range(REPEATS + 1)][1:]
        bare = [_run(BARE, url, folder)[0] for _ in range(REPEATS + 1)][1:]
    yield BenchRow(
        name="board-start",
        rows=sizes.board,
        unit="s",
        repeats=tuple(seconds for seconds, _told in ours),
        peer=Peer(
            name="a bare window of Qt",
            measured=min(bare),
            is_equal=all(told == read for _seconds, told in ours),  # the picture is the board as it was left
        ),
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


def _run(code: str, url: str, folder: str) -> tuple[float, str]:
    """How long it took, and what it told."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        environment[f"XDG_{name}_HOME"] = folder
    began = perf_counter()
    call = [sys.executable, "-c", code, url]
    told = subprocess.run(call, check=True, env=environment, capture_output=True, text=True)
    return perf_counter() - began, told.stdout


def _nobody_listens(_changes: Changes) -> None:
    """Nothing shows this store."""
