"""The cases of a month beside the chosen one, and all that can be done with them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QWidget

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.penalty_cases import CaseState, check_allowed
from app.i18n import N_, _
from app.services.penalties.cases import CaseRow
from app.services.penalties.drafting import Contract
from app.services.penalties.late_facts import LateFacts
from app.views.appearance import Appearance
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.penalties.batches import Batches
from app.views.penalties.case_columns import CaseWords, rial
from app.views.penalties.case_details import CaseDetails
from app.views.penalties.case_file import CaseFile, MonthCases, case_file, month_cases
from app.views.penalties.case_keys import CASE_KEYS, CaseKey, is_possible
from app.views.penalties.issue_question import issue_text, issue_texts
from app.views.penalties.letter_view import LetterView
from app.views.penalties.life_steps import LifeSteps
from app.views.penalties.money_steps import MoneySteps
from app.views.penalties.outside import Outside
from app.views.penalties.warning_steps import WRITE_KEYS, WarningSteps
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import label

LIST_WIDTH = 436


class CasesView(QWidget):
    """The list at the start side, the chosen case beside it.

    Signals:
        listed: the rows of the month, once they are there.
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    listed = Signal(object)
    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, outside: Outside, month: JalaliMonth) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._outside = outside
        self._month = month
        self._opened: int | None = None
        self.life = LifeSteps(desk, appearance, self)
        self._words = CaseWords(appearance, self.life.today)
        self.cases = RowTable(
            appearance, self._words.columns(), name=N_("Penalty cases"), key=lambda case: case.id, tall=True
        )
        view = LetterView(desk, appearance, printer=outside.printer, choose_file=outside.choose_file)
        self.details = CaseDetails(desk, appearance, view)
        self.warnings = WarningSteps(desk, appearance, self)
        self.write_button, self.late_button = QPushButton(), QPushButton()
        self._late: tuple[LateFacts, ...] = ()
        self._late_note = label("quiet", wraps=True)
        self.batches = Batches(desk, appearance, outside.printer)
        self.money = MoneySteps(
            desk, appearance, self,
            words=self.details.lines.words, choose_evidence=outside.choose_evidence,
        )  # fmt: skip
        self._steps: Mapping[str, Callable[[CaseFile], None]] = {
            "review": self.life.review,
            "approve": self.life.approve,
            "issue": self._issue,
            "serve": self.life.serve,
            "decide": self.money.decide,
            "settle": self.money.settle,
            "object": self.money.receive,
            "correct-service": self.life.correct_service,
            "extend": self.life.extend,
            "accept": self.life.accept,
            "demand": self.life.demand,
            "lower": self._lower,
            "correct": self.money.correct,
            "send-back": self.life.send_back,
        }
        self._lay_out()
        self._connect()
        self._say()

    def refresh(self) -> None:
        """Ask again for the cases of the month."""
        self._desk.ask(month_cases, self._month, self.life.today(), done=self._show_cases)

    def show_month(self, month: JalaliMonth) -> None:
        """Go to another month."""
        self._month = month
        self._open_none()
        self.cases.choose(None)
        self.cases.show_rows(())
        self.refresh()

    def rows(self) -> Sequence[CaseRow]:
        """The cases shown."""
        return self.cases.rows()

    @Slot(str)
    def has_case(self) -> bool:
        """Whether a case is open that something can be done with."""
        file = self.details.file
        return file is not None and file.case.id == self._opened

    def act(self, name: str) -> None:
        """Do what a button or a key means; what the case does not allow is refused in words."""
        file = self.details.file
        key = next(each for each in CASE_KEYS if each.name == name)
        if file is None or not self.has_case():
            return
        try:
            check_possible(file.case, key)
        except RuleBroken as refusal:
            self.refused.emit(refusal)
            return
        self._steps[name](file)

    def issue_all(self, cases: Sequence[CaseRow]) -> None:
        """Issue the letters of several cases once the user agrees."""
        if cases and self._outside.ask_to_issue(self, issue_texts(cases, self._appearance.formats)):
            self.batches.issue(cases)

    @Slot()
    def write_letter(self) -> None:
        """Write a letter to the contractor of the chosen case."""
        case: CaseRow | None = self.cases.current()
        if case is not None:
            contract = Contract(case.party_id, case.contractor, case.agreement)
            self.warnings.write((contract,), self._words.name(case))

    def late_note(self) -> str:
        """Which cases facts came after."""
        return self._late_note.text()

    @Slot()
    def reckon_late(self) -> None:
        """Reckon the cases anew that facts came after; what differs is proposed as a correction."""
        self.batches.reckon([each.case_id for each in self._late])

    def _issue(self, file: CaseFile) -> None:
        """Number and freeze the letter once the user agrees, then print its bytes."""
        if self._outside.ask_to_issue(self, issue_text(file.case, self._words)):
            self.batches.issue((file.case,))

    def _lower(self, file: CaseFile) -> None:
        line = self.details.lines.rows.current()
        is_shown = self.details.tabs.currentWidget() is self.details.lines
        self.money.lower(file, line.id if line is not None and is_shown else None)

    def _lay_out(self) -> None:
        self._empty = EmptyState(
            self._appearance,
            icon="gavel",
            title=N_("No penalty case in this month"),
            advice=N_("Draft the month to price the promises that were broken in it."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.cases)
        self._stack.addWidget(self._empty)
        self._listed = Panel(self._appearance, title=N_("Penalty cases"), icon="gavel")
        self._listed.body.addWidget(self._stack, 1)
        self.late_button.setProperty("role", "primary")
        self._listed.body.addWidget(self._late_note)
        self._listed.body.addWidget(self.late_button)
        self._listed.body.addWidget(self.batches.progress)
        self.write_button.setProperty("role", "ghost")
        self.write_button.setEnabled(False)
        self._listed.body.addWidget(self.write_button)
        self._listed.setMinimumWidth(LIST_WIDTH)
        fitting(self.cases, rows=2, height=46)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        for place, widget in enumerate((self._listed, self.details)):
            split.addWidget(widget)
            split.setStretchFactor(place, place)
        split.setSizes([LIST_WIDTH, 2 * LIST_WIDTH])
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(split)

    def _connect(self) -> None:
        self.cases.picked.connect(self._open)
        self.cases.opened.connect(self._enter)
        self.details.acted.connect(self.act)
        self.details.pending.approved.connect(self.money.approve_pending)
        self.details.pending.refused.connect(self.money.refuse_pending)
        self.details.settlement.contract_wanted.connect(self._show_contract)
        self.details.letters.writing_wanted.connect(self._write_due)
        self.details.pending.writing_wanted.connect(self._write_due)
        self.write_button.clicked.connect(self.write_letter)
        self.late_button.clicked.connect(self.reckon_late)
        self.batches.busy_changed.connect(self._give_keys_back)
        self._appearance.changed.connect(self._say)
        self._bind(WRITE_KEYS, self.write_letter)
        for teller in (self.details, self.batches, self.life, self.money, self.warnings):
            teller.told.connect(self.told)
            teller.refused.connect(self.refused)
        for key in CASE_KEYS:
            self._bind(key.keys, partial(self.act, key.name))

    def _bind(self, keys: tuple[str, str], act: Callable[[], None]) -> None:
        shortcut = QShortcut(self)
        shortcut.setKeys([QKeySequence(letter) for letter in keys])
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
        # One press may fit two of its keys; Qt calls that ambiguous although both mean the same.
        shortcut.activatedAmbiguously.connect(act)

    def _show_cases(self, answer: MonthCases) -> None:
        if answer.month != self._month:
            return
        self._stack.setCurrentWidget(self.cases if answer.cases else self._empty)
        self.cases.show_rows(answer.cases)
        self._late = answer.late
        if self.cases.current() is None and answer.cases:
            self.cases.choose(answer.cases[0].id)
        else:
            self._open(self.cases.current())
        self._say()
        self.listed.emit(answer.cases)

    @Slot()
    def _say(self) -> None:
        text = _("Letter to the contractor… (L)")
        self.write_button.setText(text)
        self.write_button.setAccessibleName(text)
        counted = [row for row in self.cases.rows() if not row.is_superseded]
        due = sum((row.due for row in counted), Decimal(0))
        said = _("Payable in this month: {amount} rial").format(amount=rial(due, self._appearance.formats))
        self._listed.show_note(said if counted else "")
        self._say_late()

    def _say_late(self) -> None:
        """Which cases facts came after, and the step that makes corrections of them."""
        number, is_fa = self._appearance.formats.number, self._appearance.language == "fa"
        mark = "، " if is_fa else ", "
        listed = mark.join(
            f"{each.name_fa if is_fa else each.name_en} ({number(each.count)})" for each in self._late
        )
        said = _("Facts were recorded after the approval: {cases}. They charge once they are reckoned anew.")
        self._late_note.setText(said.format(cases=listed))
        text = _("Reckon anew and propose corrections")
        self.late_button.setText(text)
        self.late_button.setAccessibleName(text)
        for widget in (self._late_note, self.late_button):
            widget.setVisible(bool(self._late))

    def _open(self, case: CaseRow | None) -> None:
        self.write_button.setEnabled(case is not None)
        if case is None:
            self._open_none()
            return
        self._opened = case.id
        self._desk.ask(case_file, case.id, self.life.today(), done=self._show_file, failed=self.refused.emit)

    def _open_none(self) -> None:
        self._opened = None
        self.details.show_file(None)

    def _show_file(self, file: CaseFile) -> None:
        if file.case.id == self._opened:
            self.details.show_file(file)

    @Slot()
    def _give_keys_back(self) -> None:
        """The button below takes the keys when the progress of long work is hidden; they are the list's."""
        if not self.batches.is_busy() and self.write_button.hasFocus():
            self.cases.setFocus()

    @Slot()
    def _enter(self) -> None:
        """Enter goes on to what the case is made of."""
        self.details.tabs.currentWidget().setFocus()

    @Slot()
    def _show_contract(self) -> None:
        if self.details.file is not None:
            case = self.details.file.case
            self.money.show_contract(case.party_id, case.agreement)

    @Slot()
    def _write_due(self) -> None:
        if self.details.file is not None:
            self.batches.write_due(self.details.file)


def check_possible(case: CaseRow, key: CaseKey) -> None:
    """Refuse what a case does not allow. Raises RuleBroken: case-superseded, not-in-this-case-state."""
    if case.is_superseded and not is_possible(case, key):
        raise RuleBroken("case-superseded", case=case.id)
    check_allowed(CaseState(case.state), key.action)
