"""The button that writes a warning or a request to the contractor chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from app.domain.jalali import JalaliMonth
from app.i18n import _
from app.services.penalties.drafting import Contract, contracts
from app.services.scorecards import ScorecardRow
from app.views.page import Page
from app.views.penalties.warning_steps import WRITE_KEYS, WarningSteps


@dataclass(frozen=True)
class Addressed:
    """A contractor by its name, and the contracts it has in a month."""

    name: str
    contracts: tuple[Contract, ...]


def addressed(session: Any, month: JalaliMonth, code: str, name: str) -> Addressed:
    """The contracts under which a contractor could be written to."""
    return Addressed(name, tuple(contracts(session, month, contractor=code)))


class LetterButton(QPushButton):
    """Works while a contractor is chosen; the same by the key L anywhere on the page."""

    def __init__(self, page: Page, month: Callable[[], JalaliMonth]) -> None:
        super().__init__()
        self._page = page
        self._month = month
        self._card: ScorecardRow | None = None
        self.steps = WarningSteps(page.desk, page.appearance, page)
        self.setProperty("role", "ghost")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.write)
        self.steps.told.connect(page.told)
        self.steps.refused.connect(page.refused)
        shortcut = QShortcut(page)
        shortcut.setKeys([QKeySequence(letter) for letter in WRITE_KEYS])
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.write)
        shortcut.activatedAmbiguously.connect(self.write)
        page.appearance.changed.connect(self._say)
        self._say()
        self.show_party(None)

    def show_party(self, card: ScorecardRow | None) -> None:
        """Whom the letter would go to."""
        self._card = card
        self.setEnabled(card is not None)

    @Slot()
    def write(self) -> None:
        """Ask what the letter says, once the contracts of the contractor are known."""
        card = self._card
        if card is not None:
            name = card.name_fa if self._page.appearance.language == "fa" else card.name_en
            self._page.desk.ask(
                addressed, self._month(), card.party, name, done=self._ask, failed=self._page.refused.emit
            )

    def _ask(self, found: Addressed) -> None:
        self.steps.write(found.contracts, found.name)

    @Slot()
    def _say(self) -> None:
        text = _("Letter to the contractor… (L)")
        self.setText(text)
        self.setAccessibleName(text)
