"""The second-timer: aligned to the clock it is given, and not stopped by a slot that fails."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.clock import SystemClock, TurnedClock
from app.views.ticker import Ticker, until_next_second


def test_it_tells_the_time_of_the_clock_it_is_given(qtbot: QtBot, clock: TurnedClock) -> None:
    ticker = Ticker(clock)
    with qtbot.waitSignal(ticker.tick) as told:
        ticker.start()
    assert told.args == [clock.now()]
    assert ticker.is_running()
    ticker.stop()
    assert not ticker.is_running()


def test_ticks_come_just_after_the_whole_second(qtbot: QtBot) -> None:
    ticker = Ticker(SystemClock())
    told: list[datetime] = []
    ticker.tick.connect(told.append)
    ticker.start()
    qtbot.waitUntil(lambda: len(told) >= 3, timeout=10_000)
    ticker.stop()
    # The first comes at once; each other in a second of its own, early in it.
    assert told[1].replace(microsecond=0) - told[0].replace(microsecond=0) == timedelta(seconds=1)
    assert all(instant.microsecond < 500_000 for instant in told[1:])


def test_a_slot_that_fails_does_not_stop_the_clock(qtbot: QtBot) -> None:
    ticker = Ticker(TurnedClock(datetime(2026, 6, 1, 8, 0, 0, 995_000, tzinfo=UTC)))
    told: list[datetime] = []

    def fail_once(instant: datetime) -> None:
        told.append(instant)
        if len(told) == 1:
            raise ValueError("once")

    ticker.tick.connect(fail_once)
    with capture_exceptions() as raised:
        ticker.start()
        qtbot.waitUntil(lambda: len(told) == 2)
        ticker.stop()
    assert [kind for kind, _error, _trace in raised] == [ValueError]


@given(microsecond=st.integers(0, 999_999))
def test_the_wait_ends_within_the_next_second(microsecond: int) -> None:
    landed = microsecond / 1000 + until_next_second(microsecond)
    assert 1000 < landed < 1010


@pytest.mark.parametrize(("microsecond", "wait"), [(0, 1005), (999_999, 6), (500_000, 505)])
def test_waits(microsecond: int, wait: int) -> None:
    assert until_next_second(microsecond) == wait
