"""22: saved views of a user, shareable by a supervisor; how the board was left is there at the next start."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.models.merchants import Merchant, Terminal
from app.models.parties import User
from app.services import saved_views
from app.services.jobs.commands import JobRef, cancel
from app.views.appearance import Appearance
from app.views.board.board_contents import BoardView
from app.views.board.board_page import BoardPage
from app.views.board.column_layout import ColumnLayout
from app.views.board.columns import Column
from app.views.board.kept_view import document_of, view_of
from app.views.wording import Catalogue
from tests.stories.region import BY, Program, opened

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
        page.shown.chips.button("unassigned").click()
        page.shown.work.button("everything").click()
        page.table.horizontalHeader().setSortIndicator(Column.CALL, Qt.SortOrder.DescendingOrder)
        page.view_bar._choose(Column.PRIORITY, frozenset({"P1"}))  # noqa: SLF001 - what its menu does
        page.table.header.move_column(Column.STAGE, -4)
        page.table.header.widen_column(Column.FAULT, 3)
        page.table.header.show_column(Column.CONTRACTOR, False)
        page.table.header.switch_rows()
        columns = page.table.header.columns
        page.shown.show_view("kanban")
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
        assert page.table.header.columns == columns != ColumnLayout()
        assert page.model.shown_ids().tolist() == [calls[2], calls[0]]
        assert page.shown.chips.button("unassigned").isChecked()
        assert page.shown.work.button("everything").isChecked()
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
        saved_views.keep_view(session, clock, "Mina", "  Late   P1 ", document_of(VIEW, "map", {}))
        saved_views.keep_view(session, clock, "Nasrin", "Mine", document_of(BoardView(), "table", {}))
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


def test_a_view_keeps_its_layout_and_one_from_before_leaves_the_table_as_it_is(
    program: Program, persian: Appearance, qtbot: QtBot
) -> None:
    page = board_of(program, persian, qtbot)
    page.table.header.widen_column(Column.CALL, 2)
    page.table.header.switch_rows()
    kept, layout = page.view_bar.document(), page.table.header.columns
    page.table.header.take(ColumnLayout())
    page.shown.take_view({key: value for key, value in kept.items() if key != "columns"})
    assert page.table.header.columns == ColumnLayout()
    page.shown.take_view(json.loads(json.dumps(kept)))
    assert page.table.header.columns == layout
    shiboken6.delete(page)


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


def menu_of(page: BoardPage, column: Column) -> dict[str, QAction]:
    page.view_bar.open_values(column, QPoint())
    menu = page.view_bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    return {action.text(): action for action in menu.actions()}


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_who_has_no_call_any_more_keeps_his_name_and_is_taken_out_of_the_view(
    program: Program, english: Appearance, qtbot: QtBot, calm: Callable[[], None]
) -> None:
    job = program.call(0)
    program.call(1)
    program.assign(job)
    page = board_of(program, english, qtbot)
    page.model.choose(Column.TECHNICIAN, frozenset({"1"}))
    kept = page.view_bar.document()
    assert kept["names"] == {"TECHNICIAN": {"1": ["کاوه آذرمهر", "Kaveh Azarmehr"]}}
    page.model.choose(Column.TECHNICIAN, frozenset())
    shiboken6.delete(page)
    with program.store.writing() as session:
        cancel(session, program.clock, JobRef(job), BY, reason="mistake")
    page = board_of(program, english, qtbot)
    page.shown.take_view(json.loads(json.dumps(kept)))
    assert page.model.rowCount() == 0
    assert [chip.text() for chip in page.view_bar._chips] == ["Technician: Kaveh Azarmehr  ✕"]  # noqa: SLF001
    offered = menu_of(page, Column.TECHNICIAN)
    assert list(offered)[2:] == ["Unassigned  (1)", "Kaveh Azarmehr  (0)"]
    offered["Kaveh Azarmehr  (0)"].trigger()
    assert (page.model.rowCount(), page.view_bar._chips) == (1, [])  # noqa: SLF001
    calm()
    shiboken6.delete(page)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_column_of_many_values_offers_them_all_as_they_are_spelt(
    program: Program, english: Appearance, qtbot: QtBot, calm: Callable[[], None]
) -> None:
    with program.store.writing() as session:
        terminal = session.get_one(Terminal, 1)
        for place in range(30):
            name = f"Tea & Son {place:02}"
            merchant = Merchant(code=f"X{place}", name=name, name_en=name, psp=terminal.merchant.psp)
            session.add(Terminal(number=f"9{place:07}", model="S90", merchant=merchant))
    for number in range(30):
        program.call(12 + number)
    page = board_of(program, english, qtbot)
    offered = menu_of(page, Column.MERCHANT)
    assert len(offered) == 24 + 3
    more = offered["6 more"].menu()
    assert isinstance(more, QMenu)
    last = more.actions()[-1]
    assert last.text() == "Tea && Son 29  (1)"
    last.trigger()
    assert [chip.text() for chip in page.view_bar._chips] == ["Merchant / terminal: Tea && Son 29  ✕"]  # noqa: SLF001
    assert page.model.rowCount() == 1
    calm()
    shiboken6.delete(page)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_column_is_narrowed_from_its_menu_and_a_figure_opens_all_it_counts(
    program: Program, english: Appearance, qtbot: QtBot, calm: Callable[[], None]
) -> None:
    for place, priority in enumerate(("P1", "P2", "P1", "P3")):
        program.call(place, priority)
    page = board_of(program, english, qtbot)
    page.table.setCurrentIndex(page.model.index(0, Column.PRIORITY))
    page.shown.narrow_column()
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
