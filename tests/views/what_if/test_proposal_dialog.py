"""The difference an approval would make, as the user sees it before approving."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.services.agreements.revisions import draft_agreement
from app.services.recalculation.changes import of_revision
from app.views.appearance import Appearance
from app.views.what_if.change_rows import EVERY, MOVED
from app.views.what_if.proposal_dialog import ProposalDialog
from app.views.widgets.kpi_card import KpiCard
from tests.stories.region import SLA, Program, opened
from tests.views.test_pages import clipped

STRICT = SLA + SLA[SLA.index("[[version]]") :].replace("number = 1", "number = 2").replace(
    "2020-03-20", "2026-05-01"
).replace("limit = 240", "limit = 120")


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    with opened(tmp_path, clock) as started:
        yield started


def shown(qtbot: QtBot, program: Program, appearance: Appearance, document: str = STRICT) -> ProposalDialog:
    with program.store.writing() as session:
        draft = draft_agreement(session, program.clock, document, by="Nasrin")
    question = partial(of_revision, revision_id=draft)
    dialog = ProposalDialog(None, program.desk, appearance, question, title="Version 2")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def figure(card: KpiCard) -> str:
    return f"{card.accessibleName()} {card.accessibleDescription()}"


def test_open_jobs_are_due_earlier_and_the_user_approves(
    qtbot: QtBot, program: Program, appearance: Appearance
) -> None:
    for place in range(3):
        program.call(place)
    dialog = shown(qtbot, program, appearance)
    assert not dialog.approve_button.isEnabled()
    qtbot.waitUntil(dialog.approve_button.isEnabled)
    rows = dialog.changes.table.rows()
    assert [(row.kind, row.shift.total_seconds()) for row in rows] == [(MOVED, -7200.0)] * 3
    number = appearance.formats.number
    assert number(3) in figure(dialog.cards[MOVED])
    qtbot.mouseClick(dialog.cards["to-missed"], Qt.MouseButton.LeftButton)
    assert dialog.changes.table.rows() == []
    dialog.changes.show_kind(EVERY)
    qtbot.waitUntil(lambda: clipped(dialog) == [])
    with qtbot.waitSignal(dialog.approved):
        qtbot.mouseClick(dialog.approve_button, Qt.MouseButton.LeftButton)


def test_nothing_changes_where_no_job_is_measured(
    qtbot: QtBot, program: Program, persian: Appearance
) -> None:
    dialog = shown(qtbot, program, persian)
    qtbot.waitUntil(dialog.approve_button.isEnabled)
    assert dialog.changes.table.rows() == []
    assert not dialog.changes.isVisible()


def test_going_back_gives_the_reading_up(qtbot: QtBot, program: Program, persian: Appearance) -> None:
    program.call(0)
    dialog = shown(qtbot, program, persian)
    with qtbot.assertNotEmitted(dialog.approved):
        qtbot.mouseClick(dialog.back_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(program.desk.is_idle)
    assert not dialog.isVisible()


def test_a_refusal_is_said_and_nothing_can_be_approved(
    qtbot: QtBot, program: Program, persian: Appearance
) -> None:
    dialog = ProposalDialog(
        None, program.desk, persian, partial(of_revision, revision_id=999), title="Version 2"
    )
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(program.desk.is_idle)
    assert not dialog.approve_button.isEnabled()
    assert "ویرایش" in dialog.note()
