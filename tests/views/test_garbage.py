"""Cycles are freed by the GUI thread alone."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.views.garbage import GarbageCollector

CALLS = 50


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    running = GarbageCollector(interval=5)
    running.start()
    yield running
    running.stop()
    assert gc.isenabled()


class Cycle:
    """Something that only the collector can free; it notes the thread it was freed in."""

    def __init__(self, freed_in: list[int]) -> None:
        self.itself = self
        self._freed_in = freed_in

    def __del__(self) -> None:
        self._freed_in.append(threading.get_ident())


def test_a_working_thread_frees_no_cycle(qtbot: QtBot, collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    freed_in: list[int] = []
    worker = threading.Thread(target=_litter, args=(freed_in,))
    worker.start()
    worker.join()
    assert freed_in == [], "Python collected in the worker"
    qtbot.waitUntil(lambda: len(freed_in) == 2000)
    assert set(freed_in) == {threading.get_ident()}


def test_nothing_is_collected_where_nothing_is_due(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    gc.collect()
    freed_in: list[int] = []
    cycle = Cycle(freed_in)
    alive = weakref.ref(cycle)
    del cycle
    gc.disable()
    try:
        collector.collect()
        assert alive() is not None
    finally:
        gc.enable()
        gc.collect()
    assert alive() is None


def test_what_was_loaded_is_not_walked_again(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    collector.start()
    freed_in: list[int] = []
    try:
        begun = gc.get_freeze_count()
        assert begun > 10_000, "the modules of the program"
        loaded = [[] for _each in range(1000)]
        _fall_due(1)
        collector.collect()
        assert gc.get_freeze_count() > begun + len(loaded) // 2
        kept = _litter_of(freed_in)
        _fall_due(2)
        kept.clear()
        collector.collect()
        assert len(freed_in) == 2000, "what came later is"
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0


def test_emitting_a_signal_loses_no_reference(qtbot: QtBot) -> None:
    """PySide6 6.12.0 returns True from emit and None from void calls without owning them."""
    teller = Teller()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _call in range(CALLS):
        teller.told.emit()
        teller.setObjectName("teller")
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert all(now > earlier - CALLS // 2 for earlier, now in zip(before, after, strict=True))


class Teller(QObject):
    told = Signal()


def _litter(freed_in: list[int]) -> None:
    for _count in range(2000):
        Cycle(freed_in)


def _litter_of(freed_in: list[int]) -> list[Cycle]:
    return [Cycle(freed_in) for _count in range(2000)]


def _fall_due(age: int) -> None:
    """After so many collections of the younger ones a generation is due."""
    for _round in range(gc.get_threshold()[age] + 1):
        gc.collect(age - 1)
