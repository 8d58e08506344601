"""Publish and subscribe for committed changes in this process."""

import logging
from collections.abc import Callable
from threading import Lock

from app.models.store import Changes

log = logging.getLogger(__name__)

Listener = Callable[[Changes], None]


class Changefeed:
    """Calls every listener, in the thread that committed, with what a commit changed."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each commit; the returned function ends that."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, changes: Changes) -> None:
        """Tell everybody; one listener's fault must not keep the news from the others."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(changes)
            except Exception:
                log.exception("a listener failed on news of a commit")
