"""UX 25, the part of the intake: both kinds of figures are typed, ي and ك find ی and ک, 14:05 reads 14:05.

And the promise of the dispatch desk beside it: a whole call in 15 seconds, without a mouse.
"""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.jobs import Job
from app.views.appearance import Appearance
from app.views.board.call_dialog import CallDialog
from app.views.main_window import MainWindow
from tests.stories.region import Program

Open = Callable[[Appearance], MainWindow]
Calm = Callable[[], None]
SECONDS_A_KEY = 0.28
"""An average typist's key (Card, Moran and Newell: the keystroke-level model)."""
SECONDS_A_GLANCE = 1.35
"""Preparing for what comes next, in the same model."""


class Hands(QObject):
    """Types on whatever has the focus, counts the keys, and sees every touch of a mouse."""

    def __init__(self, calm: Calm) -> None:
        super().__init__()
        self._calm = calm
        self.keys = self.clicks = 0
        QApplication.instance().installEventFilter(self)

    def type(self, text: str) -> None:
        for letter in text:
            self._send(0, letter)
        self._calm()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._send(key, "", modifier)
        self._calm()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.clicks += event.type() == QEvent.Type.MouseButtonPress
        return False

    def _send(
        self, key: int, letter: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.keys += 1
        target = QApplication.activeModalWidget()
        assert target is not None
        focused = target.focusWidget()
        assert focused is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused, QKeyEvent(kind, key, modifier, letter))


@pytest.fixture
def hands(calm: Calm) -> Hands:
    return Hands(calm)


def dialog_of(window: MainWindow) -> CallDialog:
    (found,) = window.board.findChildren(CallDialog)
    return found


def shown(asked: CallDialog) -> list[str]:
    return [asked.form.terminals.item(n).text() for n in range(asked.form.terminals.count())]


@pytest.mark.parametrize(
    ("typed", "merchants"),
    [
        ("۰۹۵۰۰۰۰۰۰۰۱", ["داروخانهٔ نیلوفر"]),
        ("٠٩٥٠٠٠٠٠٠٠١", ["داروخانهٔ نیلوفر"]),
        ("09500000001", ["داروخانهٔ نیلوفر"]),
        ("+98 950 000 0001", ["داروخانهٔ نیلوفر"]),
        ("T-۲۲۰۰۱", ["داروخانهٔ نیلوفر"]),
        ("نيلوفر", ["داروخانهٔ نیلوفر"] * 3),
        ("پوشاك گلب", ["پوشاک گلبرگ"] * 3),
        ("سه تار", ["رستوران سه‌تار"] * 3),
        ("golbarg", ["پوشاک گلبرگ"] * 3),
    ],
)
def test_both_kinds_of_figures_and_letters_find_the_terminal(
    open_window: Open, hands: Hands, persian: Appearance, typed: str, merchants: list[str]
) -> None:
    window = open_window(persian)
    asked = window.board.take_call()
    hands.type(typed)
    assert [text.split("  ")[0] for text in shown(asked)] == merchants
    asked.drop()


def test_a_time_reads_as_it_was_typed(open_window: Open, hands: Hands, persian: Appearance) -> None:
    window = open_window(persian)
    asked = window.board.take_call()
    asked.form.call_back.setFocus()
    hands.type("۱۴:۰۵")
    assert "۱۴:۰۵" in asked.form.call_back_said.text()
    asked.drop()


def test_a_whole_call_takes_fifteen_seconds_and_no_mouse(
    open_window: Open, hands: Hands, persian: Appearance, program: Program, qtbot: QtBot
) -> None:
    window = open_window(persian)
    window.board.take_call()  # Ctrl+N, which test 3 presses
    hands.keys = 2
    hands.type("T-22001")
    assert "داروخانهٔ نیلوفر" in dialog_of(window).form.card.text()
    hands.press(Qt.Key.Key_Return)
    hands.type("چاپ")
    hands.press(Qt.Key.Key_Return)
    assert "۱۴۰۵/۰۳/۱۱ ۱۵:۳۰" in dialog_of(window).form.promises.text()
    hands.type("رسید نمی‌دهد")
    hands.press(Qt.Key.Key_Return)
    with program.store.reading() as session:
        (job,) = session.scalars(select(Job)).all()
        told = (job.fault, job.priority, job.description, job.terminal_id)
    assert told == ("PRN-01", "P3", "رسید نمی‌دهد", 2)
    glances = 3  # at the terminal found, at the fault found, at the due times
    assert hands.keys == 27
    assert hands.keys * SECONDS_A_KEY + glances * SECONDS_A_GLANCE <= 15
    assert hands.clicks == 0


def test_every_field_of_the_dialog_is_reached_by_tab(
    open_window: Open, hands: Hands, persian: Appearance
) -> None:
    window = open_window(persian)
    asked = window.board.take_call()
    form = asked.form
    form.switch_outcome()
    form.show_outcome()
    wanted: set[QWidget] = {form.search, form.fault, form.description, form.caller, form.caller_phone}
    wanted |= {form.call_back, form.phone_fix.remedy, form.phone_fix.confirmed}
    reached = {asked.focusWidget()}
    for _ in range(30):
        hands.press(Qt.Key.Key_Tab)
        reached.add(asked.focusWidget())
    assert wanted <= reached
    asked.drop()
