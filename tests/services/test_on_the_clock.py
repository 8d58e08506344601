"""Whose clock is running on a job, what each promise does, and which waits are to be decided."""

import pytest

from app.domain.events import Owner
from app.domain.segments import SegmentState
from app.services import board
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.commands import Said
from app.services.proofs.on_the_clock import UndecidedWait, on_the_clock
from tests.factories import MINUTE, agreement_text, founded

OFFICE = """
[[version.target]]
metric = "resolve"
limit = 4
unit = "hours"
calendar = "office"
services = ["EM"]

[[version.pause]]
owner = "merchant"
stops = ["resolve"]
approval_above_minutes = 30

[calendars.office]

[calendars.office.weekly]
mon = [["08:00", "10:00"], ["12:00", "18:00"]]
"""
RUNS, STANDS, SHUT, LATE = (
    SegmentState.COUNTING,
    SegmentState.WAITING,
    SegmentState.CLOSED,
    SegmentState.LATE,
)


@pytest.fixture
def ground(store):
    found = founded(store)
    with store.writing() as session:
        text = agreement_text("OLA", body=OFFICE)
        record_agreement(session, found.clock, text, file="ola.toml", by="desk-1")
    return found


def asked(ground, job):
    with ground.store.reading() as session:
        return on_the_clock(session, ground.clock, job)


def states(found):
    return {(now.kind, now.metric): now.state for now in found.promises.values()}


def test_whoever_has_to_act_is_named(ground):
    job = ground.call()
    assert (asked(ground, job).owner, asked(ground, job).party) == ("unit", "")
    ground.assign(job)
    found = asked(ground, job)
    assert (found.owner, found.party, found.party_en) == ("contractor", "پیمانکار یکم", "Contractor one")
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    assert asked(ground, job).owner == "merchant"
    assert asked(ground, 99) is None


def test_every_promise_says_what_its_clock_does(ground):
    job = ground.call()
    assert states(asked(ground, job)) == {
        ("SLA", "arrive"): RUNS,
        ("SLA", "resolve"): RUNS,
        ("OLA", "resolve"): RUNS,
    }
    ground.wait(120)
    assert states(asked(ground, job)) == {
        ("SLA", "arrive"): LATE,
        ("SLA", "resolve"): LATE,
        ("OLA", "resolve"): SHUT,
    }
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    assert states(asked(ground, job)) == {
        ("SLA", "arrive"): STANDS,
        ("SLA", "resolve"): STANDS,
        ("OLA", "resolve"): STANDS,
    }
    ground.act(job, "cancel", reason="mistake")
    assert set(states(asked(ground, job)).values()) == {None}


def test_which_hours_a_target_counts_is_said_of_each(ground):
    found = asked(ground, ground.call())
    assert {(now.kind, now.metric): now.is_working for now in found.promises.values()} == {
        ("SLA", "arrive"): False,
        ("SLA", "resolve"): False,
        ("OLA", "resolve"): True,
    }


def test_a_clock_that_stands_knows_when_it_would_be_due_if_resumed_now(ground):
    job = ground.call()
    start = ground.clock.now()
    ground.wait(10)
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    ground.wait(20)
    found = {(now.kind, now.metric): now.resumed_due_at for now in asked(ground, job).promises.values()}
    # The office counts 10 minutes, then 1 h 30 min until ten, and the rest of 4 h from noon.
    assert found == {
        ("SLA", "arrive"): start + 80 * MINUTE,
        ("SLA", "resolve"): start + 140 * MINUTE,
        ("OLA", "resolve"): start + (4 * 60 + 140) * MINUTE,
    }
    ground.act(job, "resume")
    assert {now.resumed_due_at for now in asked(ground, job).promises.values()} == {None}
    with ground.store.reading() as session:
        clocks = board.clocks(session, job)
    assert {(clock.kind, clock.metric): clock.due_at for clock in clocks} == found


def test_a_wait_is_to_be_decided_once_it_is_above_the_limit(ground):
    job = ground.call()
    began = ground.clock.now()
    ground.act(job, "pause", reason="shop-closed", owner=Owner.MERCHANT)
    ground.wait(30)
    assert asked(ground, job).waits == ()
    ground.wait(1)
    wait = UndecidedWait(began_at=began, ended_at=None, reason="shop-closed", owner="merchant")
    assert asked(ground, job).waits == (wait,)
    ground.act(job, "resume")
    ended = UndecidedWait(began_at=began, ended_at=ground.clock.now(), reason="shop-closed", owner="merchant")
    assert asked(ground, job).waits == (ended,)
    ground.act(job, "decide_wait", said=Said("supervisor"), began_at=began, is_approved=False)
    assert asked(ground, job).waits == ()
