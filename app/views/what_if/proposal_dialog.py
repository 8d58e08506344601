"""What an approval would change, before it is given: figures, rial by contractor and month, every promise."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.domain.persian import grouped, isolate
from app.i18n import N_, _
from app.services.code_words import period_name
from app.services.doors import Doors
from app.services.party_names import PartyNames, party_names
from app.services.recalculation.money import MoneyRow
from app.services.recalculation.proposing import Proposal, Question, propose
from app.views.agreements.agreement_words import listed
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.long_work import LongWork
from app.views.what_if.change_rows import EVERY, MOVED, TO_MET, TO_MISSED, rows_of_proposal
from app.views.what_if.change_table import ChangeTable, signed
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.kpi_card import Figure, KpiCard
from app.views.widgets.labels import label
from app.views.widgets.progress_panel import ProgressPanel
from app.views.wording import party_name, refusal

CARDS = (
    (EVERY, N_("Promises that change"), "swap-horizontal"),
    (TO_MISSED, N_("Met → missed"), "alert-octagon"),
    (TO_MET, N_("Missed → met"), "check-circle-outline"),
    (MOVED, N_("Running, due at another time"), "clock-outline"),
)
SIZE = (1180, 780)
CASES = {
    "": ("", N_("no case yet"), "muted"),
    "draft": ("file-document-edit-outline", N_("drafted anew"), "text"),
    "approved": ("check-decagram-outline", N_("case approved"), "info"),
    "issued": ("email-alert-outline", N_("issued: needs a correction notice"), "warn"),
}
"""Shape, word and tone of the penalty case that a sum belongs to."""


def proposed(doors: Doors, clock: Clock, work: LongWork, question: Question) -> Proposal | None:
    """The proposal, as long work of the desk."""
    return propose(doors, clock, question, told=work.go_on)


class ProposalDialog(QDialog):
    """Reads in the background what a change would do; the user approves it, or goes back.

    Signals:
        approved: the user has seen the difference and wants it; whoever asked carries it out.
    """

    approved = Signal()

    def __init__(
        self, parent: QWidget | None, desk: Desk, appearance: Appearance, question: Question, *, title: str
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._proposal: Proposal | None = None
        self._names: PartyNames = {}
        self.setWindowTitle(title)
        self.cards = {key: KpiCard(appearance, name, icon=icon) for key, name, icon in CARDS}
        self.rial_card = KpiCard(appearance, N_("Penalties of contractors (rial)"), icon="cash-multiple")
        self.money = RowTable(
            appearance,
            (
                Column(N_("Contractor"), self._contractor, 110, 2, order=lambda row: row.contractor),
                Column(N_("Month"), self._month, 110, 1, order=lambda row: row.period),
                Column(N_("Before (rial)"), self._money_before, 100, 1, "end", order=lambda row: row.before),
                Column(N_("After (rial)"), self._money_after, 100, 1, "end", order=lambda row: row.after),
                Column(N_("Difference (rial)"), self._money_change, 112, 1, "end", order=lambda r: r.change),
                Column(N_("Penalty case"), self._case, 222, 2),
            ),
            name=N_("Rial by contractor and month"),
            key=lambda row: (row.contractor, row.agreement, row.period),
        )
        self.changes = ChangeTable(appearance)
        self.progress = ProgressPanel(appearance)
        self.back_button, self.approve_button = QPushButton(), QPushButton()
        self._title = label("title", title, wraps=True)
        self._note = label("muted", wraps=True)
        self._lay_out()
        self._connect()
        self._say()
        desk.ask(party_names, done=self._take_names)
        self.progress.start(_("Reading what would change"))
        self._work = desk.begin(proposed, question)
        self._work.progressed.connect(self.progress.show_progress)
        self._work.done.connect(self._show)
        self._work.refused.connect(self._refuse)
        self._work.start()

    def note(self) -> str:
        """What is said beside the buttons."""
        return self._note.text()

    def reject(self) -> None:
        """Go back; what is still read is given up."""
        self._work.cancel()
        super().reject()

    def accept(self) -> None:
        """Approve what was shown."""
        if self._proposal is not None:
            super().accept()
            self.approved.emit()

    def _lay_out(self) -> None:
        self.resize(*SIZE)
        figures = QHBoxLayout()
        figures.setSpacing(10)
        for card in (*self.cards.values(), self.rial_card):
            figures.addWidget(card)
        self._money_panel = Panel(self._appearance, title=N_("Rial by contractor and month"), icon="gavel")
        self._money_panel.body.addWidget(self.money)
        fitting(self.money, rows=3)
        self._money_panel.setMaximumHeight(236)
        changed = Panel(self._appearance, title=N_("Promises that change"), icon="swap-horizontal")
        changed.body.addWidget(self.changes)
        self._shown = QWidget()
        shown = QVBoxLayout(self._shown)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(10)
        shown.addLayout(figures)
        shown.addWidget(self._money_panel)
        shown.addWidget(changed, 1)
        self._nothing = EmptyState(
            self._appearance,
            icon="check-decagram-outline",
            title=N_("No promise changes"),
            advice=N_("No job is measured by what is different."),
        )
        self._stack = QStackedWidget()
        self._waiting = QWidget()
        for widget in (self._waiting, self._shown, self._nothing):
            self._stack.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.addWidget(self._note, 1)
        for button, role in ((self.back_button, "ghost"), (self.approve_button, "primary")):
            button.setProperty("role", role)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self.progress)
        column.addWidget(self._stack, 1)
        column.addLayout(buttons)
        self.approve_button.setEnabled(False)
        for button in (self.approve_button, self.back_button, self.progress.cancel_button()):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self._appearance.changed.connect(self._say)
        self.progress.cancelled.connect(self.reject)
        self.back_button.clicked.connect(self.reject)
        self.approve_button.clicked.connect(self.accept)
        for key, card in self.cards.items():
            card.setProperty("key", key)
            card.clicked.connect(self._filter)

    @Slot(object)
    def _show(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self.progress.finish()
        rows = rows_of_proposal(proposal.differences)
        self._stack.setCurrentWidget(self._shown if rows else self._nothing)
        self.money.show_rows(proposal.money)
        self._money_panel.setVisible(bool(proposal.money))
        self.changes.show_changes(rows)
        self.approve_button.setEnabled(True)
        self.approve_button.setFocus()
        self._say()

    @Slot(object)
    def _take_names(self, names: PartyNames) -> None:
        self._names = names
        self.money.row_model().say_again()
        self.changes.show_names(names)

    @Slot(object)
    def _refuse(self, error: Any) -> None:
        self.progress.finish()
        self._note.setText(refusal(error))

    @Slot()
    def _filter(self) -> None:
        self.changes.show_kind(str(self.sender().property("key")))

    @Slot()
    def _say(self) -> None:
        for button, name in ((self.back_button, _("Back")), (self.approve_button, _("Approve"))):
            button.setText(name)
            button.setAccessibleName(name)
        if self._proposal is not None:
            self._say_totals(self._proposal)

    def _say_totals(self, proposal: Proposal) -> None:
        totals, formats = proposal.totals, self._appearance.formats
        number = formats.number
        note = _("on {jobs} of {examined} jobs read").format(
            jobs=number(totals.jobs), examined=number(totals.examined)
        )
        self.cards[EVERY].show_figure(Figure(number(totals.obligations), note))
        to_missed = Figure(number(totals.met_to_missed), tone="crit" if totals.met_to_missed else "text")
        self.cards[TO_MISSED].show_figure(to_missed)
        self.cards[TO_MET].show_figure(Figure(number(totals.missed_to_met)))
        self.cards[MOVED].show_figure(Figure(number(totals.moved)))
        corrections = sum(row.needs_correction for row in proposal.money)
        letters = _("{count} issued letters need a correction notice").format(count=number(corrections))
        tone = "warn" if corrections else "text"
        self.rial_card.show_figure(
            Figure(
                signed(totals.payable, formats), letters if corrections else _("no issued letter"), tone=tone
            )
        )
        moment = formats.date_time(proposal.as_of)
        note = _("As of {moment}. What was issued stays; approving appends evaluations.").format(
            moment=moment
        )
        if proposal.left_out:
            clauses = listed(map(isolate, proposal.left_out), self._appearance.language)
            left_out = _("Not in these rial: clauses that count whole months or several jobs ({clauses}).")
            note = f"{note} {left_out.format(clauses=clauses)}"
        self._note.setText(note)

    def _contractor(self, row: MoneyRow) -> Cell:
        shown = party_name(row.contractor, self._names, fa=self._appearance.is_rtl)
        return Cell(shown if row.contractor else isolate(row.agreement), bold=True)

    def _month(self, row: MoneyRow) -> Cell:
        return Cell(period_name(row.period))

    def _money_before(self, row: MoneyRow) -> Cell:
        return self._rial(row.before)

    def _money_after(self, row: MoneyRow) -> Cell:
        return self._rial(row.after)

    def _money_change(self, row: MoneyRow) -> Cell:
        return Cell(signed(row.change, self._appearance.formats), bold=True, figures=True)

    def _rial(self, amount: Decimal) -> Cell:
        return Cell(grouped(amount, self._appearance.language), figures=True)

    def _case(self, row: MoneyRow) -> Cell:
        icon, word, tone = CASES[row.case_state]
        return Cell(_(word), icon=icon, tone=tone)
