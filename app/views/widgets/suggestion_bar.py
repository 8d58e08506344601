"""One proposal in a line: what is most pressing, what is suggested, and two keys to answer it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import IconLabel, Part, PartsLabel


@dataclass(frozen=True)
class Answer:
    """A button of the bar: label (a marked message), and the caps of its keys, in their order."""

    title: str
    keys: str = ""


class SuggestionBar(QFrame):
    """A proposal made of toned parts.

    Signals:
        accepted: the user takes the proposal.
        declined: the user wants another.
        widened: the user wants a proposal for more than this.
    """

    accepted = Signal()
    declined = Signal()
    widened = Signal()

    def __init__(
        self,
        appearance: Appearance,
        *,
        accept: Answer,
        decline: Answer,
        widen: Answer,
        icon: str = "lightning-bolt",
    ) -> None:
        super().__init__()
        self._answers = (widen, decline, accept)
        self._parts = PartsLabel(appearance)
        self._widen, self._decline = self._button("ghost"), self._button("ghost")
        self._accept = self._button("primary")
        self._widen.clicked.connect(self.widened)
        self._decline.clicked.connect(self.declined)
        self._accept.clicked.connect(self.accepted)
        self.setProperty("role", "suggestion")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(IconLabel(appearance, icon, tone="warn", size=22))
        row.addWidget(self._parts, 1)
        for button, answer in zip(self._buttons(), self._answers, strict=True):
            row.addWidget(button)
            for key in answer.keys.split():
                row.addWidget(KeyHint(key))
        appearance.changed.connect(self._say)
        self._say()

    def show_parts(self, parts: tuple[Part, ...], *, can_accept: bool = True) -> None:
        """Propose this; with nothing to accept only the other button works."""
        self._parts.show_parts(parts)
        self._accept.setEnabled(can_accept)
        self.setAccessibleName(self._parts.text())

    def focus_accept(self) -> None:
        """Put the focus on the accepting button, so that Enter takes the proposal."""
        self._accept.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def accept_button(self) -> QPushButton:
        """The button that takes the proposal."""
        return self._accept

    def decline_button(self) -> QPushButton:
        """The button that asks for another."""
        return self._decline

    def widen_button(self) -> QPushButton:
        """The button that asks for a proposal for more than this."""
        return self._widen

    def _buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        return self._widen, self._decline, self._accept

    def _button(self, role: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", role)
        # Enter presses the focused answer without a dialog around it.
        button.setAutoDefault(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _say(self) -> None:
        for button, answer in zip(self._buttons(), self._answers, strict=True):
            button.setText(_(answer.title))
            button.setAccessibleName(_(answer.title))
