"""Merchants who are still to be called back: a list to work through with Enter."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.services.code_words import SERVICES, worded
from app.services.visits.call_backs import SHOWN, AwaitingRow, awaiting
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.labels import label

SIZE = (860, 520)


class AwaitingDialog(QDialog):
    """The finished jobs whose merchant has not answered yet, the longest waiting first.

    Signals:
        chosen: the AwaitingRow whose merchant is called now.
        opened: id of a job to be shown on the board.
    """

    chosen = Signal(object)
    opened = Signal(int)

    def __init__(self, parent: QWidget, desk: Desk, appearance: Appearance) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        title = _("Merchants to call back")
        self.setWindowTitle(title)
        columns = (
            Column(N_("Call"), self._code, 132, 1),
            Column(N_("Merchant"), self._merchant, 190, 3),
            Column(N_("Contractor"), self._contractor, 150, 2, drop=1),
            Column(N_("Work done at"), self._done, 150, 1),
            Column(N_("Attempts"), self._attempts, 84, 0),
        )
        self.rows = RowTable(appearance, columns, name=title, key=lambda row: row.job_id, tall=True)
        self._count = label("muted", "")
        self.call_button, self.show_button = QPushButton(_("Call back…")), QPushButton(_("Show the job"))
        close = QPushButton(_("Close"))
        self.call_button.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self._count, 1)
        for button in (self.show_button, self.call_button, close):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("heading", title, wraps=True))
        column.addWidget(self.rows, 1)
        column.addLayout(buttons)
        self.resize(*SIZE)
        close.clicked.connect(self.accept)
        self.call_button.clicked.connect(self._choose)
        self.show_button.clicked.connect(self._open)
        self.rows.opened.connect(self._choose)
        desk.changed.connect(self._hear)
        self._ask()
        self.rows.setFocus()

    @Slot()
    def _ask(self) -> None:
        self._desk.ask(awaiting, self._desk.clock, done=self._show)

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        if not {"call_back", "job", "*"}.isdisjoint(changes):
            self._ask()

    def _show(self, found: list[AwaitingRow]) -> None:
        self.rows.show_rows(found)
        if found and self.rows.current() is None:
            self.rows.choose(found[0].job_id)
        count = self._appearance.formats.number(len(found))
        more = _("{count} to call, and more") if len(found) == SHOWN else _("{count} to call")
        self._count.setText(more.format(count=count) if found else _("Nobody to call."))
        for button in (self.call_button, self.show_button):
            button.setEnabled(bool(found))

    @Slot()
    def _choose(self) -> None:
        row = self.rows.current()
        if row is not None:
            self.chosen.emit(row)

    @Slot()
    def _open(self) -> None:
        row = self.rows.current()
        if row is not None:
            self.accept()
            self.opened.emit(row.job_id)

    def _code(self, row: AwaitingRow) -> Cell:
        sub = worded(SERVICES, row.service)
        return Cell(self._appearance.formats.digits(row.code), sub=sub, bold=True)

    def _merchant(self, row: AwaitingRow) -> Cell:
        name = name_in(row.merchant, row.merchant_en, fa=self._appearance.is_rtl)
        return Cell(name, sub=self._appearance.formats.digits(row.phone))

    def _contractor(self, row: AwaitingRow) -> Cell:
        return Cell(name_in(row.contractor, row.contractor_en, fa=self._appearance.is_rtl) or "–")

    def _done(self, row: AwaitingRow) -> Cell:
        return Cell(self._appearance.formats.date_time(row.resolved_at))

    def _attempts(self, row: AwaitingRow) -> Cell:
        return Cell(self._appearance.formats.number(row.attempts) if row.attempts else "–")
