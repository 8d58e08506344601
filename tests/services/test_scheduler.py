from datetime import timedelta
from threading import Event
from threading import enumerate as threads

import pytest
from sqlalchemy import select

from app.clock import SystemClock, TurnedClock
from app.models.alarms import Alarm
from app.models.jobs import Job
from app.models.store import Store
from app.services.jobs.commands import JobRef, NewCall, Priority, Said, change_priority, register
from app.services.scheduler import Routine, TimedWork
from tests.factories import BY_DESK, founded

SECONDS = 10
"""How long a test waits for what should come within one."""


@pytest.fixture
def ground(store):
    return founded(store)


class Signal:
    """Hears when alarms are committed."""

    def __init__(self, feed):
        self.raised = Event()
        feed.subscribe(lambda changes: self.raised.set() if "alarm" in changes else None)


@pytest.fixture
def work(ground, feed):
    """Makes timed work on the system's clock, and stops it in the end."""
    made, failures = [], []

    def make(*routines):
        made.append(TimedWork(ground.store, SystemClock(), feed, routines=routines, failed=failures.append))
        made[-1].failures = failures
        return made[-1]

    yield make
    for one in made:
        one.stop()


def call_due_in(ground, seconds, *, minutes=60):
    """A call reported so long ago that a promise of it is due in some seconds of the system's clock."""
    clock = SystemClock()
    at = clock.now() - timedelta(minutes=minutes) + timedelta(seconds=seconds)
    said = Said("desk-1", at=at)
    with ground.store.writing() as session:
        call = NewCall(terminal_id=ground.terminals[0], fault="PRN-01", priority="P2")
        return register(session, clock, call, said)


def breaches(ground):
    with ground.store.reading() as session:
        query = select(Alarm.raised_at, Alarm.found_at).where(Alarm.threshold == 100)
        return session.execute(query).all()


def test_a_breach_is_announced_within_a_second(ground, feed, work):
    timed = work()
    timed.start()
    signal = Signal(feed)
    # The commit of this call arms the timer: half an hour's warning is past, the breach is to come.
    call_due_in(ground, 1.2)
    while not breaches(ground):
        assert signal.raised.wait(SECONDS)
        signal.raised.clear()
    ((due, found),) = breaches(ground)
    assert timedelta(0) < found - due < timedelta(seconds=1)
    assert timed.failures == []


def test_a_call_that_a_desk_holds_over_its_deadline_is_announced_right_after(ground, feed, work):
    job = call_due_in(ground, 1.0)
    timed, signal = work(), Signal(feed)
    timed.start()
    with ground.store.writing() as session:
        held = session.get_one(Job, job, with_for_update=True)
        held.caller = "somebody"
        # The deadline passes while the row is held.
        Event().wait(max((held.clock_due_at - SystemClock().now()).total_seconds(), 0) + 0.3)
    released = SystemClock().now()
    while not breaches(ground):
        assert signal.raised.wait(SECONDS)
        signal.raised.clear()
    ((due, found),) = breaches(ground)
    assert found - due > timedelta(seconds=0.2)
    assert found - released < timedelta(seconds=3), "the sweep would have come after five"
    assert timed.failures == []


def test_what_fell_due_before_the_start_is_found_at_once(ground, feed, work):
    call_due_in(ground, -300)
    signal = Signal(feed)
    work().start()
    assert signal.raised.wait(SECONDS)
    assert len(breaches(ground)) == 1


def test_a_nearer_deadline_arms_the_timer_anew(ground, feed, work):
    timed = work()
    timed.start()
    far = call_due_in(ground, 3000)
    signal = Signal(feed)
    with ground.store.writing() as session:
        change_priority(session, SystemClock(), JobRef(far), BY_DESK, priority=Priority.P1)
    call_due_in(ground, 0.5, minutes=30)  # its first warning
    assert signal.raised.wait(SECONDS)
    with ground.store.reading() as session:
        (alarm,) = session.scalars(select(Alarm)).all()
    assert (alarm.threshold, alarm.found_at - alarm.raised_at < timedelta(seconds=1)) == (50, True)


def test_a_routine_that_fails_is_told_and_runs_again(ground, work):
    runs, twice = [], Event()

    def stumbles(session, clock):
        runs.append(clock.now())
        if len(runs) == 2:
            twice.set()
        raise LookupError(f"run {len(runs)}")

    timed = work(Routine("stumbles", stumbles, timedelta(milliseconds=50)))
    timed.start()
    assert twice.wait(SECONDS)
    timed.stop()
    assert [str(failure) for failure in timed.failures[:2]] == ["run 1", "run 2"]


def test_a_failing_watch_is_told_too(ground, feed):
    told = Event()
    broken = Store("sqlite:////nowhere/at/all.sqlite", lambda changes: None)
    timed = TimedWork(broken, SystemClock(), feed, failed=lambda failure: told.set())
    timed.start()
    assert told.wait(SECONDS)
    timed.stop()
    broken.dispose()


def test_stopped_it_leaves_no_thread_and_hears_no_more(ground, feed, work):
    before = set(threads())
    ran = Event()
    timed = work(Routine("once", lambda session, clock: ran.set(), timedelta(hours=1)))
    timed.start()
    assert ran.wait(SECONDS)
    timed.stop()
    assert set(threads()) == before
    call_due_in(ground, 0.1)
    assert breaches(ground) == []
    timed.stop()


def test_a_clock_that_is_set_back_does_not_silence_it(ground, feed):
    runs, again = [], Event()

    def note(_session, _clock):
        runs.append(1)
        if len(runs) == 2:
            again.set()

    clock = TurnedClock(SystemClock().now())
    timed = TimedWork(
        ground.store,
        clock,
        feed,
        routines=(Routine("note", note, timedelta(hours=1)),),
        failed=lambda failure: None,
    )
    timed.start()
    clock.turn_by(timedelta(hours=-1))
    assert again.wait(SECONDS)
    timed.stop()


def test_it_can_be_watched_by_hand(ground, work):
    call_due_in(ground, -300)
    timed = work()
    assert timed.watch_deadlines() == 3
    assert timed.watch_deadlines() == 0
