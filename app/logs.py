"""The program's log: a rotating file for the one who mends it; users read the events instead."""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def write_to(folder: Path, *, verbose: bool) -> Path:
    """Send the log to a file in `folder`, or nowhere if that cannot be written; returns the file."""
    file = writable(folder / "poshtiban.log")
    handler = RotatingFileHandler(file, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger("app")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    return file


def writable(file: Path) -> Path:
    """The file, its folder made, or the system's bin where it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8"):
            return file
    except OSError:
        return Path(os.devnull)
