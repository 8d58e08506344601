"""What waits for a second person: waivers asked for and corrections proposed, decided where they are seen."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.persian import isolate
from app.i18n import _
from app.services.code_words import worded
from app.services.penalties.case_words import REASONS
from app.services.penalties.corrections import CorrectionRow
from app.services.penalties.waivers import WaiverRow
from app.views.appearance import Appearance
from app.views.penalties.case_columns import rial
from app.views.penalties.case_file import CaseFile
from app.views.penalties.waiver_forms import waiver_words
from app.views.widgets.frames import Card
from app.views.widgets.labels import IconLabel, label

ASKED, PROPOSED = "asked", "proposed"
Pending = WaiverRow | CorrectionRow


class PendingStrip(QWidget):
    """A card for each thing that waits.

    Signals:
        approved, refused: the WaiverRow or CorrectionRow the user wants to decide on.
    """

    approved = Signal(object)
    refused = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._file: CaseFile | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()
        appearance.changed.connect(self._say)

    def show_file(self, file: CaseFile | None) -> None:
        """Show what waits in this case."""
        self._file = file
        self._say()

    def pending(self) -> list[Pending]:
        """What waits now."""
        if self._file is None:
            return []
        asked: list[Pending] = [row for row in self._file.waivers if row.state == ASKED]
        return [*asked, *(row for row in self._file.corrections if row.state == PROPOSED)]

    def _say(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in self.pending():
            self._column.addWidget(self._card(row))
        self.setVisible(bool(self.pending()))

    def _card(self, row: Pending) -> Card:
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(IconLabel(self._appearance, "account-multiple-check-outline", tone="warn", size=20))
        line.addWidget(label("", self._said(row), wraps=True), 1)
        for text, role, signal in (
            (_("Approve…"), "primary", self.approved),
            (_("Refuse…"), "ghost", self.refused),
        ):
            button = QPushButton(text)
            button.setAccessibleName(text)
            button.setProperty("role", role)
            button.setCursor(Qt.CursorShape.PointingHandCursor)

            def tell(_checked: bool = False, signal: SignalInstance = signal) -> None:
                signal.emit(row)

            button.clicked.connect(tell)
            line.addWidget(button)
        card.body.addLayout(line)
        return card

    def _said(self, row: Pending) -> str:
        if isinstance(row, WaiverRow):
            return waiver_words(row, self._appearance.formats)
        formats = self._appearance.formats
        said = _("{by} proposes to correct the notice from {before} to {after} rial: {reason}.").format(
            by=isolate(row.proposed_by) if row.proposed_by else _("the program"),
            before=isolate(rial(row.before, formats)),
            after=isolate(rial(row.after, formats)),
            reason=worded(REASONS, row.reason),
        )
        return f"{said} {row.note}".strip()
