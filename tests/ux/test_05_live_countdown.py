"""5: a live countdown in the list, each second, with a paused state, sorted by time left."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from app.clock import TurnedClock
from app.domain.events import Owner
from app.services.jobs.commands import JobRef, pause
from app.views.appearance import Appearance
from app.views.board.columns import Column
from app.views.main_window import MainWindow
from tests.stories.region import BY, Program

Open = Callable[[Appearance], MainWindow]
Calm = Callable[[], None]


def clocks(window: MainWindow) -> list[str]:
    model = window.board.model
    return [model.text(model.row_at(place), Column.CLOCK) for place in range(model.rowCount())]


def test_a_second_later_every_running_clock_in_sight_says_a_second_less_and_a_paused_one_the_same(
    program: Program, open_window: Open, calm: Calm, english: Appearance, clock: TurnedClock
) -> None:
    program.call(0, "P3")
    urgent = program.call(1, "P1")
    held = program.call(2, "P1")
    with program.store.writing() as session:
        pause(session, clock, JobRef(held), BY, reason="merchant-closed", owner=Owner.MERCHANT)
    window = open_window(english)
    model = window.board.model
    assert model.row_at(0).id == urgent
    assert model.row_at(2).id == held, "what waits comes after whatever runs"
    before = clocks(window)
    assert [said.split()[1] for said in before] == ["left", "left", "paused"]
    painted = QSignalSpy(model.dataChanged)
    clock.turn_by(timedelta(seconds=1))
    window._show_time(clock.now())  # noqa: SLF001 - the ticker stands still in a test
    after = clocks(window)
    assert after[2] == before[2]
    assert [_seconds(early) - _seconds(late) for early, late in zip(before, after, strict=True)] == [1, 1, 0]
    told = [(args[0].column(), args[1].column()) for args in map(painted.at, range(painted.count()))]
    assert told == [(Column.CLOCK, Column.CLOCK)], "nothing but the clocks is painted"


def test_the_list_is_sorted_by_what_is_left_from_the_start(
    program: Program, open_window: Open, english: Appearance
) -> None:
    called = [program.call(place, priority) for place, priority in enumerate(("P3", "P1", "P2"))]
    window = open_window(english)
    calls = sorted(called, key=lambda job: (program.job(job).clock_due_at, job))
    assert calls != called
    header = window.board.table.horizontalHeader()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (
        Column.CLOCK,
        Qt.SortOrder.AscendingOrder,
    )
    assert window.board.model.shown_ids().tolist() == calls


def _seconds(said: str) -> int:
    seconds = 0
    for part in said.split()[0].split(":"):
        seconds = seconds * 60 + int(part)
    return seconds
