"""The monthly statements of contractors: services by their prices, what is held back, what is paid."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate
from app.i18n import N_, _, ngettext
from app.services.accounts.ledger import statements
from app.services.accounts.reconciliation import ClaimedLine, Difference, read_claim, reconcile
from app.services.accounts.statements import RejectedService, Statement
from app.services.accounts.tables import statement_table
from app.views.appearance import Appearance
from app.views.calendar.row_model import Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.penalties.judgement_form import JudgementSteps
from app.views.penalties.statement_words import StatementWords
from app.views.penalties.table_file import TableChooser, write_table
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

ClaimChooser = Callable[[QWidget], Path | None]


@dataclass(frozen=True)
class MonthStatements:
    """The statements of a month; it comes back with them, so that a late answer is known for one."""

    month: JalaliMonth
    statements: tuple[Statement, ...]


def month_statements(session: Any, month: JalaliMonth) -> MonthStatements:
    """Every contract's statement of `month`."""
    beyond = month.last_day() + timedelta(days=1)
    found = statements(session, first=month.first_day(), beyond=beyond)
    return MonthStatements(month, tuple(found))


class StatementView(QWidget):
    """Statements at the start side, the chosen one beside it; reconciled with the contractor's own file.

    Signals:
        contract_wanted: party id and agreement whose contract file the user wants to see.
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    contract_wanted = Signal(int, str)
    told = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        month: JalaliMonth,
        *,
        choose_table: TableChooser,
        choose_claim: ClaimChooser,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._choose_table = choose_table
        self._choose_claim = choose_claim
        self._month = month
        self._claimed: Statement | None = None
        """What the contractor's own figures were held against."""
        words = self._words = StatementWords(appearance)
        self.rows = RowTable(
            appearance,
            (
                Column(N_("Contractor"), words.contractor, 150, 3),
                Column(N_("To be paid (rial)"), words.paid, 130, 1, "end", order=lambda row: row.payable),
            ),
            name=N_("Statements"), key=lambda row: (row.contractor, row.agreement), tall=True,
        )  # fmt: skip
        self.lines = RowTable(
            appearance,
            (
                Column(N_("Service"), words.service, 170, 3),
                Column(N_("Quantity"), words.quantity, 90, 1, "end"),
                Column(N_("Price (rial)"), words.price, 110, 1, "end"),
                Column(N_("Amount (rial)"), words.amount, 130, 1, "end"),
            ),
            name=N_("Services"), key=lambda line: (line.service, line.price_name, line.price),
        )  # fmt: skip
        self.rejected = RowTable(
            appearance,
            (
                Column(N_("Job"), words.job, 120, 1),
                Column(N_("Reason"), words.reason, 190, 3),
                Column(N_("Recorded by"), words.by, 110, 1),
            ),
            name=N_("Rejected services"), key=lambda row: row.job_id, tall=True,
        )  # fmt: skip
        self.differences = RowTable(
            appearance,
            (
                Column(N_("Service"), words.claimed_service, 150, 2),
                Column(N_("Ours"), words.ours, 130, 1, "end"),
                Column(N_("Theirs"), words.theirs, 130, 1, "end"),
                Column(N_("Difference (rial)"), words.difference, 130, 1, "end"),
            ),
            name=N_("Differences"), key=lambda row: row.service, tall=True,
        )  # fmt: skip
        self.contract_button, self.claim_button, self.judge_button, self.csv_button, self.xlsx_button = (
            QPushButton() for _each in range(5)
        )
        self.judging = JudgementSteps(desk, appearance, self)
        self._sums = label("strong", wraps=True)
        self._compared = label("quiet", wraps=True)
        self._lay_out()
        self._connect()
        self._say()

    def refresh(self) -> None:
        """Ask again."""
        self._desk.ask(month_statements, self._month, done=self._show, failed=self.refused.emit)

    def show_month(self, month: JalaliMonth) -> None:
        """Go to another month."""
        self._month = month
        self.refresh()

    def sums(self) -> str:
        """The sums as they are told."""
        return self._sums.text()

    def compared(self) -> str:
        """What came out of the comparison."""
        return self._compared.text()

    @Slot()
    def compare(self) -> None:
        """Ask for the contractor's own figures and list what differs."""
        statement: Statement | None = self.rows.current()
        path = self._choose_claim(self) if statement is not None else None
        if statement is not None and path is not None:
            done = partial(self._show_claim, statement, path.name)
            self._desk.work(partial(read_claim, path), done=done, failed=self.refused.emit)

    @Slot()
    def judge(self) -> None:
        """Reject a service, or accept the rejected one that is chosen."""
        row: RejectedService | None = self.rejected.current()
        self.judging.judge(row.job if row is not None else "")

    @Slot()
    def export(self) -> None:
        """Write the statements of the month as a table."""
        kind = str(self.sender().property("kind"))
        rows = self.rows.rows()
        name = _("statement-{month}").format(month=self._month) + f".{kind}"
        path = self._choose_table(self, name) if rows else None
        if path is not None:
            table = partial(statement_table, today=self.judging.today())
            task = partial(write_table, table, rows, path, self._desk.clock.now())
            self._desk.work(task, done=self._tell_written, failed=self.refused.emit)

    def _lay_out(self) -> None:
        listed = Panel(self._appearance, title=N_("Statements of the month"), icon="receipt-text-outline")
        tools = QHBoxLayout()
        for button, kind in ((self.csv_button, "csv"), (self.xlsx_button, "xlsx")):
            button.setProperty("kind", kind)
            button.setProperty("role", "ghost")
            tools.addWidget(button)
        tools.addStretch(1)
        listed.body.addWidget(self.rows, 1)
        listed.body.addLayout(tools)
        listed.setMinimumWidth(360)
        shown = Panel(self._appearance, title=N_("Statement"), icon="cash-multiple")
        for button in (self.judge_button, self.contract_button, self.claim_button):
            button.setProperty("role", "ghost")
            shown.add_tool(button)
        fitting(self.lines, rows=2)
        fitting(self.rejected, rows=1, height=46)
        fitting(self.differences, rows=1, height=46)
        shown.body.addWidget(self._sums)
        shown.body.addWidget(self.lines, 3)
        self._rejected_title = label("heading")
        shown.body.addWidget(self._rejected_title)
        shown.body.addWidget(self.rejected, 2)
        shown.body.addWidget(self._compared)
        shown.body.addWidget(self.differences, 2)
        self._empty = EmptyState(
            self._appearance,
            icon="receipt-text-outline",
            title=N_("No statement in this month"),
            advice=N_("A statement stands where an agreement with prices is in force."),
        )
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        for place, panel in enumerate((listed, shown)):
            split.addWidget(panel)
            split.setStretchFactor(place, place)
        split.setSizes([360, 880])
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _connect(self) -> None:
        self.rows.picked.connect(self._show_statement)
        self.claim_button.clicked.connect(self.compare)
        self.judge_button.clicked.connect(self.judge)
        self.rejected.opened.connect(self.judge)
        self.judging.told.connect(self.told)
        self.judging.refused.connect(self.refused)
        self.contract_button.clicked.connect(self._want_contract)
        self.csv_button.clicked.connect(self.export)
        self.xlsx_button.clicked.connect(self.export)
        self._appearance.changed.connect(self._say)

    def _show(self, answer: MonthStatements) -> None:
        if answer.month != self._month:
            return
        self._stack.setCurrentIndex(0 if answer.statements else 1)
        self.rows.show_rows(answer.statements)
        if self.rows.current() is None and answer.statements:
            first = answer.statements[0]
            self.rows.choose((first.contractor, first.agreement))
        else:
            self._show_statement()

    @Slot()
    def _show_statement(self) -> None:
        statement: Statement | None = self.rows.current()
        self.lines.show_rows(statement.lines if statement else ())
        self.rejected.show_rows(statement.rejected if statement else ())
        has_rejected = statement is not None and bool(statement.rejected)
        self.rejected.setVisible(has_rejected)
        self._rejected_title.setVisible(has_rejected)
        if statement != self._claimed:
            self._claimed = None
            self._show_differences(None, "")
        self._sums.setText(self._words.sums(statement, today=self.judging.today()) if statement else "")
        for button in (self.claim_button, self.contract_button, self.judge_button):
            button.setEnabled(statement is not None)

    def _show_claim(self, statement: Statement, file: str, claim: list[ClaimedLine]) -> None:
        if statement == self.rows.current():
            self._claimed = statement
            found = [row for row in reconcile(statement, claim) if not row.is_equal]
            self._show_differences(found, file)

    def _show_differences(self, found: list[Difference] | None, file: str) -> None:
        self.differences.show_rows(found or ())
        self.differences.setVisible(bool(found))
        self._compared.setVisible(found is not None)
        if found is not None:
            count = self._appearance.formats.number(len(found))
            said = ngettext(
                "{count} service differs from {file}.", "{count} services differ from {file}.", len(found)
            )
            same = _("Every service is as {file} says.")
            self._compared.setText((said if found else same).format(count=count, file=isolate(file)))

    @Slot()
    def _want_contract(self) -> None:
        statement: Statement | None = self.rows.current()
        if statement is not None:
            self.contract_wanted.emit(statement.party_id, statement.agreement)

    def _tell_written(self, path: Path) -> None:
        self.told.emit(Message(_("The table was saved as {file}.").format(file=isolate(path.name))))

    @Slot()
    def _say(self) -> None:
        for button, text in (
            (self.judge_button, _("Judge a service…")),
            (self.contract_button, _("Contract file…")),
            (self.claim_button, _("Compare with their file…")),
            (self.csv_button, _("Export CSV…")),
            (self.xlsx_button, _("Export XLSX…")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self._rejected_title.setText(_("Rejected services"))
        self._show_statement()


def choose_claim(parent: QWidget) -> Path | None:
    """Ask for the contractor's file."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("The contractor's figures"), "", "CSV (*.csv)")
    return Path(chosen) if chosen else None
