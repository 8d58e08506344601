"""Letters on paper: the very pages of the PDF, drawn at the printer's density one after the other."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QRect, QRectF, QSizeF, Signal, Slot
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from app.domain.errors import RuleBroken
from app.views.desk import Desk
from app.views.widgets.pdf_images import page_image, page_sizes

PRINT_DPI = 300
DocumentQuestion = Callable[[Any], bytes]
"""A question to the store whose answer is the PDF of one letter."""


class Sheets(Protocol):
    """One print job: pages go in, in order."""

    def add(self, image: QImage) -> None:
        """Put one page on a sheet of its own."""
        ...

    def finish(self) -> None:
        """No page follows."""
        ...


class PrinterPort(Protocol):
    """Where letters are printed."""

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        """A print job the user agreed to; None where the user thought better of it."""
        ...


class PaintedSheets:
    """A print job on Qt's printer; a page keeps its shape and fills the paper."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer
        self._painter = QPainter()
        self._is_begun = False

    def add(self, image: QImage) -> None:
        """Paint the page; raises RuleBroken("printer-refused") when the printer takes nothing."""
        if self._is_begun:
            self._printer.newPage()
        elif not self._painter.begin(self._printer):
            raise RuleBroken("printer-refused", printer=self._printer.printerName())
        self._is_begun = True
        paper = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        self._painter.drawImage(_fitted(image, paper), image)

    def finish(self) -> None:
        """Hand the job to the printer."""
        if self._is_begun:
            self._painter.end()


class SystemPrinter:
    """The printers of this machine, chosen in Qt's own dialog."""

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        """Ask which printer; None where the user cancels."""
        printer = letter_printer(title)
        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle(title)
        agreed = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return PaintedSheets(printer) if agreed else None


def letter_printer(title: str) -> QPrinter:
    """A printer set to A4 without margins: the letter carries its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setResolution(PRINT_DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    layout = printer.pageLayout()
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    return printer


class LetterPrinting(QObject):
    """Letters on their way to paper; a page is drawn off the GUI thread while the last one is printed.

    Signals:
        progressed: letters done, letters in all.
        printed: how many pages went out.
        stopped: how many pages went out before it was given up.
        refused: why it could not be printed.
    """

    progressed = Signal(int, int)
    printed = Signal(int)
    stopped = Signal(int)
    refused = Signal(object)

    def __init__(
        self, desk: Desk, sheets: Sheets, documents: Sequence[DocumentQuestion], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheets = sheets
        self._documents = documents
        self._is_cancelled = False
        self._letter = 0
        self._printed = 0
        self._pdf = b""
        self._pages = 0
        self._next = 0

    def begin(self) -> None:
        """Print every page of every letter, the first one first."""
        self._open_letter()

    @Slot()
    def cancel(self) -> None:
        """Put no further page on paper; what is out stays out."""
        self._is_cancelled = True

    def _open_letter(self) -> None:
        self.progressed.emit(self._letter, len(self._documents))
        if self._is_cancelled or self._letter == len(self._documents):
            self._end()
        else:
            self._desk.ask(self._documents[self._letter], done=self._learn_letter, failed=self._refuse)

    @Slot(object)
    def _learn_letter(self, pdf: bytes) -> None:
        self._pdf, self._next = pdf, 0
        self._ask(partial(_count, pdf), self._learn_count)

    @Slot(object)
    def _learn_count(self, pages: int) -> None:
        self._pages = pages
        self._go_on()

    def _go_on(self) -> None:
        if self._next < self._pages and not self._is_cancelled:
            self._ask(partial(page_image, self._pdf, self._next, dots_per_inch=PRINT_DPI), self._put)
        else:
            self._letter += not self._is_cancelled
            self._open_letter()

    def _end(self) -> None:
        self._sheets.finish()
        (self.stopped if self._is_cancelled else self.printed).emit(self._printed)
        self.deleteLater()

    @Slot(object)
    def _put(self, image: QImage) -> None:
        try:
            self._sheets.add(image)
        except RuleBroken as refusal:
            self._refuse(refusal)
            return
        self._next += 1
        self._printed += 1
        self._go_on()

    @Slot(object)
    def _refuse(self, refusal: object) -> None:
        self.refused.emit(refusal)
        self.deleteLater()

    def _ask(self, task: Callable[[], object], done: Callable[..., None]) -> None:
        self._desk.work(task, done=done, failed=self._refuse)


def document_of(pdf: bytes) -> DocumentQuestion:
    """A document that is at hand already."""

    def known(_session: object) -> bytes:
        return pdf

    return known


def _count(pdf: bytes) -> int:
    return len(page_sizes(pdf))


def _fitted(image: QImage, paper: QRect) -> QRectF:
    """The largest rect of the image's shape on the paper, in its middle."""
    scale = min(paper.width() / image.width(), paper.height() / image.height())
    size = QSizeF(image.width() * scale, image.height() * scale)
    left = paper.x() + (paper.width() - size.width()) / 2
    top = paper.y() + (paper.height() - size.height()) / 2
    return QRectF(left, top, size.width(), size.height())
