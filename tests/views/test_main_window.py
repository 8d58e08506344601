"""The frame of the window: pages, keys, the search, messages, freshness, and a second window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.services import alarms
from app.services.scheduler import TimedWork
from app.views.actions.declared import BOARD
from app.views.appearance import Appearance
from app.views.destinations import DESTINATIONS
from app.views.key_sheet import KeySheet
from app.views.later_pages import AGREEMENTS, CONTRACTORS, HANDOVER, PENALTIES, PM, SERVICES, WALL
from app.views.main_window import MainWindow
from app.views.page import Page
from app.views.screens import SIZE, take_screens
from app.views.sound import BREACH, AlarmBell
from app.views.ticker import Ticker
from app.views.widgets.labels import ElidedLabel
from app.views.window_state import WindowState
from tests.stories.region import Program, opened
from tests.views.test_alarm_panel import FakeSound
from tests.views.test_pages import clipped

Calm = Callable[[], None]
Open = Callable[[Appearance], MainWindow]


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock) -> Iterator[Program]:
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def calm(qtbot: QtBot, program: Program) -> Calm:
    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(program.desk.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def sound() -> FakeSound:
    return FakeSound()


@pytest.fixture
def open_window(
    program: Program, sound: FakeSound, calm: Calm, qtbot: QtBot, tmp_path: Path, clock: TurnedClock
) -> Open:
    def show(appearance: Appearance) -> MainWindow:
        state = WindowState(tmp_path / "window.ini")
        window = MainWindow(program.desk, appearance, Ticker(clock), AlarmBell(sound), state)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitActive(window)
        calm()
        window._show_time(clock.now())  # noqa: SLF001 - the ticker stands still in a test
        return window

    return show


def test_the_hands_start_in_the_table(open_window: Open, persian: Appearance) -> None:
    window = open_window(persian)
    assert window.board.table.hasFocus()
    assert window.windowTitle() == "تابلوی کار · پشتیبان"


def test_every_page_is_reached_by_key_and_named_in_the_title(
    open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    titles = []
    for place, destination in enumerate(DESTINATIONS, 1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.AltModifier)
        calm()
        assert window.rail.button(destination.key).isChecked()
        titles.append(window.windowTitle())
    assert len(set(titles)) == len(DESTINATIONS)
    qtbot.keyClick(window, Qt.Key.Key_N)
    assert window.page().title() in titles[-1], "the keys of the board are of the board alone"


def test_the_keys_are_in_the_list_of_a_page_at_once(
    open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    for key in (PM, CONTRACTORS, PENALTIES):
        window.show_page(key)
        assert QApplication.focusWidget() is window.page().focusProxy(), key
        calm()


def test_the_line_under_the_title_goes_to_another_month_too(
    open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    for key in (PM, CONTRACTORS, PENALTIES):
        window.show_page(key)
        calm()
        before = window.page().subtitle()
        qtbot.keyClick(window.page(), Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
        calm()
        after = window.page().subtitle()
        shown = [label.whole_text() for label in window.findChildren(ElidedLabel) if label.isVisible()]
        assert (after != before, after in shown, before in shown) == (True, True, False), key


def test_typing_in_the_search_is_typing(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    for place in range(4):
        program.call(place)
    window = open_window(persian)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = window.search.line
    assert line.hasFocus()
    qtbot.keyClicks(line, "bahar")
    assert (line.text(), window.board.model.rowCount(), line.hasFocus()) == ("bahar", 1, True)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.board.table.hasFocus()
    qtbot.keyClick(window.board.table, Qt.Key.Key_Escape)
    assert (line.text(), window.board.model.rowCount()) == ("", 4)


def test_a_figure_ends_the_search_and_opens_what_it_counts(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    for place in range(4):
        program.call(place)
    window = open_window(persian)
    window.search.line.setText("بهار")
    window.board.figures.card("unassigned").click()
    assert (window.search.line.text(), window.board.model.rowCount()) == ("", 4)


class _Unsaved(Page):
    """A page that nobody may leave before it is saved."""

    is_saved = False

    def may_leave(self, *, closing: bool = False) -> bool:
        return self.is_saved


def test_nothing_is_done_behind_a_page_that_may_not_be_left(
    program: Program, open_window: Open, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    before = window.board.views.view()
    page = _Unsaved(program.desk, persian)
    window.pages.add(WALL, page)
    window.show_page(WALL)
    for go_on in (partial(window.run, "board.view"), partial(window.show_page, PM), window.close):
        go_on()
        assert (window.pages.key(), window.rail.button(WALL).isChecked()) == (WALL, True)
    assert (window.board.views.view(), window.isVisible()) == (before, True)
    page.is_saved = True
    assert window.close()


def test_a_refusal_is_said_at_the_foot_of_the_window_that_asked(
    open_window: Open, persian: Appearance
) -> None:
    first, second = open_window(persian), open_window(persian)
    first.board.refused.emit(RuleBroken("changed-meanwhile"))
    message = first.messages.message()
    assert message is not None
    assert message.text == "در این میان کس دیگری آن را تغییر داد. آنچه اکنون می‌بینید وضعیت تازه است."
    assert second.messages.message() is None


def test_what_stays_at_the_foot_is_said_in_the_language_of_the_window(
    open_window: Open, persian: Appearance, qtbot: QtBot
) -> None:
    window = open_window(persian)
    window.board.refused.emit(RuleBroken("changed-meanwhile"))
    qtbot.keyClick(window, Qt.Key.Key_F2)
    message = window.messages.message()
    assert message is not None
    assert message.text == "Somebody changed this meanwhile. What you see now is how it stands."
    assert window.messages.accessibleName() == message.text


def test_an_alarm_is_announced_whichever_page_is_shown(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, sound: FakeSound, clock: TurnedClock
) -> None:
    program.call(0, "P1")
    window = open_window(persian)
    window.show_page("penalties")
    calm()
    clock.turn_by(timedelta(minutes=61))
    TimedWork(program.store, clock, program.feed, failed=lambda error: None).watch_deadlines()
    calm()
    assert sound.played == [BREACH]
    assert window.rail.button(BOARD).accessibleName().endswith("۲ مورد در انتظار")


def test_two_promises_of_one_call_are_one_call_to_look_at(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, clock: TurnedClock
) -> None:
    program.call(0, "P1")
    window = open_window(persian)
    window.show_page("penalties")
    calm()
    clock.turn_by(timedelta(minutes=61))
    TimedWork(program.store, clock, program.feed, failed=lambda error: None).watch_deadlines()
    calm()
    with program.store.reading() as session:
        (breach,) = (row for row in alarms.listed(session).alarms if row.kind == "breach")
    window.board.announced.emit((breach, replace(breach, id=breach.id + 1)))
    message = window.messages.message()
    assert message is not None
    assert message.text.count("۱۰۰۰۱") == 1


def test_f8_then_space_acknowledges(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, clock: TurnedClock, qtbot: QtBot
) -> None:
    program.call(0, "P1")
    clock.turn_by(timedelta(minutes=50))
    TimedWork(program.store, clock, program.feed, failed=lambda error: None).watch_deadlines()
    window = open_window(persian)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    button = window.focusWidget()
    assert button is not None
    qtbot.keyClick(button, Qt.Key.Key_Space)
    calm()
    with program.store.reading() as session:
        assert [row.acknowledged_by for row in alarms.listed(session).alarms] == ["Nasrin"]


@pytest.mark.parametrize("key", ["?", "؟"])
def test_the_key_sheet_opens(open_window: Open, persian: Appearance, qtbot: QtBot, key: str) -> None:
    window = open_window(persian)
    modifier = Qt.KeyboardModifier.ShiftModifier if key == "?" else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window, Qt.Key.Key_Question if key == "?" else Qt.Key.Key_F1, modifier)
    (sheet,) = window.findChildren(KeySheet)
    assert sheet.isVisible()
    assert clipped(sheet) == []
    sheet.reject()


def test_the_second_window_is_wanted_by_key(open_window: Open, persian: Appearance, qtbot: QtBot) -> None:
    window = open_window(persian)
    wanted = QSignalSpy(window.another_wanted)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_N, both)
    assert wanted.count() == 1


def test_language_and_look_switch_by_key_in_time(
    program: Program, open_window: Open, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    for place in range(12):
        program.call(place)
    window = open_window(persian)
    window.board.table.stand_on(5)
    current = window.board.table.current()
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert (window.windowTitle(), persian.theme) == ("Job board · Poshtiban", "light")
    assert window.board.table.current() == current


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["narrow", "wide"])
def test_nothing_in_the_frame_is_cut(
    program: Program, open_window: Open, calm: Calm, appearance: Appearance, size: tuple[int, int]
) -> None:
    program.call(0, "P1")
    window = open_window(appearance)
    window.resize(*size)
    calm()
    window.grab()
    assert (window.width(), window.height()) == size
    assert clipped(window) == []
    assert [one.text() for one in window.findChildren(QLabel) if "{" in one.text()] == []


def test_pictures_have_the_usual_size_whatever_the_screen(
    program: Program, open_window: Open, persian: Appearance, tmp_path: Path
) -> None:
    program.call(0, "P1")
    window = open_window(persian)
    window.showMaximized()
    told: list[str] = []
    saved = take_screens(window, program.desk, persian, tmp_path / "screens", told=told.append)
    pages = (BOARD, WALL, PM, CONTRACTORS, AGREEMENTS, PENALTIES, HANDOVER, SERVICES, "job", "call")
    names = {f"{page}-{language}.png" for page in pages for language in ("fa", "en")}
    assert ({file.name for file in saved}, set(told) - names) == (names, set())
    of_pages = [file for file in saved if not file.name.startswith("call-")]  # which is a dialog
    assert {QImage(str(file)).size().toTuple() for file in of_pages} == {SIZE}
