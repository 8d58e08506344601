"""What can be done with a handover and its lines: signing, printing, remarks and notes."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.labels import tool_tip

CHIP_LETTERS = 60


class LineTools(QWidget):
    """A remark to the chosen line, notes for the next shift; `buttons` stand elsewhere.

    Signals:
        remarked: what is said to the chosen line now.
        noted: a note for the next shift.
        ticked: whether the chosen note is done.
        dropped: the place of a note that was not meant.
    """

    remarked = Signal(str)
    noted = Signal(str)
    ticked = Signal(bool)
    dropped = Signal(int)

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
        self.add_button, self.job_button = QPushButton(), QPushButton()
        self._notes = QWidget()
        self._chips = FlowLayout(self._notes, gap=6)
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
            (self.job_button, _("Show the job")),
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

    def show_line(self, remark: str, *, may_edit: bool, is_note: bool, is_done: bool, has_job: bool) -> None:
        """Show what was said to the chosen line."""
        self.job_button.setEnabled(has_job)
        self.remark.setEnabled(may_edit)
        if self.remark.text() != remark:
            self.remark.setText(remark)
        self.done.setVisible(may_edit and is_note)
        self.done.setChecked(is_done)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Show the notes that were added and are not signed yet; each can be taken out again."""
        for old in self._notes.findChildren(QPushButton):
            self._chips.removeWidget(old)
            old.deleteLater()
        for place, note in enumerate(notes):
            chip = QPushButton(f"{shortened(note)}  ✕")
            chip.setProperty("role", "chip")
            chip.setAccessibleName(note)
            chip.setToolTip(tool_tip(note))
            chip.clicked.connect(partial(self.dropped.emit, place))
            self._chips.addWidget(chip)
        self._notes.setVisible(bool(notes))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addStretch(0)
        first.addWidget(self.remark, 1)
        first.addWidget(self.done)
        first.addWidget(self.job_button)
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


def shortened(note: str) -> str:
    """The beginning of a note, as long as a chip may be."""
    return note if len(note) <= CHIP_LETTERS else f"{note[: CHIP_LETTERS - 1].rstrip()}…"
