"""The one door from the window to the store: do, ask, and news of what changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.clock import Clock
from app.domain.errors import PoshtibanError, StoreUnavailable
from app.services.changefeed import Changefeed
from app.services.doors import Doors
from app.settings import MessageSettings
from app.views.long_work import LongWork

Callback = Callable[[Any], None]

NO_GATEWAY = MessageSettings()

SETTLE_MS = 100
"""News are told at once, and then at most this often, with everything that came in between."""
ANYTHING = "*"
"""The table of the news that anything may have changed."""
ANEW_MS = 5_000
"""After the store was away all is asked anew, but at most this often."""


@dataclass(frozen=True, slots=True)
class _Answer:
    tell: Callback | None
    value: object
    is_from_store: bool = False


class Desk(QObject):
    """Runs services off the GUI thread and brings answers and news back on it.

    Signals:
        changed: {table: ids} that some commit touched, here or at another desk.
        refused: a rule or the store said no, and nobody asked to be told instead.
    """

    changed = Signal(object)
    refused = Signal(object)
    _answered = Signal(object)
    _news = Signal(object)

    def __init__(
        self,
        doors: Doors,
        clock: Clock,
        feed: Changefeed,
        *,
        user: str,
        messages: MessageSettings = NO_GATEWAY,
    ) -> None:
        super().__init__()
        self.clock = clock
        self.user = user
        self.messages = messages
        """How technicians are written to."""
        self._doors = doors
        # One thread each, so that commands keep their order and a long question delays no command, nor a
        # task a question.
        self._writer = ThreadPoolExecutor(1, "desk-do")
        self._reader = ThreadPoolExecutor(1, "desk-ask")
        self._worker = ThreadPoolExecutor(1, "desk-work")
        self.heard_at = clock.now()
        """When the store last answered."""
        self.is_open = True
        """Until it is closed; then it takes no question and no command."""
        self._pending: dict[str, set[int]] = {}
        self._long: set[LongWork] = set()
        self._awaited = 0
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("desk-settling")
        self._settling.timeout.connect(self._tell)
        self._has_missed = False
        """Whether the store was away when somebody asked it."""
        self._anew = QTimer(self, singleShot=True, interval=ANEW_MS)
        self._anew.setObjectName("desk-anew")
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._news.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = feed.subscribe(self._news.emit)

    def do(
        self,
        command: Callable[..., object],
        *arguments: object,
        done: Callback | None = None,
        failed: Callback | None = None,
        **details: object,
    ) -> None:
        """Run `command(session, clock, …)` in a writing transaction; `done` gets what it returns."""

        def work(session: object) -> object:
            return command(session, self.clock, *arguments, **details)

        self._awaited += 1
        self._writer.submit(self._run, self._doors.writing, work, done, failed)

    def ask(
        self,
        question: Callable[..., object],
        *arguments: object,
        done: Callback,
        failed: Callback | None = None,
        **details: object,
    ) -> None:
        """Run `question(session, …)` in a reading transaction; `done` gets the answer."""

        def work(session: object) -> object:
            return question(session, *arguments, **details)

        self._awaited += 1
        self._reader.submit(self._run, self._doors.reading, work, done, failed)

    def work(
        self, task: Callable[[], object], *, done: Callback | None = None, failed: Callback | None = None
    ) -> None:
        """Run `task` off the GUI thread without the store, e.g. drawing a page."""
        self._awaited += 1
        self._worker.submit(self._settle, task, done, failed, is_from_store=False)

    def begin(self, task: Callable[..., object], *arguments: object, **details: object) -> LongWork:
        """Prepare `task(doors, clock, work, …)` on a thread of its own, for reading that takes seconds.

        It opens short transactions at the doors and asks `work.go_on` in between. Connect what is to be
        heard, then `start` it.
        """

        def run(work: LongWork) -> object:
            return task(self._doors, self.clock, work, *arguments, **details)

        work = LongWork(run, self)
        self._long.add(work)
        self._awaited += 1
        work.ended.connect(self._forget_long)
        return work

    def is_idle(self) -> bool:
        """Whether every question and command has been answered."""
        return self._awaited == 0 and not self._pending

    def close(self) -> None:
        """Finish what was accepted and accept no more; a second time there is nothing left to do."""
        self.is_open = False
        self._unsubscribe()
        self._unsubscribe = _nothing
        for timer in (self._settling, self._anew):
            timer.stop()
        for work in self._long:
            work.wait()
        self._writer.shutdown(wait=True)
        for thread in (self._reader, self._worker):
            thread.shutdown(wait=True, cancel_futures=True)

    def _run(
        self,
        door: Callable[[], AbstractContextManager[Any]],
        work: Callable[[Any], object],
        done: Callback | None,
        failed: Callback | None,
    ) -> None:
        def task() -> object:
            with door() as session:
                return work(session)

        self._settle(task, done, failed, is_from_store=True)

    def _settle(
        self,
        task: Callable[[], object],
        done: Callback | None,
        failed: Callback | None,
        *,
        is_from_store: bool,
    ) -> None:
        try:
            answer = _Answer(done, task(), is_from_store)
        except PoshtibanError as refusal:
            answer = _Answer(failed or self.refused.emit, refusal)
        except Exception as bug:  # noqa: BLE001 - raised again on the GUI thread, where bugs are reported
            answer = _Answer(_raise, bug)
        self._answered.emit(answer)

    @Slot(object)
    def _deliver(self, answer: _Answer) -> None:
        self._awaited -= 1
        if answer.is_from_store:
            self.heard_at = self.clock.now()
            self._ask_anew()
        elif isinstance(answer.value, StoreUnavailable):
            self._has_missed = True
        if answer.tell is not None and not _is_gone(answer.tell):
            answer.tell(answer.value)

    def _ask_anew(self) -> None:
        """What nobody could be told while the store was away: anything may have changed."""
        if self._has_missed and not self._anew.isActive():
            self._has_missed = False
            self._anew.start()
            self._gather({ANYTHING: set()})

    @Slot()
    def _forget_long(self) -> None:
        work = self.sender()
        assert isinstance(work, LongWork)
        self._awaited -= 1
        self._long.discard(work)
        work.deleteLater()

    @Slot(object)
    def _gather(self, changes: dict[str, set[int]]) -> None:
        for table, ids in changes.items():
            self._pending.setdefault(table, set()).update(ids)
        if not self._settling.isActive():
            self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._pending:
            changes, self._pending = self._pending, {}
            self._settling.start()
            self.changed.emit(changes)


def _nothing() -> None:
    """End a subscription that has ended."""


def _raise(bug: BaseException) -> None:
    raise bug


def _is_gone(tell: Callback) -> bool:
    """Whether the widget that asked was deleted meanwhile."""
    while isinstance(tell, partial):
        tell = tell.func
    listener = getattr(tell, "__self__", None)
    return isinstance(listener, QObject) and not shiboken6.isValid(listener)
