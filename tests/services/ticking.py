"""Clocks that run out within seconds, programs that watch them until they are killed, what was announced."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy import func, select

from app.clock import SystemClock
from app.models.alarms import Alarm, AlarmEvent
from app.models.jobs import ObligationRow
from app.models.store import Store
from app.services.changefeed import Changefeed
from app.services.jobs.commands import NewCall, Said, register
from app.services.scheduler import TimedWork
from tests.factories import Ground


def calls_running_out(ground: Ground, count: int, *, first: datetime, every: timedelta) -> None:
    """Calls whose arrival is due one after the other from `first` on; each is solved late too."""
    clock = SystemClock()
    with ground.store.writing() as session:
        for number in range(count):
            at = first + number * every - timedelta(minutes=60)
            call = NewCall(terminal_id=ground.terminals[number % 4], fault="PRN-01", priority="P2")
            register(session, clock, call, Said("desk-1", at=at))


def announced(store: Store) -> dict[tuple[int, str, int], list[datetime]]:
    """The instants of the alarms of each promise and threshold; every one of them was recorded once."""
    with store.reading() as session:
        raised = select(func.count()).where(AlarmEvent.step == "raised").group_by(AlarmEvent.alarm_id)
        assert set(session.scalars(raised)) <= {1}
        found: dict[tuple[int, str, int], list[datetime]] = {}
        for alarm in session.scalars(select(Alarm).order_by(Alarm.id)):
            key = (alarm.job_id, alarm.obligation.metric, alarm.threshold)
            found.setdefault(key, []).append(alarm.raised_at)
        return found


def found_at(store: Store) -> list[datetime]:
    """When each alarm was announced."""
    with store.reading() as session:
        return list(session.scalars(select(Alarm.found_at).order_by(Alarm.id)))


def expected(store: Store, *, metric: str, now: datetime) -> dict[tuple[int, str, int], list[datetime]]:
    """The breaches that promises of a metric must have announced by `now`, by what they were promised."""
    with store.reading() as session:
        rows = session.scalars(select(ObligationRow).where(ObligationRow.metric == metric))
        return {
            (row.job_id, row.metric, 100): [row.due_at] for row in rows if row.due_at and row.due_at < now
        }


@contextmanager
def watching(url: str) -> Iterator["subprocess.Popen[str]"]:
    """Another program that watches the deadlines of a store; it says when it has begun."""
    program = [sys.executable, "-m", "tests.services.ticking", url]
    child = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "watching\n"
        yield child
    finally:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert child.stdout is not None
        child.stdout.close()


def _watch(url: str) -> None:
    feed = Changefeed()
    store = Store(url, feed.publish)
    work = TimedWork(store, SystemClock(), feed, failed=_tell)
    work.start()
    sys.stdout.write("watching\n")
    sys.stdout.flush()
    Event().wait()


def _tell(failure: BaseException) -> None:
    sys.stderr.write(f"{failure!r}\n")


if __name__ == "__main__":
    _watch(sys.argv[1])
