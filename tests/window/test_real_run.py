"""The real program on a real screen: keys and mouse from the first call to the second window."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import SystemClock, TurnedClock
from app.models.alarms import Alarm
from app.models.jobs import Job, ObligationRow
from tests.stories.region import Program, opened
from tests.window.screen import Screen, opened_screen, until

ROOT = Path(__file__).resolve().parents[2]
BUTTON_X, BUTTON_Y = 340, 228
LEFT_AT_START = timedelta(seconds=25)


@contextmanager
def running(screen: Screen, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program on the store of `folder`, ended with the block."""
    folders = {name: str(folder / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    environment = {**screen.environment, **folders, "POSHTIBAN_USER": "Nasrin"}
    store = f"sqlite:///{folder / 'store.sqlite'}"
    with (folder / "told.txt").open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "--store", store],
            cwd=ROOT,
            env=environment,
            stdout=told,
            stderr=told,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(15)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A store with one P1 call of an hour ago, whose promise breaks shortly after the start."""
    past = TurnedClock(SystemClock().now() - timedelta(hours=1) + LEFT_AT_START)
    with opened(tmp_path, past) as before:
        before.call(0, "P1")
    with opened(tmp_path, SystemClock()) as reading:
        yield reading


def jobs(program: Program) -> list[Job]:
    with program.store.reading() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def breaches(program: Program) -> list[Alarm]:
    with program.store.reading() as session:
        return list(session.scalars(select(Alarm).where(Alarm.kind == "breach")))


def due_instants(program: Program) -> list[float]:
    with program.store.reading() as session:
        return [row.timestamp() for row in session.scalars(select(ObligationRow.due_at)) if row is not None]


@pytest.mark.needs("Xvfb", "xdotool", "openbox")
def test_a_shift_of_a_dispatcher(program: Program, tmp_path: Path) -> None:
    with opened_screen(tmp_path) as screen, running(screen, tmp_path) as process:
        window = until(screen.windows, seconds=40, what="the first window")[0]
        until(lambda: screen.do("getwindowname", window), what="its title")
        screen.do("windowsize", "--sync", window, "1600", "900")
        screen.do("windowactivate", "--sync", window)
        screen.picture(tmp_path / "start.png")

        take_a_call(screen, program)
        screen.picture(tmp_path / "call.png")
        assign_the_most_urgent(screen, program)
        watch_the_breach(program)
        screen.picture(tmp_path / "breach.png")
        screen.keys("Escape")
        screen.picture(tmp_path / "alarms.png")
        acknowledge_by_mouse(screen, window, program)
        switch_language_and_look(screen, window)
        screen.picture(tmp_path / "english.png")

        screen.keys("ctrl+shift+n")
        until(lambda: len(screen.windows()) == 2, what="the second window")
        screen.picture(tmp_path / "two.png")
        assert process.poll() is None, (tmp_path / "told.txt").read_text("utf-8")
    told = (tmp_path / "told.txt").read_text("utf-8")
    assert "Traceback" not in told


def take_a_call(screen: Screen, program: Program) -> None:
    screen.keys("ctrl+n")
    until(lambda: len(screen.windows()) == 2, what="the dialog of a new call")
    screen.type("T-22005")
    screen.keys("Return")
    screen.type("PRN-01")
    screen.keys("Return")
    # The list of what fits takes the first press where it is open.
    until(lambda: _pressed_until_closed(screen), what="the call registered and the dialog gone")
    until(lambda: len(jobs(program)) == 2, what="the call in the store")
    (_first, new) = jobs(program)
    assert (new.fault, new.priority, new.stage) == ("PRN-01", "P3", "new")


def _pressed_until_closed(screen: Screen) -> bool:
    if len(screen.windows()) == 1:
        return True
    screen.keys("Return")
    return False


def assign_the_most_urgent(screen: Screen, program: Program) -> None:
    screen.keys("n", "Return")
    until(lambda: jobs(program)[0].technician_id is not None, what="a technician for the most urgent call")
    assert jobs(program)[1].technician_id is None


def watch_the_breach(program: Program) -> None:
    until(lambda: breaches(program), seconds=40, what="the breach")
    (alarm,) = breaches(program)
    late = alarm.found_at.timestamp() - min(due_instants(program))
    assert 0 < late < 1.0, f"announced {late:.3f} s after its due instant"


def acknowledge_by_mouse(screen: Screen, window: str, program: Program) -> None:
    """The newest breach is the uppermost card; in Persian the panel stands at the left edge."""
    assert _size(screen, window) == (1600, 900)

    def acknowledged() -> bool:
        for y in (BUTTON_Y, BUTTON_Y + 20, BUTTON_Y - 20):
            # A click beside the button would have opened the job; Escape lists the alarms again.
            screen.keys("Escape")
            screen.click(window, BUTTON_X, y)
            with suppress(AssertionError):
                return until(
                    lambda: any(one.acknowledged_by for one in breaches(program)), seconds=2, what=""
                )
        return False

    until(acknowledged, what="the acknowledged breach")
    (alarm,) = breaches(program)
    assert alarm.acknowledged_by == "Nasrin"
    assert alarm.cleared_at is None


def _size(screen: Screen, window: str) -> tuple[int, int]:
    told = dict(line.split("=") for line in screen.do("getwindowgeometry", "--shell", window).splitlines())
    return int(told["WIDTH"]), int(told["HEIGHT"])


def switch_language_and_look(screen: Screen, window: str) -> None:
    assert "پشتیبان" in screen.do("getwindowname", window)
    screen.keys("F2")
    until(lambda: "Poshtiban" in screen.do("getwindowname", window), what="the English title")
    screen.keys("F3")
