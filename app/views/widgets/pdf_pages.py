"""A PDF read on the screen: pages under each other, drawn off the GUI thread when they come into view."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.canvas import colour_of
from app.views.widgets.labels import label
from app.views.widgets.pdf_images import POINTS_PER_INCH, PageSize, page_image, page_sizes

SCREEN_DPI = 96.0
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
PAGE_GAP = 16


class Runner(Protocol):
    """Runs `work` off the GUI thread, one at a time, and hands its answer back on the GUI thread."""

    def __call__(
        self,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Begin `work` and return at once."""
        ...


class PageView(QWidget):
    """One page: white paper until its picture comes."""

    def __init__(self, appearance: Appearance, size: PageSize, name: str) -> None:
        super().__init__()
        self._appearance = appearance
        self.paper = size
        self._image = QImage()
        self.asked_zoom = 0.0
        self.setAccessibleName(name)

    def show_zoom(self, zoom: float) -> None:
        """Take the room of the page at `zoom`; its old picture is stretched meanwhile."""
        scale = zoom * SCREEN_DPI / POINTS_PER_INCH
        self.setFixedSize(QSize(round(self.paper.width * scale), round(self.paper.height * scale)))

    def show_image(self, image: QImage) -> None:
        """Show the drawn page."""
        self._image = image
        self.update()

    def has_image(self) -> bool:
        """Whether the page has been drawn."""
        return not self._image.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.has_image():
            painter.drawImage(self.rect(), self._image)
        painter.setPen(colour_of(self._appearance, "edge"))
        painter.drawRect(QRect(0, 0, self.width() - 1, self.height() - 1))


class PdfPages(QScrollArea):
    """Pages of one document; Ctrl and wheel or + and - zoom.

    Signals:
        zoom_changed: the zoom now, 1.0 for the paper's own size.
        opened: how many pages the document has.
    """

    zoom_changed = Signal(float)
    opened = Signal(int)

    def __init__(self, appearance: Appearance, run: Runner) -> None:
        super().__init__()
        self._appearance = appearance
        self._run = run
        self._pdf = b""
        self._generation = 0
        self._zoom = 1.0
        self._fits = True
        self._most = 1.0
        self._is_rtl = False
        self._pages: list[PageView] = []
        self._notice = label("quiet", wraps=True)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.hide()
        self._paper = QWidget()
        self._paper.setProperty("role", "scrolled")
        self._column = QVBoxLayout(self._paper)
        self._column.setContentsMargins(PAGE_GAP, PAGE_GAP, PAGE_GAP, PAGE_GAP)
        self._column.setSpacing(PAGE_GAP)
        self._column.addWidget(self._notice)
        self._column.addStretch(1)
        self.setWidget(self._paper)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Paper has no direction; right to left, a page that shrinks would be left out of view.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.verticalScrollBar().valueChanged.connect(self._draw_visible)
        self.horizontalScrollBar().rangeChanged.connect(self._show_line_starts)
        appearance.changed.connect(self._say)
        self._say()

    def show_pdf(self, pdf: bytes, *, is_rtl: bool = False) -> None:
        """Show this document from its first page; `is_rtl` where its lines begin at the right."""
        self._is_rtl = is_rtl
        self._generation += 1
        self._pdf = pdf
        self._clear()
        self._run(
            partial(page_sizes, pdf),
            partial(self._lay_out_pages, self._generation),
            partial(self._tell_unreadable, self._generation),
        )

    def zoom(self) -> float:
        """The zoom now."""
        return self._zoom

    def page_views(self) -> list[PageView]:
        """The pages shown, in order."""
        return list(self._pages)

    def notice(self) -> QLabel:
        """What is said where the document cannot be shown."""
        return self._notice

    def zoom_in(self) -> None:
        """One step larger."""
        self.show_zoom(min((zoom for zoom in ZOOMS if zoom > self._zoom + 0.001), default=ZOOMS[-1]))

    def zoom_out(self) -> None:
        """One step smaller."""
        self.show_zoom(max((zoom for zoom in ZOOMS if zoom < self._zoom - 0.001), default=ZOOMS[0]))

    def fit_width(self) -> None:
        """As large as the widest page can be without scrolling sideways, until a zoom is asked for."""
        self._fits, self._most = True, ZOOMS[-1]
        self._fit_in()

    def show_zoom(self, zoom: float) -> None:
        """Show the pages at `zoom` from now on, whatever the room."""
        self._fits = False
        self._zoom_to(zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_in()
        self._draw_visible()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.zoom_in()
        else:
            self.zoom_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        else:
            super().keyPressEvent(event)

    def _clear(self) -> None:
        for page in self._pages:
            self._column.removeWidget(page)
            page.deleteLater()
        self._pages = []
        self._notice.hide()
        self.verticalScrollBar().setValue(0)

    def _lay_out_pages(self, generation: int, sizes: tuple[PageSize, ...]) -> None:
        if not self._awaits(generation):
            return
        for number, size in enumerate(sizes, start=1):
            name = _("Page {number}").format(number=self._appearance.formats.number(number))
            page = PageView(self._appearance, size, name)
            page.show_zoom(self._zoom)
            self._pages.append(page)
            self._column.insertWidget(number, page, alignment=Qt.AlignmentFlag.AlignHCenter)
            # Qt would show it in the next round of events only, and lay nothing out before.
            page.show()
        self._take_room()
        self._fit_in()
        self.opened.emit(len(sizes))
        self._draw_visible()

    def _zoom_to(self, zoom: float) -> None:
        self._zoom = zoom
        for page in self._pages:
            page.show_zoom(zoom)
        self._take_room()
        self._draw_visible()
        self.zoom_changed.emit(zoom)

    def _show_line_starts(self, first: int, last: int) -> None:
        """A page that has become wider or narrower than the view is read from where its lines begin."""
        self.horizontalScrollBar().setValue(last if self._is_rtl else first)

    def _take_room(self) -> None:
        """Lay the pages out at once: the place of each says which are to be drawn."""
        self._column.activate()
        self._paper.resize(self._paper.minimumSizeHint().expandedTo(self.viewport().size()))

    def _fit_in(self) -> None:
        """Until a zoom is asked for, no page is wider than the view: it would hide the start of its lines."""
        zoom = max(ZOOMS[0], min(self._most, self._widest_zoom()))
        if self._fits and zoom != self._zoom:
            self._zoom_to(zoom)

    def _widest_zoom(self) -> float:
        points = max((page.paper.width for page in self._pages), default=0.0)
        room = self.viewport().width() - 2 * PAGE_GAP
        return room / (points * SCREEN_DPI / POINTS_PER_INCH) if points else self._zoom

    def _draw_visible(self) -> None:
        density = self.devicePixelRatioF()
        seen = self.viewport().rect().translated(0, self.verticalScrollBar().value())
        seen.adjust(0, -seen.height() // 2, 0, seen.height() // 2)
        for number, page in enumerate(self._pages):
            near = page.geometry().bottom() >= seen.top() and page.geometry().top() <= seen.bottom()
            if near and page.asked_zoom != self._zoom:
                page.asked_zoom = self._zoom
                dots = SCREEN_DPI * self._zoom * density
                self._run(
                    partial(page_image, self._pdf, number, dots_per_inch=dots),
                    partial(self._show_page, self._generation, number, self._zoom),
                    partial(self._tell_unreadable, self._generation),
                )

    def _show_page(self, generation: int, number: int, zoom: float, image: QImage) -> None:
        # An answer to an older document or zoom comes too late to be shown.
        if self._awaits(generation) and zoom == self._zoom:
            self._pages[number].show_image(image)

    def _tell_unreadable(self, generation: int, _reason: Exception) -> None:
        if self._awaits(generation):
            self._clear()
            self._notice.show()

    def _awaits(self, generation: int) -> bool:
        """Whether an answer is still wanted: the view may be gone, or show another document."""
        return isValid(self) and generation == self._generation

    def _say(self) -> None:
        self.setAccessibleName(_("Pages of the document"))
        self._notice.setText(_("This document cannot be shown."))
