"""The ledger of penalties: what is due, objected to, settled and outstanding, by contractor and month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.accounts.ledger import LedgerRow, ledger
from app.services.accounts.tables import ledger_table
from app.services.code_words import worded
from app.services.letters.periods import period_label
from app.services.penalties.case_words import STATES
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.penalties.case_columns import rial
from app.views.penalties.table_file import TableChooser, write_table
from app.views.widgets.frames import Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

SPANS = (1, 3, 6, 12)
"""How many months back the ledger can reach, the month shown among them."""


@dataclass(frozen=True)
class Booked:
    """The rows of the ledger from `first` up to, not with, `beyond`."""

    first: date
    beyond: date
    rows: tuple[LedgerRow, ...]


def booked(session: Any, first: date, beyond: date) -> Booked:
    """The ledger of a span of days."""
    return Booked(first, beyond, tuple(ledger(session, first=first, beyond=beyond)))


class LedgerView(QWidget):
    """A row for each contract and month, their sum above; exported for the accountants.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(
        self, desk: Desk, appearance: Appearance, month: JalaliMonth, *, choose_table: TableChooser
    ) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._choose_table = choose_table
        self._month = month
        self._booked: Booked | None = None
        self.span, self.contractor = QComboBox(), QComboBox()
        self.csv_button, self.xlsx_button = QPushButton(), QPushButton()
        money = (
            (N_("Gross"), "gross"),
            (N_("Lowered"), "lowered"),
            (N_("Corrected"), "corrected"),
            (N_("Due (rial)"), "due"),
            (N_("Objected to"), "objected"),
            (N_("Settled"), "settled"),
            (N_("Outstanding"), "outstanding"),
        )
        columns = (
            Column(N_("Contractor"), self._contractor, 150, 3, order=self._name),
            Column(N_("Period"), self._period, 110, 1, order=lambda row: row.period),
            *(
                Column(title, partial(self._amount, name), 116, 1, "end", order=partial(_sum_of, name))
                for title, name in money
            ),
        )
        self.rows = RowTable(
            appearance, columns, name=N_("Ledger"), key=_key,
            tall=True,
        )  # fmt: skip
        self._sums = label("strong", wraps=True)
        self._lay_out()
        self._connect()
        self._say()

    def refresh(self) -> None:
        """Ask again."""
        first, beyond = self._days()
        self._desk.ask(booked, first, beyond, done=self._show, failed=self.refused.emit)

    def show_month(self, month: JalaliMonth) -> None:
        """Let the ledger end with another month."""
        self._month = month
        self.refresh()

    def sums(self) -> str:
        """The sums as they are told."""
        return self._sums.text()

    @Slot()
    def export(self) -> None:
        """Write what is shown as a table."""
        kind = str(self.sender().property("kind"))
        self.write(kind)

    def write(self, kind: str) -> None:
        """Write what is shown as "csv" or "xlsx"."""
        rows = self.rows.rows()
        name = _("ledger-{month}").format(month=self._month) + f".{kind}"
        path = self._choose_table(self, name) if rows else None
        if path is not None:
            task = partial(write_table, ledger_table, rows, path, self._desk.clock.now())
            self._desk.work(task, done=self._tell_written, failed=self.refused.emit)

    def _days(self) -> tuple[date, date]:
        months = SPANS[max(self.span.currentIndex(), 0)]
        first = self._month.shifted(1 - months)
        return first.first_day(), self._month.last_day() + timedelta(days=1)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.span, self.contractor):
            head.addWidget(widget)
        head.addStretch(1)
        for button, kind in ((self.csv_button, "csv"), (self.xlsx_button, "xlsx")):
            button.setProperty("kind", kind)
            button.setProperty("role", "ghost")
            head.addWidget(button)
        panel = Panel(self._appearance, title=N_("Ledger of penalties"), icon="book-open-variant")
        panel.body.addLayout(head)
        panel.body.addWidget(self._sums)
        panel.body.addWidget(self.rows, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        for months in SPANS:
            self.span.addItem("", months)
        self.span.setCurrentIndex(len(SPANS) - 1)
        self.contractor.addItem("", "")

    def _connect(self) -> None:
        self.span.activated.connect(self.refresh)
        self.contractor.activated.connect(self._filter)
        self.csv_button.clicked.connect(self.export)
        self.xlsx_button.clicked.connect(self.export)
        self._appearance.changed.connect(self._say)

    def _show(self, answer: Booked) -> None:
        if (answer.first, answer.beyond) != self._days():
            return
        self._booked = answer
        chosen = self.contractor.currentData()
        self.contractor.clear()
        self.contractor.addItem(_("All contractors"), "")
        for row in {row.contractor: row for row in answer.rows}.values():
            self.contractor.addItem(self._name(row), row.contractor)
        self.contractor.setCurrentIndex(max(0, self.contractor.findData(chosen)))
        self._filter()

    @Slot()
    def _filter(self) -> None:
        wanted = self.contractor.currentData()
        rows = self._booked.rows if self._booked is not None else ()
        self.rows.show_rows([row for row in rows if not wanted or row.contractor == wanted])
        shown = self.rows.rows()
        for button in (self.csv_button, self.xlsx_button):
            button.setEnabled(bool(shown))
        formats = self._appearance.formats
        said = _("Due {due} · objected to {objected} · settled {settled} · outstanding {outstanding} rial")
        totals = {name: _total(shown, name) for name in ("due", "objected", "settled", "outstanding")}
        self._sums.setText(
            said.format(**{name: isolate(rial(amount, formats)) for name, amount in totals.items()})
            if shown
            else _("No letter was issued in this time.")
        )

    @Slot()
    def _say(self) -> None:
        number = self._appearance.formats.number
        for place, months in enumerate(SPANS):
            said = _("the last {count} months").format(count=number(months))
            self.span.setItemText(place, _("this month alone") if months == 1 else said)
        self.span.setAccessibleName(_("Span"))
        self.contractor.setAccessibleName(_("Contractor"))
        for button, text in ((self.csv_button, _("Export CSV…")), (self.xlsx_button, _("Export XLSX…"))):
            button.setText(text)
            button.setAccessibleName(text)
        if self._booked is not None:
            self._show(self._booked)
        else:
            self.contractor.setItemText(0, _("All contractors"))
            self._filter()

    def _tell_written(self, path: Path) -> None:
        self.told.emit(Message(_("The table was saved as {file}.").format(file=isolate(path.name))))

    def _name(self, row: LedgerRow) -> str:
        return row.name_fa if self._appearance.language == "fa" else row.name_en

    def _contractor(self, row: LedgerRow) -> Cell:
        return Cell(self._name(row), sub=isolate(row.agreement), bold=True)

    def _period(self, row: LedgerRow) -> Cell:
        state = worded(STATES, row.state)
        interim = _("interim") if row.is_interim else ""
        sub = " · ".join(filter(None, (state, interim)))
        return Cell(period_label(row.period, self._appearance.language), sub=sub)

    def _amount(self, name: str, row: LedgerRow) -> Cell:
        amount = _sum_of(name, row)
        is_open = name in {"objected", "outstanding"} and amount > 0
        return Cell(
            rial(amount, self._appearance.formats),
            figures=True,
            bold=is_open,
            tone="text" if amount else "muted",
        )


def _sum_of(name: str, row: LedgerRow) -> Decimal:
    amount = getattr(row, name)
    assert isinstance(amount, Decimal)
    return amount


def _total(rows: Sequence[LedgerRow], name: str) -> Decimal:
    return sum((_sum_of(name, row) for row in rows), Decimal(0))


def _key(row: LedgerRow) -> tuple[str, str, str]:
    return row.contractor, row.agreement, row.period
