"""Who stays silent, since when, and how long each had a call."""

from datetime import timedelta

import pytest

from app.domain.errors import RuleBroken
from app.domain.events import Owner
from app.services.agreements.taking_in import record_agreement
from app.services.chasing import CHASED, chase, held, silent
from app.services.jobs.commands import JobRef, assign
from app.services.jobs.undoing import undo
from tests.factories import BY_DESK, MINUTE, agreement_text, dump, founded

ACCEPT = """
[[version.target]]
metric = "accept"
limit = 10
unit = "minutes"
services = ["EM"]
"""


@pytest.fixture
def ground(store):
    return founded(store)


def listed(ground, minutes=30):
    with ground.store.reading() as session:
        return silent(session, minutes)


def test_who_was_sent_and_did_not_accept_stands_in_the_list_by_when_it_is_due(ground):
    first, second, third = (ground.call(terminal=place) for place in range(3))
    ground.assign(first)
    sent = ground.clock.now()
    ground.wait(5)
    ground.assign(second, technician=2)
    ground.assign(third)
    ground.act(third, "accept")
    found = listed(ground)
    assert [(each.job_id, each.due_at - sent, each.is_agreed) for each in found] == [
        (first, 30 * MINUTE, False),
        (second, 35 * MINUTE, False),
    ]
    assert (found[0].contractor, found[0].technician, found[0].chased) == ("پیمانکار یکم", "یکتا", 0)


def test_an_agreement_says_when_the_acceptance_is_due(ground):
    with ground.store.writing() as session:
        text = agreement_text("UC", code="UC3", contractor="C1", body=ACCEPT)
        record_agreement(session, ground.clock, text, file="accept.toml", by="desk-1")
    job = ground.call()
    ground.assign(job)
    (found,) = listed(ground)
    assert (found.due_at, found.is_agreed) == (ground.clock.now() + 10 * MINUTE, True)


def test_chasing_is_noted_and_counted_from_the_last_dispatch_on(ground):
    job = ground.call()
    ground.assign(job)
    for _time in range(2):
        ground.wait(10)
        with ground.store.writing() as session:
            chase(session, ground.clock, JobRef(job), BY_DESK)
    assert [(each.chased, each.chased_at) for each in listed(ground)] == [(2, ground.clock.now())]
    ground.wait(1)
    ground.assign(job, technician=2)
    assert [(each.chased, each.technician) for each in listed(ground)] == [(0, "سروش")]


def test_a_dispatch_that_was_taken_back_is_nobodys_silence(ground):
    job = ground.call()
    with ground.store.writing() as session:
        done = assign(session, ground.clock, JobRef(job), BY_DESK, technician_id=ground.technicians[0])
    with ground.store.writing() as session:
        undo(session, ground.clock, done, BY_DESK)
    assert listed(ground) == []


def test_who_is_not_silent_is_not_chased(ground):
    job = ground.call()
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told, ground.store.writing() as session:
        chase(session, ground.clock, JobRef(job), BY_DESK)
    assert (told.value.code, dump(ground.store)) == ("not-silent", before)
    assert CHASED == "chased"


def test_who_had_a_call_for_how_long_adds_up_to_its_time(ground):
    job = ground.call()
    ground.wait(7)
    ground.assign(job)
    ground.wait(20)
    ground.act(job, "pause", reason="merchant-closed", owner=Owner.MERCHANT)
    ground.wait(5)
    ground.act(job, "resume")
    ground.wait(3)
    ground.assign(job, technician=2)
    ground.wait(2)
    with ground.store.reading() as session:
        found = held(session, ground.clock, job)
    assert [(each.owner, each.party, each.seconds // 60) for each in found] == [
        ("contractor", "C1", 23),
        ("unit", "", 7),
        ("merchant", "", 5),
        ("contractor", "C2", 2),
    ]
    assert found[0].name == "پیمانکار یکم"
    assert timedelta(seconds=sum(each.seconds for each in found)) == 37 * MINUTE
