"""What every tab of a penalty case shares."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_file import CaseFile


class CaseTab(QWidget):
    """One side of a case.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self.desk = desk
        self.appearance = appearance
        self.file: CaseFile | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 8, 0, 0)
        self.column.setSpacing(8)
        appearance.changed.connect(self._say_again)

    def show_file(self, file: CaseFile | None) -> None:
        """Show this case; none where no case is chosen."""
        self.file = file
        self.fill(file)

    def fill(self, file: CaseFile | None) -> None:
        """Show what the tab is about; called again when language or look change."""

    def count(self) -> int:
        """How many things the tab holds, for its title; 0 says nothing."""
        return 0

    @Slot()
    def _say_again(self) -> None:
        self.fill(self.file)
