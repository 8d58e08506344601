"""The pages behind the board, loaded after it: their libraries would hold back the first picture."""

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.page import Page
from app.views.ticker import Ticker
from app.views.window_state import WindowState

PM, CONTRACTORS, AGREEMENTS, PENALTIES = "pm", "contractors", "agreements", "penalties"
HANDOVER, SERVICES = "handover", "services"
WALL = "wall"

_PAGES = {
    WALL: ("app.views.wall.wall_page", "WallPage"),
    PM: ("app.views.calendar.calendar_page", "CalendarPage"),
    CONTRACTORS: ("app.views.contractors.contractors_page", "ContractorsPage"),
    AGREEMENTS: ("app.views.agreements.agreements_page", "AgreementsPage"),
    PENALTIES: ("app.views.penalties.penalties_page", "PenaltiesPage"),
    HANDOVER: ("app.views.handover.handover_page", "HandoverPage"),
    SERVICES: ("app.views.services.services_page", "ServicesPage"),
}


_MAP = "app.views.map.map_view"
"""A view of the board that is made when it is first looked at."""
_WALL = ("app.views.wall.wall_window", "WallWindow")


class Wall(QWidget):
    """What a wall can be asked, whichever module it comes from."""

    def fill_screen_beside(self, window: QWidget) -> None:
        """Fill the screen that was chosen, else one that `window` is not on."""
        raise NotImplementedError

    def move_on(self, step: int = 1) -> None:
        """Go to the next screen, and stay there from now on."""
        raise NotImplementedError


_LIBRARIES = ("holidays", "numpy.ma", "openpyxl", "pypdfium2")
"""What the pages stand on and takes long to load, and is imported only where it is used."""
_OURS, _VIEWS = "app.", "app.views."


def load_libraries() -> tuple[str, ...]:
    """Load what the pages stand on; meant for another thread than the window's.

    Returns the modules that make classes of Qt, each after those that it needs.
    """
    ordered: dict[str, None] = {}
    for page in (_MAP, *(module for module, _name in (*_PAGES.values(), _WALL))):
        _follow(page, ordered)
    views = tuple(name for name in ordered if name.startswith(_VIEWS))
    for name in (*_LIBRARIES, *(name for name in ordered if name not in views)):
        import_module(name)
    return views


def _follow(name: str, ordered: dict[str, None]) -> None:
    """Add a module of ours that is not loaded yet behind those it needs."""
    spec = None if name in sys.modules or name in ordered else find_spec(name)
    if spec is None or not isinstance(spec.loader, InspectLoader):
        return
    code = spec.loader.get_code(name)
    # Whole names stand in a module's code for nothing but what it imports.
    needed = [each for each in code.co_names if each.startswith(_OURS)] if code is not None else []
    for each in needed:
        if each != name:
            _follow(each, ordered)
    ordered[name] = None


class PageLoading(QObject):
    """Loads the modules of the pages one by one, each in a turn of the event loop of its own.

    They make classes of Qt, which is only safe in the thread of the window: elsewhere the program dies of
    it now and then.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names: Iterator[str] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.setObjectName("page-loading")
        self._timer.timeout.connect(self._load)

    @Slot(object)
    def start(self, names: Iterable[str]) -> None:
        """Load these, each after those that it needs: what they stand on is loaded."""
        self._names = iter(names)
        self._timer.start()

    @Slot()
    def _load(self) -> None:
        name = next(self._names, None)
        if name is None:
            self._timer.stop()
        else:
            import_module(name)


def made_page(key: str, desk: Desk, appearance: Appearance) -> Page:
    """A new page by its key."""
    module, name = _PAGES[key]
    make: Callable[[Desk, Appearance], Page] = getattr(import_module(module), name)
    return make(desk, appearance)


def made_wall(desk: Desk, appearance: Appearance, ticker: Ticker, state: WindowState) -> Wall:
    """A wall for a whole screen, not yet shown."""
    module, name = _WALL
    make: Callable[[Desk, Appearance, Ticker, WindowState], Wall] = getattr(import_module(module), name)
    return make(desk, appearance, ticker, state)
