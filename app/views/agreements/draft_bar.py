"""What can be done with the draft of an agreement, as a row of buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import _
from app.views.appearance import Appearance


class DraftBar(QWidget):
    """Five buttons; one that does not work says why.

    Signals:
        begun, checked, withdrawn, approved, saved: the user pressed the button.
    """

    begun = Signal()
    checked = Signal()
    withdrawn = Signal()
    approved = Signal()
    saved = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.new_button, self.check_button, self.withdraw_button, self.approve_button, self.save_button = (
            QPushButton() for _each in range(5)
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button, signal, role in (
            (self.new_button, self.begun, "ghost"),
            (self.check_button, self.checked, "ghost"),
            (self.withdraw_button, self.withdrawn, "ghost"),
            (self.approve_button, self.approved, "ghost"),
            (self.save_button, self.saved, "primary"),
        ):
            button.setProperty("role", role)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(signal)
            row.addWidget(button)
        appearance.changed.connect(self._say)
        self._say()

    def show_standing(self, *, is_shown: bool, has_draft: bool, has_edits: bool) -> None:
        """Which buttons work: whether an agreement is shown, has an open draft, has edits not saved."""
        for button, works, why in (
            (self.new_button, is_shown and not has_draft, _("A draft is open already.")),
            (self.check_button, is_shown, ""),
            (self.withdraw_button, has_draft, _("No draft is open.")),
            (self.approve_button, has_draft and not has_edits, _("Only a saved draft can be approved.")),
            (self.save_button, has_edits, _("Nothing has been edited.")),
        ):
            button.setEnabled(works)
            button.setToolTip("" if works else why)

    def _say(self) -> None:
        for button, name in (
            (self.new_button, _("New draft… (Ctrl+D)")),
            (self.check_button, _("Check")),
            (self.withdraw_button, _("Withdraw…")),
            (self.approve_button, _("Approve…")),
            (self.save_button, _("Save (Ctrl+S)")),
        ):
            button.setText(name)
            button.setAccessibleName(name)
