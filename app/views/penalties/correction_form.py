"""Correcting what an issued notice asks for: the sum of each line as it is to be, with a reason."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.domain.penalty_cases import CorrectionReason
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.penalties.case_words import REASONS
from app.services.penalties.cases import LineRow
from app.services.penalties.corrections import Correction, LineAfter
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.penalties.case_columns import LineWords, less_cell, rial
from app.views.penalties.step_form import StepForm, choice_of
from app.views.widgets.amount_edit import AmountEdit
from app.views.widgets.labels import label

SIZE = (860, 600)
BY_HAND = (CorrectionReason.CALCULATION_ERROR, CorrectionReason.RECALCULATION, CorrectionReason.OTHER)
"""The others come with an objection or a waiver."""


class CorrectionForm(StepForm):
    """Answers with a Correction.

    Signals:
        recalculation_wanted: propose what reckoning the case anew gives instead.
    """

    recalculation_wanted = Signal()

    def __init__(
        self, parent: QWidget, appearance: Appearance, lines: Sequence[LineRow], *, words: LineWords
    ) -> None:
        super().__init__(parent, appearance, _("Correct the notice"), accept=_("Propose"))
        self._after: dict[int, Decimal] = {}
        self._words = words
        self.lines = RowTable(
            appearance,
            (
                Column(N_("Job"), words.job, 110, 1),
                Column(N_("Obligation"), words.obligation, 150, 3),
                Column(N_("To be due (rial)"), self._due, 140, 1, "end"),
            ),
            name=N_("Lines of the case"),
            key=lambda line: line.id,
            tall=True,
        )
        self.amount = AmountEdit(appearance, name=_("Rial that are to be due"))
        self.reason = choice_of(REASONS, [reason.value for reason in BY_HAND], name=_("Reason"))
        self.note, self.reference = QLineEdit(), QLineEdit()
        self.recalculate_button = QPushButton(_("Reckon the case anew instead"))
        self._sum = label("quiet", wraps=True)
        self._lay_out()
        self.lines.picked.connect(self._show_line)
        self.amount.amount_changed.connect(self._keep)
        self.recalculate_button.clicked.connect(self.recalculation_wanted)
        self.lines.show_rows(lines)
        if lines:
            self.lines.choose(lines[0].id)
        self._say_sum()
        self.take_enter()

    def answer(self) -> Correction:
        lines = tuple(LineAfter(line_id, after) for line_id, after in self._changed().items())
        if not lines:
            raise ValueError(_("No line is to be due otherwise."))
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        if reason == CorrectionReason.OTHER and not note:
            raise ValueError(_("Another reason has to be named in the note."))
        return Correction(reason=reason, lines=lines, note=note, reference=self.reference.text().strip())

    def _changed(self) -> dict[int, Decimal]:
        due = {line.id: line.due for line in self.lines.rows()}
        return {line_id: after for line_id, after in self._after.items() if after != due[line_id]}

    def _lay_out(self) -> None:
        said = _("What was issued stays as it is; the difference is told by a correction notice.")
        self.fields.addRow(label("quiet", said, wraps=True))
        for name, field in (
            (_("Reason"), self.reason),
            (_("Note"), self.note),
            (_("Reference"), self.reference),
        ):
            self.add_field(name, field)
        fitting(self.lines, rows=4, height=46)
        editor = QHBoxLayout()
        editor.addWidget(label("quiet", _("Rial that are to be due")))
        editor.addWidget(self.amount, 1)
        self.recalculate_button.setAutoDefault(False)
        editor.addWidget(self.recalculate_button)
        self.body.insertWidget(2, self.lines, 1)
        self.body.insertLayout(3, editor)
        self.body.insertWidget(4, self._sum)
        self.resize(*SIZE)

    @Slot()
    def _show_line(self) -> None:
        line: LineRow | None = self.lines.current()
        self.amount.setEnabled(line is not None)
        self.amount.show_amount(self._after.get(line.id, line.due) if line is not None else None)

    @Slot()
    def _keep(self) -> None:
        line: LineRow | None = self.lines.current()
        amount = self.amount.amount()
        if line is not None:
            self._after[line.id] = line.due if amount is None else amount
        self.lines.row_model().say_again()
        self.say_wrong("")
        self._say_sum()

    def _say_sum(self) -> None:
        before = sum((line.due for line in self.lines.rows()), Decimal(0))
        due = {line.id: line.due for line in self.lines.rows()} | self._after
        formats = self.appearance.formats
        said = _("Due {before} rial before, {after} rial after.").format(
            before=isolate(rial(before, formats)), after=isolate(rial(sum(due.values(), Decimal(0)), formats))
        )
        self._sum.setText(said)

    def _due(self, line: LineRow) -> Cell:
        return less_cell(self._after.get(line.id, line.due), line.due, self.appearance.formats)
