"""The tab of history: who drafted, saved, approved or withdrew what and when."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.agreements.register import RevisionRow, RevisionText, history, revision_text
from app.views.agreements.agreement_words import moment_text
from app.views.agreements.tab import AgreementTab
from app.views.agreements.toml_file import FileChooser, choose_target, write_text
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.widgets.message_bar import Message

STATES = {
    "draft": (N_("Draft"), "file-document-edit-outline", "info"),
    "approved": (N_("Approved"), "check-decagram-outline", "ok"),
    "withdrawn": (N_("Withdrawn"), "undo-variant", "idle"),
}


@dataclass(frozen=True)
class Told:
    """The revisions of an agreement; its code comes back with them, so that a late answer is known."""

    code: str
    rows: tuple[RevisionRow, ...]


def told_history(session: Any, code: str) -> Told:
    """Every revision of an agreement, newest first."""
    return Told(code, tuple(history(session, code)))


class HistoryTab(AgreementTab):
    """Revisions as rows; each can be kept as a file.

    Signals:
        import_wanted: the user wants a file to become a draft.
    """

    import_wanted = Signal()

    def __init__(
        self, desk: Desk, appearance: Appearance, *, choose_file: FileChooser = choose_target
    ) -> None:
        super().__init__(desk, appearance)
        self._choose_file = choose_file
        columns = (
            Column(N_("Revision"), self._revision, 132),
            Column(N_("Drafted"), self._drafted, 150, 2),
            Column(N_("Saved"), self._saved, 150, 2),
            Column(N_("Decided"), self._decided, 150, 2),
            Column(N_("Note"), self._note, 90, 2, drop=1),
        )
        self.rows = RowTable(appearance, columns, name=N_("History"), key=lambda row: row.id, tall=True)
        self.export_button, self.import_button = QPushButton(), QPushButton()
        tools = QHBoxLayout()
        tools.setSpacing(8)
        for button in (self.export_button, self.import_button):
            tools.addWidget(button)
        tools.addStretch(1)
        self.column.addLayout(tools)
        self.column.addWidget(self.rows, 1)
        self.rows.opened.connect(self.export)
        self.rows.picked.connect(self._show_standing)
        self.export_button.clicked.connect(self.export)
        self.import_button.clicked.connect(self.import_wanted)

    def take_keys(self) -> None:
        self.rows.setFocus()
        if self.rows.current() is None and self.rows.rows():
            self.rows.choose(self.rows.rows()[0].id)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        for button, text in (
            (self.export_button, _("Export as TOML…")),
            (self.import_button, _("Import a file as draft…")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self._show_standing()
        self.desk.ask(told_history, agreement.code, done=self._show)

    @Slot()
    def export(self) -> None:
        """Keep the chosen revision as a file, as it was written."""
        row: RevisionRow | None = self.rows.current()
        path = self._choose_file(self, f"{row.code}-{row.number}.toml") if row is not None else None
        if row is None or path is None:
            return

        self.desk.ask(revision_text, row.id, done=partial(self._keep, path), failed=self._refuse)

    def _keep(self, path: Path, text: RevisionText) -> None:
        task = partial(write_text, path, text.document)
        self.desk.work(task, done=self._tell_kept, failed=self._refuse)

    def _show(self, answer: Told) -> None:
        if self.agreement is not None and answer.code == self.agreement.code:
            self.rows.show_rows(answer.rows)
            if self.rows.current() is None and answer.rows:
                self.rows.choose(answer.rows[0].id)
            self._show_standing()

    def _tell_kept(self, path: Path) -> None:
        self.told.emit(Message(_("The agreement was saved as {file}.").format(file=isolate(path.name))))

    def _refuse(self, refusal: object) -> None:
        self.refused.emit(refusal)

    @Slot()
    def _show_standing(self) -> None:
        self.export_button.setEnabled(self.rows.current() is not None)

    def _revision(self, row: RevisionRow) -> Cell:
        word, icon, tone = STATES[row.state]
        number = _("Revision {number}").format(number=self.appearance.formats.number(row.number))
        return Cell(number, sub=_(word), icon=icon, tone=tone, bold=True)

    def _drafted(self, row: RevisionRow) -> Cell:
        return Cell(isolate(row.drafted_by), sub=moment_text(row.drafted_at, self.appearance.formats))

    def _saved(self, row: RevisionRow) -> Cell:
        if (row.saved_at, row.saved_by) == (row.drafted_at, row.drafted_by):
            return Cell(_("as drafted"), tone="muted")
        return Cell(isolate(row.saved_by), sub=moment_text(row.saved_at, self.appearance.formats))

    def _decided(self, row: RevisionRow) -> Cell:
        if row.decided_at is None:
            return Cell(_("open"), tone="muted")
        return Cell(isolate(row.decided_by), sub=moment_text(row.decided_at, self.appearance.formats))

    def _note(self, row: RevisionRow) -> Cell:
        return Cell(row.note or "—", tone="text" if row.note else "muted")
