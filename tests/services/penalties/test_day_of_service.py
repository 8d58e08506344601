"""A day of service recorded wrong: corrected by a second person, the days to object reckoned anew."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.models.penalties import PenaltyCase
from app.services.accounts.settlement import Payment, settle
from app.services.penalties.correcting_service import ServiceCorrection, correct_service
from app.services.penalties.objections import decide, receive
from app.services.penalties.serving import Extension, Proof, accept, accept_silent, extend, mark_served
from app.services.penalties.trail import trail
from app.services.verification.audits import audit_findings
from tests.services.penalties.cases import TODAY, refused, told_at
from tests.services.penalties.test_objections import decision, objected, objection, on

TYPED = Proof(kind="registered-post", served_on=TODAY, reference="RR-1")
"""Typed; the receipt says a week later."""
RIGHT = ServiceCorrection(
    proof=Proof(kind="registered-post", served_on=date(2026, 11, 29), reference="RR-1"), reason="typed-wrong"
)


def mistyped(told):
    """Served on the 29th, and recorded on the 30th as served on the 22nd."""
    told.issued()
    on(told, 11, 30)
    told.do(mark_served, told.case, TYPED, by="Nasrin")


@pytest.fixture
def served(tmp_path):
    with told_at(tmp_path, mistyped) as built:
        yield built


def corrected(told, correction=RIGHT, by="Omid"):
    told.do(correct_service, told.case, correction, by=by)


def demanded(session, _clock):
    session.scalars(select(PenaltyCase)).one().demanded_by = date(2026, 12, 30)


def on_day(day):
    return replace(RIGHT, proof=replace(RIGHT.proof, served_on=day))


def test_the_days_to_object_run_from_the_corrected_day(served):
    late = objection(served, 0, day=date(2026, 11, 30))
    refused(served, "objection-window-over", receive, served.case, late, by="Nasrin")
    corrected(served)
    row = served.row()
    assert (row.state, row.served_on, row.object_by) == ("served", date(2026, 11, 29), date(2026, 12, 5))
    last = served.ask(trail, served.case.id)[-1]
    assert (last.what, last.happened_on, last.by, last.reason, last.reference) == (
        *("service-corrected", date(2026, 11, 29), "Omid", "typed-wrong", "RR-1"),
    )
    assert last.evidence == "registered-post\n2026-11-22 → 2026-11-29\n→ 2026-12-05"
    early = objection(served, 0, day=date(2026, 11, 28))
    assert refused(served, "objection-before-service", receive, served.case, early, by="Nasrin") == {
        "served": date(2026, 11, 29)
    }
    served.do(receive, served.case, late, by="Nasrin")
    assert served.row().state == "objected"


def test_what_silence_accepted_too_early_is_open_again(served):
    served.do(accept_silent)
    served.do(demanded)
    corrected(served)
    assert served.audit()[-2:] == [
        ("service-corrected", "Omid", "accepted"),
        ("acceptance-withdrawn", "Omid", "served"),
    ]
    assert (served.row().state, served.row().demanded_by) == ("served", None)
    paid = Payment(source="statement", amount=Decimal(1), settled_on=date(2026, 11, 30))
    refused(served, "not-in-this-case-state", settle, served.case, paid, by="Sara")
    on(served, 12, 6)
    assert served.do(accept_silent) == [served.case.id]
    assert served.ask(lambda session: list(audit_findings(session))) == []


def test_what_was_accepted_in_writing_stays_accepted(served):
    served.do(accept, served.case, "C1-9", by="Nasrin")
    corrected(served)
    assert served.row().state == "accepted"


def test_an_earlier_day_ends_the_days_to_object_earlier(served):
    corrected(served)
    served.do(extend, served.case, Extension(days=2, reason="holidays"), by="Sara")
    corrected(served, on_day(date(2026, 11, 23)), by="Nasrin")
    assert served.row().object_by == date(2026, 12, 1)
    on(served, 12, 2)
    assert served.do(accept_silent) == [served.case.id]


def test_an_objection_that_was_received_stays(served):
    served.do(receive, served.case, objection(served, 0, day=date(2026, 11, 26)), by="Nasrin")
    assert refused(served, "service-after-objection", correct_service, served.case, RIGHT, by="Omid") == {
        "received": date(2026, 11, 26)
    }
    corrected(served, on_day(date(2026, 11, 26)))
    assert (served.row().state, served.row().served_on) == ("objected", date(2026, 11, 26))


@pytest.mark.parametrize(
    ("correction", "by", "code"),
    [
        (RIGHT, "Nasrin", "service-by-second-person"),
        (RIGHT, " ", "needs-a-name"),
        (on_day(TODAY), "Omid", "service-same-day"),
        (on_day(date(2026, 12, 1)), "Omid", "in-the-future"),
        (on_day(date(2026, 11, 21)), "Omid", "served-before-issued"),
        (replace(RIGHT, proof=replace(RIGHT.proof, reference=" ")), "Omid", "proof-needs-reference"),
        (replace(RIGHT, proof=replace(RIGHT.proof, kind="rumour")), "Omid", "unknown-code"),
        (replace(RIGHT, reason="mood"), "Omid", "unknown-code"),
        (replace(RIGHT, reason="other"), "Omid", "needs-a-note"),
    ],
)
def test_a_correction_needs_another_person_proof_and_reason(served, correction, by, code):
    refused(served, code, correct_service, served.case, correction, by=by)


def test_who_corrected_the_day_does_not_correct_it_again(served):
    corrected(served)
    again = on_day(date(2026, 11, 28))
    refused(served, "service-by-second-person", correct_service, served.case, again, by="Omid")
    corrected(served, again, by="Nasrin")


def test_nothing_is_corrected_before_a_service(told):
    told.issued()
    refused(told, "not-in-this-case-state", correct_service, told.case, RIGHT, by="Omid")


def test_a_decided_objection_keeps_the_day(served):
    first, second = objected(served, 0, 1, day=date(2026, 11, 24))
    served.do(decide, served.case, [decision(first, "upheld")], by="Kaveh")
    assert refused(served, "service-decided", correct_service, served.case, RIGHT, by="Omid") == {
        "by": "Kaveh"
    }
    served.do(decide, served.case, [decision(second, "cancelled")], by="Kaveh")
    refused(served, "service-decided", correct_service, served.case, RIGHT, by="Omid")


@pytest.mark.parametrize(("amount", "code"), [(1, "service-settled"), (1_180_000, "not-in-this-case-state")])
def test_what_was_paid_keeps_the_day(served, amount, code):
    served.do(accept_silent)
    paid = Payment(source="statement", amount=Decimal(amount), settled_on=date(2026, 11, 30))
    served.do(settle, served.case, paid, by="Sara")
    refused(served, code, correct_service, served.case, RIGHT, by="Omid")
