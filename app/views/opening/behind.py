"""What is done while the first picture stands: its clocks go on, and it can be left."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib import import_module
from time import monotonic
from typing import TypeVar

from PySide6.QtWidgets import QApplication

from app.clock import Clock
from app.views.opening.first_window import FirstWindow

Done = TypeVar("Done")

TURN_SECONDS = 0.02
LONG_SECONDS = 3.0
"""After so long the picture says that the store keeps it waiting."""
_LIBRARIES = (
    "app.commands.opening",
    "numpy",
    "app.services.jobs.undoing",
    "app.services.board",
    "app.services.dispatch",
    "app.services.visits.reporting",
)
"""What takes long to load of what the window stands on; none of it makes a class of Qt."""


def load_libraries() -> None:
    """Load what the window stands on; meant for another thread than the picture's."""
    for name in _LIBRARIES:
        import_module(name)


def done_behind(
    window: FirstWindow, clock: Clock, task: Callable[[], Done], *, long_seconds: float = LONG_SECONDS
) -> Done:
    """What `task` answers, which runs on another thread; what it raises is raised here."""
    began = monotonic()
    with ThreadPoolExecutor(1, "opening") as thread:
        future: Future[Done] = thread.submit(task)
        while not future.done():
            window.board.show_time(clock.now())
            if monotonic() - began > long_seconds:
                window.board.say_waiting()
            QApplication.processEvents()
            wait((future,), TURN_SECONDS)
    return future.result()
