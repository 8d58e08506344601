"""Runs Python's cycle collector on the GUI thread only: widgets freed in another thread crash Qt."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL = 2_000
LOADED = 1
"""When this generation is due for the first time, half a minute after the start, it is what was loaded."""


class GarbageCollector(QObject):
    """While it runs, cycles are collected by a timer of the GUI thread and nowhere else.

    To walk all that was loaded would hold the window for more than a tenth of a second, so it is set aside.
    """

    def __init__(self, parent: QObject | None = None, *, interval: int = INTERVAL) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._is_settled = False
        self._timer = QTimer(self)
        self._timer.setObjectName("garbage")
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take collecting over from Python."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would have done.

        What the program was loaded with is set aside instead, with what it left behind.
        """
        due = [age for age, count in enumerate(gc.get_count()) if count > self._thresholds[age]]
        if LOADED in due and not self._is_settled:
            self._is_settled = True
            gc.collect(LOADED - 1)
            gc.freeze()
        elif due:
            gc.collect(max(due))
