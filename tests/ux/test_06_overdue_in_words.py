"""6: what is overdue says for how long in words, never as a negative figure."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.clock import TurnedClock
from app.views.appearance import Appearance
from app.views.board.columns import Column
from app.views.main_window import MainWindow
from tests.stories.region import Program

SAID = {
    1: {"fa": "۰۰:۰۱ دیرکرد", "en": "00:01 late"},
    2_040: {"fa": "۳۴:۰۰ دیرکرد", "en": "34:00 late"},
    108_000: {"fa": "۱ روز و ۶ ساعت دیرکرد", "en": "1 d 6 h late"},
}
MINUS = "-\u2212\u2013"


@pytest.mark.parametrize("late", [timedelta(seconds=1), timedelta(minutes=34), timedelta(hours=30)])
def test_a_late_call_says_how_long_in_words(
    program: Program,
    open_window: Callable[[Appearance], MainWindow],
    appearance: Appearance,
    clock: TurnedClock,
    late: timedelta,
) -> None:
    call = program.call(0, "P1")
    due_at = program.job(call).clock_due_at
    assert due_at is not None
    clock.turn_by(due_at + late - clock.now())
    window = open_window(appearance)
    row = window.board.model.job(call)
    assert row is not None
    said = window.board.model.text(row, Column.CLOCK)
    assert said == SAID[int(late.total_seconds())][appearance.language]
    assert not set(said) & set(MINUS)
