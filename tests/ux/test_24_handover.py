"""24: a shift is handed over with what is open, both names, and what is carried reappears; printable."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.bootstrap import main
from app.domain.errors import RuleBroken
from app.domain.events import Owner
from app.i18n import speaking
from app.models.shifts import HandoverItem
from app.models.store import Store
from app.services.accounts.tables import as_csv
from app.services.alarm_steps import Shelf, acknowledge, shelve
from app.services.chasing import chase
from app.services.chasing import silent as chase_list
from app.services.handover.document import handover_table, sheet, until
from app.services.handover.gathering import Line, Section
from app.services.handover.records import HandoverRow, handover
from app.services.handover.sheet_pdf import handover_pdf
from app.services.handover.signing import NewHandover, draft, hand_over, take_over
from app.services.jobs.commands import JobRef, Said
from app.services.promises import NewPromise, keep_promise, promise
from app.services.sla_watch import raise_due
from app.services.verification.handovers import handover_findings
from app.views.appearance import Appearance
from app.views.handover.handover_form import HandoverForm
from app.views.handover.handover_page import HandoverPage
from app.views.handover.take_form import TakeForm
from tests.factories import dump, founded
from tests.prepared import filled
from tests.stories.region import Program, turned
from tests.views.test_pages import clipped

HOUR = timedelta(hours=1)
MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.fixture
def ground(store):
    """A breach, a call on hold, a silent contractor and a promise."""
    made = founded(store)
    late, held, silent = made.call(), made.call(terminal=1), made.call(terminal=2)
    made.assign(late)
    made.act(late, "accept")
    made.act(
        held,
        "pause",
        reason="merchant-closed",
        owner=Owner.MERCHANT,
        resume_at=made.clock.now() + 5 * HOUR,
        said=Said("Maryam", note="تا عصر بسته است"),
    )
    made.wait(100)
    made.assign(silent, technician=2)
    made.wait(45)
    with store.writing() as session:
        owed = NewPromise(kind="call-back", to_whom="آقای نیکی", due_at=made.clock.now() + HOUR, job_id=held)
        promise(session, made.clock, owed, Said("Maryam", note="نتیجه را بگوییم"))
    return made


def new(ground, **more):
    now = ground.clock.now()
    told = {"from_whom": "مریم", "to_whom": "کاوه", "shift_from": now - 8 * HOUR, "shift_to": now}
    return NewHandover(**(told | more))


def signed(ground, **more):
    with ground.store.writing() as session:
        return hand_over(session, ground.clock, new(ground, **more), Said("desk-1", note="شلوغ بود"))


def taken(ground, number, by="کاوه"):
    with ground.store.writing() as session:
        take_over(session, ground.clock, number, Said(by))


def read(ground, number):
    with ground.store.reading() as session:
        return handover(session, number)


def sections(items):
    return [item.line.section.value for item in items]


def test_what_is_open_is_handed_over_by_section_with_its_instants(ground):
    with ground.store.reading() as session:
        found = draft(session, ground.clock)
    told = {item.line.section: item.line for item in found.items}
    assert sections(found.items) == ["breach", "breach", "hold", "promise", "silent"]
    assert told[Section.BREACH].kind == "arrive"
    hold = told[Section.HOLD]
    assert (hold.reason, hold.text, hold.by) == ("merchant-closed", "تا عصر بسته است", "Maryam")
    assert hold.due_at - hold.since == 5 * HOUR
    assert told[Section.PROMISE].text == "آقای نیکی · نتیجه را بگوییم"
    assert told[Section.SILENT].contractor_en == "Contractor two"


def test_carried_lines_and_notes_reappear_with_their_remarks_until_they_are_done(ground):
    remarks = {"hold:2": "زنگ بزنید"}
    first = signed(ground, remarks=remarks, notes=["کلید انبار نزد نگهبانی است", "  "])
    taken(ground, first)
    ground.wait(480)
    with ground.store.reading() as session:
        found = draft(session, ground.clock)
    held = next(item for item in found.items if item.line.section is Section.HOLD)
    note = next(item for item in found.items if item.line.section is Section.NOTE)
    assert (held.remark, held.carried, note.carried) == ("زنگ بزنید", 1, 1)
    assert note.line.text == "کلید انبار نزد نگهبانی است"
    assert found.shift_from == read(ground, first).shift_to
    ground.act(2, "resume")
    with ground.store.writing() as session:
        keep_promise(session, ground.clock, 1, Said("Kaveh"))
    second = signed(ground, from_whom="کاوه", to_whom="مریم", done=frozenset({note.line.key}))
    row = read(ground, second)
    assert [(i.is_done, i.carried) for i in row.items if i.line.section is Section.NOTE] == [(True, 1)]
    assert "hold" not in sections(row.items)
    assert "promise" not in sections(row.items)
    taken(ground, second, by="مریم")
    with ground.store.reading() as session:
        assert "note" not in sections(draft(session, ground.clock).items)


def test_whoever_is_silent_stands_there_as_in_the_chase_list(ground):
    ground.wait(1)
    with ground.store.writing() as session:
        chase(session, ground.clock, JobRef(3), Said("Maryam"))
    chased_at = ground.clock.now()
    with ground.store.reading() as session:
        (listed,) = chase_list(session, 30)
        found = draft(session, ground.clock).items
        later = draft(session, ground.clock, accept_minutes=47).items
    (line,) = (item.line for item in found if item.line.section is Section.SILENT)
    assert (line.since, line.due_at, line.chased, line.chased_at) == (
        listed.sent_at,
        listed.due_at,
        1,
        chased_at,
    )
    assert Section.SILENT not in {item.line.section for item in later}
    row = read(ground, signed(ground))
    told = sheet(row, "en", TEHRAN)
    (said,) = next(part.rows for part in told.parts if part.heading.startswith("Contractors and tech"))
    assert said[1].translate(MARKS) == "Contractor two · Soroush · called after 1 time, at 2026-06-01 13:56"
    assert [item.line for item in row.items] == [item.line for item in found]


def test_a_visit_was_due_on_the_last_day_of_its_window():
    closes = datetime(2026, 6, 10, tzinfo=TEHRAN)
    line = Line(section=Section.BREACH, key="breach:1", kind="pm", due_at=closes)
    with speaking("en"):
        assert until(line, TEHRAN).translate(MARKS) == "2026-06-09"
        late = replace(line, due_at=closes + timedelta(hours=17))
        assert until(late, TEHRAN).translate(MARKS) == "2026-06-10"
        call = replace(line, kind="resolve")
        assert until(call, TEHRAN).translate(MARKS) == "2026-06-10 00:00"


def test_two_names_sign_and_nothing_is_signed_twice(ground):
    before = dump(ground.store)
    for more, code in (
        ({"to_whom": " "}, "handover-needs-names"),
        ({"to_whom": " مريم "}, "handover-to-second-person"),
        ({"shift_to": ground.clock.now() - 9 * HOUR}, "handover-shift-times"),
        ({"shift_from": ground.clock.now() - 49 * HOUR}, "handover-shift-times"),
    ):
        with pytest.raises(RuleBroken, match=code):
            signed(ground, **more)
    assert dump(ground.store) == before
    number = signed(ground)
    with pytest.raises(RuleBroken, match="handover-open"):
        signed(ground)
    with pytest.raises(RuleBroken, match="handover-to-second-person"):
        taken(ground, number, by="مريم")
    taken(ground, number)
    with pytest.raises(RuleBroken, match="handover-taken"):
        taken(ground, number)
    with pytest.raises(RuleBroken, match="unknown-handover"):
        taken(ground, 99)


def test_whatever_is_changed_afterwards_shows(ground):
    first = signed(ground)
    taken(ground, first)
    second = signed(ground)
    with ground.store.reading() as session:
        assert list(handover_findings(session)) == []
    with ground.store.engine.begin() as connection:
        row = update(HandoverItem).where(HandoverItem.handover_id == first, HandoverItem.number == 1)
        connection.execute(row.values(remark="other"))
    with ground.store.reading() as session:
        assert [(each.subject, each.part) for each in handover_findings(session)] == [
            (f"handover {first}", "seal")
        ]
    assert second == first + 1


def test_shelved_and_seen_alarms_are_told_with_who_and_until_when(ground):
    with ground.store.writing() as session:
        raise_due(session, ground.clock)
    with ground.store.writing() as session:
        acknowledge(session, ground.clock, 1, by="Maryam")
        shelf = Shelf(reason="merchant-agreed", minutes=60, note="")
        shelve(session, ground.clock, 2, shelf, by="Kaveh")
    with ground.store.reading() as session:
        items = [i.line for i in draft(session, ground.clock).items]
    seen = [line for line in items if line.section is Section.ALARM]
    assert [(line.kind, line.by, line.reason) for line in seen] == [("shelved", "Kaveh", "merchant-agreed")]
    # What was seen of a job that is told as a breach stands there.
    assert {line.by for line in items if line.section is Section.BREACH} == {"Maryam", ""}
    assert seen[0].due_at == ground.clock.now() + HOUR


@pytest.mark.parametrize(("language", "title"), [("fa", "صورت‌جلسهٔ تحویل شیفت ۱"), ("en", "Shift handover 1")])
def test_a_handover_is_printed_in_both_languages_with_both_names(ground, language, title):
    number = signed(ground, to_whom="Kaveh", notes=["keys at the gate"])
    taken(ground, number, by="Kaveh")
    told = sheet(read(ground, number), language, TEHRAN)
    assert told.title == title
    assert "Kaveh" in str(told.about)
    assert "مریم" in told.handed[0]
    assert "Kaveh" in told.taken[0]
    document = pypdfium2.PdfDocument(handover_pdf([told]))
    text = document[0].get_textpage().get_text_range()
    assert "Kaveh" in text
    assert "keys at the gate" in text
    document.close()
    assert handover_pdf([told]) == handover_pdf([told])
    table = handover_table([read(ground, number)], language, TEHRAN)
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"))))
    assert len(rows) == 1 + len(read(ground, number).items)
    assert {len(row) for row in rows} == {11}


def test_the_command_writes_pdf_csv_and_json(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    file.write_bytes(filled())
    store = Store(f"sqlite:///{file}", lambda changes: None)
    made = founded(store)
    made.call()
    made.wait(200)
    signed(made)
    store.dispose()
    days = ["--from", "2026-06-01", "--to", "2026-06-02", "--store", f"sqlite:///{file}"]
    for kind, mark in (("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        output = tmp_path / f"handover.{kind}"
        assert main(["report", "handover", *days, "--output", str(output)]) == 0
        assert output.read_bytes().startswith(mark)
    (told,) = json.loads((tmp_path / "handover.json").read_text("utf-8"))["handovers"]
    assert (told["from_whom"], told["to_whom"], told["taken_at"]) == ("مریم", "کاوه", None)
    empty = ["--from", "2026-06-02", "--to", "2026-06-03", "--store", f"sqlite:///{file}"]
    output = tmp_path / "none.pdf"
    assert main(["report", "handover", *empty, "--output", str(output)]) == 2
    assert not output.exists()


def test_an_answer_asked_before_the_signing_moves_nothing_away_from_it(
    program: Program, appearance: Appearance, qtbot: QtBot
) -> None:
    page = HandoverPage(program.desk, appearance)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(program.desk.is_idle)
    with program.store.reading() as session:
        before = draft(session, program.clock), []
    page.sign()
    form = page.form
    assert isinstance(form, HandoverForm)
    form.to_whom.setEditText("Kaveh")
    now = program.clock.now()
    new = NewHandover(from_whom="Nasrin", to_whom="Kaveh", shift_from=now - HOUR, shift_to=now)
    with program.store.writing() as session:
        number = hand_over(session, program.clock, new, Said("Nasrin"))
    page._signed(form, number)  # noqa: SLF001 - what the desk answers
    page._show(before)  # noqa: SLF001 - what was asked before, and answered after
    assert not isinstance(page.past.current(), HandoverRow)
    qtbot.waitUntil(lambda: isinstance(page.past.current(), HandoverRow))


def test_a_shift_is_handed_over_and_taken_on_the_page(
    program: Program, appearance: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    job = program.call(0, "P1")
    turned(program).turn_by(2 * HOUR)
    written = []

    def choose(_parent: QWidget, name: str, kind: str) -> Path:
        written.append(tmp_path / f"{name}.{kind}")
        return written[-1]

    page = HandoverPage(program.desk, appearance, choose)
    qtbot.addWidget(page)
    page.resize(1280, 680)
    page.show()
    qtbot.waitUntil(program.desk.is_idle)
    assert [item.line.job_id for item in page.shown()] == [job]
    assert clipped(page) == []
    page.tools.remark.setText("call them")
    page.tools.remark.textEdited.emit("call them")
    for note in ("not meant", "keys at the gate"):
        page.tools.note.setText(note)
        page.tools.add_button.click()
    chips = page.tools.findChildren(QPushButton)
    next(chip for chip in chips if chip.accessibleName() == "not meant").click()
    with qtbot.waitSignal(page.job_wanted) as wanted:
        page.handlers()["handover.job"].run()
    assert wanted.args == [job]
    assert not page.handlers()["handover.take"].is_allowed()
    page.handlers()["handover.sign"].run()
    form = page.form
    assert isinstance(form, HandoverForm)
    assert clipped(form) == []
    form.accept()
    assert form.wrong() != ""
    form.to_whom.setEditText("Kaveh")
    form.accept()
    qtbot.waitUntil(lambda: page.form is None)
    qtbot.waitUntil(lambda: isinstance(page.past.current(), HandoverRow))
    qtbot.waitUntil(program.desk.is_idle)
    assert [(i.remark, i.line.text) for i in page.shown()] == [("call them", ""), ("", "keys at the gate")]
    assert page.tools.take_button.isVisible()
    page.take()
    taking = page.form
    assert isinstance(taking, TakeForm)
    assert taking.by.currentText() == "Kaveh"
    taking.accept()
    qtbot.waitUntil(lambda: page.form is None)
    qtbot.waitUntil(lambda: not page.tools.take_button.isVisible())
    for kind in ("pdf", "csv"):
        page.write(kind)
    qtbot.waitUntil(program.desk.is_idle)
    assert [path.exists() for path in written] == [True, True]
