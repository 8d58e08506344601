"""Agreements: their list, what each of their versions says, and the draft of the next one."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout

from app.domain.agreement_checks import Severity
from app.domain.agreements import Agreement, AgreementKind
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.agreements.register import AgreementRow, RevisionRow
from app.services.recalculation.changes import of_revision
from app.views.actions.action import Handler
from app.views.agreements.agreement_list import AgreementList
from app.views.agreements.agreement_words import listed
from app.views.agreements.details import FINDINGS, HISTORY, AgreementDetails
from app.views.agreements.draft_bar import DraftBar
from app.views.agreements.draft_forms import ApprovalForm, NewVersionForm, WithdrawalForm
from app.views.agreements.drafts import Drafts
from app.views.agreements.findings_tab import FindingsTab
from app.views.agreements.form import SmallForm
from app.views.agreements.history_tab import HistoryTab
from app.views.agreements.leaving import Leaving, LeavingQuestion, ask_in_box
from app.views.agreements.opening import Opened, listing, opened
from app.views.agreements.toml_file import FileChooser, choose_source
from app.views.appearance import Appearance
from app.views.calendars.official_calendar import OfficialCalendar
from app.views.desk import Desk
from app.views.page import Page
from app.views.what_if.proposal_dialog import ProposalDialog
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.frames import EmptyState, Panel

EVERY_KIND = ""
KINDS = (Choice(EVERY_KIND, N_("All")), *(Choice(kind.value, kind.value) for kind in AgreementKind))


class AgreementsPage(Page):
    """The list at the start side, the chosen agreement beside it, what can be done with its draft above."""

    watches = frozenset({"agreement_revision", "holiday"})

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        *,
        ask_to_leave: LeavingQuestion = ask_in_box,
        choose_file: FileChooser = choose_source,
    ) -> None:
        super().__init__(desk, appearance)
        self._ask_to_leave = ask_to_leave
        self._choose_file = choose_file
        self.kinds = SegmentedControl(appearance, KINDS, name=N_("Kind"))
        self.agreements = AgreementList(appearance, self._today)
        self.details = AgreementDetails(desk, appearance)
        self.official_button = QPushButton(_("Official calendar"))
        self.drafts = Drafts(desk, self)
        self.bar = DraftBar(appearance)
        self._rows: tuple[AgreementRow, ...] = ()
        self._opened: Opened | None = None
        self.form: SmallForm | None = None
        self.proposal: ProposalDialog | None = None
        self._left: dict[str, Agreement] = {}
        """The edits that were asked about when the page was last left."""
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return _("Agreements")

    def subtitle(self) -> str:
        return _("What was promised to whom, and what a miss costs")

    def handlers(self) -> dict[str, Handler]:
        return {
            "agreements.draft": Handler(self.new_draft),
            "agreements.save": Handler(self.save),
            "agreements.check": Handler(self.check),
            "agreements.import": Handler(self.import_file),
            "agreements.calendar": Handler(self.show_official_calendar, self.official_button.isEnabled),
        }

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        self.desk.ask(listing, done=self._show_list)

    def retranslate(self) -> None:
        self.official_button.setText(_("Official calendar"))
        self._show_standing()

    @Slot()
    def show_official_calendar(self) -> None:
        """Show the country's days, which no agreement owns."""
        calendar = OfficialCalendar(self, self.desk, self.appearance)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.told.connect(self.told)
        calendar.refused.connect(self.refused)
        calendar.open()

    def may_leave(self, *, closing: bool = False) -> bool:
        edits = {code: edit.now for code in self.drafts.unsaved() if (edit := self.drafts.edit(code))}
        if not edits or (not closing and edits == self._left):
            return True
        codes = listed(map(isolate, edits), self.appearance.language)
        text = _("The edits of {codes} are not saved.").format(codes=codes)
        answer = self._ask_to_leave(self, text, closing)
        if answer is Leaving.SAVE:
            for code in edits:
                self.drafts.save(code)
            # What is saved in vain must not be lost: the window stays until the store has taken it.
            return not closing
        if answer is Leaving.GO:
            self._left = edits
        return answer is Leaving.GO

    @Slot()
    def new_draft(self) -> None:
        """Ask from which day the next version is to hold, and draft it."""
        found = self._opened
        if found is None or found.row.draft is not None:
            return
        self.form = NewVersionForm(self, self.appearance, found.agreement.versions[-1], today=self._today())

        def begin(day: date) -> None:
            self.drafts.begin(found, day)

        self.form.answered.connect(begin)
        self.form.open()

    @Slot()
    def save(self) -> None:
        """Save the edits of the agreement shown."""
        if self._opened is not None:
            self.drafts.save(self._opened.row.code)

    @Slot()
    def check(self) -> None:
        """Check the agreement shown and go to what was found."""
        self.details.show_tab(FINDINGS)
        self._findings().check()

    @Slot()
    def withdraw(self) -> None:
        """Ask whether the draft is to be given up."""
        found = self._opened
        draft = found.row.draft if found is not None else None
        if found is None or draft is None:
            return
        has_edits = self.drafts.edit(found.row.code) is not None
        self.form = WithdrawalForm(self, self.appearance, draft, has_edits=has_edits)

        def withdraw(_sure: bool) -> None:
            self.drafts.withdraw(found)

        self.form.answered.connect(withdraw)
        self.form.open()

    @Slot()
    def approve(self) -> None:
        """Show what approving the draft would change, then ask who approves it."""
        found = self._opened
        draft = found.row.draft if found is not None else None
        if found is None or draft is None or self.drafts.edit(found.row.code) is not None:
            return
        title = _("Approve: {name}").format(name=isolate(found.row.code))
        question = partial(of_revision, revision_id=draft.id)
        self.proposal = ProposalDialog(self, self.desk, self.appearance, question, title=title)
        self.proposal.approved.connect(partial(self._ask_approver, found, draft))
        self.proposal.open()

    def _ask_approver(self, found: Opened, draft: RevisionRow) -> None:
        errors = sum(each.severity is Severity.ERROR for each in self._findings().found())
        self.form = ApprovalForm(self, self.appearance, draft, user=self.desk.user, errors=errors)
        self.form.answered.connect(partial(self.drafts.approve, found))
        self.form.open()

    @Slot()
    def import_file(self) -> None:
        """Ask for a file and make it a draft."""
        path = self._choose_file(self, "")
        if path is not None:
            self.drafts.import_file(path)

    def _today(self) -> date:
        return self.desk.clock.now().astimezone(self.appearance.formats.zone).date()

    def _findings(self) -> FindingsTab:
        tab = self.details.tabs[FINDINGS]
        assert isinstance(tab, FindingsTab)
        return tab

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.kinds)
        head.addStretch(1)
        self.official_button.setProperty("role", "ghost")
        head.addWidget(self.official_button)
        head.addWidget(self.bar)
        self._empty = EmptyState(
            self.appearance,
            icon="file-sign",
            title=N_("No agreement yet"),
            advice=N_("Import an agreement file to see what was promised to whom."),
            action=N_("Import a file as draft…"),
        )
        self._stack = QStackedWidget()
        self._whole = self._split()
        for widget in (self._whole, self._empty):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def _split(self) -> QSplitter:
        listed_panel = Panel(self.appearance)
        listed_panel.body.addWidget(self.agreements)
        listed_panel.setMinimumWidth(430)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        for place, widget in enumerate((listed_panel, self.details)):
            split.addWidget(widget)
            split.setStretchFactor(place, (1, 3)[place])
        split.setSizes([430, 810])
        return split

    def _connect(self) -> None:
        self.official_button.clicked.connect(self.show_official_calendar)
        self.kinds.chosen.connect(self._filter)
        self.agreements.picked.connect(self._open)
        self.agreements.opened.connect(self._enter)
        self._empty.acted.connect(self.import_file)
        self.bar.begun.connect(self.new_draft)
        self.bar.checked.connect(self.check)
        self.bar.withdrawn.connect(self.withdraw)
        self.bar.approved.connect(self.approve)
        self.bar.saved.connect(self.save)
        for keys, slot in (("Ctrl+S", self.save), ("Ctrl+D", self.new_draft)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.details.changed.connect(self._take)
        self.details.overtaken.dropped.connect(self._drop)
        self.details.overtaken.kept.connect(self._keep_over)
        self.drafts.edited.connect(self._show_standing)
        self.drafts.overtaken.connect(self._ask_anew)
        for one in (self.drafts, self.details):
            one.told.connect(self.told)
            one.refused.connect(self.refused)
        history = self.details.tabs[HISTORY]
        assert isinstance(history, HistoryTab)
        history.import_wanted.connect(self.import_file)

    def _show_list(self, rows: tuple[AgreementRow, ...]) -> None:
        self._rows = rows
        self._stack.setCurrentWidget(self._whole if rows else self._empty)
        self._filter()

    @Slot()
    def _filter(self) -> None:
        wanted = self.kinds.key()
        shown = [row for row in self._rows if not wanted or row.kind == wanted]
        self.agreements.show_rows(shown)
        if self.agreements.current() is None and shown:
            self.agreements.choose(shown[0].code)
        else:
            self._open(self.agreements.current())

    def _open(self, row: AgreementRow | None) -> None:
        if row is not None:
            self.desk.ask(opened, row, done=self._show_agreement)

    def _show_agreement(self, answer: Opened) -> None:
        row = self.agreements.current()
        if row is not None and row.code == answer.row.code:
            self._opened = answer
            self._show_edited()

    def _show_edited(self) -> None:
        """The agreement with the user's edits; beside what the store has where somebody was faster."""
        found = self._opened
        if found is None:
            return
        edit = self.drafts.edit(found.row.code)
        is_edited = edit is not None and found.row.draft is not None
        self.details.show_agreement(found, edit.now if edit is not None and is_edited else found.agreement)
        if edit is not None and edit.is_stale(found):
            self.details.overtaken.show_both(found, edit)
        else:
            self.details.overtaken.hide()
        self._show_standing()

    @Slot(object)
    def _take(self, agreement: Agreement) -> None:
        if self._opened is not None:
            self.drafts.take(self._opened, agreement)
            self._show_edited()

    @Slot()
    def _drop(self) -> None:
        if self._opened is not None:
            self.drafts.drop(self._opened.row.code)
            self._show_edited()

    @Slot()
    def _keep_over(self) -> None:
        if self._opened is not None:
            self.drafts.keep_over(self._opened)
            self._show_edited()

    @Slot(str)
    def _ask_anew(self, _code: str) -> None:
        self.refresh(None)

    @Slot()
    def _enter(self) -> None:
        """Enter goes on to what the agreement says."""
        self.details.current_tab().take_keys()

    @Slot()
    def _show_standing(self) -> None:
        """What is unsaved, and what can be done now."""
        self.agreements.mark_unsaved(self.drafts.unsaved())
        found = self._opened
        has_draft = found is not None and found.row.draft is not None
        has_edits = found is not None and self.drafts.edit(found.row.code) is not None
        self.bar.show_standing(is_shown=found is not None, has_draft=has_draft, has_edits=has_edits)
