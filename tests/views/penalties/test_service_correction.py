"""A mistyped day of service is put right in the window, by a second person."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.services.penalties.serving import accept_silent
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.case_forms import ServedForm
from app.views.penalties.penalties_page import PenaltiesPage
from app.views.penalties.service_form import ServiceCorrectionForm
from tests.views.penalties.conftest import choose, shown, state
from tests.views.penalties.test_objection_story import act, closed, form_of


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance) -> PenaltiesPage:
    return shown(qtbot, PenaltiesPage(desk, persian))


def test_a_mistyped_day_of_service_is_put_right(page: PenaltiesPage, desk: Desk, qtbot: QtBot) -> None:
    assert isinstance(desk.clock, TurnedClock)
    choose(page, qtbot, "TOSKA")
    desk.clock.turn_by(timedelta(days=20))
    right = page.cases.life.today()
    act(page, qtbot, "serve")
    served = form_of(page.cases.life, ServedForm)
    typed = right - timedelta(days=14)
    served.day.show_day(typed)
    served.reference.setText("128")
    closed(served, qtbot)
    qtbot.waitUntil(lambda: state(page) == "served")
    desk.do(accept_silent)
    qtbot.waitUntil(lambda: state(page) == "accepted")

    act(page, qtbot, "correct-service")
    form = form_of(page.cases.life, ServiceCorrectionForm)
    assert (form.name.text(), form.day.day()) == ("", typed)
    form.day.show_day(right)
    form.reference.setText("۱۲۸")
    form.name.setText(desk.user)
    form.accept()
    assert desk.user in form.wrong()
    assert state(page) == "accepted"
    form.name.setText("کاوه")
    closed(form, qtbot)
    qtbot.waitUntil(lambda: state(page) == "served")
    rows = page.cases.details.life.rows.row_model()
    said = rows.cell(rows.rowCount() - 2, 4)
    assert said.text == "تاریخ اشتباه وارد شده است"
    assert "پست سفارشی" in said.sub
