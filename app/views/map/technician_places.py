"""Where the technicians were last seen, asked again as time goes on."""

from PySide6.QtCore import QObject, Signal, Slot

from app.services import dispatch
from app.services.dispatch import LastPlace
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.map.map_canvas import Person
from app.views.plain_words import name_in


class TechnicianPlaces(QObject):
    """Technicians as the map paints them.

    Signals:
        changed: somebody is elsewhere, or is called otherwise.
    """

    changed = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._found: list[LastPlace] = []
        self.people: list[Person] = []
        appearance.changed.connect(self._name)

    @Slot()
    def refresh(self) -> None:
        """Ask where they are."""
        self._desk.ask(dispatch.last_places, self._desk.clock, done=self._take)

    @Slot(object)
    def _take(self, found: list[LastPlace]) -> None:
        self._found = found
        self._name()

    @Slot()
    def _name(self) -> None:
        fa = self._appearance.is_rtl
        self.people = [Person(name_in(one.name, one.name_en, fa=fa), one.lat, one.lon) for one in self._found]
        self.changed.emit()
