"""An issued case reckoned anew: what differs is proposed, and holds once a second person approves it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.services.penalties.corrections import approve_correction, corrections
from app.services.penalties.drafting import draft
from app.services.penalties.life import approve, review
from app.services.penalties.objections import decide
from app.services.penalties.recalculated import propose_recalculated
from app.services.penalties.serving import mark_served
from app.services.penalties.waivers import Waiver, approve_waiver, ask_waiver
from tests.factories import dump
from tests.services.contract import local
from tests.services.penalties.cases import ABAN, ABAN_OVER, refused
from tests.services.penalties.test_objections import PROOF, decision, objected


@pytest.fixture
def issued(told):
    return told.issued()


def excuse(told, place):
    job = told.lines()[place].job_id
    told.scene.act(job, ABAN_OVER + timedelta(hours=2), "excuse", reason="wrong-address")


def found_late(told):
    """A late call that was recorded after the notice."""
    told.scene.repaired(
        ABAN_OVER - timedelta(days=3), arrived=timedelta(hours=4), resolved=timedelta(hours=6)
    )
    told.scene.clock.turn_to(ABAN_OVER + timedelta(hours=2))


def sides(told):
    return [(row.state, int(row.before), int(row.after)) for row in told.ask(corrections, told.case.id)]


def test_nothing_is_proposed_where_nothing_differs(issued):
    before = dump(issued.scene.store)
    assert issued.do(propose_recalculated, issued.case) is None
    assert dump(issued.scene.store) == before


def test_what_was_excused_after_the_notice_is_proposed_once(issued):
    excuse(issued, 0)
    found = issued.do(propose_recalculated, issued.case, reference="revision 2")
    assert sides(issued) == [("proposed", 1_180_000, 680_000)]
    assert issued.row().due == 1_180_000
    before = dump(issued.scene.store)
    assert issued.do(propose_recalculated, issued.case) is None
    assert dump(issued.scene.store) == before
    issued.do(approve_correction, found, by="Sara")
    assert (issued.row().payable, issued.row().due, issued.row().state) == (1_180_000, 680_000, "issued")
    assert issued.do(propose_recalculated, issued.case) is None


def test_a_proposal_that_no_longer_holds_is_replaced(issued):
    excuse(issued, 0)
    issued.do(propose_recalculated, issued.case)
    excuse(issued, 1)
    issued.do(propose_recalculated, issued.case)
    assert sides(issued) == [("refused", 1_180_000, 680_000), ("proposed", 1_180_000, 180_000)]


def test_what_comes_to_light_later_asks_for_more_and_has_to_be_served(issued):
    issued.do(mark_served, issued.case, PROOF, by="Nasrin")
    found_late(issued)
    found = issued.do(propose_recalculated, issued.case)
    assert sides(issued) == [("proposed", 1_180_000, 1_680_000)]
    issued.do(approve_correction, found, by="Sara")
    row = issued.row()
    assert (row.state, row.served_on, row.gross, row.payable, row.corrected, row.due) == (
        *("issued", None, 1_180_000, 1_180_000, -500_000, 1_680_000),
    )
    assert [(int(line.payable), int(line.due)) for line in issued.lines()] == [
        *((500_000, 500_000), (500_000, 500_000), (180_000, 180_000), (0, 500_000)),
    ]
    assert issued.do(propose_recalculated, issued.case) is None
    # What came to light later is as dear to waive as what the notice said.
    line = issued.lines()[3]
    asked = Waiver(reason="good-record", note="x", percent=Decimal(50), line_id=line.id)
    waiver = issued.do(ask_waiver, issued.case, asked, by="Nasrin")
    refused(issued, "level-too-low", approve_waiver, waiver, by="Sara", level="supervisor")
    issued.do(approve_waiver, waiver, by="Sara", level="regional-manager")
    assert issued.lines()[3].due == 250_000


def test_what_asks_for_more_waits_until_objections_are_decided(issued):
    issued.do(mark_served, issued.case, PROOF, by="Nasrin")
    (line,) = objected(issued, 0)
    found_late(issued)
    found = issued.do(propose_recalculated, issued.case)
    refused(issued, "objection-undecided", approve_correction, found, by="Sara")
    issued.do(decide, issued.case, [decision(line, "upheld")], by="Sara")
    issued.do(approve_correction, found, by="Sara")
    assert (issued.row().state, issued.row().due) == ("issued", 1_680_000)


def test_what_was_waived_stays_off(issued):
    first, second, _third = issued.lines()
    for line, percent in ((first, 50), (second, 100)):
        asked = Waiver(reason="good-record", note="x", percent=Decimal(percent), line_id=line.id)
        found = issued.do(ask_waiver, issued.case, asked, by="Nasrin")
        issued.do(approve_waiver, found, by="Sara", level="contract-manager")
    assert issued.do(propose_recalculated, issued.case) is None
    excuse(issued, 0)
    issued.do(propose_recalculated, issued.case)
    assert sides(issued)[-1] == ("proposed", 430_000, 180_000)


def test_what_was_decided_on_an_objection_stays_decided(issued):
    issued.do(mark_served, issued.case, PROOF, by="Nasrin")
    (line,) = objected(issued, 0)
    issued.do(decide, issued.case, [decision(line, "cancelled")], by="Sara")
    assert issued.do(propose_recalculated, issued.case) is None
    excuse(issued, 0)
    assert issued.do(propose_recalculated, issued.case) is None


def test_a_line_that_waits_for_its_decision_is_left_alone(issued):
    issued.do(mark_served, issued.case, PROOF, by="Nasrin")
    objected(issued, 0)
    excuse(issued, 0)
    assert issued.do(propose_recalculated, issued.case) is None


def test_a_later_month_takes_nothing_from_an_earlier_one(told):
    """A repair is late by two days in Aban and by two more in Azar: reckoning Aban anew finds the same."""
    job = told.scene.call(local(11, 19, 12))
    told.scene.act(job, local(11, 19, 13), "arrive")
    told.scene.act(job, local(11, 24, 11), "resolve", remedy="R03")
    told.draft()
    told.issued()
    told.scene.clock.turn_to(local(12, 22, 10))
    azar = told.do(draft, party_id=told.scene.party_id, agreement="UC-1", month=ABAN.next())
    later = type(told.case)(azar)
    told.do(review, later, by="Nasrin")
    told.do(approve, later, by="Omid")
    assert told.do(propose_recalculated, told.case) is None


def test_a_case_that_is_not_issued_is_drafted_and_not_corrected(told):
    refused(told, "not-in-this-case-state", propose_recalculated, told.case)
