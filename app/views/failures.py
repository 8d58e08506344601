"""Bugs made visible: unhandled exceptions and Qt's complaints are logged, each distinct bug told once."""

import faulthandler
import hashlib
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

log = logging.getLogger(__name__)
qt_log = logging.getLogger("app.qt")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True)
class Failure:
    """One distinct bug: what was raised, where, and the thread it was raised in."""

    fingerprint: str
    summary: str
    trace: str
    thread: str


class Failures(QObject):
    """Gathers failures of all threads and tells each distinct one once, on the GUI thread.

    Signals:
        told: a Failure not seen before in this run.
    """

    told = Signal(object)
    _raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self._raised.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def report(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log this exception, from any thread, and tell it if it is a new one."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        failure = _failure(kind, error, trace)
        with self._lock:
            count = self._counts[failure.fingerprint] = self._counts.get(failure.fingerprint, 0) + 1
        if count == 1:
            log.critical("unhandled in thread %s:\n%s", failure.thread, failure.trace)
            self._raised.emit(failure)
        else:
            log.error("unhandled again (%s times): %s", count, failure.summary)

    def report_error(self, error: BaseException) -> None:
        """The same for an exception in hand."""
        self.report(type(error), error, error.__traceback__)

    def report_thread(self, arguments: threading.ExceptHookArgs) -> None:
        """The same for an exception that ended a thread."""
        self.report(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def count(self, failure: Failure) -> int:
        """How often it has happened in this run."""
        return self._counts.get(failure.fingerprint, 0)

    @Slot(object)
    def _tell(self, failure: Failure) -> None:
        self.told.emit(failure)


@contextmanager
def failures_reported(crash_file: Path) -> Iterator[Failures]:
    """Hooks of Python and Qt report here inside the block; hard crashes are written to `crash_file`."""
    failures = Failures()
    crash_file.parent.mkdir(parents=True, exist_ok=True)
    python_hook, thread_hook = sys.excepthook, threading.excepthook
    watched_before = faulthandler.is_enabled()
    with crash_file.open("w", encoding="utf-8") as crashes:
        faulthandler.enable(crashes)
        sys.excepthook, threading.excepthook = failures.report, failures.report_thread
        qt_handler = qInstallMessageHandler(log_qt_message)
        try:
            yield failures
        finally:
            qInstallMessageHandler(qt_handler)
            sys.excepthook, threading.excepthook = python_hook, thread_hook
            faulthandler.disable()
            if watched_before:
                faulthandler.enable()


def last_crash(crash_file: Path) -> str:
    """What a hard crash left in `crash_file`, empty after an orderly end; read before the hooks are set."""
    if not crash_file.exists():
        return ""
    return crash_file.read_text(encoding="utf-8", errors="replace").strip()


def log_qt_message(level: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Hand a message of Qt to the log."""
    qt_log.log(LEVELS.get(level, logging.WARNING), "%s: %s", context.category or "qt", message)


def _failure(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> Failure:
    whole = "".join(traceback.format_exception(kind, error, trace))
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    # Not the message: it may carry a number that differs each time.
    told_apart = "\n".join([kind.__qualname__, *places])
    fingerprint = hashlib.sha256(told_apart.encode()).hexdigest()[:12]
    summary = "".join(traceback.format_exception_only(kind, error)).strip()
    return Failure(fingerprint, summary, whole, threading.current_thread().name)
