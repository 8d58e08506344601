"""An objection to an interim case, in time but recorded when the final case is there: carried on into it."""

from datetime import date, timedelta

import pytest

from app.domain.errors import RuleBroken
from app.services.letters.issuing import issue
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef, approve, review
from app.services.penalties.objection_rows import objections
from app.services.penalties.objections import decide
from app.services.penalties.serving import Proof, mark_served
from app.services.penalties.trail import trail
from app.services.verification.audits import audit_findings
from tests.services.contract import local
from tests.services.penalties.cases import ABAN, Told, refused
from tests.services.penalties.test_objections import decision, objected

SERVED = Proof(kind="hand-delivery", served_on=date(2026, 11, 28), reference="1")


@pytest.fixture
def azar(told):
    """Three late arrivals in the interim case that was served, and the final draft of the whole month."""
    told.issued()
    scene = told.scene
    for day in (24, 25, 26):
        scene.repaired(local(11, day, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    whose = {"party_id": scene.party_id, "agreement": "UC-1", "month": ABAN.next()}
    scene.clock.turn_to(local(11, 28, 10))
    interim = Told(scene, CaseRef(told.do(draft, **whose, interim=True))).issued()
    interim.do(mark_served, interim.case, SERVED, by="Nasrin")
    scene.clock.turn_to(local(12, 22, 10))
    final = Told(scene, CaseRef(told.do(draft, **whose)))
    assert final.case.id != interim.case.id
    return interim, final


def late_objection(interim, *places):
    return objected(interim, *places, day=date(2026, 11, 29))


def payables(case):
    return [int(line.due) for line in case.lines()]


def test_it_is_recorded_where_it_was_sent_and_lowers_the_final_draft(azar):
    interim, final = azar
    final.do(review, final.case, by="Nasrin")
    first, second, third = late_objection(interim, 0, 1, 2)
    refused(final, "objection-undecided", approve, final.case, by="Omid")
    decisions = [
        decision(first, "cancelled"),
        decision(second, "reduced", 100_000),
        decision(third, "upheld"),
    ]
    interim.do(decide, interim.case, decisions, by="Sara")
    assert payables(final) == [0, 100_000, 500_000]
    assert (final.row().state, final.row().payable, final.row().waived) == ("draft", 600_000, 900_000)
    (kept,) = interim.ask(objections, interim.case.id)
    assert kept.received_on == date(2026, 11, 29)
    assert [row.what for row in interim.ask(trail, interim.case.id)][-6:] == [
        *("decided", "decided", "decided", "accepted", "correction-proposed", "corrected"),
    ]
    last = final.ask(trail, final.case.id)[-1]
    assert (last.what, last.before, last.after) == ("drafted", 1_500_000, 600_000)
    final.approved()
    assert final.row().payable == 600_000
    with final.scene.store.reading() as session:
        assert list(audit_findings(session)) == []


def test_an_approved_final_case_is_not_issued_before_it_is_decided(azar):
    interim, final = azar
    final.approved()
    (line,) = late_objection(interim, 0)
    refused(final, "objection-undecided", issue, final.case.id, "Omid")
    interim.do(decide, interim.case, [decision(line, "cancelled")], by="Sara")
    assert (final.row().state, final.row().payable) == ("draft", 1_000_000)


def test_a_final_case_that_is_out_gets_a_correction(azar):
    interim, final = azar
    final.issued()
    first, second = late_objection(interim, 0, 1)
    decisions = [decision(first, "cancelled"), decision(second, "reduced", 100_000)]
    interim.do(decide, interim.case, decisions, by="Sara")
    assert payables(final) == [0, 100_000, 500_000]
    assert (final.row().state, final.row().payable, final.row().due) == ("issued", 1_500_000, 600_000)
    assert [row.what for row in final.ask(trail, final.case.id)][-2:] == ["correction-proposed", "corrected"]


def test_two_decisions_that_say_the_same_take_it_off_once(azar):
    interim, final = azar
    final.issued()
    served = Proof(kind="hand-delivery", served_on=date(2026, 12, 22), reference="9")
    final.do(mark_served, final.case, served, by="Nasrin")
    (early,) = late_objection(interim, 0)
    final.scene.clock.turn_to(local(12, 23, 10))
    (late,) = objected(final, 0, day=date(2026, 12, 23))
    final.do(decide, final.case, [decision(late, "reduced", 300_000)], by="Sara")
    interim.do(decide, interim.case, [decision(early, "reduced", 300_000)], by="Sara")
    assert (payables(interim)[0], payables(final)[0]) == (300_000, 300_000)
    assert [row.what for row in final.ask(trail, final.case.id)][-1] == "waiver-lapsed"


@pytest.mark.parametrize("is_out", [False, True])
def test_what_is_cancelled_is_not_due_however_it_has_grown(told, is_out):
    told.issued()
    scene = told.scene
    scene.visit(local(11, 24), local(11, 25), done=local(12, 15, 10))
    whose = {"party_id": scene.party_id, "agreement": "UC-1", "month": ABAN.next()}
    scene.clock.turn_to(local(11, 28, 10))
    interim = Told(scene, CaseRef(told.do(draft, **whose, interim=True))).issued()
    interim.do(mark_served, interim.case, SERVED, by="Nasrin")
    scene.clock.turn_to(local(12, 22, 10))
    final = Told(scene, CaseRef(told.do(draft, **whose)))
    assert (payables(interim), payables(final)) == ([180_000], [540_000])
    if is_out:
        final.issued()
    (line,) = late_objection(interim, 0)
    interim.do(decide, interim.case, [decision(line, "cancelled")], by="Sara")
    assert (payables(interim), payables(final)) == ([0], [0])


def test_a_line_that_the_final_case_does_not_charge_is_named(azar):
    interim, final = azar
    job = interim.lines()[0].job_id
    interim.scene.act(job, local(12, 22, 11), "excuse", reason="wrong-address")
    final.do(draft, party_id=final.scene.party_id, agreement="UC-1", month=ABAN.next())
    assert payables(final) == [500_000, 500_000]
    (line,) = late_objection(interim, 0)
    interim.do(decide, interim.case, [decision(line, "cancelled")], by="Sara")
    assert payables(final) == [500_000, 500_000]
    lapsed = [row for row in final.ask(trail, final.case.id) if row.what == "waiver-lapsed"]
    assert [(row.reason, row.evidence) for row in lapsed] == [
        ("objection", f"1 · {interim.scene.code(job)}"),
    ]


def test_what_comes_too_late_stays_too_late(azar):
    interim, _final = azar
    with pytest.raises(RuleBroken, match="objection-window-over"):
        objected(interim, 0, day=date(2026, 12, 20))
