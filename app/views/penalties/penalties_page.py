"""Penalties: the cases of a month, what each is made of, and the letter that carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.i18n import LANGUAGES, N_, _, ngettext
from app.services.agreement_book import book
from app.services.letters.archive import letter_pdf
from app.services.letters.issuing import issue
from app.services.letters.printing import print_within
from app.services.penalties.cases import CaseRow, LineRow, cases, lines
from app.services.penalties.drafting import draft_month
from app.services.penalties.life import CaseRef, approve, review
from app.views.appearance import Appearance
from app.views.calendar.month_bar import MonthBar, month_to_judge
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.page import Page
from app.views.penalties.case_columns import CaseWords, LineWords, lines_words, rial
from app.views.penalties.issue_question import IssueQuestion, ask_in_box, issue_text
from app.views.penalties.letter_view import FileChooser, LetterView
from app.views.penalties.printing import PrinterPort
from app.views.proof.proof_dialog import ProofDialog
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

NOT_THERE = frozenset({"letter-not-in-language", "letter-not-printed"})


@dataclass(frozen=True)
class MonthCases:
    """The cases of a month; the month comes back with them, so that a late answer is known for one."""

    month: JalaliMonth
    cases: tuple[CaseRow, ...]


@dataclass(frozen=True)
class CaseFile:
    """One case opened: its lines, the titles of the clauses, and its letter by language."""

    case_id: int
    lines: tuple[LineRow, ...]
    titles: Mapping[str, Mapping[str, str]]
    letter: str
    documents: Mapping[str, bytes]


def month_cases(session: Any, month: JalaliMonth) -> MonthCases:
    """The cases of `month`."""
    return MonthCases(month, tuple(cases(session, period=str(month))))


def case_file(session: Any, case: CaseRow) -> CaseFile:
    """What stands behind one case."""
    agreement = book(session).named(case.agreement)
    versions = agreement.versions if agreement else ()
    titles = {clause.code: clause.title for version in versions for clause in version.clauses}
    documents = letter_documents(session, case.letter) if case.letter else {}
    return CaseFile(case.id, tuple(lines(session, case.id)), titles, case.letter, documents)


def letter_documents(session: Any, number: str) -> Mapping[str, bytes]:
    """The PDF of a letter by language, as far as it has been printed."""
    documents: dict[str, bytes] = {}
    for language in LANGUAGES:
        try:
            documents[language] = letter_pdf(session, number, language)
        except RuleBroken as refusal:
            if refusal.code not in NOT_THERE:
                raise
    return documents


class PenaltiesPage(Page):
    """Cases of a month above, the lines of the chosen one below, its letter beside them."""

    watches = frozenset({"penalty_case", "penalty_line", "letter", "letter_document"})

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        *,
        printer: PrinterPort | None = None,
        choose_file: FileChooser | None = None,
        ask_to_issue: IssueQuestion = ask_in_box,
    ) -> None:
        super().__init__(desk, appearance)
        self._ask_to_issue = ask_to_issue
        today = desk.clock.now().astimezone(appearance.formats.zone).date()
        self.months = MonthBar(appearance, JalaliMonth.of(today))
        self.months.show_month(month_to_judge(today))
        self._case_words = CaseWords(appearance)
        self._line_words = LineWords(appearance)
        self.cases = RowTable(
            appearance,
            self._case_words.columns(),
            name=N_("Penalty cases"),
            key=lambda case: case.id,
            tall=True,
        )
        self.lines = RowTable(
            appearance,
            self._line_words.columns(),
            name=N_("Lines of the case"),
            key=lambda line: line.id,
            tall=True,
        )
        self.letter = LetterView(desk, appearance, printer=printer, choose_file=choose_file)
        self.draft_button, self.approve_button, self.issue_button = (QPushButton() for _each in range(3))
        self._sum = label("muted")
        self._opened: int | None = None
        self._file: CaseFile | None = None
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return _("Penalties")

    def subtitle(self) -> str:
        return self.months.month().label(self.appearance.language)

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        self.desk.ask(month_cases, self.months.month(), done=self._show_cases)

    def retranslate(self) -> None:
        for button, name in (
            (self.draft_button, _("Draft interim") if self._is_running() else _("Draft the month")),
            (self.approve_button, self._approval()),
            (self.issue_button, _("Issue letter")),
        ):
            button.setText(name)
            button.setAccessibleName(name)
        self._show_standing()
        self._say_lines()

    def show_month(self, month: JalaliMonth) -> None:
        """Go to another month."""
        self.months.go_to(month)

    def draft(self) -> None:
        """Price the month shown; one that is not over yet only as interim."""
        self.desk.do(
            draft_month,
            self.months.month(),
            interim=self._is_running(),
            done=self._tell_drafted,
            failed=self._refuse,
        )

    def approve(self) -> None:
        """Put the user's name to the chosen case: review a draft, approve what somebody else reviewed."""
        case = self.cases.current()
        if case is not None:
            step = review if case.state == "draft" else approve
            self.desk.do(step, CaseRef(case.id, case.version), by=self.desk.user, failed=self._refuse)

    def issue(self) -> None:
        """Number and freeze the letter of the chosen case once the user agrees, then print its bytes."""
        case = self.cases.current()
        if case is not None and self._ask_to_issue(self, issue_text(case, self._case_words)):
            self.desk.do(issue, case.id, self.desk.user, done=self._finish_letter, failed=self._refuse)

    def _approval(self) -> str:
        case = self.cases.current()
        return _("Approve") if case is not None and case.state == "reviewed" else _("Review")

    def _is_running(self) -> bool:
        today = self.desk.clock.now().astimezone(self.appearance.formats.zone).date()
        return self.months.month() == JalaliMonth.of(today)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.months)
        head.addStretch(1)
        head.addWidget(self._sum)
        for button, role in (
            (self.draft_button, "ghost"),
            (self.approve_button, "ghost"),
            (self.issue_button, "primary"),
        ):
            button.setProperty("role", role)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._split(), 1)

    def _split(self) -> QSplitter:
        self._empty = EmptyState(
            self.appearance,
            icon="gavel",
            title=N_("No penalty case in this month"),
            advice=N_("Draft the month to price the promises that were broken in it."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.cases)
        self._stack.addWidget(self._empty)
        upper = Panel(self.appearance, title=N_("Penalty cases"), icon="gavel")
        upper.body.addWidget(self._stack)
        self.line_panel = Panel(self.appearance, title=N_("Lines of the case"), icon="format-list-numbered")
        self.line_panel.body.addWidget(self.lines)
        fitting(self.cases, rows=2, height=46)
        fitting(self.lines, rows=2, height=46)
        left = _splitter(Qt.Orientation.Vertical, upper, self.line_panel, parts=(2, 3))
        return _splitter(Qt.Orientation.Horizontal, left, self.letter, parts=(7, 4))

    def _connect(self) -> None:
        self.months.listen_to(self)
        self.months.chosen.connect(self._change_month)
        self.cases.picked.connect(self._open_case)
        self.lines.opened.connect(self._prove)
        self.draft_button.clicked.connect(self.draft)
        self.approve_button.clicked.connect(self.approve)
        self.issue_button.clicked.connect(self.issue)
        self.letter.told.connect(self.told)
        self.letter.refused.connect(self.refused)

    def _change_month(self) -> None:
        self._show_file(None)
        self.cases.choose(None)
        self.cases.show_rows(())
        self.retranslate()
        self.refresh(None)

    def _show_cases(self, answer: MonthCases) -> None:
        if answer.month != self.months.month():
            return
        self._stack.setCurrentWidget(self.cases if answer.cases else self._empty)
        self.cases.show_rows(answer.cases)
        if self.cases.current() is None and answer.cases:
            self.cases.choose(answer.cases[0].id)
        else:
            self._open_case(self.cases.current())
        self._show_standing()

    def _open_case(self, case: CaseRow | None) -> None:
        self._show_standing()
        if case is None:
            self._show_file(None)
        else:
            self._opened = case.id
            self.desk.ask(case_file, case, done=self._show_answer, failed=self._refuse)

    def _prove(self, line: LineRow) -> None:
        """Show why the promise behind a line was missed."""
        if line.obligation_id is not None:
            ProofDialog(self.window(), self.desk, self.appearance, line.obligation_id).open()

    def _show_answer(self, answer: CaseFile) -> None:
        if answer.case_id == self._opened:
            self._show_file(answer)

    def _show_file(self, file: CaseFile | None) -> None:
        if file is None:
            self._opened = None
        self._line_words.titles = file.titles if file else {}
        self.lines.show_rows(file.lines if file else ())
        self._file = file
        self._say_lines()
        self.letter.show_letter(file.letter if file else "", file.documents if file else {})

    def _say_lines(self) -> None:
        """Why there are not as many lines as missed promises."""
        case, file = self.cases.current(), self._file
        said = ""
        if case is not None and file is not None and case.id == file.case_id:
            said = lines_words(case, file.lines, self.appearance.formats)
        self.line_panel.show_note(said)

    def _show_standing(self) -> None:
        """Which buttons work now, and why the others do not."""
        case = self.cases.current()
        state = "" if case is None or case.is_superseded else case.state
        self.approve_button.setText(self._approval())
        self.approve_button.setEnabled(state in {"draft", "reviewed"})
        self.issue_button.setEnabled(state == "approved")
        self.approve_button.setToolTip(
            "" if state in {"draft", "reviewed"} else _("Only a draft can be approved.")
        )
        self.issue_button.setToolTip("" if state == "approved" else _("Only an approved case gets a letter."))
        rows = [row for row in self.cases.rows() if not row.is_superseded]
        payable = sum((row.payable for row in rows), Decimal(0))
        said = _("Payable in this month: {amount} rial").format(amount=rial(payable, self.appearance.formats))
        self._sum.setText(said if rows else "")

    def _tell_drafted(self, ids: list[int]) -> None:
        count = self.appearance.formats.number(len(ids))
        said = ngettext("{count} case was drafted.", "{count} cases were drafted.", len(ids))
        self.told.emit(Message(said.format(count=count)))

    def _finish_letter(self, letter_id: int) -> None:
        self.desk.do(print_within, letter_id, done=self._tell_issued, failed=self._refuse)

    def _tell_issued(self, ids: list[int]) -> None:
        count = self.appearance.formats.number(len(ids))
        said = ngettext("{count} letter was issued.", "{count} letters were issued.", len(ids))
        self.told.emit(Message(said.format(count=count)))

    def _refuse(self, refusal: object) -> None:
        self.refused.emit(refusal)


def _splitter(
    orientation: Qt.Orientation, first: QWidget, second: QWidget, *, parts: tuple[int, int]
) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(10)
    made.setChildrenCollapsible(False)
    for place, (widget, part) in enumerate(zip((first, second), parts, strict=True)):
        made.addWidget(widget)
        made.setStretchFactor(place, part)
    made.setSizes([part * 100 for part in parts])
    return made
