"""The program's log: a rotating file for the one who mends it; users read the events instead."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def write_to(folder: Path, *, verbose: bool) -> Path:
    """Send the log to a file in `folder`; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "poshtiban.log"
    handler = RotatingFileHandler(file, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger("app")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    return file
