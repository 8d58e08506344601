"""The objections to a case: when they came, line by line what is said and decided, and their evidence."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.penalty_cases import CaseAction
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.penalties.objection_rows import ObjectedLineRow, ObjectionRow
from app.views.agreements.agreement_words import day_text
from app.views.appearance import Appearance
from app.views.calendar.row_model import Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_tab import CaseTab
from app.views.penalties.evidence_dialog import EvidenceDialog
from app.views.penalties.objection_words import ObjectionWords
from app.views.widgets.frames import EmptyState
from app.views.widgets.labels import label


class ObjectionTab(CaseTab):
    """Every line objected to, newest objection first; Enter shows its evidence."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        words = ObjectionWords(appearance)
        columns = (
            Column(N_("Line"), words.line, 110, 2),
            Column(N_("They say"), words.reason, 140, 3),
            Column(N_("Evidence"), words.evidence, 110, 2, drop=1),
            Column(N_("Decision"), words.verdict, 140, 2),
            Column(N_("Stays due (rial)"), words.after, 112, 1, "end"),
        )
        self.rows = RowTable(
            appearance, columns, name=N_("Lines objected to"), key=lambda line: line.id, tall=True
        )
        self.evidence: EvidenceDialog | None = None
        self.evidence_button = QPushButton()
        self._about = label("quiet", wraps=True)
        self._window = label("muted", wraps=True)
        self._empty = EmptyState(
            appearance,
            icon="message-alert-outline",
            title=N_("No objection was received"),
            advice=N_("An objection can be recorded once the letter was served, while the days run."),
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.rows.opened.connect(self.show_evidence)
        self.rows.picked.connect(self._show_standing)
        self.evidence_button.clicked.connect(self.show_evidence)

    def fill(self, file: CaseFile | None) -> None:
        self.evidence_button.setText(_("Evidence (Enter)"))
        self.evidence_button.setAccessibleName(self.evidence_button.text())
        found = tuple(reversed(file.objections)) if file else ()
        self._stack.setCurrentIndex(0 if found else 1)
        self._about.setText("\n".join(map(self._said_of, found)))
        self._window.setText(self._said_of_window(file) if file else "")
        self._window.setVisible(bool(self._window.text()))
        self.rows.show_rows([line for objection in found for line in objection.lines])
        if self.rows.current() is None and self.rows.rows():
            self.rows.choose(self.rows.rows()[0].id)
        self._show_standing()

    def count(self) -> int:
        return len(self.rows.rows())

    @Slot()
    def show_evidence(self) -> None:
        """Show what speaks for the chosen line."""
        line: ObjectedLineRow | None = self.rows.current()
        if line is not None and line.evidence:
            self.evidence = EvidenceDialog(self.window(), self.desk, self.appearance, line)
            self.evidence.refused.connect(self.refused)
            self.evidence.told.connect(self.told)
            self.evidence.open()

    def _lay_out(self) -> None:
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._about, 1)
        head.addWidget(self.evidence_button)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        self._stack.addWidget(shown)
        self._stack.addWidget(self._empty)
        self.column.addWidget(self._window)
        self.column.addWidget(self._stack, 1)

    def _said_of(self, objection: ObjectionRow) -> str:
        formats = self.appearance.formats
        said = _("Objection {number} of {sender}, received on {day}, recorded by {by}.").format(
            number=formats.number(objection.number),
            sender=isolate(objection.received_from),
            day=day_text(objection.received_on, formats),
            by=isolate(objection.recorded_by),
        )
        reference = isolate(formats.digits(objection.reference))
        letter = _("Their letter: {number}.").format(number=reference) if objection.reference else ""
        return " ".join(filter(None, (said, letter, objection.note)))

    def _said_of_window(self, file: CaseFile) -> str:
        case, formats = file.case, self.appearance.formats
        if case.served_on is None or case.object_by is None:
            return ""
        said = _("Served on {day}; the last day to object is {last}.").format(
            day=day_text(case.served_on, formats), last=day_text(case.object_by, formats)
        )
        is_extended = any(row.what == CaseAction.EXTENDED for row in file.trail)
        put_off = _("It was put off once.") if is_extended else ""
        return f"{said} {put_off}".strip()

    @Slot()
    def _show_standing(self) -> None:
        line: ObjectedLineRow | None = self.rows.current()
        self.evidence_button.setEnabled(line is not None and bool(line.evidence))
