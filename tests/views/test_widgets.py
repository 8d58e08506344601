"""What the widgets say and tell: signals, names, counts and room."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.widgets.alarm_card import AlarmCard, CardAction, CardFace
from app.views.widgets.canvas import Canvas
from app.views.widgets.choices import ChipRow, Choice
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.frames import EmptyState
from app.views.widgets.key_hints import KeyHintBar, KeyName, NamedKey
from app.views.widgets.kpi_card import Figure, KpiCard
from app.views.widgets.labels import Part, PartsLabel
from app.views.widgets.marks import TimeState, initials, paint_time_left
from app.views.widgets.message_bar import Message, MessageBar
from app.views.widgets.number_edit import NumberEdit
from app.views.widgets.progress_panel import ProgressPanel
from app.views.widgets.rail import Destination, NavigationRail
from app.views.widgets.suggestion_bar import Answer, SuggestionBar
from app.views.widgets.top_bar import TopBar


def test_rail_tells_the_page_and_says_what_waits(qtbot: QtBot, persian: Appearance) -> None:
    rail = NavigationRail(
        persian, (Destination("jobs", "کار", "view-list"), Destination("end", "پایان", "cog", True))
    )
    qtbot.addWidget(rail)
    rail.show_waiting("jobs", 12)
    assert rail.button("jobs").accessibleName() == "کار, ۱۲ مورد در انتظار"
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.mouseClick(rail.button("end"), Qt.MouseButton.LeftButton)
    assert told.args == ["end"]
    with qtbot.assertNotEmitted(rail.chosen):
        rail.choose("jobs")
    assert (rail.button("jobs").isChecked(), rail.button("end").isChecked()) == (True, False)


def test_kpi_card_is_pressed_by_key_and_named_by_its_value(qtbot: QtBot, persian: Appearance) -> None:
    card = KpiCard(persian, "Kites", icon="alert")
    qtbot.addWidget(card)
    card.show_figure(Figure("۳", "سه مورد", (1.0, 2.0), "crit"))
    assert (card.accessibleName(), card.accessibleDescription()) == ("Kites: ۳", "سه مورد")
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Space)


def test_chips_show_counts_in_the_digits_of_the_language(qtbot: QtBot, persian: Appearance) -> None:
    chips = ChipRow(persian, (Choice("all", "Kites"), Choice("late", "Late")))
    qtbot.addWidget(chips)
    chips.show_count("all", 1187)
    assert (chips.button("all").text(), chips.button("late").text()) == ("Kites  ۱٬۱۸۷", "Late")
    persian.switch_language()
    assert chips.button("all").text() == "Kites  1,187"
    with qtbot.waitSignal(chips.chosen) as told:
        qtbot.mouseClick(chips.button("late"), Qt.MouseButton.LeftButton)
    assert (told.args, chips.key()) == (["late"], "late")


def test_chips_wrap_in_a_narrow_window(qtbot: QtBot, persian: Appearance) -> None:
    chips = ChipRow(persian, tuple(Choice(str(number), f"Choice {number}") for number in range(6)))
    qtbot.addWidget(chips)
    one_line = chips.layout().heightForWidth(2000)
    assert chips.layout().heightForWidth(200) > 2 * one_line
    chips.resize(200, chips.layout().heightForWidth(200))
    chips.show()
    assert all(chips.rect().contains(chips.button(str(number)).geometry()) for number in range(6))
    # Right to left, the first stands at the right edge.
    assert chips.button("0").geometry().right() == chips.rect().right()


def test_alarm_card_tells_the_action_and_that_it_is_opened(qtbot: QtBot, persian: Appearance) -> None:
    actions = (CardAction("ack", "Catch", "danger"), CardAction("shelve", "Shelve"))
    card = AlarmCard(persian, CardFace("Breach", "No one is there", "now"), actions)
    qtbot.addWidget(card)
    card.show()
    with qtbot.waitSignal(card.chosen) as told, qtbot.assertNotEmitted(card.opened):
        qtbot.mouseClick(card.button("shelve"), Qt.MouseButton.LeftButton)
    assert told.args == ["shelve"]
    with qtbot.waitSignal(card.opened):
        qtbot.keyClick(card, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.opened):
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(30, 12))
    card.show_face(CardFace("Breach", tone="warn", is_open=False))
    assert card.button("ack").property("role") == "primary", "red is kept for what is critical"
    assert card.button("ack").accessibleName() == "Catch: Breach"


def test_markup_in_user_texts_is_shown_as_it_stands(qtbot: QtBot, persian: Appearance) -> None:
    card = AlarmCard(persian, CardFace("<b>Shop</b> & sons", "<img src=x>"))
    qtbot.addWidget(card)
    assert card.accessibleName() == "<b>Shop</b> & sons. <img src=x>"
    assert {label.textFormat() for label in card.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_message_can_be_undone(qtbot: QtBot, persian: Appearance) -> None:
    bar = MessageBar(persian)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.say(Message("Assigned", token=71))
    assert not bar.isHidden()
    with qtbot.waitSignal(bar.undone) as told:
        bar.undo_button().click()
    assert told.args == [71]
    assert bar.isHidden()


def test_a_refusal_does_not_come_back_after_a_success_a_warning_does(
    qtbot: QtBot, persian: Appearance
) -> None:
    bar = MessageBar(persian)
    qtbot.addWidget(bar)
    breach = Message("New breach", "crit")
    bar.say(breach)
    bar.say(Message("Refused", "crit", is_refusal=True))
    bar.say(Message("Saved"))
    bar.close_message()
    assert bar.message() == breach


def test_a_notice_that_comes_by_itself_takes_no_undo_away(qtbot: QtBot, persian: Appearance) -> None:
    bar = MessageBar(persian)
    qtbot.addWidget(bar)
    done, notice = Message("Assigned", token=71), Message("No sound", "warn", comes_by_itself=True)
    bar.say(done)
    bar.say(notice)
    bar.say(notice)
    assert bar.message() == done
    assert bar.undo_button().isEnabled()
    bar.close_message()
    assert bar.message() == notice
    bar.close_message()
    assert bar.isHidden()


def test_refusal_stays_and_comes_back_under_a_passing_message(qtbot: QtBot, persian: Appearance) -> None:
    bar = MessageBar(persian, seconds=0)
    qtbot.addWidget(bar)
    refusal = Message("Someone changed it", "crit")
    bar.say(refusal)
    bar.say(Message("Saved"))
    assert bar.message() == Message("Saved")
    qtbot.waitUntil(lambda: bar.message() == refusal)
    bar.close_message()
    assert bar.isHidden()


def test_message_wraps_and_is_never_cut(qtbot: QtBot, appearance: Appearance) -> None:
    bar = MessageBar(appearance)
    qtbot.addWidget(bar)
    bar.say(Message("a long sentence about what has just been done " * 3, token=1))
    bar.resize(284, bar.layout().heightForWidth(284))
    bar.show()
    text = bar.text_label()
    assert text.heightForWidth(text.width()) <= text.height()
    assert bar.width() == 284


def test_suggestion_answers_by_button_and_key(qtbot: QtBot, persian: Appearance) -> None:
    bar = SuggestionBar(
        persian, accept=Answer("Assign", "Enter"), decline=Answer("Other", "N"), widen=Answer("All", "Q")
    )
    qtbot.addWidget(bar)
    bar.show_parts((Part("Most urgent:", "muted"), Part("10482", bold=True)))
    assert bar.accessibleName() == "Most urgent: 10482"
    with qtbot.waitSignal(bar.declined):
        bar.decline_button().click()
    bar.show_parts((Part("Nobody is free", "muted"),), can_accept=False)
    with qtbot.assertNotEmitted(bar.accepted):
        bar.accept_button().click()


def test_parts_take_a_second_line_where_there_is_no_room(qtbot: QtBot, appearance: Appearance) -> None:
    parts = PartsLabel(appearance)
    qtbot.addWidget(parts)
    parts.show_parts((Part("a b c d e f g h i j"), Part("k l m n o p", "warn", bold=True)))
    assert parts.heightForWidth(60) >= 2 * parts.heightForWidth(1000)


def test_foot_hides_keys_it_has_no_room_for(qtbot: QtBot, appearance: Appearance) -> None:
    names = tuple(KeyName(f"Ctrl {number}", "does something long") for number in range(9))
    foot = KeyHintBar(appearance, names)
    qtbot.addWidget(foot)
    foot.show_status("Live")
    foot.resize(700, 38)
    foot.show()
    hints = foot.findChildren(NamedKey)
    shown = [hint for hint in hints if hint.isVisible()]
    assert 0 < len(shown) < 9
    assert shown == hints[: len(shown)]
    assert all(hint.width() >= hint.sizeHint().width() for hint in shown)


def test_top_bar_tells_the_sound_and_switches_the_language(qtbot: QtBot, persian: Appearance) -> None:
    bar = TopBar(persian)
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.sound_toggled) as told:
        bar.findChild(QWidget, "sound").click()
    assert told.args == [False]
    with qtbot.assertNotEmitted(bar.sound_toggled):
        bar.show_sound(on=True)
    bar.findChild(QWidget, "language").click()
    bar.findChild(QWidget, "theme").click()
    assert (persian.language, persian.theme) == ("en", "light")


def test_progress_can_be_cancelled_once(qtbot: QtBot, persian: Appearance) -> None:
    panel = ProgressPanel(persian)
    qtbot.addWidget(panel)
    panel.start("Letters")
    panel.show_progress(3, 10)
    with qtbot.waitSignal(panel.cancelled):
        panel.cancel_button().click()
    assert not panel.cancel_button().isEnabled()
    with qtbot.assertNotEmitted(panel.cancelled):
        panel.cancel_button().click()
    panel.finish()
    assert panel.isHidden()


def test_empty_state_offers_its_action(qtbot: QtBot, persian: Appearance) -> None:
    empty = EmptyState(persian, icon="inbox-outline", title="Nothing", advice="Look elsewhere", action="Go")
    qtbot.addWidget(empty)
    assert empty.accessibleName() == "Nothing. Look elsewhere"
    with qtbot.waitSignal(empty.acted):
        empty.action_button().click()


@pytest.mark.parametrize("digits", ["۲۵", "25", "٢٥"])
def test_number_is_typed_in_either_digits(qtbot: QtBot, appearance: Appearance, digits: str) -> None:
    edit = NumberEdit(appearance, name="Days", most=90)
    qtbot.addWidget(edit)
    edit.show()
    edit.selectAll()
    for digit in digits:
        type_text(edit, digit)
    assert edit.value() == 25
    assert edit.text() == appearance.formats.number(25)


@pytest.mark.parametrize(
    ("name", "shown"), [("Ali Sample", "AS"), ("sara", "S"), ("رضا نمونه", "ر"), ("", "?"), ("a b c", "AB")]
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_every_state_of_a_clock_differs_without_colour(appearance: Appearance) -> None:
    states: tuple[TimeState, ...] = ("late", "warning", "left", "paused", "met")
    grey = {state: bytes(_clock_picture(appearance, state).constBits()) for state in states}
    assert len(set(grey.values())) == len(states)


def _clock_picture(appearance: Appearance, state: TimeState) -> QImage:
    """The clock with the same time, word and fraction in every state, drawn in black and white."""
    picture = QImage(170, 52, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    canvas = Canvas(painter, picture.rect(), appearance)
    paint_time_left(canvas, picture.rect(), state, text="04:12", word="", fraction=0.5)
    painter.end()
    return picture.convertToFormat(QImage.Format.Format_Mono)


def type_text(widget: QWidget, text: str) -> None:
    """Type what QTest cannot: it knows Latin letters only."""
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)
    QCoreApplication.sendEvent(widget, press)


def test_a_row_that_wraps_is_as_high_as_what_it_holds_now(qtbot: QtBot) -> None:
    box, label = QWidget(), QLabel("a")
    qtbot.addWidget(box)
    row = FlowLayout(box)
    row.addWidget(label)
    low = row.heightForWidth(200)
    assert low == row.heightForWidth(200) == label.sizeHint().height()
    label.setText("a\nb\nc")
    assert row.heightForWidth(200) == label.sizeHint().height() > low
