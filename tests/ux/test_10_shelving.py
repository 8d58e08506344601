"""Requirement 10: a shelving needs reason and duration, shows who, ends by itself, survives a restart."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.services import alarm_steps, alarms
from app.services.alarm_steps import SHELVING_REASONS, Shelf
from app.services.scheduler import TimedWork
from app.views.alarms.alarm_list_dialog import AlarmListDialog
from app.views.alarms.shelving_dialog import ShelvingDialog
from app.views.appearance import Appearance
from app.views.main_window import MainWindow
from tests.stories.region import Program, opened


def breach(program: Program, clock: TurnedClock) -> int:
    """A breach of a P1 call; its id."""
    program.call(0, "P1")
    clock.turn_by(timedelta(minutes=61))
    TimedWork(program.store, clock, program.feed, failed=lambda error: None).watch_deadlines()
    with program.store.reading() as session:
        return alarms.listed(session).alarms[0].id


def dialog_of(kind: type[ShelvingDialog] | type[AlarmListDialog]) -> ShelvingDialog | AlarmListDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def test_by_keys_alone_with_reason_and_duration(
    program: Program,
    clock: TurnedClock,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    calm: Callable[[], None],
    qtbot: QtBot,
) -> None:
    number = breach(program, clock)
    window = open_window(persian)
    panel = window.board.alarms
    window.board.next_alarm()
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Z)
    dialog = dialog_of(ShelvingDialog)
    assert isinstance(dialog, ShelvingDialog)
    assert dialog.shelf() == Shelf("merchant-agreed", 30)
    chips = [dialog._reasons.button(reason) for reason in SHELVING_REASONS]  # noqa: SLF001
    assert all(dialog._reasons.rect().contains(chip.geometry()) for chip in chips), "none is cut"  # noqa: SLF001
    for key in (Qt.Key.Key_3, Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Plus):
        qtbot.keyClick(dialog, key)
    assert dialog.shelf() == Shelf("part-on-the-way", 60), "an hour is the most for a high alarm"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    calm()
    with program.store.reading() as session:
        (row,) = alarms.shelved(session)
    assert (row.id, row.shelved_by, row.shelved_reason) == (number, "Nasrin", "part-on-the-way")
    assert row.shelved_until == clock.now() + timedelta(minutes=60)
    assert number not in panel._cards  # noqa: SLF001
    assert panel._shelf.text() == "۱ تعویق‌شده"  # noqa: SLF001

    panel._shelf.click()  # noqa: SLF001
    calm()
    shelf = dialog_of(AlarmListDialog)
    item = shelf.findChildren(type(shelf._list))[0].item(0)  # noqa: SLF001
    assert "Nasrin آن را تا" in item.text()
    shelf.accept()
    calm()
    assert number in panel._cards  # noqa: SLF001


def test_another_reason_needs_its_words(
    program: Program,
    clock: TurnedClock,
    persian: Appearance,
    open_window: Callable[[Appearance], MainWindow],
    qtbot: QtBot,
) -> None:
    breach(program, clock)
    window = open_window(persian)
    window.board.next_alarm()
    qtbot.keyClick(window.board.alarms.focusWidget(), Qt.Key.Key_Z)
    dialog = dialog_of(ShelvingDialog)
    assert isinstance(dialog, ShelvingDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_6)
    dialog.accept()
    assert dialog.isVisible()
    dialog._note.setText("...")  # noqa: SLF001
    dialog.accept()
    assert not dialog.isVisible()


@pytest.mark.parametrize("minutes", [0, 61])
def test_not_beyond_the_limit_of_its_priority(program: Program, clock: TurnedClock, minutes: int) -> None:
    number = breach(program, clock)
    with pytest.raises(RuleBroken) as told, program.store.writing() as session:
        alarm_steps.shelve(session, clock, number, Shelf("network-outage", minutes), by="Nasrin")
    assert (told.value.code, told.value.parameters) == ("shelved-too-long", {"most": 60})
    with program.store.reading() as session:
        assert alarms.shelved(session) == []


@pytest.mark.parametrize("asleep", [timedelta(minutes=10), timedelta(days=30)])
def test_it_survives_a_restart_and_comes_back_by_itself(
    tmp_path: Path, clock: TurnedClock, asleep: timedelta
) -> None:
    with opened(tmp_path, clock) as first:
        number = breach(first, clock)
        with first.store.writing() as session:
            alarm_steps.shelve(session, clock, number, Shelf("network-outage", 20), by="Nasrin")
        until = clock.now() + timedelta(minutes=20)
    clock.turn_by(asleep)
    with opened(tmp_path, clock) as second:
        timed = TimedWork(second.store, clock, second.feed, failed=lambda error: None)
        timed.watch_deadlines()
        with second.store.reading() as session:
            shelved = [row.id for row in alarms.shelved(session)]
        assert shelved == ([number] if asleep < timedelta(minutes=20) else [])
        clock.turn_to(max(until, clock.now()) + timedelta(seconds=1))
        timed.watch_deadlines()
        with second.store.reading() as session:
            last = next(event for event in alarms.history(session, number) if event.step == "shelf-over")
            assert number in {row.id for row in alarms.standing(session).breaches}
    assert (last.at, last.actor) == (until, "")
