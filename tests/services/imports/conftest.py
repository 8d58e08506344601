"""A store for the tests of imports."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.store import Store
from tests.prepared import filled


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file."""
    file = tmp_path / "store.sqlite"
    file.write_bytes(filled())
    store = Store(f"sqlite:///{file}", lambda _changes: None)
    yield store
    store.dispose()
