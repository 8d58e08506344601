"""The tab of papers: the contract, its amendments and attachments."""

from dataclasses import replace

from PySide6.QtCore import Slot

from app.domain.agreements import Agreement, AgreementVersion, Document
from app.domain.persian import isolate
from app.i18n import N_, _
from app.views.agreements.agreement_words import day_text, in_language
from app.views.agreements.paper_form import PAPERS, PaperForm
from app.views.agreements.row_tools import RowTools
from app.views.agreements.tab import AgreementTab
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.widgets.labels import label

NumberedPaper = tuple[int, Document]
"""A paper and its place, counted from 0."""


class PapersTab(AgreementTab):
    """Papers as rows; they belong to the agreement, not to one version."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        columns = (
            Column(N_("Kind"), self._kind, 104),
            Column(N_("Paper"), self._title, 190, 3),
            Column(N_("Number"), self._number, 110, 1),
            Column(N_("Signed on"), self._day, 100, 1),
            Column(N_("What it says"), self._note, 120, 3),
        )
        self.rows = RowTable(appearance, columns, name=N_("Papers"), key=lambda row: row[0], tall=True)
        self.tools = RowTools(appearance)
        self._count = label("muted", wraps=True)
        self.column.addWidget(self.tools)
        self.column.addWidget(self.rows, 1)
        self.column.addWidget(self._count)
        self.rows.opened.connect(self.change_paper)
        self.rows.picked.connect(self._show_standing)
        self.tools.added.connect(self.add_paper)
        self.tools.opened.connect(self.change_paper)
        self.tools.removed.connect(self.remove_paper)

    def take_keys(self) -> None:
        self.rows.setFocus()
        if self.rows.current() is None and self.rows.rows():
            self.rows.choose(self.rows.rows()[0][0])

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        self.rows.show_rows(list(enumerate(agreement.documents)))
        self.tools.setVisible(self.is_editable)
        said = _("Papers hold for every version.") if agreement.documents else _("No paper is registered.")
        self._count.setText(said)
        self._show_standing()

    @Slot()
    def add_paper(self) -> None:
        """Ask for another paper."""
        self._ask(None)

    @Slot()
    def change_paper(self) -> None:
        """Ask for what the chosen paper is."""
        row: NumberedPaper | None = self.rows.current()
        if row is not None:
            self._ask(row)

    @Slot()
    def remove_paper(self) -> None:
        """Take the chosen paper away."""
        row: NumberedPaper | None = self.rows.current()
        if row is not None and self.agreement is not None:
            left = [paper for place, paper in enumerate(self.agreement.documents) if place != row[0]]
            self._take(tuple(left))

    def _ask(self, row: NumberedPaper | None) -> None:
        if not self.is_editable:
            return
        today = self.desk.clock.now().astimezone(self.appearance.formats.zone).date()
        form = PaperForm(self, self.appearance, row[1] if row else None, today=today)

        def take(paper: Document) -> None:
            papers = list(self.agreement.documents) if self.agreement is not None else []
            place = row[0] if row else len(papers)
            papers[place : place + 1] = [paper]
            self._take(tuple(papers))

        form.answered.connect(take)
        form.open()

    def _take(self, papers: tuple[Document, ...]) -> None:
        if self.agreement is not None and self.is_editable:
            self.changed.emit(replace(self.agreement, documents=papers))

    @Slot()
    def _show_standing(self) -> None:
        self.tools.show_standing(has_row=self.rows.current() is not None)

    def _kind(self, row: NumberedPaper) -> Cell:
        return Cell(_(PAPERS[row[1].kind]), tone="idle", pill=True)

    def _title(self, row: NumberedPaper) -> Cell:
        return Cell(in_language(row[1].title, self.appearance.language), bold=True)

    def _number(self, row: NumberedPaper) -> Cell:
        return Cell(isolate(self.appearance.formats.digits(row[1].number)))

    def _day(self, row: NumberedPaper) -> Cell:
        return Cell(day_text(row[1].day, self.appearance.formats))

    def _note(self, row: NumberedPaper) -> Cell:
        return Cell(row[1].note or "—", tone="text" if row[1].note else "muted")
