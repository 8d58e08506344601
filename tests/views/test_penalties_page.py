"""The penalties page: a case from draft to letter, its lines in words, its letter shown and printed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate, persian_digits
from app.i18n import _
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_columns import lines_words
from app.views.penalties.issue_question import issue_box
from app.views.penalties.letter_view import LetterView, write_file
from app.views.penalties.penalties_page import PenaltiesPage
from app.views.penalties.printing import (
    LetterPrinting,
    PaintedSheets,
    Sheets,
    document_of,
    letter_printer,
)
from app.views.proof.proof_dialog import ProofDialog
from app.views.widgets.pdf_images import page_sizes
from tests.views.small_region import blank_pdf, found, opened_desk, record_contracts
from tests.views.test_pages import clipped

ORDIBEHESHT = JalaliMonth(1405, 2)


class PaperStack:
    """A printer that keeps what it was given."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.sizes: list[tuple[int, int]] = []
        self.is_finished = False

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        self.titles.append(title)
        return self

    def add(self, image: QImage) -> None:
        self.sizes.append((image.width(), image.height()))

    def finish(self) -> None:
        self.is_finished = True


class NoPrinter:
    """A user who closes the dialog."""

    def open(self, parent: QWidget, title: str) -> Sheets | None:
        return None


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, record_contracts, found) as opened:
        yield opened


@pytest.fixture
def printer() -> PaperStack:
    return PaperStack()


@dataclass
class IssuingUser:
    """A user who reads what is asked before issuing, and agrees or not."""

    agrees: bool = True
    read: list[str] = field(default_factory=list)

    def __call__(self, parent: QWidget, text: str) -> bool:
        self.read.append(text)
        return self.agrees


@pytest.fixture
def user() -> IssuingUser:
    return IssuingUser()


@pytest.fixture
def page(
    qtbot: QtBot, desk: Desk, persian: Appearance, printer: PaperStack, user: IssuingUser, tmp_path: Path
) -> PenaltiesPage:
    def choose(parent: QWidget, name: str) -> Path:
        return tmp_path / name

    return _shown(qtbot, PenaltiesPage(desk, persian, printer=printer, choose_file=choose, ask_to_issue=user))


def _shown(qtbot: QtBot, page: PenaltiesPage, size: tuple[int, int] = (1282, 666)) -> PenaltiesPage:
    qtbot.addWidget(page)
    page.show_month(ORDIBEHESHT)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: len(page.lines.rows()) == 3)
    return page


def _choose(page: PenaltiesPage, qtbot: QtBot, contractor: str) -> None:
    case = next(case for case in page.cases.rows() if case.contractor == contractor)
    page.cases.choose(case.id)
    qtbot.waitUntil(lambda: all(line.job.startswith(f"J-{case.id}") for line in page.lines.rows()))


def test_the_cases_of_a_month_in_words(page: PenaltiesPage) -> None:
    shown = page.cases.row_model()
    row = page.cases.rows().index(next(case for case in page.cases.rows() if case.state == "issued"))
    cells = [shown.cell(row, column) for column in range(shown.columnCount())]
    assert [cell.text for cell in cells[:4]] == [
        "توسکا خدمت پارس", "اردیبهشت ۱۴۰۵", "۳ از ۴۲", "۱٬۰۲۰٬۰۰۰",
    ]  # fmt: skip
    assert cells[3].sub == "ناخالص \u2066۱٬۲۸۰٬۰۰۰\u2069"
    assert (cells[4].text, cells[4].icon) == ("صادرشده", "email-check-outline")


def test_the_lines_say_how_late_and_why_less(page: PenaltiesPage) -> None:
    shown = page.lines.row_model()
    row = next(place for place, line in enumerate(page.lines.rows()) if line.metric == "arrive")
    cells = {column.title: shown.cell(row, place) for place, column in enumerate(shown.columns)}
    assert cells["Delay"].text == "۶۰ ساعت و ۵۳ دقیقه"
    assert cells["Delay"].sub == "مبنا: ۵ ساعت"
    assert cells["Obligation"].sub == "دیرکرد حضور در محل"
    assert cells["Why less"].text == "سقف تعداد"


def test_lines_and_missed_promises_are_told_apart(page: PenaltiesPage) -> None:
    case, lines = page.cases.current(), page.lines.rows()
    formats = page.appearance.formats
    shown = [note.text() for note in page.line_panel.findChildren(QLabel) if note.isVisible()]
    assert lines_words(case, lines, formats) in shown
    busy = replace(case, missed=74)
    before = replace(lines[0], due_at=lines[0].due_at - timedelta(days=60), obligation_id=0)
    assert lines_words(busy, [*lines, before], formats) == (
        "۴ ردیف · ۳ از ۷۴ تعهد ازدست‌رفته جریمه‌دار · ۷۱ تعهد بی‌جریمه · ۱ تعهد مانده از ماه‌های پیش"
    )


@pytest.mark.parametrize(
    ("contractor", "can_approve", "can_issue", "has_letter"),
    [("ARGHAVAN", True, False, False), ("SEPIDAR", False, True, False), ("TOSKA", False, False, True)],
)
def test_only_what_is_next_can_be_done(
    page: PenaltiesPage, qtbot: QtBot, contractor: str, can_approve: bool, can_issue: bool, has_letter: bool
) -> None:
    _choose(page, qtbot, contractor)
    assert page.approve_button.isEnabled() is can_approve
    assert page.issue_button.isEnabled() is can_issue
    assert bool(page.letter.pdf()) is has_letter
    assert page.letter.print_button().isEnabled() is has_letter
    assert bool(page.approve_button.toolTip()) is not can_approve


def test_who_reviewed_a_case_does_not_approve_it(page: PenaltiesPage, qtbot: QtBot) -> None:
    _choose(page, qtbot, "ARGHAVAN")
    assert page.approve_button.text() == "بررسی"
    qtbot.mouseClick(page.approve_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.approve_button.text() == "تأیید")
    assert (page.cases.current().state, page.cases.current().reviewed_by) == ("reviewed", "Nasrin")
    with qtbot.waitSignal(page.refused) as refused:
        qtbot.mouseClick(page.approve_button, Qt.MouseButton.LeftButton)
    assert refused.args[0].code == "case-by-second-person"
    assert page.cases.current().state == "reviewed"


def test_from_approval_to_letter(page: PenaltiesPage, qtbot: QtBot) -> None:
    _choose(page, qtbot, "SEPIDAR")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.issue_button, Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۱ نامه صادر شد."
    qtbot.waitUntil(lambda: bool(page.letter.pdf()))
    assert page.cases.current().contractor == "SEPIDAR"
    assert page.cases.current().state == "issued"
    assert page.letter.pdf().startswith(b"%PDF")


def test_nothing_is_issued_unread(page: PenaltiesPage, qtbot: QtBot, user: IssuingUser) -> None:
    user.agrees = False
    _choose(page, qtbot, "SEPIDAR")
    before = page.cases.rows()
    qtbot.mouseClick(page.issue_button, Qt.MouseButton.LeftButton)
    assert len(user.read) == 1
    for said in ("سپیدار پایانه", "اردیبهشت ۱۴۰۵", "۱٬۰۲۰٬۰۰۰", "شماره"):
        assert said in user.read[0]
    with qtbot.waitSignal(page.cases.row_model().dataChanged):
        page.refresh(None)
    assert page.cases.rows() == before
    assert page.cases.current().letter == ""


def test_the_question_is_plain_and_keeps_by_default(page: PenaltiesPage) -> None:
    box = issue_box(page, "<b>نام</b>")
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.informativeText() == "<b>نام</b>"
    assert box.buttonRole(box.defaultButton()) == QMessageBox.ButtonRole.RejectRole
    assert [button.text() for button in box.buttons()] == ["صدور نامه", "انصراف"]


def test_drafting_reckons_the_drafts_alone(page: PenaltiesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.draft_button, Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۳ پرونده پیش‌نویس شد."
    _choose(page, qtbot, "ARGHAVAN")
    qtbot.waitUntil(lambda: page.cases.current().obligations == 3)
    others = {case.contractor: case.payable for case in page.cases.rows() if case.state != "draft"}
    assert others == {"SEPIDAR": Decimal(1_020_000), "TOSKA": Decimal(1_020_000)}


def test_a_month_to_come_is_refused(page: PenaltiesPage, qtbot: QtBot) -> None:
    page.show_month(JalaliMonth(1405, 4))
    with qtbot.waitSignal(page.refused) as refused:
        page.draft()
    assert refused.args[0].code == "period-not-begun"
    assert page.cases.rows() == []


def test_the_present_month_is_drafted_as_interim(page: PenaltiesPage, qtbot: QtBot) -> None:
    assert page.draft_button.text() == "پیش‌نویس ماه"
    qtbot.mouseClick(page.months.today_button(), Qt.MouseButton.LeftButton)
    assert page.draft_button.text() == "پیش‌نویس موقت"
    with qtbot.waitSignal(page.told):
        page.draft()
    qtbot.waitUntil(lambda: len(page.cases.rows()) == 3)
    assert {case.is_interim for case in page.cases.rows()} == {True}


def test_a_letter_is_shown_in_either_language(page: PenaltiesPage, qtbot: QtBot) -> None:
    _choose(page, qtbot, "TOSKA")
    qtbot.waitUntil(lambda: len(page.letter.pages.page_views()) == 2)
    qtbot.mouseClick(page.letter.language_buttons().button("en"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.letter.pages.page_views()) == 1)
    assert page.letter.pages.horizontalScrollBar().maximum() == 0
    page.resize(1836, 978)
    wide = page.letter.pages.zoom()
    page.resize(1282, 666)
    assert page.letter.pages.zoom() < wide
    assert page.letter.pages.horizontalScrollBar().maximum() == 0


def test_a_language_the_letter_lacks_is_told(qtbot: QtBot, tmp_path: Path, appearance: Appearance) -> None:
    with opened_desk(tmp_path, found) as desk:
        letter = LetterView(desk, appearance)
        qtbot.addWidget(letter)
        letter.show_letter("1405-PM-0001", {"fa": blank_pdf(1)})
        english = letter.language_buttons().button("en")
        assert (english.isEnabled(), english.toolTip()) == (False, _("Issued in Persian only."))
        assert letter.language_buttons().button("fa").toolTip() == ""
        letter.show()
        qtbot.waitUntil(lambda: any(view.has_image() for view in letter.pages.page_views()))
        muted = english.grab().toImage()
        english.setEnabled(True)
        assert english.grab().toImage() != muted
        letter.show_letter("", {})
        assert english.toolTip() == ""


def test_a_letter_has_one_number_wherever_it_stands(
    page: PenaltiesPage, qtbot: QtBot, persian: Appearance
) -> None:
    _choose(page, qtbot, "TOSKA")
    qtbot.waitUntil(lambda: bool(page.letter.pdf()))
    assert page.letter.shown_number() == isolate("۱۴۰۵-PM-۰۰۱۲")
    persian.switch_language()
    assert page.letter.shown_number() == isolate("1405-PM-0012")
    persian.switch_language()
    row = page.cases.rows().index(page.cases.current())
    assert page.cases.row_model().cell(row, 5).text == page.letter.shown_number()


def test_a_job_is_numbered_in_the_digits_of_the_language(page: PenaltiesPage) -> None:
    line = page.lines.rows()[0]
    cell = page.lines.row_model().cell(0, 0)
    assert cell.text == isolate(persian_digits(line.job))
    assert cell.sub == isolate(line.terminal)


def test_the_pages_are_printed_at_the_printers_density(
    page: PenaltiesPage, qtbot: QtBot, printer: PaperStack
) -> None:
    _choose(page, qtbot, "TOSKA")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.letter.print_button(), Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۲ صفحه به چاپگر فرستاده شد."
    assert printer.is_finished
    assert printer.titles == ["نامهٔ 1405-PM-0012"]
    assert len(printer.sizes) == 2
    width, height = printer.sizes[0]
    assert (abs(width - 2479) <= 1, abs(height - 3508) <= 1) == (True, True)


def test_a_cancelled_print_does_nothing(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    page = _shown(qtbot, PenaltiesPage(desk, persian, printer=NoPrinter()))
    _choose(page, qtbot, "TOSKA")
    with qtbot.assertNotEmitted(page.told):
        page.letter.print_letter()


def test_the_saved_file_is_what_was_issued(page: PenaltiesPage, qtbot: QtBot, tmp_path: Path) -> None:
    _choose(page, qtbot, "TOSKA")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.letter.save_button(), Qt.MouseButton.LeftButton)
    assert (tmp_path / "1405-PM-0012-fa.pdf").read_bytes() == page.letter.pdf()


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as refused:
        write_file(tmp_path, b"%PDF")
    assert refused.value.code == "file-not-written"


def test_the_systems_printer_gets_every_page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    printer: QPrinter = letter_printer("1405-PM-0012")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printing = LetterPrinting(desk, PaintedSheets(printer), [document_of(blank_pdf(3))], desk)
    with qtbot.waitSignal(printing.printed) as printed:
        printing.begin()
    assert printed.args == [3]
    sizes = page_sizes((tmp_path / "printed.pdf").read_bytes())
    assert [(round(size.width), round(size.height)) for size in sizes] == [(595, 842)] * 3


def test_many_letters_are_one_print_job_that_can_be_given_up(qtbot: QtBot, desk: Desk) -> None:
    paper = PaperStack()
    printing = LetterPrinting(desk, paper, [document_of(blank_pdf(pages)) for pages in (2, 1, 3)], desk)
    steps: list[tuple[int, int]] = []

    def watch(finished: int, whole: int) -> None:
        steps.append((finished, whole))
        if finished == 2:
            printing.cancel()

    printing.progressed.connect(watch)
    with qtbot.waitSignal(printing.stopped) as stopped:
        printing.begin()
    assert steps == [(0, 3), (1, 3), (2, 3)]
    assert stopped.args == [len(paper.sizes)] == [3]
    assert paper.is_finished


def test_an_empty_month_says_what_to_do(page: PenaltiesPage, qtbot: QtBot) -> None:
    page.show_month(JalaliMonth(1404, 1))
    qtbot.waitUntil(lambda: not page.cases.isVisible())
    assert page.lines.rows() == []
    assert page.letter.pdf() == b""


def test_the_switch_of_language_keeps_the_case(
    page: PenaltiesPage, qtbot: QtBot, persian: Appearance
) -> None:
    _choose(page, qtbot, "SEPIDAR")
    page.lines.choose(page.lines.rows()[1].id)
    before = (page.cases.current(), page.lines.current())
    persian.switch_language()
    assert (page.cases.current(), page.lines.current()) == before
    assert page.cases.row_model().cell(1, 0).text == "Sepidar Payaneh"
    persian.switch_language()


@pytest.mark.parametrize("size", [(1282, 666), (1836, 978)], ids=["narrow", "wide"])
def test_the_page_is_drawn_whole(
    qtbot: QtBot, tmp_path: Path, appearance: Appearance, size: tuple[int, int]
) -> None:
    with opened_desk(tmp_path, found) as desk:
        page = _shown(qtbot, PenaltiesPage(desk, appearance), size)
        _choose(page, qtbot, "TOSKA")
        qtbot.waitUntil(lambda: any(view.has_image() for view in page.letter.pages.page_views()))
        assert (page.width(), page.height()) == size
        assert not page.grab().isNull()
        assert clipped(page) == []
        for table in (page.cases, page.lines):
            assert table.horizontalHeader().length() <= table.viewport().width()
        assert appearance.lettering.cut() == set()
        reachable = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
        assert [one for one in reachable if not (one.accessibleName() or one.text())] == []


def test_a_line_opens_the_proof_of_its_promise(page: PenaltiesPage, qtbot: QtBot) -> None:
    page.lines.opened.emit(page.lines.rows()[0])
    (dialog,) = page.findChildren(ProofDialog)
    assert dialog.isVisible()
    # The promise of the sample line was written without events: there is nothing to prove it by.
    qtbot.waitUntil(lambda: dialog.told() != "")
    assert not dialog.save_button().isEnabled()
    dialog.close()
