"""Requirement 7: a breach is announced by sound, shape, word and colour within a second, and latched."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from app.clock import TurnedClock
from app.models.jobs import ObligationRow
from app.services.jobs import commands
from app.services.jobs.commands import JobRef
from app.services.scheduler import TimedWork
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from app.views.sound import BREACH
from tests.stories.region import BY, Program
from tests.views.test_alarm_panel import FakeSound


def test_a_breach_is_heard_and_seen_within_a_second_and_stays(
    program: Program,
    clock: TurnedClock,
    sound: FakeSound,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
) -> None:
    job_id = program.call(0, "P1")
    with program.store.reading() as session:
        due = session.scalar(select(ObligationRow.due_at).where(ObligationRow.job_id == job_id))
    assert due is not None
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    clock.turn_to(due)
    timed.watch_deadlines()
    window = open_window(persian)
    assert sound.played == []
    clock.turn_to(due + timedelta(milliseconds=900))
    timed.watch_deadlines()
    calm()
    assert sound.played == [BREACH]
    (card, *_warning) = window.board.alarms._cards.values()  # noqa: SLF001 - from the top
    face = card.face()
    assert (face.title, face.icon, face.tone) == ("نقض SLA · تماس ۱۰۰۰۱", "alert-octagon", "crit")
    with program.store.writing() as session:
        commands.resolve(session, clock, JobRef(job_id), BY, remedy="restart")
    calm()
    (card, *_warning) = window.board.alarms._cards.values()  # noqa: SLF001
    assert (card.face().title, "علت آن برطرف شده است" in card.face().subtitle) == (
        "نقض SLA · تماس ۱۰۰۰۱",
        True,
    )


def test_found_after_a_sleep_it_says_how_late_and_is_told_once(
    program: Program,
    clock: TurnedClock,
    sound: FakeSound,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
) -> None:
    program.call(0, "P1")
    timed = TimedWork(program.store, clock, program.feed, failed=lambda error: None)
    window = open_window(persian)
    # Asleep from before the warning until 25 minutes after the breach.
    clock.turn_by(timedelta(minutes=85))
    timed.watch_deadlines()
    calm()
    assert sound.played == [BREACH]
    (card, *_warning) = window.board.alarms._cards.values()  # noqa: SLF001
    assert "با ۲۵:۰۰ تأخیر یافته شد" in card.face().subtitle
    assert card.face().age == "۲۵ دقیقه پیش"
    for moved in (timedelta(hours=-1), timedelta(hours=1), timedelta(milliseconds=1)):
        clock.turn_by(moved)
        timed.watch_deadlines()
        calm()
    assert sound.played == [BREACH], "a clock that is set back and forth announces nothing twice"
