"""The panel of one job: whose clock runs, targets in their hours, clocks that stand, waits to decide."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.events import Owner
from app.services.agreements.taking_in import record_agreement
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, Said
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.clock_lines import ClockLine
from app.views.board.turn_cards import TurnCard, WaitCard
from app.views.wording import refusal
from tests.stories.region import Program, turned
from tests.views.test_pages import clipped

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]

CONTRACT = """
code = "UC-1"
kind = "UC"
title = { fa = "پیمان", en = "Contract" }
time_zone = "Asia/Tehran"
contractor = "C1"

[calendars.office]

[calendars.office.weekly]
sat = [["08:00", "17:00"]]
sun = [["08:00", "17:00"]]
mon = [["08:00", "17:00"]]
tue = [["08:00", "17:00"]]
wed = [["08:00", "17:00"]]

[[version]]
number = 1
effective_from = 2020-03-20

[[version.target]]
metric = "arrive"
limit = 4
unit = "hours"
calendar = "office"
services = ["EM"]

[[version.target]]
metric = "resolve"
limit = 24
unit = "hours"
services = ["EM"]

[[version.pause]]
owner = "merchant"
stops = ["resolve"]
approval_above_minutes = 60
"""
OTHER = Said("Kaveh")


@pytest.fixture
def job(program: Program) -> int:
    """A call of a contractor, whose contract counts working hours beside calendar hours."""
    with program.store.writing() as session:
        record_agreement(session, program.clock, CONTRACT, file="uc.toml", by="Nasrin")
    job = program.call(1)
    program.assign(job)
    return job


def hold(program: Program, job: int, *, by: Said = OTHER) -> datetime:
    with program.store.writing() as session:
        waits = {"reason": "merchant-closed", "owner": Owner.MERCHANT}
        commands.pause(session, program.clock, JobRef(job), by, **waits)
    return program.clock.now()


def shown(show_board: Show, calm: Calm, appearance: Appearance, job: int) -> BoardPage:
    page = show_board(appearance)
    page.open_job(job)
    calm()
    return page


def said(page: BoardPage, kind: type) -> list[str]:
    # What is new in a layout is shown by the next turn of the loop.
    QApplication.processEvents()
    return [one.accessibleName() for one in page.job_panel.findChildren(kind) if one.isVisible()]


def button(page: BoardPage, *, approves: bool) -> QPushButton:
    QApplication.processEvents()
    found = page.job_panel.findChildren(QPushButton)
    return next(one for one in found if one.isVisible() and one.property("decision") is approves)


def test_whose_clock_is_running_is_said_in_a_line_for_each_kind(
    program: Program, job: int, show_board: Show, calm: Calm, english: Appearance
) -> None:
    page = shown(show_board, calm, english, job)
    assert bare(said(page, TurnCard)) == [
        "The contractor (Sepidar Payaneh) is on the clock now. SLA runs. UC runs"
    ]
    hold(program, job)
    calm()
    assert bare(said(page, TurnCard)) == [
        "The merchant is on the clock now. SLA stands. UC (Arrive on site) runs; UC (Resolve) stands"
    ]
    with program.store.writing() as session:
        commands.resolve(session, program.clock, JobRef(job), OTHER, remedy="R03")
    calm()
    assert said(page, TurnCard) == []


def test_and_in_persian(
    program: Program, job: int, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    page = shown(show_board, calm, persian, job)
    assert bare(said(page, TurnCard)) == [
        "اکنون ساعت پیمانکار (سپیدار پایانه) در جریان است. SLA در جریان است. UC در جریان است"
    ]


def test_working_hours_are_told_from_calendar_hours(
    job: int, show_board: Show, calm: Calm, english: Appearance
) -> None:
    page = shown(show_board, calm, english, job)
    titles = [line.split(" due ")[0] for line in said(page, ClockLine)]
    assert titles == ["Resolve · 4 hours", "Arrive on site · 4 working hours", "Resolve · 24 hours"]


def test_lateness_is_told_as_time_that_passed_and_as_the_contract_counts_it(
    program: Program, job: int, show_board: Show, calm: Calm, english: Appearance
) -> None:
    turned(program).turn_by(timedelta(hours=8))
    page = shown(show_board, calm, english, job)
    # Due 15:30, now 19:30; the office closed at 17:00.
    lines = bare(said(page, ClockLine))
    assert lines[0] == "Resolve · 4 hours due 2026-06-01 15:30"
    assert lines[1] == (
        "Arrive on site · 4 working hours due 2026-06-01 15:30 1:30:00 of it by the contract’s count"
    )
    line = page.job_panel.findChildren(ClockLine)[1]
    assert line.height() >= line.sizeHint().height() == 97


def test_a_clock_that_stands_says_when_it_would_be_due_and_goes_on_with_the_time(
    program: Program, job: int, show_board: Show, calm: Calm, english: Appearance
) -> None:
    hold(program, job)
    page = shown(show_board, calm, english, job)
    # 11:30 local time, 4 hours left.
    assert bare(said(page, ClockLine))[0] == "Resolve · 4 hours if resumed now, due 2026-06-01 15:30"
    line = next(one for one in page.job_panel.findChildren(ClockLine) if one.isVisible())
    turned(program).turn_by(timedelta(minutes=10))
    page.show_time(program.clock.now())
    calm()
    assert bare(said(page, ClockLine))[0] == "Resolve · 4 hours if resumed now, due 2026-06-01 15:40"
    assert line.isVisible(), "the panel was built anew, and whoever worked in it lost his place"


@pytest.mark.parametrize("approves", [True, False])
def test_a_long_wait_is_decided_by_a_button_or_a_key(
    program: Program,
    job: int,
    show_board: Show,
    calm: Calm,
    english: Appearance,
    qtbot: QtBot,
    *,
    approves: bool,
) -> None:
    hold(program, job)
    page = shown(show_board, calm, english, job)
    turned(program).turn_by(timedelta(minutes=60))
    page.show_time(program.clock.now())
    calm()
    assert said(page, WaitCard) == []
    turned(program).turn_by(timedelta(minutes=70))
    page.show_time(program.clock.now())
    calm()
    assert said(page, WaitCard) == ["Wait of 2 h 10 min needs a supervisor’s decision"]
    key = Qt.Key.Key_Y if approves else Qt.Key.Key_R
    page.table.setFocus()
    qtbot.keyClick(page.table, key, Qt.KeyboardModifier.ControlModifier)
    # A button that is pressed by its key is seen to go down first.
    qtbot.waitUntil(lambda: said(page, WaitCard) == [])
    calm()
    assert page.job_panel.file is not None
    decided = page.job_panel.file.events[-1]
    assert (decided.kind, decided.actor) == ("wait-approved" if approves else "wait-refused", "Nasrin")


def test_whoever_recorded_a_wait_is_told_that_another_decides_it(
    program: Program, job: int, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    hold(program, job, by=Said("Nasrin"))
    turned(program).turn_by(timedelta(minutes=70))
    page = shown(show_board, calm, english, job)
    with qtbot.waitSignal(page.refused) as told:
        button(page, approves=True).click()
    assert refusal(told.args[0]) == "Nasrin recorded this wait; somebody else has to decide on it."
    calm()
    assert len(said(page, WaitCard)) == 1
    assert page.job_panel.file is not None
    assert page.job_panel.file.events[-1].kind == "paused"


@pytest.mark.parametrize("size", [(1266, 640), (1836, 980)], ids=["narrow", "wide"])
def test_nothing_of_a_long_wait_is_cut(
    program: Program, job: int, show_board: Show, calm: Calm, appearance: Appearance, size: tuple[int, int]
) -> None:
    hold(program, job)
    turned(program).turn_by(timedelta(minutes=130))
    page = shown(show_board, calm, appearance, job)
    page.resize(*size)
    QApplication.processEvents()
    page.grab()
    assert len(said(page, WaitCard)) == 1
    assert clipped(page) == []


def bare(texts: list[str]) -> list[str]:
    """Without the marks that keep a number or a Latin name together."""
    return [text.translate(dict.fromkeys(range(0x2066, 0x206A))) for text in texts]
