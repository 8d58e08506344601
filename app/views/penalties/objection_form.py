"""What a contractor objects to: received when and from whom, then line by line with reason and evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.domain.errors import BadInput, PoshtibanError, RuleBroken
from app.domain.penalty_cases import EvidenceKind, ObjectionReason
from app.domain.persian import isolate
from app.i18n import N_, _, ngettext
from app.services.code_words import worded
from app.services.penalties.case_words import REASONS
from app.services.penalties.cases import LineRow
from app.services.penalties.evidence import MOST_BYTES, Evidence
from app.services.penalties.objections import LineObjection, Objection
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.penalties.case_columns import LineWords, rial
from app.views.penalties.step_form import StepForm, choice_of, needed
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.labels import label
from app.views.wording import refusal

SIZE = (940, 640)
EvidenceChooser = Callable[[QWidget], Path | None]


@dataclass(frozen=True)
class Entry:
    """What is objected to a line, as far as it is written."""

    reason: str
    note: str = ""
    paper: str = ""
    """Number of a form or letter that speaks for it."""
    files: tuple[Evidence, ...] = ()

    def evidence(self) -> tuple[Evidence, ...]:
        """All that speaks for it."""
        kind = EvidenceKind.REFERENCE.value
        papers = (Evidence(kind=kind, text=self.paper),) if self.paper else ()
        return (*papers, *self.files)


class ObjectionForm(StepForm):
    """Answers with an Objection. Space or Enter takes a line in or out."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        appearance: Appearance,
        lines: Sequence[LineRow],
        *,
        words: LineWords,
        today: date,
        choose_file: EvidenceChooser,
    ) -> None:
        super().__init__(parent, appearance, _("Objection of the contractor"), accept=_("Record"))
        self._desk = desk
        self._choose_file = choose_file
        self._words = words
        self._entries: dict[int, Entry] = {}
        self.day = JalaliDateEdit(appearance, name=_("Received on"), day=today)
        self.from_whom, self.reference, self.note, self.line_note, self.paper = (
            QLineEdit() for _each in range(5)
        )
        self.lines = RowTable(
            appearance, self._columns(), name=N_("Lines of the case"), key=lambda line: line.id, tall=True
        )
        self.reason = choice_of(REASONS, [reason.value for reason in ObjectionReason], name=_("Reason"))
        self.toggle_button, self.file_button, self.all_button = (QPushButton() for _each in range(3))
        self._lay_out()
        self._connect()
        self.lines.show_rows([line for line in lines if not line.is_objected])
        if self.lines.rows():
            self.lines.choose(self.lines.rows()[0].id)
        self.from_whom.setFocus()
        self.take_enter()

    def answer(self) -> Objection:
        sender = needed(self.from_whom.text(), _("Write who sent the objection."))
        if not self._entries:
            raise ValueError(_("Take in at least one line."))
        taken = [
            LineObjection(line_id=line.id, reason=entry.reason, note=entry.note, evidence=entry.evidence())
            for line in self.lines.rows()
            if (entry := self._entries.get(line.id)) is not None
        ]
        return Objection(
            received_on=self.day.day(),
            received_from=sender,
            lines=tuple(taken),
            reference=self.reference.text().strip(),
            note=self.note.text().strip(),
        )

    @Slot()
    def toggle(self) -> None:
        """Take the chosen line in, or out again."""
        line: LineRow | None = self.lines.current()
        if line is None:
            return
        if self._entries.pop(line.id, None) is None:
            self._entries[line.id] = self._written()
        self._show_entries()

    @Slot()
    def take_all(self) -> None:
        """Take every line in, for the reason chosen."""
        for line in self.lines.rows():
            self._entries.setdefault(line.id, self._written())
        self._show_entries()

    @Slot()
    def attach(self) -> None:
        """Ask for a file that speaks for the chosen line; it is read where nobody waits for it."""
        line: LineRow | None = self.lines.current()
        path = self._choose_file(self) if line is not None else None
        if line is not None and path is not None:
            task = partial(read_evidence, path)
            self._desk.work(task, done=partial(self._take_file, line.id), failed=self._refuse_file)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(N_("Taken in"), self._mark, 112),
            Column(N_("Job"), self._words.job, 110, 1),
            Column(N_("Obligation"), self._words.obligation, 150, 3),
            Column(N_("Payable (rial)"), self._due, 120, 1, "end"),
            Column(N_("Reason"), self._reason, 180, 3),
        )

    def _lay_out(self) -> None:
        for name, field in (
            (_("Received on"), self.day),
            (_("Received from"), self.from_whom),
            (_("Number of their letter"), self.reference),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        fitting(self.lines, rows=4, height=46)
        self.line_note.setPlaceholderText(_("what the contractor says to this line"))
        self.line_note.setAccessibleName(self.line_note.placeholderText())
        self.paper.setPlaceholderText(_("evidence: number of a paper"))
        self.paper.setAccessibleName(self.paper.placeholderText())
        editor, tools = QHBoxLayout(), QHBoxLayout()
        editor.addWidget(label("quiet", _("Reason")))
        editor.addWidget(self.reason, 1)
        editor.addWidget(self.line_note, 2)
        editor.addWidget(self.paper, 1)
        for button, text in (
            (self.toggle_button, _("Take in or out (Space)")),
            (self.file_button, _("Attach a file…")),
            (self.all_button, _("Take in all lines")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setAutoDefault(False)
            tools.addWidget(button)
        tools.addStretch(1)
        self.body.insertWidget(2, self.lines, 1)
        self.body.insertLayout(3, editor)
        self.body.insertLayout(4, tools)
        self.resize(*SIZE)

    def _connect(self) -> None:
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.lines)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self.toggle)
        self.lines.opened.connect(self.toggle)
        self.lines.picked.connect(self._show_entry)
        self.toggle_button.clicked.connect(self.toggle)
        self.file_button.clicked.connect(self.attach)
        self.all_button.clicked.connect(self.take_all)
        self.reason.activated.connect(self._keep_entry)
        self.line_note.textEdited.connect(self._keep_entry)
        self.paper.textEdited.connect(self._keep_entry)

    @Slot()
    def _show_entry(self) -> None:
        """Write what is objected to the chosen line into the fields below."""
        line: LineRow | None = self.lines.current()
        entry = self._entries.get(line.id) if line is not None else None
        if entry is not None:
            self.reason.setCurrentIndex(self.reason.findData(entry.reason))
        self.line_note.setText(entry.note if entry is not None else "")
        self.paper.setText(entry.paper if entry is not None else "")

    @Slot()
    def _keep_entry(self) -> None:
        line: LineRow | None = self.lines.current()
        if line is not None and line.id in self._entries:
            self._entries[line.id] = replace(self._written(), files=self._entries[line.id].files)
            self._show_entries()

    def _written(self) -> Entry:
        """What the fields below say."""
        reason = str(self.reason.currentData())
        return Entry(reason, self.line_note.text().strip(), self.paper.text().strip())

    def _take_file(self, line_id: int, file: Evidence) -> None:
        entry = self._entries.get(line_id) or self._written()
        self._entries[line_id] = replace(entry, files=(*entry.files, file))
        self._show_entries()

    def _refuse_file(self, error: PoshtibanError) -> None:
        self.say_wrong(refusal(error))

    def _show_entries(self) -> None:
        self.say_wrong("")
        self.lines.row_model().say_again()

    def _mark(self, line: LineRow) -> Cell:
        if line.id in self._entries:
            return Cell(_("objected to"), icon="checkbox-marked-outline", tone="warn", bold=True)
        return Cell(_("not"), icon="checkbox-blank-outline", tone="muted")

    def _due(self, line: LineRow) -> Cell:
        return Cell(rial(line.due, self.appearance.formats), figures=True, bold=True)

    def _reason(self, line: LineRow) -> Cell:
        entry = self._entries.get(line.id)
        if entry is None:
            return Cell("–", tone="muted")
        files = ngettext("{count} file", "{count} files", len(entry.files))
        said = [isolate(part) for part in (entry.note, entry.paper) if part]
        said += [files.format(count=self.appearance.formats.number(len(entry.files)))] if entry.files else []
        return Cell(worded(REASONS, entry.reason), sub=" · ".join(said))


def read_evidence(path: Path) -> Evidence:
    """A file as evidence. Raises RuleBroken("evidence-too-large"), and BadInput where it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RuleBroken("evidence-too-large", file=path.name, most=MOST_BYTES // (1024 * 1024))
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(path.name, found=error.strerror or "", expected="a file that can be read") from error
    return Evidence(kind=EvidenceKind.FILE.value, file_name=path.name, content=content)


def choose_evidence(parent: QWidget) -> Path | None:
    """Ask for a file; None where the user thought better of it."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("Attach a file"), "", "")
    return Path(chosen) if chosen else None
