"""Waivers: asked by one person, approved by another whose level allows it, kept when a draft changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.models.parties import User
from app.services.penalties.cases import lines
from app.services.penalties.corrections import (
    Correction,
    LineAfter,
    approve_correction,
    corrections,
    propose_correction,
)
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef
from app.services.penalties.objections import decide
from app.services.penalties.recalculated import propose_recalculated
from app.services.penalties.serving import Proof, mark_served
from app.services.penalties.trail import trail
from app.services.penalties.waivers import Waiver, approve_waiver, ask_waiver, refuse_waiver, waivers
from tests.services.contract import local
from tests.services.penalties.cases import ABAN, ABAN_OVER, Told, refused
from tests.services.penalties.test_objections import decision, objected


def waiver(**details):
    return Waiver(reason="good-record", note="first miss in a year", **details)


def asked(told, **details):
    return told.do(ask_waiver, told.case, waiver(**details), by="Nasrin")


def sums(told):
    row = told.row()
    return tuple(int(each) for each in (row.gross, row.payable, row.waived, row.lowered))


def test_a_part_of_a_line_is_waived_and_the_original_stays_in_sight(told):
    first = told.lines()[0]
    found = asked(told, line_id=first.id, percent=Decimal(10))
    assert sums(told) == (1_180_000, 1_180_000, 0, 0)
    told.do(approve_waiver, found, by="Omid", level="supervisor")
    line = told.lines()[0]
    assert (line.amount, line.payable, line.waived) == (500_000, 450_000, 50_000)
    assert sums(told) == (1_180_000, 1_130_000, 50_000, 50_000)
    (row,) = told.ask(waivers, told.case.id)
    assert (row.state, row.taken, row.share, row.level, row.decided_by) == (
        *("approved", 50_000, 10, "supervisor", "Omid"),
    )
    last = told.ask(trail, told.case.id)[-1]
    assert (last.what, last.by, last.level, last.reason) == ("waived", "Omid", "supervisor", "good-record")
    assert (last.before, last.after, last.line) == (500_000, 450_000, row.line)
    assert told.row().state == "draft"


def test_a_waiver_of_the_case_is_spread_over_its_lines_to_the_last_rial(told):
    told.do(approve_waiver, asked(told, amount=Decimal(100_001)), by="Omid", level="regional-manager")
    assert [int(line.waived) for line in told.lines()] == [42_373, 42_373, 15_255]
    assert sums(told) == (1_180_000, 1_079_999, 100_001, 100_001)


@pytest.mark.parametrize(
    ("percent", "level", "needed"),
    [("10.0001", "supervisor", "regional-manager"), ("50.5", "regional-manager", "contract-manager")],
)
def test_a_level_approves_no_more_than_its_share(told, percent, level, needed):
    found = asked(told, percent=Decimal(percent))
    parameters = refused(told, "level-too-low", approve_waiver, found, by="Omid", level=level)
    assert parameters == {"level": level, "needed": needed}
    told.do(approve_waiver, found, by="Omid", level=needed)


def test_many_small_waivers_count_as_one(told):
    line = told.lines()[0].id
    told.do(approve_waiver, asked(told, line_id=line, percent=Decimal(8)), by="Omid", level="supervisor")
    second = asked(told, line_id=line, percent=Decimal(8))
    refused(told, "level-too-low", approve_waiver, second, by="Omid", level="supervisor")
    whole = asked(told, percent=Decimal(8))
    refused(told, "level-too-low", approve_waiver, whole, by="Omid", level="supervisor")


def test_the_account_says_what_somebody_may_approve(told):
    with told.scene.store.writing() as session:
        session.add_all(
            [
                User(login="omid", name="امید", name_en="Omid", role="supervisor"),
                User(login="sara", name="سارا", role="contract-manager"),
                User(login="reza", name="رضا", name_en="Reza", role="auditor"),
            ]
        )
    found = asked(told, percent=Decimal(60))
    refused(told, "level-too-low", approve_waiver, found, by="OMID ", level="contract-manager")
    parameters = refused(told, "no-right-to-waive", approve_waiver, found, by="Reza", level="supervisor")
    assert parameters == {"by": "Reza", "role": "auditor"}
    told.do(approve_waiver, found, by="سارا")
    assert told.ask(waivers, told.case.id)[0].level == "contract-manager"


def test_who_asks_does_not_decide(told):
    found = asked(told, percent=Decimal(5))
    refused(told, "waiver-by-second-person", approve_waiver, found, by="nasrin ", level="supervisor")
    refused(told, "waiver-by-second-person", refuse_waiver, found, by="Nasrin")
    refused(told, "level-needed", approve_waiver, found, by="Omid")
    refused(told, "level-needed", approve_waiver, found, by="Omid", level="dispatcher")
    told.do(refuse_waiver, found, by="Omid", remark="no reason")
    assert sums(told) == (1_180_000, 1_180_000, 0, 0)
    refused(told, "waiver-decided", approve_waiver, found, by="Omid", level="supervisor")
    refused(told, "unknown-waiver", approve_waiver, 99, by="Omid", level="supervisor")


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({}, "waiver-needs-sum"),
        ({"amount": Decimal(1), "percent": Decimal(1)}, "waiver-needs-sum"),
        ({"amount": Decimal(0)}, "waiver-needs-sum"),
        ({"amount": Decimal(-5)}, "waiver-needs-sum"),
        ({"amount": Decimal("0.5")}, "no-whole-rial"),
        ({"amount": Decimal("NaN")}, "no-whole-rial"),
        ({"amount": Decimal(1_180_001)}, "waiver-too-much"),
        ({"percent": Decimal(0)}, "waiver-needs-sum"),
        ({"percent": Decimal("100.1")}, "waiver-needs-sum"),
        ({"percent": Decimal("Infinity")}, "waiver-needs-sum"),
        ({"percent": Decimal("0.00001")}, "waiver-needs-sum"),
        ({"percent": Decimal(1), "line_id": 99}, "unknown-line"),
    ],
)
def test_a_sum_that_makes_no_sense_is_refused(told, details, code):
    refused(told, code, ask_waiver, told.case, waiver(**details), by="Nasrin")


def test_a_reason_and_a_note_are_needed(told):
    for reason, remark, code in (("mood", "x", "unknown-code"), ("first-time", " ", "needs-a-note")):
        wrong = Waiver(reason=reason, note=remark, percent=Decimal(5))
        refused(told, code, ask_waiver, told.case, wrong, by="Nasrin")
    refused(told, "needs-a-name", ask_waiver, told.case, waiver(percent=Decimal(5)), by=" ")


def test_what_is_approved_is_not_waived_until_it_is_issued(told):
    found = asked(told, percent=Decimal(5))
    told.approved()
    refused(told, "not-in-this-case-state", approve_waiver, found, by="Sara", level="supervisor")
    refused(told, "not-in-this-case-state", ask_waiver, told.case, waiver(percent=Decimal(5)), by="Nasrin")


def another_late_call(told):
    told.scene.repaired(
        ABAN_OVER - timedelta(days=3), arrived=timedelta(hours=4), resolved=timedelta(hours=6)
    )
    told.scene.clock.turn_to(ABAN_OVER + timedelta(hours=1))


def test_a_waiver_is_kept_when_the_draft_is_reckoned_anew(told):
    line = told.lines()[0]
    of_line = asked(told, line_id=line.id, amount=Decimal(200_000))
    told.do(approve_waiver, of_line, by="Omid", level="regional-manager")
    told.do(approve_waiver, asked(told, percent=Decimal(50)), by="Omid", level="contract-manager")
    assert sums(told) == (1_180_000, 390_000, 790_000, 790_000)
    another_late_call(told)
    told.draft()
    assert sums(told) == (1_680_000, 640_000, 1_040_000, 1_040_000)
    assert [row.state for row in told.ask(waivers, told.case.id)] == ["approved", "approved"]
    assert told.audit()[-1] == ("drafted", "", "draft")
    told.draft()
    assert sums(told) == (1_680_000, 640_000, 1_040_000, 1_040_000)


def test_a_waiver_of_a_line_that_is_gone_lapses(told):
    line = told.lines()[0]
    told.do(
        approve_waiver,
        asked(told, line_id=line.id, percent=Decimal(100)),
        by="Omid",
        level="contract-manager",
    )
    told.scene.act(line.job_id, ABAN_OVER + timedelta(hours=1), "excuse", reason="wrong-address")
    told.draft()
    assert sums(told) == (680_000, 680_000, 0, 0)
    (row,) = told.ask(waivers, told.case.id)
    assert (row.state, row.taken, row.line_id) == ("lapsed", 0, None)
    assert [what for what, _by, _state in told.audit()][-2:] == ["waiver-lapsed", "drafted"]


def test_a_sum_that_becomes_more_than_its_approver_may_lapses(told):
    told.do(approve_waiver, asked(told, amount=Decimal(110_000)), by="Omid", level="supervisor")
    told.scene.act(told.lines()[0].job_id, ABAN_OVER + timedelta(hours=1), "excuse", reason="wrong-address")
    told.draft()
    assert sums(told) == (680_000, 680_000, 0, 0)


def test_what_was_waived_is_not_charged_by_a_later_month(told):
    """A repair is late by two days in Aban and by two more in Azar; all of Aban's part was waived."""
    job = told.scene.call(local(11, 19, 12))
    told.scene.act(job, local(11, 19, 13), "arrive")
    told.scene.act(job, local(11, 24, 11), "resolve", remedy="R03")
    told.draft()
    line = next(line for line in told.lines() if line.job_id == job)
    assert (line.clause, line.payable) == ("2", 720_000)
    whole = asked(told, line_id=line.id, percent=Decimal(100))
    told.do(approve_waiver, whole, by="Omid", level="contract-manager")
    told.approved()
    told.scene.clock.turn_to(local(12, 22, 10))
    azar = told.do(draft, party_id=told.scene.party_id, agreement="UC-1", month=ABAN.next())
    assert [(line.job_id, int(line.payable)) for line in told.ask(lines, azar)] == [(job, 720_000)]


def test_a_waiver_after_the_notice_is_a_correction(told):
    told.issued()
    line = told.lines()[0]
    found = asked(told, line_id=line.id, percent=Decimal(50))
    told.do(approve_waiver, found, by="Sara", level="regional-manager")
    row = told.row()
    assert (row.payable, row.waived, row.corrected, row.due, row.state) == (
        *(1_180_000, 0, 250_000, 930_000, "issued"),
    )
    assert (told.lines()[0].payable, told.lines()[0].due) == (500_000, 250_000)
    (correction,) = told.ask(corrections, told.case.id)
    assert (correction.reason, correction.state, correction.before, correction.after) == (
        *("waiver", "approved", 1_180_000, 930_000),
    )
    assert (correction.proposed_by, correction.decided_by) == ("Nasrin", "Sara")
    assert [what for what, _by, _state in told.audit()][-3:] == ["waived", "correction-proposed", "corrected"]
    again = asked(told, line_id=line.id, percent=Decimal(1))
    refused(told, "level-too-low", approve_waiver, again, by="Sara", level="regional-manager")


def test_the_final_case_begins_with_the_waivers_of_the_interim_one(told):
    """One late arrival of Azar when it was priced as interim, two when it was over."""
    told.issued()
    first = told.scene.repaired(local(11, 24, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    azar = {"party_id": told.scene.party_id, "agreement": "UC-1", "month": ABAN.next()}
    told.scene.clock.turn_to(local(11, 26, 10))
    interim = Told(told.scene, CaseRef(told.do(draft, **azar, interim=True)))
    of_line = asked(interim, line_id=interim.lines()[0].id, percent=Decimal(40))
    interim.do(approve_waiver, of_line, by="Omid", level="regional-manager")
    interim.do(approve_waiver, asked(interim, percent=Decimal(10)), by="Omid", level="regional-manager")
    assert sums(interim) == (500_000, 250_000, 250_000, 250_000)
    interim.issued()
    told.scene.repaired(local(11, 27, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    told.scene.clock.turn_to(local(12, 22, 10))
    final = Told(told.scene, CaseRef(told.do(draft, **azar)))
    assert [(line.job_id == first, int(line.waived)) for line in final.lines()] == [
        (True, 237_500),
        (False, 62_500),
    ]
    assert sums(final) == (1_000_000, 700_000, 300_000, 300_000)
    assert [(row.state, row.decided_by) for row in final.ask(waivers, final.case.id)] == [
        ("approved", "Omid"),
        ("approved", "Omid"),
    ]
    assert [what for what, _by, _state in final.audit()] == ["drafted"]
    refused(interim, "case-superseded", ask_waiver, interim.case, waiver(percent=Decimal(1)), by="Nasrin")
    final.do(draft, **azar)
    assert sums(final) == (1_000_000, 700_000, 300_000, 300_000)


def test_the_final_case_keeps_what_was_decided_on_the_interim_one(told):
    """Three late arrivals of Azar when it was priced as interim, one more when it was over."""
    told.issued()
    for day in (24, 25, 26):
        told.scene.repaired(local(11, day, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    azar = {"party_id": told.scene.party_id, "agreement": "UC-1", "month": ABAN.next()}
    told.scene.clock.turn_to(local(11, 28, 10))
    interim = Told(told.scene, CaseRef(told.do(draft, **azar, interim=True))).issued()
    interim.do(
        mark_served,
        interim.case,
        Proof(kind="hand-delivery", served_on=date(2026, 11, 28), reference="1"),
        by="Nasrin",
    )
    first, second, third = objected(interim, 0, 1, 2, day=date(2026, 11, 28))
    told.scene.repaired(local(11, 29, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    told.scene.clock.turn_to(local(12, 22, 10))
    assert told.do(draft, **azar) == interim.case.id
    decisions = [
        decision(first, "cancelled"),
        decision(second, "reduced", 100_000),
        decision(third, "upheld"),
    ]
    interim.do(decide, interim.case, decisions, by="Sara")
    final = Told(told.scene, CaseRef(told.do(draft, **azar)))
    for _ in range(2):
        assert [int(line.payable) for line in final.lines()] == [0, 100_000, 500_000, 500_000]
        assert sums(final) == (2_000_000, 1_100_000, 900_000, 900_000)
        final.do(draft, **azar)
    assert [
        (row.reason, row.taken, row.decided_by, row.level) for row in final.ask(waivers, final.case.id)
    ] == [
        ("objection", 500_000, "Sara", ""),
        ("objection", 400_000, "Sara", ""),
    ]
    # Nobody waived that: a tenth of the case is still a supervisor's to give.
    tenth = asked(final, percent=Decimal(10))
    final.do(approve_waiver, tenth, by="Omid", level="supervisor")
    assert sums(final) == (2_000_000, 900_000, 1_100_000, 1_100_000)
    final.issued()
    assert final.row().payable == 900_000
    assert final.do(propose_recalculated, final.case) is None


def test_what_a_correction_by_hand_added_is_waived_by_whoever_may_waive_so_much(told):
    """A repair costs nothing beside its dearer arrival, until somebody charges it all the same."""
    told.scene.repaired(local(10, 28, 9), arrived=timedelta(hours=5), resolved=timedelta(hours=27))
    told.scene.clock.turn_to(ABAN_OVER)
    told.draft()
    told.issued()
    line = next(line for line in told.lines() if not line.payable)
    charged = Correction(reason="other", note="x", lines=[LineAfter(line.id, line.amount)])
    told.do(approve_correction, told.do(propose_correction, told.case, charged, by="Nasrin"), by="Sara")
    asked = Waiver(reason="good-record", note="x", amount=line.amount, line_id=line.id)
    told.do(ask_waiver, told.case, asked, by="Nasrin")
    row = told.ask(waivers, told.case.id)[0]
    assert (row.share, row.needed_level) == (100, "contract-manager")
