"""The thread that sends messages: it waits for nothing but the gateway, so that no deadline waits for it."""

from collections.abc import Callable
from threading import Event, Thread

from app.clock import Clock
from app.models.store import Changes, Store
from app.services.changefeed import Changefeed
from app.services.messages.gateway import Gateway
from app.services.messages.outbox import Outbox

SECONDS = 20.0
"""How often it looks for what is to be tried again."""


class MessageSender:
    """Sends as soon as something is queued here, and what is due to be tried again."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        feed: Changefeed,
        gateway: Gateway,
        *,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._outbox = Outbox(store, clock, gateway)
        self._failed = failed
        self._stopping = Event()
        self._wake = Event()
        self._thread = Thread(target=self._work, name="messages")
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
        if "outgoing_message" in changes:
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
