"""Taking a call: what is seen before it is saved, a phone fix, a second call, and what Esc leaves alone."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.domain.persian import persian_digits
from app.models.jobs import Job, JobEvent
from app.services.intake.search import find_terminals
from app.services.jobs.commands import JobRef, Said, resolve
from app.services.promises import open_promises
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.board.call_dialog import CallDialog
from tests.stories.region import FAULT, Program
from tests.views.test_pages import clipped

Show = Callable[[Appearance], BoardPage]
Calm = Callable[[], None]
MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
CONTROL = Qt.KeyboardModifier.ControlModifier


def filled(page: BoardPage, calm: Calm, typed: str = "T-22001", fault: str = FAULT) -> CallDialog:
    asked = page.take_call()
    asked.search(typed)
    calm()
    asked.choose_fault(fault)
    calm()
    return asked


def jobs(program: Program) -> list[Job]:
    with program.store.reading() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_the_terminal_is_told_at_a_glance(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    program.call(1)
    page = show_board(persian)
    asked = page.take_call()
    asked.search("T-22001")
    calm()
    told = asked.form.card.text()
    for said in ("داروخانهٔ نیلوفر", "09500000001", "سپیدار پایانه", "تعهد خدمت", "Sunmi P2", "هنوز باز است"):
        assert said in told
    assert asked.form.add.isVisible()
    asked.search("T-22002")
    calm()
    assert "هنوز باز است" not in asked.form.card.text()
    assert not asked.form.add.isVisible()
    asked.drop()


def test_a_call_that_repeats_says_of_what_and_reopens_it_where_the_fault_is_the_same(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    before = program.call(1)
    program.assign(before)
    with program.store.writing() as session:
        resolve(session, program.clock, JobRef(before), Said("Nasrin"), remedy="R03")
    page = show_board(english)
    asked = filled(page, calm, fault="USR-01")
    told = asked.form.card.text()
    assert "A repeat: 1 repair in the last 30 days" in told
    assert "Zhaleh Pouyan · Toska Khedmat" not in told
    assert "Kaveh Azarmehr · Sepidar Payaneh" in told
    assert "Until 2026-06-08 the same fault reopens that call" in told.translate(MARKS)
    assert not asked.form.reopen.isVisible()
    asked.choose_fault(FAULT)
    calm()
    assert asked.form.reopen.text() == f"Reopen call {program.job(before).code} (Ctrl+R)"
    assert clipped(asked) == []
    asked.form.description.setText("again no paper moves")
    qtbot.keyClick(asked, Qt.Key.Key_R, CONTROL)
    calm()
    (job,) = jobs(program)
    assert (job.id, job.is_open, job.repeat_of_id) == (before, True, None)
    with program.store.reading() as session:
        event = session.scalars(select(JobEvent).order_by(JobEvent.id.desc())).first()
        assert event is not None
        assert (event.kind, event.reason, event.note) == (
            "reopened",
            "same-fault-again",
            "again no paper moves",
        )


def test_an_earlier_answer_never_overwrites_a_later_one(
    program: Program, show_board: Show, calm: Calm, persian: Appearance
) -> None:
    asked = show_board(persian).take_call()
    asked.search("T-22001")
    asked.search("T-22002")
    calm()
    assert "22002" in asked.form.terminals.item(0).text()
    assert "22002" in asked.form.card.text()
    with program.store.reading() as session:
        late = find_terminals(session, "T-22001")
    asked._show_found("T-22001", late)  # noqa: SLF001 - an answer that comes late
    assert "22002" in asked.form.terminals.item(0).text()
    calm()
    assert "22002" in asked.form.card.text()
    asked.drop()


def test_due_times_follow_the_priority_and_say_what_is_not_promised(
    program: Program, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    asked = filled(show_board(persian), calm)
    assert "۱۴۰۵/۰۳/۱۱ ۱۵:۳۰" in asked.form.promises.text()
    assert "OLA، UC" in asked.form.promises.text()
    assert asked.form.reason.text() == "طبق فهرست خرابی‌ها."
    qtbot.keyClick(asked, Qt.Key.Key_1, CONTROL)
    calm()
    assert asked.form.priority.key() == "P1"
    assert "۱۴۰۵/۰۳/۱۱ ۱۲:۳۰" in asked.form.promises.text()
    assert asked.form.reason.text() == "انتخاب دستی؛ پیشنهاد ۳ بود."
    asked.choose_fault("DMG-01")
    calm()
    assert asked.form.priority.key() == "P2", "another fault is proposed anew"
    assert "هدفی برای آن شمرده نمی‌شود" in asked.form.promises.text()
    assert jobs(program) == []
    qtbot.keyClick(asked, Qt.Key.Key_Return, CONTROL)
    calm()
    (job,) = jobs(program)
    with program.store.reading() as session:
        facts = session.execute(select(JobEvent.kind, JobEvent.reason)).all()
    assert [tuple(fact) for fact in facts] == [("reported", ""), ("excused", "chargeable")]
    assert job.clock_due_at is None


def test_a_premium_merchant_whose_terminal_is_down_is_proposed_p1(
    program: Program, show_board: Show, calm: Calm, english: Appearance
) -> None:
    program.call(1)
    with program.store.writing() as session:
        job = session.scalars(select(Job)).one()
        job.merchant.merchant_class = "premium"
    asked = filled(show_board(english), calm, fault="PWR-01")
    assert (asked.form.priority.key(), asked.form.reason.text()) == (
        "P1",
        "A premium merchant cannot take payments.",
    )
    asked.drop()


def test_a_phone_fix_is_registered_with_who_confirmed_it(
    program: Program, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    page = show_board(persian)
    asked = filled(page, calm, fault="USR-01")
    asked.form.caller.setText("خانم رضایی")
    qtbot.keyClick(asked, Qt.Key.Key_P, CONTROL)
    calm()
    assert asked.form.phone_fix.isVisible()
    assert asked.form.phone_fix.confirmed_by() == "خانم رضایی"
    assert "رفع تلفنی" in asked.form.promises.text()
    asked.form.phone_fix.confirmed.clear()
    asked.form.touched.emit()
    assert not asked.form.save.isEnabled(), "somebody has to confirm it"
    asked.form.description.setFocus()
    qtbot.keyClick(asked.form.description, Qt.Key.Key_Return)
    assert asked.focusWidget() is asked.form.phone_fix.confirmed
    asked.form.description.setFocus()
    qtbot.keyClick(asked.form.description, Qt.Key.Key_Return, CONTROL)
    assert asked.focusWidget() is asked.form.phone_fix.confirmed, "what is missing is shown, not kept silent"
    assert jobs(program) == []
    asked.form.phone_fix.confirmed.setText("آقای نوری")
    qtbot.keyClick(asked.form.phone_fix.confirmed, Qt.Key.Key_Return)
    calm()
    (job,) = jobs(program)
    assert (job.stage, job.is_phone_fix, job.caller) == ("closed", True, "خانم رضایی")
    assert page.model.rowCount() == 0
    assert page.job_panel.isVisible()


def test_a_second_call_is_counted_on_the_open_job(
    program: Program, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    program.call(1)
    page = show_board(persian)
    asked = filled(page, calm)
    asked.form.description.setText("هنوز خراب است")
    assert asked.form.add.text() == f"افزودن به تماس {persian_digits(jobs(program)[0].code)} (Ctrl+D)"
    qtbot.keyClick(asked.form.description, Qt.Key.Key_D, CONTROL)
    calm()
    (job,) = jobs(program)
    with program.store.reading() as session:
        last = session.scalars(select(JobEvent).order_by(JobEvent.id.desc())).first()
    assert (last.kind, last.reason, last.note) == ("note", "called-again", "هنوز خراب است")
    assert page.job_panel.file.row.id == job.id
    again = page.take_call()
    again.search("T-22001")
    calm()
    assert "۱ بار تماس دوباره" in again.form.card.text()
    again.drop()


def test_when_to_call_back_is_typed_as_a_time(
    program: Program, show_board: Show, calm: Calm, persian: Appearance, qtbot: QtBot
) -> None:
    asked = filled(show_board(persian), calm)
    asked.form.call_back.setFocus()
    qtbot.keyClicks(asked.form.call_back, "99")
    assert not asked.form.save.isEnabled()
    asked.form.call_back.clear()
    qtbot.keyClicks(asked.form.call_back, "14:30")
    assert asked.form.save.isEnabled()
    qtbot.keyClick(asked.form.call_back, Qt.Key.Key_Return)
    calm()
    (job,) = jobs(program)
    with program.store.reading() as session:
        (owed,) = open_promises(session)
    assert (owed.kind, owed.job_id, owed.to_whom) == ("call-back", job.id, "داروخانهٔ نیلوفر")
    assert owed.due_at == datetime(2026, 6, 1, 11, tzinfo=UTC)


def test_escape_asks_only_where_something_was_typed(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    page = show_board(english)
    empty = page.take_call()
    qtbot.keyClick(empty, Qt.Key.Key_Escape)
    assert not empty.isVisible()
    asked = filled(page, calm)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert asked.isVisible()
    assert asked.form.warning.text().startswith("This call is not registered.")
    qtbot.keyClicks(asked.form.description, "x")
    assert asked.form.warning.text() == ""
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert asked.isVisible(), "typing on takes the question back"
    assert asked.form.search.text() == "T-22001"
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert not asked.isVisible()
    assert jobs(program) == []


def test_an_unknown_terminal_is_said_plainly(
    program: Program, show_board: Show, calm: Calm, english: Appearance, qtbot: QtBot
) -> None:
    asked = filled(show_board(english), calm, typed="99999999")
    assert "cannot be taken without its terminal" in asked.form.card.text()
    qtbot.keyClick(asked, Qt.Key.Key_Return, CONTROL)
    calm()
    assert jobs(program) == []
    asked.drop()


@pytest.mark.parametrize("size", [(1120, 690), (1320, 820)], ids=["narrow", "wide"])
def test_nothing_of_the_dialog_is_cut(
    program: Program,
    show_board: Show,
    calm: Calm,
    appearance: Appearance,
    size: tuple[int, int],
) -> None:
    program.call(1)
    asked = filled(show_board(appearance), calm)
    asked.resize(*size)
    asked.form.switch_outcome()
    asked.form.show_outcome()
    asked.form.description.setFocus()
    asked.grab()
    assert (asked.width(), asked.height()) == size
    assert clipped(asked) == []
    asked.drop()
