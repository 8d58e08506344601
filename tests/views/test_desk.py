"""The door to the store: order, answers, refusals, bugs, and how often news is told."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.clock import Clock, TurnedClock
from app.domain.errors import RuleBroken, StoreUnavailable
from app.models.parties import Party
from app.views.desk import Desk
from tests.stories.region import Program, opened


class Listener(QObject):
    """A widget's stand-in that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.threads: set[str] = set()

    @Slot(object)
    def take(self, answer: object) -> None:
        self.told.append(answer)
        self.threads.add(threading.current_thread().name)


def add_party(session: Session, _clock: Clock, code: str) -> str:
    session.add(Party(code=code, name=code))
    session.flush()
    return code


def party_codes(session: Session) -> list[str]:
    return sorted(party.code for party in session.query(Party))


def refuse(session: Session, clock: Clock) -> None:
    add_party(session, clock, "refused")
    raise RuleBroken("not-in-this-stage", stage="new")


def lose_the_store(_session: Session) -> None:
    raise StoreUnavailable("store-unreachable", "somewhere")


def fail(_session: Session, _clock: Clock) -> None:
    raise ZeroDivisionError("a bug")


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def desk(program: Program) -> Desk:
    return program.desk


@pytest.fixture
def calm(desk: Desk, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(desk.is_idle)

    return wait


def test_commands_keep_their_order_and_answers_come_to_the_gui_thread(
    desk: Desk, calm: Callable[[], None]
) -> None:
    listener = Listener()
    codes = [f"P{number:02}" for number in range(30)]
    for code in codes:
        desk.do(add_party, code, done=listener.take)
    calm()
    assert listener.told == codes
    assert listener.threads == {threading.current_thread().name}


def test_a_refusal_comes_to_who_asked_and_leaves_no_trace(desk: Desk, calm: Callable[[], None]) -> None:
    failed, done = Listener(), Listener()
    everybody, news = QSignalSpy(desk.refused), QSignalSpy(desk.changed)
    desk.do(refuse, done=done.take, failed=failed.take)
    desk.ask(party_codes, done=done.take)
    calm()
    assert [str(error.code) for error in failed.told if isinstance(error, RuleBroken)] == [
        "not-in-this-stage"
    ]
    assert (done.told, everybody.count(), news.count()) == ([["C1", "C2"]], 0, 0)


def test_a_refusal_nobody_waits_for_is_told_to_all(desk: Desk, calm: Callable[[], None]) -> None:
    refused = QSignalSpy(desk.refused)
    desk.ask(lose_the_store, done=Listener().take)
    calm()
    assert [refused.at(0)[0].code, refused.count()] == ["store-unreachable", 1]


def test_a_lost_store_is_no_news_from_it(
    program: Program, calm: Callable[[], None], clock: TurnedClock
) -> None:
    heard = program.desk.heard_at
    clock.turn_to(clock.now().replace(hour=9))
    program.desk.ask(lose_the_store, done=Listener().take)
    calm()
    assert program.desk.heard_at == heard
    program.desk.ask(party_codes, done=Listener().take)
    calm()
    assert program.desk.heard_at == clock.now()


def test_a_task_delays_no_question_and_is_no_news_from_the_store(
    desk: Desk, calm: Callable[[], None], qtbot: QtBot, clock: TurnedClock
) -> None:
    asked, worked, may_end = Listener(), Listener(), threading.Event()
    desk.work(lambda: may_end.wait(20), done=worked.take)
    desk.ask(party_codes, done=asked.take)
    qtbot.waitUntil(lambda: bool(asked.told))
    heard = desk.heard_at
    assert (asked.told, worked.told) == ([["C1", "C2"]], [])
    clock.turn_by(timedelta(minutes=1))
    may_end.set()
    calm()
    assert (worked.told, desk.heard_at) == ([True], heard)


def test_when_the_store_is_back_everything_is_asked_anew_but_not_over_and_over(
    desk: Desk, calm: Callable[[], None]
) -> None:
    news = QSignalSpy(desk.changed)
    desk.ask(party_codes, done=Listener().take)
    calm()
    desk.ask(lose_the_store, done=Listener().take)
    calm()
    assert news.count() == 0
    for _turn in range(2):
        desk.ask(party_codes, done=Listener().take)
        calm()
        assert [news.at(place) for place in range(news.count())] == [[{"*": set()}]]
        desk.ask(lose_the_store, done=Listener().take)
        calm()


def test_a_bug_reaches_the_hook_for_bugs(desk: Desk, calm: Callable[[], None], qtbot: QtBot) -> None:
    done = Listener()
    with qtbot.captureExceptions() as bugs:
        desk.do(fail, done=done.take)
        desk.ask(party_codes, done=done.take)
        calm()
    assert [(kind, str(error)) for kind, error, _trace in bugs] == [(ZeroDivisionError, "a bug")]
    assert done.told == [["C1", "C2"]], "the desk goes on"


@pytest.mark.parametrize("is_partial", [False, True])
def test_answers_to_deleted_widgets_are_dropped(
    desk: Desk, calm: Callable[[], None], is_partial: bool
) -> None:
    listener = Listener()
    told = listener.told
    desk.ask(party_codes, done=partial(listener.take) if is_partial else listener.take)
    shiboken6.delete(listener)
    calm()
    assert told == []


def test_a_burst_of_commands_is_told_in_few_refreshes_and_none_is_lost(
    desk: Desk, calm: Callable[[], None]
) -> None:
    news = QSignalSpy(desk.changed)
    ids = set[int]()
    done = Listener()
    for number in range(200):
        desk.do(add_party, f"B{number:03}", done=done.take)
    calm()
    told = [news.at(place)[0] for place in range(news.count())]
    for changes in told:
        ids |= changes["party"]
    assert (len(done.told), len(ids)) == (200, 200)
    assert len(told) <= 60


def test_closing_finishes_what_was_accepted(tmp_path: Path, clock: TurnedClock) -> None:
    with opened(tmp_path, clock) as program:
        for number in range(20):
            program.desk.do(add_party, f"L{number:02}")
        program.desk.close()
        with program.store.reading() as session:
            assert len(party_codes(session)) == 22
        QApplication.processEvents()
