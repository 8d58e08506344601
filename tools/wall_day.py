"""Lets a day pass on the wall: python -m tools.wall_day --seconds 360 [--hours 24].

Every minute of the day calls come, are sent, solved and forgotten, alarms are raised and answered; the wall
is painted, and each of its figures is held against the store. Printed are the memory of every hour, how many
figures were compared, and those that differed.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import SystemClock, TurnedClock
from app.control_room import Room, opened_room
from app.domain.errors import RuleBroken
from app.models.alarms import Alarm
from app.models.jobs import Job
from app.models.merchants import Terminal
from app.models.parties import Technician
from app.services import alarm_steps
from app.services.alarm_steps import Shelf
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, NewCall, Said
from app.services.scheduler import TimedWork
from app.services.wall import Wall
from app.settings import Settings
from app.views.failures import failures_reported
from app.views.garbage import GarbageCollector
from app.views.opening.application import chosen_appearance, made_application
from app.views.wall.wall_window import WallWindow
from app.views.window_state import WindowState
from tools.stall import sample_store

MINUTE = timedelta(minutes=1)
FLAT_MIB = 25
"""What the last quarter of the day may hold more than the second."""
_TRUTH = text("""
SELECT (SELECT count(*) FROM job WHERE is_open AND service = 'EM'),
  (SELECT count(*) FROM job WHERE is_open AND service = 'EM' AND clock_state = 'missed'),
  (SELECT count(*) FROM job WHERE is_open AND service = 'EM' AND clock_state = 'running'
     AND clock_due_at BETWEEN :now AND :soon),
  (SELECT count(*) FROM alarm WHERE acknowledged_at IS NULL),
  (SELECT count(*) FROM alarm WHERE shelved_until IS NOT NULL AND cleared_at IS NULL)
""")
"""What the wall must say once every deadline by now was announced."""


class Day(QObject):
    """Turns the clock, lets the region live, and compares what the wall then says."""

    def __init__(self, room: Room, clock: TurnedClock, window: WallWindow, minutes: int) -> None:
        super().__init__()
        self._room, self._clock, self._window = room, clock, window
        self._left = minutes
        self._draw = Random(7)
        failures: list[BaseException] = []
        self.failures = failures
        self._timed = TimedWork(room.store, clock, room.feed, failed=failures.append)
        self.compared = 0
        self.different: list[str] = []
        self.memory: list[float] = []
        self.waited = 0
        with room.store.reading() as session:
            self._terminals = session.scalars(select(Terminal.id).where(Terminal.is_active)).all()
            self._technicians = session.scalars(select(Technician.id).where(Technician.is_active)).all()
        self._beat = QTimer(self)
        self._beat.setObjectName("wall-day")
        self._beat.timeout.connect(self._pass)

    def start(self, interval: int) -> None:
        """Begin: a minute passes every `interval` milliseconds."""
        self._beat.start(interval)

    @Slot()
    def _pass(self) -> None:
        wall = self._window.view.feed.wall
        if wall is not None and wall.at < self._clock.now():
            # The answer to the last minute is on its way.
            self.waited += 1
            return
        if wall is not None:
            self._compare(wall)
        if not self._left:
            self._beat.stop()
            QApplication.quit()
            return
        self._left -= 1
        if self._left % 60 == 0:
            self.memory.append(_resident_mib())
        self._clock.turn_by(MINUTE)
        self._live()
        self._timed.watch_deadlines()
        self._window.view.show_time(self._clock.now())

    def _compare(self, wall: Wall) -> None:
        now = self._clock.now()
        bounds = {"now": _stored(now), "soon": _stored(now + timedelta(minutes=30))}
        with self._room.store.reading() as session:
            truth = tuple(session.execute(_TRUTH, bounds).one())
        said = (wall.open_calls, wall.breached, wall.due_soon, wall.unacknowledged, wall.shelved)
        self.compared += len(said)
        formats = self._room.appearance.formats
        shown = self._window.view.accessibleDescription()
        if said != truth or any(formats.number(count) not in shown for count in said[:3]):
            self.different.append(f"{now:%d %H:%M}: the wall says {said} ({shown}), the store {truth}")

    def _live(self) -> None:
        if self._draw.random() < 0.4:
            self._do(self._take_call)
        for work in (self._send, self._solve, self._answer):
            self._do(work)

    def _do(self, work: object) -> None:
        assert callable(work)
        try:
            with self._room.store.writing() as session:
                work(session)
        except RuleBroken:  # as the desk refuses it to anybody
            pass

    def _take_call(self, session: Session) -> None:
        priority = self._draw.choices(("P1", "P2", "P3"), (2, 5, 3))[0]
        call = NewCall(terminal_id=self._draw.choice(self._terminals), fault="PRN-01", priority=priority)
        commands.register(session, self._clock, call, _BY)

    def _send(self, session: Session) -> None:
        job = self._one(session, select(Job.id).where(Job.is_open, Job.stage == "new", Job.service == "EM"))
        if job and self._draw.random() < 0.4:
            technician = self._draw.choice(self._technicians)
            commands.assign(session, self._clock, JobRef(job), _BY, technician_id=technician)

    def _solve(self, session: Session) -> None:
        job = self._one(session, select(Job.id).where(Job.is_open, Job.service == "EM"))
        if job and self._draw.random() < 0.38:
            commands.resolve(session, self._clock, JobRef(job), _BY, remedy="R03")

    def _answer(self, session: Session) -> None:
        alarm = self._one(session, select(Alarm.id).where(Alarm.acknowledged_at.is_(None)))
        if alarm and self._draw.random() < 0.6:
            alarm_steps.acknowledge(session, self._clock, alarm, by=_BY.by)
        elif alarm:
            alarm_steps.shelve(session, self._clock, alarm, Shelf("part-on-the-way", 30), by=_BY.by)

    def _one(self, session: Session, query: object) -> int | None:
        found: Sequence[int] = session.scalars(query).all()  # type: ignore[call-overload]
        return self._draw.choice(found) if found else None


_BY = Said("desk")


def _stored(instant: object) -> str:
    """An instant as SQLite keeps it."""
    return f"{instant:%Y-%m-%d %H:%M:%S.%f}"


def _resident_mib() -> float:
    told = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in told.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures)


def main() -> int:
    """Let it pass; 1 where a figure differed, or memory grew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=360)
    options.add_argument("--hours", type=int, default=24)
    options.add_argument("--store", help="the store to let it pass on; without it a sample region is made")
    chosen = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.store or sample_store(Path(folder))
        day = _day(url, chosen.seconds, chosen.hours, Path(folder))
    quarter = max(len(day.memory) // 4, 1)
    grown = _mean(day.memory[-quarter:]) - _mean(day.memory[quarter : 2 * quarter] or day.memory)
    print("MiB by the hour:", " ".join(f"{mib:.0f}" for mib in day.memory))
    print(f"last quarter minus second quarter: {grown:+.1f} MiB (flat: at most {FLAT_MIB})")
    print(f"figures compared: {day.compared:,}, different: {len(day.different)}; waited {day.waited} times")
    for line in [*day.different[:10], *map(repr, day.failures[:10])]:
        print(line)
    return int(bool(day.different or day.failures) or grown > FLAT_MIB)


def _day(url: str, seconds: int, hours: int, folder: Path) -> Day:
    settings, clock = Settings(store_url=url), TurnedClock(SystemClock().now())
    with ExitStack() as stack:
        application, state = made_application(), WindowState(folder / "window.ini")
        failures = stack.enter_context(failures_reported(folder / "crash"))
        room = stack.enter_context(opened_room(settings, clock, chosen_appearance(settings, state)))
        room.appearance.apply(application)
        collector = GarbageCollector()
        collector.start()
        stack.callback(collector.stop)
        window = WallWindow(room.desk, room.appearance, room.ticker, state)
        window.resize(1920, 1080)
        window.show()
        day = Day(room, clock, window, hours * 60)
        failures.told.connect(day.failures.append)
        window.view.show_time(clock.now())
        day.start(seconds * 1000 // (hours * 60))
        application.exec()  # which closes the window in the end
    return day


if __name__ == "__main__":
    sys.exit(main())
