"""What if a draft had held: asked, cancelled, shown beside what was, and exported."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.agreement_file import read_agreement
from app.domain.jalali import JalaliMonth
from app.services.agreements.revisions import draft_agreement
from app.services.changefeed import Changefeed
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.what_if.change_rows import TO_MISSED
from app.views.what_if.what_if_view import FileChoosers, WhatIfView
from tests.services.contract import CONTRACT, Scene, contractor_scene, local
from tests.views.test_pages import clipped

ABAN = JalaliMonth(1405, 8)
SECOND = CONTRACT[CONTRACT.index("[[version]]") :].replace("number = 1", "number = 2")
DRAFT = CONTRACT + SECOND.replace("2025-03-21", "2027-01-01").replace("limit = 2\n", "limit = 1\n")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        built.repaired(local(10, 25, 9), arrived=timedelta(hours=2), resolved=timedelta(hours=5))
        built.repaired(local(10, 26, 9), arrived=timedelta(hours=4, minutes=30), resolved=timedelta(hours=6))
        built.clock.turn_to(local(11, 25))
        with built.store.writing() as session:
            draft_agreement(session, built.clock, DRAFT, by="Nasrin")
        yield built


@pytest.fixture
def desk(scene: Scene) -> Iterator[Desk]:
    opened = Desk(scene.store, scene.clock, Changefeed(), user="Omid")
    yield opened
    opened.close()


def shown(
    qtbot: QtBot, desk: Desk, appearance: Appearance, choosers: FileChoosers | None = None
) -> WhatIfView:
    view = WhatIfView(desk, appearance, choosers=choosers)
    qtbot.addWidget(view)
    view.resize(820, 640)
    view.show()
    qtbot.waitUntil(lambda: view.question.draft_chosen() is not None)
    view.question.choose_months(ABAN, ABAN)
    return view


def ask(qtbot: QtBot, view: WhatIfView) -> None:
    qtbot.mouseClick(view.question.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.comparison() is not None)


def test_a_later_draft_is_held_against_the_period(qtbot: QtBot, desk: Desk, appearance: Appearance) -> None:
    view = shown(qtbot, desk, appearance)
    ask(qtbot, view)
    (row,) = view.contractors.rows()
    assert (row.contractor, row.before.missed, row.after.missed) == ("C1", 1, 2)
    assert row.payable == 250_000
    assert [change.kind for change in view.changes.table.rows()] == [TO_MISSED]
    qtbot.waitUntil(lambda: clipped(view) == [])


def test_a_draft_that_does_not_hold_yet_changes_nothing(
    qtbot: QtBot, desk: Desk, persian: Appearance
) -> None:
    view = shown(qtbot, desk, persian)
    view.question.throughout.setChecked(False)
    ask(qtbot, view)
    assert view.changes.table.rows() == []


def test_what_is_edited_on_the_page_is_offered_first(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    view = shown(qtbot, desk, persian)
    edited = read_agreement(CONTRACT.replace("limit = 2\n", "limit = 5\n"), file="x")
    view.offer(edited)
    assert view.question.draft_chosen().agreement == edited
    ask(qtbot, view)
    (row,) = view.contractors.rows()
    assert (row.before.missed, row.after.missed) == (1, 0)


def test_it_can_be_cancelled(qtbot: QtBot, desk: Desk, persian: Appearance) -> None:
    view = shown(qtbot, desk, persian)
    qtbot.mouseClick(view.question.ask_button, Qt.MouseButton.LeftButton)
    assert view.progress.isVisible()
    qtbot.mouseClick(view.progress.cancel_button(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(desk.is_idle)
    assert view.comparison() is None
    assert view.question.isEnabled()
    assert not view.progress.isVisible()


def test_the_promises_are_exported(qtbot: QtBot, desk: Desk, persian: Appearance, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    view = shown(qtbot, desk, persian, FileChoosers(lambda _parent: None, lambda _parent: file))
    ask(qtbot, view)
    with qtbot.waitSignal(view.told):
        qtbot.mouseClick(view.export_button, Qt.MouseButton.LeftButton)
    (row,) = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert (row["before_state"], row["after_state"], row["difference"]) == ("met", "missed", "250000")


def test_a_table_that_cannot_be_written_is_refused(
    qtbot: QtBot, desk: Desk, persian: Appearance, tmp_path: Path
) -> None:
    view = shown(qtbot, desk, persian, FileChoosers(lambda _p: None, lambda _p: tmp_path / "no" / "out.csv"))
    ask(qtbot, view)
    with qtbot.waitSignal(view.refused):
        qtbot.mouseClick(view.export_button, Qt.MouseButton.LeftButton)


def test_a_file_is_asked_about_or_refused(
    qtbot: QtBot, desk: Desk, persian: Appearance, tmp_path: Path
) -> None:
    file = tmp_path / "draft.toml"
    view = shown(qtbot, desk, persian, FileChoosers(lambda _parent: file, lambda _parent: None))
    file.write_text("code = 1", encoding="utf-8")
    with qtbot.waitSignal(view.refused):
        view.open_file()
    file.write_text(CONTRACT, encoding="utf-8")
    view.open_file()
    qtbot.waitUntil(lambda: view.question.draft_chosen().source == "draft.toml")
