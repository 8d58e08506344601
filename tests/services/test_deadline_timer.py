"""The timer of deadlines: at its instant, in every sweep, and within two seconds of a clock that was set."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Event
from time import monotonic

import pytest

from app.clock import SystemClock, TurnedClock
from app.services.deadline_timer import AGAIN_SECONDS, SWEEP_SECONDS, DeadlineTimer

SECONDS = 10
"""How long a test waits for what should come within two."""


class SetClock:
    """The system's clock, which somebody sets: time passes as ever."""

    def __init__(self):
        self.ahead = timedelta(0)

    def now(self):
        return datetime.now(UTC) + self.ahead

    def monotonic(self):
        return monotonic()


class Work:
    """Counts how often it was done; one to wait for."""

    def __init__(self):
        self.times, self.done = [], Event()

    def __call__(self):
        self.times.append(monotonic())
        self.done.set()

    def waited(self):
        assert self.done.wait(SECONDS)
        self.done.clear()


@pytest.fixture
def running():
    made = []

    def run(clock, work, stepped=lambda: None):
        failures = []
        timer = DeadlineTimer(clock, work, stepped=stepped, failed=failures.append)
        timer.failures = failures
        made.append(timer)
        timer.start()
        return timer

    yield run
    for timer in made:
        timer.stop()


def test_it_works_right_after_its_instant_and_once(running):
    work, clock = Work(), SystemClock()
    timer = running(clock, work)
    work.waited()
    instant = clock.now() + timedelta(milliseconds=200)
    timer.set(instant)
    work.waited()
    late = clock.now() - instant
    assert timedelta(0) < late < timedelta(seconds=1)
    timer.set(instant)
    assert not work.done.wait(0.3), "what is left of it is the sweep's"


def test_what_somebody_held_is_tried_again_ever_more_seldom_until_another_instant(running):
    work, clock = Work(), SystemClock()
    timer = running(clock, work)
    work.waited()
    timer.set(clock.now() - timedelta(seconds=1))
    work.waited()
    for _again in range(3):
        timer.again()
        work.waited()
    first, second, third = (after - before for before, after in pairwise(work.times[1:]))
    assert first >= AGAIN_SECONDS
    assert second >= 2 * AGAIN_SECONDS
    assert SWEEP_SECONDS > third >= 4 * AGAIN_SECONDS
    timer.set(clock.now() - timedelta(seconds=2))
    work.waited()
    timer.again()
    work.waited()
    assert work.times[-1] - work.times[-2] < third, "another instant is tried again as soon as the first"


def test_a_nearer_instant_takes_the_place_of_a_far_one(running):
    work, clock = Work(), SystemClock()
    timer = running(clock, work)
    work.waited()
    timer.set(clock.now() + timedelta(hours=1))
    timer.set(clock.now() + timedelta(milliseconds=20))
    work.waited()


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=30)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_that_is_set_leaves_no_more_than_two_seconds_of_silence(running, step, sign):
    work, routines, clock = Work(), Event(), SetClock()
    timer = running(clock, work, routines.set)
    work.waited()
    timer.set(clock.now() + timedelta(minutes=30))
    begun, clock.ahead = monotonic(), sign * step
    work.waited()
    assert work.times[-1] - begun < 2
    assert routines.is_set()
    # And it goes by the clock as it is now.
    instant = clock.now() + timedelta(milliseconds=100)
    timer.set(instant)
    work.waited()
    assert timedelta(0) < clock.now() - instant < timedelta(seconds=1)


def test_a_slow_drift_is_no_step(running):
    work, stepped, clock = Work(), Event(), SetClock()
    timer = running(clock, work, stepped.set)
    work.waited()
    clock.ahead = timedelta(seconds=1.5)
    timer.set(clock.now() + timedelta(milliseconds=50))
    work.waited()
    assert not stepped.is_set()


def test_a_sweep_looks_where_no_instant_was_set(running):
    work, clock = Work(), TurnedClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    running(clock, work)
    work.waited()
    clock.turn_by(timedelta(seconds=SWEEP_SECONDS))
    work.waited()


def test_a_sweep_shortly_before_an_instant_does_not_take_its_turn(running):
    work, clock = Work(), TurnedClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    timer = running(clock, work)
    work.waited()
    instant = clock.now() + timedelta(seconds=SWEEP_SECONDS + 1)
    timer.set(instant)
    clock.turn_by(timedelta(seconds=SWEEP_SECONDS))
    work.waited()
    timer.set(instant)
    clock.turn_by(timedelta(seconds=1.5))
    work.waited()


def test_a_step_of_the_clock_takes_no_instants_turn(running):
    work, clock = Work(), SetClock()
    timer = running(clock, work)
    work.waited()
    clock.ahead = timedelta(hours=1)
    instant = clock.now() + timedelta(milliseconds=1500)
    timer.set(instant)
    work.waited()
    timer.set(instant)
    work.waited()
    assert timedelta(0) < clock.now() - instant < timedelta(seconds=1)


def test_work_that_fails_is_told_and_done_again(running):
    clock, again = TurnedClock(datetime(2026, 6, 1, 8, tzinfo=UTC)), Work()

    def stumbles():
        again()
        raise LookupError(len(again.times))

    timer = running(clock, stumbles)
    again.waited()
    clock.turn_by(timedelta(seconds=SWEEP_SECONDS))
    again.waited()
    timer.stop()
    assert [failure.args for failure in timer.failures] == [(1,), (2,)]


def test_a_failure_at_a_step_of_the_clock_is_told_and_ends_nothing(running):
    work, clock = Work(), SetClock()

    def stepped():
        raise ZeroDivisionError

    timer = running(clock, work, stepped)
    work.waited()
    clock.ahead = timedelta(hours=1)
    work.waited()
    assert [type(each) for each in timer.failures] == [ZeroDivisionError]
    timer.set(clock.now() + timedelta(milliseconds=50))
    work.waited()
