"""A measured figure through the window: stated by the desk, approved by somebody else, named on its line."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock, TurnedClock
from app.domain.jalali import JalaliMonth
from app.models.parties import Party
from app.models.penalties import PenaltyCase
from app.services.agreements.taking_in import record_agreement
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef, approve, mark_issued, review
from app.services.penalties.measured_figures import Statement, approve_figure, state_figure
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.figure_form import FigureForm
from app.views.penalties.figures_view import FigureVerdictForm
from app.views.penalties.penalties_page import CASES, FIGURES, PenaltiesPage
from tests.views.penalties.test_objection_story import closed, form_of
from tests.views.small_region import NOW, found, opened_desk

SAMPLES = Path(__file__).resolve().parents[3] / "data/agreements"
ORDIBEHESHT = JalaliMonth(1405, 2)


def record_measured(session: Session) -> None:
    """Contracts of service levels, and of a project beside violations."""
    for number, contractor in ((7, "ARGHAVAN"), (8, "TOSKA")):
        text = (SAMPLES / f"cs-{number:02}.toml").read_text("utf-8")
        document = text.replace('kind = "UC"', f'kind = "UC"\ncontractor = "{contractor}"')
        record_agreement(session, TurnedClock(NOW), document, file=f"cs-{number:02}.toml", by="desk")


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, record_measured, found) as opened:
        yield opened


def stated(page: PenaltiesPage, qtbot: QtBot) -> FigureForm:
    """The form for a figure of the levels' contract, opened by its button."""
    qtbot.waitUntil(lambda: "CS-08" in page.figures.note())
    qtbot.mouseClick(page.figures.state_button, Qt.MouseButton.LeftButton)
    form = form_of(page.figures.steps, FigureForm)
    assert isinstance(form, FigureForm)
    return form


def test_a_missed_level_is_stated_approved_and_charged(page: PenaltiesPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_side(FIGURES)
    form = stated(page, qtbot)
    form.contract.setCurrentIndex(1)
    form.accept()
    assert form.wrong() == "بنویسید رقم از کجا خوانده شده یا چه کسی آن را تأیید کرده است."
    form.evidence.setText("گزارش ۱۴")
    assert form.period.currentText() == "اردیبهشت ۱۴۰۵"
    closed(form, qtbot)
    qtbot.waitUntil(lambda: len(page.figures.rows.rows()) == 1)
    qtbot.mouseClick(page.figures.approve_button, Qt.MouseButton.LeftButton)
    verdict = form_of(page.figures.steps, FigureVerdictForm)
    assert isinstance(verdict, FigureVerdictForm)
    assert verdict.by.text() == ""
    verdict.by.setText(desk.user)
    verdict.accept()
    qtbot.waitUntil(lambda: bool(verdict.wrong()))
    assert page.figures.rows.rows()[0].state == "stated"
    verdict.by.setText("Omid")
    closed(verdict, qtbot)
    qtbot.waitUntil(lambda: page.figures.rows.rows()[0].state == "approved")

    row = page.figures.rows.rows()[0]
    with qtbot.waitSignal(page.told) as told:
        desk.do(draft, party_id=row.party_id, agreement="CS-08", month=ORDIBEHESHT, done=lambda _case: None)
        page.show_side(CASES)
        qtbot.waitUntil(lambda: any(case.agreement == "CS-08" for case in page.cases.rows()))
        case = next(case for case in page.cases.rows() if case.agreement == "CS-08")
        page.cases.cases.choose(case.id)
        details = page.cases.details
        qtbot.waitUntil(lambda: details.file is not None and details.file.case.id == case.id)
        (line,) = details.lines.rows.rows()
        assert line.payable == 20_000_000
        details.lines.prove(line)
    assert "رفع خرابی" in told.args[0].text
    assert "گزارش ۱۴" in told.args[0].text
    assert details.lines.note().count("در انتظار این رقم است") == 5


def test_what_is_no_number_stays_in_the_form(page: PenaltiesPage, qtbot: QtBot) -> None:
    page.show_side(FIGURES)
    form = stated(page, qtbot)
    form.evidence.setText("گزارش ۱۴")
    form.value.setText("صد")
    form.accept()
    assert (
        form.wrong() == "«\u2068صد\u2069» عددی از ۰ تا ۱۰۰ نیست." or "عددی از ۰ تا ۱۰۰ نیست" in form.wrong()
    )
    form.value.setText("۹۹٫۶")
    form.months.setText("۹۹ ۹۸٫۵ ۱۰۰")
    closed(form, qtbot)
    qtbot.waitUntil(lambda: len(page.figures.rows.rows()) == 1)
    (row,) = page.figures.rows.rows()
    assert (row.kind, row.name, row.severity, row.period) == ("figure", "availability", "high", "1404-Q4")
    assert row.keys["value"] == "99.6"


def counted(session: Session, clock: Clock, level: str) -> None:
    """A level of TOSKA that was missed, stated by one person and approved by another."""
    keys = {"level": level, "period": "1405-02"}
    party = session.scalars(select(Party).where(Party.code == "TOSKA")).one()
    stated = Statement(party_id=party.id, agreement="CS-08", kind="level", keys=keys, evidence="گزارش")
    approve_figure(session, clock, state_figure(session, clock, stated, by="Nasrin"), by="Omid")


def told_out(session: Session, clock: Clock) -> None:
    """The case of Ordibehesht, issued."""
    counted(session, clock, "pm")
    party = session.scalars(select(Party).where(Party.code == "TOSKA")).one()
    case = CaseRef(draft(session, clock, party_id=party.id, agreement="CS-08", month=ORDIBEHESHT))
    review(session, clock, case, by="Nasrin")
    approve(session, clock, case, by="Omid")
    mark_issued(session, clock, session.get_one(PenaltyCase, case.id), by="Omid", letter="1405-PM-0009")


def test_a_figure_that_came_after_the_notice_is_proposed_by_one_button(
    page: PenaltiesPage, desk: Desk, qtbot: QtBot
) -> None:
    cases = page.cases
    assert not cases.late_button.isVisible()
    desk.do(told_out)
    qtbot.waitUntil(lambda: any(case.agreement == "CS-08" for case in cases.rows()))
    assert isinstance(desk.clock, TurnedClock)
    desk.clock.turn_by(timedelta(hours=1))
    desk.do(counted, "install")
    qtbot.waitUntil(cases.late_button.isVisible)
    assert "توسکا خدمت پارس (۱)" in cases.late_note()
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(cases.late_button, Qt.MouseButton.LeftButton)
    assert told.args[0].text == "۱ اصلاحیه در انتظار تأیید است."
    qtbot.waitUntil(lambda: not cases.late_button.isVisible())
