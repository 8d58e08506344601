"""Penalties: the life of a month's cases, their ledger, contractors' statements, the texts of letters."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.jalali import JalaliMonth
from app.domain.penalty_cases import CaseState
from app.i18n import N_, _
from app.services.penalties.cases import CaseRow
from app.views.actions.action import Handler
from app.views.agreements.leaving import Leaving, LeavingQuestion, ask_in_box
from app.views.appearance import Appearance
from app.views.calendar.month_bar import MonthBar, month_to_judge
from app.views.desk import Desk
from app.views.page import Page
from app.views.penalties.case_keys import CASE_KEYS
from app.views.penalties.cases_view import CasesView
from app.views.penalties.figures_view import FiguresView
from app.views.penalties.ledger_view import LedgerView
from app.views.penalties.outside import Outside
from app.views.penalties.statement_view import StatementView
from app.views.penalties.wordings_view import WordingsView
from app.views.widgets.choices import Choice, SegmentedControl

CASES, FIGURES, LEDGER, STATEMENTS, TEXTS = "cases", "figures", "ledger", "statements", "texts"
SIDES = (
    Choice(CASES, N_("Cases"), "gavel"),
    Choice(FIGURES, N_("Measured"), "gauge"),
    Choice(LEDGER, N_("Ledger"), "book-open-variant"),
    Choice(STATEMENTS, N_("Statements"), "receipt-text-outline"),
    Choice(TEXTS, N_("Letter texts"), "text-box-edit-outline"),
)


class PenaltiesPage(Page):
    """Five sides of the same months; the one chosen is asked for anew when something changes."""

    watches = frozenset(
        {
            *("penalty_case", "penalty_line", "penalty_event", "case_waiver", "case_objection"),
            *("objected_line", "case_correction", "case_settlement", "contract_file", "service_rejection"),
            *("letter", "letter_document", "letter_wording", "letterhead", "measured_figure", "evaluation"),
        }
    )

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        *,
        outside: Outside | None = None,
        ask_to_leave: LeavingQuestion = ask_in_box,
    ) -> None:
        super().__init__(desk, appearance)
        self._ask_to_leave = ask_to_leave
        self._outside = outside or Outside()
        today = self._today()
        self.months = MonthBar(appearance, JalaliMonth.of(today))
        self.months.show_month(month_to_judge(today))
        self.sides = SegmentedControl(appearance, SIDES, name=N_("View"))
        month = self.months.month()
        self.cases = CasesView(desk, appearance, self._outside, month)
        self.figures = FiguresView(desk, appearance, month)
        self.ledger = LedgerView(desk, appearance, month, choose_table=self._outside.choose_table)
        self.statements = StatementView(
            desk, appearance, month,
            choose_table=self._outside.choose_table, choose_claim=self._outside.choose_claim,
        )  # fmt: skip
        self.texts = WordingsView(desk, appearance, self._outside.choose_logo)
        self._views: dict[str, QWidget] = {
            CASES: self.cases,
            FIGURES: self.figures,
            LEDGER: self.ledger,
            STATEMENTS: self.statements,
            TEXTS: self.texts,
        }
        self.draft_button, self.issue_button, self.print_button = (QPushButton() for _each in range(3))
        self._stack = QStackedWidget()
        self.setFocusProxy(self.cases.cases)
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return _("Penalties")

    def subtitle(self) -> str:
        return self.months.month().label(self.appearance.language)

    def handlers(self) -> dict[str, Handler]:
        steps = {
            f"case.{key.name}": Handler(partial(self.cases.act, key.name), self.cases.has_case)
            for key in CASE_KEYS
        }
        return {
            **self.months.handlers("penalties"),
            **steps,
            "case.letter": Handler(self.cases.write_letter, self.cases.has_case),
            "penalties.draft": Handler(self.draft, self.draft_button.isEnabled),
            "penalties.issue": Handler(self.issue_approved, self.issue_button.isEnabled),
            "penalties.print": Handler(self.print_letters, self.print_button.isEnabled),
            "penalties.texts": Handler(partial(self.show_side, TEXTS)),
        }

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        view = self._stack.currentWidget()
        assert isinstance(view, CasesView | FiguresView | LedgerView | StatementView | WordingsView)
        view.refresh()

    def retranslate(self) -> None:
        for button, name in (
            (self.draft_button, _("Draft interim") if self._is_running() else _("Draft the month")),
            (self.issue_button, _("Issue all approved")),
            (self.print_button, _("Print all letters")),
        ):
            button.setText(name)
            button.setAccessibleName(name)
        self._show_standing()

    def may_leave(self, *, closing: bool = False) -> bool:
        names = self.texts.unsaved()
        if not names or not closing:
            return True
        text = _("The edits of the texts {names} are not saved.").format(names=", ".join(names))
        answer = self._ask_to_leave(self, text, closing)
        if answer is Leaving.SAVE:
            # What is saved in vain must not be lost: the window stays until the store has taken it.
            self.show_side(TEXTS)
            self.texts.save_all()
        return answer is Leaving.GO

    def show_month(self, month: JalaliMonth) -> None:
        """Go to another month."""
        self.months.go_to(month)

    @Slot(str)
    def show_side(self, key: str) -> None:
        """Go to another side."""
        self.sides.choose(key)
        self._stack.setCurrentWidget(self._views[key])
        self.months.setVisible(key != TEXTS)
        self._show_standing()
        self.refresh(None)

    @Slot()
    def draft(self) -> None:
        """Price the month shown; one that is not over yet only as interim."""
        self.cases.batches.draft(self.months.month(), interim=self._is_running())

    @Slot()
    def issue_approved(self) -> None:
        """Issue the letters of every approved case once the user agrees."""
        self.cases.issue_all(self._approved())

    @Slot()
    def print_letters(self) -> None:
        """Print the letters of the month as one job."""
        self.cases.batches.print_letters(self.cases.rows())

    def _today(self) -> date:
        return self.desk.clock.now().astimezone(self.appearance.formats.zone).date()

    def _is_running(self) -> bool:
        return self.months.month() == JalaliMonth.of(self._today())

    def _approved(self) -> Sequence[CaseRow]:
        return [
            row
            for row in self.cases.rows()
            if row.state == CaseState.APPROVED and row.payable and not row.is_superseded
        ]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.sides)
        head.addWidget(self.months)
        head.addStretch(1)
        for button in (self.draft_button, self.issue_button, self.print_button):
            button.setProperty("role", "ghost")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            head.addWidget(button)
        for view in self._views.values():
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.months.listen_to(self)
        self.months.chosen.connect(self._change_month)
        self.sides.chosen.connect(self.show_side)
        self.draft_button.clicked.connect(self.draft)
        self.issue_button.clicked.connect(self.issue_approved)
        self.print_button.clicked.connect(self.print_letters)
        self.cases.listed.connect(self._show_standing)
        self.cases.batches.busy_changed.connect(self._show_standing)
        self.statements.contract_wanted.connect(self.cases.money.show_contract)
        for view in (self.cases, self.figures, self.ledger, self.statements, self.texts):
            view.told.connect(self.told)
            view.refused.connect(self.refused)

    @Slot(object)
    def _change_month(self, month: JalaliMonth) -> None:
        for view in (self.cases, self.figures, self.ledger, self.statements):
            view.show_month(month)
        self.retranslate()
        self.renamed.emit()

    @Slot()
    def _show_standing(self) -> None:
        """Which buttons work now, and why the others do not."""
        is_cases = self.sides.key() == CASES
        is_free = not self.cases.batches.is_busy()
        rows = [row for row in self.cases.rows() if not row.is_superseded]
        for button, works, why in (
            (self.draft_button, True, ""),
            (self.issue_button, bool(self._approved()), _("No approved case waits for its letter.")),
            (self.print_button, any(row.letter for row in rows), _("No letter was issued in this month.")),
        ):
            button.setVisible(is_cases)
            button.setEnabled(works and is_free)
            button.setToolTip(_("Something is under way.") if not is_free else "" if works else why)
