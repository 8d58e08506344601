"""The field of rial sums: digits of either kind, groups set while typing, nothing misread."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.widgets.amount_edit import AmountEdit


def edit_of(qtbot: QtBot, appearance: Appearance, amount: Decimal | None = None) -> AmountEdit:
    made = AmountEdit(appearance, name="amount", amount=amount)
    qtbot.addWidget(made)
    return made


def type_into(edit: AmountEdit, text: str) -> None:
    for letter in text:
        edit.keyPressEvent(
            QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
        )


@pytest.mark.parametrize("typed", ["1234567", "۱۲۳۴۵۶۷", "۱۲۳4567"])
def test_either_digits_are_taken_and_grouped(qtbot: QtBot, persian: Appearance, typed: str) -> None:
    edit = edit_of(qtbot, persian)
    with qtbot.waitSignals([edit.amount_changed] * 7):
        type_into(edit, typed)
    assert edit.text() == "۱٬۲۳۴٬۵۶۷"
    assert edit.amount() == Decimal(1_234_567)


def test_the_hands_stay_where_they_type(qtbot: QtBot, english: Appearance) -> None:
    edit = edit_of(qtbot, english, Decimal(123_456))
    edit.setCursorPosition(2)
    type_into(edit, "9")
    assert (edit.text(), edit.cursorPosition()) == ("1,293,456", 4)


@pytest.mark.parametrize("pasted", ["1,234.56", "-500", "12a", "9" * 16, "½"])
def test_what_is_no_sum_is_not_taken(qtbot: QtBot, english: Appearance, pasted: str) -> None:
    edit = edit_of(qtbot, english, Decimal(7))
    edit.selectAll()
    QApplication.clipboard().setText(pasted)
    edit.paste()
    assert edit.amount() == Decimal(7)


def test_nothing_written_is_no_sum(qtbot: QtBot, english: Appearance) -> None:
    assert edit_of(qtbot, english).amount() is None
    assert edit_of(qtbot, english, Decimal(0)).amount() == Decimal(0)


def test_the_switch_of_language_keeps_the_sum(qtbot: QtBot, persian: Appearance) -> None:
    edit = edit_of(qtbot, persian, Decimal(125_400_000))
    assert edit.text() == "۱۲۵٬۴۰۰٬۰۰۰"
    persian.switch_language()
    assert edit.text() == "125,400,000"
    persian.switch_language()
