"""The tabs of a draft beside its targets: waits, clauses, terms, papers, findings, the live switch."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.domain.agreements import Agreement, AgreementVersion, Metric
from app.domain.closing import ClosingRule
from app.domain.events import Owner
from app.domain.penalties.clauses import Cap, CapEffect, CapScope
from app.views.agreements.agreements_page import AgreementsPage
from app.views.agreements.cap_form import CapForm, CapOrderForm
from app.views.agreements.clause_fields import rial_of, share_of
from app.views.agreements.clause_form import ClauseForm
from app.views.agreements.findings_tab import FindingsTab
from app.views.agreements.money_tab import MoneyTab
from app.views.agreements.paper_form import PaperForm
from app.views.agreements.papers_tab import PapersTab
from app.views.agreements.price_form import PriceForm, PriceRemovalForm
from app.views.agreements.tab import AgreementTab
from app.views.agreements.terms_tab import TermsTab
from app.views.agreements.wait_form import WaitForm
from app.views.agreements.waits_tab import WaitsTab
from app.views.appearance import Appearance
from tests.views.agreements.test_drafting import begin_draft, targets


def edited(page: AgreementsPage) -> AgreementVersion:
    """The draft's version as the user has it now."""
    version = page.details.version()
    assert version is not None
    return version


def agreement(page: AgreementsPage) -> Agreement:
    found = page.details.current_tab().agreement
    assert found is not None
    return found


Form = TypeVar("Form", bound=QDialog)


def form_of(tab: AgreementTab, kind: type[Form]) -> Form:
    """The form that the tab has opened."""
    return next(form for form in tab.findChildren(kind) if form.isVisible())


def test_a_wait_is_added_and_taken_away(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("waits")
    tab = page.details.tabs["waits"]
    assert isinstance(tab, WaitsTab)
    before = len(edited(page).pauses)
    tab.add_rule()
    form = form_of(tab, WaitForm)
    form.owner.setCurrentIndex(form.owner.findData("network"))
    form.stops.item(4).setCheckState(Qt.CheckState.Checked)
    form.approval.setChecked(True)
    form.above.setValue(240)
    form.accept()
    rule = edited(page).pauses[-1]
    assert (rule.owner, rule.stops, rule.approval_above_minutes) == (Owner.NETWORK, {Metric.RESOLVE}, 240)
    tab.rows.choose(before)
    shown = [tab.rows.row_model().cell(before, column).text for column in range(5)]
    assert shown == ["شبکه", "همهٔ دلایل", "رفع خرابی", "لازم نیست", "بیش از ۲۴۰ دقیقه"]
    tab.remove_rule()
    assert len(edited(page).pauses) == before
    assert page.drafts.unsaved() == ()


def test_a_clause_is_changed_and_said_in_both_languages(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("money")
    tab = page.details.tabs["money"]
    assert isinstance(tab, MoneyTab)
    tab.clauses.choose("PM-1")
    tab.change_clause()
    form = form_of(tab, ClauseForm)
    form.code.setText("R-1")
    form.accept()
    assert form.isVisible(), "another clause has this code"
    form.code.setText("PM-1")
    form.rate.setText("۲٫۵")
    form.accept()
    clause = next(each for each in edited(page).clauses if each.code == "PM-1")
    assert clause.rate == Decimal("0.025")
    card = next(each for each in tab.clauses.cards() if each.key == "PM-1")
    assert "۲٫۵٪" in card.lines[0]
    assert "2.5%" in card.quiet[0]


def test_caps_and_their_order_are_drafted_and_forget_a_clause_that_is_gone(
    page: AgreementsPage, qtbot: QtBot
) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("money")
    tab = page.details.tabs["money"]
    assert isinstance(tab, MoneyTab)
    tab.cap_button.click()
    form = form_of(tab, CapForm)
    form.accept()
    assert form.isVisible(), "the cap has no sum"
    form.clauses.item(0).setCheckState(Qt.CheckState.Checked)
    form.base.setCurrentIndex(form.base.findData("visit_fee"))
    form.rate.setText("۵۰")
    form.effect.setCurrentIndex(form.effect.findData("review"))
    form.running.setValue(2)
    form.accept()
    first = edited(page).clauses[0].code
    (cap,) = edited(page).caps
    assert cap == Cap(
        scope=CapScope.MONTH,
        clauses=frozenset({first}),
        base="visit_fee",
        rate=Fraction(1, 2),
        effect=CapEffect.REVIEW,
        running=2,
    )
    card = tab.clauses.cards()[-1]
    assert card.title == "سقف ۱"
    assert "۲ دورهٔ پیاپی" in card.lines[0]
    assert "2 times running" in card.quiet[0]
    tab.order_button.click()
    order = form_of(tab, CapOrderForm)
    order.places[0].setCurrentIndex(order.places[0].findData("contract"))
    order.accept()
    assert order.isVisible(), "one kind of cap stands twice"
    order.places[3].setCurrentIndex(order.places[3].findData("item"))
    order.accept()
    assert edited(page).cap_order == (CapScope.CONTRACT, CapScope.MONTH, CapScope.QUARTER, CapScope.ITEM)
    tab.clauses.choose(first)
    tab.remove_clause()
    assert edited(page).caps == ()


def test_a_price_is_added_and_one_that_nothing_names_is_taken_away(
    page: AgreementsPage, qtbot: QtBot
) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("terms")
    tab = page.details.tabs["terms"]
    assert isinstance(tab, TermsTab)
    tab.add_button.click()
    form = form_of(tab, PriceForm)
    form.price.setCurrentIndex(form.price.findData("month_invoice"))
    form.accept()
    assert form.isVisible(), "the price has no sum"
    form.amount.setText("۱٬۰۰۰٬۰۰۰٬۰۰۰")
    form.accept()
    assert edited(page).prices["month_invoice"] == Decimal(10**9)
    tab.remove_button.click()
    removal = form_of(tab, PriceRemovalForm)
    assert removal.price.findData("visit_fee") < 0
    removal.price.setCurrentIndex(removal.price.findData("month_invoice"))
    removal.accept()
    assert "month_invoice" not in edited(page).prices


@pytest.mark.parametrize(("typed", "share"), [("5", "0.05"), ("۲٫۵٪", "0.025"), ("", None)])
def test_a_share_is_typed_in_percent(typed: str, share: str | None) -> None:
    assert share_of(typed) == (None if share is None else Decimal(share))


def test_what_is_no_share_and_no_sum_is_refused(persian: Appearance) -> None:
    for typed in ("x", "-1", "NaN"):
        with pytest.raises(ValueError, match="درصد"):
            share_of(typed)
    assert rial_of("۱٬۲۰۰٬۰۰۰") == Decimal(1_200_000)
    with pytest.raises(ValueError, match="ریال"):
        rial_of("1.5")


def test_prices_weights_and_windows_are_typed_in_place(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("terms")
    tab = page.details.tabs["terms"]
    assert isinstance(tab, TermsTab)
    for card, key, typed in (
        (tab.prices, "visit_fee", "۲٬۷۰۰٬۰۰۰"),
        (tab.weights, "resolve", "60"),
        (tab.windows, "repeat_days", "14"),
        (tab.pm, "premium", "2"),
        (tab.windows, "reopen_days", "seven"),
    ):
        card.field(key).setText(typed)
        card.field(key).editingFinished.emit()
    version = edited(page)
    assert version.prices["visit_fee"] == Decimal(2_700_000)
    assert (version.weights, version.repeat_days, version.reopen_days) == ({"resolve": 60}, 14, 7)
    assert version.pm is not None
    assert version.pm.every_months["premium"] == 2


def test_what_closes_a_job_is_edited_in_place(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("terms")
    tab = page.details.tabs["terms"]
    assert isinstance(tab, TermsTab)
    for key, typed in (("note", "۴۰"), ("photos", "2"), ("photos", "21")):
        tab.closing.field(key).setText(typed)
        tab.closing.field(key).editingFinished.emit()
    tab.serial.click()
    assert edited(page).closing == ClosingRule(note=40, photos=2, serial=True)


def test_an_amendment_is_registered(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    page.details.show_tab("papers")
    tab = page.details.tabs["papers"]
    assert isinstance(tab, PapersTab)
    tab.add_paper()
    form = form_of(tab, PaperForm)
    form.title_fa.setText("الحاقیهٔ ۱")
    form.title_en.setText("Amendment 1")
    form.accept()
    assert form.isVisible(), "a paper needs a number"
    form.number.setText("1405/12")
    form.accept()
    assert [paper.number for paper in agreement(page).documents][-1] == "1405/12"


def test_a_finding_leads_to_its_cell(page: AgreementsPage, qtbot: QtBot) -> None:
    begin_draft(page, qtbot)
    version = edited(page)
    first = next(target for target in version.targets if target.metric is Metric.INSTALL)
    tie = replace(first, limit=first.limit + 1)
    targets(page).change_version(targets=(*version.targets, tie))
    tab = page.details.tabs["findings"]
    assert isinstance(tab, FindingsTab)
    qtbot.waitUntil(lambda: any(found.code == "target-tie" for found in tab.found()))
    page.details.show_tab("findings")
    card = tab.cards.cards()[0]
    assert (card.mark, card.tone) == ("خطا", "crit")
    tab.cards.opened.emit(card.key)
    assert page.details.current_tab() is targets(page)
    assert targets(page).chosen_metric() is Metric.INSTALL


def test_the_live_switch_keeps_edits_version_and_cell(
    page: AgreementsPage, qtbot: QtBot, persian: Appearance
) -> None:
    begin_draft(page, qtbot)
    matrix = targets(page).cards[0].matrix
    matrix.choose(("P2", "B"))
    targets(page).clear_cells()
    persian.switch_language()
    assert page.details.is_editable()
    assert matrix.cells() == [("P2", "B")]
    assert matrix.text_of(("P2", "B")) == "nothing promised"
    assert matrix.text_of(("P1", "A")) == "3:30 h working · extended hours · warns at 80%"
    assert page.details.bar.tabText(0) == "Targets"
    assert page.drafts.unsaved() == ("UC-KAJBAN",)
    persian.switch_language()
