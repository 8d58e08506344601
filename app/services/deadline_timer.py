"""One thread that works at an instant of the wall clock, and notices whatever is done to that clock."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Condition, Thread

from app.clock import Clock

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5
"""So often the work is done even if no instant was set, or was set wrongly: the safety net."""
GUARD_SECONDS = 1.0
"""The longest it waits before it looks at the clock again: a clock that was set, a machine that slept."""
STEP_SECONDS = 2.0
"""The wall clock was set when it moved so much more or less than time passed."""
AGAIN_SECONDS = 0.2
"""After so long it is tried again to work on what somebody held; then after twice that, and so on."""
_AFTER = 0.00005
"""A deadline is looked for right after its instant; the wait itself ends a little early or late."""


class DeadlineTimer:
    """Calls `work` right after the instant it is set to, after each step of the clock, and in every sweep.

    An instant is worked at once; what is left of it then is the sweep's, unless `again` asks for more.
    """

    def __init__(
        self,
        clock: Clock,
        work: Callable[[], object],
        *,
        stepped: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._clock = clock
        self._work = work
        self._stepped = stepped
        self._failed = failed
        self._instant: datetime | None = None
        self._worked_at: datetime | None = None
        self._again_at: float | None = None
        self._pause = AGAIN_SECONDS
        self._is_stopping = False
        self._changed = Condition()
        self._ahead = self._reckon_ahead()
        self._swept_at = clock.monotonic() - SWEEP_SECONDS
        self._thread = Thread(target=self._run, name="deadlines", daemon=True)

    def start(self) -> None:
        """Begin; the first work is done at once."""
        self._thread.start()

    def set(self, instant: datetime | None) -> None:
        """Work next right after `instant`; None: only in the sweeps."""
        with self._changed:
            if instant != self._instant:
                self._pause = AGAIN_SECONDS
            self._instant = instant
            self._changed.notify()

    def again(self) -> None:
        """Work once more in a moment, as somebody held what was due; ever more seldom for one instant."""
        with self._changed:
            self._again_at = self._clock.monotonic() + self._pause
            self._pause = min(2 * self._pause, SWEEP_SECONDS)
            self._changed.notify()

    def stop(self) -> None:
        """End; work under way is finished."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while self._wait():
            try:
                self._work()
            except Exception as failure:  # noqa: BLE001 - told, and the next sweep tries again
                self._failed(failure)

    def _wait(self) -> bool:
        """Until there is work; False: it is over."""
        with self._changed:
            while not self._is_stopping:
                if self._has_stepped() or self._is_time():
                    # An instant that is still to come has its own turn, whatever this one is for.
                    if self._instant_left() < 0:
                        self._worked_at = self._instant
                    self._again_at = None
                    self._swept_at = self._clock.monotonic()
                    return True
                self._changed.wait(min(self._seconds_left() + _AFTER, GUARD_SECONDS))
        return False

    def _is_time(self) -> bool:
        sweep = self._clock.monotonic() - self._swept_at >= SWEEP_SECONDS
        return sweep or self._seconds_left() < 0

    def _seconds_left(self) -> float:
        again = GUARD_SECONDS if self._again_at is None else self._again_at - self._clock.monotonic()
        return min(again, self._instant_left())

    def _instant_left(self) -> float:
        if self._instant is None or self._instant == self._worked_at:
            return GUARD_SECONDS
        return (self._instant - self._clock.now()).total_seconds()

    def _has_stepped(self) -> bool:
        before, self._ahead = self._ahead, self._reckon_ahead()
        if abs(self._ahead - before) <= STEP_SECONDS:
            return False
        log.info("the clock was set; everything is looked at again")
        self._worked_at = None
        try:
            self._stepped()
        except Exception as failure:  # noqa: BLE001 - told, and deadlines are looked for all the same
            self._failed(failure)
        return True

    def _reckon_ahead(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()
