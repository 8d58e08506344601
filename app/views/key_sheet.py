"""The sheet of all keys, grouped by where they work."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.views.appearance import Appearance
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import label

KEYS = (
    (
        N_("Everywhere"),
        (
            ("Alt 1 … Alt 5", N_("Go to a page")),
            ("Ctrl N", N_("Register a call")),
            ("Ctrl K", N_("Find on the board")),
            ("F2", N_("Persian or English")),
            ("F3", N_("Dark or light")),
            ("Ctrl Shift N", N_("Another window")),
            ("?", N_("This sheet")),
        ),
    ),
    (
        N_("On the board"),
        (
            ("J K", N_("Next and previous job")),
            ("Enter", N_("Open the job")),
            ("A", N_("Assign the job")),
            ("N", N_("Most urgent call; Enter assigns it")),
            ("F8", N_("Next alarm; Space acknowledges it")),
            ("Ctrl Y", N_("Approve the long wait of the job shown")),
            ("Ctrl R", N_("Refuse the long wait of the job shown")),
            ("Esc", N_("One step back: end the search, then close the job")),
        ),
    ),
)


class KeySheet(QDialog):
    """Every key and what it does."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("All keys"))
        self.setLayoutDirection(appearance.direction)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for title, keys in KEYS:
            grid.addWidget(label("heading", _(title)), grid.rowCount(), 0, 1, 2)
            for key, does in keys:
                place = grid.rowCount()
                grid.addWidget(KeyHint(key), place, 0, Qt.AlignmentFlag.AlignLeading)
                grid.addWidget(label("", _(does)), place, 1)
        column.addLayout(grid)
