"""PySide6 must not give away True and None: 6.12.0 does on CPython 3.11, and aborts before long."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel

CALLS = 1000
NOISE = 50  # references that the interpreter itself takes and drops meanwhile
IMMORTAL = 2**30


class Bell(QObject):
    rung = Signal()


def test_emitting_keeps_true() -> None:
    bell = Bell()
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        bell.rung.emit()
    assert abs(sys.getrefcount(True) - before) < NOISE


def test_void_calls_keep_none(qapp: QApplication) -> None:
    label, font = QLabel(), QFont()
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
        font.setWeight(QFont.Weight.Bold)
    assert abs(sys.getrefcount(None) - before) < NOISE


def test_counting_can_see_a_loss_or_none_is_possible() -> None:
    counts = (sys.getrefcount(True), sys.getrefcount(None))
    if sys.version_info >= (3, 12):
        assert min(counts) >= IMMORTAL
    else:
        assert max(counts) < IMMORTAL
        held = [True] * CALLS
        assert sys.getrefcount(True) - counts[0] >= len(held) - NOISE
