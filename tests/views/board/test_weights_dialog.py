"""The numbers behind a suggestion: shown as the store keeps them, saved for every desk."""

from collections.abc import Callable

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.dispatch_weights import SHIPPED, Weights
from app.models.technicians import DispatchSetting
from app.services.dispatch_settings import weights
from app.views.appearance import Appearance
from app.views.board.weights_dialog import WeightsDialog
from tests.stories.region import Program
from tests.views.test_pages import clipped


@pytest.fixture
def opened(program: Program, calm: Callable[[], None], qtbot: QtBot) -> Callable[[Appearance], WeightsDialog]:
    """Opens the dialog and waits until it is filled."""

    parent = QWidget()
    qtbot.addWidget(parent)

    def show(appearance: Appearance) -> WeightsDialog:
        dialog = WeightsDialog(program.desk, appearance, parent)
        dialog.show()
        calm()
        return dialog

    return show


def kept(program: Program) -> Weights:
    with program.store.reading() as session:
        return weights(session)


def test_what_is_saved_holds_for_every_desk(
    program: Program,
    opened: Callable[[Appearance], WeightsDialog],
    calm: Callable[[], None],
    appearance: Appearance,
) -> None:
    dialog = opened(appearance)
    assert clipped(dialog) == []
    assert dialog.weights() == SHIPPED
    dialog.numbers["load"].setValue(20)
    dialog.certified.setText("atm، S90")
    dialog.busy_slot.setCurrentIndex(1)
    told = QSignalSpy(dialog.told)
    dialog.accept()
    calm()
    assert told.count() == 1
    saved = kept(program)
    assert (saved.load, saved.certified, saved.busy_slot) == (20, ("ATM", "S90"), "block")
    assert opened(appearance).weights() == saved


def test_numbers_stay_inside_their_limits(
    opened: Callable[[Appearance], WeightsDialog], english: Appearance
) -> None:
    dialog = opened(english)
    dialog.numbers["road"].setValue(0)
    dialog.numbers["speed_a"].setValue(1000)
    assert (dialog.weights().road, dialog.weights().speed_a) == (1, 200)


def test_a_value_that_is_none_is_said_and_can_be_put_right(
    program: Program,
    opened: Callable[[Appearance], WeightsDialog],
    calm: Callable[[], None],
    english: Appearance,
) -> None:
    with program.store.writing() as session:
        session.add(DispatchSetting(name="load", value="much"))
    dialog = opened(english)
    assert dialog.weights() == SHIPPED
    dialog.accept()
    calm()
    assert kept(program) == SHIPPED
