"""The real program on a real screen: jobs carried by the mouse, taken back, and put back by Escape."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import SystemClock, TurnedClock
from app.models.jobs import JobEvent
from tests.stories.region import Program, opened
from tests.window.screen import Screen, opened_screen, until
from tests.window.test_real_run import running

CARDS_Y = 447
"""Where the first card of a column is taken up, in a window of 1600 by 900 pixels."""
NEW_X, DISPATCHED_X, ACCEPTED_X, ON_SITE_X = 1386, 1183, 1014, 745
TECHNICIAN = (200, 215)
"""The first technician beside the board; in Persian the panel stands at the left edge."""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A store with a call that has a technician, and one that has none."""
    past = TurnedClock(SystemClock().now() - timedelta(minutes=5))
    with opened(tmp_path, past) as before:
        before.assign(before.call(0))
        before.call(1)
    with opened(tmp_path, SystemClock()) as reading:
        yield reading


def kinds(program: Program, job_id: int) -> list[str]:
    with program.store.reading() as session:
        rows = session.scalars(select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.id))
        return [row.kind for row in rows]


@pytest.mark.needs("Xvfb", "xdotool", "openbox")
def test_jobs_are_carried_by_the_mouse(program: Program, tmp_path: Path) -> None:
    with opened_screen(tmp_path) as screen, running(screen, tmp_path) as process:
        window = until(screen.windows, seconds=40, what="the first window")[0]
        until(lambda: screen.do("getwindowname", window), what="its title")
        screen.do("windowsize", "--sync", window, "1600", "900")
        screen.do("windowactivate", "--sync", window)
        screen.keys("v")
        screen.picture(tmp_path / "kanban.png")
        escape_puts_the_card_back(screen, window, program, tmp_path)
        a_card_goes_to_the_next_stage(screen, window, program, tmp_path)
        what_was_done_is_taken_back(screen, program)
        a_place_that_is_not_allowed_changes_nothing(screen, window, program)
        a_call_goes_to_a_technician(screen, window, program, tmp_path)
        assert process.poll() is None, (tmp_path / "told.txt").read_text("utf-8")
    assert "Traceback" not in (tmp_path / "told.txt").read_text("utf-8")


def escape_puts_the_card_back(screen: Screen, window: str, program: Program, folder: Path) -> None:
    screen.carry(window, (DISPATCHED_X, CARDS_Y), (ACCEPTED_X, CARDS_Y))
    screen.picture(folder / "carried.png")
    # To clear the modifiers of a key would let go of the button as well.
    screen.do("key", "Escape")
    screen.let_go()


def a_card_goes_to_the_next_stage(screen: Screen, window: str, program: Program, folder: Path) -> None:
    # Pressed twice in one place it would be a double click.
    screen.carry(window, (DISPATCHED_X - 40, CARDS_Y + 20), (ACCEPTED_X, CARDS_Y))
    # A busy machine may not have seen yet that the card is over the column.
    screen.wander(window, (ACCEPTED_X, CARDS_Y))
    screen.let_go()
    until(lambda: kinds(program, 1)[-1] == "accepted", what="the call accepted by a drop")
    # Commands keep their order, so the drag before this one has left nothing behind.
    assert kinds(program, 1) == ["reported", "dispatched", "accepted"]
    with program.store.reading() as session:
        event = session.scalars(select(JobEvent).where(JobEvent.kind == "accepted")).one()
    assert (event.job_id, event.actor, event.source) == (1, "Nasrin", "desk")
    screen.picture(folder / "accepted.png")


def what_was_done_is_taken_back(screen: Screen, program: Program) -> None:
    screen.keys("ctrl+z")
    until(lambda: kinds(program, 1)[-1] == "undone", what="the drop taken back")
    assert kinds(program, 1) == ["reported", "dispatched", "accepted", "undone"]
    assert program.job(1).stage == "dispatched"


def a_place_that_is_not_allowed_changes_nothing(screen: Screen, window: str, program: Program) -> None:
    screen.carry(window, (NEW_X, CARDS_Y), (ON_SITE_X, CARDS_Y))
    screen.let_go()
    screen.keys("Escape")
    assert kinds(program, 2) == ["reported"]


def a_call_goes_to_a_technician(screen: Screen, window: str, program: Program, folder: Path) -> None:
    def dropped() -> bool:
        screen.carry(window, (NEW_X - 40, CARDS_Y + 20), TECHNICIAN)
        # Until the store has said who may take it there is nobody to drop it on.
        screen.wander(window, TECHNICIAN)
        screen.picture(folder / "technicians.png")
        screen.let_go()
        with suppress(AssertionError):
            return until(lambda: kinds(program, 2)[-1] == "dispatched", seconds=3, what="")
        return False

    until(dropped, seconds=40, what="the call with a technician")
    assert kinds(program, 2) == ["reported", "dispatched"]
    assert program.job(2).technician_id is not None
