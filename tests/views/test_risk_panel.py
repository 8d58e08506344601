"""Money at risk on the page of contractors: its lines in words, and the jobs they open."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.domain.jalali import JalaliMonth
from app.domain.penalties.outlook import NextStep, StepKind
from app.domain.scorecards import Kpi
from app.models.jobs import ObligationRow
from app.services.bulk_pricing.pricing import Owed
from app.services.penalties.at_risk import AtRisk
from app.views.appearance import Appearance
from app.views.contractors.contractors_page import ContractorsPage
from app.views.contractors.risk_panel import RiskPanel
from app.views.desk import Desk
from tests.views.small_region import NOW, add_calls, found, opened_desk, record_contracts

BRACKET = NextStep(
    kind=StepKind.COMPLIANCE,
    clause="K-1",
    metric="resolve",
    misses=3,
    figure=Fraction(92),
    edge=Fraction(90),
    now=Decimal(20_000_000),
    then=Decimal(50_000_000),
    rate_now=Fraction(2, 100),
    rate_then=Fraction(5, 100),
)
POINTS = replace(
    BRACKET, kind=StepKind.POINTS, misses=1, figure=Fraction(9), edge=Fraction(10), rate_now=None
)
CAP = replace(BRACKET, kind=StepKind.CAP, clause="month", misses=12, then=Decimal(400_000_000))
RISK = AtRisk(
    party_id=1,
    contractor="SEPIDAR",
    name_fa="سپیدار پایانه",
    name_en="Sepidar Payaneh",
    agreement="UC-SEPIDAR",
    month=JalaliMonth(1405, 9),
    due=655,
    missed_jobs=(1,) * 20,
    open_jobs=(2,) * 67,
    so_far=Owed(Decimal(22_440_000), Decimal(8_940_000)),
    if_missed=Owed(Decimal(34_340_000), Decimal(987_654_321_000)),
    steps=(POINTS, BRACKET, CAP),
)


def lines(panel: RiskPanel) -> list[tuple[str, ...]]:
    model = panel.table.row_model()
    cells = [[model.cell(row, column) for column in (0, 1)] for row in range(len(panel.table.rows()))]
    return [(what.text, what.sub, much.text, much.sub) for what, much in cells]


def test_the_month_in_words(qtbot: QtBot, english: Appearance) -> None:
    panel = RiskPanel(english)
    qtbot.addWidget(panel)
    panel.show_risks([RISK])
    assert lines(panel) == [
        ("Owed so far", "20 of 655 promises missed", "8,940,000", "gross \u206622,440,000\u2069"),
        (
            "If every open clock is missed",
            "67 clocks are open",
            "987,654,321,000",
            "\u2066987,645,381,000\u2069 more",
        ),
        (
            "1 more miss to the next bracket",
            "9 points; the next bracket begins at 10",
            "50,000,000",
            "instead of \u206620,000,000\u2069",
        ),
        (
            "3 more misses to the next bracket",
            "Resolve: 92.0% if the rest is kept; edge at 90.0%",
            "from 2.0% to 5.0%",
            "50,000,000",
        ),
        ("12 more misses to the cap", "each as dear as those so far", "400,000,000", "at most in the month"),
    ]
    panel.show_risks(
        [replace(RISK, steps=(replace(CAP, misses=0),)), replace(RISK, agreement="UC-2", steps=())]
    )
    assert [line[:2] for line in lines(panel)] == [
        ("Owed so far", "\u2066UC-SEPIDAR\u2069 · 20 of 655 promises missed"),
        ("If every open clock is missed", "\u2066UC-SEPIDAR\u2069 · 67 clocks are open"),
        ("The cap of the month is reached", "further misses cost nothing more"),
        ("Owed so far", "\u2066UC-2\u2069 · 20 of 655 promises missed"),
        ("If every open clock is missed", "\u2066UC-2\u2069 · 67 clocks are open"),
    ]


def test_nothing_is_cut_in_the_narrow_panel(qtbot: QtBot, appearance: Appearance) -> None:
    panel = RiskPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(535, 420)
    panel.show()
    qtbot.waitExposed(panel)
    appearance.lettering.clear()
    panel.show_risks([RISK])
    assert not panel.grab().isNull()
    assert appearance.lettering.cut() == set()


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, record_contracts, found, add_calls, open_calls) as opened:
        yield opened


def open_calls(session: Session) -> None:
    """Two of Sepidar's calls are due later in Khordad and open."""
    query = session.query(ObligationRow).filter_by(party="SEPIDAR", metric="resolve", state="met")
    for obligation in query.order_by(ObligationRow.id).limit(2):
        obligation.due_at, obligation.stopped_at, obligation.state = NOW.replace(day=9), None, "running"


def test_a_line_opens_its_jobs_and_news_are_shown(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    page = ContractorsPage(desk, persian)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(desk.is_idle)
    page.cards.choose(next(card.party_id for card in page.cards.rows() if card.party == "SEPIDAR"))
    qtbot.waitUntil(lambda: [row.risk.contractor for row in page.risk.table.rows()[:1]] == ["SEPIDAR"])
    risk = page.risk.table.rows()[0].risk
    assert (risk.month, risk.due, len(risk.open_jobs)) == (JalaliMonth(1405, 3), 0, 2)
    assert risk.at_stake > 0
    page.risk.table.setFocus()
    page.risk.table.choose(page.risk.table.rows()[1].key)
    qtbot.keyClick(page.risk.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 2)
    assert {case.job.id for case in page.jobs.rows()} == set(risk.open_jobs)

    def finish(session: Session, _clock: object) -> None:
        for obligation in session.query(ObligationRow).filter_by(party="SEPIDAR", state="running"):
            obligation.state, obligation.stopped_at = "met", NOW

    desk.do(finish)
    qtbot.waitUntil(lambda: page.risk.table.rows()[0].risk.open_jobs == ())
    assert page.risk.table.rows()[1].risk.at_stake == 0
    # The list goes on to show what it was opened for, until a figure is chosen.
    qtbot.waitUntil(lambda: page.jobs.rows() == [] and desk.is_idle())
    page.show_figure(page.cards.current().party_id, Kpi.ARRIVE)
    page.show_month(JalaliMonth(1405, 2))
    qtbot.waitUntil(lambda: len(page.jobs.rows()) == 31)


def test_a_team_without_a_contract_puts_nothing_at_risk(qtbot: QtBot, persian: Appearance) -> None:
    panel = RiskPanel(persian)
    qtbot.addWidget(panel)
    panel.show_risks([RISK])
    panel.show_risks([])
    assert panel.table.rows() == []
    assert not panel.table.isVisibleTo(panel)
