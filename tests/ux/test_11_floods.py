"""Requirement 11: a flood is one card and one sound, its members are listed, and a P1 stands on its own."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.services import alarm_rules, alarm_steps, alarms
from app.services.scheduler import TimedWork
from app.views.alarms.alarm_list_dialog import AlarmListDialog
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from app.views.sound import BREACH
from tests.stories.region import Program
from tests.views.test_alarm_panel import FakeSound


def inject(program: Program, clock: TurnedClock) -> TimedWork:
    """Fifty calls of one contractor, fault and model that are all late at once, one of them a P1."""
    for place in range(49):
        program.call(place % 12, "P2")
    clock.turn_by(timedelta(hours=3))
    program.call(0, "P1")
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    # The warnings are in the past and out of the way.
    clock.turn_by(timedelta(minutes=50))
    timed.watch_deadlines()
    return timed


def test_fifty_of_one_cause_are_one_card_and_one_sound_and_a_p1_its_own(
    program: Program,
    clock: TurnedClock,
    sound: FakeSound,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    qtbot: QtBot,
) -> None:
    timed = inject(program, clock)
    with program.store.writing() as session:
        waiting = alarms.listed(session)
        ids = [row.id for row in waiting.alarms] + [n for flood in waiting.floods for n in flood.alarm_ids]
        alarm_steps.acknowledge(session, clock, ids, by="Nasrin")
    window = open_window(persian)
    panel = window.board.alarms
    clock.turn_by(timedelta(minutes=10, seconds=1))
    assert timed.watch_deadlines() == 50
    calm()
    open_cards = [card for card in panel._cards.values() if card.face().is_open]  # noqa: SLF001
    assert [card.face().title for card in open_cards] == [
        "نقض SLA · تماس ۱۰۰۵۰",
        "سیل هشدار · ۴۹ هشدار",
    ]
    assert sound.played == [BREACH]
    flood = open_cards[1]
    assert "سپیدار پایانه · \u2066Sunmi P2\u2069" in flood.face().subtitle

    flood.chosen.emit("open")
    calm()
    members = QApplication.activeModalWidget()
    assert isinstance(members, AlarmListDialog)
    assert members._list.count() == 49  # noqa: SLF001
    members.reject()

    qtbot.waitUntil(panel.is_settled)
    flood.chosen.emit("acknowledge")
    calm()
    still_open = [card.face().title for card in panel._cards.values() if card.face().is_open]  # noqa: SLF001
    assert still_open == ["نقض SLA · تماس ۱۰۰۵۰"]
    assert sound.played == [BREACH]


def test_a_flood_that_grows_is_not_heard_again(
    program: Program,
    clock: TurnedClock,
    sound: FakeSound,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
) -> None:
    for place in range(20):
        program.call(place % 12, "P2")
        clock.turn_by(timedelta(seconds=10))
    window = open_window(persian)
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    clock.turn_by(timedelta(hours=3, minutes=12) - timedelta(seconds=199))
    for _call in range(20):
        timed.watch_deadlines()
        calm()
        clock.turn_by(timedelta(seconds=10))
    with program.store.reading() as session:
        found = alarms.listed(session)
    assert window.isVisible()
    assert [len(flood.alarm_ids) for flood in found.floods] == [20]
    # Four on their own, then the flood of five; the other fifteen are in it.
    assert len(sound.played) == 5


def test_what_is_a_flood_is_a_setting(program: Program, clock: TurnedClock) -> None:
    with program.store.writing() as session:
        alarm_rules.set_rule(session, clock, "same-cause", 60, by="admin")
        alarm_rules.set_rule(session, clock, "flood-alarms", 100, by="admin")
    timed = inject(program, clock)
    clock.turn_by(timedelta(minutes=10, seconds=1))
    timed.watch_deadlines()
    with program.store.reading() as session:
        assert alarms.listed(session).floods == ()
