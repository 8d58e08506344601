"""The pages behind the board, loaded after it: their libraries would hold back the first picture."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.page import Page
from app.views.ticker import Ticker
from app.views.window_state import WindowState

PM, CONTRACTORS, AGREEMENTS, PENALTIES = "pm", "contractors", "agreements", "penalties"
HANDOVER = "handover"
WALL = "wall"

_PAGES = {
    WALL: ("app.views.wall.wall_page", "WallPage"),
    PM: ("app.views.calendar.calendar_page", "CalendarPage"),
    CONTRACTORS: ("app.views.contractors.contractors_page", "ContractorsPage"),
    AGREEMENTS: ("app.views.agreements.agreements_page", "AgreementsPage"),
    PENALTIES: ("app.views.penalties.penalties_page", "PenaltiesPage"),
    HANDOVER: ("app.views.handover.handover_page", "HandoverPage"),
}


_WALL = ("app.views.wall.wall_window", "WallWindow")


class Wall(QWidget):
    """What a wall can be asked, whichever module it comes from."""

    def fill_screen_beside(self, window: QWidget) -> None:
        """Fill the screen that was chosen, else one that `window` is not on."""
        raise NotImplementedError

    def move_on(self, step: int = 1) -> None:
        """Go to the next screen, and stay there from now on."""
        raise NotImplementedError


_LIBRARIES = (
    "holidays",
    "numpy",
    "openpyxl",
    "pypdfium2",
    "app.services.accounts.tables",
    "app.services.letters.archive",
    "app.services.letters.preview",
    "app.services.penalties.at_risk",
    "app.services.replay.replaying",
    "app.services.scorecards",
)
"""What the pages stand on and takes long to load; none of it makes a class of Qt."""


def load_libraries() -> None:
    """Load what the pages stand on; meant for another thread than the window's."""
    for name in _LIBRARIES:
        import_module(name)


class PageLoading(QObject):
    """Loads the modules of the pages one by one, each in a turn of the event loop of its own.

    They make classes of Qt, which is only safe in the thread of the window: elsewhere the program dies of
    it now and then.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names = _modules()
        self._timer = QTimer(self, interval=0)
        self._timer.setObjectName("page-loading")
        self._timer.timeout.connect(self._load)

    @Slot(object)
    def start(self, _libraries: object) -> None:
        """Begin: what the pages stand on is loaded."""
        self._timer.start()

    @Slot()
    def _load(self) -> None:
        name = next(self._names, None)
        if name is None:
            self._timer.stop()
        else:
            import_module(name)


def _modules() -> Iterator[str]:
    for page, _name in (*_PAGES.values(), _WALL):
        package = page.rpartition(".")[0]
        for module in iter_modules(import_module(package).__path__):
            yield f"{package}.{module.name}"
    # The charts come last: they take longest and are one piece.
    yield "pyqtgraph"


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
