"""What a dispatcher tells a technician, reads of him, and does about the silent; and reassigning."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.clock import TurnedClock
from app.models.jobs import JobEvent
from app.models.messages import OutgoingMessage
from app.models.parties import Party, Technician
from app.settings import MessageSettings, SmsGateway
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.chase_dialog import ChaseDialog
from app.views.board.option_delegate import DETAIL, TITLE
from tests.stories.region import Program
from tests.views.test_pages import clipped

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]
Key = Qt.Key


@pytest.fixture
def sent(program: Program) -> int:
    """A call that a technician has not accepted yet."""
    with program.store.writing() as session:
        session.get_one(Technician, 1).phone = "09120000007"
    job = program.call(0)
    program.assign(job)
    return job


def said(page: BoardPage) -> list[str]:
    texts: list[str] = []
    page.told.connect(lambda message: texts.append(message.text))
    return texts


def last_event(program: Program, job: int) -> JobEvent:
    with program.store.reading() as session:
        return session.scalars(select(JobEvent).where(JobEvent.job_id == job).order_by(JobEvent.id)).all()[-1]


def run(page: BoardPage, name: str) -> None:
    handler = page.handlers()[name]
    assert handler.is_allowed()
    handler.run()


def test_one_key_puts_the_message_on_the_clipboard(
    sent: int, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    page = show_board(persian)
    texts = said(page)
    run(page, "message.copy")
    calm()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[:2] == ["درخواست ۱۰۰۰۱ (اولویت ۲)", "پذیرنده: سوپرمارکت بهار"]
    assert lines[-1].startswith("نقشه: https://")
    assert texts == ["پیام به کاوه آذرمهر در حافظهٔ موقت است. ۰۹۱۲۰۰۰۰۰۰۷"]


def test_without_a_technician_there_is_nothing_to_tell(
    program: Program, show_board: Show, persian: Appearance
) -> None:
    program.call(0)
    page = show_board(persian)
    allowed = {name: page.handlers()[name].is_allowed() for name in ("message.copy", "message.send")}
    assert allowed == {"message.copy": False, "message.send": False}


def test_without_a_gateway_the_key_says_what_to_set_and_with_one_it_queues(
    program: Program, sent: int, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    page = show_board(persian)
    refused: list[object] = []
    page.refused.connect(refused.append)
    run(page, "message.send")
    calm()
    assert [str(error) for error in refused] == ["no-gateway"]
    program.desk.messages = MessageSettings(sms=SmsGateway(url="http://127.0.0.1:9/"))
    texts = said(page)
    run(page, "message.send")
    calm()
    assert texts == ["پیام به ۰۹۱۲۰۰۰۰۰۰۷ در صف ارسال است؛ نتیجه در رویدادهای درخواست ثبت می‌شود."]
    with program.store.reading() as session:
        assert session.scalars(select(OutgoingMessage.to)).all() == ["09120000007"]


def pasted(page: BoardPage, text: str):
    QGuiApplication.clipboard().setText(text)
    dialog = page.messages.paste_reply()
    assert dialog is not None
    return dialog


def test_a_reply_is_recorded_only_when_the_user_agrees_and_as_the_contractors_word(
    program: Program,
    sent: int,
    show_board: Show,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
    clock: TurnedClock,
) -> None:
    clock.turn_by(timedelta(hours=1))
    page = show_board(persian)
    dialog = pasted(page, "سلام، ساعت ۱۲:۱۰ رسيدم")
    assert clipped(dialog) == []
    assert dialog.meanings.item(0).data(TITLE) == "رسید به محل"
    assert program.job(sent).stage == "dispatched"
    qtbot.keyClick(dialog, Key.Key_Return)
    calm()
    event = last_event(program, sent)
    assert (event.kind, event.source, event.actor) == ("arrived", "contractor", "Nasrin")
    assert event.happened_at.isoformat() == "2026-06-01T08:40:00+00:00"
    assert event.note == "سلام، ساعت ۱۲:۱۰ رسيدم"
    assert program.job(sent).stage == "on-site"


def test_a_reply_that_names_another_call_is_not_recorded_at_the_first_enter(
    program: Program, sent: int, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    page = show_board(persian)
    dialog = pasted(page, "۱۰۰۹۹ رسیدم به محل")
    assert "در پاسخ شمارهٔ ۱۰۰۹۹ آمده است؛ این تماس ۱۰۰۰۱ است." in [
        label.text() for label in dialog.findChildren(QLabel) if label.isVisible()
    ]
    assert clipped(dialog) == []
    qtbot.keyClick(dialog, Key.Key_Return)
    calm()
    assert program.job(sent).stage == "dispatched"
    assert dialog.accept_button.text() == "با این حال برای تماس ۱۰۰۰۱ ثبت شود"
    qtbot.keyClick(dialog, Key.Key_Return)
    calm()
    assert program.job(sent).stage == "on-site"


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("قبول", "accepted", ""),
        ("نمی‌تونم، وقت ندارم", "rejected", "overloaded"),
        ("مشتری بسته بود", "paused", "merchant-closed"),
        ("fixed", "resolved", ""),
        ("این چیست؟", "note", ""),
    ],
)
def test_what_a_reply_says_becomes_what_it_means(
    program: Program,
    sent: int,
    show_board: Show,
    calm: Calm,
    appearance: Appearance,
    qtbot: QtBot,
    text: str,
    kind: str,
    reason: str,
) -> None:
    page = show_board(appearance)
    dialog = pasted(page, text)
    if kind == "resolved":
        qtbot.keyClick(dialog, Key.Key_Return)
        assert dialog.isVisible(), "a repair needs its remedy"
        assert dialog.focusWidget() is dialog.remedy
        dialog.remedy.setCurrentIndex(dialog.remedy.findData("R05"))
    qtbot.keyClick(dialog, Key.Key_Return)
    calm()
    event = last_event(program, sent)
    assert (event.kind, event.reason, event.source, event.note) == (kind, reason, "contractor", text)


def test_what_cannot_be_now_is_shown_and_not_taken_and_escape_records_nothing(
    program: Program, sent: int, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    page = show_board(persian)
    dialog = pasted(page, "ادامه می‌دهم")
    rows = [str(dialog.meanings.item(place).data(DETAIL)) for place in range(dialog.meanings.count())]
    assert rows == ["فقط برای یادآوری", "تا زمانی که کار «اعزام» است ممکن نیست"]
    dialog.meanings.setCurrentRow(1)
    assert not dialog.accept_button.isEnabled()
    qtbot.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Key.Key_Escape)
    calm()
    assert last_event(program, sent).kind == "dispatched"


def test_the_silent_are_listed_chased_and_called_by_key(
    program: Program,
    sent: int,
    show_board: Show,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
    clock: TurnedClock,
) -> None:
    clock.turn_by(timedelta(minutes=42))
    page = show_board(persian)
    run(page, "board.chase")
    calm()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, ChaseDialog)]
    assert clipped(dialog) == []
    item = dialog.list.item(0)
    assert item.data(TITLE) == "۱۰۰۰۱ · سپیدار پایانه · کاوه آذرمهر · سوپرمارکت بهار"
    assert item.data(DETAIL) == "۴۲ دقیقه بی‌پاسخ · ۱۲ دقیقه پس از مهلت · ۰۹۱۲۰۰۰۰۰۰۷"
    qtbot.keyClick(dialog, "c")
    assert QGuiApplication.clipboard().text() == "09120000007"
    qtbot.keyClick(dialog, Key.Key_Space)
    calm()
    event = last_event(program, sent)
    assert (event.kind, event.reason) == ("note", "chased")
    assert "۱ بار پیگیری" in str(dialog.list.item(0).data(DETAIL))
    qtbot.keyClick(dialog, Key.Key_Return)
    calm()
    assert page.job_panel.file is not None
    program_event = page.job_panel.file.events[-1]
    assert program_event.reason == "chased"
    dialog.close()


def test_a_call_goes_to_another_with_the_reason_and_beside_it_who_had_it_how_long(
    program: Program,
    sent: int,
    show_board: Show,
    calm: Calm,
    persian: Appearance,
    qtbot: QtBot,
    clock: TurnedClock,
) -> None:
    with program.store.writing() as session:
        party = session.scalars(select(Party.id).where(Party.code == "C1")).one()
        session.add(
            Technician(code="T9", name="آرش نیکان", name_en="Arash Nikan", party_id=party, lat=35.7, lon=51.4)
        )
    clock.turn_by(timedelta(minutes=25))
    page = show_board(persian)
    page.assign_current()
    calm()
    picker = page.hands.picker
    picker.line.setText("آرش")
    qtbot.keyClick(picker.line, Key.Key_Return)
    calm()
    assert picker.isVisible()
    assert "سپیدار پایانه: ۲۵ دقیقه" in picker._about.text()  # noqa: SLF001 - what is said under the question
    qtbot.keyClick(picker.line, Key.Key_Return)
    calm()
    event = last_event(program, sent)
    assert (event.kind, event.technician, event.reason) == ("dispatched", "T9", "silent")
