"""Long reading at the desk: a thread of its own, progress, cancel, refusals and bugs told once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.clock import Clock, TurnedClock
from app.domain.errors import RuleBroken
from app.models.parties import Party
from app.services.doors import Doors
from app.views.desk import Desk
from app.views.long_work import LongWork
from tests.stories.region import Program, opened


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def desk(program: Program) -> Desk:
    return program.desk


def count_parties(doors: Doors, _clock: Clock, work: LongWork, steps: int) -> tuple[str, int]:
    found = 0
    for step in range(steps):
        with doors.reading() as session:
            found = session.query(Party).count()
        if not work.go_on(step + 1, steps):
            break
    return threading.current_thread().name, found


class Gate:
    """A task that stands until it is let go on."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def pass_through(self, _doors: Doors, _clock: Clock, work: LongWork) -> str:
        assert self.open.wait(5)
        return "late" if work.go_on(1, 2) else "given up"


def refuse(_doors: Doors, _clock: Clock, _work: LongWork) -> None:
    raise RuleBroken("unknown-revision")


def fail(_doors: Doors, _clock: Clock, _work: LongWork) -> None:
    raise ZeroDivisionError("a bug")


def test_it_tells_its_progress_and_its_answer_on_the_gui_thread(desk: Desk, qtbot: QtBot) -> None:
    work = desk.begin(count_parties, 3)
    steps: list[tuple[int, int]] = []
    threads: list[str] = []
    work.progressed.connect(lambda *step: (steps.append(step), threads.append(_here())))
    with qtbot.waitSignal(work.done) as answer:
        work.start()
    name, found = answer.args[0]
    assert (name, found > 0) == ("desk-long", True)
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert set(threads) == {_here()}
    assert desk.is_idle()


def _here() -> str:
    return threading.current_thread().name


def test_a_question_is_answered_while_it_works(desk: Desk, qtbot: QtBot) -> None:
    gate, told = Gate(), []
    work = desk.begin(gate.pass_through)
    work.start()
    desk.ask(lambda session: session.query(Party).count(), done=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert not desk.is_idle()
    with qtbot.waitSignal(work.done) as answer:
        gate.open.set()
    assert answer.args == ["late"]


def test_what_was_given_up_tells_nothing_else(desk: Desk, qtbot: QtBot) -> None:
    gate = Gate()
    work = desk.begin(gate.pass_through)
    heard: list[str] = []
    work.progressed.connect(lambda *_step: heard.append("progressed"))
    work.done.connect(lambda _answer: heard.append("done"))
    work.start()
    work.cancel()
    with qtbot.waitSignal(work.given_up):
        gate.open.set()
    assert heard == []
    assert desk.is_idle()


def test_a_refusal_is_told_once(desk: Desk, qtbot: QtBot) -> None:
    work = desk.begin(refuse)
    with qtbot.waitSignal(work.refused) as refusal:
        work.start()
    assert refusal.args[0].code == "unknown-revision"
    assert desk.is_idle()


def test_a_bug_is_raised_on_the_gui_thread(desk: Desk, qtbot: QtBot) -> None:
    work = desk.begin(fail)
    with capture_exceptions() as bugs:
        work.start()
        qtbot.waitUntil(desk.is_idle)
        qtbot.waitUntil(lambda: bool(bugs))
    assert [kind for kind, _bug, _trace in bugs] == [ZeroDivisionError]


def test_closing_the_desk_gives_it_up_and_waits(desk: Desk) -> None:
    gate = Gate()
    work = desk.begin(gate.pass_through)
    work.start()
    gate.open.set()
    desk.close()
    assert work.is_cancelled()
