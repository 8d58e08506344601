"""Requirement 9: an acknowledgement that is forgotten asks again while the call is still breached."""

from collections.abc import Callable
from datetime import timedelta

from app.clock import TurnedClock
from app.services import alarm_steps, alarms
from app.services.jobs import commands
from app.services.jobs.commands import JobRef
from app.services.scheduler import TimedWork
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from app.views.sound import BREACH
from tests.stories.region import BY, Program
from tests.views.test_alarm_panel import FakeSound


def test_it_asks_again_after_the_minutes_of_its_urgency(
    program: Program,
    clock: TurnedClock,
    sound: FakeSound,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
) -> None:
    job_id = program.call(0, "P1")
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    clock.turn_by(timedelta(minutes=61))
    timed.watch_deadlines()
    with program.store.writing() as session:
        numbers = [row.id for row in alarms.listed(session).alarms]
        alarm_steps.acknowledge(session, clock, numbers, by="Nasrin")
    window = open_window(persian)
    clock.turn_by(timedelta(minutes=14, seconds=59))
    timed.watch_deadlines()
    calm()
    assert sound.played == []
    clock.turn_by(timedelta(seconds=2))
    timed.watch_deadlines()
    calm()
    assert sound.played == [BREACH]
    (card, *_quiet) = window.board.alarms._cards.values()  # noqa: SLF001 - from the top
    assert card.face().is_open
    assert "یادآوری از" in card.face().subtitle

    with program.store.writing() as session:
        alarm_steps.acknowledge(session, clock, numbers, by="Nasrin")
        commands.resolve(session, clock, JobRef(job_id), BY, remedy="restart")
    clock.turn_by(timedelta(hours=5))
    timed.watch_deadlines()
    calm()
    assert sound.played == [BREACH], "what is kept at last is not asked for"
