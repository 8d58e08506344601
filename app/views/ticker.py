"""The one second-timer by which every countdown on the screen moves."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.clock import Clock

SECOND = 1000
# A timer that fires a hair early would show the old second twice.
LATE = 5


class Ticker(QObject):
    """Tells the time once a second, just after the whole second.

    Signals:
        tick: the present instant, aware, in UTC.
    """

    tick = Signal(object)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timer = QTimer(self)
        self._timer.setObjectName("ticker")
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tell)

    def start(self) -> None:
        """Tell the time now and every second from now on."""
        self._tell()

    def stop(self) -> None:
        """Tell it no more."""
        self._timer.stop()

    def is_running(self) -> bool:
        """Whether another tick will come."""
        return self._timer.isActive()

    @Slot()
    def _tell(self) -> None:
        now = self._clock.now()
        # Set before telling: a slot that fails must not stop the clock.
        self._timer.start(until_next_second(now.microsecond))
        self.tick.emit(now)


def until_next_second(microsecond: int) -> int:
    """Milliseconds from this part of a second to just after the next whole second."""
    return SECOND - microsecond // 1000 + LATE
