"""What the first picture and the window behind it wait for; the picture is the board as it was left."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6 import QtWidgets

from app.models.jobs import Job
from app.models.store import Store

LATER = ("alembic", "apscheduler", "pandas", "psycopg", "qtpy", "reportlab", "scipy")
BEHIND_THE_PICTURE = ("numpy", "pyqtgraph", "pysqlite3", "sqlalchemy", "tomllib")
AT_PICTURES = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6 import QtWidgets
from PySide6.QtCore import QObject, QEvent
from PySide6.QtWidgets import QApplication, QMainWindow

class Pictures(QObject):
    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.Paint:
            return False
        kind = type(watched).__name__
        if kind == "FirstBoard" and "first" not in seen:
            told = {"codes": watched.codes(), "name": watched.accessibleName()}
            seen["first"] = {"loaded": sorted(sys.modules), **told}
        if kind == "MainWindow":
            made = "QWizardPage" in vars(QtWidgets)
            seen.setdefault("window", {"loaded": sorted(sys.modules), "classes": made})
        if type(watched.parent()).__name__ == "BoardTable" and watched.parent().model().rowCount():
            table = watched.parent()
            seen["codes"] = [table.model().row_at(place).code for place in range(table.model().rowCount())]
            table.window().close()
        return False

seen = {}
application, pictures = QApplication([]), Pictures()
application.installEventFilter(pictures)
from app.bootstrap import main
status = main(["--store", sys.argv[1]])
print(json.dumps(seen))
sys.exit(status)
"""


@pytest.fixture
def calls(prepared_url: str) -> list[str]:
    """Numbers of five open calls, the most urgent first."""
    store, now = Store(prepared_url, lambda changes: None), datetime.now(UTC)
    with store.writing() as session:
        for place in range(5):
            due = now + timedelta(hours=5 - place)
            session.add(Job(code=f"{100 + place}", service="EM", clock_state="running", clock_due_at=due))
    store.dispose()
    return [f"{100 + place}" for place in (4, 3, 2, 1, 0)]


def started(url: str, folder: Path) -> dict[str, object]:
    """What a start of the program told of its pictures; it ends when the board is painted."""
    environment = {name: value for name, value in os.environ.items() if name != "PYSIDE6_OPTION_LAZY"}
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        environment[f"XDG_{name}_HOME"] = str(folder)
    told = subprocess.run(
        [sys.executable, "-c", AT_PICTURES, url],
        check=True,
        capture_output=True,
        timeout=60,
        env=environment,
    )
    found: dict[str, object] = json.loads(told.stdout)
    return found


@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_the_first_picture_is_the_board_as_it_was_left_and_waits_for_no_store(
    prepared_url: str, calls: list[str], tmp_path: Path
) -> None:
    fresh = started(prepared_url, tmp_path)
    assert (fresh["first"]["codes"], fresh["codes"]) == ([], calls)
    assert fresh["first"]["name"] == "تابلو باز می‌شود…"
    again = started(prepared_url, tmp_path)
    assert (again["first"]["codes"], again["codes"]) == (calls, calls)
    assert again["first"]["name"].startswith("وضعیت در ")
    for first in (fresh["first"], again["first"]):
        assert set(first["loaded"]).isdisjoint({*LATER, *BEHIND_THE_PICTURE})
    window = again["window"]
    assert set(window["loaded"]).isdisjoint(LATER)
    assert not {name for name in window["loaded"] if name.startswith("app.services.letters")}
    assert window["classes"], "a thread would make classes of Qt while the window works"
    assert "QWizardPage" in vars(QtWidgets), "nor in the tests themselves"


SLICES = """
import json, sys
from importlib import import_module
import app.views.main_window
from app.views.later_pages import load_libraries

def ours(): return {name for name in sys.modules if name.startswith("app.")}

names = load_libraries()
early = [name for name in ours() if name in names]
together = {}
for name in names:
    before = ours()
    import_module(name)
    together[name] = sorted(ours() - before - {name})
print(json.dumps([early, names, {name: others for name, others in together.items() if others}]))
"""


def test_the_pages_are_loaded_a_module_a_turn() -> None:
    told = subprocess.run([sys.executable, "-c", SLICES], check=True, capture_output=True, timeout=120)
    early, names, together = json.loads(told.stdout)
    assert early == [], "their classes of Qt are made in the window's thread"
    assert {"app.views.map.map_view", "app.views.penalties.penalties_page"} < set(names)
    assert together == {}
