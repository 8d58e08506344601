"""The time after a visit by keys: the report, what it lacks, the call to the merchant, reopening."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.visits import CallBack, VisitReport
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.commands import JobRef, Said
from app.services.jobs.commands import resolve as record_resolution
from app.services.technician_file import at_work, count_van
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.call_back_form import CallBackForm
from app.views.board.dialogs import ChoiceDialog
from app.views.board.resume_at import ResumeAt
from app.views.board.visit_form import VisitForm
from tests.stories.region import Program
from tests.views.test_pages import clipped

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier
ASKING = """
code = "UC-9"
kind = "UC"
title = { fa = "پیمان", en = "Contract" }
time_zone = "Asia/Tehran"

[[version]]
number = 1
effective_from = 2020-03-20

[version.closing]
note = 20
photos = 1
"""


@pytest.fixture(autouse=True)
def _no_form_left():
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()


def form(kind: type[QDialog]) -> QDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def button(page: BoardPage, action: str) -> QPushButton:
    found = [b for b in page.job_panel.findChildren(QPushButton) if b.property("action") == action]
    assert len(found) == 1
    return found[0]


def asked(page: BoardPage, calm: Calm, job: int) -> VisitForm:
    page.open_job(job)
    calm()
    button(page, "resolved").click()
    calm()
    opened = form(VisitForm)
    assert isinstance(opened, VisitForm)
    return opened


def reports(program: Program) -> list[VisitReport]:
    with program.store.reading() as session:
        return list(session.scalars(select(VisitReport)))


def test_a_report_is_written_and_the_job_closed_without_a_mouse(
    program: Program, show_board: Show, calm: Calm, appearance: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    program.assign(job)
    page = show_board(appearance)
    asking = asked(page, calm, job)
    assert asking.problem.chosen() == "PRN-01"
    assert clipped(asking) == []
    for chosen in (asking.problem, asking.cause, asking.remedy):
        qtbot.keyClick(chosen.focusProxy(), Qt.Key.Key_Return)
    assert asking.focusWidget() is asking.minutes
    asking.parts.part.setCurrentIndex(0)
    asking.parts.count.setValue(2)
    asking.parts.take()
    asking.note.setPlainText("چاپ آزمایشی گرفته شد")
    qtbot.keyClick(asking, Qt.Key.Key_Return, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    calm()
    (row,) = reports(program)
    assert (row.fault, row.cause, row.minutes, row.note) == ("PRN-01", 1, 10, "چاپ آزمایشی گرفته شد")
    assert program.job(job).stage == "closed"
    page.open_job(job)
    calm()
    assert clipped(page.job_panel) == []


def test_typing_narrows_problems_down_in_either_language(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    job = program.call(0)
    asking = asked(show_board(persian), calm, job)
    asking.problem.line.setText("سيم")
    assert asking.problem.chosen().startswith("SIM")
    asking.problem.line.setText("kpd-01")
    assert asking.problem.chosen() == "KPD-01"
    asking.problem.line.setText("zzz")
    assert asking.problem.chosen() == ""
    asking.accept()
    assert asking.wrong() != ""
    assert reports(program) == []


def test_what_is_agreed_is_named_before_saving_and_a_file_that_is_no_photo_is_refused(
    program: Program, show_board: Show, calm: Calm, english: Appearance, tmp_path: Path
) -> None:
    with program.store.writing() as session:
        record_agreement(session, program.clock, ASKING, file="uc.toml", by="Nasrin")
    job = program.call(0)
    program.assign(job)
    asking = asked(show_board(english), calm, job)
    needed = "Still needed: a note of at least 20 letters (0 so far); photos: 1 are needed (0 so far)"
    assert asking.lacks.text() == needed
    asking.accept()
    assert asking.wrong() == needed
    assert program.job(job).stage == "dispatched"
    paper = tmp_path / "paper.jpg"
    paper.write_bytes(b"%PDF")
    asking.photos.take(paper)
    calm()
    assert asking.wrong() == "paper.jpg is no picture: JPEG, PNG or WebP is meant."
    assert asking.photos.photos() == ()


def test_parts_come_out_of_the_van_and_more_than_it_held_is_said_before_and_after(
    program: Program, show_board: Show, calm: Calm, english: Appearance
) -> None:
    technician = 1
    with program.store.writing() as session:
        count_van(session, program.clock, technician, {"paper-roll": 1})
    job = program.call(0)
    program.assign(job)
    page = show_board(english)
    asking = asked(page, calm, job)
    asking.parts.part.setCurrentIndex(asking.parts.part.findData("paper-roll"))
    assert asking.parts.from_van.text() == "Out of the technician's van, where there are 1"
    asking.parts.count.setValue(2)
    asking.parts.take()
    beyond = "Paper roll: 2 used, the van was said to hold 1; count it"
    assert asking.parts.beyond.text() == beyond
    assert clipped(asking) == []
    asking.accept()
    calm()
    page.open_job(job)
    calm()
    assert beyond in [each.text() for each in page.job_panel.findChildren(QLabel)]
    assert clipped(page.job_panel) == []
    with program.store.reading() as session:
        assert dict(at_work(session, program.clock, technician).van) == {"paper-roll": 0}


def test_a_job_that_cannot_be_closed_asks_for_its_report_and_a_report_is_corrected(
    program: Program, show_board: Show, calm: Calm, english: Appearance
) -> None:
    with program.store.writing() as session:
        record_agreement(
            session, program.clock, ASKING.replace("photos = 1", ""), file="uc.toml", by="Nasrin"
        )
    job = program.call(0)
    program.assign(job)
    with program.store.writing() as session:
        record_resolution(session, program.clock, JobRef(job), Said("Nasrin"), remedy="R03")
    page = show_board(english)
    page.open_job(job)
    calm()
    button(page, "closed").click()
    calm()
    asking = form(VisitForm)
    assert isinstance(asking, VisitForm)
    assert (asking.accept_button.text(), asking.problem.chosen()) == ("Save (Ctrl+Enter)", "PRN-01")
    asking.note.setPlainText("the head was cleaned with alcohol")
    asking.accept_and_close()
    calm()
    assert program.job(job).stage == "closed"
    page.open_job(job)
    calm()
    correct = [b for b in page.job_panel.findChildren(QPushButton) if b.text() == "Correct…"]
    assert len(correct) == 1
    correct[0].click()
    calm()
    again = form(VisitForm)
    assert isinstance(again, VisitForm)
    assert again.note.toPlainText() == "the head was cleaned with alcohol"
    assert not again.buttons.isAncestorOf(again.close_too)
    again.minutes.setValue(25)
    again.accept()
    calm()
    assert [(row.number, row.minutes) for row in reports(program)] == [(1, 10), (2, 25)]


def test_a_call_back_is_written_with_two_keys_and_a_name(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    with program.store.writing() as session:
        record_resolution(session, program.clock, JobRef(job), Said("Nasrin"), remedy="R01")
    page = show_board(english)
    page.open_job(job)
    calm()
    page.panel_steps.call_back()
    asking = form(CallBackForm)
    assert isinstance(asking, CallBackForm)
    asking.accept()
    assert asking.wrong() == "Choose the score the merchant gave."
    qtbot.keyClick(asking.focusWidget(), Qt.Key.Key_4)
    assert asking.score.key() == "4"
    assert asking.focusWidget() is asking.person
    asking.person.setText("Ms Bahar")
    qtbot.keyClick(asking.person, Qt.Key.Key_Return)
    calm()
    with program.store.reading() as session:
        call = session.scalars(select(CallBack)).one()
    assert (call.score, call.person, call.called_by) == (4, "Ms Bahar", "Nasrin")
    page.show_alarms()


def test_a_finished_job_is_reopened_with_a_reason_and_the_panel_says_what_it_spoils(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    with program.store.writing() as session:
        record_resolution(session, program.clock, JobRef(job), Said("Nasrin"), remedy="R01")
    page = show_board(english)
    page.open_job(job)
    calm()
    button(page, "reopened").click()
    qtbot.keyClick(form(ChoiceDialog).focusWidget(), Qt.Key.Key_Return)
    calm()
    assert program.job(job).is_open
    assert page.job_panel._after is not None  # noqa: SLF001 - what the panel shows
    assert page.job_panel._after.spoilt == ("reopened",)  # noqa: SLF001
    again = program.call(0)
    page.open_job(again)
    calm()
    assert page.job_panel._after.repeats is not None  # noqa: SLF001
    assert page.job_panel._after.repeats.calls == 2  # noqa: SLF001
    page.show_alarms()
    calm()


def test_merchants_still_to_be_called_are_listed_and_worked_through(
    program: Program, show_board: Show, calm: Calm, appearance: Appearance, qtbot: QtBot
) -> None:
    jobs = [program.call(place) for place in (0, 1)]
    with program.store.writing() as session:
        for job in jobs:
            record_resolution(session, program.clock, JobRef(job), Said("Nasrin"), remedy="R01")
    page = show_board(appearance)
    listed = page.panel_steps.list_awaiting()
    calm()
    assert [row.job_id for row in listed.rows.rows()] == jobs
    assert clipped(listed) == []
    qtbot.keyClick(listed.rows, Qt.Key.Key_Return)
    calm()
    asking = form(CallBackForm)
    assert isinstance(asking, CallBackForm)
    asking.score.button("5").click()
    asking.person.setText("Bahar")
    asking.accept()
    calm()
    qtbot.waitUntil(lambda: [row.job_id for row in listed.rows.rows()] == jobs[1:])


def test_a_hold_may_say_when_it_should_be_over(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    job = program.call(0)
    page = show_board(english)
    page.open_job(job)
    calm()
    button(page, "paused").click()
    asked_why = form(ChoiceDialog)
    until = asked_why.findChild(ResumeAt)
    assert isinstance(until, ResumeAt)
    until.tick.setChecked(True)
    instant = until.edit.instant()
    qtbot.keyClick(asked_why.focusWidget(), Qt.Key.Key_Return)
    calm()
    calm()
    assert page.job_panel.file is not None
    event = page.job_panel.file.events[-1]
    assert datetime.fromisoformat(event.value) == instant
    assert any("until " in each.text() for each in page.job_panel.findChildren(QLabel))
    page.show_alarms()
    calm()
