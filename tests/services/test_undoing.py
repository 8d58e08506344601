"""What is taken back leaves the job, its promises and every figure as if it had not been written."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Owner, Priority
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.parties import Party, Technician
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.store import Store
from app.models.technicians import TechnicianLeave
from app.services import dispatch
from app.services.board import rows
from app.services.jobs import bulk, commands
from app.services.jobs.clocks import refresh, standing_events
from app.services.jobs.commands import JobRef, Said
from app.services.jobs.undoing import redo, redo_all, undo, undo_all
from app.services.replay.export import export_jobs
from app.services.replay.stored_jobs import stored_jobs
from app.services.verification.due_times import Inspection
from tests.factories import BY_DESK, dump, founded
from tests.prepared import filled

OTHER = Said("desk-2")


@pytest.fixture
def ground(store):
    return founded(store)


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """One SQLite store for all drawn histories."""
    file = tmp_path_factory.mktemp("undo") / "store.sqlite"
    file.write_bytes(filled())
    opened = Store(f"sqlite:///{file}", lambda changes: None)
    yield founded(opened)
    opened.dispose()


def did(ground, job, action, **details):
    with ground.store.writing() as session:
        command = getattr(commands, action)
        return command(session, ground.clock, JobRef(job), details.pop("said", BY_DESK), **details)


def taken_back(ground, done, said=BY_DESK):
    with ground.store.writing() as session:
        return undo(session, ground.clock, done, said)


def refused(ground, code, act):
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told:
        act()
    assert told.value.code == code
    assert dump(ground.store) == before
    return told.value.parameters


def derived(ground, job):
    """Everything that is derived of a job now, as board, clocks and cache have it."""
    with ground.store.writing() as session:
        refresh(session, session.get_one(Job, job), as_of=ground.clock.now())
    with ground.store.reading() as session:
        (row,) = rows(session, {job})
        seen = {name: getattr(row, name) for name in row.__slots__ if name != "version"}
        columns = [c for c in ObligationRow.__table__.columns if c.name != "id"]
        promised = session.execute(
            select(*columns).where(ObligationRow.job_id == job).order_by(*columns[1:7])
        )
        (stored,) = stored_jobs(session, [job])
        told = [(event.kind, event.at) for event in standing_events(stored)]
        return seen, [tuple(each) for each in promised], told


ACTIONS = st.sampled_from(
    [
        ("acknowledge", {}),
        ("assign", {"technician": 0}),
        ("assign", {"technician": 1}),
        ("assign", {"technician": 2}),
        ("accept", {}),
        ("depart", {}),
        ("arrive", {}),
        ("pause", {"reason": "merchant-closed", "owner": Owner.MERCHANT}),
        ("resume", {}),
        ("reject", {"reason": "overloaded"}),
        ("resolve", {"remedy": "R05"}),
        ("close", {}),
        ("reopen", {"reason": "same-fault-again"}),
        ("cancel", {"reason": "mistake"}),
        ("change_priority", {"priority": Priority.P1}),
        ("change_priority", {"priority": Priority.P4}),
        ("excuse", {"reason": "force-majeure"}),
    ]
)


@settings(max_examples=15)
@given(st.lists(st.tuples(ACTIONS, st.integers(0, 40)), min_size=1, max_size=6))
def test_done_and_undone_is_as_before_whatever_came_first(quick, drawn):
    job = quick.call()
    for (action, details), minutes in drawn:
        quick.wait(minutes)
        given_details = dict(details)
        if "technician" in given_details:
            technician = quick.technicians[given_details["technician"]]
            given_details = {
                "technician_id": technician,
                "said": Said("desk-1", note="[out-of-territory] near"),
            }
        before = derived(quick, job)
        try:
            done = did(quick, job, action, **given_details)
        except RuleBroken:
            continue
        changed = derived(quick, job)
        undone = taken_back(quick, done)
        assert derived(quick, job) == before
        with quick.store.writing() as session:
            redo(session, quick.clock, undone, BY_DESK)
        assert derived(quick, job) == changed
    with quick.store.reading() as session:
        assert list(Inspection(session, quick.clock.now()).findings(lambda done, total: None)) == []


def test_the_contractor_owes_nothing_for_a_dispatch_that_was_taken_back(ground):
    job = ground.call()
    taken_back(ground, did(ground, job, "assign", technician_id=ground.technicians[0]))
    ground.wait(600)
    with ground.store.reading() as session:
        owed = session.scalars(select(ObligationRow.agreement).where(ObligationRow.job_id == job)).all()
    assert set(owed) == {"SLA"}


def test_an_undo_is_written_down_and_nothing_is_erased(ground):
    job = ground.call()
    ground.wait(3)
    done = did(ground, job, "assign", technician_id=ground.technicians[0])
    ground.wait(1)
    taken_back(ground, done, OTHER)
    with ground.store.reading() as session:
        facts = session.scalars(select(JobEvent).where(JobEvent.job_id == job).order_by(JobEvent.id)).all()
    assert [(f.kind, f.actor, f.takes_back_id) for f in facts] == [
        ("reported", "desk-1", None),
        ("dispatched", "desk-1", None),
        ("undone", "desk-2", done.event_id),
    ]
    assert facts[-1].recorded_at == ground.clock.now()


def test_what_was_taken_back_is_no_event_of_an_export(ground, tmp_path):
    job = ground.call()
    taken_back(ground, did(ground, job, "assign", technician_id=ground.technicians[0]))
    with ground.store.reading() as session:
        counts = export_jobs(session, tmp_path / "out", ZoneInfo("UTC"), progress=lambda done, total: None)
    assert counts == (1, 1)
    text = (tmp_path / "out" / "events.csv").read_text(encoding="utf-8")
    assert [word in text for word in ("reported", "dispatched", "undone")] == [True, False, False]


def test_what_cannot_be_taken_back_is_refused_and_changes_nothing(ground):
    job = ground.call()
    with ground.store.reading() as session:
        reported = session.scalars(select(JobEvent.id).where(JobEvent.job_id == job)).one()
    first = commands.Done(job, reported, EventKind.REPORTED)
    refused(ground, "undo-not-possible", lambda: taken_back(ground, first))
    note = did(ground, job, "add_note", said=Said("desk-1", note="tel"))
    refused(ground, "undo-not-possible", lambda: taken_back(ground, note))
    done = did(ground, job, "assign", technician_id=ground.technicians[0])
    undone = taken_back(ground, done)
    refused(ground, "undo-twice", lambda: taken_back(ground, done))
    itself = commands.Done(job, undone.event_id, EventKind.UNDONE)
    refused(ground, "undo-not-possible", lambda: taken_back(ground, itself))


def test_a_note_of_somebody_else_stands_against_no_undo_but_any_other_fact_does(ground):
    job = ground.call()
    done = did(ground, job, "assign", technician_id=ground.technicians[0])
    did(ground, job, "add_note", said=Said("desk-2", note="tel"))
    did(ground, job, "accept", said=OTHER)
    told = refused(ground, "undo-changed-since", lambda: taken_back(ground, done))
    assert (told["by"], told["action"], told["job"]) == ("desk-2", "accepted", "10001")


def test_what_was_done_again_is_not_done_a_third_time(ground):
    job = ground.call()
    undone = taken_back(ground, did(ground, job, "assign", technician_id=ground.technicians[0]))

    def again():
        with ground.store.writing() as session:
            redo(session, ground.clock, undone, BY_DESK)

    again()
    refused(ground, "undo-changed-since", again)


def charged(ground, job, state, *, party="C1", agreement="UC1", line=None, last=date(2026, 6, 21)):
    """A penalty case of the month from 22 May 2026 on, with a line about a job unless told otherwise."""
    with ground.store.writing() as session:
        case = PenaltyCase(
            party_id=session.scalars(select(Party.id).where(Party.code == party)).one(),
            agreement=agreement,
            period="1405-03",
            period_from=date(2026, 5, 22),
            period_to=last,
            as_of=ground.clock.now(),
            state=state,
            gross=Decimal(0),
            payable=Decimal(0),
            drafted_at=ground.clock.now(),
        )
        nothing = dict.fromkeys(("quantity", "base_amount", "rate", "amount", "payable"), Decimal(0))
        said = {"clause": "A", "metric": "arrive", "unit": "hours", "due_at": ground.clock.now(), **nothing}
        case.lines.append(PenaltyLineRow(item="1", **said, **({"job_id": job} if line is None else line)))
        session.add(case)


@pytest.mark.parametrize("state", ["issued", "served", "settled"])
def test_what_a_notice_of_penalty_rests_on_stays(ground, state):
    job = ground.call()
    done = did(ground, job, "assign", technician_id=ground.technicians[0])
    charged(ground, job, state)
    told = refused(ground, "undo-after-penalty", lambda: taken_back(ground, done))
    assert told["period"] == "1405-03"


def test_a_draft_of_a_penalty_is_no_obstacle(ground):
    job = ground.call()
    done = did(ground, job, "assign", technician_id=ground.technicians[0])
    charged(ground, job, "draft")
    taken_back(ground, done)
    assert ground.job(job).stage == "new"


def mended(ground, **call):
    """A call that its contractor has solved, as its latest fact says."""
    job = ground.call(**call)
    ground.assign(job)
    ground.act(job, "arrive")
    return job, did(ground, job, "resolve", remedy="replaced")


def test_a_share_of_kept_promises_that_a_notice_tells_counts_every_call_of_the_month(ground):
    job, done = mended(ground)
    ground.wait(24 * 60)
    charged(ground, job, "issued", line={"trigger": "compliance"})
    told = refused(ground, "undo-after-penalty", lambda: taken_back(ground, done))
    assert told == {"job": "10001", "period": "1405-03"}


@pytest.mark.parametrize(
    "other",
    [
        {"party": "C2"},
        {"agreement": "UC2"},
        {"last": date(2026, 5, 31)},  # the promises of the call fell due on the day after
    ],
)
def test_a_notice_of_another_contract_or_month_does_not_count_the_call(ground, other):
    job, done = mended(ground)
    ground.wait(24 * 60)
    charged(ground, job, "issued", line={"trigger": "compliance"}, **other)
    taken_back(ground, done)
    assert ground.job(job).stage == "on-site"


def test_what_happened_after_a_notice_was_reckoned_is_taken_back(ground):
    job = ground.call()
    ground.assign(job)
    charged(ground, job, "issued", line={"trigger": "compliance"})
    ground.wait(1)
    taken_back(ground, did(ground, job, "accept"))
    assert ground.job(job).stage == "dispatched"


def test_time_out_of_order_that_was_charged_rests_on_every_call_of_the_terminal(ground):
    job, done = mended(ground)
    number = "10020030"
    charged(ground, job, "served", party="C2", line={"trigger": "downtime", "terminal": number})
    refused(ground, "undo-after-penalty", lambda: taken_back(ground, done))


def test_a_repeat_that_was_charged_rests_on_the_repair_before_it(ground):
    job, done = mended(ground)
    ground.wait(60)
    again = ground.call()
    charged(ground, job, "issued", party="C2", line={"trigger": "repeat", "job_id": again})
    refused(ground, "undo-after-penalty", lambda: taken_back(ground, done))


def test_a_repeat_of_another_terminal_rests_on_nothing_here(ground):
    job, done = mended(ground)
    ground.wait(60)
    again = ground.call(terminal=1)
    charged(ground, job, "issued", party="C2", line={"trigger": "repeat", "job_id": again})
    taken_back(ground, done)
    assert ground.job(job).stage == "on-site"


def redone(ground, undone):
    with ground.store.writing() as session:
        return redo(session, ground.clock, undone, BY_DESK)


def test_a_dispatch_is_not_done_again_to_one_who_may_not_go_any_more(ground):
    job = ground.call()
    undone = taken_back(ground, did(ground, job, "assign", technician_id=ground.technicians[0]))
    with ground.store.writing() as session:
        session.get_one(Technician, ground.technicians[0]).is_active = False
    refused(ground, "technician-not-available", lambda: redone(ground, undone))


def test_a_rule_that_a_reason_went_against_is_gone_against_again_and_no_other(ground):
    job, third = ground.call(), ground.technicians[2]
    with ground.store.writing() as session:
        ref, reason = JobRef(job), {"override": "only he is near"}
        done = dispatch.send(session, ground.clock, ref, BY_DESK, technician_id=third, **reason)
    undone = taken_back(ground, done)
    again = redone(ground, undone)
    assert ground.job(job).technician_id == third
    undone = taken_back(ground, again)
    with ground.store.writing() as session:
        now = ground.clock.now()
        session.add(TechnicianLeave(technician_id=third, starts_at=now, ends_at=now + timedelta(days=1)))
    refused(ground, "on-leave", lambda: redone(ground, undone))


def test_many_are_taken_back_at_once_or_none(ground):
    jobs = [ground.call(terminal=place) for place in range(3)]
    with ground.store.writing() as session:
        refs = [JobRef(job) for job in jobs]
        outcome = bulk.on_each(
            session, ground.clock, refs, commands.assign, BY_DESK, technician_id=ground.technicians[0]
        )
    did(ground, jobs[1], "accept", said=OTHER)

    def all_of_it():
        with ground.store.writing() as session:
            return undo_all(session, ground.clock, outcome.done, BY_DESK)

    refused(ground, "undo-changed-since", all_of_it)
    with ground.store.writing() as session:
        undone = undo_all(session, ground.clock, outcome.done[:1] + outcome.done[2:], BY_DESK)
    assert [ground.job(job).stage for job in jobs] == ["new", "accepted", "new"]
    with ground.store.writing() as session:
        redo_all(session, ground.clock, undone, BY_DESK)
    assert [ground.job(job).stage for job in jobs] == ["dispatched", "accepted", "dispatched"]


def test_each_of_many_is_done_or_refused_with_why_and_a_refusal_leaves_its_job_alone(ground):
    jobs = [ground.call(terminal=place) for place in range(3)]
    did(ground, jobs[1], "cancel", reason="mistake")
    seen = ground.job(jobs[1])
    with ground.store.writing() as session:
        outcome = bulk.on_each(
            session,
            ground.clock,
            [JobRef(jobs[0]), JobRef(jobs[1]), JobRef(jobs[2], version=99), JobRef(12345)],
            commands.pause,
            BY_DESK,
            reason="merchant-closed",
            owner=Owner.MERCHANT,
        )
    told = [(row.code, row.done is not None, row.refusal and row.refusal.code) for row in outcome.rows]
    assert told == [
        ("10001", True, None),
        ("10002", False, "not-in-this-stage"),
        ("10003", False, "changed-meanwhile"),
        ("12345", False, "unknown-job"),
    ]
    assert [ground.job(job).stage for job in jobs] == ["on-hold", "cancelled", "new"]
    assert ground.job(jobs[1]).version == seen.version
