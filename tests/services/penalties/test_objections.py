"""A notice served, objected to line by line, decided by somebody new to the case, and corrected."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from app.services.penalties.corrections import (
    Correction,
    LineAfter,
    approve_correction,
    corrections,
    propose_correction,
    refuse_correction,
)
from app.services.penalties.evidence import MOST_BYTES, Evidence, evidence_file
from app.services.penalties.objection_rows import objections
from app.services.penalties.objections import Decision, LineObjection, Objection, decide, receive
from app.services.penalties.serving import Extension, Proof, accept, accept_silent, extend, mark_served
from app.services.penalties.trail import trail
from tests.factories import dump
from tests.services.contract import local
from tests.services.penalties.cases import TODAY, refused, told_at

PROOF = Proof(kind="secretariat-receipt", served_on=TODAY, reference="1405/412")
LAST = date(2026, 11, 28)
"""The fifth working day after Sunday 22 November 2026; Friday is off."""
PHOTO = Evidence(kind="file", file_name="C:\\photos\\door.jpg", content=b"closed shop")


def serve(told):
    """Bring a draft to its served notice."""
    told.issued().do(mark_served, told.case, PROOF, by="Nasrin")


@pytest.fixture
def served(tmp_path):
    with told_at(tmp_path, serve) as built:
        yield built


def on(told, month, day):
    told.scene.clock.turn_to(local(month, day, 12))


def objection(told, *places, day=TODAY, **details):
    lines = [
        LineObjection(line_id=told.lines()[place].id, reason="merchant-absent", evidence=[PHOTO])
        for place in places
    ]
    return Objection(received_on=day, received_from="C1", lines=lines, reference="C1-77", **details)


def objected(told, *places, day=TODAY):
    told.do(receive, told.case, objection(told, *places, day=day), by="Nasrin")
    return [line.id for each in told.ask(objections, told.case.id) for line in each.lines]


def decision(line, verdict, amount=None):
    amount = Decimal(amount) if amount is not None else None
    return Decision(objected_id=line, verdict=verdict, reason="evidence-accepted", amount=amount)


def test_the_days_to_object_run_from_proof_of_service(told):
    told.issued()
    refused(told, "not-in-this-case-state", accept, told.case, "C1-1", by="Nasrin")
    told.do(mark_served, told.case, PROOF, by="Nasrin")
    row = told.row()
    assert (row.state, row.served_on, row.object_by) == ("served", TODAY, LAST)
    last = told.ask(trail, told.case.id)[-1]
    assert (last.what, last.happened_on, last.reason, last.reference) == (
        *("served", TODAY, "secretariat-receipt", "1405/412"),
    )
    assert last.evidence == "→ 2026-11-28"


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (Proof(kind="rumour", served_on=TODAY, reference="1"), "unknown-code"),
        (Proof(kind="hand-delivery", served_on=TODAY, reference=" "), "proof-needs-reference"),
        (Proof(kind="hand-delivery", served_on=date(2026, 11, 23), reference="1"), "in-the-future"),
        (Proof(kind="hand-delivery", served_on=date(2026, 11, 21), reference="1"), "served-before-issued"),
    ],
)
def test_a_service_without_proof_is_refused(told, proof, code):
    told.issued()
    refused(told, code, mark_served, told.case, proof, by="Nasrin")


def test_a_notice_that_is_not_issued_cannot_be_served(told):
    refused(told, "not-in-this-case-state", mark_served, told.case, PROOF, by="Nasrin")


def test_silence_accepts_once_the_days_are_over(served):
    on(served, 11, 28)
    assert served.do(accept_silent) == []
    on(served, 11, 29)
    assert served.do(accept_silent) == [served.case.id]
    assert served.audit()[-1] == ("accepted", "", "accepted")
    before = dump(served.scene.store)
    assert served.do(accept_silent) == []
    assert dump(served.scene.store) == before


def test_the_days_are_extended_once_while_they_last(served):
    longer = Extension(days=2, reason="evidence-awaited")
    refused(served, "extension-days", extend, served.case, Extension(days=0, reason="holidays"), by="Sara")
    refused(served, "extension-days", extend, served.case, Extension(days=31, reason="holidays"), by="Sara")
    refused(served, "needs-a-note", extend, served.case, Extension(days=2, reason="other"), by="Sara")
    on(served, 11, 28)
    served.do(extend, served.case, longer, by="Sara")
    assert served.row().object_by == date(2026, 11, 30)
    assert refused(served, "already-extended", extend, served.case, longer, by="Sara") == {"days": 2}
    on(served, 11, 30)
    assert served.do(accept_silent) == []
    served.do(receive, served.case, objection(served, 0, day=date(2026, 11, 30)), by="Nasrin")


def test_nothing_is_extended_or_received_when_the_days_are_over(served):
    on(served, 11, 29)
    late = objection(served, 0, day=date(2026, 11, 29))
    assert refused(served, "objection-window-over", receive, served.case, late, by="Nasrin") == {"last": LAST}
    longer = Extension(days=2, reason="holidays")
    refused(served, "objection-window-over", extend, served.case, longer, by="Sara")
    # What was received in time and is recorded late counts.
    served.do(receive, served.case, objection(served, 0, day=LAST), by="Nasrin")
    assert served.row().state == "objected"


def test_an_objection_is_kept_line_by_line_with_its_evidence(served):
    lines = [
        LineObjection(line_id=served.lines()[0].id, reason="wrong-time", note="09:40", evidence=[PHOTO]),
        LineObjection(line_id=served.lines()[2].id, reason="excused"),
    ]
    whole = Evidence(kind="reference", text="form 12")
    stated = Objection(
        received_on=TODAY, received_from="C1", lines=lines, evidence=[whole], reference="C1-77"
    )
    served.do(receive, served.case, stated, by="Nasrin")
    (row,) = served.ask(objections, served.case.id)
    assert (row.number, row.received_from, row.reference, row.is_decided) == (1, "C1", "C1-77", False)
    assert [(line.reason, line.note, line.due_before, line.verdict) for line in row.lines] == [
        ("wrong-time", "09:40", 500_000, ""),
        ("excused", "", 180_000, ""),
    ]
    assert [(each.kind, each.text) for each in row.evidence] == [("reference", "form 12")]
    (photo,) = row.lines[0].evidence
    assert (photo.file_name, photo.size, photo.sha256) == (
        *("door.jpg", 11, sha256(b"closed shop").hexdigest()),
    )
    assert served.ask(evidence_file, photo.id).content == b"closed shop"
    assert (served.row().state, served.row().objected) == ("objected", 680_000)
    assert [line.is_objected for line in served.lines()] == [True, False, True]
    first, _second = served.ask(trail, served.case.id)[-2:]
    assert first.evidence == (
        f"reference: form 12\nfile: C:\\photos\\door.jpg SHA-256 {sha256(b'closed shop').hexdigest()}"
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"received_from": " "}, "objection-needs-sender"),
        ({"lines": []}, "objection-needs-lines"),
        ({"received_on": TODAY - timedelta(days=1)}, "objection-before-service"),
        ({"received_on": TODAY + timedelta(days=1)}, "in-the-future"),
        ({"lines": [LineObjection(line_id=99, reason="duplicate")]}, "unknown-line"),
        ({"lines": [LineObjection(line_id=1, reason="other")]}, "needs-a-note"),
        ({"lines": [LineObjection(line_id=1, reason="spite")]}, "unknown-code"),
        ({"lines": [LineObjection(line_id=1, reason="duplicate")] * 2}, "line-already-objected"),
        ({"evidence": [Evidence(kind="file", file_name="x.jpg")]}, "evidence-empty"),
        ({"evidence": [Evidence(kind="file", content=b"x")]}, "evidence-empty"),
        ({"evidence": [Evidence(kind="text", text=" ")]}, "evidence-empty"),
        ({"evidence": [Evidence(kind="song", text="la")]}, "unknown-code"),
        (
            {"evidence": [Evidence(kind="file", file_name="x", content=bytes(MOST_BYTES + 1))]},
            "evidence-too-large",
        ),
    ],
)
def test_an_objection_that_says_too_little_or_too_much_is_refused(served, changed, code):
    stated = {
        "received_on": TODAY,
        "received_from": "C1",
        "lines": [LineObjection(line_id=served.lines()[0].id, reason="duplicate")],
    }
    refused(served, code, receive, served.case, Objection(**(stated | changed)), by="Nasrin")


def test_what_is_decided_with_a_change_is_corrected_and_the_notice_stays(served):
    first, second, third = objected(served, 0, 1, 2)
    served.do(decide, served.case, [decision(first, "cancelled"), decision(second, "upheld")], by="Sara")
    assert served.row().state == "objected"
    assert served.row().corrected == 0
    served.do(decide, served.case, [decision(third, "reduced", 80_000)], by="Sara")
    row = served.row()
    assert (row.state, row.gross, row.payable, row.corrected, row.due, row.objected) == (
        *("corrected", 1_180_000, 1_180_000, 600_000, 580_000, 0),
    )
    assert [int(line.due) for line in served.lines()] == [0, 500_000, 80_000]
    assert [int(line.payable) for line in served.lines()] == [500_000, 500_000, 180_000]
    (correction,) = served.ask(corrections, served.case.id)
    assert (correction.reason, correction.before, correction.after, correction.difference) == (
        *("objection", 1_180_000, 580_000, -600_000),
    )
    assert (correction.reference, len(correction.lines)) == ("C1-77", 2)
    assert served.audit()[-6:] == [
        ("decided", "Sara", "objected"),
        ("decided", "Sara", "objected"),
        ("decided", "Sara", "objected"),
        ("accepted", "Sara", "accepted"),
        ("correction-proposed", "Sara", "accepted"),
        ("corrected", "Sara", "corrected"),
    ]


def test_what_is_upheld_stands(served):
    (line,) = objected(served, 0)
    served.do(decide, served.case, [decision(line, "upheld")], by="Sara")
    assert (served.row().state, served.row().due) == ("accepted", 1_180_000)
    assert served.ask(corrections, served.case.id) == []


@pytest.mark.parametrize("name", ["Nasrin", "omid"])
def test_nobody_decides_on_their_own_case(served, name):
    """Nasrin reviewed the case and recorded the objection, Omid approved it."""
    (line,) = objected(served, 0)
    refused(served, "decision-by-second-person", decide, served.case, [decision(line, "upheld")], by=name)


@pytest.mark.parametrize(
    ("verdict", "amount", "code"),
    [
        ("reduced", None, "decision-amount"),
        ("reduced", 0, "decision-amount"),
        ("reduced", 500_000, "decision-amount"),
        ("reduced", -1, "decision-amount"),
        ("reduced", "0.5", "no-whole-rial"),
        ("cancelled", 5, "decision-amount"),
        ("upheld", 5, "decision-amount"),
        ("forgiven", None, "unknown-code"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(served, verdict, amount, code):
    (line,) = objected(served, 0)
    refused(served, code, decide, served.case, [decision(line, verdict, amount)], by="Sara")


def test_a_line_is_decided_once(served):
    first, _second = objected(served, 0, 1)
    served.do(decide, served.case, [decision(first, "upheld")], by="Sara")
    again = [decision(first, "cancelled")]
    assert refused(served, "already-decided", decide, served.case, again, by="Reza") == {"by": "Sara"}
    refused(served, "unknown-objection-line", decide, served.case, [decision(99, "upheld")], by="Sara")
    refused(served, "objection-undecided", accept, served.case, "C1-78", by="Nasrin")


def test_other_lines_can_be_objected_to_while_the_days_last(served):
    (line,) = objected(served, 0)
    served.do(decide, served.case, [decision(line, "cancelled")], by="Sara")
    assert served.row().state == "corrected"
    refused(served, "line-already-objected", receive, served.case, objection(served, 0), by="Nasrin")
    _first, second = objected(served, 1)
    assert served.row().state == "objected"
    served.do(decide, served.case, [decision(second, "cancelled")], by="Sara")
    assert [int(row.difference) for row in served.ask(corrections, served.case.id)] == [-500_000, -500_000]
    assert (served.row().state, served.row().due) == ("corrected", 180_000)


def correction(told, *afters, reason="calculation-error"):
    changed = [LineAfter(line.id, Decimal(after)) for line, after in zip(told.lines(), afters, strict=False)]
    return Correction(reason=reason, lines=changed, note="typing")


def test_a_correction_is_proposed_by_one_person_and_approved_by_another(served):
    found = served.do(propose_correction, served.case, correction(served, 100_000), by="Nasrin")
    assert served.row().due == 1_180_000
    refused(served, "correction-by-second-person", approve_correction, found, by="Nasrin")
    refused(served, "correction-open", propose_correction, served.case, correction(served, 1), by="Sara")
    served.do(approve_correction, found, by="Omid")
    assert (served.row().state, served.row().due) == ("served", 780_000)
    refused(served, "correction-decided", approve_correction, found, by="Sara")
    other = served.do(propose_correction, served.case, correction(served, 0), by="Nasrin")
    served.do(refuse_correction, other, by="Omid", remark="no")
    assert (served.row().due, served.audit()[-1][0]) == (780_000, "correction-refused")


@pytest.mark.parametrize(
    ("afters", "code"),
    [
        ((500_000,), "correction-changes-nothing"),
        ((), "correction-changes-nothing"),
        ((-1,), "correction-out-of-range"),
        ((500_001,), "correction-out-of-range"),
        (("0.5",), "no-whole-rial"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(served, afters, code):
    refused(served, code, propose_correction, served.case, correction(served, *afters), by="Nasrin")


@pytest.mark.parametrize("reason", ["objection", "waiver", "recalculation"])
def test_a_correction_by_hand_has_a_reason_of_its_own(served, reason):
    wrong = correction(served, 0, reason=reason)
    refused(served, "correction-by-another-road", propose_correction, served.case, wrong, by="Nasrin")


def test_an_open_objection_holds_a_correction_of_its_line_up(served):
    objected(served, 0)
    refused(served, "line-objected", propose_correction, served.case, correction(served, 1), by="Nasrin")


def test_what_asks_for_more_has_to_be_served_again(served):
    less = served.do(propose_correction, served.case, correction(served, 0), by="Nasrin")
    served.do(approve_correction, less, by="Omid")
    on(served, 11, 29)
    served.do(accept_silent)
    more = served.do(propose_correction, served.case, correction(served, 400_000), by="Nasrin")
    served.do(approve_correction, more, by="Omid")
    row = served.row()
    assert (row.state, row.served_on, row.due) == ("issued", None, 1_080_000)
    early = Proof(kind="hand-delivery", served_on=date(2026, 11, 28), reference="1")
    refused(served, "served-before-issued", mark_served, served.case, early, by="Nasrin")
    again = Proof(kind="hand-delivery", served_on=date(2026, 11, 29), reference="1")
    served.do(mark_served, served.case, again, by="Nasrin")
    assert served.row().object_by == date(2026, 12, 5)


def test_what_came_before_a_correction_was_served_counts_from_the_first_service(served):
    """A correction asks for more on the 23rd and is served on the 25th; the objection came on the 24th."""
    less = served.do(propose_correction, served.case, correction(served, 0), by="Nasrin")
    served.do(approve_correction, less, by="Omid")
    on(served, 11, 23)
    more = served.do(propose_correction, served.case, correction(served, 400_000), by="Nasrin")
    served.do(approve_correction, more, by="Omid")
    on(served, 11, 25)
    again = Proof(kind="hand-delivery", served_on=date(2026, 11, 25), reference="1")
    served.do(mark_served, served.case, again, by="Nasrin")
    early = objection(served, 0, day=TODAY - timedelta(days=1))
    assert refused(served, "objection-before-service", receive, served.case, early, by="Nasrin") == {
        "served": TODAY
    }
    on(served, 11, 26)
    (line,) = objected(served, 0, day=date(2026, 11, 24))
    served.do(decide, served.case, [decision(line, "upheld")], by="Sara")
    refused(
        served, "line-already-objected", receive, served.case,
        objection(served, 0, day=date(2026, 11, 24)), by="Nasrin",
    )  # fmt: skip
