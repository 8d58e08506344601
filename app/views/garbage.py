"""Runs Python's cycle collector on the GUI thread only: widgets freed in another thread crash Qt."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL = 2_000


class GarbageCollector(QObject):
    """While it runs, cycles are collected by a timer of the GUI thread and nowhere else."""

    def __init__(self, parent: QObject | None = None, *, interval: int = INTERVAL) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setObjectName("garbage")
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take collecting over from Python."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would have done."""
        due = [age for age, count in enumerate(gc.get_count()) if count > self._thresholds[age]]
        if due:
            gc.collect(max(due))
