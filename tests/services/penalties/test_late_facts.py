"""Facts recorded after a month's notice: named until the case is reckoned anew, then a correction."""

from datetime import timedelta

import pytest

from app.services.jobs.commands import JobRef, NewCall, Said, assign, register
from app.services.penalties.corrections import approve_correction, corrections
from app.services.penalties.late_facts import late_facts, reckon_anew
from app.services.penalties.trail import trail
from tests.factories import dump
from tests.services.contract import local
from tests.services.penalties.cases import ABAN_OVER, told_at
from tests.services.penalties.test_recalculated import excuse


def as_issued(told):
    """Bring the case to its notice."""
    told.issued()


@pytest.fixture
def told(tmp_path):
    with told_at(tmp_path, as_issued) as built:
        yield built


def late(told):
    return [(each.case_id, each.contractor, each.count) for each in told.ask(late_facts, period="1405-08")]


def reckoned(told):
    return told.do(reckon_anew, told.case, by="Sara")


def test_nothing_is_late_after_the_notice_itself(told):
    told.scene.clock.turn_by(timedelta(days=1))
    assert late(told) == []


def test_a_fact_that_changes_nothing_is_named_until_it_was_looked_at(told):
    told.scene.act(1, local(11, 23, 9), "add_note", said=Said("desk", at=local(10, 26, 10), note="by phone"))
    assert late(told) == [(1, "C1", 1)]
    assert reckoned(told) is None
    assert late(told) == []
    last = told.ask(trail, 1)[-1]
    assert (last.what, last.by, last.state, told.row().state) == ("reckoned", "Sara", "issued", "issued")
    assert told.row().due == 1_180_000


def test_what_was_excused_late_becomes_a_correction(told):
    excuse(told, 0)
    assert late(told) == [(1, "C1", 1)]
    correction = reckoned(told)
    assert late(told) == []
    assert [(row.id, int(row.after)) for row in told.ask(corrections, 1)] == [(correction, 680_000)]
    before = dump(told.scene.store)
    assert reckoned(told) is None
    assert dump(told.scene.store) == before
    told.do(approve_correction, correction, by="Omid")
    assert late(told) == []


def test_a_call_that_was_registered_after_the_notice_is_late(told):
    told.scene.clock.turn_to(ABAN_OVER + timedelta(hours=2))
    said = Said("desk", at=ABAN_OVER - timedelta(days=3))
    call = NewCall(terminal_id=told.scene.terminal_id, fault="PRN-01", priority="P2")
    job = told.do(register, call, said)
    told.do(assign, JobRef(job), said, technician_id=told.scene.technician_id)
    assert late(told) == [(1, "C1", 2)]
    assert reckoned(told) is not None
    assert told.row().due == 1_180_000


def test_a_fact_of_the_next_month_is_none_of_this_one(told):
    told.scene.repaired(
        ABAN_OVER + timedelta(hours=1), arrived=timedelta(hours=4), resolved=timedelta(hours=6)
    )
    assert late(told) == []
