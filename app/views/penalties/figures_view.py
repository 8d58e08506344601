"""Measured figures: what was stated of the contractors, by whom and with what evidence, and what counts."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.penalties.figure_offers import MeasuredContract, measured_contracts
from app.services.penalties.measured_figures import (
    APPROVED,
    STATED,
    FigureRow,
    Statement,
    approve_figure,
    figures,
    refuse_figure,
    state_figure,
    withdraw_figure,
)
from app.views.appearance import Appearance
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.penalties.figure_form import FigureForm
from app.views.penalties.figure_words import FigureWords
from app.views.penalties.step_form import StepForm, Steps, name_field, needed
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message


@dataclass(frozen=True)
class FigureBook:
    """Everything that was stated, and the contracts of a month of which something can be."""

    month: JalaliMonth
    rows: tuple[FigureRow, ...]
    contracts: tuple[MeasuredContract, ...]


@dataclass(frozen=True)
class Judged:
    """Who decides on a figure, and why."""

    by: str
    reason: str = ""


def figure_book(session: Any, month: JalaliMonth) -> FigureBook:
    """The figures, and the contracts of `month` that are measured."""
    return FigureBook(month, tuple(figures(session)), tuple(measured_contracts(session, month)))


class FigureVerdictForm(StepForm):
    """Answers with Judged; the reason is asked for where something does not count, or no longer."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, title: str, about: str, *, by: str, asks_why: bool
    ) -> None:
        super().__init__(parent, appearance, title, accept=title)
        self.by, self.reason = name_field(by), QLineEdit()
        self._asks_why = asks_why
        self.fields.addRow(label("", about, wraps=True))
        self.add_field(_("Who decides"), self.by)
        if asks_why:
            self.add_field(_("Why"), self.reason)
        self.setMinimumWidth(480)
        (self.reason if asks_why and by else self.by).setFocus()

    def answer(self) -> Judged:
        by = needed(self.by.text(), _("Write who decides."))
        reason = needed(self.reason.text(), _("Write why.")) if self._asks_why else ""
        return Judged(by, reason)


class FiguresView(QWidget):
    """The list, and what can be done with the chosen figure.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, month: JalaliMonth) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._month = month
        self._book: FigureBook | None = None
        self.words = FigureWords(appearance)
        self.steps = Steps(desk, appearance, self)
        self.rows = RowTable(
            appearance, self.words.columns(), name=N_("Measured figures"), key=lambda row: row.id, tall=True
        )
        self.state_button, self.approve_button, self.refuse_button, self.withdraw_button = (
            QPushButton() for _each in range(4)
        )
        self._note = label("muted", wraps=True)
        self._lay_out()
        self._connect()
        self._say()

    def refresh(self) -> None:
        """Ask again."""
        self._desk.ask(figure_book, self._month, done=self._show, failed=self.refused.emit)

    def show_month(self, month: JalaliMonth) -> None:
        """Offer the contracts of another month."""
        self._month = month
        self.refresh()

    def note(self) -> str:
        """What is said over the rows."""
        return self._note.text()

    @Slot()
    def state(self) -> None:
        """State a figure of one of the contracts."""
        contracts = self._book.contracts if self._book is not None else ()
        if not contracts:
            self.told.emit(Message(_("No contract of this month judges a measured figure."), tone="warn"))
            return
        form = FigureForm(self, self._appearance, contracts, self.steps.today())

        def take(statement: Statement) -> None:
            said = _("The figure is stated; it counts once a second person has approved it.")
            self.steps.carry_out(form, said, state_figure, statement, by=self._desk.user)

        self.steps.ask(form, take)

    @Slot()
    def approve(self) -> None:
        """Let the chosen figure count."""
        row = self._chosen(STATED)
        if row is not None:
            form = self._verdict(row, _("Approve"), asks_why=False)

            def take(judged: Judged) -> None:
                said = _("The figure counts; drafts take it in when they are reckoned anew.")
                self.steps.carry_out(form, said, approve_figure, row.id, by=judged.by)

            self.steps.ask(form, take)

    @Slot()
    def refuse(self) -> None:
        """Do not let the chosen figure count."""
        row = self._chosen(STATED)
        if row is not None:
            form = self._verdict(row, _("Refuse"), asks_why=True)

            def take(judged: Judged) -> None:
                said = _("The figure is refused.")
                self.steps.carry_out(form, said, refuse_figure, row.id, judged.reason, by=judged.by)

            self.steps.ask(form, take)

    @Slot()
    def withdraw(self) -> None:
        """Let the chosen figure count no longer."""
        row = self._chosen(APPROVED)
        if row is not None:
            form = self._verdict(row, _("Withdraw"), asks_why=True)

            def take(judged: Judged) -> None:
                said = _("The figure counts no longer.")
                self.steps.carry_out(form, said, withdraw_figure, row.id, judged.reason, by=judged.by)

            self.steps.ask(form, take)

    def _chosen(self, state: str) -> FigureRow | None:
        row: FigureRow | None = self.rows.current()
        return row if row is not None and row.state == state else None

    def _verdict(self, row: FigureRow, title: str, *, asks_why: bool) -> FigureVerdictForm:
        is_own = row.recorded_by == self._desk.user
        about = f"{self.words.about(row)}: {self.words.value(row)}"
        by = "" if is_own else self._desk.user
        return FigureVerdictForm(self, self._appearance, title, about, by=by, asks_why=asks_why)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._note, 1)
        for button, role in (
            (self.approve_button, "primary"),
            (self.refuse_button, "ghost"),
            (self.withdraw_button, "ghost"),
            (self.state_button, "ghost"),
        ):
            button.setProperty("role", role)
            head.addWidget(button)
        empty = EmptyState(
            self._appearance,
            icon="gauge",
            title=N_("No figure was stated"),
            advice=N_("Availability, service levels and milestones are stated here, with evidence."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.rows)
        self._stack.addWidget(empty)
        panel = Panel(self._appearance, title=N_("Measured figures"), icon="gauge")
        panel.body.addLayout(head)
        panel.body.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def _connect(self) -> None:
        for button, act in (
            (self.state_button, self.state),
            (self.approve_button, self.approve),
            (self.refuse_button, self.refuse),
            (self.withdraw_button, self.withdraw),
        ):
            button.clicked.connect(act)
        self.rows.picked.connect(self._show_standing)
        self.rows.opened.connect(self._open)
        self.steps.told.connect(self._tell)
        self.steps.refused.connect(self.refused)
        self._appearance.changed.connect(self._say)

    def _show(self, answer: FigureBook) -> None:
        if answer.month != self._month:
            return
        self._book = answer
        self.rows.show_rows(answer.rows)
        if self.rows.current() is None and answer.rows:
            self.rows.choose(answer.rows[0].id)
        self._stack.setCurrentIndex(0 if answer.rows else 1)
        self._show_standing()

    @Slot()
    def _show_standing(self) -> None:
        row: FigureRow | None = self.rows.current()
        state = row.state if row is not None else ""
        self.approve_button.setVisible(state == STATED)
        self.refuse_button.setVisible(state == STATED)
        self.withdraw_button.setVisible(state == APPROVED)
        contracts = self._book.contracts if self._book is not None else ()
        names = " · ".join(isolate(code) for code in sorted({each.agreement for each in contracts}))
        self._note.setText(
            _("Measured under {agreements}.").format(agreements=names)
            if names
            else _("No contract of this month judges a measured figure.")
        )

    @Slot(object)
    def _open(self, row: FigureRow) -> None:
        """Enter decides on what waits."""
        if row.state == STATED:
            self.approve()

    @Slot(object)
    def _tell(self, message: Message) -> None:
        self.told.emit(message)
        self.refresh()

    @Slot()
    def _say(self) -> None:
        for button, text in (
            (self.state_button, _("State a figure…")),
            (self.approve_button, _("Approve…")),
            (self.refuse_button, _("Refuse…")),
            (self.withdraw_button, _("Withdraw…")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self._show_standing()
