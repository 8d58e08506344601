"""Every reusable widget, to be looked at: python -m tools.gallery FOLDER saves pictures."""

import argparse
import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import LANGUAGES
from app.views.appearance import Appearance
from app.views.failure_dialog import FailureDialog
from app.views.theme import THEMES, load_fonts
from tools.gallery_board import board_page
from tools.gallery_forms import form_page

SIZES = ((1366, 768), (1920, 1080))


def _save(app: QApplication, folder: Path) -> None:
    zone = ZoneInfo("Asia/Tehran")
    for language in LANGUAGES:
        for theme in THEMES:
            appearance = Appearance(language=language, theme=theme, zone=zone)
            appearance.apply(app)
            for width, height in SIZES:
                name = f"{language}_{theme}_{width}"
                _grab(app, board_page(appearance, width), (width, height), folder / f"board_{name}.png")
                _grab(app, form_page(appearance), (width, height), folder / f"form_{name}.png")
            dialog = FailureDialog(appearance)
            dialog.show_text("Traceback (most recent call last):\n  ...\nValueError: sample")
            _grab(app, dialog, (620, 400), folder / f"failure_{language}_{theme}.png")


def _grab(app: QApplication, page: QWidget, size: tuple[int, int], file: Path) -> None:
    page.resize(*size)
    page.show()
    QTimer.singleShot(50, app.quit)
    app.exec()
    page.grab().save(str(file))
    page.close()


def main() -> int:
    """Save the pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    folder = options.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    load_fonts()
    _save(app, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
