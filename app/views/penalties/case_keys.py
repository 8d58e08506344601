"""What can be done with a penalty case: the word on its button, its key, and the step of the life it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.penalty_cases import CaseAction, CaseState, allowed_actions
from app.i18n import N_, _
from app.services.penalties.cases import CaseRow
from app.views.appearance import Appearance
from app.views.widgets.flow_layout import FlowLayout


@dataclass(frozen=True)
class CaseKey:
    """One thing to do: a marked message, the key by its Latin letter and by the Persian one beside it."""

    name: str
    title: str
    keys: tuple[str, str]
    action: CaseAction
    is_next: bool = False
    """It leads the case on; its button is the first in its state."""


CASE_KEYS: tuple[CaseKey, ...] = (
    CaseKey("review", N_("Review…"), ("R", "ق"), CaseAction.REVIEWED, is_next=True),
    CaseKey("approve", N_("Approve…"), ("A", "ش"), CaseAction.APPROVED, is_next=True),
    CaseKey("issue", N_("Issue letter…"), ("I", "ه"), CaseAction.ISSUED, is_next=True),
    CaseKey("serve", N_("Served…"), ("S", "س"), CaseAction.SERVED, is_next=True),
    CaseKey("decide", N_("Decide…"), ("D", "ی"), CaseAction.DECIDED, is_next=True),
    CaseKey("settle", N_("Settle…"), ("T", "ف"), CaseAction.PAID, is_next=True),
    CaseKey("object", N_("Objection…"), ("O", "خ"), CaseAction.OBJECTED),
    CaseKey("correct-service", N_("Day of service…"), ("V", "ر"), CaseAction.SERVICE_CORRECTED),
    CaseKey("extend", N_("More days…"), ("E", "ث"), CaseAction.EXTENDED),
    CaseKey("accept", N_("Accepted in writing…"), ("Y", "غ"), CaseAction.ACCEPTED),
    CaseKey("demand", N_("Demand payment…"), ("P", "ح"), CaseAction.DEMANDED),
    CaseKey("lower", N_("Waive or reduce…"), ("W", "ص"), CaseAction.WAIVER_ASKED),
    CaseKey("correct", N_("Correct…"), ("C", "ز"), CaseAction.CORRECTION_PROPOSED),
    CaseKey("send-back", N_("Send back…"), ("B", "ذ"), CaseAction.SENT_BACK),
)
"""In the order in which they stand in a row."""


_EVEN_FOLLOWED = frozenset({CaseAction.OBJECTED, CaseAction.DECIDED, CaseAction.SERVICE_CORRECTED})
"""What is still done to an interim case once the final one has taken its place."""


def is_possible(case: CaseRow, key: CaseKey) -> bool:
    """Whether this can be done to a case as it stands."""
    is_late = case.is_superseded and not (case.is_interim and key.action in _EVEN_FOLLOWED)
    return not is_late and key.action in allowed_actions(CaseState(case.state))


class CaseBar(QWidget):
    """A button for everything that can be done with the case now; what cannot be done is left out.

    Signals:
        acted: name of the CaseKey the user wants.
    """

    acted = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.buttons: Mapping[str, QPushButton] = {key.name: self._button(key) for key in CASE_KEYS}
        row = FlowLayout(self, gap=8)
        for button in self.buttons.values():
            row.addWidget(button)
        appearance.changed.connect(self._say)
        self._say()
        self.show_case(None)

    def show_case(self, case: CaseRow | None) -> None:
        """Offer what this case allows."""
        for key in CASE_KEYS:
            self.buttons[key.name].setVisible(case is not None and is_possible(case, key))

    def _button(self, key: CaseKey) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("name", key.name)
        button.setProperty("role", "primary" if key.is_next else "ghost")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._tell)
        return button

    @Slot()
    def _tell(self) -> None:
        self.acted.emit(str(self.sender().property("name")))

    @Slot()
    def _say(self) -> None:
        for key in CASE_KEYS:
            text = f"{_(key.title)} ({key.keys[0]})"
            self.buttons[key.name].setText(text)
            self.buttons[key.name].setAccessibleName(text)
