"""What speaks for an objected line: its texts and references, and its files, which can be saved again."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.code_words import worded
from app.services.penalties.case_words import EVIDENCE
from app.services.penalties.evidence import EvidenceFile, evidence_file
from app.services.penalties.objection_rows import EvidenceRow, ObjectedLineRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.penalties.letter_view import write_file
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

SIZE = (720, 380)
FILE = "file"


class EvidenceDialog(QDialog):
    """Evidence as rows; a file is saved as it came in, its fingerprint beside it.

    Signals:
        told: a Message for the message bar.
        refused: why a file could not be saved.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, appearance: Appearance, line: ObjectedLineRow) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = _("Evidence for {line}").format(line=isolate(appearance.formats.digits(line.line)))
        self.setWindowTitle(title)
        columns = (
            Column(N_("Kind"), self._kind, 110),
            Column(N_("What it says"), self._text, 200, 3),
            Column(N_("Fingerprint (SHA-256)"), self._fingerprint, 220, 2),
        )
        self.rows = RowTable(appearance, columns, name=N_("Evidence"), key=lambda piece: piece.id, tall=True)
        self.rows.show_rows(line.evidence)
        self.save_button = QPushButton(_("Save the file…"))
        close = QPushButton(_("Close"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.save_button, close):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("heading", title, wraps=True))
        column.addWidget(self.rows, 1)
        column.addLayout(buttons)
        fitting(self.rows, rows=3, height=46)
        self.resize(*SIZE)
        close.clicked.connect(self.accept)
        self.save_button.clicked.connect(self.save)
        self.rows.picked.connect(self._show_standing)
        self.rows.choose(line.evidence[0].id)
        self._show_standing()

    @Slot()
    def save(self) -> None:
        """Keep the chosen file where the user wants it."""
        piece: EvidenceRow | None = self.rows.current()
        if piece is None or piece.kind != FILE:
            return
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Save the file"), piece.file_name, "")
        if chosen:
            self.keep(piece, Path(chosen))

    def keep(self, piece: EvidenceRow, path: Path) -> None:
        """Write a file of the store to `path`, byte for byte."""
        done = partial(self._write, path)
        self._desk.ask(evidence_file, piece.id, done=done, failed=self.refused.emit)

    def _write(self, path: Path, found: EvidenceFile) -> None:
        task = partial(write_file, path, found.content)
        self._desk.work(task, done=self._tell_kept, failed=self.refused.emit)

    def _tell_kept(self, path: Path) -> None:
        self.told.emit(Message(_("The file was saved as {file}.").format(file=isolate(path.name))))

    @Slot()
    def _show_standing(self) -> None:
        piece: EvidenceRow | None = self.rows.current()
        self.save_button.setEnabled(piece is not None and piece.kind == FILE)

    def _kind(self, piece: EvidenceRow) -> Cell:
        return Cell(worded(EVIDENCE, piece.kind), icon="paperclip" if piece.kind == FILE else "")

    def _text(self, piece: EvidenceRow) -> Cell:
        if piece.kind != FILE:
            return Cell(piece.text)
        size = self._appearance.formats.number(-(-piece.size // 1024))
        return Cell(isolate(piece.file_name), sub=_("{size} kB").format(size=size))

    def _fingerprint(self, piece: EvidenceRow) -> Cell:
        return Cell(piece.sha256 or "–", figures=bool(piece.sha256))
