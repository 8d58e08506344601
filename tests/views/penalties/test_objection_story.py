"""An objection from its receipt to the correction notice through the window, and the trail it leaves."""

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.domain.penalty_cases import CaseAction, DecisionReason, ObjectionReason, Verdict
from app.domain.persian import isolate
from app.views.penalties.case_forms import ServedForm, SignForm
from app.views.penalties.correction_form import CorrectionForm
from app.views.penalties.decision_form import DecisionForm
from app.views.penalties.objection_form import ObjectionForm
from app.views.penalties.penalties_page import PenaltiesPage
from app.views.penalties.step_form import StepForm, Steps
from tests.views.penalties.conftest import choose, state

PHOTO = b"\xff\xd8\xff a photo of a closed shop"


def form_of(steps: Steps, kind: type[StepForm]) -> StepForm:
    """The form that is open."""
    form = steps.form
    assert isinstance(form, kind)
    assert form.isVisible()
    return form


def closed(form: QDialog, qtbot: QtBot) -> None:
    """Accept a form and wait until the store has taken it."""
    with qtbot.waitSignal(form.accepted):
        form.accept()


def act(page: PenaltiesPage, qtbot: QtBot, name: str) -> None:
    """Press the button of a step."""
    button = page.cases.details.bar.buttons[name]
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_from_objection_to_correction_notice(page: PenaltiesPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(PHOTO)
    cases, details = page.cases, page.cases.details
    choose(page, qtbot, "SEPIDAR")
    act(page, qtbot, "issue")
    qtbot.waitUntil(lambda: state(page) == "issued")

    act(page, qtbot, "serve")
    served = form_of(cases.life, ServedForm)
    served.accept()
    assert served.wrong() == "شماره یا نشانی سند ابلاغ لازم است."
    assert state(page) == "issued"
    served.reference.setText("رسید ۱۲۸")
    closed(served, qtbot)
    qtbot.waitUntil(lambda: state(page) == "served")
    row = cases.cases.row_model().cell(cases.rows().index(cases.cases.current()), 2)
    assert (row.text, row.sub) == ("ابلاغ‌شده", "۵ روز کاری مهلت")

    act(page, qtbot, "object")
    objection = form_of(cases.money, ObjectionForm)
    objection.accept()
    assert objection.wrong() == "فرستندهٔ اعتراض را بنویسید."
    objection.from_whom.setText("سپیدار پایانه")
    objection.reference.setText("س/۲۳")
    objection.accept()
    assert objection.wrong() == "دست‌کم یک ردیف را انتخاب کنید."
    first, second = objection.lines.rows()[:2]
    objection.reason.setCurrentIndex(objection.reason.findData(ObjectionReason.MERCHANT_ABSENT.value))
    objection.line_note.setText("فروشگاه بسته بود")
    objection.toggle()
    objection.attach()
    qtbot.waitUntil(lambda: "۱ فایل" in objection.lines.row_model().cell(0, 4).sub)
    objection.lines.choose(second.id)
    objection.toggle()
    objection.paper.setText("ف-۷")
    objection.paper.textEdited.emit("ف-۷")
    qtbot.keyClick(objection.line_note, Qt.Key.Key_Return)
    assert objection.isVisible()
    assert state(page) == "served"
    objection.activateWindow()
    with qtbot.waitSignal(objection.accepted):
        qtbot.keyClick(objection.line_note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: state(page) == "objected")
    assert cases.cases.current().objected == first.due + second.due

    act(page, qtbot, "decide")
    decision = form_of(cases.money, DecisionForm)
    assert decision.name.text() == ""
    assert [decision.lines.row_model().cell(row, 2).sub for row in (0, 1)] == [isolate("photo.jpg"), "ف-۷"]
    decision.name.setText("nasrin")
    decision.accept()
    assert "nasrin" in decision.wrong()
    decision.name.setText("کاوه")
    decision.note.setText("بدون رأی")
    decision.note.textEdited.emit("بدون رأی")
    decision.accept()
    assert decision.wrong() == "دربارهٔ ۲ ردیف هنوز رأی داده نشده است."
    decision.reason.setCurrentIndex(decision.reason.findData(DecisionReason.EVIDENCE_ACCEPTED.value))
    qtbot.mouseClick(decision.verdict.button(Verdict.REDUCED.value), Qt.MouseButton.LeftButton)
    decision.lines.choose(decision.lines.rows()[1].id)
    qtbot.mouseClick(decision.verdict.button(Verdict.UPHELD.value), Qt.MouseButton.LeftButton)
    decision.accept()
    assert (
        decision.wrong()
        == "ردیف \u2066R-1 · J-2000\u2069: مبلغ کاهش‌یافته باید میان ۰ و \u2066۷۸۰٬۰۰۰\u2069 ریال باشد."
    )
    decision.amount.show_amount(Decimal(300_000))
    decision.rule()
    closed(decision, qtbot)
    qtbot.waitUntil(lambda: state(page) == "corrected")
    case = cases.cases.current()
    assert (case.payable, case.corrected, case.due) == (
        Decimal(1_020_000), Decimal(480_000), Decimal(540_000),
    )  # fmt: skip
    cell = details.lines.rows.row_model().cell(0, 4)
    assert (cell.text, cell.sub, cell.struck) == ("۳۰۰٬۰۰۰", "۷۸۰٬۰۰۰", True)

    details.show_tab(details.letters)
    qtbot.waitUntil(details.letters.write_button.isVisible)
    assert details.pending.letters_due() == "پاسخ به اعتراض، اصلاحیه"
    qtbot.mouseClick(details.letters.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: {row.kind for row in details.letters.rows.rows() if row.issued_at} == {
        "penalty", "objection-answer", "correction",
    })  # fmt: skip
    assert not details.letters.write_button.isVisible()

    assert details.file is not None
    trail = [(row.what, row.by) for row in details.file.trail]
    assert [what for what, _by in trail] == [
        CaseAction.ISSUED, CaseAction.SERVED, CaseAction.OBJECTED, CaseAction.OBJECTED,
        CaseAction.DECIDED, CaseAction.DECIDED, CaseAction.ACCEPTED, CaseAction.CORRECTION_PROPOSED,
        CaseAction.CORRECTED,
    ]  # fmt: skip
    assert dict(trail)[CaseAction.DECIDED] == "کاوه"
    assert dict(trail)[CaseAction.OBJECTED] == "Nasrin"

    piece = details.objection.rows.rows()[0].evidence[0]
    details.objection.rows.choose(details.objection.rows.rows()[0].id)
    details.objection.show_evidence()
    dialog = details.objection.evidence
    assert dialog is not None
    with qtbot.waitSignal(page.told):
        dialog.keep(piece, tmp_path / "kept.jpg")
    assert (tmp_path / "kept.jpg").read_bytes() == PHOTO
    dialog.accept()


def test_two_people_carry_a_case_to_its_letter(page: PenaltiesPage, qtbot: QtBot) -> None:
    cases = page.cases
    choose(page, qtbot, "ARGHAVAN")
    act(page, qtbot, "review")
    closed(form_of(cases.life, SignForm), qtbot)
    qtbot.waitUntil(lambda: state(page) == "reviewed")

    act(page, qtbot, "approve")
    approval = form_of(cases.life, SignForm)
    assert approval.name.text() == ""
    approval.name.setText(" NASRIN ")
    approval.accept()
    assert approval.isVisible()
    assert state(page) == "reviewed"
    approval.name.setText("پریسا")
    # The sample case was written by hand: reckoned anew before the approval, it comes to nothing.
    approval.accept()
    qtbot.waitUntil(approval.accept_button.isEnabled)
    assert approval.wrong() == "مبالغ پس از بررسی تغییر کرده‌اند. پیش‌نویس را دوباره تهیه و بررسی کنید."
    approval.reject()
    assert state(page) == "reviewed"


def test_a_correction_is_proposed_and_approved_by_another(page: PenaltiesPage, qtbot: QtBot) -> None:
    cases = page.cases
    choose(page, qtbot, "TOSKA")
    act(page, qtbot, "correct")
    form = form_of(cases.money, CorrectionForm)
    form.accept()
    assert form.wrong() == "مبلغ هیچ ردیفی تغییر نکرده است."
    form.amount.show_amount(Decimal(500_000))
    form.amount.amount_changed.emit(Decimal(500_000))
    closed(form, qtbot)
    pending = cases.details.pending
    qtbot.waitUntil(pending.isVisible)
    pending.approved.emit(pending.pending()[0])
    approval = form_of(cases.money, SignForm)
    approval.name.setText("Nasrin")
    approval.accept()
    assert approval.wrong() != ""
    approval.name.setText("پریسا")
    closed(approval, qtbot)
    qtbot.waitUntil(lambda: cases.cases.current().corrected == Decimal(280_000))
    assert cases.cases.current().payable == Decimal(1_020_000)


def test_a_case_reckoned_anew_proposes_what_differs(page: PenaltiesPage, qtbot: QtBot) -> None:
    cases = page.cases
    choose(page, qtbot, "TOSKA")
    act(page, qtbot, "correct")
    form = form_of(cases.money, CorrectionForm)
    # The sample case was written by hand: its promises have no events that break them.
    with qtbot.waitSignal(form.accepted):
        qtbot.mouseClick(form.recalculate_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(cases.details.pending.isVisible)
    (pending,) = cases.details.pending.pending()
    assert pending.reason == "recalculation"
    assert cases.cases.current().due == Decimal(1_020_000)
