"""The report of a visit: kept with its job's resolution or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.closing import Missing, Proof
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.i18n import speaking
from app.models.jobs import JobEvent
from app.models.merchants import Terminal
from app.models.visits import TerminalSerial, VisitPhoto, VisitReport
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.closing import latest_report
from app.services.jobs.commands import Done, JobRef, Said
from app.services.jobs.undoing import redo, undo
from app.services.refusals import plain_sentence
from app.services.visits.photos import looked_at, photo_file
from app.services.visits.reporting import PartUsed, Visit, report
from app.services.visits.serials import serials
from tests.factories import BY_DESK, TARGETS, agreement_text, dump

NOTE = "هد چاپگر با الکل پاک شد و چاپ آزمایشی گرفتیم"
CLEANED = Visit(fault="PRN-01", cause=1, remedy="R03", minutes=15)
SWAP = Visit(fault="KPD-01", cause=1, remedy="R05", serial="OLD-0001", new_serial="new 0002")


def with_serials(ground):
    with ground.store.writing() as session:
        for place, terminal in enumerate(session.scalars(select(Terminal).order_by(Terminal.id)), 1):
            terminal.serial = f"OLD{place:04}"


def on_site(ground, **more):
    job = ground.call(**more)
    ground.assign(job)
    ground.wait(20)
    ground.act(job, "arrive")
    ground.wait(20)
    return job


def told(ground, job, visit, *, note=NOTE, version=None, closes=False):
    with ground.store.writing() as session:
        return report(
            session, ground.clock, JobRef(job, version), Said("desk-1", note=note), visit, closes=closes
        )


def refused(ground, job, visit, **more):
    """The refusal; nothing was changed."""
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as refusal:
        told(ground, job, visit, **more)
    assert dump(ground.store) == before
    return refusal.value


def asking(ground, closing, *, code="UC3", contractor="C1"):
    """Record an agreement that asks something of each visit."""
    body = f"\n[version.closing]\n{closing}\n" + TARGETS
    with ground.store.writing() as session:
        text = agreement_text("UC", code=code, contractor=contractor, body=body)
        record_agreement(session, ground.clock, text, file="uc.toml", by="desk-1")


def test_a_report_resolves_its_job_and_keeps_what_was_found(ground, jpeg):
    job = on_site(ground)
    photo = looked_at("shop.jpg", jpeg(ground.clock.now()))
    visit = Visit(
        fault="PRN-02",
        cause=2,
        remedy="R04",
        minutes=15,
        parts=[PartUsed("thermal-head", 1), PartUsed("paper-roll", 2)],
        photos=[photo],
    )
    (done,) = told(ground, job, visit)
    assert ground.events(job)[-1] == "resolved"
    with ground.store.reading() as session:
        row = session.scalars(select(VisitReport)).one()
        event = session.get_one(JobEvent, row.event_id)
        assert (done.event_id, done.kind) == (event.id, EventKind.RESOLVED)
        assert (row.number, row.fault, row.cause, row.remedy, row.minutes) == (1, "PRN-02", 2, "R04", 15)
        assert (event.kind, event.value, row.note) == ("resolved", "R04", NOTE)
        assert row.done_at - row.arrived_at == timedelta(minutes=20)
        assert [(part.code, part.count) for part in row.parts] == [("thermal-head", 1), ("paper-roll", 2)]
        assert photo_file(session, row.photos[0].id).content == photo.content
        assert (row.photos[0].sha256, row.photos[0].taken_at) == (photo.sha256, ground.clock.now())


def test_a_report_can_close_and_one_of_a_reopened_job_is_another(ground):
    job = on_site(ground)
    done = told(ground, job, CLEANED, closes=True)
    assert [each.kind for each in done] == [EventKind.RESOLVED, EventKind.CLOSED]
    assert ground.events(job)[-2:] == ["resolved", "closed"]
    ground.act(job, "reopen", reason="same-fault-again")
    ground.wait(5)
    told(ground, job, CLEANED)
    with ground.store.reading() as session:
        query = select(VisitReport.number, JobEvent.kind).join(JobEvent, JobEvent.id == VisitReport.event_id)
        assert session.execute(query).all() == [(1, "resolved"), (2, "resolved")]


def test_a_job_that_is_resolved_already_only_gets_its_report(ground):
    job = on_site(ground)
    ground.act(job, "resolve", remedy="R03")
    events = ground.events(job)
    assert told(ground, job, CLEANED) == ()
    assert ground.events(job) == events
    assert refused(ground, job, CLEANED, version=1).code == "changed-meanwhile"


def test_a_swap_is_one_step_with_its_history(ground):
    with_serials(ground)
    job = on_site(ground)
    told(ground, job, SWAP)
    swapped_at = ground.clock.now()
    with ground.store.reading() as session:
        terminal = session.get_one(Terminal, ground.terminals[0])
        row = session.scalars(select(VisitReport)).one()
        history = serials(session, terminal.id)
    assert terminal.serial == "NEW0002"
    assert (row.serial_before, row.serial_after) == ("OLD0001", "NEW0002")
    assert [(each.serial, each.since, each.until) for each in history] == [
        ("NEW0002", swapped_at, None),
        ("OLD0001", None, swapped_at),
    ]
    assert history[0].job == ground.job(job).code
    ground.wait(60)
    ground.act(job, "reopen", reason="same-fault-again")
    ground.wait(5)
    again = Visit(fault="KPD-01", cause=1, remedy="R05", new_serial="NEW0003")
    told(ground, job, again)
    with ground.store.reading() as session:
        assert [each.serial for each in serials(session, terminal.id)] == ["NEW0003", "NEW0002", "OLD0001"]
        assert [row.until for row in session.scalars(select(TerminalSerial))][:2] == [
            swapped_at,
            ground.clock.now(),
        ]


def test_a_serial_that_cannot_be_is_refused(ground):
    with_serials(ground)
    job = on_site(ground)
    swap = {"fault": "KPD-01", "cause": 1, "remedy": "R05"}
    assert refused(ground, job, Visit(**swap)).parameters["missing"] == (Missing(Proof.NEW_SERIAL, 1, 0),)
    assert refused(ground, job, Visit(**swap, new_serial="old 0001")).code == "serial-unchanged"
    in_use = refused(ground, job, Visit(**swap, new_serial="OLD0002"))
    assert (in_use.code, in_use.parameters["terminal"]) == ("serial-in-use", "10020031")
    assert refused(ground, job, Visit(**swap, new_serial="سریال")).code == "serial-not-readable"
    without = Visit(fault="PRN-01", cause=1, remedy="R03", new_serial="NEW0002")
    assert refused(ground, job, without).code == "serial-without-swap"


def test_a_device_unlike_the_register_has_to_be_said_to_be_right(ground):
    with_serials(ground)
    job = on_site(ground)
    other = {"fault": "PRN-01", "cause": 1, "remedy": "R03", "serial": "۱۲۳۴ x"}
    differs = refused(ground, job, Visit(**other))
    assert (differs.code, differs.parameters["known"]) == ("serial-differs", "OLD0001")
    told(ground, job, Visit(**other, is_register_wrong=True))
    with ground.store.reading() as session:
        assert [each.serial for each in serials(session, ground.terminals[0])] == ["1234X", "OLD0001"]
        assert session.get_one(Terminal, ground.terminals[0]).serial == "1234X"


@pytest.mark.parametrize(
    ("visit", "note", "code"),
    [
        (Visit(fault="PRN-01", cause=1, remedy="R99"), NOTE, "unknown-code"),
        (Visit(fault="ABC-01", cause=1, remedy="R03"), NOTE, "unknown-code"),
        (Visit(fault="", cause=1, remedy="R03"), NOTE, "unknown-code"),
        (Visit(fault="PRN-01", cause=99, remedy="R03"), NOTE, "unknown-code"),
        (Visit(fault="PRN-01", cause=-1, remedy="R03"), NOTE, "unknown-code"),
        (Visit(fault="PRN-01", cause=0, remedy="R03"), " ", "cause-needs-note"),
        (Visit(fault="PRN-01", cause=1, remedy="R03", minutes=-1), NOTE, "minutes-out-of-range"),
        (Visit(fault="PRN-01", cause=1, remedy="R03", minutes=1441), NOTE, "minutes-out-of-range"),
        (Visit(fault="PRN-01", cause=1, remedy="R04", parts=[PartUsed("gold", 1)]), NOTE, "unknown-code"),
        (Visit(fault="PRN-01", cause=1, remedy="R04", parts=[PartUsed("sim", 0)]), NOTE, "part-count"),
        (
            Visit(fault="PRN-01", cause=1, remedy="R04", parts=[PartUsed("sim", 1), PartUsed("sim", 2)]),
            NOTE,
            "part-twice",
        ),
    ],
)
def test_what_is_wrong_leaves_the_job_as_it_was(ground, visit, note, code):
    assert refused(ground, on_site(ground), visit, note=note).code == code


def test_a_photo_counts_once_and_must_be_what_was_looked_at(ground, jpeg):
    job = on_site(ground)
    photo = looked_at("a.jpg", jpeg())
    twice = Visit(fault="PRN-01", cause=1, remedy="R03", photos=[photo, photo])
    assert refused(ground, job, twice).code == "photo-twice"
    told(ground, job, Visit(fault="PRN-01", cause=1, remedy="R03", photos=[photo]))
    with ground.store.engine.begin() as connection:
        connection.execute(update(VisitPhoto).values(content=b"other"))
    with ground.store.reading() as session, pytest.raises(RuleBroken, match="photo-damaged"):
        photo_file(session, session.scalars(select(VisitPhoto.id)).one())


def test_what_an_agreement_asks_is_named_before_anything_is_kept(ground, jpeg):
    asking(ground, "note = 20\nphotos = 1\nserial = true")
    job = on_site(ground)
    refusal = refused(ground, job, CLEANED, note="کوتاه")
    assert refusal.parameters["missing"] == (
        Missing(Proof.NOTE, 20, 5),
        Missing(Proof.PHOTOS, 1, 0),
        Missing(Proof.SERIAL, 1, 0),
    )
    with speaking("en"):
        sentence = plain_sentence(refusal)
    assert sentence == (
        "What is agreed for closing is not there yet: a note of at least 20 letters (5 so far); "
        "photos: 1 are needed (0 so far); the serial read off the device."
    )
    shown = Visit(fault="PRN-01", cause=1, remedy="R03", serial="A1B2", photos=[looked_at("a.jpg", jpeg())])
    told(ground, job, shown, closes=True)
    assert ground.events(job)[-1] == "closed"


def test_a_job_resolved_without_its_proof_is_not_closed(ground):
    asking(ground, "note = 20")
    job = on_site(ground)
    ground.act(job, "resolve", remedy="R03")
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match="closing-incomplete"):
        ground.act(job, "close")
    assert dump(ground.store) == before
    told(ground, job, CLEANED)
    ground.act(job, "close")
    assert ground.events(job)[-1] == "closed"


def test_what_the_desk_settles_by_phone_needs_no_proof_nor_does_another_contractor(ground):
    asking(ground, "note = 20")
    by_phone = ground.call()
    ground.act(by_phone, "resolve", remedy="R01")
    ground.act(by_phone, "close")
    other = ground.call(terminal=1)
    ground.assign(other, technician=2)
    ground.act(other, "resolve", remedy="R03")
    ground.act(other, "close")
    assert ground.events(other)[-1] == "closed"


def resolution(ground, job):
    with ground.store.reading() as session:
        query = select(JobEvent.id).where(JobEvent.job_id == job, JobEvent.kind == "resolved")
        return Done(job, session.scalars(query).all()[-1], EventKind.RESOLVED)


def test_a_report_goes_with_its_resolution_when_that_is_taken_back_and_done_again(ground):
    asking(ground, "note = 20")
    job = on_site(ground)
    told(ground, job, CLEANED)
    with ground.store.writing() as session:
        undone = undo(session, ground.clock, resolution(ground, job), BY_DESK)
        assert latest_report(session, job) is None
    with ground.store.writing() as session:
        redo(session, ground.clock, undone, BY_DESK)
        assert latest_report(session, job).note == NOTE
    ground.act(job, "close")
    assert ground.events(job)[-1] == "closed"


def test_a_swap_is_not_taken_back(ground):
    job = on_site(ground)
    told(ground, job, SWAP)
    before = dump(ground.store)
    with ground.store.writing() as session, pytest.raises(RuleBroken, match="undo-not-possible"):
        undo(session, ground.clock, resolution(ground, job), BY_DESK)
    assert dump(ground.store) == before


def test_a_report_that_corrects_another_keeps_its_photos_and_its_swap(ground, jpeg):
    asking(ground, "photos = 1")
    with_serials(ground)
    job = on_site(ground)
    photo = looked_at("shop.jpg", jpeg(ground.clock.now()))
    told(ground, job, replace(SWAP, photos=(photo,)))
    refusal = refused(ground, job, replace(SWAP, serial="", remedy="R05", new_serial="OLD0002"))
    assert refusal.code == "serial-in-use"
    told(ground, job, replace(SWAP, serial="", minutes=25), closes=True)
    assert ground.events(job)[-1] == "closed"
    with ground.store.reading() as session:
        rows = session.scalars(select(VisitReport).order_by(VisitReport.number)).all()
        assert [(row.serial_before, row.serial_after, row.minutes) for row in rows] == [
            ("OLD0001", "NEW0002", None),
            ("OLD0001", "NEW0002", 25),
        ]
        assert [each.serial for each in serials(session, ground.terminals[0])] == ["NEW0002", "OLD0001"]
