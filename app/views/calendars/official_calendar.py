"""The country's days without an agreement: holidays, estimated days, closures of every province."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.calendars.year_view import YearView
from app.views.desk import Desk
from app.views.widgets.labels import label

SIZE = (980, 780)


class OfficialCalendar(QDialog):
    """The year of the country in a window of its own.

    Signals:
        told, refused: as of YearView.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, appearance: Appearance) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Official calendar"))
        self.resize(*SIZE)
        self.year = YearView(desk, appearance)
        self.year.told.connect(self.told)
        self.year.refused.connect(self.refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        column.addWidget(label("title", _("Official calendar")))
        column.addWidget(self.year, 1)
        self.year.setFocus()
