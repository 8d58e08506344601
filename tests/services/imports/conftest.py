"""A store for the tests of imports."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models import schema
from app.models.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file."""
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}", lambda _changes: None)
    schema.prepare(store)
    yield store
    store.dispose()
