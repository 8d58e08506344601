"""The letters of a case: the notice and what followed it, each shown, printed and saved as it was issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.domain.errors import RuleBroken
from app.domain.persian import isolate
from app.i18n import LANGUAGES, N_, _
from app.services.letters.archive import LetterRow, letter_pdf
from app.services.letters.kinds import LetterKind
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_tab import CaseTab
from app.views.penalties.letter_view import LetterView

NOT_THERE = frozenset({"letter-not-in-language", "letter-not-printed"})
KINDS: Mapping[LetterKind, tuple[str, str]] = {
    LetterKind.PENALTY: (N_("Penalty notice"), "gavel"),
    LetterKind.INTERIM_PENALTY: (N_("Interim notice"), "gavel"),
    LetterKind.FIRST_WARNING: (N_("First written warning"), "email-alert-outline"),
    LetterKind.SECOND_WARNING: (N_("Second written warning"), "email-alert-outline"),
    LetterKind.CORRECTIVE_ACTION: (N_("Request for corrective action"), "email-edit-outline"),
    LetterKind.OBJECTION_ANSWER: (N_("Objection answer"), "scale-balance"),
    LetterKind.WAIVER: (N_("Waiver notice"), "cash-minus"),
    LetterKind.CORRECTION: (N_("Correction notice"), "file-replace-outline"),
}
"""Word and shape of each kind of letter."""


@dataclass(frozen=True)
class OpenedLetter:
    """The PDF of a letter by language, as far as it has been printed."""

    number: str
    documents: Mapping[str, bytes]


def opened_letter(session: Any, number: str) -> OpenedLetter:
    """What was issued under a number. Raises RuleBroken: unknown-letter, letter-damaged."""
    documents: dict[str, bytes] = {}
    for language in LANGUAGES:
        try:
            documents[language] = letter_pdf(session, number, language)
        except RuleBroken as refusal:
            if refusal.code not in NOT_THERE:
                raise
    return OpenedLetter(number, documents)


class LettersTab(CaseTab):
    """The letters at the start side, the chosen one beside them.

    Signals:
        writing_wanted: write the letters that are due.
    """

    writing_wanted = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, view: LetterView) -> None:
        super().__init__(desk, appearance)
        self.view = view
        self.rows = RowTable(
            appearance,
            (Column(N_("Letter"), self._letter, 190, 1),),
            name=N_("Letters of the case"),
            key=lambda row: row.id,
            tall=True,
        )
        self.write_button = QPushButton()
        listed = QVBoxLayout()
        listed.addWidget(self.rows, 1)
        listed.addWidget(self.write_button)
        across = QHBoxLayout()
        across.setSpacing(10)
        across.addLayout(listed, 2)
        across.addWidget(view, 5)
        self.column.addLayout(across, 1)
        self.rows.picked.connect(self._open)
        self.write_button.clicked.connect(self.writing_wanted)
        view.told.connect(self.told)
        view.refused.connect(self.refused)

    def fill(self, file: CaseFile | None) -> None:
        self.write_button.setText(_("Write what is due"))
        self.write_button.setAccessibleName(self.write_button.text())
        self.write_button.setVisible(file is not None and bool(file.following))
        rows = file.letters if file else ()
        self.rows.show_rows(rows)
        if self.rows.current() is None and rows:
            self.rows.choose(rows[0].id)
        else:
            self._open()

    def count(self) -> int:
        return len(self.rows.rows())

    @Slot()
    def _open(self) -> None:
        row: LetterRow | None = self.rows.current()
        if row is None:
            self.view.show_letter("", {})
        else:
            self.desk.ask(opened_letter, row.number, done=self._show, failed=self.refused.emit)

    def _show(self, letter: OpenedLetter) -> None:
        row: LetterRow | None = self.rows.current()
        if row is not None and row.number == letter.number:
            self.view.show_letter(letter.number, letter.documents)

    def _letter(self, row: LetterRow) -> Cell:
        word, icon = KINDS[LetterKind(row.kind)]
        formats = self.appearance.formats
        number = isolate(formats.digits(row.number))
        if row.issued_at is None:
            waits = row.problem or _("not printed yet")
            return Cell(number, sub=f"{_(word)} · {waits}", icon="clock-outline", tone="warn")
        sub = f"{_(word)} · {formats.date(row.issued_at)}"
        return Cell(number, sub=sub, icon=icon, bold=True)
