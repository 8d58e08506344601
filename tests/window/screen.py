"""A screen of its own for a real run: Xvfb, a window manager, and keys and mouse by xdotool."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

SIZE = "1920x1080x24"
CHECK_SECONDS = 0.05
CARRY_STEPS = 12
T = TypeVar("T")


@dataclass(frozen=True)
class Screen:
    """A running X server without a monitor."""

    environment: dict[str, str]

    def do(self, *words: str) -> str:
        """One command of xdotool; what it prints."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=20
        )
        return done.stdout.strip()

    def keys(self, *keys: str) -> None:
        """Press keys in the window that has the focus, one after another."""
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type Latin text."""
        self.do("type", "--delay", "12", text)

    def click(self, window: str, x: int, y: int) -> None:
        """Move the mouse to a place of a window and press its left button."""
        self.do("mousemove", "--sync", "--window", window, str(x), str(y), "click", "1")

    def carry(self, window: str, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the left button at one place of a window and move to another, as a hand does: in steps."""
        self.do("mousemove", "--sync", "--window", window, *map(str, start))
        self.do("mousedown", "1")
        for step in range(1, CARRY_STEPS + 1):
            at = [a + (b - a) * step // CARRY_STEPS for a, b in zip(start, end, strict=True)]
            self.do("mousemove", "--sync", "--window", window, *map(str, at))

    def wander(self, window: str, about: tuple[int, int]) -> None:
        """Move a little to and fro, as a hand does that waits."""
        x, y = about
        for step in range(CARRY_STEPS):
            self.do("mousemove", "--sync", "--window", window, str(x + step % 3), str(y + step % 2))

    def let_go(self) -> None:
        """Let the left button go."""
        self.do("mouseup", "1")

    def titles(self) -> list[str]:
        """Titles of the visible windows of the program, by window."""
        return [self.do("getwindowname", window) for window in self.windows()]

    def windows(self) -> list[str]:
        """Visible windows of the program in one of its languages, but for the first picture."""
        found = self.do("search", "--onlyvisible", "--name", "· (Poshtiban|پشتیبان)|New call|تماس تازه")
        return found.split()

    def picture(self, file: Path) -> None:
        """Save a picture of the whole screen, where the program that takes it is here."""
        if shutil.which("import"):
            subprocess.run(
                ["import", "-window", "root", str(file)], env=self.environment, check=True, timeout=20
            )


@contextmanager
def opened_screen(folder: Path) -> Iterator[Screen]:
    """A screen with a window manager; both end with the block."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    environment = {**os.environ, "DISPLAY": f":{number}", "HOME": str(folder), "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    manager = subprocess.Popen(
        ["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Screen(environment)
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


def until(found: Callable[[], T], *, seconds: float = 15, what: str) -> T:
    """What `found` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(CHECK_SECONDS)
    raise AssertionError(f"waited {seconds} s in vain: {what}")
