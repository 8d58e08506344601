"""A store for the tests of imports."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.store import Store


@pytest.fixture
def store(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file."""
    path = Path(shutil.copyfile(prepared_sqlite, tmp_path / "store.sqlite"))
    store = Store(f"sqlite:///{path}", lambda _changes: None)
    yield store
    store.dispose()
