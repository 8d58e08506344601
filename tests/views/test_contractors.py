"""The contractors page: every number opens its jobs, too few cases say nothing."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate, persian_digits
from app.domain.scorecards import Kpi, Spread
from app.models.jobs import Job
from app.services.scorecards import ScorecardRow
from app.views.appearance import Appearance
from app.views.contractors.contractors_page import ContractorsPage
from app.views.contractors.figure_words import FORMULAS, NAMES
from app.views.contractors.job_list import ALL, COUNTED, REST
from app.views.desk import Desk
from tests.views.small_region import add_calls, found, opened_desk
from tests.views.test_pages import clipped

ORDIBEHESHT = JalaliMonth(1405, 2)


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, found, add_calls) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance) -> ContractorsPage:
    return _shown(qtbot, ContractorsPage(desk, persian))


def _shown(qtbot: QtBot, page: ContractorsPage, size: tuple[int, int] = (1282, 666)) -> ContractorsPage:
    qtbot.addWidget(page)
    page.show_month(ORDIBEHESHT)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 41 and len(page.chart.points()) == 6)
    # Showing it asked once more; a late answer would take back what a test chooses.
    qtbot.waitUntil(page.desk.is_idle)
    return page


def _card(page: ContractorsPage, party: str) -> ScorecardRow:
    found: ScorecardRow = next(card for card in page.cards.rows() if card.party == party)
    return found


def test_every_number_opens_its_jobs(page: ContractorsPage, qtbot: QtBot) -> None:
    for party in ("ARGHAVAN", "SEPIDAR", "TOSKA"):
        card = _card(page, party)
        for kpi, measure in card.measures.items():
            page.show_figure(card.party_id, kpi)
            rows = (measure.denominator, measure.numerator if kpi is not Kpi.MTTR else measure.denominator)
            qtbot.waitUntil(lambda wanted=rows: _shown_counts(page)[:2] == wanted)
            assert sum(_shown_counts(page)[1:]) == rows[0]


def _shown_counts(page: ContractorsPage) -> tuple[int, int, int]:
    counts = []
    for key in (ALL, COUNTED, REST):
        page.jobs.chips.button(key).click()
        counts.append(len(page.jobs.rows()))
    return counts[0], counts[1], counts[2]


def test_a_click_on_a_number_chooses_the_figure(page: ContractorsPage, qtbot: QtBot) -> None:
    row = page.cards.rows().index(_card(page, "SEPIDAR"))
    index = page.cards.row_model().index(row, 5)
    spot: QPoint = page.cards.visualRect(index).center()
    qtbot.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.cards.current().party == "SEPIDAR"
    assert page.figures.current().kpi is Kpi.FIRST_TIME_FIX
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 30)


def test_too_few_cases_say_nothing(page: ContractorsPage) -> None:
    shown = page.cards.row_model()
    row = page.cards.rows().index(_card(page, "TOSKA"))
    assert [shown.cell(row, column).text for column in range(1, 8)] == ["–", *["بی‌داده"] * 6]
    assert shown.cell(row, 3).sub == "تنها ۶ مورد"


def test_a_value_stands_with_what_it_was_made_of(page: ContractorsPage) -> None:
    shown = page.cards.row_model()
    row = page.cards.rows().index(_card(page, "SEPIDAR"))
    cell = shown.cell(row, 3)
    assert (cell.text, cell.sub, cell.tone, cell.icon) == ("۸۳٫۹٪", "۲۶ از ۳۱", "crit", "alert-octagon")


def test_a_job_is_numbered_in_the_digits_of_the_language(page: ContractorsPage) -> None:
    job = page.jobs.rows()[0].job
    cell = page.jobs.table.row_model().cell(0, 0)
    assert cell.text == isolate(persian_digits(job.code))
    assert cell.sub == isolate(job.terminal)


def test_the_trend_runs_from_the_start_side(page: ContractorsPage, persian: Appearance) -> None:
    assert page.chart.labels() == ["آذر", "دی", "بهمن", "اسفند", "فروردین", "اردیبهشت"]
    assert [point.measure.denominator for point in page.chart.points()] == [0, 0, 0, 22, 25, 41]
    plot = page.chart.plot()
    assert plot.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert plot.getViewBox().xInverted()
    assert plot.getAxis("right").isVisible()
    persian.switch_language()
    assert page.chart.labels()[-1] == "Ordibehesht"
    assert not page.chart.plot().getViewBox().xInverted()
    assert plot.getAxis("left").isVisible()
    persian.switch_language()


def test_a_point_of_the_trend_opens_its_jobs(page: ContractorsPage, qtbot: QtBot) -> None:
    page.chart.setFocus()
    # The newest point first, then back in time: to the right in Persian.
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(page.chart, key)
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 25)
    assert page.chart.accessibleDescription().startswith("فروردین: ۸۰٫۰٪")


def test_the_trend_by_week_counts_the_same_promises(page: ContractorsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.spans.button("week"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.chart.points()) > 6)
    assert sum(point.measure.denominator for point in page.chart.points()) == 22 + 25 + 41


def test_a_late_answer_for_another_month_is_ignored(page: ContractorsPage, qtbot: QtBot) -> None:
    page.refresh(None)
    page.show_month(JalaliMonth(1405, 1))
    assert page.cards.rows() == []
    # Questions are answered in turn: that of Ordibehesht comes first, and finds Farvardin on the page.
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 25)
    assert _card(page, "ARGHAVAN").measures[Kpi.RESOLVE].denominator == 25


def test_news_are_gathered_and_keep_the_choice(page: ContractorsPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_figure(_card(page, "SEPIDAR").party_id, Kpi.RESOLVE)
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 31)
    late = next(case.job.id for case in page.jobs.rows() if not case.counted)

    def excuse(session: Any, _clock: object) -> None:
        for obligation in session.get(Job, late).obligations:
            obligation.state = "excused"

    desk.do(excuse)
    qtbot.waitUntil(lambda: _card(page, "SEPIDAR").measures[Kpi.RESOLVE].denominator == 30)
    assert page.cards.current().party == "SEPIDAR"
    assert page.figures.current().excluded == 1


def test_the_switch_of_language_keeps_party_and_figure(page: ContractorsPage, persian: Appearance) -> None:
    card = _card(page, "SEPIDAR")
    page.show_figure(card.party_id, Kpi.ARRIVE)
    persian.switch_language()
    assert page.cards.current() == card
    assert page.figures.current().kpi is Kpi.ARRIVE
    persian.switch_language()


def test_every_figure_has_a_name_and_a_formula() -> None:
    assert set(NAMES) == set(FORMULAS) == set(Kpi)


def _busy(card: ScorecardRow) -> ScorecardRow:
    """The card of a month with hundreds of late calls and repairs that took days."""
    seconds = Fraction((123 * 60 + 53) * 60)
    measures = {
        kpi: replace(measure, numerator=int(seconds) * 240 if kpi is Kpi.MTTR else 208, denominator=240)
        for kpi, measure in card.measures.items()
    }
    contract = Spread(count=240, mean=seconds, median=seconds, p90=seconds)
    return replace(card, measures=measures, times=replace(card.times, contract=contract))


@pytest.mark.parametrize("width", [1282, 1836], ids=["narrow", "wide"])
def test_no_figure_of_a_busy_month_is_cut(
    qtbot: QtBot, tmp_path: Path, appearance: Appearance, width: int
) -> None:
    with opened_desk(tmp_path, found, add_calls) as desk:
        page = _shown(qtbot, ContractorsPage(desk, appearance), (width, 666))
        busy = [_busy(card) for card in page.cards.rows()]
        appearance.lettering.clear()
        page.cards.show_rows(busy)
        page.figures.show_rows(list(busy[0].measures.values()))
        assert page.width() == width
        assert not page.grab().isNull()
        assert appearance.lettering.cut() == set()
        for table in (page.cards, page.figures):
            assert table.horizontalHeader().length() <= table.viewport().width()


@pytest.mark.parametrize("size", [(1282, 666), (1836, 978)], ids=["narrow", "wide"])
def test_the_page_is_drawn_whole(
    qtbot: QtBot, tmp_path: Path, appearance: Appearance, size: tuple[int, int]
) -> None:
    with opened_desk(tmp_path, found, add_calls) as desk:
        page = _shown(qtbot, ContractorsPage(desk, appearance), size)
        assert (page.width(), page.height()) == size
        assert not page.grab().isNull()
        QCoreApplication.sendPostedEvents()
        assert clipped(page) == []
        for table in (page.cards, page.figures, page.jobs.table):
            assert table.horizontalHeader().length() <= table.viewport().width()
        assert appearance.lettering.cut() == set()
        reachable = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
        assert [one for one in reachable if not (one.accessibleName() or one.text())] == []
