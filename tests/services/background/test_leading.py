"""One program leads; whoever is killed, frozen or ends is followed."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

from sqlalchemy import event

from app.clock import SystemClock, TurnedClock
from app.models.background import Leader
from app.services.background.leading import (
    TTL,
    Candidate,
    Leading,
    beat,
    campaign,
    candidate,
    give_back,
    leader,
)
from tests.factories import at_once

SECONDS = 10
ELSEWHERE = Candidate("services", "server", "a", "elsewhere", 1)
HERE = Candidate("window", "desk-1", "b", "here", 2)


def led(store, clock, me=HERE, **more):
    with store.writing() as session:
        return campaign(session, clock, me, **more)


def row(store, clock):
    with store.reading() as session:
        return leader(session, clock)


def test_of_desks_that_want_it_at_once_one_leads(store):
    clock = SystemClock()
    epochs = at_once(lambda: led(store, clock, candidate("window", "desk")), 4)
    assert sorted(epochs, key=str) == [1, None, None, None]
    assert row(store, clock).epoch == 1


def test_a_leader_is_followed_when_its_time_is_over(store):
    clock = SystemClock()
    assert led(store, clock, ELSEWHERE) == 1
    assert led(store, clock) is None
    with store.writing() as session:
        session.get(Leader, 1).beat_at -= TTL + timedelta(seconds=1)
    assert not row(store, clock).is_alive
    assert led(store, clock) == 2
    # Whoever was frozen meanwhile finds that it leads no more, and cannot give back what is another's.
    with store.writing() as session:
        assert not beat(session, clock, ELSEWHERE, 1)
        give_back(session, ELSEWHERE)
        assert beat(session, clock, HERE, 2)
    found = row(store, clock)
    assert (found.holder, found.epoch, found.is_alive) == ("b", 2, True)


def test_what_is_given_back_is_free_at_once(store):
    clock = SystemClock()
    led(store, clock, ELSEWHERE)
    with store.writing() as session:
        give_back(session, ELSEWHERE)
    assert not row(store, clock).is_alive
    assert led(store, clock) == 2


def test_a_leader_known_to_be_dead_is_followed_at_once_but_no_later_one(store):
    clock = SystemClock()
    led(store, clock, ELSEWHERE)
    assert led(store, clock, HERE, over=1) == 2
    assert led(store, clock, ELSEWHERE, over=1) is None


def test_a_beat_is_news_to_nobody(store, feed):
    clock = SystemClock()
    led(store, clock)
    heard = []
    feed.subscribe(heard.append)
    with store.writing() as session:
        assert beat(session, clock, HERE, 1)
    assert heard == []


class Told:
    """A program that wants the lead, and when it had it."""

    def __init__(self, store, me):
        self.gained, self.lost, self.failures = Event(), Event(), []
        self.leading = Leading(
            store,
            SystemClock(),
            me,
            gained=self.gained.set,
            lost=self.lost.set,
            failed=self.failures.append,
        )


def test_the_lead_goes_from_one_that_ends_to_one_that_waits(store):
    first = Told(store, candidate("window", "desk-1"))
    first.leading.start()
    assert first.gained.wait(SECONDS)
    second = Told(store, candidate("services", "server"))
    second.leading.start()
    first.leading.stop()
    assert first.lost.is_set()
    assert second.gained.wait(SECONDS)
    second.leading.stop()
    assert (first.failures, second.failures) == ([], [])
    found = row(store, SystemClock())
    assert (found.epoch, found.holder, found.is_alive) == (2, "", False)


def test_a_process_that_is_gone_is_followed_without_waiting(store):
    me = candidate("window", "desk-1")
    pid = _dead_pid()
    led(store, SystemClock(), Candidate("services", "server", "x", me.machine, pid))
    told = Told(store, me)
    told.leading.start()
    assert told.gained.wait(2)
    told.leading.stop()
    assert row(store, SystemClock()).epoch == 2


def _dead_pid():
    pid = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(pid, 0)
    return pid


def test_one_that_was_overtaken_steps_down(store):
    told = Told(store, candidate("window", "desk-1"))
    told.leading.start()
    assert told.gained.wait(SECONDS)
    led(store, SystemClock(), ELSEWHERE, over=1)
    assert told.lost.wait(SECONDS)
    told.leading.stop()
    assert row(store, SystemClock()).holder == "a"


def test_one_that_stepped_down_does_not_wait_for_itself(store):
    me = candidate("window", "desk-1")
    led(store, SystemClock(), me)
    told = Told(store, me)
    told.leading.start()
    assert told.gained.wait(2), "it waited for its own time to be over"
    told.leading.stop()
    assert row(store, SystemClock()).epoch == 2


def test_a_beat_that_waited_for_the_store_is_heard_when_it_is_written(store):
    clock, told = TurnedClock(datetime(2026, 6, 1, tzinfo=UTC)), []
    watching = {"gained": partial(told.append, "gained"), "lost": partial(told.append, "lost")}
    leading = Leading(store, clock, candidate("window", "desk-1"), **watching, failed=told.append)
    leading._step()  # noqa: SLF001 - a turn of its thread

    def hold(_connection):
        clock.turn_by(TTL)

    event.listen(store.engine, "begin", hold)
    leading._step()  # noqa: SLF001
    event.remove(store.engine, "begin", hold)
    assert leading._heard_at == clock.monotonic()  # noqa: SLF001
    assert told == ["gained"]


def test_one_that_cannot_do_the_work_leaves_the_lead_to_others(store):
    lost, failures = Event(), []

    def cannot():
        raise ZeroDivisionError

    me = candidate("window", "desk-1")
    leading = Leading(
        store,
        SystemClock(),
        me,
        gained=cannot,
        lost=lost.set,
        failed=lambda each: failures.append(type(each)),
    )
    leading.start()
    assert lost.wait(SECONDS)
    other = Told(store, candidate("services", "server"))
    other.leading.start()
    assert other.gained.wait(SECONDS)
    leading.stop()
    other.leading.stop()
    assert set(failures) == {ZeroDivisionError}
