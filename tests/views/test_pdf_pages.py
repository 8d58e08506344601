"""A document on the screen: drawn off the GUI thread, only where it is seen, stale answers dropped."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.views.appearance import Appearance
from app.views.widgets.pdf_images import page_image, page_sizes
from app.views.widgets.pdf_pages import PdfPages
from tools.gallery_forms import sample_pdf

Done = Callable[[object], None]
Failed = Callable[[Exception], None]


class OneThread(QObject):
    """Runs work in a thread of its own and answers on the GUI thread."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.pool = ThreadPoolExecutor(max_workers=1)
        self.threads: set[int] = set()
        self.answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], object], done: Done, failed: Failed) -> None:
        self.pool.submit(self._work, work, done, failed)

    def _work(self, work: Callable[[], object], done: Done, failed: Failed) -> None:
        self.threads.add(threading.get_ident())
        try:
            answer = work()
        except pypdfium2.PdfiumError as error:
            self.answered.emit((failed, error))
        else:
            self.answered.emit((done, answer))

    def _answer(self, told: tuple[Callable[[object], None], object]) -> None:
        told[0](told[1])


class Held:
    """Keeps the work until the test lets it run."""

    def __init__(self) -> None:
        self.work: list[tuple[Callable[[], object], Done]] = []

    def __call__(self, work: Callable[[], object], done: Done, failed: Failed) -> None:
        self.work.append((work, done))

    def release(self) -> int:
        begun, self.work = self.work, []
        for work, done in begun:
            done(work())
        return len(begun)


@pytest.fixture
def one_thread(qtbot: QtBot) -> Iterator[OneThread]:
    runner = OneThread()
    yield runner
    runner.pool.shutdown()


def test_sizes_and_pictures_of_pages() -> None:
    pdf = sample_pdf(2)
    assert [(round(size.width), round(size.height)) for size in page_sizes(pdf)] == [(420, 595)] * 2
    picture = page_image(pdf, 1, dots_per_inch=144.0)
    assert (picture.width(), picture.height()) == (840, 1190)
    colours = {picture.pixel(x, y) for x in range(0, 840, 4) for y in range(0, 1190, 4)}
    assert 0xFFFFFFFF in colours
    assert len(colours) > 1


def test_pages_are_drawn_in_another_thread(qtbot: QtBot, persian: Appearance, one_thread: OneThread) -> None:
    view = PdfPages(persian, one_thread.run)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    with qtbot.waitSignal(view.opened) as told:
        view.show_pdf(sample_pdf(3))
    assert told.args == [3]
    qtbot.waitUntil(lambda: view.page_views()[0].has_image())
    assert threading.get_ident() not in one_thread.threads
    assert view.page_views()[0].accessibleName() == "صفحهٔ ۱"


def test_a_broken_document_says_so(qtbot: QtBot, persian: Appearance, one_thread: OneThread) -> None:
    view = PdfPages(persian, one_thread.run)
    qtbot.addWidget(view)
    view.show()
    view.show_pdf(b"%PDF-broken")
    qtbot.waitUntil(view.notice().isVisible)
    assert view.notice().text() == "این سند را نمی‌توان نمایش داد."
    assert view.page_views() == []


def test_only_pages_in_sight_are_drawn(qtbot: QtBot, persian: Appearance) -> None:
    held = Held()
    view = PdfPages(persian, held)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_pdf(sample_pdf(40))
    assert held.release() == 1
    assert 1 <= held.release() <= 2
    assert not view.page_views()[20].has_image()
    view.verticalScrollBar().setValue(view.page_views()[20].y())
    held.release()
    assert view.page_views()[20].has_image()


def test_answers_for_an_older_document_are_dropped(qtbot: QtBot, persian: Appearance) -> None:
    held = Held()
    view = PdfPages(persian, held)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_pdf(sample_pdf(5))
    view.show_pdf(sample_pdf(1))
    held.release()
    assert len(view.page_views()) == 1


def test_an_answer_that_comes_after_the_view_is_gone_is_dropped(qtbot: QtBot, persian: Appearance) -> None:
    held = Held()
    view = PdfPages(persian, held)
    view.show_pdf(sample_pdf(1))
    view.deleteLater()
    QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)
    assert not isValid(view)
    assert held.release() == 1
    assert held.release() == 0


def test_zoom_steps_and_fitting(qtbot: QtBot, persian: Appearance) -> None:
    held = Held()
    view = PdfPages(persian, held)
    qtbot.addWidget(view)
    view.resize(400, 500)
    view.show()
    view.show_pdf(sample_pdf(1))
    held.release()
    assert view.page_views()[0].width() <= view.viewport().width() - 32
    view.show_zoom(1.0)
    assert view.page_views()[0].width() == 560
    view.zoom_in()
    assert view.zoom() == 1.25
    view.zoom_out()
    view.zoom_out()
    assert view.zoom() == 0.8
    view.resize(900, 500)
    assert view.zoom() == 0.8, "a zoom asked for is kept"


@pytest.mark.parametrize("is_rtl", [True, False], ids=["rtl", "ltr"])
def test_zooming_keeps_the_start_of_the_lines_in_view(
    qtbot: QtBot, persian: Appearance, is_rtl: bool
) -> None:
    held = Held()
    view = PdfPages(persian, held)
    qtbot.addWidget(view)
    view.resize(400, 500)
    view.show()
    view.show_pdf(sample_pdf(1), is_rtl=is_rtl)
    held.release()
    for zoom in (1.0, 2.0, 1.25):
        view.show_zoom(zoom)
        bar, page = view.horizontalScrollBar(), view.page_views()[0]
        assert bar.maximum() > 0
        left = page.mapTo(view.viewport(), QPoint(0, 0)).x()
        edge = left + page.width() if is_rtl else left
        assert 0 <= edge <= view.viewport().width()
