"""Bugs are logged always, told once, and the hooks are given back."""

import faulthandler
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.failure_dialog import FailureTeller
from app.views.failures import Failure, Failures, failures_reported, last_crash

pytestmark = pytest.mark.qt_no_exception_capture


@pytest.fixture
def crash_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "crash.txt"


@pytest.fixture
def failures(qtbot: QtBot, crash_file: Path) -> Iterator[Failures]:
    with failures_reported(crash_file) as reported:
        yield reported


@pytest.fixture
def told(failures: Failures) -> list[Failure]:
    heard: list[Failure] = []
    failures.told.connect(heard.append)
    return heard


def fail(message: str) -> None:
    raise ValueError(message)


def expect_logged(logged_warnings: list[logging.LogRecord], *levels: int) -> None:
    assert [record.levelno for record in logged_warnings] == list(levels)
    logged_warnings.clear()


def report(failures: Failures, message: str) -> None:
    try:
        fail(message)
    except ValueError as error:
        failures.report_error(error)


def test_the_same_bug_is_told_once(
    qtbot: QtBot, failures: Failures, told: list[Failure], logged_warnings: list[logging.LogRecord]
) -> None:
    for number in range(3):
        report(failures, f"job {number}")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].summary == "ValueError: job 0"
    assert "in fail" in told[0].trace
    assert failures.count(told[0]) == 3
    expect_logged(logged_warnings, logging.CRITICAL, logging.ERROR, logging.ERROR)


def test_another_bug_is_told_too(
    qtbot: QtBot, failures: Failures, told: list[Failure], logged_warnings: list[logging.LogRecord]
) -> None:
    report(failures, "one")
    failures.report_error(KeyError("two"))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert len({failure.fingerprint for failure in told}) == 2
    expect_logged(logged_warnings, logging.CRITICAL, logging.CRITICAL)


def test_a_slot_that_fails_is_reported(
    qtbot: QtBot, told: list[Failure], logged_warnings: list[logging.LogRecord]
) -> None:
    timer = QTimer()
    timer.setObjectName("failing")
    timer.setSingleShot(True)
    timer.timeout.connect(_fail_in_a_slot)
    timer.start(0)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].summary == "ValueError: in a slot"
    expect_logged(logged_warnings, logging.CRITICAL)


def _fail_in_a_slot() -> None:
    fail("in a slot")


def test_a_thread_that_fails_is_told_in_the_gui_thread(
    qtbot: QtBot, failures: Failures, logged_warnings: list[logging.LogRecord]
) -> None:
    heard_in: list[int] = []
    failures.told.connect(lambda _failure: heard_in.append(threading.get_ident()))
    worker = threading.Thread(target=fail, args=("away",), name="worker")
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: heard_in == [threading.get_ident()])
    assert "in thread worker" in logged_warnings[0].getMessage()
    expect_logged(logged_warnings, logging.CRITICAL)


@pytest.mark.qt_log_ignore("something odd")
def test_complaints_of_qt_are_logged(failures: Failures, logged_warnings: list[logging.LogRecord]) -> None:
    qWarning("something odd")
    assert [record.getMessage() for record in logged_warnings] == ["default: something odd"]
    assert logged_warnings[0].name == "app.qt"
    logged_warnings.clear()


def test_every_hook_is_given_back(qtbot: QtBot, crash_file: Path) -> None:
    before = sys.excepthook, threading.excepthook, faulthandler.is_enabled()
    with failures_reported(crash_file):
        assert sys.excepthook != before[0]
        assert threading.excepthook != before[1]
        assert faulthandler.is_enabled()
    assert (sys.excepthook, threading.excepthook, faulthandler.is_enabled()) == before


def test_a_crash_of_the_last_run_can_be_read(qtbot: QtBot, crash_file: Path) -> None:
    assert last_crash(crash_file) == ""
    with failures_reported(crash_file):
        pass
    assert last_crash(crash_file) == ""
    crash_file.write_text("Fatal Python error: Segmentation fault\n", encoding="utf-8")
    assert last_crash(crash_file) == "Fatal Python error: Segmentation fault"


def test_the_report_says_what_happened_and_can_be_copied(qtbot: QtBot, persian: Appearance) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    teller = FailureTeller(persian, window)
    teller.tell(Failure("1", "ValueError: one", "Traceback one", "MainThread"))
    assert teller.dialog().isVisible()
    teller.tell(Failure("2", "ValueError: two", "Traceback two", "MainThread"))
    assert teller.dialog().details() == "Traceback one\n\nTraceback two"
    teller.dialog().copy_details()
    assert QGuiApplication.clipboard().text() == "Traceback one\n\nTraceback two"
    teller.dialog().accept()
    teller.tell(Failure("3", "ValueError: three", "Traceback three", "MainThread"))
    assert teller.dialog().details() == "Traceback three"
    teller.dialog().accept()
