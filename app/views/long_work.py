"""Work that takes seconds: on a thread of its own, with progress, and a way to give it up."""

from collections.abc import Callable
from threading import Event, Thread

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.errors import PoshtibanError

Task = Callable[["LongWork"], object]


class LongWork(QObject):
    """One task under way; it asks `go_on` now and then, which also says how far it has come.

    Signals, all on the GUI thread:
        progressed: steps done, steps in all.
        done: what the task returned.
        refused: a rule or the store said no.
        given_up: it was cancelled before it came to an end.
        ended: after any of the three, or after a bug, which is raised on the GUI thread.
    """

    progressed = Signal(int, int)
    done = Signal(object)
    refused = Signal(object)
    given_up = Signal()
    ended = Signal()
    _answered = Signal(object, object)
    _stepped = Signal(int, int)

    def __init__(self, task: Task, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = Event()
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._run, args=(task,), name="desk-long")

    def start(self) -> None:
        """Begin; what is to be told is connected by now."""
        self._thread.start()

    def go_on(self, finished: int, whole: int) -> bool:
        """Told by the task: `finished` of `whole` steps; whether it shall go on."""
        if not self._cancelled.is_set():
            self._stepped.emit(finished, whole)
        return not self._cancelled.is_set()

    def is_cancelled(self) -> bool:
        """Whether it was given up; the task ends after its present step."""
        return self._cancelled.is_set()

    @Slot()
    def cancel(self) -> None:
        """Give it up; nothing but `given_up` and `ended` is told from here on."""
        self._cancelled.set()

    def wait(self) -> None:
        """Give it up and wait until its thread has ended."""
        self.cancel()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self, task: Task) -> None:
        try:
            answer = task(self)
        except Exception as wrong:  # noqa: BLE001 - told or raised again on the GUI thread
            self._answered.emit(None, wrong)
        else:
            self._answered.emit(answer, None)

    @Slot(int, int)
    def _tell(self, finished: int, whole: int) -> None:
        if not self._cancelled.is_set():
            self.progressed.emit(finished, whole)

    @Slot(object, object)
    def _deliver(self, answer: object, wrong: Exception | None) -> None:
        self._thread.join()
        self.ended.emit()
        if wrong is not None and not isinstance(wrong, PoshtibanError):
            raise wrong
        if self._cancelled.is_set():
            self.given_up.emit()
        elif wrong is not None:
            self.refused.emit(wrong)
        else:
            self.done.emit(answer)
