"""The PM page: every figure opens exactly its rows, and the sheet is walked by keys in either direction."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.jalali import JalaliMonth
from app.domain.persian import isolate
from app.i18n import _
from app.models.plans import PmVisit
from app.views.appearance import Appearance
from app.views.calendar.calendar_page import CalendarPage
from app.views.calendar.month_bar import month_to_judge
from app.views.calendar.visit_list import ALL, DECIDED
from app.views.calendar.visit_words import STATES, day_span
from app.views.desk import Desk
from tests.views.small_region import CLOSED, TODAY, found, opened_desk
from tests.views.test_pages import clipped

KHORDAD = JalaliMonth(1405, 3)
COUNTS = {ALL: 22, "planned": 9, "overdue": 2, "done": 9, "missed": 1, "excused": 1, DECIDED: 10}


@pytest.fixture
def desk(tmp_path: Path, persian: Appearance) -> Iterator[Desk]:
    with opened_desk(tmp_path, found) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, persian: Appearance) -> CalendarPage:
    return _shown(qtbot, CalendarPage(desk, persian))


def _shown(qtbot: QtBot, page: CalendarPage, size: tuple[int, int] = (1282, 666)) -> CalendarPage:
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: page.contractors.key() == "" and len(page.list.rows()) == 6)
    return page


def test_every_figure_opens_its_rows(page: CalendarPage, qtbot: QtBot) -> None:
    for key, card in page.cards.items():
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert len(page.list.rows()) == COUNTS[key], key
    for key, count in COUNTS.items():
        page.show_state(key)
        assert len(page.list.rows()) == count, key
    assert "۹ از ۱۰" in page.cards[DECIDED].accessibleDescription()


def test_each_day_counts_what_it_lists(page: CalendarPage) -> None:
    page.list.show_state(ALL)
    for day, counts in {
        date(2026, 5, 23): {"done": 3, "missed": 1},
        date(2026, 5, 30): {"overdue": 2, "done": 4},
        TODAY: {"planned": 5, "excused": 1},
    }.items():
        page.grid.choose(day)
        assert dict(page.grid.sheet(day).counts) == counts
        assert len(page.list.rows()) == sum(counts.values())


def test_a_holiday_is_named(page: CalendarPage) -> None:
    sheet = page.grid.sheet(date(2026, 6, 5))
    assert sheet.is_off
    assert "۱۵ خرداد" in sheet.holiday
    assert page.grid.sheet(date(2026, 5, 29)).is_off, "a Friday is a day off without a name"


def test_a_closure_is_named_with_its_province(page: CalendarPage) -> None:
    assert page.grid.sheet(CLOSED.day).holiday == "آلودگی هوا (البرز)"


def test_arrows_follow_the_direction(page: CalendarPage, qtbot: QtBot) -> None:
    page.grid.choose(TODAY)
    for key, day in (
        (Qt.Key.Key_Left, 2),
        (Qt.Key.Key_Down, 9),
        (Qt.Key.Key_Right, 8),
        (Qt.Key.Key_Up, 1),
    ):
        qtbot.keyClick(page.grid, key)
        assert page.grid.chosen() == date(2026, 6, day)
    qtbot.keyClick(page.grid, Qt.Key.Key_End)
    assert page.grid.chosen() == KHORDAD.last_day()
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    assert page.grid.chosen() == KHORDAD.last_day()
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.grid.chosen() is None
    assert len(page.list.rows()) == COUNTS[ALL]


def test_a_click_finds_the_day_it_hits(page: CalendarPage, qtbot: QtBot) -> None:
    day = date(2026, 5, 30)
    spot: QPoint = page.grid.cell(day).center()
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=spot)
    assert page.grid.chosen() == day
    # Saturday stands at the start side, on the right in Persian.
    assert spot.x() > page.grid.width() * 6 / 7


def test_enter_leads_to_the_list(page: CalendarPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.focusWidget() is page.list.table


def test_a_contractor_filters_everything(page: CalendarPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.contractors.button("SEPIDAR"), Qt.MouseButton.LeftButton)
    page.show_state(ALL)
    assert {visit.contractor for visit in page.list.rows()} == {"SEPIDAR"}
    total = sum(page.grid.sheet(visit.planned_date).total > 0 for visit in page.list.rows())
    assert total == len(page.list.rows()) == 7


def test_a_late_answer_for_another_month_is_ignored(page: CalendarPage, qtbot: QtBot) -> None:
    seen = set()

    def is_there() -> bool:
        seen.add(len(page.list.rows()))
        return len(page.list.rows()) == 2

    page.refresh(None)
    page.months.step(+1)
    # Questions are answered in turn: that of Khordad comes first, and finds Tir on the page.
    qtbot.waitUntil(is_there)
    assert seen <= {0, 2}
    assert {visit.planned_date for visit in page.list.rows()} == {date(2026, 6, 28)}
    qtbot.mouseClick(page.months.today_button(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.list.rows()) == 6)
    assert page.grid.chosen() == TODAY


def test_news_keep_the_chosen_row(page: CalendarPage, desk: Desk, qtbot: QtBot) -> None:
    chosen = page.list.rows()[3]
    page.list.table.choose(chosen.id)
    first = page.list.rows()[0].id

    def excuse(session: object, _clock: object) -> None:
        session.get(PmVisit, first).state = "excused"  # type: ignore[attr-defined]  # a session

    desk.do(excuse)
    qtbot.waitUntil(lambda: page.grid.sheet(TODAY).counts["excused"] == 2)
    assert page.list.table.current() == chosen


def test_the_switch_of_language_keeps_day_and_row(page: CalendarPage, persian: Appearance) -> None:
    page.grid.choose(date(2026, 5, 30))
    page.list.table.choose(page.list.rows()[1].id)
    before = page.list.table.current()
    persian.switch_language()
    assert page.grid.chosen() == date(2026, 5, 30)
    assert page.list.table.current() == before
    assert "Sat 30 May" in page.grid.accessibleDescription()
    persian.switch_language()


def test_a_job_is_numbered_in_the_digits_of_the_language(page: CalendarPage) -> None:
    visit = replace(page.list.rows()[0], job_code="J-104552")
    column = page.list.table.row_model().columns[5]
    assert column.cell(visit).text == isolate("J-۱۰۴۵۵۲")


def test_the_list_alone_holds_the_month(page: CalendarPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.views.button("list"), Qt.MouseButton.LeftButton)
    assert not page.grid.isVisible()
    assert len(page.list.rows()) == COUNTS[ALL]


@pytest.mark.parametrize("size", [(1282, 666), (1836, 978)], ids=["narrow", "wide"])
def test_the_page_is_drawn_whole(
    qtbot: QtBot, tmp_path: Path, appearance: Appearance, size: tuple[int, int]
) -> None:
    with opened_desk(tmp_path, found) as desk:
        page = _shown(qtbot, CalendarPage(desk, appearance), size)
        assert (page.width(), page.height()) == size
        assert not page.grab().isNull()
        assert clipped(page) == []
        for table in (page.list.table,):
            assert table.horizontalHeader().length() <= table.viewport().width()
        nameless = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
        assert [one for one in nameless if not (one.accessibleName() or one.text())] == []


def test_no_state_is_cut(qtbot: QtBot, tmp_path: Path, appearance: Appearance) -> None:
    with opened_desk(tmp_path, found) as desk:
        page = _shown(qtbot, CalendarPage(desk, appearance))
        visit = page.list.rows()[0]
        appearance.lettering.clear()
        page.list.table.show_rows([replace(visit, id=place, state=key) for place, key in enumerate(STATES)])
        assert not page.grab().isNull()
        assert appearance.lettering.cut() & {_(look.word) for look in STATES.values()} == set()


def test_a_window_in_words() -> None:
    assert day_span(date(2026, 5, 26), date(2026, 6, 7), "fa") == "۵ تا ۱۷ خرداد"
    assert day_span(date(2026, 5, 26), date(2026, 6, 7), "en") == "26 May – 7 Jun"
    assert day_span(date(2026, 6, 1), date(2026, 6, 7), "en") == "1 – 7 Jun"


def test_a_month_is_judged_once_it_has_gone_on_for_a_week():
    shahrivar, mehr = JalaliMonth(1405, 6), JalaliMonth(1405, 7)
    assert month_to_judge(mehr.first_day()) == shahrivar
    assert month_to_judge(mehr.first_day() + timedelta(days=6)) == shahrivar
    assert month_to_judge(mehr.first_day() + timedelta(days=7)) == mehr
