"""What can be done with a handover and its lines: signing, printing, remarks and notes."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.labels import label


class LineTools(QWidget):
    """A remark to the chosen line, notes for the next shift; `buttons` stand elsewhere.

    Signals:
        remarked: what is said to the chosen line now.
        noted: a note for the next shift.
        ticked: whether the chosen note is done.
    """

    remarked = Signal(str)
    noted = Signal(str)
    ticked = Signal(bool)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.sign_button, self.take_button = QPushButton(), QPushButton()
        self.pdf_button, self.csv_button = QPushButton(), QPushButton()
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.sign_button.setProperty("role", "primary")
        self.take_button.setProperty("role", "primary")
        for button in (self.pdf_button, self.csv_button):
            button.setProperty("role", "ghost")
        row.addWidget(self.sign_button)
        row.addWidget(self.take_button)
        row.addStretch(1)
        row.addWidget(self.pdf_button)
        row.addWidget(self.csv_button)
        self.remark, self.note = QLineEdit(), QLineEdit()
        self.done = QCheckBox()
        self.add_button = QPushButton()
        self._notes = label("", wraps=True)
        self._lay_out()
        self.remark.textEdited.connect(self.remarked)
        self.done.clicked.connect(self.ticked)
        self.add_button.clicked.connect(self._add)
        self.note.returnPressed.connect(self._add)
        self.show_notes(())

    def retranslate(self) -> None:
        """Say everything again."""
        for button, text in (
            (self.sign_button, _("Hand over…")),
            (self.take_button, _("Take over…")),
            (self.pdf_button, _("Save as PDF…")),
            (self.csv_button, _("Save as CSV…")),
            (self.add_button, _("Add the note")),
            (self.done, _("This note is done")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        for field, text in (
            (self.remark, _("Remark to the chosen line, for the next shift")),
            (self.note, _("A note for the next shift; it is carried until it is done")),
        ):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)

    def show_state(self, *, is_now: bool, waits: bool) -> None:
        """Offer what is possible: signing while nothing waits, taking while something does."""
        self.sign_button.setVisible(is_now)
        self.sign_button.setEnabled(not waits)
        self.take_button.setVisible(waits)
        for button in (self.pdf_button, self.csv_button):
            button.setVisible(not is_now)
        self.note.setVisible(is_now)
        self.add_button.setVisible(is_now)
        self.remark.setVisible(is_now)

    def show_line(self, remark: str, *, may_edit: bool, is_note: bool, is_done: bool) -> None:
        """Show what was said to the chosen line."""
        self.remark.setEnabled(may_edit)
        if self.remark.text() != remark:
            self.remark.setText(remark)
        self.done.setVisible(may_edit and is_note)
        self.done.setChecked(is_done)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Show the notes that were added and are not signed yet."""
        self._notes.setText("\n".join(f"• {note}" for note in notes))
        self._notes.setVisible(bool(notes))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.remark, 1)
        first.addWidget(self.done)
        second.addWidget(self.note, 1)
        second.addWidget(self.add_button)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._notes)

    @Slot()
    def _add(self) -> None:
        text = self.note.text().strip()
        if text:
            self.noted.emit(text)
            self.note.clear()
