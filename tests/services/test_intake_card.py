from datetime import date

import pytest

from app.domain.errors import RuleBroken
from app.models.jobs import Job
from app.models.merchants import Terminal
from app.services import board
from app.services.agreements.taking_in import record_agreement
from app.services.intake.taking import PhoneFix, take_call
from app.services.intake.terminal_card import InForce, terminal_card
from app.services.jobs.commands import JobRef, NewCall, Said, add_note, call_again
from app.services.jobs.undoing import redo, undo
from app.services.promises import open_promises
from app.services.proofs.question import proof
from app.services.proofs.statement import statement
from tests.factories import BY_DESK, MINUTE, TARGETS, agreement_text, dump, founded

TODAY = date(2026, 6, 1)


@pytest.fixture
def ground(store):
    return founded(store)


def card(ground, *, terminal=0, today=TODAY):
    with ground.store.reading() as session:
        return terminal_card(session, ground.clock, ground.terminals[terminal], today=today)


def fixed(ground, *, remedy="R01", confirmed_by="خانم رضایی"):
    call = NewCall(
        terminal_id=ground.terminals[0],
        fault="USR-01",
        priority="P4",
        caller="رضایی",
        caller_phone="09120000009",
    )
    with ground.store.writing() as session:
        fix = PhoneFix(remedy, confirmed_by)
        return take_call(session, ground.clock, call, BY_DESK, fix=fix)


def test_a_card_names_site_company_contractor_and_agreements(ground):
    with ground.store.writing() as session:
        terminal = session.get_one(Terminal, ground.terminals[0])
        terminal.installed_on, terminal.warranty_until = date(2024, 6, 1), TODAY
    found = card(ground)
    assert (found.number, found.model, found.merchant_code, found.zone) == ("10020030", "S90", "M0", "A")
    assert (found.psp, found.contractor, found.contractor_en) == (
        "پرداخت نمونه",
        "پیمانکار یکم",
        "Contractor one",
    )
    assert (found.installed_on, found.warranty_until, found.is_under_warranty) == (
        date(2024, 6, 1),
        TODAY,
        True,
    )
    assert not card(ground, today=date(2026, 6, 2)).is_under_warranty
    assert found.agreements == tuple(
        InForce(
            code=code,
            kind=kind,
            title="توافق",
            title_en="Agreement",
            number="",
            version=1,
            since=date(2026, 1, 1),
            until=None,
        )
        for code, kind in (("SLA", "SLA"), ("UC1", "UC"))
    )
    assert (found.open_jobs, found.visits, found.repeat_days, found.others_down) == ((), (), 30, 0)


def test_a_card_shows_what_is_open_and_how_often_the_merchant_called(ground):
    job = ground.call()
    ground.act(job, "call_again", said=Said("desk-2", note="هنوز خراب است"))
    ground.act(job, "call_again")
    (shown,) = card(ground).open_jobs
    assert (shown.id, shown.fault, shown.stage, shown.called_again) == (job, "PRN-01", "new", 2)
    assert ground.events(job) == ["reported", "note", "note"]
    ground.act(job, "cancel", reason="mistake")
    assert card(ground).open_jobs == ()
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match="not-in-this-stage"):
        ground.act(job, "call_again")
    assert dump(ground.store) == before


def test_a_second_call_is_taken_back_and_counted_again(ground):
    job = ground.call()
    said = Said("desk-2", note="هنوز خراب است")
    with ground.store.writing() as session:
        first = call_again(session, ground.clock, JobRef(job), said)
    with ground.store.writing() as session:
        undone = undo(session, ground.clock, first, said)
    assert card(ground).open_jobs[0].called_again == 0
    assert ground.events(job) == ["reported", "note", "undone"]
    with ground.store.writing() as session:
        redo(session, ground.clock, undone, said)
    assert card(ground).open_jobs[0].called_again == 1
    with ground.store.writing() as session:
        noted = add_note(session, ground.clock, JobRef(job), said)
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match="undo-not-possible"), ground.store.writing() as session:
        undo(session, ground.clock, noted, said)
    assert dump(ground.store) == before


def test_a_card_tells_the_last_visits_and_which_a_call_would_repeat(ground):
    for days in (40, 5):
        job = ground.call()
        ground.assign(job)
        ground.act(job, "resolve", remedy="R03")
        ground.wait(days * 24 * 60)
    newer, older = card(ground).visits
    assert (newer.code, newer.fault, newer.remedy) == (ground.job(job).code, "PRN-01", "R03")
    assert (newer.technician, newer.contractor) == ("یکتا", "پیمانکار یکم")
    assert (newer.is_recent, older.is_recent) == (True, False)
    assert card(ground, terminal=1).visits == ()


def test_the_other_terminals_of_the_site_that_are_down_are_counted(ground):
    with ground.store.writing() as session:
        first = session.get_one(Terminal, ground.terminals[0])
        session.get_one(Terminal, ground.terminals[1]).merchant_id = first.merchant_id
        session.get_one(Terminal, ground.terminals[2]).merchant_id = first.merchant_id
    ground.call(terminal=1)
    ground.call(terminal=1)
    ground.call(terminal=2, priority="P3")
    assert card(ground).others_down == 1
    assert card(ground, terminal=1).others_down == 0


def test_an_unknown_terminal_has_no_card(ground):
    with ground.store.reading() as session:
        assert terminal_card(session, ground.clock, 999, today=TODAY) is None


def test_a_phone_fix_is_registered_resolved_and_kept_at_once(ground):
    job = fixed(ground)
    with ground.store.reading() as session:
        found = session.get_one(Job, job)
        assert (found.stage, found.is_open, found.is_phone_fix) == ("closed", False, True)
        assert (found.caller, found.caller_phone, found.party_id) == ("رضایی", "09120000009", None)
        assert [(e.kind, e.source, e.value, e.note) for e in found.events] == [
            ("reported", "desk", "", ""),
            ("resolved", "merchant", "R01", "خانم رضایی"),
            ("closed", "desk", "", ""),
        ]
        assert [(row.kind, row.metric, row.state) for row in found.obligations] == [
            ("SLA", "arrive", "met"),
            ("SLA", "resolve", "met"),
        ]
        assert found.clock_state == "met"
        resolve = found.obligations[1].id
        told = proof(session, ground.clock, resolve)
        assert statement(told.sheet, "en", parties={}).verdict.startswith("Kept")
        shown = board.job_file(session, ground.clock, job)
        assert (shown.is_phone_fix, shown.caller, shown.caller_phone) == (True, "رضایی", "09120000009")
    (visit,) = card(ground).visits
    assert (visit.is_phone_fix, visit.remedy, visit.technician) == (True, "R01", "")


def test_calls_mended_by_phone_are_counted_apart(ground):
    start = ground.clock.now()
    fixed(ground)
    ground.call(terminal=1)
    ground.wait(1)
    with ground.store.reading() as session:
        day = board.figures(session, ground.clock, start)
    assert (day.called_today, day.fixed_by_phone) == (2, 1)


def test_a_call_back_is_promised_and_owed(ground):
    at = ground.clock.now() + 30 * MINUTE
    call = NewCall(terminal_id=ground.terminals[0], fault="PRN-01", priority="P3", caller_phone="0912")
    with ground.store.writing() as session:
        job = take_call(session, ground.clock, call, BY_DESK, call_back_at=at)
    with ground.store.reading() as session:
        (owed,) = open_promises(session)
    assert (owed.job_id, owed.kind, owed.to_whom, owed.text, owed.due_at) == (
        job,
        "call-back",
        "سوپرمارکت کوهسار",
        "0912",
        at,
    )
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match="promise-needs-words"), ground.store.writing() as session:
        take_call(session, ground.clock, call, BY_DESK, call_back_at=ground.clock.now())
    assert dump(ground.store) == before


@pytest.mark.parametrize(
    ("details", "code"),
    [({"remedy": "R04"}, "not-by-phone"), ({"confirmed_by": "  "}, "needs-a-name")],
)
def test_a_phone_fix_that_is_none_is_refused_and_leaves_nothing(ground, details, code):
    before = dump(ground.store)
    with pytest.raises(RuleBroken, match=code):
        fixed(ground, **details)
    assert dump(ground.store) == before


REPEATS = """
[[version.clause]]
code = "R"
trigger = "repeat"
article = "7-3"
tiers = "flat"
title = { fa = "خرابی تکراری", en = "Repeat" }

[[version.clause.bracket]]
from = 0
to = 10
amount = 500000

[[version.clause.bracket]]
over = 10
amount = 0
"""


def repaired(ground):
    """A call that T1 of C1 mended an hour ago; C1 pays for calls again within ten dates."""
    with ground.store.writing() as session:
        text = agreement_text("UC", code="UC9", contractor="C1", body=TARGETS + REPEATS)
        record_agreement(session, ground.clock, text, file="uc.toml", by="desk-1")
    job = ground.call()
    ground.assign(job)
    ground.act(job, "resolve", remedy="R03")
    ground.wait(60)
    return job


def test_a_card_tells_what_a_call_would_repeat_whom_it_may_cost_and_until_when_it_reopens(ground):
    job = repaired(ground)
    found = card(ground).repeated
    assert (found.job_id, found.fault, found.remedy, found.is_phone_fix) == (job, "PRN-01", "R03", False)
    assert (found.technician, found.contractor_en) == ("یکتا", "Contractor one")
    assert found.reopens_until == date(2026, 6, 8)
    assert [(each.agreement, each.article, each.title_en) for each in found.charged] == [
        ("UC9", "7-3", "Repeat")
    ]
    assert card(ground, terminal=1).repeated is None
    ground.wait(8 * 24 * 60)
    assert card(ground).repeated.reopens_until is None
    ground.wait(3 * 24 * 60)
    assert card(ground).repeated.charged == ()
    ground.wait(20 * 24 * 60)
    assert card(ground).repeated is None


def test_what_a_card_calls_a_repeat_is_what_a_new_call_is_linked_to(ground):
    job = repaired(ground)
    assert ground.job(ground.call()).repeat_of_id == job
