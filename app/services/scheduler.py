"""Timed work: deadlines at their instants, PM windows, month end; each a service call, safe to run twice."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Lock, RLock, get_ident

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.store import Changes, Store
from app.services import alarm_watch, sla_watch
from app.services.changefeed import Changefeed
from app.services.deadline_timer import DeadlineTimer

log = logging.getLogger(__name__)

WATCHED = frozenset({"obligation", "alarm", "alarm_delivery", "alarm_rule", "*"})
WATCHES = ((sla_watch, sla_watch.raise_due), (alarm_watch, alarm_watch.take_due))

Command = Callable[[Session, Clock], object]


@dataclass(frozen=True)
class Routine:
    """One piece of timed work: a command, run in a writing transaction of its own."""

    name: str
    command: Callable[[Session, Clock], bool | None]
    """Returns True where more is left that need not wait."""
    every: timedelta


class TimedWork:
    """Runs the background work of one program until it is stopped."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        feed: Changefeed,
        *,
        routines: tuple[Routine, ...] = (),
        failed: Callable[[BaseException], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._feed = feed
        self._failed = failed
        self._routines = routines
        self._arming = Lock()
        self._working = RLock()
        self._watcher: int | None = None
        self._stopping = Event()
        self._timer = DeadlineTimer(clock, self.watch_deadlines, stepped=self._run_all, failed=failed)
        self._unsubscribe = _nothing
        self._scheduler = BackgroundScheduler(
            executors={"default": {"type": "threadpool", "max_workers": 1}},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._scheduler.add_listener(self._report, EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin; what fell due while the program was away is found at once."""
        now = self._clock.now()
        for routine in self._routines:
            self._scheduler.add_job(
                self.run,
                "interval",
                seconds=routine.every.total_seconds(),
                args=(routine,),
                id=routine.name,
                next_run_time=now,
            )
        self._scheduler.start()
        self._timer.start()
        self._unsubscribe = self._feed.subscribe(self._rearm)

    def stop(self) -> None:
        """End; work under way is finished, work not begun is left for the next start."""
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._stopping.set()
        self._timer.stop()
        # A scheduler that shuts down holds the lock that a routine with more to do needs: it finishes first.
        with self._working:
            pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def watch_deadlines(self) -> int:
        """Announce every warning and breach whose instant has passed, take what alarms do by themselves.

        Returns how many there were.
        """
        raised = 0
        with self._working:
            self._watcher = get_ident()
            try:
                while not self._stopping.is_set() and (due := self._arm()):
                    with self._store.writing() as session:
                        found = sum(take(session, self._clock) for take in due)
                    raised += found
                    if not found:
                        # Another desk is announcing what is left, or holds its jobs for a moment.
                        self._timer.again()
                        break
            finally:
                self._watcher = None
        return raised

    def run(self, routine: Routine) -> None:
        """Run one routine now."""
        log.debug("timed work: %s", routine.name)
        with self._working:
            if not self._stopping.is_set():
                with self._store.writing() as session:
                    is_left = routine.command(session, self._clock)
                if is_left:
                    # Deadlines come in between.
                    with suppress(JobLookupError):  # it runs by hand, or for the last time
                        self._scheduler.modify_job(routine.name, next_run_time=self._clock.now())

    def _rearm(self, changes: Changes) -> None:
        # Whoever watches looks again anyway.
        if self._watcher != get_ident() and not WATCHED.isdisjoint(changes):
            self._arm()

    def _arm(self) -> list[Callable[[Session, Clock], int]]:
        """Set the timer to the next instant of a promise or of an alarm's life; what is overdue already."""
        # The lock is taken before the question is asked: whoever asks last knows best.
        with self._arming:
            with self._store.reading() as session:
                instants = [(watch.next_instant(session), take) for watch, take in WATCHES]
            self._timer.set(min((at for at, _take in instants if at is not None), default=None))
        now = self._clock.now()
        return [take for at, take in instants if at is not None and at < now]

    def _run_all(self) -> None:
        """The scheduler waits for the wall clock: when that is set back, it would be silent for as long."""
        for job in self._scheduler.get_jobs():
            with suppress(JobLookupError):  # it has just run for the last time
                job.modify(next_run_time=self._clock.now())

    def _report(self, event: JobExecutionEvent) -> None:
        self._failed(event.exception)


def _nothing() -> None:
    pass
