"""The thread that sends what is queued: it waits for nothing but the other side, so no deadline waits."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol

from app.models.store import EVERYTHING, Changes
from app.services.changefeed import Changefeed

SECONDS = 20.0
"""How often it looks for what is to be tried again."""


class Sending(Protocol):
    """What is queued in one table."""

    def send_next(self) -> bool:
        """Send what may be sent next; False: there was nothing."""


class Sender:
    """Sends as soon as something is queued in a table here, and what is due to be tried again."""

    def __init__(
        self, feed: Changefeed, table: str, outbox: Sending, *, failed: Callable[[BaseException], None]
    ) -> None:
        self._table = table
        self._outbox = outbox
        self._failed = failed
        self._stopping = Event()
        self._wake = Event()
        self._thread = Thread(target=self._work, name=f"sending-{table}")
        self._unsubscribe = feed.subscribe(self._hear)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a message on its way is finished, the others wait for the next start."""
        self._unsubscribe()
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _hear(self, changes: Changes) -> None:
        if not {self._table, EVERYTHING}.isdisjoint(changes):
            self._wake.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                while not self._stopping.is_set() and self._outbox.send_next():
                    pass
            except Exception as failure:  # noqa: BLE001 - told, and tried again
                self._failed(failure)
            self._wake.wait(SECONDS)
