"""What can be done with the jobs chosen, at the foot of the board while more than one is."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.i18n import N_, _, ngettext
from app.views.appearance import Appearance
from app.views.widgets.labels import label

OFFERED = (
    ("job.assign", N_("Assign…"), "A"),
    ("job.hold", N_("Hold…"), "H"),
    ("job.resume", N_("Resume"), "G"),
    ("job.priority", N_("Priority…"), "P"),
    ("job.close", N_("Close"), "X"),
    ("job.cancel", N_("Cancel…"), "Delete"),
)
"""Actions of the board by name, with what their button says and their key."""
MANY = 200


class BulkBar(QFrame):
    """How many are chosen, and a button for each thing that can be done with them.

    Signals:
        wanted: the name of the action to be carried out on the jobs chosen.
        ended: the choice is to be dropped.
    """

    wanted = Signal(str)
    ended = Signal()

    def __init__(self, appearance: Appearance, *, can: Callable[[str], bool]) -> None:
        super().__init__()
        self._appearance = appearance
        self._can = can
        self._count = 0
        self.setProperty("role", "bulk")
        self._said = label("strong")
        self._end = QPushButton()
        self._end.setProperty("role", "link")
        self._end.clicked.connect(self.ended)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 14, 7)
        row.setSpacing(8)
        row.addWidget(self._said)
        for name, _title, key in OFFERED:
            button = self._buttons[name] = QPushButton()
            button.setProperty("action", name)
            button.setToolTip(key)
            button.clicked.connect(self._want)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._end)
        appearance.changed.connect(self._say)
        self.hide()

    def button(self, name: str) -> QPushButton:
        """The button of an action."""
        return self._buttons[name]

    def show_choice(self, count: int) -> None:
        """Offer what can be done with so many jobs; without any there is no bar."""
        self._count = count
        for name, button in self._buttons.items():
            # Of very many, some will allow it; each that does not says why afterwards.
            button.setEnabled(count > MANY or (count > 0 and self._can(name)))
        self.setVisible(count > 0)
        self._say()

    @Slot()
    def _want(self) -> None:
        button = self.sender()
        if button is not None:
            self.wanted.emit(str(button.property("action")))

    @Slot()
    def _say(self) -> None:
        count = self._appearance.formats.number(self._count)
        self._said.setText(ngettext("{count} chosen", "{count} chosen", self._count).format(count=count))
        for name, title, _key in OFFERED:
            self._buttons[name].setText(_(title))
        self._end.setText(_("Choose none"))
        self.setAccessibleName(self._said.text())
