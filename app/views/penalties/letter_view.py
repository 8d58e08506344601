"""The letter of a case on the screen: its pages in either language, printed and saved as they are."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.domain.errors import RuleBroken
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.whole_file import write_whole
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.printing import LetterPrinting, PrinterPort, SystemPrinter, document_of
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import ElidedLabel
from app.views.widgets.message_bar import Message
from app.views.widgets.pdf_pages import PdfPages

LANGUAGES = (Choice("fa", N_("Persian")), Choice("en", N_("English")))
NARROWEST = 476
"""An A4 page at half its size fits in without scrolling sideways."""
FileChooser = Callable[[QWidget, str], Path | None]


class LetterView(Panel):
    """Preview, print and save of one numbered letter.

    Signals:
        told: a Message for the message bar.
        refused: why it could not be printed or saved.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        *,
        printer: PrinterPort | None = None,
        choose_file: FileChooser | None = None,
    ) -> None:
        super().__init__(appearance)
        self._desk = desk
        self._appearance = appearance
        self._printer = printer or SystemPrinter()
        self._choose_file = choose_file or choose_pdf_file
        self._number = ""
        self._documents: Mapping[str, bytes] = {}
        self._language = SegmentedControl(appearance, LANGUAGES, name=N_("Language of the letter"))
        self._print = _tool("printer")
        self._save = _tool("content-save-outline")
        self._out = _tool("magnify-minus-outline")
        self._in = _tool("magnify-plus-outline")
        self._shown_number = ElidedLabel("muted", least=90)
        self.pages = PdfPages(appearance, self._run)
        self._empty = EmptyState(
            appearance,
            icon="email-outline",
            title=N_("No letter yet"),
            advice=N_("Approve the case and issue its letter to see it here."),
        )
        self._lay_out()
        self._connect()
        appearance.changed.connect(self._dress)
        self._dress()
        self.show_letter("", {})

    def show_letter(self, number: str, documents: Mapping[str, bytes]) -> None:
        """Show the letter `number` with its PDF by language; none where there is nothing."""
        unchanged = (number, documents) == (self._number, self._documents)
        self._number, self._documents = number, documents
        self._enable_languages()
        if documents and self._language.key() not in documents:
            self._language.choose(next(iter(documents)))
        self.pages.setVisible(bool(documents))
        self._empty.setVisible(not documents)
        for widget in (self._print, self._save, self._in, self._out, self._language):
            widget.setEnabled(bool(documents))
        self._say_number()
        if documents and not unchanged:
            self.pages.show_pdf(self.pdf(), is_rtl=self._language.key() == "fa")

    def pdf(self) -> bytes:
        """The document shown now; empty where there is none."""
        return self._documents.get(self._language.key(), b"")

    def language_buttons(self) -> SegmentedControl:
        """The choice of the letter's language."""
        return self._language

    def print_button(self) -> QToolButton:
        """The button that prints."""
        return self._print

    def save_button(self) -> QToolButton:
        """The button that saves."""
        return self._save

    def _run(
        self,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._desk.work(work, done=done, failed=failed)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(12, 8, 8, 0)
        tools.setSpacing(4)
        tools.addWidget(self._shown_number, 1)
        for tool in (self._out, self._in, self._save, self._print, self._language):
            tools.addWidget(tool)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(tools)
        column.addWidget(self.pages, 1)
        column.addWidget(self._empty, 1)
        self.body.addLayout(column)
        self.setMinimumWidth(NARROWEST)

    def _connect(self) -> None:
        # Always there, so that fitting the width does not bring it and make the page too wide again.
        self.pages.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.pages.opened.connect(self.pages.fit_width)
        self._language.chosen.connect(self._show_language)
        self._print.clicked.connect(self.print_letter)
        self._save.clicked.connect(self.save_letter)
        self._in.clicked.connect(self.pages.zoom_in)
        self._out.clicked.connect(self.pages.zoom_out)

    def _show_language(self) -> None:
        self.pages.show_pdf(self.pdf(), is_rtl=self._language.key() == "fa")

    def print_letter(self) -> None:
        """Print the letter in the language shown."""
        sheets = self._printer.open(self, self._title_of_job()) if self.pdf() else None
        if sheets is not None:
            printing = LetterPrinting(self._desk, sheets, (document_of(self.pdf()),), self)
            printing.printed.connect(self._tell_printed)
            printing.refused.connect(self.refused)
            printing.begin()

    def save_letter(self) -> None:
        """Keep the letter as a file, byte for byte as it was issued."""
        pdf = self.pdf()
        path = self._choose_file(self, f"{self._number}-{self._language.key()}.pdf") if pdf else None
        if path is not None:

            def task() -> Path:
                return write_file(path, pdf)

            self._desk.work(task, done=self._tell_saved, failed=self._refuse)

    def _title_of_job(self) -> str:
        return _("Letter {number}").format(number=self._number)

    def _tell_printed(self, pages: int) -> None:
        shown = self._appearance.formats.number(pages)
        self.told.emit(Message(_("{pages} pages were sent to the printer.").format(pages=shown)))

    def _tell_saved(self, path: Path) -> None:
        self.told.emit(Message(_("The letter was saved as {file}.").format(file=path.name)))

    def _refuse(self, refusal: object) -> None:
        self.refused.emit(refusal)

    def shown_number(self) -> str:
        """The letter's number as it stands above its pages."""
        return self._shown_number.whole_text()

    def _enable_languages(self) -> None:
        """Only a language the letter was issued in can be chosen; the other says why not."""
        only = {"fa": _("Issued in Persian only."), "en": _("Issued in English only.")}
        for language, other in (("fa", "en"), ("en", "fa")):
            button = self._language.button(language)
            button.setEnabled(language in self._documents)
            missing = language not in self._documents and other in self._documents
            button.setToolTip(only[other] if missing else "")

    def _say_number(self) -> None:
        shown = isolate(self._appearance.formats.digits(self._number))
        self._shown_number.show_text(shown if self._number else "")

    def _dress(self) -> None:
        self._say_number()
        self._enable_languages()
        muted = self._appearance.tokens.muted
        for tool, name in (
            (self._print, _("Print")),
            (self._save, _("Save as PDF")),
            (self._out, _("Zoom out")),
            (self._in, _("Zoom in")),
        ):
            tool.setIcon(self._appearance.icons.icon(str(tool.property("symbol")), muted))
            tool.setToolTip(name)
            tool.setAccessibleName(name)


def write_file(path: Path, content: bytes) -> Path:
    """Write `content`; raises RuleBroken("file-not-written") with the system's reason."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise RuleBroken("file-not-written", file=path.name, reason=error.strerror or "") from error
    return path


def choose_pdf_file(parent: QWidget, name: str) -> Path | None:
    """Ask where to save; None where the user thought better of it."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("Save as PDF"), name, "PDF (*.pdf)")
    return Path(chosen) if chosen else None


def _tool(icon: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("symbol", icon)
    button.setIconSize(QSize(20, 20))
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
