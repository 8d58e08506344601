"""A thread that works when a change is told, and again after as long as the work itself says."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from threading import Event, Thread

from app.models.store import EVERYTHING, Changes
from app.services.changefeed import Changefeed


class WokenThread(ABC):
    """Works once at its start, then after each change of its tables, until it is stopped."""

    def __init__(self, feed: Changefeed, tables: Collection[str], name: str) -> None:
        self._tables = frozenset({*tables, EVERYTHING})
        self._stopping = Event()
        self._wake = Event()
        self._thread = Thread(target=self._work, name=name)
        self._unsubscribe = feed.subscribe(self._hear)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; the piece under way is finished, the rest waits for the next start."""
        self._unsubscribe()
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    @abstractmethod
    def turn(self) -> float:
        """Do what there is to do; for how many seconds nothing need be looked at unless a change is told.

        Raises nothing: whatever fails is told, and tried again in another turn.
        """

    def _hear(self, changes: Changes) -> None:
        if not self._tables.isdisjoint(changes):
            self._wake.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self._wake.wait(self.turn())
