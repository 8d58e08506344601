from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select, text

from app.domain.clocks import ClockState
from app.domain.errors import RuleBroken
from app.models.alarms import Alarm
from app.models.evaluations import Evaluation, Recalculation
from app.models.jobs import ObligationRow
from app.services import sla_watch
from app.services.agreements.revisions import RevisionRef, approve_agreement, draft_agreement
from app.services.agreements.taking_in import record_agreement
from app.services.alarms import listed
from app.services.calendars.days_off import DayOff, approve_day_off, declare_closure, withdraw_closure
from app.services.changefeed import Changefeed
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, NewCall, Said
from app.services.recalculation import carrying_out, readings, register
from app.services.routines import ROUTINES, carry_recalculation_on
from app.services.scheduler import TimedWork
from tests.factories import BY_DESK, MINUTE, TARGETS, agreement_text, count, dump, founded

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
LENIENT = TARGETS.replace("limit = 60", "limit = 90").replace("limit = 120", "limit = 240")
STRICT = TARGETS.replace("limit = 60", "limit = 10").replace("limit = 120", "limit = 20")


def second_version(body, since="2026-06-01"):
    return agreement_text("SLA") + f"\n[[version]]\nnumber = 2\neffective_from = {since}\n" + body


@pytest.fixture
def ground(store):
    return founded(store)


def approve(ground, text, by="Omid"):
    with ground.store.writing() as session:
        draft = RevisionRef(draft_agreement(session, ground.clock, text, by="Nasrin"))
        approve_agreement(session, ground.clock, draft, by=by)


def strict_contracts(ground):
    """What supports a strict promise to the merchant, from the start."""
    with ground.store.writing() as session:
        for code, contractor in (("UC1", "C1"), ("UC2", "C2")):
            text = agreement_text("UC", code=code, contractor=contractor, body=STRICT)
            record_agreement(session, ground.clock, text, file="uc.toml", by="Nasrin")


def go_on(ground):
    with ground.store.writing() as session:
        return carrying_out.go_on(session, ground.clock)


def promises(ground, job, agreement="SLA"):
    with ground.store.reading() as session:
        query = select(ObligationRow).where(ObligationRow.job_id == job, ObligationRow.agreement == agreement)
        return {row.metric: row for row in session.scalars(query)}


def evaluations(ground):
    with ground.store.reading() as session:
        return list(session.scalars(select(Evaluation).order_by(Evaluation.id)))


def alarms(ground):
    with ground.store.reading() as session:
        return [
            (alarm.kind, alarm.evaluation, alarm.cleared_at is not None)
            for alarm in session.scalars(select(Alarm).order_by(Alarm.id))
            if alarm.kind == "breach"
        ]


def listed_as_recalculated(ground):
    with ground.store.reading() as session:
        return [row.is_recalculated for row in listed(session).alarms if row.kind == "breach"]


def watch(ground):
    with ground.store.writing() as session:
        return sla_watch.raise_due(session, ground.clock)


def finished_call(ground, minutes):
    job = ground.call()
    ground.wait(minutes)
    ground.act(job, "resolve", remedy="R03")
    return job


def test_a_missed_promise_is_met_under_a_later_version_and_both_readings_stay(ground):
    job = finished_call(ground, 150)
    before = promises(ground, job)["resolve"]
    assert (before.state, before.due_at, before.agreement_version) == ("missed", START + 120 * MINUTE, 1)
    ground.wait(1)
    approve(ground, second_version(LENIENT))
    row = promises(ground, job)["resolve"]
    assert (row.state, row.due_at, row.agreement_version, row.evaluation) == (
        "met",
        START + 240 * MINUTE,
        2,
        1,
    )
    (kept,) = [each for each in evaluations(ground) if each.obligation_id == row.id]
    assert (kept.number, kept.cause, kept.recorded_by, kept.recorded_at) == (
        1,
        "revision",
        "Omid",
        START + 151 * MINUTE,
    )
    assert (kept.old_version, kept.old_state, kept.old_due_at, kept.old_overrun_seconds) == (
        1,
        "missed",
        START + 120 * MINUTE,
        1800,
    )
    assert (kept.version, kept.state, kept.due_at, kept.overrun_seconds) == (
        2,
        "met",
        START + 240 * MINUTE,
        0,
    )
    assert kept.stopped_at == kept.old_stopped_at == START + 150 * MINUTE
    with ground.store.reading() as session:
        (done,) = session.scalars(select(Recalculation))
    assert (done.state, done.jobs, done.done_jobs, done.finished_at) == ("done", 1, 1, START + 151 * MINUTE)
    assert (done.obligations, done.met_to_missed, done.missed_to_met) == (2, 0, 1)


def test_what_began_before_the_new_version_stays(ground):
    job = finished_call(ground, 150)
    before = promises(ground, job)
    approve(ground, second_version(LENIENT, since="2026-06-02"))
    assert evaluations(ground) == []
    assert {m: (row.state, row.evaluation) for m, row in promises(ground, job).items()} == {
        m: (row.state, row.evaluation) for m, row in before.items()
    }
    ground.clock.turn_to(START + timedelta(days=1))
    later = ground.call()
    assert promises(ground, later)["resolve"].agreement_version == 2
    ground.wait(5)
    ground.act(later, "resolve", remedy="R03")
    assert evaluations(ground) == []


def test_a_new_breach_of_an_open_job_is_announced_once(ground):
    strict_contracts(ground)
    job = ground.call()
    ground.wait(30)
    watch(ground)
    approve(ground, second_version(STRICT))
    assert {m: row.state for m, row in promises(ground, job).items()} == {
        "arrive": "missed",
        "resolve": "missed",
    }
    watch(ground)
    assert alarms(ground) == [("breach", 1, False)] * 2
    with ground.store.reading() as session:
        breaches = list(session.scalars(select(Alarm).where(Alarm.kind == "breach")))
    assert {alarm.found_at for alarm in breaches} == {START + 30 * MINUTE}
    assert {alarm.raised_at for alarm in breaches} == {START + 10 * MINUTE, START + 20 * MINUTE}
    assert watch(ground) == 0
    assert listed_as_recalculated(ground) == [True, True]


def test_a_breach_that_was_none_is_cleared_and_announced_anew_when_it_comes(ground):
    job = ground.call()
    ground.wait(61)
    watch(ground)
    assert alarms(ground) == [("breach", 0, False)]
    approve(ground, second_version(LENIENT))
    assert alarms(ground) == [("breach", 0, True)]
    ground.wait(30)
    watch(ground)
    assert alarms(ground) == [("breach", 0, True), ("breach", 1, False)]
    assert promises(ground, job)["arrive"].state == "missed"
    # It was only moved by the recalculation; its breach came by itself.
    assert listed_as_recalculated(ground) == [False, False]


def test_a_promise_that_is_new_or_gone_is_told_apart(ground):
    job = finished_call(ground, 30)
    only_resolve = TARGETS.replace('metric = "arrive"', 'metric = "acknowledge"')
    approve(ground, second_version(only_resolve))
    rows = promises(ground, job)
    assert {metric: row.state for metric, row in rows.items()} == {
        "arrive": "cancelled",
        "acknowledge": "met",
        "resolve": "met",
    }
    by_row = {each.obligation_id: each for each in evaluations(ground)}
    assert by_row[rows["acknowledge"].id].old_state is None
    assert by_row[rows["arrive"].id].old_state == "met"
    assert by_row[rows["arrive"].id].state == "cancelled"


def crash_after(ground, pieces):
    for _ in range(pieces):
        assert go_on(ground)


def approved_in_pieces(ground, monkeypatch):
    strict_contracts(ground)
    monkeypatch.setattr(readings, "AT_ONCE", 2)
    monkeypatch.setattr(carrying_out, "AT_ONCE", 2)
    jobs = [ground.call(terminal=place % 4) for place in range(5)]
    ground.wait(30)
    approve(ground, second_version(STRICT))
    return jobs


def test_a_large_change_is_carried_out_in_pieces_and_resumed(ground, monkeypatch):
    jobs = approved_in_pieces(ground, monkeypatch)
    assert evaluations(ground) == []
    crash_after(ground, 1)
    with ground.store.reading() as session:
        (row,) = session.scalars(select(Recalculation))
    assert (row.state, row.jobs, row.done_jobs, row.obligations) == ("jobs", 5, 2, 4)
    refused = dump(ground.store)
    with pytest.raises(RuleBroken) as broken:
        approve(ground, agreement_text("UC", code="UC9", body=STRICT))
    assert broken.value.code == "recalculation-unfinished"
    assert dump(ground.store) == refused
    # A desk works on a job that is still to come.
    ground.act(jobs[4], "resolve", remedy="R03")
    late = ground.call()
    while go_on(ground):
        pass
    after = dump(ground.store)
    assert not go_on(ground)
    assert dump(ground.store) == after
    found = evaluations(ground)
    assert sorted(each.obligation_id for each in found) == sorted(
        row.id for job in jobs for row in promises(ground, job).values()
    )
    assert {(each.old_version, each.version, each.number) for each in found} == {(1, 2, 1)}
    finished = [each for each in found if each.stopped_at is not None]
    assert [(each.old_state, each.state) for each in finished] == [("met", "missed")] * 2
    assert promises(ground, late)["resolve"].evaluation == 0


def go_on_and_fail(ground):
    with ground.store.writing() as session:
        carrying_out.go_on(session, ground.clock)
        raise ZeroDivisionError


def test_a_piece_that_fails_leaves_nothing_behind(ground, monkeypatch):
    approved_in_pieces(ground, monkeypatch)
    before = dump(ground.store)
    with pytest.raises(ZeroDivisionError):
        go_on_and_fail(ground)
    assert dump(ground.store) == before
    while go_on(ground):
        pass
    assert len(evaluations(ground)) == 10


def test_papers_alone_recalculate_nothing(ground):
    finished_call(ground, 30)
    approve(ground, agreement_text("SLA").replace("توافق", "توافق تازه"))
    with ground.store.reading() as session:
        assert count(session, Recalculation) == 0


def test_a_late_fact_that_takes_an_announced_breach_back_is_an_evaluation_too(ground):
    job = ground.call()
    ground.assign(job)
    ground.wait(61)
    watch(ground)
    ground.act(job, "arrive", said=Said("desk-1", at=START + 50 * MINUTE))
    row = promises(ground, job)["arrive"]
    assert (row.state, row.evaluation) == (ClockState.MET, 1)
    (kept, contractors) = evaluations(ground)
    assert contractors.obligation_id == promises(ground, job, "UC1")["arrive"].id
    assert (kept.obligation_id, kept.cause, kept.recorded_by, kept.recalculation_id) == (
        row.id,
        "fact",
        "desk-1",
        None,
    )
    assert (kept.old_state, kept.state, kept.stopped_at) == ("missed", "met", START + 50 * MINUTE)


def test_what_was_recalculated_can_be_looked_up(ground):
    job = finished_call(ground, 150)
    approve(ground, second_version(LENIENT))
    with ground.store.reading() as session:
        (done,) = register.recalculations(session)
        found = register.evaluations_of_job(session, job)
        first = register.evaluations_of(session, done.id, limit=1)
        second = register.evaluations_of(session, done.id, limit=1, after=first[0].id)
    assert (done.cause, done.state, done.jobs, done.obligations, done.missed_to_met) == (
        "revision",
        "done",
        1,
        2,
        1,
    )
    assert first + second == found
    (resolve,) = [row for row in found if row.metric == "resolve"]
    assert (resolve.agreement, resolve.number, resolve.recorded_by) == ("SLA", 1, "Omid")
    assert (resolve.before.state, resolve.before.version) == (ClockState.MISSED, 1)
    assert (resolve.after.state, resolve.after.version) == (ClockState.MET, 2)


def test_the_timed_work_carries_on_what_was_interrupted(ground, monkeypatch):
    approved_in_pieces(ground, monkeypatch)
    with ground.store.writing() as session:
        assert carry_recalculation_on(session, ground.clock)
    timed = TimedWork(ground.store, ground.clock, Changefeed(), routines=ROUTINES[:1], failed=pytest.fail)
    while not is_done(ground):
        timed.run(ROUTINES[0])
    assert len(evaluations(ground)) == 10


def is_done(ground):
    with ground.store.reading() as session:
        return register.recalculations(session)[0].state == "done"


OFFICE = """
[calendars.office]
declared_closures = true
weekly = { mon = [["08:00", "17:00"]], tue = [["08:00", "17:00"]], wed = [["08:00", "17:00"]] }

[[version]]"""


def in_office_hours(ground):
    text = agreement_text("SLA").replace("[[version]]", OFFICE, 1)
    text = text.replace('unit = "minutes"', 'unit = "minutes"\ncalendar = "office"')
    with ground.store.writing() as session:
        record_agreement(session, ground.clock, text, file="sla.toml", by="Nasrin")


def closed(ground, closure):
    with ground.store.writing() as session:
        declared = declare_closure(session, ground.clock, closure, by="Nasrin")
        approve_day_off(session, ground.clock, declared, by="Omid")
        return declared


def test_a_closure_declared_afterwards_moves_the_due_instant_and_withdrawing_it_moves_it_back(ground):
    in_office_hours(ground)
    ground.clock.turn_to(datetime(2026, 6, 1, 16, 30, tzinfo=UTC))
    job = ground.call()
    before = ground.call(terminal=1)
    ground.act(before, "resolve", remedy="R03")
    ground.clock.turn_to(datetime(2026, 6, 2, 10, 30, tzinfo=UTC))
    ground.act(job, "resolve", remedy="R03")
    row = promises(ground, job)["resolve"]
    assert (row.state, row.due_at) == ("missed", datetime(2026, 6, 2, 9, 30, tzinfo=UTC))
    elsewhere = closed(ground, DayOff(day=date(2026, 6, 2), name="سیل", province="گیلان"))
    assert evaluations(ground) == []
    closure = closed(ground, DayOff(day=date(2026, 6, 2), name="برودت هوا", province="تهران"))
    row = promises(ground, job)["resolve"]
    assert (row.state, row.due_at, row.evaluation) == ("met", datetime(2026, 6, 3, 9, 30, tzinfo=UTC), 1)
    assert promises(ground, before)["resolve"].due_at == datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
    assert {(each.cause, each.recorded_by) for each in evaluations(ground)} == {("closure", "Omid")}
    with ground.store.writing() as session:
        back = withdraw_closure(session, ground.clock, closure, by="Nasrin")
        approve_day_off(session, ground.clock, back, by="Omid")
    row = promises(ground, job)["resolve"]
    assert (row.state, row.due_at, row.evaluation) == ("missed", datetime(2026, 6, 2, 9, 30, tzinfo=UTC), 2)
    with ground.store.reading() as session:
        done = register.recalculations(session)
        found = register.evaluations_of_job(session, job)
    assert [each.reference for each in done] == [back, closure]
    assert elsewhere not in {back, closure}
    assert [each.number for each in found if each.metric == "resolve"] == [1, 2]


on_a_server = pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)


@on_a_server
def test_a_job_that_was_being_written_during_the_approval_is_recalculated(ground):
    strict_contracts(ground)
    with ground.store.writing() as session:
        call = NewCall(terminal_id=ground.terminals[0], fault="PRN-01", priority="P2")
        job = commands.register(session, ground.clock, call, BY_DESK)
        approve(ground, second_version(STRICT))
        assert not go_on(ground)
    assert promises(ground, job)["resolve"].agreement_version == 1
    later = ground.call(terminal=1)
    while go_on(ground):
        pass
    assert {row.agreement_version for row in promises(ground, job).values()} == {2}
    assert promises(ground, job)["resolve"].due_at == START + 20 * MINUTE
    # What was taken in after the approval was never read otherwise.
    assert {row.evaluation for row in promises(ground, later).values()} == {0}
    with ground.store.reading() as session:
        (done,) = session.scalars(select(Recalculation))
    assert (done.state, done.jobs, done.done_jobs, done.obligations) == ("done", 1, 1, 2)


@on_a_server
def test_a_fact_that_was_being_written_during_the_approval_is_recalculated(ground):
    strict_contracts(ground)
    job = ground.call()
    ground.wait(30)
    with ground.store.writing() as session:
        commands.resolve(session, ground.clock, JobRef(job), BY_DESK, remedy="R03")
        approve(ground, second_version(STRICT))
    while go_on(ground):
        pass
    row = promises(ground, job)["resolve"]
    assert (row.agreement_version, row.state, row.stopped_at) == (2, "missed", START + 30 * MINUTE)


@on_a_server
def test_two_approvals_at_once_leave_one_recalculation(ground, monkeypatch):
    monkeypatch.setattr(carrying_out, "AT_ONCE", 0)
    ground.call()
    with ground.store.writing() as session:
        first = RevisionRef(draft_agreement(session, ground.clock, second_version(LENIENT), by="Nasrin"))
        other = RevisionRef(
            draft_agreement(
                session, ground.clock, agreement_text("UC", code="UC9", body=LENIENT), by="Nasrin"
            )
        )
    refusals = []

    def approve_other():
        try:
            with ground.store.writing() as session:
                approve_agreement(session, ground.clock, other, by="Parisa")
        except RuleBroken as broken:
            refusals.append(broken.code)

    thread = Thread(target=approve_other)
    with ground.store.writing() as session:
        approve_agreement(session, ground.clock, first, by="Omid")
        thread.start()
        while thread.is_alive() and not somebody_waits(ground):
            pass
    thread.join()
    assert refusals == ["recalculation-unfinished"]
    with ground.store.reading() as session:
        assert [row.reference for row in session.scalars(select(Recalculation))] == [first.id]


def somebody_waits(ground):
    with ground.store.reading() as session:
        return session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) > 0
