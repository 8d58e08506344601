"""The pages behind the board, loaded after it: their libraries would hold back the first picture."""

from collections.abc import Callable
from importlib import import_module

from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.page import Page

PM, CONTRACTORS, AGREEMENTS, PENALTIES = "pm", "contractors", "agreements", "penalties"
HANDOVER = "handover"

_PAGES = {
    PM: ("app.views.calendar.calendar_page", "CalendarPage"),
    CONTRACTORS: ("app.views.contractors.contractors_page", "ContractorsPage"),
    AGREEMENTS: ("app.views.agreements.agreements_page", "AgreementsPage"),
    PENALTIES: ("app.views.penalties.penalties_page", "PenaltiesPage"),
    HANDOVER: ("app.views.handover.handover_page", "HandoverPage"),
}


def load_pages() -> None:
    """Load what the pages need; meant for another thread than the window's."""
    for module, _name in _PAGES.values():
        import_module(module)
    # The charts take a second to load; loading them makes no object of Qt.
    import_module("pyqtgraph")


def made_page(key: str, desk: Desk, appearance: Appearance) -> Page:
    """A new page by its key."""
    module, name = _PAGES[key]
    make: Callable[[Desk, Appearance], Page] = getattr(import_module(module), name)
    return make(desk, appearance)
