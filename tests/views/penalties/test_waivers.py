"""A waiver asked for and decided in the window, and a letter of warning written from a contractor's case."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.penalty_cases import Level
from app.services.letters.archive import LetterRow, letters
from app.views.appearance import Appearance
from app.views.contractors.contractors_page import ContractorsPage
from app.views.desk import Desk
from app.views.penalties.case_forms import SignForm
from app.views.penalties.penalties_page import PenaltiesPage
from app.views.penalties.waiver_forms import WaiverApprovalForm, WaiverForm
from app.views.penalties.warning_form import WarningForm
from tests.views.penalties.conftest import PaperStack, choose
from tests.views.penalties.test_objection_story import act, closed, form_of
from tests.views.small_region import found, opened_desk


@pytest.fixture
def asked(page: PenaltiesPage, qtbot: QtBot) -> PenaltiesPage:
    """A fifth of the whole case asked off, and what is waiting shown."""
    choose(page, qtbot, "ARGHAVAN")
    act(page, qtbot, "lower")
    form = form_of(page.cases.money, WaiverForm)
    form.charge.setCurrentIndex(form.charge.findText("کل پرونده", Qt.MatchFlag.MatchStartsWith))
    form.percent.setValue(20)
    assert form.said() == "\u2066۲۰۴٬۰۰۰\u2069 از \u2066۱٬۰۲۰٬۰۰۰\u2069 ریال؛ تأیید مدیر منطقه لازم است."
    form.accept()
    assert form.wrong() == "علت بخشودگی را در توضیح بنویسید."
    form.note.setText("سابقهٔ خوب")
    closed(form, qtbot)
    qtbot.waitUntil(page.cases.details.pending.isVisible)
    return page


def test_a_second_person_of_the_level_approves(asked: PenaltiesPage, qtbot: QtBot) -> None:
    pending = asked.cases.details.pending
    pending.approved.emit(pending.pending()[0])
    form = form_of(asked.cases.money, WaiverApprovalForm)
    assert (form.name.text(), form.level.currentData()) == ("", Level.REGIONAL_MANAGER)
    form.name.setText("Nasrin")
    form.accept()
    assert "Nasrin" in form.wrong()
    form.name.setText("پریسا")
    form.level.setCurrentIndex(form.level.findData(Level.SUPERVISOR.value))
    form.accept()
    qtbot.waitUntil(form.accept_button.isEnabled)
    assert form.wrong() == "«سرپرست» اختیار تأیید این مقدار را ندارد؛ به «مدیر منطقه» نیاز است."
    assert asked.cases.cases.current().payable == Decimal(1_020_000)
    form.level.setCurrentIndex(form.level.findData(Level.REGIONAL_MANAGER.value))
    closed(form, qtbot)
    qtbot.waitUntil(lambda: not pending.isVisible())
    qtbot.waitUntil(lambda: asked.cases.cases.current().waived > 0)
    case = asked.cases.cases.current()
    assert case.gross - case.lowered == case.payable == Decimal(1_020_000) - case.waived
    struck = [
        asked.cases.details.lines.rows.row_model().cell(row, 5).said()
        for row in range(len(asked.cases.details.lines.rows.rows()))
    ]
    assert any("بخشودگی: سابقهٔ خوب" in said for said in struck)


def test_a_refused_waiver_leaves_the_sum(asked: PenaltiesPage, qtbot: QtBot) -> None:
    pending = asked.cases.details.pending
    pending.refused.emit(pending.pending()[0])
    form = form_of(asked.cases.money, SignForm)
    form.name.setText("پریسا")
    form.note.setText("دلیل کافی نیست")
    closed(form, qtbot)
    qtbot.waitUntil(lambda: not pending.isVisible())
    assert asked.cases.cases.current().payable == Decimal(1_020_000)


def test_a_sum_beyond_what_is_due_is_not_asked(page: PenaltiesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "ARGHAVAN")
    act(page, qtbot, "lower")
    form = form_of(page.cases.money, WaiverForm)
    form.way.button("amount").click()
    form.note.setText("توافق")
    form.accept()
    assert form.wrong() == "میزان بخشودگی را بنویسید."
    form.amount.show_amount(Decimal(2_000_000))
    form.accept()
    assert form.wrong() == "بیش از مبلغ قابل‌پرداخت بخشوده نمی‌شود."
    form.reject()


def test_a_warning_is_written_from_the_case(page: PenaltiesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "TOSKA")
    qtbot.mouseClick(page.cases.write_button, Qt.MouseButton.LeftButton)
    form = form_of(page.cases.warnings, WarningForm)
    form.accept()
    assert form.wrong() == "موضوع نامه را بنویسید."
    form.subject.setText("عملکرد اردیبهشت")
    form.accept()
    assert form.wrong() == "دست‌کم یک مورد بنویسید."
    form.kind.setCurrentIndex(form.kind.findData("second-warning"))
    form.reasons.setPlainText("تأخیر در حضور\n\nثبت نشدن عکس")
    form.accept()
    qtbot.waitUntil(form.accept_button.isEnabled)
    assert form.wrong() != ""
    form.kind.setCurrentIndex(form.kind.findData("first-warning"))
    with qtbot.waitSignal(form.accepted):
        form.accept()
    letters = page.cases.details.letters
    qtbot.waitUntil(lambda: [row.kind for row in letters.rows.rows() if row.issued_at] == [
        "penalty", "first-warning",
    ])  # fmt: skip


def test_the_letters_of_the_month_are_printed_as_one_job(
    page: PenaltiesPage, qtbot: QtBot, printer: PaperStack
) -> None:
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۲ صفحه به چاپگر فرستاده شد."
    assert (printer.titles, len(printer.sizes), printer.is_finished) == (["۱ نامه"], 2, True)


def test_a_request_is_written_from_the_contractors_row(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    contractors = ContractorsPage(desk, persian)
    qtbot.addWidget(contractors)
    contractors.show()
    qtbot.waitUntil(contractors.letter_button.isEnabled)
    steps = contractors.letter_button.steps
    qtbot.mouseClick(contractors.letter_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: steps.form is not None)
    form = form_of(steps, WarningForm)
    assert [form.contract.itemText(place) for place in range(form.contract.count())] == ["UC-ARGHAVAN"]
    form.kind.setCurrentIndex(form.kind.findData("corrective-action"))
    form.subject.setText("حضور دیرهنگام")
    form.reasons.setPlainText("هشت مورد در اردیبهشت")
    with qtbot.waitSignal(contractors.told) as told:
        form.accept()
    assert told.args[0].text == "نامه شماره گرفت."
    written: list[tuple[str, bool]] = []

    def take(rows: list[LetterRow]) -> None:
        written[:] = [(row.kind, row.issued_at is not None) for row in rows if row.case_id is None]

    def is_written() -> bool:
        desk.ask(letters, done=take)
        return written == [("corrective-action", True)]

    qtbot.waitUntil(is_written)


def test_without_a_contract_no_letter_is_asked_for(qtbot: QtBot, tmp_path: Path, persian: Appearance) -> None:
    with opened_desk(tmp_path, found) as desk:
        contractors = ContractorsPage(desk, persian)
        qtbot.addWidget(contractors)
        contractors.show()
        qtbot.waitUntil(contractors.letter_button.isEnabled)
        with qtbot.waitSignal(contractors.told) as told:
            contractors.letter_button.write()
        assert told.args[0].text == "پیمانکار در این ماه قراردادی ندارد."
