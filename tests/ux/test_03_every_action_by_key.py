"""ux 3: every action has a key or stands in the palette, and the sheet of keys lists it."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from app.views.actions.action import EVERYWHERE
from app.views.actions.declared import DECLARED, JOB_MENU, PLACES
from app.views.appearance import Appearance
from app.views.key_sheet import KeySheet
from app.views.main_window import MainWindow
from tests.stories.region import Program
from tests.views.test_pages import clipped

Calm = Callable[[], None]
Open = Callable[[Appearance], MainWindow]

PERSIAN = dict(zip("qwertyuiopasdfghjklzxcvbn", "ضصثقفغعهخحشسیبلاتنمظطزرذد", strict=True))
"""Letters of the standard Persian keyboard (ISIRI 9147) by the Latin ones on the same keys."""


def test_every_letter_has_its_twin_on_a_persian_keyboard() -> None:
    for action in DECLARED:
        letters = [key for key in action.keys if len(key) == 1 and key.isalpha()]
        if letters:
            assert letters[1:] == [PERSIAN[letters[0].lower()]], action.name


def test_no_key_means_two_things_in_one_place() -> None:
    for one, other in combinations(DECLARED, 2):
        if EVERYWHERE in {one.place, other.place} or one.place == other.place:
            keys = {QKeySequence(key).toString() for key in one.keys}
            assert keys.isdisjoint(QKeySequence(key).toString() for key in other.keys), (one.name, other.name)


def test_names_are_unique_and_places_are_known() -> None:
    assert len({action.name for action in DECLARED}) == len(DECLARED)
    assert {action.place for action in DECLARED} <= set(PLACES)


def test_every_action_is_carried_out_by_its_page_and_reached_by_key_or_palette(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    window = open_window(persian)
    window.finder.open()
    in_palette = {entry.name for entry in window.finder.entries()}
    window.finder.close_palette()
    for action in window.registry.listed():
        if action.place != EVERYWHERE:
            window.show_page(action.place)
            calm()
        assert window.registry.is_served(action.name), action.name
        bound = {
            key.toString()
            for one in window.findChildren(QShortcut)
            if one.property("action") == action.name
            for key in QShortcut.keys(one)
        }
        if action.keys and not action.is_own:
            assert bound == {QKeySequence(key).toString() for key in action.keys}, action.name
        assert action.name in in_palette | {"palette"}, action.name


def test_the_sheet_lists_them_all_and_finds_them_in_both_scripts(
    open_window: Open, calm: Calm, appearance: Appearance, qtbot: QtBot
) -> None:
    window = open_window(appearance)
    window.run("keys")
    (sheet,) = window.findChildren(KeySheet)
    assert set(sheet.shown()) == {action.name for action in window.registry.listed()}
    places = {action.name: action.place for action in window.registry.listed()}
    assert places[sheet.shown()[0]] == "board", "the keys of this page stand first"
    assert clipped(sheet) == []
    sheet.line.setText("undo")
    assert sheet.shown()[0] == "undo"
    sheet.line.setText("بازگرداندن" if appearance.is_rtl else "take back")
    assert "undo" in sheet.shown()
    sheet.line.setText("F8")
    assert sheet.shown() == ["alarm.next"]
    sheet.line.setText("هیچ‌چیز")
    assert sheet.shown() == []
    sheet.reject()


def test_what_is_not_possible_now_says_so(open_window: Open, calm: Calm, persian: Appearance) -> None:
    window = open_window(persian)
    window.run("job.assign")
    message = window.messages.message()
    assert message is not None
    assert message.text == "این کار اکنون ممکن نیست."


@pytest.mark.parametrize(("action", "stage"), [("job.accept", "accepted"), ("job.depart", "en-route")])
def test_a_letter_does_the_same_on_both_keyboards(
    program: Program,
    open_window: Open,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
    action: str,
    stage: str,
) -> None:
    job = program.call(0)
    program.assign(job)
    window = open_window(persian)
    latin = window.registry.named(action).keys[0]
    qtbot.keyClick(window.board.table, Qt.Key[f"Key_{latin}"])
    calm()
    assert program.job(job).stage == stage


def test_the_menu_of_a_row_offers_what_is_possible_now_with_its_keys(
    program: Program, open_window: Open, calm: Calm, persian: Appearance
) -> None:
    job = program.call(0)
    window = open_window(persian)
    menu = window.registry.menu(JOB_MENU, persian, window)
    offered = {entry.data(): entry.isEnabled() for entry in menu.actions()}
    assert tuple(offered) == JOB_MENU
    assert (offered["job.assign"], offered["job.accept"], offered["message.copy"]) == (True, False, False)
    assert menu.actions()[1].text() == "تخصیص کار\tA"
    menu.actions()[5].trigger()
    calm()
    assert window.board.hands.picker.isVisible()
    window.board.hands.picker.close_question()
    assert program.job(job).stage == "new"
