"""The date editor: Jalali in Persian, read from left to right, an aware instant outside."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateTimeEdit
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.widgets.date_time_edit import JalaliDateTimeEdit

# 14:05 in Tehran on the first of Azar 1405.
AFTERNOON = datetime(2026, 11, 22, 10, 35, tzinfo=UTC)


@pytest.fixture
def edit(qtbot: QtBot, persian: Appearance) -> JalaliDateTimeEdit:
    made = JalaliDateTimeEdit(persian, name="When", instant=AFTERNOON)
    qtbot.addWidget(made)
    made.show()
    return made


def type_text(edit: JalaliDateTimeEdit, text: str) -> None:
    for letter in text:
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
        QCoreApplication.sendEvent(edit, press)


def test_a_persian_clock_reads_from_left_to_right(edit: JalaliDateTimeEdit) -> None:
    assert edit.text() == "۱۴۰۵/۰۹/۰۱ ۱۴:۰۵"
    assert edit.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert edit.instant() == AFTERNOON


def test_switching_language_keeps_the_instant(edit: JalaliDateTimeEdit, persian: Appearance) -> None:
    persian.switch_language()
    assert edit.text() == "2026-11-22 14:05"
    assert edit.instant() == AFTERNOON
    persian.switch_language()
    assert edit.text() == "۱۴۰۵/۰۹/۰۱ ۱۴:۰۵"
    assert edit.layoutDirection() == Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("digits", ["۱۷", "17", "١٧"])
def test_either_digits_are_typed(qtbot: QtBot, edit: JalaliDateTimeEdit, digits: str) -> None:
    edit.setSelectedSection(QDateTimeEdit.Section.HourSection)
    with qtbot.waitSignal(edit.instant_changed) as told:
        type_text(edit, digits)
    assert edit.text() == "۱۴۰۵/۰۹/۰۱ ۱۷:۰۵"
    assert edit.instant() == datetime(2026, 11, 22, 13, 35, tzinfo=UTC)
    assert told.args[0].tzinfo is UTC


def test_a_jalali_day_is_typed(edit: JalaliDateTimeEdit) -> None:
    edit.setSelectedSection(QDateTimeEdit.Section.DaySection)
    type_text(edit, "30")
    assert edit.text() == "۱۴۰۵/۰۹/۳۰ ۱۴:۰۵"
    assert edit.date() == QDate(2026, 12, 21)


def test_the_popup_marks_the_day_in_the_calendar_spoken(
    edit: JalaliDateTimeEdit, persian: Appearance
) -> None:
    popup = edit.popup()
    assert popup.selectedDate() == QDate(2026, 11, 22)
    assert popup.calendar().name() == "Jalali"
    assert popup.firstDayOfWeek() == Qt.DayOfWeek.Saturday
    crit = persian.tokens.crit
    red = {day for day in Qt.DayOfWeek if popup.weekdayTextFormat(day).foreground().color().name() == crit}
    assert red == {Qt.DayOfWeek.Friday}
    persian.switch_language()
    assert popup.calendar().name() == "Gregorian"


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 20, 20, 29, tzinfo=UTC),  # the last minute of 1404 in Tehran
        datetime(2026, 3, 20, 20, 30, tzinfo=UTC),  # the first of 1405
        datetime(2025, 3, 20, 12, 0, tzinfo=UTC),  # 30 Esfand of a leap year
        datetime(2021, 9, 21, 20, 15, tzinfo=UTC),  # summer time was still kept
    ],
)
def test_what_is_shown_comes_back(edit: JalaliDateTimeEdit, instant: datetime) -> None:
    edit.show_instant(instant)
    assert edit.instant() == instant
