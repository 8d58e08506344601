"""The wall: it turns by the clock alone, says what the store says, grows old visibly and not in memory."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.clock import TurnedClock
from app.models.jobs import Job
from app.services.jobs import commands
from app.services.jobs.commands import JobRef
from app.services.scheduler import TimedWork
from app.views.appearance import Appearance
from app.views.ticker import Ticker
from app.views.wall.rotation import PAGE_SECONDS, PANEL_SECONDS, page_of, place_at
from app.views.wall.turning_panels import PANELS
from app.views.wall.wall_brush import CLOCK, HEAD, SMALL
from app.views.wall.wall_screens import name_of, screen_after, wall_screen
from app.views.wall.wall_view import WallView
from app.views.wall.wall_window import WallWindow
from app.views.window_state import WindowState
from tests.stories.region import BY, Program, opened

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
MANY_HOURS, STEP = 24, timedelta(minutes=30)


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock):
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def look(qtbot: QtBot, program: Program) -> Callable[[WallView], None]:
    """Lets a second pass on a wall and waits for its answers."""

    def at(view: WallView) -> None:
        view.show_time(program.clock.now())
        QApplication.processEvents()
        qtbot.waitUntil(program.desk.is_idle, timeout=20_000)

    return at


def shown(view: WallView, qtbot: QtBot, size: tuple[int, int] = (1920, 1080)) -> WallView:
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    return view


def test_pages_turn_by_the_clock_and_what_is_pinned_stays() -> None:
    things = [*range(10)]
    pages = [page_of(things, START + timedelta(seconds=n * PAGE_SECONDS), room=4, pinned=1) for n in range(3)]
    assert sorted(tuple(page) for page, _pages in pages) == [(0, 1, 2, 3), (0, 4, 5, 6), (0, 7, 8, 9)]
    assert {count for _page, count in pages} == {3}
    assert page_of(things[:4], START, room=4, pinned=4) == ([0, 1, 2, 3], 1)
    assert len(page_of(things, START, room=4, pinned=10)[0]) == 4
    turns = {
        place_at(START + timedelta(seconds=n * PANEL_SECONDS), len(PANELS), PANEL_SECONDS) for n in range(3)
    }
    assert turns == {0, 1, 2}
    assert place_at(START, 0, PANEL_SECONDS) == 0


def test_the_smallest_letters_are_read_from_five_metres() -> None:
    """A 55-inch panel is 685 mm high; 16 minutes of arc at five metres are 23.3 mm (ISO 9241-303)."""
    assert min(SMALL, HEAD, CLOCK) * 685 / 1080 > 23.3


@pytest.mark.parametrize("size", [(3840, 2160), (1366, 768)])
def test_nothing_is_cut_in_either_language(
    program: Program,
    appearance: Appearance,
    look: Callable[[WallView], None],
    qtbot: QtBot,
    size: tuple[int, int],
) -> None:
    for place in range(12):
        program.call(place, "P1" if place % 3 else "P2")
    program.clock.turn_by(timedelta(minutes=75))  # type: ignore[attr-defined]
    view = shown(WallView(program.desk, appearance), qtbot, size)
    look(view)
    appearance.lettering.clear()
    for turn in range(3):
        view.now = program.clock.now() + timedelta(seconds=turn * PANEL_SECONDS)
        assert not view.grab().isNull()
    assert appearance.lettering.cut() == set()


def test_a_day_on_the_wall_says_what_the_store_says_and_keeps_nothing(
    program: Program, persian: Appearance, look: Callable[[WallView], None], qtbot: QtBot
) -> None:
    clock = program.clock
    assert isinstance(clock, TurnedClock)
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    view = shown(WallView(program.desk, persian), qtbot)
    sizes, waiting = [], []
    for step in range(int(timedelta(hours=MANY_HOURS) / STEP)):
        waiting.append(program.call(step % 12, ("P1", "P2", "P3")[step % 3]))
        if step % 5 != 4 and len(waiting) > 6:
            with program.store.writing() as session:
                commands.resolve(session, clock, JobRef(waiting.pop(0)), BY, remedy="restart")
        clock.turn_by(STEP)
        timed.watch_deadlines()
        look(view)
        if step % 4 == 0:
            view.grab()
        wall = view.feed.wall
        assert wall is not None
        with program.store.reading() as session:
            late = select(func.count()).select_from(Job).where(Job.is_open, Job.clock_state == "missed")
            still = select(func.count()).select_from(Job).where(Job.is_open)
            assert (wall.at, wall.breached, wall.open_calls) == (
                clock.now(),
                session.scalar(late),
                session.scalar(still),
            )
        if step % 12 == 11:
            gc.collect()
            sizes.append(len(gc.get_objects()))
    # What is kept after a quarter of the day is kept at its end: no list grows with the hours.
    assert sizes[-1] - sizes[0] < 20_000


def test_old_figures_are_said_to_be_old(
    program: Program, persian: Appearance, look: Callable[[WallView], None], qtbot: QtBot
) -> None:
    view = shown(WallView(program.desk, persian), qtbot)
    look(view)
    assert not view.feed.is_stale(program.clock.now() + timedelta(seconds=10))
    assert view.feed.is_stale(program.clock.now() + timedelta(seconds=11))
    fresh = view.grab().toImage()
    view.now = program.clock.now() + timedelta(seconds=40)
    assert view.grab().toImage() != fresh


def test_what_is_red_stays_red_when_the_figures_are_old(
    program: Program, appearance: Appearance, look: Callable[[WallView], None], qtbot: QtBot
) -> None:
    for place in range(3):
        program.call(place, "P1")
    program.call(3, "P2")
    program.clock.turn_by(timedelta(minutes=215))  # type: ignore[attr-defined]
    view = shown(WallView(program.desk, appearance), qtbot)
    look(view)
    red, amber = appearance.tokens.tone("crit"), appearance.tokens.tone("warn")

    def painted() -> tuple[int, int]:
        """Points of each colour in the two lists."""
        image = view.grab(QRect(0, 160, 1920, 540)).toImage()
        seen = [image.pixelColor(x, y).name() for y in range(0, 540, 3) for x in range(0, 1920, 3)]
        return seen.count(red), seen.count(amber)

    fresh = painted()
    view.now = program.clock.now() + timedelta(seconds=40)
    old = painted()
    assert fresh[0] > 500
    # The countdown goes on, so that the figures differ by some points.
    assert old[0] > 0.9 * fresh[0]
    assert old[1] < 0.9 * fresh[1], "the clock of what is not late yet is grey"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11, Qt.Key.Key_W])
def test_it_ends_by_a_key(
    program: Program, persian: Appearance, qtbot: QtBot, key: Qt.Key, tmp_path: Path
) -> None:
    ticker = Ticker(program.clock)
    window = WallWindow(program.desk, persian, ticker, WindowState(tmp_path / "window.ini"))
    window.fill_screen_beside(window)
    with qtbot.waitSignal(window.destroyed):
        qtbot.keyClick(window, key)
    qtbot.waitUntil(program.desk.is_idle, timeout=20_000)


class _Screen:
    def __init__(self, name: str, *rect: int) -> None:
        self._name = name
        self._rect = QRect(*rect)

    def geometry(self) -> QRect:
        return self._rect

    def manufacturer(self) -> str:
        return "LG"

    def model(self) -> str:
        return ""

    def name(self) -> str:
        return self._name


DESK_SCREEN, SMALL_SCREEN = _Screen("DP-1", 0, 0, 1920, 1080), _Screen("DP-2", 1920, 0, 1280, 1024)
PANEL = _Screen("HDMI-1", 0, 1080, 3840, 2160)


def test_the_other_screen_is_taken_unless_one_was_chosen_that_is_there() -> None:
    every = [DESK_SCREEN, SMALL_SCREEN, PANEL]
    assert wall_screen([DESK_SCREEN], own=DESK_SCREEN, chosen="") is DESK_SCREEN
    assert wall_screen(every, own=DESK_SCREEN, chosen="") is PANEL
    assert wall_screen(every, own=PANEL, chosen="") is DESK_SCREEN
    assert wall_screen(every, own=None, chosen="") is PANEL
    assert wall_screen(every, own=DESK_SCREEN, chosen="LG DP-2") is SMALL_SCREEN
    assert wall_screen([DESK_SCREEN, PANEL], own=DESK_SCREEN, chosen="LG DP-2") is PANEL
    assert [screen_after(every, PANEL), screen_after(every, DESK_SCREEN, step=-1)] == [DESK_SCREEN, PANEL]
    assert screen_after([PANEL], DESK_SCREEN) is PANEL
    assert name_of(PANEL) == "LG HDMI-1"


def test_the_chosen_screen_is_remembered_and_left_while_it_is_unplugged(
    program: Program, english: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    state, plugged = WindowState(tmp_path / "window.ini"), [DESK_SCREEN, SMALL_SCREEN, PANEL]

    def opened_wall() -> WallWindow:
        made = WallWindow(program.desk, english, Ticker(program.clock), state, screens=lambda: plugged)
        made.fill_screen_beside(made)
        return made

    def where(wall: WallWindow) -> object:
        return wall._at  # noqa: SLF001 - the screens are none of Qt's

    first = opened_wall()
    assert where(first) is PANEL
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert where(first) is SMALL_SCREEN
    assert first.view._hint == "Screen 3 of 3 · ← → another one · Esc ends it"  # noqa: SLF001
    with qtbot.waitSignal(first.destroyed):
        first.close()

    second = opened_wall()
    assert where(second) is SMALL_SCREEN
    plugged.remove(SMALL_SCREEN)
    second._look_round()  # noqa: SLF001 - as when Qt says that a screen has gone
    assert where(second) is PANEL
    plugged.append(SMALL_SCREEN)
    second._look_round()  # noqa: SLF001
    assert where(second) is SMALL_SCREEN
    qtbot.keyClick(second, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert where(second) is DESK_SCREEN
    with qtbot.waitSignal(second.destroyed):
        second.close()
    qtbot.waitUntil(program.desk.is_idle, timeout=20_000)
