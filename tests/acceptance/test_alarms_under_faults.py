"""A program that is stopped for five minutes, and a store that is locked for one, while clocks run out."""

import os
import signal
from datetime import timedelta
from time import sleep

import pytest
from pysqlite3 import dbapi2

from app.clock import SystemClock
from app.models.store import Store, sqlite_file
from tests.factories import founded
from tests.prepared import filled
from tests.services.ticking import announced, calls_running_out, expected, found_at, watching

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.name != "posix", reason="a program is stopped by signal"),
]

CALLS = 60
STOPPED, LOCKED = 300, 60
"""Seconds."""
SOON = 12
"""Seconds after which everything must have been found: one wait for a lock, one sweep, the work itself."""


@pytest.fixture
def ground(tmp_path):
    place = tmp_path / "store.sqlite"
    place.write_bytes(filled())
    store = Store(f"sqlite:///{place}", lambda changes: None)
    yield founded(store)
    store.dispose()


def test_stopped_for_five_minutes_it_finds_each_breach_late_and_once(ground):
    clock = SystemClock()
    calls_running_out(ground, CALLS, first=clock.now() + timedelta(seconds=5), every=timedelta(seconds=4))
    with watching(ground.store.url.render_as_string()) as child:
        sleep(15)
        before = announced(ground.store)
        child.send_signal(signal.SIGSTOP)
        sleep(STOPPED)
        assert announced(ground.store) == before
        child.send_signal(signal.SIGCONT)
        woken = clock.now()
        sleep(SOON)
    _each_once(ground, woken, of=CALLS)


def test_locked_for_a_minute_it_finds_each_breach_once(ground):
    clock = SystemClock()
    calls_running_out(ground, CALLS, first=clock.now() + timedelta(seconds=5), every=timedelta(seconds=1))
    holder = dbapi2.connect(str(sqlite_file(ground.store.url)), isolation_level=None)
    with watching(ground.store.url.render_as_string()):
        sleep(10)
        holder.execute("BEGIN IMMEDIATE")
        before = announced(ground.store)
        sleep(LOCKED)
        assert announced(ground.store) == before
        holder.execute("ROLLBACK")
        holder.close()
        free = clock.now()
        sleep(SOON)
    _each_once(ground, free, of=CALLS)


def _each_once(ground, free, *, of):
    """Each breach at its computed instant, those of the silence within seconds of its end."""
    told = {key: at for key, at in announced(ground.store).items() if key[1:] == ("arrive", 100)}
    assert len(told) == of
    assert told == expected(ground.store, metric="arrive", now=SystemClock().now())
    late = [at - free for at in found_at(ground.store) if at > free]
    assert max(late) < timedelta(seconds=SOON)
