"""The two doors of a store as the window sees them, without the store behind."""

from contextlib import AbstractContextManager
from typing import Any, Protocol


class Doors(Protocol):
    """Where transactions are opened."""

    def reading(self) -> AbstractContextManager[Any]:
        """A transaction that only asks."""
        ...

    def writing(self) -> AbstractContextManager[Any]:
        """A transaction that commits when its block ends."""
        ...
