"""Stores that are prepared and filled once: whoever wants one writes a copy."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from app.models import schema
from app.models.store import Store


@cache
def filled(*fillings: Callable[[Session], None]) -> bytes:
    """The file of a SQLite store that was prepared, then filled by each in turn.

    Every caller with the same functions gets the same bytes: a filling takes its time from nowhere but a
    clock that stands.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "store.sqlite"
        store = Store(f"sqlite:///{file}", lambda changes: None)
        schema.prepare(store)
        if fillings:
            with store.writing() as session:
                for fill in fillings:
                    fill(session)
        store.dispose()
        return file.read_bytes()
