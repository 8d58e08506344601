"""Adding, changing and taking away rows of a draft."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import _
from app.views.appearance import Appearance


class RowTools(QWidget):
    """Three buttons; which of them work depends on whether a row is chosen.

    Signals:
        added, opened, removed: the user pressed the button.
    """

    added = Signal()
    opened = Signal()
    removed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.add_button, self.open_button, self.remove_button = (QPushButton() for _each in range(3))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button, signal in (
            (self.add_button, self.added),
            (self.open_button, self.opened),
            (self.remove_button, self.removed),
        ):
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        appearance.changed.connect(self._say)
        self._say()

    def show_standing(self, *, has_row: bool) -> None:
        """Whether there is a row to change or take away."""
        self.open_button.setEnabled(has_row)
        self.remove_button.setEnabled(has_row)

    def _say(self) -> None:
        for button, text in (
            (self.add_button, _("Add…")),
            (self.open_button, _("Change… (Enter)")),
            (self.remove_button, _("Take away")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
