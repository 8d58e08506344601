"""Why an alarm is to be silent and for how long: a reason, a duration within the limit, a note."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.persian import duration_words
from app.i18n import _
from app.services.alarm_steps import OTHER, SHELVING_REASONS, Shelf
from app.services.alarm_words import SHELVING
from app.views.appearance import Appearance
from app.views.widgets.choices import ChipRow, Choice
from app.views.widgets.labels import label

DURATIONS = (5, 15, 30, 60, 120, 240, 480, 720, 1440)
WIDTH, SIDE = 520, 20


class ShelvingDialog(QDialog):
    """One question, answered by keys: a digit for the reason, + and - for the duration, Enter.

    Signals:
        answered: the Shelf.
    """

    answered = Signal(object)

    def __init__(
        self, parent: QWidget, appearance: Appearance, subject: str, *, longest: int, now: datetime
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._now = now
        self._longest = longest
        self.setWindowTitle(_("Shelve"))
        digits = appearance.formats.digits
        self._reasons = ChipRow(
            appearance,
            tuple(
                Choice(reason, f"{digits(str(place))}  {_(SHELVING[reason])}")
                for place, reason in enumerate(SHELVING_REASONS, 1)
            ),
        )
        allowed = [minutes for minutes in DURATIONS if minutes <= longest] or [longest]
        self._durations = ChipRow(
            appearance,
            tuple(
                Choice(str(minutes), duration_words(minutes * 60, appearance.language)) for minutes in allowed
            ),
        )
        self._durations.choose(str(allowed[min(2, len(allowed) - 1)]))
        self._note = QLineEdit()
        self._until = label("muted", wraps=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._accept = self._buttons.addButton(_("Shelve"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._reasons.chosen.connect(self._weigh)
        self._durations.chosen.connect(self._weigh)
        self._note.textChanged.connect(self._weigh)
        self._lay_out(subject)
        self._set_default()
        self._weigh()

    def shelf(self) -> Shelf:
        """The answer as it stands."""
        return Shelf(self._reasons.key(), int(self._durations.key()), self._note.text().strip())

    def accept(self) -> None:
        """Tell the answer; another reason needs its words first."""
        if self._accept.isEnabled():
            self.answered.emit(self.shelf())
            super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and signs answer while the hands are not in the note."""
        typed = event.text()
        place = "123456789".find(typed) if typed else -1
        if place < 0 and typed:
            place = "۱۲۳۴۵۶۷۸۹".find(typed)
        if 0 <= place < len(SHELVING_REASONS):
            self._reasons.choose(SHELVING_REASONS[place])
            if SHELVING_REASONS[place] == OTHER:
                self._note.setFocus()
        elif typed in {"+", "="}:
            self._step(1)
        elif typed == "-":
            self._step(-1)
        else:
            super().keyPressEvent(event)
        self._weigh()

    def _step(self, by: int) -> None:
        keys = [str(minutes) for minutes in DURATIONS if minutes <= self._longest] or [str(self._longest)]
        place = keys.index(self._durations.key()) + by
        self._durations.choose(keys[min(max(place, 0), len(keys) - 1)])

    def _lay_out(self, subject: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 18, SIDE, 16)
        column.setSpacing(10)
        column.addWidget(label("heading", subject, wraps=True))
        column.addWidget(label("muted", _("Reason of the shelving")))
        for row in (self._reasons, self._durations):
            # A dialog does not ask how high its rows are at its width.
            row.setMinimumHeight(row.heightForWidth(WIDTH - 2 * SIDE))
        column.addWidget(self._reasons)
        longest = duration_words(self._longest * 60, self._appearance.language)
        column.addWidget(label("muted", _("How long (at most {longest})").format(longest=longest)))
        column.addWidget(self._durations)
        column.addWidget(self._note)
        column.addWidget(self._until)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.setFixedWidth(WIDTH)
        self._reasons.button(SHELVING_REASONS[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_default(self) -> None:
        """Enter answers the question, whichever chip has the focus."""
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._accept.setDefault(True)

    @Slot()
    def _weigh(self) -> None:
        shelf = self.shelf()
        is_other = shelf.reason == OTHER
        asked = _("Which reason (needed)") if is_other else _("Note (optional)")
        self._note.setPlaceholderText(asked)
        self._note.setAccessibleName(asked)
        back = self._now + timedelta(minutes=shelf.minutes)
        self._until.setText(
            _("It comes back by itself at {time}, also after a restart.").format(
                time=self._appearance.formats.time(back)
            )
        )
        self._accept.setEnabled(bool(shelf.note) or not is_other)
