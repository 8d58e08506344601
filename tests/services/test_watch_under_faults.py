"""Killed, stopped clocks, a locked store: no alarm is lost, none is announced twice, each at its instant."""

import os
import signal
from datetime import timedelta
from random import Random
from threading import Event

import pytest
from pysqlite3 import dbapi2

from app.clock import SystemClock
from app.domain.errors import StoreUnavailable
from app.models.store import Store, sqlite_file
from app.services.changefeed import Changefeed
from app.services.scheduler import TimedWork
from tests.factories import MINUTE, dump, founded
from tests.services.ticking import announced, calls_running_out, expected, watching

HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
SQLITE = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)


@pytest.fixture
def ground(store):
    return founded(store)


def promised(ground, calls):
    """Every threshold of these calls, and its instant."""
    found = {}
    for job, start in calls.items():
        for metric, thresholds in (("arrive", (30, 60)), ("resolve", (60, 90, 120))):
            percents = (50, 100) if metric == "arrive" else (50, 75, 100)
            for percent, minutes in zip(percents, thresholds, strict=True):
                found[job, metric, percent] = [start + minutes * MINUTE]
    return found


@SQLITE
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_the_clock_each_instant_is_announced_once(ground, feed, seed):
    """The clock jumps an hour or thirty days either way, while calls come in and are late."""
    draw = Random(seed)
    timed = TimedWork(ground.store, ground.clock, feed, failed=lambda failure: None)
    calls, true_now = {}, ground.clock.now()
    for _step in range(14):
        if len(calls) < 4:
            calls[ground.call(terminal=len(calls))] = ground.clock.now()
        jump = draw.choice((-HOUR, HOUR, -MONTH, MONTH))
        ground.clock.turn_by(jump)
        timed.watch_deadlines()
        ground.clock.turn_by(-jump + draw.uniform(0, 40) * MINUTE)
        timed.watch_deadlines()
    ground.clock.turn_to(max(true_now, ground.clock.now()) + 2 * MONTH)
    timed.watch_deadlines()
    assert announced(ground.store) == promised(ground, calls)
    assert timed.watch_deadlines() == 0


@SQLITE
def test_a_store_that_is_locked_loses_nothing(ground, feed):
    """Whoever watches is told; nothing was done; once it is free each breach is announced, once."""
    job, start = ground.call(), ground.clock.now()
    ground.wait(61)
    before = dump(ground.store)
    locked = Store(f"{ground.store.url}?timeout=0.02", feed.publish)
    timed = TimedWork(locked, ground.clock, feed, failed=lambda failure: None)
    holder = dbapi2.connect(str(sqlite_file(ground.store.url)), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    for _try in range(3):
        with pytest.raises(StoreUnavailable) as told:
            timed.watch_deadlines()
        assert told.value.code == "store-locked"
    assert dump(ground.store) == before
    holder.execute("ROLLBACK")
    holder.close()
    ground.wait(30)
    assert timed.watch_deadlines() == 4
    locked.dispose()
    assert announced(ground.store) == {
        key: at for key, at in promised(ground, {job: start}).items() if at[0] < ground.clock.now()
    }


@SQLITE
@pytest.mark.skipif(os.name != "posix", reason="processes are killed by signal")
def test_programs_that_are_killed_while_they_watch_lose_nothing(ground, durable):
    clock, draw = SystemClock(), Random(6)
    first = clock.now() + timedelta(seconds=1.2)
    calls_running_out(ground, 40, first=first, every=timedelta(milliseconds=40))
    url = ground.store.url.render_as_string()
    found = []
    for _kill in range(3):
        with watching(url), watching(url) as other:
            Event().wait(draw.uniform(0.1, 0.5))
            other.send_signal(signal.SIGKILL)
        found.append(len(announced(ground.store)))
    Event().wait(max((first - clock.now()).total_seconds() + 1.7, 0))
    with watching(url) as last:
        Event().wait(0.1)
        last.send_signal(signal.SIGKILL)
    timed = TimedWork(ground.store, clock, Changefeed(), failed=lambda failure: None)
    timed.watch_deadlines()
    told = announced(ground.store)
    assert {key: at for key, at in told.items() if key[2] == 100} == expected(
        ground.store, metric="arrive", now=clock.now()
    )
    assert len(expected(ground.store, metric="arrive", now=clock.now())) == 40
    assert found == sorted(found)
    assert found[0] > 0
