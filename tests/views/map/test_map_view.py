"""The map as a dispatcher uses it: what is on it, by mouse and by keys, in both languages."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.merchants import Merchant
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.map.map_view import MapView
from tests.stories.region import Program, turned
from tests.views.board.conftest import calm, program, show_board  # noqa: F401 - fixtures

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]


def scatter(program: Program) -> None:  # noqa: F811
    """Put the shops apart; the place of the fourth is not known."""
    with program.store.writing() as session:
        for place, merchant in enumerate(session.scalars(select(Merchant).order_by(Merchant.code))):
            merchant.lat = None if place == 3 else 35.0 + place / 4
            merchant.lon = 51.0 + place / 4


def shown(page: BoardPage, calm: Calm, qtbot: QtBot) -> MapView:  # noqa: F811
    page.shown.show_view("map")
    calm()
    seen = page.views.map
    qtbot.waitUntil(lambda: bool(seen.canvas.points.ids.size) and not seen._settling.isActive())  # noqa: SLF001
    return seen


def test_jobs_stand_where_their_merchants_are(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    appearance: Appearance,
    qtbot: QtBot,
) -> None:
    scatter(program)
    for place in range(4):
        program.call(place, "P1" if place == 0 else "P2")
    page = show_board(appearance)
    seen = shown(page, calm, qtbot)
    assert seen.canvas.points.ids.tolist() == [1, 2, 3]
    assert seen.canvas.points.lat.tolist() == [35.0, 35.25, 35.5]
    assert list(seen.cards.jobs.ids) == [1, 2, 3]
    assert seen.places.unknown == 1
    assert seen._note.isVisible()  # noqa: SLF001
    assert seen.canvas.layoutDirection() is Qt.LayoutDirection.LeftToRight
    words = seen.canvas.accessibleDescription()
    assert ("در مهلت: ۳" if appearance.is_rtl else "In time: 3") in words
    assert len(seen.technicians.people) == 2
    picture = seen.canvas.grab().toImage()
    assert _colours(picture) > 20


def test_time_changes_the_state_on_the_map(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    english: Appearance,
    qtbot: QtBot,
) -> None:
    scatter(program)
    program.call(0, "P1")
    page = show_board(english)
    seen = shown(page, calm, qtbot)
    turned(program).turn_by(timedelta(minutes=40))
    page.show_time(program.clock.now())
    assert seen.canvas.points.state.tolist() == [1]
    turned(program).turn_by(timedelta(minutes=30))
    page.show_time(program.clock.now())
    assert seen.canvas.points.state.tolist() == [0]
    assert "Breached: 1" in seen.canvas.accessibleDescription()


def test_a_click_on_a_mark_opens_its_job_and_a_group_opens_up(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    scatter(program)
    for place in (0, 6):
        program.call(place)
    page = show_board(persian)
    seen = shown(page, calm, qtbot)
    seen.canvas.repaint()
    x, y = seen.canvas.seen.pixels(seen.canvas.points.lat, seen.canvas.points.lon)
    seen.canvas.press(QPointF(x[1], y[1]))
    calm()
    file = page.job_panel.file
    assert file is not None
    assert file.row.id == 2
    current = page.views.current()
    assert current is not None
    assert current.id == 2
    before = seen.canvas.seen.scale
    seen.canvas.grouped.emit((x[0], y[0], 0))
    assert seen.canvas.seen.scale > before


def test_keys_zoom_draw_along_and_show_the_whole_region(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    scatter(program)
    for place in range(3):
        program.call(place)
    page = show_board(persian)
    seen = shown(page, calm, qtbot)
    seen.canvas.fit()
    whole = seen.canvas.seen
    page.views.stand_on_job(1)
    qtbot.keyClick(seen.cards, Qt.Key.Key_Down)
    assert page.views.current().id == 2  # type: ignore[union-attr]
    for _press in range(16):
        qtbot.keyClick(seen.cards, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: not seen._settling.isActive())  # noqa: SLF001
    assert seen.canvas.seen.scale > whole.scale
    assert list(seen.cards.jobs.ids) == [2]
    before = seen.canvas.seen.lon
    qtbot.keyClick(seen.cards, Qt.Key.Key_Right)
    assert seen.canvas.seen.lon > before
    qtbot.keyClick(seen.cards, Qt.Key.Key_0)
    assert np.isclose(seen.canvas.seen.scale, whole.scale)


def test_filters_hold_on_the_map(
    program: Program,  # noqa: F811
    show_board: Show,  # noqa: F811
    calm: Calm,  # noqa: F811
    persian: Appearance,
    qtbot: QtBot,
) -> None:
    scatter(program)
    for place in range(3):
        program.call(place)
    program.assign(2)
    page = show_board(persian)
    seen = shown(page, calm, qtbot)
    page.shown.chips.button("unassigned").click()
    calm()
    assert seen.canvas.points.ids.tolist() == [1, 3]


def _colours(picture: QImage) -> int:
    step = range(0, min(picture.width(), picture.height()), 5)
    return len({picture.pixel(x, y) for x in step for y in step})
