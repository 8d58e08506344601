"""The proof sheet on the screen: verdict, timeline, the same in a list, and what lies behind it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import PoshtibanError
from app.i18n import _
from app.services.proofs.question import Proof, proof
from app.services.proofs.sheet_pdf import proof_pdf
from app.services.proofs.statement import Statement, statement
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.letter_view import choose_pdf_file, write_file
from app.views.penalties.printing import LetterPrinting, PrinterPort, SystemPrinter, document_of
from app.views.proof.timeline import ProofTimeline
from app.views.widgets.frames import ScrolledColumn
from app.views.widgets.labels import label
from app.views.wording import refusal

ROWS_SHOWN = 6
"""Stretches in sight without scrolling."""
_FRAME = 4

FileChooser = Callable[[QWidget, str], Path | None]


class ProofDialog(QDialog):
    """Why one promise was due when it was, and whether it was kept."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        appearance: Appearance,
        obligation_id: int,
        *,
        printer: PrinterPort | None = None,
        choose_file: FileChooser | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._appearance = appearance
        self._printer = printer or SystemPrinter()
        self._choose_file = choose_file or choose_pdf_file
        self._proof: Proof | None = None
        self._said: Statement | None = None
        self._title = label("heading", wraps=True)
        self._verdict = label("strong", wraps=True)
        self.timeline = ProofTimeline(appearance)
        self.segments = _table()
        self._column = ScrolledColumn()
        self._details: QWidget | None = None
        self._told = label("muted", wraps=True)
        self._save, self._print, self._close = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        appearance.changed.connect(self._say)
        desk.ask(proof, desk.clock, obligation_id, done=self._show, failed=self._refuse)

    def save_button(self) -> QPushButton:
        """The button that keeps the sheet as a PDF."""
        return self._save

    def print_button(self) -> QPushButton:
        """The button that prints it."""
        return self._print

    def told(self) -> str:
        """What was last said about saving and printing, or why there is no sheet."""
        return self._told.text()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (self._title, self._verdict, self.timeline, self.segments):
            column.addWidget(widget)
        column.addWidget(self._column, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._told, 1)
        for button in (self._save, self._print, self._close):
            buttons.addWidget(button)
            button.setAutoDefault(False)
        self._close.setProperty("role", "primary")
        column.addLayout(buttons)
        self.resize(940, 760)

    def _connect(self) -> None:
        self._close.clicked.connect(self.reject)
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.print_sheet)
        self.segments.currentCellChanged.connect(self._point)
        self._say()

    @Slot(object)
    def _show(self, found: Proof) -> None:
        self._proof = found
        self._say()
        self.segments.setFocus()

    def _refuse(self, refused: object) -> None:
        self._told.setText(refusal(refused) if isinstance(refused, PoshtibanError) else str(refused))

    @Slot()
    def _say(self) -> None:
        self._save.setText(_("Save as PDF"))
        self._print.setText(_("Print"))
        self._close.setText(_("Close"))
        self.setWindowTitle(_("Proof sheet"))
        for button in (self._save, self._print):
            button.setEnabled(self._proof is not None)
        if self._proof is None:
            return
        sheet = self._proof.sheet
        said = statement(sheet, self._appearance.language, parties=self._proof.parties)
        self._said = said
        self._title.setText(said.title)
        self._verdict.setText(said.verdict)
        parts = [line.segment for line in sheet.lines]
        self.timeline.show_segments(parts, sheet.obligation.reading.due_at, said.verdict)
        _fill(self.segments, said.segment_heading, said.segments, _("How the clock ran"), most=ROWS_SHOWN)
        self._show_details(said)

    def _show_details(self, said: Statement) -> None:
        if self._details is not None:
            self._details.deleteLater()
        self._details = QWidget()
        column = QVBoxLayout(self._details)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(_entries(said.about, is_rtl=self._appearance.is_rtl))
        column.addWidget(label("strong", _("Who said what, and when")))
        facts = _table()
        _fill(facts, said.fact_heading, said.facts, _("Who said what, and when"))
        column.addWidget(facts)
        for remark in said.remarks:
            column.addWidget(label("", remark, wraps=True))
        self._column.add(self._details)

    @Slot(int, int, int, int)
    def _point(self, row: int, *_others: int) -> None:
        self.timeline.choose(row)

    @Slot()
    def save(self) -> None:
        """Keep the sheet as a PDF in the language of the window."""
        said = self._said
        path = self._choose_file(self, self._file_name()) if said is not None else None
        if path is None or said is None:
            return

        def task() -> Path:
            return write_file(path, proof_pdf(said))

        self._desk.work(task, done=self._tell_saved, failed=self._refuse)

    @Slot()
    def print_sheet(self) -> None:
        """Print the sheet in the language of the window."""
        said = self._said
        if said is not None:
            self._desk.work(lambda: proof_pdf(said), done=self._print_pdf, failed=self._refuse)

    def _print_pdf(self, pdf: bytes) -> None:
        sheets = self._printer.open(self, self._title.text())
        if sheets is not None:
            printing = LetterPrinting(self._desk, sheets, (document_of(pdf),), self)
            printing.printed.connect(self._tell_printed)
            printing.refused.connect(self._refuse)
            printing.begin()

    def _file_name(self) -> str:
        if self._proof is None:
            return ""
        obligation = self._proof.sheet.obligation
        return f"{self._proof.sheet.job.code}-{obligation.kind}-{obligation.metric}.pdf"

    def _tell_saved(self, path: Path) -> None:
        self._told.setText(_("The proof sheet was saved as {file}.").format(file=path.name))

    def _tell_printed(self, pages: int) -> None:
        shown = self._appearance.formats.number(pages)
        self._told.setText(_("{pages} pages were sent to the printer.").format(pages=shown))


def _table() -> QTableWidget:
    table = QTableWidget()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    return table


def _fill(
    table: QTableWidget,
    heading: Sequence[str],
    rows: Sequence[Sequence[str]],
    name: str,
    *,
    most: int | None = None,
) -> None:
    """Put rows into a table as high as they are; above `most` rows it scrolls."""
    table.setAccessibleName(name)
    table.setColumnCount(len(heading))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(heading))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.setItem(place, column, QTableWidgetItem(text))
    table.resizeColumnsToContents()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(len(heading) - 1, QHeaderView.ResizeMode.Stretch)
    shown = len(rows) if most is None else min(len(rows), most)
    table.setFixedHeight(header.sizeHint().height() + sum(map(table.rowHeight, range(shown))) + _FRAME)


def _entries(entries: Sequence[tuple[str, str]], *, is_rtl: bool) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(entries):
        grid.addWidget(label("muted", name), place, 0)
        # The mark keeps a figure at the start side of a line that has no letter of the language.
        words: QLabel = label("", ("\u200f" if is_rtl else "\u200e") + value, wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(words, place, 1)
    return grid
