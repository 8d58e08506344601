"""The sheet of all keys, grouped by where they work."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QWidget

from app.i18n import N_, _
from app.views.appearance import Appearance
from app.views.penalties.case_keys import CASE_KEYS
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import label

Group = tuple[str, tuple[tuple[str, str], ...]]
"""A marked heading, and under it each key with what it does."""

KEYS: tuple[Group, ...] = (
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
            ("V", N_("Table, kanban or map")),
            ("← →", N_("In the kanban: to another stage; Space takes a job along, Enter puts it down")),
            ("A", N_("Assign the job")),
            ("N", N_("Most urgent call; Enter assigns it")),
            ("F8", N_("Next alarm; Space acknowledges it")),
            ("Ctrl Y", N_("Approve the long wait of the job shown")),
            ("Ctrl R", N_("Refuse the long wait of the job shown")),
            ("Esc", N_("One step back: end the search, then close the job")),
        ),
    ),
)


ON_PENALTIES: Group = (
    N_("On penalties"),
    (
        ("Ctrl PgUp", N_("Previous month")),
        ("Ctrl PgDn", N_("Next month")),
        ("Enter", N_("Open the proof sheet of the line chosen")),
        *((key.keys[0], key.title) for key in CASE_KEYS),
        ("L", N_("Write a letter to the contractor, here and on Contractors")),
        ("Ctrl S", N_("Save the text of a letter")),
    ),
)


class KeySheet(QDialog):
    """Every key and what it does, in two columns."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("All keys"))
        self.setLayoutDirection(appearance.direction)
        across = QHBoxLayout(self)
        across.setContentsMargins(24, 20, 24, 20)
        across.setSpacing(36)
        for groups in (KEYS, (ON_PENALTIES,)):
            across.addLayout(_column(groups))


def _column(groups: tuple[Group, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for title, keys in groups:
        grid.addWidget(label("heading", _(title)), grid.rowCount(), 0, 1, 2)
        for key, does in keys:
            place = grid.rowCount()
            grid.addWidget(KeyHint(key), place, 0, Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(label("", _(does)), place, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return grid
