"""The technicians of a contractor: skills, shifts, leave, certificates and van, each in one line to edit."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.persian import Language
from app.domain.technician_texts import (
    read_certificates,
    read_leave,
    read_shifts,
    read_van,
    write_certificates,
    write_leave,
    write_shifts,
    write_van,
)
from app.i18n import N_, _
from app.services.fault_catalogue import fault_catalogue
from app.services.technician_file import AtWork, TechnicianFile, keep_at_work, technician_files
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.labels import FIRST_STRONG_ISOLATE, POP_ISOLATE, label
from app.views.widgets.message_bar import Message

FIELDS = (
    ("skills", N_("Skills"), N_("POS, PINPAD, ATM")),
    ("shifts", N_("Weekly shifts"), N_("sat-wed 08:00-17:00; thu 08:00-13:00")),
    ("leave", N_("Leave"), N_("2026-12-01..2026-12-03 training; 2026-12-20")),
    ("certificates", N_("Certificates, with their last day"), N_("ATM 2027-03-20, S90")),
    ("van", N_("Parts in the van"), N_("adapter 2, sim 5")),
)

LONG, LONG_HEIGHT = frozenset({"leave", "van"}), 72
EXAMPLES = {name: example for name, _words, example in FIELDS}
LEFT_TO_RIGHT = "\u200e"
"""Stands unseen before hours that follow a Persian day: otherwise they would run from right to left."""


class LongLine(QPlainTextEdit):
    """Room for several entries, one below the other, with the manners of a line."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)
        self.setFixedHeight(LONG_HEIGHT)

    def text(self) -> str:
        """What stands there."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Let this stand there."""
        self.setPlainText(text)

    def setCursorPosition(self, _place: int) -> None:
        """Show its beginning."""
        self.moveCursor(QTextCursor.MoveOperation.Start)


class TechniciansDialog(QDialog):
    """Whom to edit at the start side, what is known of him beside; a line that cannot be read is marked.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, party: tuple[int, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._party_id, self._party_name = party
        self._files: list[TechnicianFile] = []
        self.people = QListWidget()
        self.lines: dict[str, QLineEdit | LongLine] = {
            name: LongLine() if name in LONG else QLineEdit() for name, _words, _example in FIELDS
        }
        self._hints: dict[str, QLabel] = {}
        self.save_button, self._close = QPushButton(), QPushButton()
        self._lay_out()
        self.people.currentRowChanged.connect(self._show)
        for line in self.lines.values():
            line.textChanged.connect(self._weigh)
        self.save_button.clicked.connect(self.save)
        self._close.clicked.connect(self.reject)
        self._ask()

    def current(self) -> TechnicianFile | None:
        """The technician whose lines are shown."""
        place = self.people.currentRow()
        return self._files[place] if 0 <= place < len(self._files) else None

    @Slot()
    def save(self) -> None:
        """Keep what stands in the lines."""
        shown, new = self.current(), self._read()
        if shown is None or new is None or not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        self._desk.do(
            keep_at_work, shown.id, seen=shown.at_work, new=new, done=self._saved, failed=self._fail
        )

    def _lay_out(self) -> None:
        title = _("Technicians of {contractor}").format(contractor=self._party_name)
        self.setWindowTitle(title)
        self.resize(900, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("heading", title, wraps=True))
        both = QHBoxLayout()
        both.setSpacing(16)
        column.addLayout(both, 1)
        self.people.setFixedWidth(250)
        self.people.setAccessibleName(title)
        both.addWidget(self.people)
        form = QVBoxLayout()
        form.setSpacing(4)
        both.addLayout(form, 1)
        for name, words, example in FIELDS:
            line = self.lines[name]
            line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            line.setAccessibleName(_(words))
            line.setPlaceholderText(_in_order(_(example)))
            hint = label("quiet", "")
            self._hints[name] = hint
            for widget in (label("strong", _(words)), line, hint):
                form.addWidget(widget)
            form.addSpacing(8)
        form.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self._close.setText(_("Close"))
        self._close.setProperty("role", "ghost")
        self.save_button.setText(_("Save"))
        self.save_button.setProperty("role", "primary")
        for button in (self._close, self.save_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column.addLayout(foot)

    def _ask(self) -> None:
        self._desk.ask(
            technician_files, self._desk.clock, self._party_id, done=self._fill, failed=self.refused.emit
        )

    @Slot(object)
    def _fill(self, files: list[TechnicianFile]) -> None:
        place = max(0, self.people.currentRow())
        self._files = files
        fa = self._appearance.is_rtl
        self.people.blockSignals(True)
        self.people.clear()
        self.people.addItems([f"{name_in(one.name, one.name_en, fa=fa)} · {one.code}" for one in files])
        self.people.setCurrentRow(min(place, len(files) - 1))
        self.people.blockSignals(False)
        self._show()

    @Slot()
    def _show(self) -> None:
        shown, language = self.current(), self._appearance.language
        texts = dict.fromkeys(self.lines, "") if shown is None else _texts(shown.at_work, language)
        for name, line in self.lines.items():
            line.setText(texts[name])
            line.setCursorPosition(0)
            line.setEnabled(shown is not None)
        self._weigh()

    @Slot()
    def _weigh(self) -> None:
        """A line that cannot be read is marked and holds the button back."""
        wrong = [name for name in self.lines if self._value(name) is None]
        for name, hint in self._hints.items():
            hint.setProperty("tone", "crit" if name in wrong else "")
            hint.style().unpolish(hint)
            hint.style().polish(hint)
            words = (
                _("Cannot be read. For example: {example}") if name in wrong else _("For example: {example}")
            )
            example = f"{FIRST_STRONG_ISOLATE}{_in_order(_(EXAMPLES[name]))}{POP_ISOLATE}"
            hint.setText(words.format(example=example))
        shown = self.current()
        can = shown is not None and not wrong and self._read() != shown.at_work
        self.save_button.setEnabled(can)

    def _read(self) -> AtWork | None:
        values = {name: self._value(name) for name in self.lines}
        return None if None in values.values() else AtWork(**values)

    def _value(self, name: str) -> Any:
        try:
            return READERS[name](self.lines[name].text().replace(LEFT_TO_RIGHT, ""))
        except ValueError:
            return None

    @Slot(object)
    def _saved(self, _answer: object) -> None:
        shown = self.current()
        if shown is not None:
            name = name_in(shown.name, shown.name_en, fa=self._appearance.is_rtl)
            self.told.emit(Message(_("What is known of {name} is saved.").format(name=name)))
        self._ask()

    @Slot(object)
    def _fail(self, error: object) -> None:
        self.refused.emit(error)
        self._ask()


def _texts(known: AtWork, language: Language) -> dict[str, str]:
    return {
        "skills": known.skills,
        "shifts": _in_order(write_shifts(known.shifts, language)),
        "leave": write_leave(known.leave, language).replace("; ", "\n"),
        "certificates": write_certificates(known.certificates, language),
        "van": write_van(known.van),
    }


def _in_order(text: str) -> str:
    """The text with its hours and days in the order in which they are read."""
    return re.sub(r"(?<!\S)(?=\d)", LEFT_TO_RIGHT, text)


def _skills(text: str) -> str:
    return ",".join(word.strip() for word in text.replace("،", ",").split(",") if word.strip())


READERS: dict[str, Callable[[str], Any]] = {
    "skills": _skills,
    "shifts": read_shifts,
    "leave": read_leave,
    "certificates": read_certificates,
    "van": lambda text: read_van(text, fault_catalogue().parts),
}
