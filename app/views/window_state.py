"""What a user's windows looked like: geometry, columns, language and look, and nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths
from PySide6.QtWidgets import QWidget

from app.i18n import LANGUAGES, Language
from app.views.theme import THEMES, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView  # the first picture has none

FILE_NAME = "window.ini"


def user_settings_file() -> Path:
    """Where the windows of this user are remembered."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "poshtiban" / FILE_NAME


class WindowState:
    """Reads and writes one ini file; what cannot be read is as if it had never been written."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def keep_window(self, window: QWidget, name: str) -> None:
        """Remember where `window` is and how large."""
        self._settings.setValue(f"windows/{name}", window.saveGeometry())

    def restore_window(self, window: QWidget, name: str) -> bool:
        """Put `window` where it was; False where that is not known."""
        return window.restoreGeometry(self._bytes(f"windows/{name}"))

    def keep_columns(self, header: "QHeaderView", name: str) -> None:
        """Remember widths, order and visibility of columns."""
        self._settings.setValue(f"columns/{name}", header.saveState())

    def restore_columns(self, header: "QHeaderView", name: str) -> bool:
        """Arrange columns as they were; False where that is not known."""
        return header.restoreState(self._bytes(f"columns/{name}"))

    def keep_look(self, language: Language, theme: Theme) -> None:
        """Remember language and look."""
        self._settings.setValue("look/language", language)
        self._settings.setValue("look/theme", theme)

    def language(self, otherwise: Language) -> Language:
        """The language last used."""
        return next((known for known in LANGUAGES if known == self._text("look/language")), otherwise)

    def theme(self, otherwise: Theme) -> Theme:
        """The look last used."""
        return next((known for known in THEMES if known == self._text("look/theme")), otherwise)

    def keep_recent(self, keys: Sequence[str]) -> None:
        """Remember what was wanted last in the palette, the latest first."""
        self._settings.setValue("palette/recent", "\n".join(keys))

    def recent(self) -> list[str]:
        """What was wanted last in the palette, the latest first."""
        return self._text("palette/recent").split()

    def keep_wall_screen(self, name: str) -> None:
        """Remember which screen was chosen for the wall."""
        self._settings.setValue("wall/screen", name)

    def wall_screen(self) -> str:
        """The screen that was chosen for the wall; empty: none was."""
        return self._text("wall/screen")

    def write(self) -> bool:
        """Bring everything to disk; False where it could not be written."""
        self._settings.sync()
        return self._settings.status() == QSettings.Status.NoError

    def _bytes(self, key: str) -> QByteArray:
        kept = self._settings.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def _text(self, key: str) -> str:
        return str(self._settings.value(key, ""))
