from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.models.penalties import PenaltyCase
from app.services.agreements.revisions import RevisionRef, approve_agreement, draft_agreement
from app.services.agreements.taking_in import record_agreement
from app.services.calendars.days_off import DayOff, declare_closure
from app.services.penalties.corrections import corrections
from app.services.penalties.month import price_month
from app.services.recalculation import changes, readings, register
from app.services.recalculation.proposing import Totals, propose
from tests.factories import MINUTE, TARGETS, agreement_text, dump, founded

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
LENIENT = TARGETS.replace("limit = 60", "limit = 90").replace("limit = 120", "limit = 240")
CLAUSE = """
[version.prices]
visit_fee = 1000000

[[version.clause]]
code = "LATE"
metric = "resolve"
title = {{ fa = "دیرکرد", en = "Late" }}
unit = "hour"
base = "visit_fee"
rate = {rate}
"""
MONTH = "1405-03"


@pytest.fixture
def ground(store):
    return founded(store)


def contract(*versions):
    text = agreement_text("UC", code="UC1", contractor="C1", body="").split("[[version]]")[0]
    return text + "\n".join(
        f"[[version]]\nnumber = {number}\neffective_from = {since}\n" + CLAUSE.format(rate=rate) + body
        for number, since, rate, body in versions
    )


FIRST = (1, "2026-01-01", "0.1", TARGETS)


def drafted(ground, text):
    with ground.store.writing() as session:
        return draft_agreement(session, ground.clock, text, by="Nasrin")


def proposed(ground, question, told=lambda _done, _total: True):
    before = dump(ground.store)
    proposal = propose(ground.store, ground.clock, question, told=told)
    assert dump(ground.store) == before
    return proposal


def of_draft(ground, text):
    return partial(changes.of_revision, revision_id=drafted(ground, text))


def late_call(ground, minutes, terminal=0):
    """A call of contractor C1 that is resolved so long after its dispatch."""
    job = ground.call(terminal=terminal)
    ground.assign(job)
    ground.wait(minutes)
    ground.act(job, "resolve", remedy="R03")
    return job


def later_sla(body, since="2026-06-01"):
    return agreement_text("SLA") + f"\n[[version]]\nnumber = 2\neffective_from = {since}\n" + body


def test_a_proposal_tells_before_and_after_and_writes_nothing(ground):
    late = late_call(ground, 150)
    running = ground.call(terminal=1)
    ground.wait(10)
    proposal = proposed(ground, of_draft(ground, later_sla(LENIENT)))
    assert proposal.as_of == START + 160 * MINUTE
    assert proposal.totals == Totals(
        examined=2, jobs=2, obligations=4, met_to_missed=0, missed_to_met=1, moved=2
    )
    assert proposal.money == ()
    found = {(row.job_id, row.difference.key[1]): row.difference for row in proposal.differences}
    resolve = found[late, "resolve"]
    assert (resolve.before.version, resolve.before.due_at, resolve.before.overrun_seconds) == (
        1,
        START + 120 * MINUTE,
        1800,
    )
    assert (resolve.after.version, resolve.after.due_at, resolve.after.overrun_seconds) == (
        2,
        START + 240 * MINUTE,
        0,
    )
    moved = found[running, "arrive"]
    assert (moved.before.due_at, moved.after.due_at) == (START + 210 * MINUTE, START + 240 * MINUTE)


def test_a_proposal_equals_what_its_approval_appends(ground):
    for place, minutes in enumerate((30, 100, 150, 300)):
        late_call(ground, minutes, terminal=place)
    draft = drafted(ground, later_sla(LENIENT))
    proposal = proposed(ground, partial(changes.of_revision, revision_id=draft))
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, RevisionRef(draft), by="Omid")
    with ground.store.reading() as session:
        (done,) = register.recalculations(session)
        appended = register.evaluations_of(session, done.id, limit=100)
    assert (done.jobs, done.obligations) == (proposal.totals.examined, proposal.totals.obligations)
    assert {(row.job_id, row.metric, row.before, row.after) for row in appended} == {
        (row.job_id, row.difference.key[1], row.difference.before, row.difference.after)
        for row in proposal.differences
    }


def test_it_is_told_how_far_it_came_and_stops_when_asked(ground, monkeypatch):
    monkeypatch.setattr(readings, "AT_ONCE", 2)
    for place in range(5):
        ground.call(terminal=place % 4)
    question = of_draft(ground, later_sla(LENIENT))
    steps = []

    def told(done, total):
        steps.append((done, total))
        return True

    assert proposed(ground, question, told).totals.examined == 5
    assert steps == [(2, 5), (4, 5), (5, 5)]
    assert proposed(ground, question, lambda done, _total: done < 4) is None


def test_papers_alone_change_nothing(ground):
    ground.call()
    proposal = proposed(ground, of_draft(ground, agreement_text("SLA").replace("توافق", "توافق تازه")))
    assert (proposal.totals, proposal.differences, proposal.money) == (Totals(), (), ())
    with pytest.raises(RuleBroken, match="unknown-revision"):
        proposed(ground, partial(changes.of_revision, revision_id=99))


def priced(ground):
    with ground.store.writing() as session:
        for text in (contract(FIRST), agreement_text("SLA", body=LENIENT)):
            record_agreement(session, ground.clock, text, file="a.toml", by="Nasrin")


def cases(ground):
    with ground.store.reading() as session:
        return [
            (case.state, case.payable)
            for case in session.scalars(select(PenaltyCase).order_by(PenaltyCase.id))
        ]


DEARER = contract(FIRST, (2, "2026-06-01", "0.3", TARGETS))
KINDER = contract(FIRST, (2, "2026-06-01", "0.1", LENIENT))


def month_drafted(ground):
    price_month(ground.store, ground.clock, JalaliMonth.parse(MONTH), interim=True, contractor="C1")


def test_rial_are_told_by_contractor_and_month(ground):
    priced(ground)
    late_call(ground, 150)
    late_call(ground, 30, terminal=1)
    proposal = proposed(ground, of_draft(ground, DEARER))
    (row,) = proposal.money
    assert proposal.left_out == ()
    assert (row.contractor, row.agreement, row.period, row.case_state) == ("C1", "UC1", MONTH, "")
    assert (row.before, row.after, row.change) == (Decimal(100000), Decimal(300000), Decimal(200000))


def test_clauses_that_count_other_jobs_too_are_left_out_and_named(ground):
    priced(ground)
    late_call(ground, 150)
    down = '[[version.clause]]\ncode = "D"\ntrigger = "downtime-hours"\namount = 7000\n'
    again = '[[version.clause]]\ncode = "R"\ntrigger = "repeat"\namount = 7000\n'
    title = 'title = { fa = "ب", en = "C" }\n'
    proposal = proposed(ground, of_draft(ground, DEARER + down + title + again + title))
    (row,) = proposal.money
    assert (row.before, row.after) == (Decimal(100000), Decimal(300000))
    assert proposal.left_out == ("D", "R")


def test_drafts_follow_an_approval_and_stay_one_case(ground):
    priced(ground)
    late_call(ground, 150)
    ground.wait(1)
    month_drafted(ground)
    assert cases(ground) == [("draft", Decimal(100000))]
    draft = drafted(ground, KINDER)
    proposal = proposed(ground, partial(changes.of_revision, revision_id=draft))
    assert [(row.case_state, row.change) for row in proposal.money] == [("draft", Decimal(-100000))]
    assert proposal.totals.payable == Decimal(-100000)
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, RevisionRef(draft), by="Omid")
    assert cases(ground) == [("draft", Decimal(0))]


def test_an_issued_case_stays_and_is_listed_for_a_correction_notice(ground):
    priced(ground)
    late_call(ground, 150)
    ground.wait(1)
    month_drafted(ground)
    with ground.store.writing() as session:
        session.scalars(select(PenaltyCase)).one().state = "issued"
    draft = drafted(ground, DEARER)
    proposal = proposed(ground, partial(changes.of_revision, revision_id=draft))
    (row,) = proposal.money
    assert (row.needs_correction, row.change, proposal.totals.payable) == (True, Decimal(200000), Decimal(0))
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, RevisionRef(draft), by="Omid")
    assert cases(ground) == [("issued", Decimal(100000))]
    with ground.store.reading() as session:
        (correction,) = corrections(session, 1)
    assert (correction.reason, correction.state, correction.proposed_by) == ("recalculation", "proposed", "")
    assert (correction.before, correction.after, correction.reference) == (
        100000,
        300000,
        f"revision {draft}",
    )


def test_an_approved_case_that_is_not_issued_keeps_its_figures_and_is_flagged(ground):
    priced(ground)
    late_call(ground, 150)
    ground.wait(1)
    month_drafted(ground)
    with ground.store.writing() as session:
        session.scalars(select(PenaltyCase)).one().state = "approved"
    draft = drafted(ground, DEARER)
    proposal = proposed(ground, partial(changes.of_revision, revision_id=draft))
    (row,) = proposal.money
    assert (row.stays_approved, row.needs_correction, row.change) == (True, False, Decimal(200000))
    assert proposal.totals.payable == Decimal(0)
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, RevisionRef(draft), by="Omid")
    assert cases(ground) == [("approved", Decimal(100000))]


def test_a_day_off_is_proposed_the_same_way(ground):
    office = '[calendars.office]\ndeclared_closures = true\nweekly = { mon = [["08:00", "17:00"]] }\n'
    text = agreement_text("SLA").replace("[[version]]", office + "\n[[version]]", 1)
    text = text.replace('unit = "minutes"', 'unit = "minutes"\ncalendar = "office"')
    with ground.store.writing() as session:
        record_agreement(session, ground.clock, text, file="sla.toml", by="Nasrin")
    late_call(ground, 150)
    with ground.store.writing() as session:
        closure = declare_closure(
            session, ground.clock, DayOff(day=date(2026, 6, 1), name="برودت هوا"), by="Nasrin"
        )
    question = partial(changes.of_day_off, day_off_id=closure, now=ground.clock.now())
    totals = proposed(ground, question).totals
    assert (totals.jobs, totals.obligations, totals.missed_to_met) == (1, 2, 2)
