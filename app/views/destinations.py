"""Where the window goes: the pages in the order of the rail, and the action that goes to each."""

from app.i18n import N_
from app.views.actions.action import Action
from app.views.actions.declared import BOARD
from app.views.later_pages import AGREEMENTS, CONTRACTORS, HANDOVER, PENALTIES, PM, SERVICES, WALL
from app.views.widgets.rail import Destination

DESTINATIONS = (
    Destination(BOARD, N_("Jobs"), "view-list"),
    Destination(WALL, N_("Live wall"), "monitor-dashboard"),
    Destination(PM, N_("PM calendar"), "calendar-clock"),
    Destination(CONTRACTORS, N_("Contractors"), "account-hard-hat"),
    Destination(AGREEMENTS, N_("Agreements"), "file-sign"),
    Destination(PENALTIES, N_("Penalties"), "gavel"),
    Destination(HANDOVER, N_("Handover"), "account-arrow-right"),
    Destination(SERVICES, N_("Services"), "progress-clock"),
)


def going() -> tuple[Action, ...]:
    """Going to each page, by the place of its button in the rail."""
    return tuple(
        Action(f"go.{each.key}", each.title, (f"Alt+{place}",), icon=each.icon, words=N_("page"))
        for place, each in enumerate(DESTINATIONS, 1)
    )
