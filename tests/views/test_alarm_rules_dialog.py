"""The settings of alarms: shown as they hold, saved for all or for one agreement, with who changed what."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clock import TurnedClock
from app.services.alarm_rules import rule_sheet, set_rule, settings, value_of
from app.views.alarms.rules_dialog import RulesDialog
from app.views.appearance import Appearance
from tests.stories.region import Program, opened
from tests.views.test_pages import clipped


@pytest.fixture
def program(tmp_path: Path, clock: TurnedClock):
    with opened(tmp_path, clock) as started:
        yield started


@pytest.fixture
def calm(qtbot: QtBot, program: Program) -> Callable[[], None]:
    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(program.desk.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def shown(program: Program, calm: Callable[[], None], qtbot: QtBot) -> Callable[[Appearance], RulesDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def show(appearance: Appearance) -> RulesDialog:
        dialog = RulesDialog(program.desk, appearance, parent)
        dialog.show()
        calm()
        return dialog

    return show


def held(program: Program, name: str, agreement: str = "") -> int:
    with program.store.reading() as session:
        return value_of(settings(session), name, agreement=agreement)


def test_what_is_saved_holds_for_all_and_says_who_set_it(
    program: Program,
    shown: Callable[[Appearance], RulesDialog],
    calm: Callable[[], None],
    appearance: Appearance,
) -> None:
    dialog = shown(appearance)
    assert clipped(dialog) == []
    assert {name: edit.value() for name, edit in dialog.numbers.items()}["remind-high"] == 15
    dialog.numbers["remind-high"].setValue(20)
    dialog.numbers["flood-alarms"].setValue(12)
    assert not dialog.scope.isEnabled(), "what was typed belongs to the agreement it was typed for"
    dialog.accept()
    calm()
    assert not dialog.isVisible()
    assert (held(program, "remind-high"), held(program, "flood-alarms")) == (20, 12)
    with program.store.reading() as session:
        changes = rule_sheet(session).changes
    told = [(each.name, each.before, each.value, each.set_by) for each in changes]
    assert told == [
        ("flood-alarms", None, 12, program.desk.user),
        ("remind-high", None, 20, program.desk.user),
    ]
    again = shown(appearance)
    assert appearance.formats.number(20) in again.history.text()
    again.usual_button.click()
    again.accept()
    calm()
    assert held(program, "remind-high") == 15
    with program.store.reading() as session:
        assert [(each.before, each.value) for each in rule_sheet(session).changes][:2] == [
            (12, None),
            (20, None),
        ]


def test_an_agreement_has_its_own_and_follows_the_others_again(
    program: Program,
    shown: Callable[[Appearance], RulesDialog],
    calm: Callable[[], None],
    english: Appearance,
) -> None:
    with program.store.writing() as session:
        set_rule(session, program.clock, "shelf-low", 600, by="admin")
    dialog = shown(english)
    code = dialog.scope.itemData(1)
    dialog.scope.setCurrentIndex(1)
    calm()
    assert not dialog.numbers["same-cause"].isVisible()
    assert dialog.numbers["shelf-low"].value() == 600
    dialog.numbers["shelf-low"].setValue(90)
    dialog.accept()
    calm()
    assert (held(program, "shelf-low"), held(program, "shelf-low", code)) == (600, 90)
    again = shown(english)
    again.scope.setCurrentIndex(1)
    calm()
    again.usual_button.click()
    assert again.changed() == {"shelf-low": None}
    again.accept()
    calm()
    assert held(program, "shelf-low", code) == 600


def test_without_a_change_nothing_is_written(
    program: Program,
    shown: Callable[[Appearance], RulesDialog],
    calm: Callable[[], None],
    english: Appearance,
) -> None:
    dialog = shown(english)
    dialog.accept()
    calm()
    with program.store.reading() as session:
        assert rule_sheet(session).changes == ()
