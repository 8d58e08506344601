"""The thread that sends what is queued: it waits for nothing but the other side, so no deadline waits."""

from collections.abc import Callable
from typing import Protocol

from app.services.changefeed import Changefeed
from app.services.woken_thread import WokenThread

SECONDS = 20.0
"""How often it looks for what is to be tried again."""


class Sending(Protocol):
    """What is queued in one table."""

    def send_next(self) -> bool:
        """Send what may be sent next; False: there was nothing."""


class Sender(WokenThread):
    """Sends as soon as something is queued in a table here, and what is due to be tried again."""

    def __init__(
        self, feed: Changefeed, table: str, outbox: Sending, *, failed: Callable[[BaseException], None]
    ) -> None:
        self._outbox = outbox
        self._failed = failed
        super().__init__(feed, {table}, f"sending-{table}")

    def turn(self) -> float:
        """Send until there is nothing more."""
        try:
            while not self._stopping.is_set() and self._outbox.send_next():
                pass
        except Exception as failure:  # noqa: BLE001 - told, and tried again
            self._failed(failure)
        return SECONDS
