"""What the first picture waits for: neither commands nor libraries that only later work needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6 import QtWidgets

HEAVY = ("alembic", "apscheduler", "pandas", "psycopg", "qtpy", "reportlab", "scipy")
AT_FIRST_PAINT = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QObject, QEvent
from PySide6.QtWidgets import QApplication, QMainWindow

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if isinstance(watched, QMainWindow) and event.type() == QEvent.Type.Paint:
            print(json.dumps(sorted(sys.modules)), flush=True)
            os._exit(0)
        return False

application, seen = QApplication([]), FirstPaint()
application.installEventFilter(seen)
from app.bootstrap import main
sys.exit(main(["--store", sys.argv[1]]))
"""


@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_the_first_picture_waits_for_no_heavy_library(prepared_url: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", AT_FIRST_PAINT, prepared_url],
        check=True,
        capture_output=True,
        timeout=120,
    )
    loaded = set(json.loads(told.stdout))
    assert "app.views.main_window" in loaded
    assert loaded.isdisjoint(HEAVY)
    assert not {name for name in loaded if name.startswith("app.services.letters")}


LOADED_TYPES = """
import sys
from app.bootstrap import main
main(["clock", sys.argv[1]])
from PySide6 import QtWidgets
print("QWizardPage" in vars(QtWidgets))
"""


def test_no_thread_makes_a_class_of_qt_while_the_window_works(tmp_path: Path) -> None:
    questions = tmp_path / "none.json"
    questions.write_text('{"calendars": {}, "cases": []}', encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", LOADED_TYPES, str(questions)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        env={name: value for name, value in os.environ.items() if name != "PYSIDE6_OPTION_LAZY"},
    )
    assert told.stdout.splitlines()[-1] == "True"
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
