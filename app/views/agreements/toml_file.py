"""Agreements as files beside the store: where one goes to or comes from, and its text."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import BadInput, RuleBroken
from app.i18n import _

FileChooser = Callable[[QWidget, str], Path | None]
"""Asks the user for a file; None where he leaves it."""


@dataclass(frozen=True)
class ReadFile:
    """The name of a file and its text."""

    name: str
    text: str


def choose_target(parent: QWidget, name: str) -> Path | None:
    """Where a file called `name` is to go."""
    found, _kind = QFileDialog.getSaveFileName(parent, _("Export as TOML"), name, "TOML (*.toml)")
    return Path(found) if found else None


def choose_source(parent: QWidget, name: str) -> Path | None:
    """Which file to read."""
    found, _kind = QFileDialog.getOpenFileName(parent, _("Import a file as draft"), name, "TOML (*.toml)")
    return Path(found) if found else None


def write_text(path: Path, text: str) -> Path:
    """Write `text` to `path`. Raises RuleBroken("file-not-written")."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise RuleBroken("file-not-written", file=path.name, reason=error.strerror) from error
    return path


def read_text(path: Path) -> ReadFile:
    """The file at `path`; BadInput where it cannot be read or is no text."""
    try:
        return ReadFile(path.name, path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(path.name, error.strerror or "no access", "a file that can be read") from error
    except UnicodeDecodeError as error:
        raise BadInput(path.name, "bytes that are no UTF-8", "text in UTF-8") from error
