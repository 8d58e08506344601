"""17: news never moves selection, scroll, focus or an open menu; new rows are flagged, not jumped to."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu

from app.domain.events import Owner
from app.services.jobs.commands import JobRef, pause
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from tests.stories.region import BY, Program

Open = Callable[[Appearance], MainWindow]
Calm = Callable[[], None]


def test_news_moves_neither_cursor_nor_rows_in_sight(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    ids = [program.call(place % 12) for place in range(40)]
    page = open_window(persian).board
    page.table.stand_on(25)
    page.table.scrollTo(page.model.index(25, 0), QAbstractItemView.ScrollHint.PositionAtCenter)
    current = page.table.current()
    assert current is not None
    height = page.table.rowViewportPosition(25)
    new = program.call(3, "P1")
    program.assign(ids[30])
    with program.store.writing() as session:
        pause(session, program.clock, JobRef(ids[2]), BY, reason="merchant-closed", owner=Owner.MERCHANT)
    calm()
    place = page.model.row_of(current.id)
    assert place == 25, "one came above, one went below"
    assert page.table.current() == page.model.job(current.id)
    assert page.table.rowViewportPosition(place) == height
    assert page.table.hasFocus()
    assert page.model.is_fresh(new)
    assert not page.model.is_fresh(current.id)


def test_whatever_is_marked_stays_marked(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    ids = [program.call(place) for place in range(6)]
    page = open_window(persian).board
    page.table.selectAll()
    program.call(7, "P1")
    program.assign(ids[0])
    calm()
    chosen = {index.row() for index in page.table.selectionModel().selectedRows()}
    assert {page.model.row_at(place).id for place in chosen} == set(ids)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_open_menu_stays_open(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    program.call(0)
    window = open_window(persian)
    menu = QMenu(window)
    menu.addAction("…")
    menu.popup(window.mapToGlobal(window.rect().center()))
    program.call(1, "P1")
    calm()
    assert QApplication.activePopupWidget() is menu
    menu.close()
