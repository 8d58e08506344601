"""What the first picture waits for: neither commands nor libraries that only later work needs."""

import json
import subprocess
import sys

import pytest

HEAVY = ("alembic", "apscheduler", "numpy", "pandas", "psycopg", "pyqtgraph", "qtpy", "reportlab", "scipy")
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
