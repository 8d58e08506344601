"""The alarm panel: what is announced, once and with one sound, and how long an alarm stays listed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.models.alarms import UserHours
from app.models.parties import User
from app.services import alarm_steps, alarms
from app.services.jobs import commands
from app.services.jobs.commands import JobRef
from app.services.scheduler import TimedWork
from app.views.alarms.alarm_panel import CARDS, LOOKED_AT, AlarmPanel
from app.views.appearance import Appearance
from app.views.sound import BREACH, WARNING, AlarmBell
from app.views.wording import Catalogue
from tests.stories.region import BY, Program, opened, turned

Calm = Callable[[], None]


class FakeSound:
    """A loudspeaker that keeps what it was told to play."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.played: list[str] = []
        self.is_broken = is_broken

    def play(self, name: str) -> None:
        self.played.append(name)

    def is_available(self) -> bool:
        return not self.is_broken


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def calm(qtbot: QtBot, program: Program) -> Calm:
    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(program.desk.is_idle)

    return wait


@pytest.fixture
def watch(program: Program) -> Callable[[timedelta], int]:
    """Lets time pass and looks for deadlines; how many alarms were raised."""
    timed = TimedWork(program.store, program.clock, program.feed, failed=lambda error: None)

    def pass_time(amount: timedelta) -> int:
        turned(program).turn_by(amount)
        return timed.watch_deadlines()

    return pass_time


@pytest.fixture
def panel(qtbot: QtBot, program: Program, persian: Appearance) -> AlarmPanel:
    made = AlarmPanel(program.desk, persian, Catalogue.shipped())
    qtbot.addWidget(made)
    made.resize(366, 800)
    return made


def look(panel: AlarmPanel, calm: Calm) -> None:
    panel.show()
    panel.refresh()
    calm()


def titles(panel: AlarmPanel) -> list[str]:
    return [card.face().title for card in panel._cards.values()]  # noqa: SLF001 - in their order


def test_what_was_there_before_is_listed_and_not_announced(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    program.call(0, "P1")
    assert watch(timedelta(minutes=61)) == 2
    announced, counted = QSignalSpy(panel.announced), QSignalSpy(panel.counted)
    look(panel, calm)
    assert (announced.count(), counted.at(0)) == (0, [2])
    assert titles(panel) == ["نقض SLA · تماس ۱۰۰۰۱", "در آستانهٔ نقض SLA · تماس ۱۰۰۰۱"]


def test_several_at_once_are_one_announcement_and_one_sound(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    sound = FakeSound()
    bell = AlarmBell(sound)
    look(panel, calm)
    panel.announced.connect(bell.ring)
    for place in range(3):
        program.call(place, "P1")
    assert watch(timedelta(minutes=50)) == 3
    calm()
    assert sound.played == [WARNING]
    assert watch(timedelta(minutes=11)) == 3
    calm()
    assert sound.played == [WARNING, BREACH]
    calm()
    panel.refresh()
    calm()
    assert sound.played == [WARNING, BREACH], "told once, not again"
    assert len(titles(panel)) == 6


def test_an_old_alarm_that_moves_up_is_no_news(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    for place in range(LOOKED_AT + 2):
        program.call(place % 12, "P1")
    watch(timedelta(minutes=50))
    look(panel, calm)
    announced = QSignalSpy(panel.announced)
    turned(program).turn_by(timedelta(minutes=5))
    shown = list(panel._rows)  # noqa: SLF001 - the cards drawn
    with program.store.writing() as session:
        alarm_steps.acknowledge(session, program.clock, shown[0], by="Nasrin")
        commands.cancel(session, program.clock, JobRef(panel._rows[shown[0]].job_id), BY, reason="mistake")  # noqa: SLF001
    calm()
    assert len(panel._rows) == CARDS  # noqa: SLF001
    assert announced.count() == 0


def test_what_comes_outside_the_hours_is_held_and_told_once_when_the_duty_begins(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    # It is a Monday, 11:30 in Tehran; the duty begins at 13:00.
    with program.store.writing() as session:
        user = User(login=program.desk.user, name="Nasrin", role="dispatcher")
        session.add(user)
        session.flush()
        session.add(UserHours(user_id=user.id, weekday=0, opens=13 * 60, closes=20 * 60))
    sound = FakeSound()
    bell = AlarmBell(sound)
    panel.announced.connect(bell.ring)
    look(panel, calm)
    program.call(0, "P1")
    assert watch(timedelta(minutes=61)) == 2
    calm()
    assert (titles(panel)[0], sound.played) == ("نقض SLA · تماس ۱۰۰۰۱", [])
    turned(program).turn_by(timedelta(minutes=29))
    panel._show_ages()  # noqa: SLF001 - the timer stands still in a test
    calm()
    assert sound.played == [BREACH]
    panel._show_ages()  # noqa: SLF001
    panel.refresh()
    calm()
    assert sound.played == [BREACH]


def test_acknowledged_stays_while_its_cause_is_there(
    program: Program,
    watch: Callable[[timedelta], int],
    panel: AlarmPanel,
    calm: Calm,
    qtbot: QtBot,
) -> None:
    job_id = program.call(0, "P1")
    look(panel, calm)
    watch(timedelta(minutes=50))
    calm()
    panel.next_alarm()
    button = panel.focusWidget()
    assert button is not None
    qtbot.keyClick(button, Qt.Key.Key_Space)
    calm()
    (alarm,) = panel._rows.values()  # noqa: SLF001
    assert (alarm.acknowledged_by, alarm.cleared_at) == ("Nasrin", None)
    (card,) = panel._cards.values()  # noqa: SLF001
    assert (card.face().is_open, "Nasrin" in card.face().subtitle) == (False, True)
    with program.store.writing() as session:
        commands.resolve(session, program.clock, JobRef(job_id), BY, remedy="restart")
    calm()
    assert titles(panel) == []


def test_cleared_stays_until_it_is_acknowledged(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    job_id = program.call(0, "P1")
    look(panel, calm)
    watch(timedelta(minutes=61))
    with program.store.writing() as session:
        commands.resolve(session, program.clock, JobRef(job_id), BY, remedy="restart")
    calm()
    assert len(titles(panel)) == 2
    for number in list(panel._rows):  # noqa: SLF001
        with program.store.writing() as session:
            alarm_steps.acknowledge(session, program.clock, number, by="Nasrin")
    calm()
    assert titles(panel) == []


def test_a_second_click_does_not_take_the_card_that_slid_under_the_mouse(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm, qtbot: QtBot
) -> None:
    for place in range(2):
        program.call(place, "P1")
    watch(timedelta(minutes=50))
    look(panel, calm)
    first, second = panel._cards  # noqa: SLF001 - from the top
    panel._cards[first].chosen.emit("acknowledge")  # noqa: SLF001
    calm()
    assert list(panel._cards) == [second, first]  # noqa: SLF001
    panel._cards[second].chosen.emit("acknowledge")  # noqa: SLF001
    calm()
    assert [row.acknowledged_by for row in panel._rows.values()] == ["", "Nasrin"]  # noqa: SLF001
    qtbot.waitUntil(panel.is_settled)
    panel._cards[second].chosen.emit("acknowledge")  # noqa: SLF001
    calm()
    assert [row.acknowledged_by for row in panel._rows.values()] == ["Nasrin"] * 2  # noqa: SLF001


@pytest.mark.parametrize(("metric", "said"), [("pm", "کار"), ("install", "کار"), ("resolve", "تماس")])
def test_planned_work_is_not_said_to_be_a_call(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm, metric: str, said: str
) -> None:
    program.call(0, "P1")
    watch(timedelta(minutes=50))
    look(panel, calm)
    (row,) = panel._rows.values()  # noqa: SLF001
    face = panel._faces.face(replace(row, metric=metric), program.clock.now())  # noqa: SLF001
    assert face.title == f"در آستانهٔ نقض SLA · {said} ۱۰۰۰۱"


def test_a_breach_that_a_recalculation_found_says_so(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    program.call(0, "P1")
    watch(timedelta(minutes=50))
    look(panel, calm)
    (row,) = panel._rows.values()  # noqa: SLF001
    found = [
        panel._faces.face(replace(row, is_recalculated=recalculated), program.clock.now()).subtitle  # noqa: SLF001
        for recalculated in (False, True)
    ]
    assert [said.rpartition(" · ")[2] for said in found] == [
        "با ۰۲:۰۰ تأخیر یافته شد",
        "در بازمحاسبه یافت شد",
    ]


def test_acknowledging_twice_is_refused_in_words(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    program.call(0, "P1")
    watch(timedelta(minutes=50))
    look(panel, calm)
    (card,) = panel._cards.values()  # noqa: SLF001
    (number,) = panel._rows  # noqa: SLF001
    program.desk.do(alarm_steps.acknowledge, number, by="Parvin")
    refused = QSignalSpy(panel.refused)
    card.chosen.emit("acknowledge")
    calm()
    assert [refused.at(0)[0].code, refused.at(0)[0].parameters] == ["already-acknowledged", {"by": "Parvin"}]
    with program.store.reading() as session:
        assert [row.acknowledged_by for row in alarms.listed(session).alarms] == ["Parvin"]


def test_a_card_says_the_same_in_both_languages(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm, persian: Appearance
) -> None:
    program.call(1, "P1")
    watch(timedelta(minutes=50))
    look(panel, calm)
    persian.switch_language()
    (card,) = panel._cards.values()  # noqa: SLF001
    assert card.face().title == "SLA near breach · call 10001"
    assert card.face().subtitle == "Resolve: Niloofar Pharmacy, Karaj — no technician · found late by 02:00"


def test_a_machine_without_sound_says_so(
    program: Program, watch: Callable[[timedelta], int], panel: AlarmPanel, calm: Calm
) -> None:
    bell = AlarmBell(FakeSound(is_broken=True))
    unheard = QSignalSpy(bell.unheard)
    panel.announced.connect(bell.ring)
    look(panel, calm)
    program.call(0, "P1")
    watch(timedelta(minutes=50))
    calm()
    assert unheard.count() == 1
