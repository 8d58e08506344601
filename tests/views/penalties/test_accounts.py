"""A penalty settled out of the guarantee and by demand, the ledger it leaves, statements and comparison."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.domain.penalty_cases import SettlementSource
from app.models.jobs import Job
from app.models.parties import Party, Psp
from app.services.penalties.serving import accept_silent
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_forms import PaperForm, ServedForm
from app.views.penalties.judgement_form import JudgementForm
from app.views.penalties.money_forms import ContractForm, PaymentForm, percent_text, read_percent
from app.views.penalties.outside import Outside
from app.views.penalties.penalties_page import LEDGER, STATEMENTS, PenaltiesPage
from tests.views.penalties.conftest import choose, shown, state
from tests.views.penalties.test_objection_story import act, closed, form_of
from tests.views.small_region import found, opened_desk, record_contracts


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance, tmp_path: Path) -> PenaltiesPage:
    def table(parent: QWidget, name: str) -> Path:
        return tmp_path / name

    def claim(parent: QWidget) -> Path:
        return tmp_path / "claim.csv"

    return shown(qtbot, PenaltiesPage(desk, persian, outside=Outside(choose_table=table, choose_claim=claim)))


def accepted(page: PenaltiesPage, desk: Desk, qtbot: QtBot) -> None:
    """Serve the letter of TOSKA and let the days to object pass in silence."""
    choose(page, qtbot, "TOSKA")
    act(page, qtbot, "serve")
    served = form_of(page.cases.life, ServedForm)
    served.reference.setText("128")
    closed(served, qtbot)
    qtbot.waitUntil(lambda: state(page) == "served")
    assert isinstance(desk.clock, TurnedClock)
    desk.clock.turn_by(timedelta(days=20))
    desk.do(accept_silent)
    qtbot.waitUntil(lambda: state(page) == "accepted")


def test_nobody_fills_in_a_payment_that_comes_too_early(page: PenaltiesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "TOSKA")
    act(page, qtbot, "serve")
    served = form_of(page.cases.life, ServedForm)
    served.reference.setText("128")
    closed(served, qtbot)
    qtbot.waitUntil(lambda: state(page) == "served")
    act(page, qtbot, "accept")
    paper = form_of(page.cases.life, PaperForm)
    paper.reference.setText("م/۹")
    closed(paper, qtbot)
    qtbot.waitUntil(lambda: state(page) == "accepted")
    with qtbot.waitSignal(page.refused) as refused:
        act(page, qtbot, "settle")
    assert refused.args[0].code == "window-still-open"
    assert page.cases.money.form is None


def test_a_penalty_is_settled_out_of_guarantee_and_by_demand(
    page: PenaltiesPage, desk: Desk, qtbot: QtBot
) -> None:
    accepted(page, desk, qtbot)
    details, money = page.cases.details, page.cases.money
    details.show_tab(details.settlement)
    qtbot.mouseClick(details.settlement.contract_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(money.form, ContractForm))
    contract = form_of(money, ContractForm)
    contract.kind.setCurrentIndex(1)
    contract.number.setText("ض-۱۲")
    contract.amount.show_amount(Decimal(600_000))
    contract.vat.setText("۱۲۰")
    contract.accept()
    assert contract.wrong() == "درصد عددی میان ۰ و ۱۰۰ است، مانند ۷٫۵."
    contract.vat.setText("۱۰")
    closed(contract, qtbot)

    act(page, qtbot, "settle")
    qtbot.waitUntil(lambda: isinstance(money.form, PaymentForm))
    payment = form_of(money, PaymentForm)
    assert (payment.source.currentData(), payment.amount.amount()) == (
        SettlementSource.GUARANTEE, Decimal(600_000),
    )  # fmt: skip
    payment.amount.show_amount(Decimal(5_000_000))
    payment.accept()
    assert payment.wrong() == "بیش از مانده تسویه نمی‌شود."
    payment.amount.show_amount(Decimal(700_000))
    payment.accept()
    qtbot.waitUntil(payment.accept_button.isEnabled)
    assert payment.wrong() != ""
    assert page.cases.cases.current().settled == 0
    payment.amount.show_amount(Decimal(600_000))
    closed(payment, qtbot)
    qtbot.waitUntil(lambda: details.file.case.outstanding == Decimal(420_000))

    act(page, qtbot, "demand")
    paper = form_of(page.cases.life, PaperForm)
    paper.accept()
    assert paper.wrong() == "شمارهٔ نامه یا مرجع لازم است."
    paper.reference.setText("م/۹")
    closed(paper, qtbot)
    qtbot.waitUntil(lambda: "مهلت پرداخت تا" in details.settlement.said())
    money.form = None
    act(page, qtbot, "settle")
    qtbot.waitUntil(lambda: isinstance(money.form, PaymentForm))
    rest = form_of(money, PaymentForm)
    assert rest.source.currentData() == SettlementSource.PAYMENT
    closed(rest, qtbot)
    qtbot.waitUntil(lambda: state(page) == "settled")
    assert [row.amount for row in details.settlement.rows.rows()] == [Decimal(600_000), Decimal(420_000)]
    assert [name for name, button in details.bar.buttons.items() if button.isVisible()] == ["object"]


def test_the_ledger_tells_the_sums_and_is_exported(page: PenaltiesPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.show_side(LEDGER)
    qtbot.waitUntil(lambda: bool(page.ledger.rows.rows()))
    assert [(row.contractor, row.due) for row in page.ledger.rows.rows()] == [("TOSKA", Decimal(1_020_000))]
    assert "مانده \u2066۱٬۰۲۰٬۰۰۰\u2069 ریال" in page.ledger.sums()
    for kind in ("csv", "xlsx"):
        with qtbot.waitSignal(page.told):
            page.ledger.write(kind)
    text = (tmp_path / "دفتر-جریمه-1405-02.csv").read_text("utf-8-sig")
    assert "توسکا خدمت پارس" in text
    sheet = load_workbook(tmp_path / "دفتر-جریمه-1405-02.xlsx").active
    assert sheet["A2"].value == "TOSKA"
    page.ledger.span.setCurrentIndex(0)
    page.show_month(page.months.month().next())
    qtbot.waitUntil(lambda: not page.ledger.rows.rows())
    assert not page.ledger.csv_button.isEnabled()


def test_statements_are_compared_with_the_contractors_file(
    page: PenaltiesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_side(STATEMENTS)
    qtbot.waitUntil(lambda: len(page.statements.rows.rows()) == 3)
    assert "پروندهٔ قرارداد ثبت نشده" in page.statements.sums()
    assert "علی‌الحساب" not in page.statements.sums()
    (tmp_path / "claim.csv").write_text("service,quantity,amount\nEM,2,5000000\n", "utf-8")
    page.statements.compare()
    qtbot.waitUntil(lambda: bool(page.statements.differences.rows()))
    (difference,) = page.statements.differences.rows()
    assert (difference.service, difference.difference) == ("EM", Decimal(5_000_000))
    assert "\u2066claim.csv\u2069" in page.statements.compared()
    (tmp_path / "claim.csv").write_text("service,quantity,amount\nEM,two,1\n", "utf-8")
    with qtbot.waitSignal(page.refused) as refused:
        page.statements.compare()
    assert (refused.args[0].row, refused.args[0].column) == (2, "quantity")
    page.show_month(page.months.month().next())
    qtbot.waitUntil(lambda: "علی‌الحساب: ماه هنوز تمام نشده است" in page.statements.sums())


@pytest.mark.parametrize(
    ("written", "percent"), [("۷٫۵", "7.5"), ("10%", "10"), ("", "0"), ("۱۰٪", "10"), ("0.125", "0.125")]
)
def test_a_percentage_is_read_as_it_is_written(written: str, percent: str) -> None:
    assert read_percent(written) == Decimal(percent)


@pytest.mark.parametrize("written", ["-1", "101", "ten", "NaN", "1e3", "Infinity"])
def test_what_is_no_percentage_is_refused(written: str, persian: Appearance) -> None:
    with pytest.raises(ValueError, match="درصد"):
        read_percent(written)


def test_a_percentage_is_written_as_one_types_it(persian: Appearance) -> None:
    assert percent_text(Decimal("7.50"), persian.formats) == "۷٫۵"
    assert percent_text(Decimal("10.000000"), persian.formats) == "۱۰"


def done_call(session: Session) -> None:
    """A call of TOSKA that was resolved in Ordibehesht, and to which nobody came."""
    party = session.query(Party).filter_by(code="TOSKA").one()
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    call = Job(code="99001", service="EM", stage="closed", is_open=False, reported_at=at, resolved_at=at)
    call.party_id, call.psp = party.id, Psp(code="SAMPLE", name="پرداخت نمونه")
    session.add(call)


def test_a_service_is_accepted_after_all_and_rejected_again(
    qtbot: QtBot, tmp_path: Path, persian: Appearance
) -> None:
    with opened_desk(tmp_path, record_contracts, found, done_call) as desk:
        page = shown(qtbot, PenaltiesPage(desk, persian))
        view = page.statements
        page.show_side(STATEMENTS)
        qtbot.waitUntil(lambda: len(view.rows.rows()) == 3)
        view.rows.choose(("TOSKA", "UC-TOSKA"))
        (row,) = view.rejected.rows()
        assert (row.job, row.reason, view.rejected.row_model().cell(0, 1).text) == (
            "99001", "no-visit", "بدون مراجعه",
        )  # fmt: skip
        view.rejected.choose(row.job_id)
        view.judge()
        form = form_of(view.judging, JudgementForm)
        form.accept()
        assert form.wrong() == "علت پرداخت را در توضیح بنویسید."
        form.note.setText("با عکس تأیید شد")
        closed(form, qtbot)
        qtbot.waitUntil(lambda: [line.service for line in view.lines.rows()] == ["EM"])
        assert view.rejected.rows() == []
        view.judge()
        again = form_of(view.judging, JudgementForm)
        again.job.setText("۹۹۹")
        again.accept()
        qtbot.waitUntil(again.accept_button.isEnabled)
        assert again.wrong() == "این کار دیگر وجود ندارد."
        again.job.setText("۹۹۰۰۱")
        again.reason.setCurrentIndex(again.reason.findData("no-evidence"))
        closed(again, qtbot)
        qtbot.waitUntil(lambda: [row.reason for row in view.rejected.rows()] == ["no-evidence"])
