"""The proof sheet on the screen: opened from the job panel, read in words and bands, kept as a PDF."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.services.board import clocks
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.penalties.printing import Sheets
from app.views.proof.proof_dialog import ProofDialog
from app.views.proof.timeline import SIDE
from tests.stories.region import Program, turned
from tests.views.test_pages import clipped

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]


class Paper:
    """A printer that counts its sheets."""

    def __init__(self) -> None:
        self.sheets = 0

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        return self

    def add(self, image: QImage) -> None:
        self.sheets += 1

    def finish(self) -> None:
        self.is_finished = True


@pytest.fixture
def late(program: Program) -> int:
    """A call that a contractor has had for too long."""
    job = program.call(0, "P1")
    program.assign(job)
    turned(program).turn_by(timedelta(days=2))
    return job


def opened(page: BoardPage, calm: Calm) -> ProofDialog:
    """The sheet of the first clock in the panel."""
    (button, *_others) = [b for b in page.job_panel.findChildren(QToolButton) if b.accessibleName()]
    button.click()
    calm()
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ProofDialog) and w.isVisible()]
    return found


def shown(page: BoardPage, job: int, calm: Calm) -> ProofDialog:
    page.job_panel.show_job(job)
    calm()
    return opened(page, calm)


def test_every_clock_of_the_panel_opens_its_sheet(
    qtbot: QtBot, show_board: Show, appearance: Appearance, late: int, calm: Calm
) -> None:
    dialog = shown(show_board(appearance), late, calm)
    sheet = dialog.segments
    assert sheet.rowCount() >= 2
    assert sheet.columnCount() == 6
    assert dialog.timeline.accessibleName()
    # What was said since it was shown is laid out with the next events.
    qtbot.waitUntil(lambda: clipped(dialog) == [])
    dialog.close()


def test_the_bands_fill_the_line_and_the_row_chosen_is_framed(
    show_board: Show, persian: Appearance, late: int, calm: Calm
) -> None:
    dialog = shown(show_board(persian), late, calm)
    spans = dialog.timeline.spans()
    assert len(spans) == dialog.segments.rowCount()
    assert spans[0][0] == SIDE
    assert [x + width for x, width in spans[:-1]] == [x for x, _width in spans[1:]]
    assert spans[-1][0] + spans[-1][1] <= dialog.timeline.width() - SIDE
    before = dialog.timeline.grab().toImage()
    dialog.segments.setCurrentCell(1, 0)
    assert dialog.timeline.grab().toImage() != before
    dialog.close()


def test_the_same_is_said_in_the_language_that_was_switched_to(
    show_board: Show, persian: Appearance, late: int, calm: Calm
) -> None:
    dialog = shown(show_board(persian), late, calm)
    assert dialog.segments.horizontalHeaderItem(0).text() == "از"
    persian.switch_language()
    assert dialog.segments.horizontalHeaderItem(0).text() == "From"
    dialog.close()


def test_the_sheet_is_saved_and_printed(
    program: Program, persian: Appearance, late: int, calm: Calm, tmp_path: Path, qtbot: QtBot
) -> None:
    paper, file = Paper(), tmp_path / "sheet.pdf"
    parent = QWidget()
    qtbot.addWidget(parent)
    with program.store.reading() as session:
        (clock, *_others) = clocks(session, late)
    dialog = ProofDialog(
        parent, program.desk, persian, clock.id, printer=paper, choose_file=lambda _parent, _name: file
    )
    calm()
    dialog.save_button().click()
    calm()
    assert file.read_bytes().startswith(b"%PDF-")
    assert dialog.told() == "برگه اثبات با نام sheet.pdf ذخیره شد."
    dialog.print_button().click()
    qtbot.waitUntil(lambda: "چاپگر" in dialog.told())
    assert paper.sheets >= 1
    dialog.close()


def test_what_is_no_longer_there_is_told(
    program: Program, persian: Appearance, calm: Calm, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ProofDialog(parent, program.desk, persian, 999)
    calm()
    assert dialog.told() == "این تعهد دیگر وجود ندارد."
    assert not dialog.save_button().isEnabled()
    dialog.close()
