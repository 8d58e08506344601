"""Ten thousand clocks that run out one after the other: how long after its instant each is announced."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, select

from app.bench.row import BenchRow, Goal, Peer, Sizes, seconds_of
from app.clock import SystemClock, TurnedClock
from app.models import schema
from app.models.alarms import Alarm
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.registry import METADATA
from app.models.store import Changes, Store
from app.services import sla_watch
from app.services.agreements.taking_in import record_agreement
from app.services.changefeed import Changefeed
from app.services.jobs.clocks import refresh
from app.services.scheduler import TimedWork

PROMISE = timedelta(hours=4)
AHEAD = timedelta(seconds=3)
"""The calls are written before the first of them is due."""
PATIENCE = 60
"""Seconds that the last announcement may be late before the run is given up."""
_SEED = 7
_JUST_AFTER = timedelta(microseconds=1)
_REPEATS = 20

_AGREEMENT = """
code = "SLA"
kind = "SLA"
title = { fa = "توافق", en = "Agreement" }
time_zone = "Asia/Tehran"

[[version]]
number = 1
effective_from = 2022-01-01

[[version.target]]
metric = "resolve"
limit = 4
unit = "hours"
"""


@dataclass(frozen=True)
class Run:
    """What one way announced, and what it took."""

    told: frozenset[tuple[str, int, timedelta]]
    """Call, threshold and computed instant after the start of each announcement."""
    announced: tuple[float, ...]
    """Milliseconds from the computed instant to the announced one, the shortest first."""
    heard: tuple[float, ...]
    """To the news of the commit that keeps it."""
    arming: float
    """Milliseconds that it takes to be ready for every clock."""


def alerts(sizes: Sizes) -> Iterator[BenchRow]:
    """The product's timed work beside a scheduler with one job a clock; both announce by the same service."""
    with TemporaryDirectory() as folder:
        mine = _run(Path(folder) / "mine.sqlite", sizes, _ByTimedWork)
        theirs = _run(Path(folder) / "theirs.sqlite", sizes, _ByScheduler)
    is_equal = mine.told == theirs.told and len(mine.told) == sizes.clocks
    goals = {0.99: ("", Goal(limit=10)), 0.5: ("-p50", Goal()), 1.0: ("-max", Goal())}
    for share, (suffix, goal) in goals.items():
        took = _share(mine.announced, share), _share(theirs.announced, share)
        yield _row(f"alerts-10k{suffix}", sizes, took, goal, is_equal=is_equal)
    heard = _share(mine.heard, 0.99), _share(theirs.heard, 0.99)
    yield _row("alerts-10k-heard", sizes, heard, Goal(), is_equal=is_equal)
    yield _row("alerts-10k-arming", sizes, (mine.arming, theirs.arming), Goal(ratio=100), is_equal=is_equal)


def _row(name: str, sizes: Sizes, took: tuple[float, float], goal: Goal, *, is_equal: bool) -> BenchRow:
    mine, theirs = took
    peer = Peer(name="APScheduler, one job a clock", measured=theirs, is_equal=is_equal)
    return BenchRow(name=name, rows=sizes.clocks, unit="ms", repeats=(mine,), peer=peer, goal=goal)


class _ByTimedWork:
    """One timer to the next deadline, as the control room has it."""

    def __init__(self, store: Store, feed: Changefeed) -> None:
        self._store = store
        self._failures: list[BaseException] = []
        self._work = TimedWork(store, SystemClock(), feed, failed=self._failures.append)

    def arm(self) -> float:
        """Milliseconds to ask for the next deadline of all."""
        with self._store.reading() as session:
            taken = min(seconds_of(lambda: sla_watch.next_instant(session), _REPEATS))
        self._work.start()
        return taken * 1000

    def stop(self) -> None:
        """End, and tell what went wrong."""
        self._work.stop()
        if self._failures:
            raise self._failures[0]


class _ByScheduler:
    """One job a clock, kept in memory; SQLite lets one of them write at a time."""

    def __init__(self, store: Store, _feed: Changefeed) -> None:
        self._store = store
        self._scheduler = BackgroundScheduler(
            executors={"default": {"type": "threadpool", "max_workers": 1}},
            job_defaults={"misfire_grace_time": None},
            timezone="UTC",
        )

    def arm(self) -> float:
        """Milliseconds to add a job for every clock."""
        with self._store.reading() as session:
            query = select(ObligationRow.id, ObligationRow.next_alarm_at)
            clocks = session.execute(query.where(ObligationRow.next_alarm_at.is_not(None))).all()
        self._scheduler.start()
        return seconds_of(lambda: self._add(clocks), 1)[0] * 1000

    def stop(self) -> None:
        """End."""
        self._scheduler.shutdown(wait=True)

    def _add(self, clocks: Sequence[Any]) -> None:
        for number, at in clocks:
            self._scheduler.add_job(self._announce, "date", run_date=at + _JUST_AFTER, args=(number,))

    def _announce(self, number: int) -> None:
        with self._store.writing() as session:
            sla_watch.announce(session, session.get_one(ObligationRow, number), SystemClock().now())


def _run(place: Path, sizes: Sizes, way: type[_ByTimedWork | _ByScheduler]) -> Run:
    feed = Changefeed()
    store = Store(f"sqlite:///{place}", feed.publish)
    schema.prepare(store)
    start = SystemClock().now() + AHEAD
    _fill(store, start, sizes)
    heard, whole = dict[int, datetime](), Event()

    def hear(changes: Changes) -> None:
        now = SystemClock().now()
        heard.update((number, now) for number in changes.get("alarm", ()) if number not in heard)
        if len(heard) >= sizes.clocks:
            whole.set()

    feed.subscribe(hear)
    # As the program itself does after its start (app/views/garbage.py).
    gc.collect()
    gc.freeze()
    worker = way(store, feed)
    arming = worker.arm()
    whole.wait(AHEAD.total_seconds() + sizes.clock_seconds + PATIENCE)
    worker.stop()
    gc.unfreeze()
    with store.reading() as session:
        query = select(Alarm.id, Job.code, Alarm.threshold, Alarm.raised_at, Alarm.found_at).join(Alarm.job)
        rows = session.execute(query).all()
    store.dispose()
    return Run(
        told=frozenset((row.code, row.threshold, row.raised_at - start) for row in rows),
        announced=tuple(sorted((row.found_at - row.raised_at) / timedelta(milliseconds=1) for row in rows)),
        heard=tuple(sorted((heard[row.id] - row.raised_at) / timedelta(milliseconds=1) for row in rows)),
        arming=arming,
    )


def _fill(store: Store, start: datetime, sizes: Sizes) -> None:
    """Calls whose clocks run out at random within the run: one is derived, the others are its copies."""
    first = start - PROMISE
    with store.writing() as session:
        record_agreement(session, TurnedClock(first), _AGREEMENT, file="bench.toml", by="bench")
        job = Job(code="0", service="EM", priority="P2", registered_priority="P2")
        job.events.append(JobEvent(kind="reported", happened_at=first, recorded_at=first, source="desk"))
        session.add(job)
        session.flush()
        refresh(session, job, as_of=first)
    draw = Random(_SEED)
    later = [timedelta(seconds=draw.uniform(0, sizes.clock_seconds)) for _ in range(1, sizes.clocks)]
    with store.engine.begin() as connection:
        for name in ("job", "job_event", "obligation"):
            table = METADATA.tables[name]
            row = dict(connection.execute(select(table)).mappings().one())
            copies = [_moved(row, number, by) for number, by in enumerate(later, start=2)]
            if copies:
                connection.execute(insert(table), copies)


def _moved(row: dict[str, Any], number: int, by: timedelta) -> dict[str, Any]:
    """A row's copy for another call, so much later."""
    own = {"id": number, "job_id": number, "code": str(number)}
    return {
        name: own.get(name, value + by if isinstance(value, datetime) else value)
        for name, value in row.items()
    }


def _share(sorted_figures: Sequence[float], share: float) -> float:
    return sorted_figures[min(int(len(sorted_figures) * share), len(sorted_figures) - 1)]
