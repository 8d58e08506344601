"""The pages behind the board, loaded after it: their libraries would hold back the first picture."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtWidgets import QWidget

from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.page import Page
from app.views.ticker import Ticker

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
        """Fill the screen that `window` is not on; where there is one alone, that one."""
        raise NotImplementedError


def load_pages() -> None:
    """Load what the pages need; meant for another thread than the window's."""
    for module, _name in (*_PAGES.values(), _WALL):
        import_module(module)
    # The charts take a second to load; loading them makes no object of Qt.
    import_module("pyqtgraph")


def made_page(key: str, desk: Desk, appearance: Appearance) -> Page:
    """A new page by its key."""
    module, name = _PAGES[key]
    make: Callable[[Desk, Appearance], Page] = getattr(import_module(module), name)
    return make(desk, appearance)


def made_wall(desk: Desk, appearance: Appearance, ticker: Ticker) -> Wall:
    """A wall for a whole screen, not yet shown."""
    module, name = _WALL
    make: Callable[[Desk, Appearance, Ticker], Wall] = getattr(import_module(module), name)
    return make(desk, appearance, ticker)
