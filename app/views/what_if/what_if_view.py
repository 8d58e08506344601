"""What a draft had made of a past period: compliance and rial beside what really happened."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.accounts import Tally
from app.domain.agreements import Agreement
from app.domain.comparison import Comparison, ContractorChange
from app.domain.errors import BadInput
from app.domain.persian import grouped, isolate
from app.i18n import N_, _
from app.services.party_names import PartyNames, party_names
from app.services.replay.difference import kept_words, write_changes
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.long_work import LongWork
from app.views.what_if.change_rows import rows_of_comparison
from app.views.what_if.change_table import ChangeTable, signed
from app.views.what_if.drafts import Answered, Asked, Draft, answered, draft_of_file, open_drafts
from app.views.what_if.question_bar import QuestionBar
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message
from app.views.widgets.progress_panel import ProgressPanel
from app.views.wording import party_name

SHOWN = "shown"
CSV_NAME = "what-if.csv"
ChooseFile = Callable[[QWidget], Path | None]


@dataclass(frozen=True)
class FileChoosers:
    """Where a draft is read from and a table is written to; None where the user thought better of it."""

    draft: ChooseFile
    table: ChooseFile


class WhatIfView(QWidget):
    """The question above; contractors and the promises that change below once it is answered.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, *, choosers: FileChoosers | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._choosers = choosers or FileChoosers(choose_draft, choose_table)
        self._stored: tuple[Draft, ...] = ()
        self._own: dict[str, Draft] = {}
        self._work: LongWork | None = None
        self._answer: Answered | None = None
        self._names: PartyNames = {}
        today = desk.clock.now().astimezone(appearance.formats.zone).date()
        self.question = QuestionBar(appearance, today)
        self.progress = ProgressPanel(appearance)
        self.contractors = RowTable(
            appearance,
            (
                Column(N_("Contractor"), self._contractor, 96, 3, order=lambda row: row.contractor),
                Column(
                    N_("Promises"), self._promises, 100, 1, "end", order=lambda row: row.after.obligations
                ),
                Column(N_("Kept, as it was"), self._kept_before, 104, 1, "end"),
                Column(N_("Kept, what if"), self._kept_after, 104, 1, "end"),
                Column(N_("Rial, as it was"), self._rial_before, 104, 1, "end"),
                Column(N_("Rial, what if"), self._rial_after, 104, 1, "end"),
                Column(N_("Difference (rial)"), self._difference, 112, 1, "end", order=lambda r: r.payable),
            ),
            name=N_("By contractor"),
            key=lambda row: row.contractor,
        )
        self.changes = ChangeTable(appearance)
        self.export_button = QPushButton()
        self._about = label("muted", wraps=True)
        self._lay_out()
        self._connect()
        self._say()
        self.refresh()

    def refresh(self) -> None:
        """Ask again which drafts are open."""
        self._desk.ask(open_drafts, done=self._take_stored)
        self._desk.ask(party_names, done=self._take_names)

    def offer(self, agreement: Agreement) -> None:
        """Offer the agreement shown on the page, with edits that are not saved, and choose it."""
        self._own[SHOWN] = Draft(SHOWN, agreement, "")
        self._offer(SHOWN)

    def comparison(self) -> Comparison | None:
        """What is shown now."""
        return self._answer.comparison if self._answer is not None else None

    @Slot()
    def open_file(self) -> None:
        """Ask about an agreement of a file."""
        path = self._choosers.draft(self)
        if path is not None:
            self._desk.work(lambda: draft_of_file(path), done=self._take_file, failed=self.refused.emit)

    @Slot()
    def export(self) -> None:
        """Write the promises that change as CSV."""
        path = self._choosers.table(self) if self._answer is not None else None
        if path is not None and self._answer is not None:
            answer = self._answer
            self._desk.work(lambda: _export(path, answer), done=self._tell_exported, failed=self.refused.emit)

    def _lay_out(self) -> None:
        asked = Panel(
            self._appearance, title=N_("What if this draft had held?"), icon="head-question-outline"
        )
        asked.body.addWidget(self.question)
        asked.body.addWidget(self.progress)
        self._contractor_panel = Panel(
            self._appearance, title=N_("By contractor"), icon="account-group-outline"
        )
        self._contractor_panel.add_tool(self.export_button)
        self._contractor_panel.body.addWidget(self._about)
        self._contractor_panel.body.addWidget(self.contractors)
        fitting(self.contractors, rows=3)
        changed = Panel(self._appearance, title=N_("Promises that change"), icon="swap-horizontal")
        changed.body.addWidget(self.changes)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        for place, widget in enumerate((self._contractor_panel, changed)):
            split.addWidget(widget)
            split.setStretchFactor(place, 1 + place)
        split.setSizes([230, 400])
        self._split = split
        self._empty = EmptyState(
            self._appearance,
            icon="head-question-outline",
            title=N_("Nothing asked yet"),
            advice=N_("Choose a draft and a past period; nothing is changed by asking."),
        )
        self._stack = QStackedWidget()
        for page in (self._empty, split):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(asked)
        column.addWidget(self._stack, 1)
        self.export_button.setProperty("role", "ghost")

    def _connect(self) -> None:
        self._appearance.changed.connect(self._say)
        self.question.asked.connect(self._begin)
        self.question.file_wanted.connect(self.open_file)
        self.progress.cancelled.connect(self._cancel)
        self.export_button.clicked.connect(self.export)

    @Slot(object)
    def _take_stored(self, drafts: tuple[Draft, ...]) -> None:
        self._stored = drafts
        self._offer("")

    @Slot(object)
    def _take_names(self, names: PartyNames) -> None:
        self._names = names
        self.contractors.row_model().say_again()
        self.changes.show_names(names)

    @Slot(object)
    def _take_file(self, draft: Draft) -> None:
        self._own[draft.key] = draft
        self._offer(draft.key)

    def _offer(self, key: str) -> None:
        self.question.show_drafts((*self._own.values(), *self._stored))
        if key:
            self.question.choose_draft(key)

    @Slot(object)
    def _begin(self, asked: Asked) -> None:
        if self._work is not None:
            return
        self.question.setEnabled(False)
        self.progress.start(_("Living the period again"))
        self._work = self._desk.begin(answered, asked)
        self._work.progressed.connect(self.progress.show_progress)
        self._work.done.connect(self._show)
        self._work.refused.connect(self.refused)
        self._work.ended.connect(self._finish)
        self._work.start()

    @Slot()
    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    @Slot()
    def _finish(self) -> None:
        self._work = None
        self.progress.finish()
        self.question.setEnabled(True)

    @Slot(object)
    def _show(self, answer: Answered) -> None:
        if answer.comparison is None:
            return
        self._answer = answer
        self._stack.setCurrentWidget(self._split)
        promised = [row for row in answer.comparison.contractors if _is_promised(row)]
        self.contractors.show_rows(promised)
        self.changes.show_changes(rows_of_comparison(answer.comparison.promises))
        self._say()

    @Slot(object)
    def _tell_exported(self, path: Path) -> None:
        self.told.emit(Message(_("Written to {file}.").format(file=isolate(path.name))))

    @Slot()
    def _say(self) -> None:
        self.export_button.setText(_("Export CSV…"))
        self.export_button.setAccessibleName(_("Export CSV…"))
        if self._answer is None or self._answer.comparison is None:
            return
        asked, language = self._answer.asked, self._appearance.language
        first, last = (month.label(language) for month in (asked.first, asked.last))
        months = first if asked.first == asked.last else _("{first} to {last}").format(first=first, last=last)
        total = sum((row.payable for row in self._answer.comparison.contractors), Decimal(0))
        said = _(
            "{agreement}, {months}: penalties of contractors differ by {amount} rial. The store is unchanged."
        )
        if not total:
            said = _("{agreement}, {months}: penalties come to the same. The store is unchanged.")
        amount = signed(total, self._appearance.formats)
        self._about.setText(
            said.format(agreement=isolate(asked.agreement.code), months=months, amount=amount)
        )

    def _contractor(self, row: ContractorChange) -> Cell:
        return Cell(party_name(row.contractor, self._names, fa=self._appearance.is_rtl), bold=True)

    def _promises(self, row: ContractorChange) -> Cell:
        number, arrow = self._appearance.formats.number, "←" if self._appearance.is_rtl else "→"
        before, after = row.before.obligations, row.after.obligations
        shown = number(after) if before == after else f"{number(before)} {arrow} {number(after)}"
        return Cell(shown)

    def _kept_before(self, row: ContractorChange) -> Cell:
        return _kept(row.before)

    def _kept_after(self, row: ContractorChange) -> Cell:
        before, after = row.before.compliance, row.after.compliance
        worse = before is not None and after is not None and after < before
        icon = "" if before == after else "arrow-down" if worse else "arrow-up"
        return Cell(kept_words(row.after), bold=True, icon=icon, tone="crit" if worse else "text")

    def _rial_before(self, row: ContractorChange) -> Cell:
        return self._rial(row.before)

    def _rial_after(self, row: ContractorChange) -> Cell:
        return self._rial(row.after)

    def _rial(self, tally: Tally) -> Cell:
        return Cell(grouped(tally.payable, self._appearance.language), figures=True)

    def _difference(self, row: ContractorChange) -> Cell:
        return Cell(signed(row.payable, self._appearance.formats), bold=True, figures=True)


def choose_draft(parent: QWidget) -> Path | None:
    """Ask for an agreement file."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("Open an agreement file"), "", "TOML (*.toml)")
    return Path(chosen) if chosen else None


def choose_table(parent: QWidget) -> Path | None:
    """Ask where the table is to be written."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("Export CSV…"), CSV_NAME, "CSV (*.csv)")
    return Path(chosen) if chosen else None


def _is_promised(row: ContractorChange) -> bool:
    """Whether a contractor promised anything on one of the two sides."""
    return bool(row.before.obligations or row.after.obligations)


def _kept(tally: Tally) -> Cell:
    return Cell(kept_words(tally))


def _export(path: Path, answer: Answered) -> Path:
    assert answer.comparison is not None
    try:
        write_changes(path, answer.comparison, ZoneInfo(answer.asked.agreement.time_zone))
    except OSError as error:
        raise BadInput(path.name, error.strerror or str(error), "a file that can be written") from error
    return path
