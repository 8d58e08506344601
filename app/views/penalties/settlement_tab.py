"""The money of a case: what is due, what is settled out of what, what is outstanding."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.accounts.settlement import SettlementPlan, SettlementRow, plan
from app.services.code_words import worded
from app.services.letters.periods import period_label
from app.services.penalties.case_words import SOURCES
from app.views.agreements.agreement_words import day_text
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.formats import Formats
from app.views.penalties.case_columns import rial
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_tab import CaseTab
from app.views.penalties.money_forms import plan_words
from app.views.widgets.labels import label


class SettlementTab(CaseTab):
    """Sums above, what was settled below.

    Signals:
        contract_wanted: the user wants to see or change the contract file.
    """

    contract_wanted = Signal()

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        columns = (
            Column(N_("Settled on"), self._day, 110, 1),
            Column(N_("Out of"), self._source, 150, 2),
            Column(N_("Amount (rial)"), self._amount, 120, 1, "end"),
            Column(N_("Reference"), self._reference, 130, 2),
            Column(N_("Recorded by"), self._by, 130, 2),
        )
        self.rows = RowTable(
            appearance, columns, name=N_("Settlements"), key=lambda row: row.number, tall=True
        )
        self._sums = label("strong", wraps=True)
        self._plan = label("muted", wraps=True)
        self.contract_button = QPushButton()
        self.contract_button.setProperty("role", "ghost")
        head = QHBoxLayout()
        head.addWidget(self._sums, 1)
        head.addWidget(self.contract_button)
        self.column.addLayout(head)
        self.column.addWidget(self._plan)
        self.column.addWidget(self.rows, 1)
        self.contract_button.clicked.connect(self.contract_wanted)

    def fill(self, file: CaseFile | None) -> None:
        self.contract_button.setText(_("Contract file…"))
        self.contract_button.setAccessibleName(self.contract_button.text())
        self.contract_button.setEnabled(file is not None)
        self.rows.show_rows(file.settlements if file else ())
        self._sums.setText(self._said(file) if file else "")
        self._plan.setText("")
        if file is not None and file.case.outstanding > 0 and not file.case.is_superseded:
            done = partial(self._show_plan, file)
            self.desk.ask(plan, file.case.id, today=file.today, done=done, failed=self.refused.emit)

    def count(self) -> int:
        return len(self.rows.rows())

    def said(self) -> str:
        """The sums as they are told."""
        return self._sums.text()

    def _show_plan(self, file: CaseFile, found: SettlementPlan) -> None:
        if file is self.file:
            self._plan.setText(plan_words(found, self.appearance))

    def _said(self, file: CaseFile) -> str:
        case, formats = file.case, self.appearance.formats
        parts = [(_("notice"), case.payable)]
        parts += [(_("corrected by"), -case.corrected)] if case.corrected else []
        parts += [(_("due"), case.due), (_("settled"), case.settled), (_("outstanding"), case.outstanding)]
        said = " · ".join(f"{name} {_shown(amount, formats)}" for name, amount in parts)
        if case.demanded_by is not None:
            until = _("to be paid until {day}").format(day=day_text(case.demanded_by, formats))
            said = f"{said} · {until}"
        return said

    def _day(self, row: SettlementRow) -> Cell:
        return Cell(day_text(row.settled_on, self.appearance.formats))

    def _source(self, row: SettlementRow) -> Cell:
        month = period_label(row.statement, self.appearance.language) if row.statement else ""
        return Cell(worded(SOURCES, row.source), sub=month)

    def _amount(self, row: SettlementRow) -> Cell:
        return Cell(rial(row.amount, self.appearance.formats), figures=True, bold=True)

    def _reference(self, row: SettlementRow) -> Cell:
        return Cell(
            isolate(self.appearance.formats.digits(row.reference)) if row.reference else "–", sub=row.note
        )

    def _by(self, row: SettlementRow) -> Cell:
        return Cell(isolate(row.recorded_by), sub=self.appearance.formats.date_time(row.recorded_at))


def _shown(amount: Decimal, formats: Formats) -> str:
    return isolate(rial(amount, formats))
