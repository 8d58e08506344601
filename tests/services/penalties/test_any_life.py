"""Whatever is done to a case: its sums hold, its audit tells its state, refusals change nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.penalty_cases import NOTIFIED
from app.services.accounts.settlement import Payment, demand, settle
from app.services.penalties.correcting_service import ServiceCorrection, correct_service
from app.services.penalties.corrections import approve_correction, corrections, propose_correction
from app.services.penalties.life import approve, review, send_back
from app.services.penalties.objection_rows import objections
from app.services.penalties.objections import decide, receive
from app.services.penalties.recalculated import propose_recalculated
from app.services.penalties.serving import Extension, Proof, accept_silent, extend, mark_served
from app.services.penalties.trail import trail
from app.services.penalties.waivers import Waiver, approve_waiver, ask_waiver, waivers
from app.services.verification.audits import audit_findings
from tests.factories import dump
from tests.services.contract import contractor_scene
from tests.services.penalties.cases import drafted
from tests.services.penalties.test_objections import correction, decision, objection

PEOPLE = st.sampled_from(["Nasrin", "Omid", "Sara"])


def today(told) -> date:
    return told.scene.clock.now().date()


def serve(told, by, _number):
    told.do(mark_served, told.case, Proof(kind="hand-delivery", served_on=today(told), reference="1"), by=by)


def correct_day(told, by, number):
    proof = Proof(kind="hand-delivery", served_on=today(told) - timedelta(days=number), reference="2")
    told.do(correct_service, told.case, ServiceCorrection(proof=proof, reason="typed-wrong"), by=by)


def object_to(told, by, number):
    told.do(receive, told.case, objection(told, number % len(told.lines()), day=today(told)), by=by)


def decide_all(told, by, number):
    waiting = [each for row in told.ask(objections, told.case.id) for each in row.lines if not each.verdict]
    verdict = ("upheld", "reduced", "cancelled", "cancelled")[number]
    amount = 7 if verdict == "reduced" else None
    told.do(decide, told.case, [decision(each.id, verdict, amount) for each in waiting], by=by)


def approve_last_correction(told, by, _number):
    for each in told.ask(corrections, told.case.id)[-1:]:
        told.do(approve_correction, each.id, by=by)


def waive(told, by, number):
    line = told.lines()[number % len(told.lines())]
    asked = Waiver(reason="first-time", note="x", percent=Decimal(7 + number), line_id=line.id)
    told.do(ask_waiver, told.case, asked, by=by)


def approve_last_waiver(told, by, _number):
    for each in told.ask(waivers, told.case.id)[-1:]:
        told.do(approve_waiver, each.id, by=by, level="contract-manager")


def wait(told, _by, number):
    told.scene.clock.turn_to(told.scene.clock.now() + timedelta(days=3 * number))
    told.do(accept_silent)


def pay(told, by, number):
    amount = Decimal((1, 250_000, 500_000, 1_180_000)[number])
    told.do(settle, told.case, Payment(source="statement", amount=amount, settled_on=today(told)), by=by)


def excuse(told, _by, number):
    at = told.scene.clock.now() + timedelta(minutes=1)
    told.scene.act(told.lines()[number % len(told.lines())].job_id, at, "excuse", reason="wrong-address")


ACTIONS = {
    "draft": lambda told, by, _number: told.draft(by=by),
    "review": lambda told, by, _number: told.do(review, told.case, by=by),
    "send-back": lambda told, by, _number: told.do(send_back, told.case, "figures", by=by),
    "approve": lambda told, by, _number: told.do(approve, told.case, by=by),
    "issue": lambda told, by, _number: told.issue(by),
    "serve": serve,
    "correct-service": correct_day,
    "extend": lambda told, by, number: told.do(
        extend, told.case, Extension(days=1 + number, reason="holidays"), by=by
    ),
    "object": object_to,
    "decide": decide_all,
    "correct": lambda told, by, number: told.do(
        propose_correction, told.case, correction(told, 11 * number, 100_000 * number), by=by
    ),
    "approve-correction": approve_last_correction,
    "waive": waive,
    "approve-waiver": approve_last_waiver,
    "wait": wait,
    "pay": pay,
    "demand": lambda told, by, _number: told.do(demand, told.case, by=by, reference="D-1"),
    "reckon": lambda told, _by, _number: told.do(propose_recalculated, told.case),
    "excuse": excuse,
}
"""What one person does; most of it makes no sense at most times."""


STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTIONS)), PEOPLE, st.integers(0, 3)), min_size=6, max_size=20
)
LIFE = [(name, who, 0) for name, who in (("review", "Nasrin"), ("approve", "Omid"), ("issue", "Omid"))]


def check(told):
    row, lines = told.row(), told.lines()
    assert row.gross - row.lowered == row.payable
    for of_case, of_lines in (
        (row.gross, [line.amount for line in lines]),
        (row.payable, [line.payable for line in lines]),
        (row.waived, [line.waived for line in lines]),
        (row.corrected, [line.corrected for line in lines]),
    ):
        assert of_case == sum(of_lines)
    for line in lines:
        assert line.amount - sum(taken for _code, taken in line.lowered) - line.waived == line.payable
        assert line.payable >= 0 <= line.due
    assert 0 <= row.settled <= row.due
    assert row.state == told.ask(trail, row.id)[-1].state
    with told.scene.store.reading() as session:
        assert list(audit_findings(session)) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, is_out=st.booleans())
def test_any_life_keeps_the_sums_and_the_audit(steps, is_out, tmp_path_factory):
    file = tmp_path_factory.mktemp("life") / "store.sqlite"
    with contractor_scene(f"sqlite:///{file}") as scene:
        told = drafted(scene)
        notice = None
        for name, by, number in [*(LIFE if is_out else []), *steps]:
            before = dump(scene.store)
            try:
                ACTIONS[name](told, by, number)
            except RuleBroken:
                assert dump(scene.store) == before
            check(told)
            if not told.lines():
                break
            row = told.row()
            if row.state in NOTIFIED:
                notice = notice or (row.gross, row.payable)
                assert (row.gross, row.payable) == notice
            else:
                assert notice is None


@pytest.mark.parametrize("step", ["review", "approve"])
def test_what_was_cut_off_left_nothing_and_is_done_again(told, step):
    if step == "approve":
        told.do(review, told.case, by="Nasrin")
    before = dump(told.scene.store)
    command, by = (review, "Nasrin") if step == "review" else (approve, "Omid")

    def cut_off(session, clock):
        command(session, clock, told.case, by=by)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        told.do(cut_off)
    assert dump(told.scene.store) == before
    told.do(command, told.case, by=by)
    check(told)
