"""The penalties page: a month's cases, their lines in words, their letters shown, printed and saved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate, persian_digits
from app.i18n import _
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_columns import lines_words, quantity_words
from app.views.penalties.issue_question import issue_box
from app.views.penalties.letter_view import LetterView, write_file
from app.views.penalties.outside import Outside
from app.views.penalties.penalties_page import LEDGER, STATEMENTS, TEXTS, PenaltiesPage
from app.views.penalties.printing import LetterPrinting, PaintedSheets, document_of, letter_printer
from app.views.proof.proof_dialog import ProofDialog
from app.views.widgets.pdf_images import page_sizes
from app.views.wording import refusal
from tests.views.penalties.conftest import (
    IssuingUser,
    NoPrinter,
    PaperStack,
    choose,
    open_letter,
    shown,
    state,
)
from tests.views.small_region import blank_pdf, found, opened_desk, record_contracts
from tests.views.test_pages import clipped


def test_the_cases_of_a_month_in_words(page: PenaltiesPage) -> None:
    model = page.cases.cases.row_model()
    row = page.cases.rows().index(next(case for case in page.cases.rows() if case.state == "issued"))
    cells = [model.cell(row, column) for column in range(model.columnCount())]
    assert [cell.text for cell in cells] == ["توسکا خدمت پارس", "۱٬۰۲۰٬۰۰۰", "صادرشده"]
    assert (cells[1].sub, cells[1].struck) == ("۱٬۲۸۰٬۰۰۰", True)
    assert (cells[2].icon, cells[2].sub) == ("email-check-outline", "هنوز ابلاغ نشده")


def test_the_lines_say_how_late_and_why_less(page: PenaltiesPage) -> None:
    shown = page.cases.details.lines.rows.row_model()
    row = next(
        place for place, line in enumerate(page.cases.details.lines.rows.rows()) if line.metric == "arrive"
    )
    cells = {column.title: shown.cell(row, place) for place, column in enumerate(shown.columns)}
    assert cells["Delay"].text == "۶۰ ساعت و ۵۳ دقیقه"
    assert cells["Delay"].sub == "مبنا: ۵ ساعت"
    assert cells["Obligation"].sub == "دیرکرد حضور در محل"
    assert cells["Why less"].text == "سقف تعداد"


def test_lines_and_missed_promises_are_told_apart(page: PenaltiesPage) -> None:
    case, lines = page.cases.cases.current(), page.cases.details.lines.rows.rows()
    formats = page.appearance.formats
    assert page.cases.details.lines.note().startswith(lines_words(case, lines, formats))
    busy = replace(case, missed=74)
    before = replace(lines[0], due_at=lines[0].due_at - timedelta(days=60), obligation_id=0)
    assert lines_words(busy, [*lines, before], formats) == (
        "۴ ردیف · ۳ از ۷۴ تعهد ازدست‌رفته جریمه‌دار · ۷۱ تعهد بی‌جریمه · ۱ تعهد مانده از ماه‌های پیش"
    )


@pytest.mark.parametrize(
    ("contractor", "offered"),
    [
        ("ARGHAVAN", ["review", "lower"]),
        ("SEPIDAR", ["issue", "send-back"]),
        ("TOSKA", ["serve", "lower", "correct"]),
    ],
)
def test_only_what_is_next_is_offered(
    page: PenaltiesPage, qtbot: QtBot, contractor: str, offered: list[str]
) -> None:
    choose(page, qtbot, contractor)
    buttons = page.cases.details.bar.buttons
    assert [name for name, button in buttons.items() if button.isVisible()] == offered


def test_a_key_that_does_not_fit_is_refused_in_words(page: PenaltiesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "ARGHAVAN")
    page.activateWindow()
    page.cases.cases.setFocus()
    qtbot.waitUntil(page.cases.cases.hasFocus)
    with qtbot.waitSignal(page.refused) as refused:
        qtbot.keyClick(page.cases.cases, Qt.Key.Key_I)
    assert refusal(refused.args[0]) == "تا وقتی پرونده در وضعیت «پیش‌نویس» است، این کار ممکن نیست."
    assert state(page) == "draft"


def test_from_approval_to_letter(page: PenaltiesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "SEPIDAR")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.cases.details.bar.buttons["issue"], Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۱ نامه صادر شد."
    qtbot.waitUntil(lambda: state(page) == "issued")
    page.cases.details.show_tab(page.cases.details.letters)
    qtbot.waitUntil(lambda: page.cases.details.letters.view.pdf().startswith(b"%PDF"))
    assert page.cases.cases.current().contractor == "SEPIDAR"


def test_nothing_is_issued_unread(page: PenaltiesPage, qtbot: QtBot, user: IssuingUser) -> None:
    user.agrees = False
    choose(page, qtbot, "SEPIDAR")
    before = page.cases.rows()
    qtbot.mouseClick(page.cases.details.bar.buttons["issue"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.issue_button, Qt.MouseButton.LeftButton)
    assert len(user.read) == 2
    for said in ("سپیدار پایانه", "اردیبهشت ۱۴۰۵", "۱٬۰۲۰٬۰۰۰", "شماره"):
        assert said in user.read[0]
    with qtbot.waitSignal(page.cases.listed):
        page.refresh(None)
    assert page.cases.rows() == before
    assert page.cases.cases.current().letter == ""


def test_the_question_is_plain_and_keeps_by_default(page: PenaltiesPage) -> None:
    box = issue_box(page, "<b>نام</b>")
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.informativeText() == "<b>نام</b>"
    assert box.buttonRole(box.defaultButton()) == QMessageBox.ButtonRole.RejectRole
    assert [button.text() for button in box.buttons()] == ["صدور نامه", "انصراف"]


def test_the_keys_are_in_the_list_again_when_long_work_ends(page: PenaltiesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.draft_button, Qt.MouseButton.LeftButton)
        page.cases.batches.progress.cancel_button().setFocus()
    qtbot.waitUntil(lambda: not page.cases.batches.is_busy())
    assert page.cases.cases.hasFocus()


def test_drafting_reckons_the_drafts_alone(page: PenaltiesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.draft_button, Qt.MouseButton.LeftButton)
        assert page.cases.batches.progress.isVisible()
        assert not page.draft_button.isEnabled()
    assert told.args[0].text == "۱ پرونده پیش‌نویس شد."
    choose(page, qtbot, "ARGHAVAN")
    qtbot.waitUntil(lambda: page.cases.cases.current().obligations == 3)
    others = {case.contractor: case.payable for case in page.cases.rows() if case.state != "draft"}
    assert others == {"SEPIDAR": Decimal(1_020_000), "TOSKA": Decimal(1_020_000)}


def test_drafting_can_be_given_up(page: PenaltiesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.told) as told:
        page.draft()
        qtbot.mouseClick(page.cases.batches.progress.cancel_button(), Qt.MouseButton.LeftButton)
    assert told.args[0].text == "متوقف شد؛ آنچه انجام شده می‌ماند و بقیه منتظر است."
    qtbot.waitUntil(page.draft_button.isEnabled)
    assert not page.cases.batches.progress.isVisible()


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
    open_letter(page, qtbot)
    qtbot.waitUntil(lambda: len(page.cases.details.letters.view.pages.page_views()) == 2)
    qtbot.mouseClick(
        page.cases.details.letters.view.language_buttons().button("en"), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(lambda: len(page.cases.details.letters.view.pages.page_views()) == 1)
    assert page.cases.details.letters.view.pages.horizontalScrollBar().maximum() == 0
    page.resize(1836, 978)
    wide = page.cases.details.letters.view.pages.zoom()
    page.resize(1282, 666)
    assert page.cases.details.letters.view.pages.zoom() < wide
    assert page.cases.details.letters.view.pages.horizontalScrollBar().maximum() == 0


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
    open_letter(page, qtbot)
    qtbot.waitUntil(lambda: bool(page.cases.details.letters.view.pdf()))
    assert page.cases.details.letters.view.shown_number() == isolate("۱۴۰۵-PM-۰۰۱۲")
    persian.switch_language()
    assert page.cases.details.letters.view.shown_number() == isolate("1405-PM-0012")
    persian.switch_language()
    model = page.cases.details.letters.rows.row_model()
    assert model.cell(0, 0).text == page.cases.details.letters.view.shown_number()


def test_a_job_is_numbered_in_the_digits_of_the_language(page: PenaltiesPage) -> None:
    line = page.cases.details.lines.rows.rows()[0]
    cell = page.cases.details.lines.rows.row_model().cell(0, 0)
    assert cell.text == isolate(persian_digits(line.job))
    assert cell.sub == isolate(line.terminal)


def test_the_pages_are_printed_at_the_printers_density(
    page: PenaltiesPage, qtbot: QtBot, printer: PaperStack
) -> None:
    open_letter(page, qtbot)
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.cases.details.letters.view.print_button(), Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۲ صفحه به چاپگر فرستاده شد."
    assert printer.is_finished
    assert printer.titles == ["نامهٔ 1405-PM-0012"]
    assert len(printer.sizes) == 2
    width, height = printer.sizes[0]
    assert (abs(width - 2479) <= 1, abs(height - 3508) <= 1) == (True, True)


def test_a_cancelled_print_does_nothing(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    page = shown(qtbot, PenaltiesPage(desk, persian, outside=Outside(printer=NoPrinter())))
    open_letter(page, qtbot)
    with qtbot.assertNotEmitted(page.told):
        page.cases.details.letters.view.print_letter()


def test_the_saved_file_is_what_was_issued(page: PenaltiesPage, qtbot: QtBot, tmp_path: Path) -> None:
    open_letter(page, qtbot)
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.cases.details.letters.view.save_button(), Qt.MouseButton.LeftButton)
    assert (tmp_path / "1405-PM-0012-fa.pdf").read_bytes() == page.cases.details.letters.view.pdf()


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
    qtbot.waitUntil(lambda: not page.cases.cases.isVisible())
    assert page.cases.details.lines.rows.rows() == []
    assert page.cases.details.letters.view.pdf() == b""


def test_the_switch_of_language_keeps_the_case(
    page: PenaltiesPage, qtbot: QtBot, persian: Appearance
) -> None:
    choose(page, qtbot, "SEPIDAR")
    page.cases.details.lines.rows.choose(page.cases.details.lines.rows.rows()[1].id)
    before = (page.cases.cases.current(), page.cases.details.lines.rows.current())
    persian.switch_language()
    assert (page.cases.cases.current(), page.cases.details.lines.rows.current()) == before
    assert page.cases.cases.row_model().cell(1, 0).text == "Sepidar Payaneh"
    persian.switch_language()


@pytest.mark.parametrize("size", [(1282, 666), (1836, 978)], ids=["narrow", "wide"])
def test_the_page_is_drawn_whole(
    qtbot: QtBot, tmp_path: Path, appearance: Appearance, size: tuple[int, int]
) -> None:
    with opened_desk(tmp_path, found) as desk:
        page = shown(qtbot, PenaltiesPage(desk, appearance), size)
        open_letter(page, qtbot)
        qtbot.waitUntil(
            lambda: any(view.has_image() for view in page.cases.details.letters.view.pages.page_views())
        )
        assert (page.width(), page.height()) == size
        assert not page.grab().isNull()
        assert clipped(page) == []
        for table in (page.cases.cases, page.cases.details.lines.rows):
            assert table.horizontalHeader().length() <= table.viewport().width()
        assert appearance.lettering.cut() == set()
        reachable = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
        assert [one for one in reachable if not (one.accessibleName() or one.text())] == []


def test_a_line_opens_the_proof_of_its_promise(page: PenaltiesPage, qtbot: QtBot) -> None:
    page.cases.details.lines.rows.opened.emit(page.cases.details.lines.rows.rows()[0])
    (dialog,) = page.findChildren(ProofDialog)
    assert dialog.isVisible()
    # The promise of the sample line was written without events: there is nothing to prove it by.
    qtbot.waitUntil(lambda: dialog.told() != "")
    assert not dialog.save_button().isEnabled()
    dialog.close()


@pytest.mark.parametrize("side", [LEDGER, STATEMENTS, TEXTS])
def test_every_side_is_drawn_whole(qtbot: QtBot, tmp_path: Path, appearance: Appearance, side: str) -> None:
    with opened_desk(tmp_path, record_contracts, found) as desk:
        page = shown(qtbot, PenaltiesPage(desk, appearance))
        page.show_side(side)
        qtbot.waitUntil(desk.is_idle)
        qtbot.waitUntil(lambda: side != TEXTS or bool(page.texts.pages.page_views()))
        assert (page.width(), page.height()) == (1282, 666)
        assert not page.grab().isNull()
        assert clipped(page) == []
        assert appearance.lettering.cut() == set()


def test_a_line_that_is_no_promise_says_what_happened(page: PenaltiesPage) -> None:
    words, line = page.cases.details.lines.words, page.cases.details.lines.rows.rows()[0]
    points = replace(
        line, trigger="points", metric="", unit="point", quantity=Decimal("3.000000"), done_at=None,
        job="", terminal="", obligation_id=None, reasons=("month-cap", "escalation"),
    )  # fmt: skip
    assert words.job(points).text == "چند کار"
    assert words.obligation(points).text == "جمع امتیازهای منفی"
    assert words.why(points) == ["سقف ماه", "نقض پیاپی"]
    assert quantity_words(points) == "مبنا: ۳ امتیاز"


def test_such_a_line_has_no_proof_sheet(page: PenaltiesPage, qtbot: QtBot) -> None:
    line = page.cases.details.lines.rows.rows()[0]
    with qtbot.waitSignal(page.told) as told:
        page.cases.details.lines.prove(replace(line, obligation_id=None))
    assert told.args[0].text == "این ردیف حاصل چند کار است و برگهٔ اثبات جداگانه ندارد."
    assert page.findChildren(ProofDialog) == []
