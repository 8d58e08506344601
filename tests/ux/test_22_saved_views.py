"""22: saved views of a user, shareable by a supervisor; how the board was left is there at the next start."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.models.parties import User
from app.services import saved_views
from app.views.appearance import Appearance
from app.views.board.board_contents import BoardView
from app.views.board.board_order import Column
from app.views.board.board_page import BoardPage
from app.views.board.kept_view import document_of, view_of
from app.views.wording import Catalogue
from tests.stories.region import Program, opened

VIEW = BoardView(
    filter="late",
    work="everything",
    sorted_by=Column.MERCHANT,
    descending=True,
    chosen={Column.PRIORITY: frozenset({"P1"}), Column.CLOCK: frozenset({"late", "paused"})},
)


def board_of(program: Program, appearance: Appearance, qtbot: QtBot) -> BoardPage:
    page = BoardPage(program.desk, appearance, Catalogue.shipped())
    page.resize(1366, 768)
    page.show()
    qtbot.waitUntil(program.desk.is_idle)
    return page


def test_how_the_board_was_left_is_there_at_the_next_start(
    tmp_path: Path, clock: TurnedClock, persian: Appearance, qtbot: QtBot
) -> None:
    with opened(tmp_path, clock) as program:
        calls = [program.call(place, priority) for place, priority in enumerate(("P1", "P2", "P1"))]
        page = board_of(program, persian, qtbot)
        page._chips.button("unassigned").click()  # noqa: SLF001 - the chip under the mouse
        page._work.button("everything").click()  # noqa: SLF001
        page.table.horizontalHeader().setSortIndicator(Column.CALL, Qt.SortOrder.DescendingOrder)
        page.view_bar._choose(Column.PRIORITY, frozenset({"P1"}))  # noqa: SLF001 - what its menu does
        page.show_view("kanban")
        qtbot.waitUntil(lambda: _last(program).get("way") == "kanban", timeout=5_000)
        shiboken6.delete(page)
    with opened(tmp_path, clock) as program:
        page = board_of(program, persian, qtbot)
        assert page.model.view == BoardView(
            filter="unassigned",
            work="everything",
            sorted_by=Column.CALL,
            descending=True,
            chosen={Column.PRIORITY: frozenset({"P1"})},
        )
        assert page.views.view() == "kanban"
        assert page.model.shown_ids().tolist() == [calls[2], calls[0]]
        assert page._chips.button("unassigned").isChecked()  # noqa: SLF001
        assert page._work.button("everything").isChecked()  # noqa: SLF001
        shiboken6.delete(page)


def _last(program: Program) -> dict[str, object]:
    with program.store.reading() as session:
        return dict(saved_views.last_view(session, program.desk.user))


@pytest.fixture
def supervisor(program: Program) -> Program:
    """The program with a supervisor, whose login is Mina, and a dispatcher, whose login is Nasrin."""
    with program.store.writing() as session:
        session.add_all(
            [User(login="Mina", name="مینا", role="supervisor"), User(login="Nasrin", name="نسرین")]
        )
    return program


def test_a_supervisor_shares_a_view_and_nobody_else_may(supervisor: Program) -> None:
    store, clock = supervisor.store, supervisor.clock
    with store.writing() as session:
        saved_views.keep_view(session, clock, "Mina", "  Late   P1 ", document_of(VIEW, "map"))
        saved_views.keep_view(session, clock, "Nasrin", "Mine", document_of(BoardView(), "table"))
    with store.reading() as session:
        (hers,) = saved_views.views_for(session, "Mina")
        (own,) = saved_views.views_for(session, "Nasrin")
    assert (hers.name, hers.is_shared) == ("Late P1", False)
    for user, view_id, code in (("Nasrin", own.id, "may-not-share"), ("Nasrin", hers.id, "no-such-view")):
        with pytest.raises(RuleBroken) as refused, store.writing() as session:
            saved_views.share_view(session, clock, user, view_id, is_shared=True)
        assert refused.value.code == code
    with pytest.raises(RuleBroken, match="view-needs-name"), store.writing() as session:
        saved_views.keep_view(session, clock, "Mina", " " * 9, {})
    with store.writing() as session:
        saved_views.share_view(session, clock, "Mina", hers.id, is_shared=True)
    with store.reading() as session:
        found = saved_views.views_for(session, "Nasrin")
    assert [(view.name, view.owner) for view in found] == [("Mine", "Nasrin"), ("Late P1", "Mina")]
    assert view_of(found[1].document) == (VIEW, "map")
    with store.writing() as session:
        saved_views.forget_view(session, clock, "Mina", hers.id)
    with store.reading() as session:
        assert [view.name for view in saved_views.views_for(session, "Nasrin")] == ["Mine"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"filter": "gone", "work": 7, "sorted_by": "NONE", "descending": "yes", "chosen": [], "way": None},
        {"chosen": {"GONE": ["x"], "PRIORITY": "P1", "CLOCK": ["never"], "STAGE": [3]}},
    ],
)
def test_what_is_not_known_any_more_is_passed_over(document: dict[str, object]) -> None:
    assert view_of(document) == (BoardView(), "table")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_column_is_narrowed_from_its_menu_and_a_figure_opens_all_it_counts(
    program: Program, english: Appearance, qtbot: QtBot, calm: Callable[[], None]
) -> None:
    for place, priority in enumerate(("P1", "P2", "P1", "P3")):
        program.call(place, priority)
    page = board_of(program, english, qtbot)
    page.table.setCurrentIndex(page.model.index(0, Column.PRIORITY))
    page.narrow_column()
    (menu,) = page.view_bar.findChildren(QMenu)
    offered = {action.text(): action for action in menu.actions()}
    assert list(offered) == ["Show all", "", "P1  (2)", "P2  (1)", "P3  (1)"]
    offered["P1  (2)"].trigger()
    menu.close()
    assert page.model.rowCount() == 2
    assert [chip.text() for chip in page.view_bar._chips] == ["Pri: P1  ✕"]  # noqa: SLF001
    page.figures.card("all").click()
    assert page.model.rowCount() == 4
    assert page.view_bar._chips == []  # noqa: SLF001
    calm()
    shiboken6.delete(page)
