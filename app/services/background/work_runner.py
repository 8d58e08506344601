"""The thread of the leading program that does scheduled work: no deadline waits for it."""

from collections.abc import Callable
from datetime import timedelta

from app.clock import Clock
from app.domain.errors import PoshtibanError
from app.models.store import Store
from app.services.background import runs
from app.services.background.runs import Taken
from app.services.changefeed import Changefeed
from app.services.woken_thread import WokenThread

LOOK_SECONDS = 30.0
"""However far the next instant is, it looks again: clocks are set."""
QUIET_SECONDS = 0.5
"""Time that passes between two notes of progress."""


class WorkRunner(WokenThread):
    """Queues what is due and does what is queued, until it is stopped."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        feed: Changefeed,
        holder: str,
        *,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._holder = holder
        self._failed = failed
        super().__init__(feed, {"work_run", "scheduled_work"}, "scheduled-work")

    def turn(self) -> float:
        """Do what waits; a run that is stopped ends after its piece and is taken up by whoever leads next."""
        try:
            self.run_waiting()
        except PoshtibanError:
            # The store is away for a while.
            pass
        except Exception as failure:  # noqa: BLE001 - told, and tried again
            self._failed(failure)
        return self._until_next()

    def run_waiting(self) -> int:
        """Queue what is due, do what waits; how many runs that were."""
        with self._store.writing() as session:
            runs.queue_due(session, self._clock)
        count = 0
        while not self._stopping.is_set():
            with self._store.writing() as session:
                taken = runs.take_up(session, self._clock, self._holder)
            if taken is None:
                break
            self._do(taken)
            count += 1
        return count

    def _do(self, taken: Taken) -> None:
        told_at = self._clock.monotonic() - QUIET_SECONDS

        def go_on(done: int, total: int) -> bool:
            nonlocal told_at
            if self._stopping.is_set():
                return False
            now = self._clock.monotonic()
            if now - told_at < QUIET_SECONDS and done < total:
                return True
            told_at = now
            with self._store.writing() as session:
                return runs.go_on(session, self._clock, taken.id, self._holder, (done, total))

        try:
            result = taken.work.run(self._store, self._clock, taken.task, go_on)
        except Exception as failure:  # noqa: BLE001 - kept with the run, told, and tried again
            with self._store.writing() as session:
                runs.fail(session, self._clock, taken.id, self._holder, failure)
            if not isinstance(failure, PoshtibanError):
                self._failed(failure)
            return
        with self._store.writing() as session:
            if self._stopping.is_set():
                runs.hand_back(session, self._clock, taken.id, self._holder)
            else:
                runs.finish(session, self._clock, taken.id, self._holder, result)

    def _until_next(self) -> float:
        try:
            with self._store.reading() as session:
                at = runs.next_instant(session, self._clock)
        except PoshtibanError:
            return LOOK_SECONDS
        if at is None:
            return LOOK_SECONDS
        left = (at - self._clock.now() + timedelta(milliseconds=5)).total_seconds()
        return min(max(left, 0.05), LOOK_SECONDS)
