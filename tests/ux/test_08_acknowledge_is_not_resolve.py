"""Requirement 8: an acknowledgement silences and names who; the alarm stays; a wrong one is undone."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.clock import TurnedClock
from app.models.alarms import Alarm
from app.services import alarms
from app.services.scheduler import TimedWork
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from app.views.sound import BREACH
from tests.stories.region import Program
from tests.views.test_alarm_panel import FakeSound


def test_it_stays_listed_names_who_and_can_be_taken_back_by_key(
    program: Program,
    clock: TurnedClock,
    sound: FakeSound,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    qtbot: QtBot,
) -> None:
    job_id = program.call(0, "P1")
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    window = open_window(persian)
    clock.turn_by(timedelta(minutes=61))
    timed.watch_deadlines()
    calm()
    panel = window.board.alarms
    window.board.next_alarm()
    qtbot.waitUntil(panel.is_settled)
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    calm()
    with program.store.reading() as session:
        breach = session.scalars(select(Alarm).where(Alarm.threshold == 100)).one()
    assert (breach.acknowledged_by, breach.acknowledged_at) == ("Nasrin", clock.now())
    card = panel._cards[breach.id]  # noqa: SLF001 - the card of this alarm
    assert (card.face().is_open, "Nasrin" in card.face().subtitle) == (False, True)
    assert program.job(job_id).is_open

    sound.played.clear()
    clock.turn_by(timedelta(seconds=30))
    qtbot.waitUntil(panel.is_settled)
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_B)
    calm()
    assert panel._cards[breach.id].face().is_open  # noqa: SLF001
    assert sound.played == [BREACH], "it asks for eyes again"
    with program.store.reading() as session:
        told = [(event.step, event.actor) for event in alarms.history(session, breach.id)]
    assert told == [("raised", ""), ("acknowledged", "Nasrin"), ("acknowledgement-undone", "Nasrin")]
