"""The proposal for the whole queue: read, left out, sent, and what became of each row."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.parties import Technician
from app.services.jobs.commands import JobRef, cancel
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.queue_dialog import QueueDialog
from tests.stories.region import BY, Program

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]


@pytest.fixture
def proposal(program: Program, show_board: Show, calm: Calm) -> Callable[[Appearance], QueueDialog]:
    """Opens the board and asks for a proposal."""

    def show(appearance: Appearance) -> QueueDialog:
        page = show_board(appearance)
        page.dialogs.assign_queue()
        calm()
        (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QueueDialog)]
        return dialog

    return show


def cells(dialog: QueueDialog, column: int) -> list[str]:
    model = dialog.table.row_model()
    return [model.cell(row, column).text for row in range(model.rowCount())]


def test_ticked_rows_are_sent_and_the_others_stay(
    program: Program,
    proposal: Callable[[Appearance], QueueDialog],
    calm: Calm,
    appearance: Appearance,
    qtbot: QtBot,
) -> None:
    jobs = [program.call(0, "P1"), program.call(1), program.call(2)]
    dialog = proposal(appearance)
    formats = appearance.formats
    assert [row.call.job_id for row in dialog.table.rows()] == jobs
    assert all(row.technician_id == 1 for row in dialog.taken()), "the other has another territory"
    assert sorted(row.place for row in dialog.taken()) == [1, 2, 3]
    dialog.table.choose(jobs[1])
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert formats.number(2) in dialog.accept_button.text()
    told = QSignalSpy(dialog.told)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    calm()
    assert [program.job(job).technician_id for job in jobs] == [1, None, 1]
    assert len(told.at(0)[0].token) == 2, "one undo takes back both"
    assert dialog.isVisible(), "one was left out: it can still be sent"
    assert cells(dialog, 0) == ["", "", ""]
    dialog.reject()


def test_a_row_that_changed_meanwhile_is_refused_and_the_rest_goes(
    program: Program, proposal: Callable[[Appearance], QueueDialog], calm: Calm, english: Appearance
) -> None:
    jobs = [program.call(0, "P1"), program.call(1)]
    dialog = proposal(english)
    with program.store.writing() as session:
        cancel(session, program.clock, JobRef(jobs[0]), BY, reason="mistake")
    dialog.accept()
    calm()
    assert [program.job(job).technician_id for job in jobs] == [None, 1]
    reasons = cells(dialog, 5)
    assert reasons == ["Somebody changed this meanwhile. What you see now is how it stands.", "Sent"]
    dialog.reject()


def test_what_nobody_may_take_stands_last_with_the_rule(
    program: Program, proposal: Callable[[Appearance], QueueDialog], english: Appearance
) -> None:
    job = program.call(0, "P1")
    with program.store.writing() as session:
        session.get_one(Technician, 1).is_active = False
    dialog = proposal(english)
    assert dialog.taken() == []
    assert not dialog.accept_button.isEnabled()
    assert cells(dialog, 2) == ["Nobody may take it"]
    assert cells(dialog, 5) == ["Another contractor's territory"]
    assert program.job(job).technician_id is None
    dialog.reject()


def test_an_empty_queue_says_so(proposal: Callable[[Appearance], QueueDialog], english: Appearance) -> None:
    dialog = proposal(english)
    assert dialog.table.rows() == []
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_it_is_reckoned_anew_when_the_board_changes_and_keeps_what_was_left_out(
    program: Program,
    proposal: Callable[[Appearance], QueueDialog],
    calm: Calm,
    english: Appearance,
    qtbot: QtBot,
) -> None:
    jobs = [program.call(0, "P1"), program.call(1)]
    dialog = proposal(english)
    dialog.table.choose(jobs[1])
    dialog.toggle()
    newer = program.call(3, "P1")
    qtbot.waitUntil(lambda: len(dialog.table.rows()) == 3, timeout=5000)
    calm()
    assert {row.call.job_id for row in dialog.taken()} == {jobs[0], newer}
    dialog.reject()
