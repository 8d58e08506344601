"""What waits: waivers and corrections that a second person decides on here, and letters that are due."""

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
from app.views.penalties.letters_tab import KINDS
from app.views.penalties.waiver_forms import waiver_words
from app.views.widgets.frames import Card
from app.views.widgets.labels import IconLabel, label

ASKED, PROPOSED = "asked", "proposed"
Pending = WaiverRow | CorrectionRow


class PendingStrip(QWidget):
    """A card for each thing that waits.

    Signals:
        approved, refused: the WaiverRow or CorrectionRow the user wants to decide on.
        writing_wanted: write the letters that are due.
    """

    approved = Signal(object)
    refused = Signal(object)
    writing_wanted = Signal()

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

    def letters_due(self) -> str:
        """Which letters are to be written after what was decided; empty: none."""
        kinds = [each.kind for each in self._file.following] if self._file is not None else []
        mark = "، " if self._appearance.language == "fa" else ", "
        return mark.join(dict.fromkeys(_(KINDS[kind][0]) for kind in kinds))

    def _say(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in self.pending():
            self._column.addWidget(self._card(row))
        due = self.letters_due()
        if due:
            self._column.addWidget(self._due_card(due))
        self.setVisible(bool(self.pending()) or bool(due))

    def _due_card(self, due: str) -> Card:
        card, line = self._begun("email-edit-outline", _("Letters are due: {letters}.").format(letters=due))
        button = QPushButton(_("Write what is due"))
        button.setAccessibleName(button.text())
        button.setProperty("role", "primary")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self.writing_wanted)
        line.addWidget(button)
        card.body.addLayout(line)
        return card

    def _begun(self, icon: str, said: str) -> tuple[Card, QHBoxLayout]:
        """A card whose line has its shape and its words; buttons follow."""
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(IconLabel(self._appearance, icon, tone="warn", size=20))
        line.addWidget(label("", said, wraps=True), 1)
        return Card(), line

    def _card(self, row: Pending) -> Card:
        card, line = self._begun("account-multiple-check-outline", self._said(row))
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
