"""Timed work: deadlines at their instants, PM windows, month end; each a service call, safe to run twice."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock, RLock, Thread

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.store import Changes, Store
from app.services import alarm_watch, sla_watch
from app.services.changefeed import Changefeed

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5
"""How often deadlines are looked for even if no timer was set: the safety net."""

JUST_AFTER = timedelta(milliseconds=5)
"""A clock stopped at its due instant is met, so a breach is looked for right after it."""

GUARD_SECONDS = 1.0
STEP_SECONDS = 2.0
"""The wall clock was set when it moved so much more or less than time passed."""

DEADLINE = "deadline"
WATCHED = frozenset({"obligation", "alarm", "alarm_rule", "*"})


Command = Callable[[Session, Clock], object]


@dataclass(frozen=True)
class Routine:
    """One piece of timed work: a command, run in a writing transaction of its own."""

    name: str
    command: Callable[[Session, Clock], bool | None]
    """Returns True where more is left that need not wait."""
    every: timedelta


@dataclass(frozen=True)
class PiecedRoutine:
    """Timed work in pieces, each in a writing transaction of its own; one that fails holds up no other."""

    name: str
    pieces: Callable[[Session, Clock], Sequence[Command]]
    every: timedelta


class TimedWork:
    """Runs the background work of one program until it is stopped."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        feed: Changefeed,
        *,
        routines: tuple[Routine | PiecedRoutine, ...] = (),
        failed: Callable[[BaseException], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._feed = feed
        self._failed = failed
        self._routines = routines
        self._armed_for: datetime | None = None
        self._arming = Lock()
        self._working = RLock()
        self._stopping = Event()
        self._guard = Thread(target=self._guard_clock, args=(self._ahead(),), name="clock-guard", daemon=True)
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
        self._scheduler.add_job(
            self.watch_deadlines, "interval", seconds=SWEEP_SECONDS, id="sweep", next_run_time=now
        )
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
        self._guard.start()
        self._unsubscribe = self._feed.subscribe(self._rearm)

    def stop(self) -> None:
        """End; work under way is finished, work not begun is left for the next start."""
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._stopping.set()
        # A scheduler that shuts down holds the lock that a worker needs to arm the timer: it finishes first.
        with self._working:
            pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
            self._guard.join()

    def watch_deadlines(self) -> int:
        """Announce every warning and breach whose instant has passed, take what alarms do by themselves.

        Returns how many there were.
        """
        raised = 0
        with self._working:
            while not self._stopping.is_set() and self._is_overdue():
                with self._store.writing() as session:
                    found = sla_watch.raise_due(session, self._clock)
                    found += alarm_watch.take_due(session, self._clock)
                raised += found
                if not found:
                    # Another desk is announcing what is left.
                    break
            self._arm()
        return raised

    def run(self, routine: Routine | PiecedRoutine) -> None:
        """Run one routine now."""
        log.debug("timed work: %s", routine.name)
        with self._working:
            if isinstance(routine, PiecedRoutine):
                self._run_pieces(routine)
            elif not self._stopping.is_set():
                with self._store.writing() as session:
                    is_left = routine.command(session, self._clock)
                if is_left:
                    # Deadlines come in between.
                    with suppress(JobLookupError):  # it runs by hand, or for the last time
                        self._scheduler.modify_job(routine.name, next_run_time=self._clock.now())

    def _run_pieces(self, routine: PiecedRoutine) -> None:
        with self._store.reading() as session:
            pieces = routine.pieces(session, self._clock)
        for piece in pieces:
            # Deadlines come in between.
            self.watch_deadlines()
            if self._stopping.is_set():
                break
            try:
                with self._store.writing() as session:
                    piece(session, self._clock)
            except Exception as failure:  # noqa: BLE001 - told, and the next piece is done
                self._failed(failure)

    def _is_overdue(self) -> bool:
        with self._store.reading() as session:
            pending = _next_instant(session)
        return pending is not None and pending < self._clock.now()

    def _rearm(self, changes: Changes) -> None:
        if not WATCHED.isdisjoint(changes):
            self._arm()

    def _arm(self) -> None:
        # The lock is taken before the question is asked: whoever asks last knows best.
        with self._arming:
            with self._store.reading() as session:
                instant = _next_instant(session)
            if self._stopping.is_set() or instant is None or instant == self._armed_for:
                return
            self._armed_for = instant
            self._scheduler.add_job(
                self._fire, DateTrigger(instant + JUST_AFTER), id=DEADLINE, replace_existing=True
            )

    def _fire(self) -> None:
        self._armed_for = None
        self.watch_deadlines()

    def _guard_clock(self, ahead: float) -> None:
        """The scheduler waits for the wall clock: when that is set back, it would be silent for as long."""
        while not self._stopping.wait(GUARD_SECONDS):
            stepped, ahead = abs(self._ahead() - ahead) > STEP_SECONDS, self._ahead()
            if stepped:
                log.info("the clock was set; everything is looked at again")
                for job in self._scheduler.get_jobs():
                    with suppress(JobLookupError):  # it has just run for the last time
                        job.modify(next_run_time=self._clock.now())

    def _ahead(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def _report(self, event: JobExecutionEvent) -> None:
        self._failed(event.exception)


def _next_instant(session: Session) -> datetime | None:
    """The next deadline of a promise or of an alarm's life."""
    instants = (sla_watch.next_instant(session), alarm_watch.next_instant(session))
    return min((instant for instant in instants if instant is not None), default=None)


def _nothing() -> None:
    pass
