"""Penalties settled out of the statement, then the guarantee; the rest demanded; closed when paid."""

from datetime import date
from decimal import Decimal

import pytest

from app.services.accounts.contract_files import (
    Contract,
    ContractTerms,
    contract_file,
    keep_contract_file,
)
from app.services.accounts.ledger import ledger
from app.services.accounts.settlement import Payment, demand, plan, settle, settlements
from app.services.accounts.statements import statement
from app.services.accounts.tables import statement_table
from app.services.penalties.corrections import approve_correction, propose_correction
from app.services.penalties.objection_rows import objections
from app.services.penalties.objections import decide, receive
from app.services.penalties.serving import accept, accept_silent, mark_served
from app.services.verification.audits import audit_findings
from tests.services.contract import contractor_scene
from tests.services.penalties.cases import ABAN, drafted, refused, told_at
from tests.services.penalties.test_objections import (
    LAST,
    PROOF,
    correction,
    decision,
    objected,
    objection,
    on,
    serve,
)

AFTER = date(2026, 11, 29)
AZAR = ABAN.next()
TERMS = ContractTerms(
    guarantee_kind="bank",
    guarantee_number="BG-12",
    guarantee_amount=Decimal(50_000_000),
    retention_percent=Decimal(10),
    vat_percent=Decimal(10),
)


def stand(told):
    """Bring a draft to a charge that nobody objected to."""
    serve(told)
    on(told, 11, 29)
    told.do(accept_silent)


@pytest.fixture
def told(tmp_path):
    """A charge of 1,180,000 rial that stands; Aban's statement bears 8,700,000."""
    with told_at(tmp_path, stand) as built:
        yield built


def keep(told, **terms):
    stated = ContractTerms(**({name: getattr(TERMS, name) for name in TERMS.__slots__} | terms))
    return told.do(keep_contract_file, Contract(told.scene.party_id, "UC-1"), stated, by="Sara")


def payment(amount, source="statement", **details):
    return Payment(source=source, amount=Decimal(amount), settled_on=AFTER, **details)


def poor(told):
    """Let Aban's statement bear no more than 400,000: the contractor did all but one visit for nothing."""
    keep(told, retention_percent=Decimal("94.736842"), vat_percent=Decimal(0))


def test_a_case_is_settled_in_its_statement_in_parts(told):
    assert told.row().outstanding == 1_180_000
    found = told.do(plan_of)
    assert (found.month, found.statement, found.guarantee, found.demand) == (ABAN, 1_180_000, 0, 0)
    told.do(settle, told.case, payment(1_000_000, reference="S-8"), by="Sara")
    assert (told.row().state, told.row().settled, told.row().outstanding) == (
        *("accepted", 1_000_000, 180_000),
    )
    assert refused(told, "more-than-outstanding", settle, told.case, payment(180_001), by="Sara") == {
        "outstanding": 180_000
    }
    told.do(settle, told.case, payment(180_000, statement="1405-08"), by="Sara")
    assert told.row().state == "settled"
    assert told.audit()[-3:] == [
        ("paid", "Sara", "accepted"),
        ("paid", "Sara", "accepted"),
        ("settled", "Sara", "settled"),
    ]
    rows = told.ask(settlements, told.case.id)
    assert [(row.number, row.source, row.statement, row.amount) for row in rows] == [
        (1, "statement", "1405-08", 1_000_000),
        (2, "statement", "1405-08", 180_000),
    ]
    refused(told, "not-in-this-case-state", settle, told.case, payment(1), by="Sara")
    whole = told.ask(statement, party_id=told.scene.party_id, agreement="UC-1", month=ABAN)
    assert whole.penalties == 1_180_000


def plan_of(session, _clock):
    return plan(session, 1, today=AFTER)


def test_nothing_is_deducted_while_it_can_be_objected_to(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as scene:
        told = drafted(scene).issued()
        refused(told, "not-in-this-case-state", settle, told.case, payment(1), by="Sara")
        told.do(mark_served, told.case, PROOF, by="Nasrin")
        told.do(accept, told.case, "C1-1", by="Nasrin")
        early = Payment(source="statement", amount=Decimal(1), settled_on=PROOF.served_on)
        assert refused(told, "window-still-open", settle, told.case, early, by="Sara") == {"last": LAST}
        objected(told, 0)
        refused(told, "objection-undecided", settle, told.case, early, by="Sara")


def test_the_sources_are_drawn_on_in_their_order(told):
    poor(told)
    bears = told.do(plan_of).statement
    assert 0 < bears < 1_180_000
    for source in ("guarantee", "payment"):
        parameters = refused(told, "statement-first", settle, told.case, payment(1, source), by="Sara")
        assert parameters == {"month": ABAN, "most": bears}
    too_much = payment(bears + 1)
    refused(told, "statement-too-small", settle, told.case, too_much, by="Sara")
    told.do(settle, told.case, payment(bears), by="Sara")
    refused(told, "guarantee-first", settle, told.case, payment(1, "payment"), by="Sara")
    refused(told, "guarantee-first", demand, told.case, by="Sara", reference="1405-D-1")
    rest = 1_180_000 - bears
    told.do(settle, told.case, payment(rest, "guarantee", reference="BG-12"), by="Sara")
    assert told.row().state == "settled"
    file = told.ask(contract_file, told.scene.party_id, "UC-1")
    assert (file.guarantee_drawn, file.guarantee_left(AFTER)) == (rest, 50_000_000 - rest)
    refused(
        told, "guarantee-below-drawn", keep_contract_file, Contract(told.scene.party_id, "UC-1"),
        ContractTerms(), by="Sara",
    )  # fmt: skip


def test_what_neither_bears_is_demanded_within_thirty_days(told):
    poor(told)
    keep(
        told,
        retention_percent=Decimal("94.736842"),
        vat_percent=Decimal(0),
        guarantee_expires=date(2026, 11, 28),
    )
    bears = told.do(plan_of).statement
    told.do(settle, told.case, payment(bears), by="Sara")
    assert told.do(plan_of).guarantee == 0
    refused(told, "guarantee-too-small", settle, told.case, payment(1, "guarantee"), by="Sara")
    refused(told, "demand-first", settle, told.case, payment(1, "payment"), by="Sara")
    refused(told, "demand-needs-reference", demand, told.case, by="Sara", reference=" ")
    assert told.do(demand, told.case, by="Sara", reference="1405-D-1") == date(2026, 12, 29)
    assert told.row().demanded_by == date(2026, 12, 29)
    refused(told, "already-demanded", demand, told.case, by="Sara", reference="1405-D-2")
    told.do(settle, told.case, payment(1_180_000 - bears, "payment", reference="R-1"), by="Sara")
    assert told.row().state == "settled"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (payment(0), "amount-not-positive"),
        (payment(-1), "amount-not-positive"),
        (payment("0.5"), "no-whole-rial"),
        (payment(1, "gift"), "unknown-code"),
        (payment(1, statement="Aban"), "no-such-statement"),
        (payment(1, statement="1405-07"), "no-such-statement"),
        (payment(1, statement="1405-09"), "no-such-statement"),
        (payment(1, statement="1405-10"), "no-such-statement"),
        (Payment(source="statement", amount=Decimal(1), settled_on=date(2026, 11, 30)), "in-the-future"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(told, wrong, code):
    refused(told, code, settle, told.case, wrong, by="Sara")


def test_what_an_objection_in_time_takes_off_is_given_back_to_its_sources(told):
    poor(told)
    bears = told.do(plan_of).statement
    told.do(settle, told.case, payment(bears), by="Sara")
    told.do(settle, told.case, payment(600_000, "guarantee"), by="Sara")
    in_time = objection(told, 0, 1, day=LAST)
    told.do(receive, told.case, in_time, by="Nasrin")
    lines = [line.id for each in told.ask(objections, told.case.id) for line in each.lines]
    told.do(decide, told.case, [decision(line, "cancelled") for line in lines], by="Sara")
    assert (told.row().state, told.row().due, told.row().settled, told.row().outstanding) == (
        *("settled", 180_000, 180_000, 0),
    )
    assert [(row.number, row.source, row.statement, row.amount) for row in told.ask(settlements, 1)[2:]] == [
        (3, "guarantee", "", -600_000),
        (4, "statement", "1405-08", 180_000 - bears),
    ]
    assert told.audit()[-4:] == [
        ("corrected", "Sara", "corrected"),
        ("refunded", "Sara", "corrected"),
        ("refunded", "Sara", "corrected"),
        ("settled", "Sara", "settled"),
    ]
    whole = told.ask(statement, party_id=told.scene.party_id, agreement="UC-1", month=ABAN)
    assert whole.penalties == 180_000
    assert told.ask(contract_file, told.scene.party_id, "UC-1").guarantee_drawn == 0
    (row,) = told.ask(ledger, first=ABAN.first_day(), beyond=AZAR.first_day())
    assert (row.due, row.settled, row.outstanding) == (180_000, 180_000, 0)
    with told.scene.store.reading() as session:
        assert list(audit_findings(session)) == []


@pytest.mark.parametrize(("verdict", "left"), [("upheld", 1_180_000), ("cancelled", 680_000)])
def test_a_settled_case_is_objected_to_in_time_and_closed_again(told, verdict, left):
    told.do(settle, told.case, payment(1_180_000), by="Sara")
    late = objection(told, 0, day=AFTER)
    refused(told, "objection-window-over", receive, told.case, late, by="Nasrin")
    told.do(receive, told.case, objection(told, 0, day=LAST), by="Nasrin")
    assert told.row().state == "objected"
    ((line,),) = [each.lines for each in told.ask(objections, told.case.id)]
    told.do(decide, told.case, [decision(line.id, verdict)], by="Sara")
    assert (told.row().state, told.row().settled, told.row().outstanding) == ("settled", left, 0)


def test_a_correction_gives_back_what_is_paid_beyond_it(told):
    told.do(settle, told.case, payment(1_000_000), by="Sara")
    less = told.do(propose_correction, told.case, correction(told, 0, 0), by="Nasrin")
    told.do(approve_correction, less, by="Omid")
    assert (told.row().state, told.row().due, told.row().settled) == ("settled", 180_000, 180_000)
    whole = told.ask(statement, party_id=told.scene.party_id, agreement="UC-1", month=ABAN)
    assert whole.penalties == 180_000


def test_a_correction_to_what_is_paid_closes_the_case(told):
    told.do(settle, told.case, payment(1_000_000), by="Sara")
    found = told.do(propose_correction, told.case, correction(told, 320_000), by="Nasrin")
    told.do(approve_correction, found, by="Omid")
    assert (told.row().state, told.row().due, told.row().outstanding) == ("settled", 1_000_000, 0)


def test_a_case_that_asks_for_nothing_is_closed_when_its_days_are_over(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as scene:
        told = drafted(scene).issued()
        told.do(mark_served, told.case, PROOF, by="Nasrin")
        lines = objected(told, 0, 1, 2)
        told.do(decide, told.case, [decision(line, "cancelled") for line in lines], by="Sara")
        assert (told.row().state, told.row().due) == ("corrected", 0)
        on(told, 11, 29)
        assert told.do(accept_silent) == [told.case.id]
        assert told.audit()[-1] == ("settled", "", "settled")


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"retention_percent": Decimal("100.1")}, "percent-out-of-range"),
        ({"vat_percent": Decimal(-1)}, "percent-out-of-range"),
        ({"vat_percent": Decimal("NaN")}, "percent-out-of-range"),
        ({"guarantee_amount": Decimal(-1)}, "no-whole-rial"),
        ({"guarantee_amount": Decimal("0.1")}, "no-whole-rial"),
        ({"guarantee_kind": "promise"}, "unknown-code"),
        ({"guarantee_kind": ""}, "guarantee-incomplete"),
        ({"guarantee_number": " "}, "guarantee-incomplete"),
    ],
)
def test_a_contract_file_that_makes_no_sense_is_refused(told, terms, code):
    stated = ContractTerms(**({name: getattr(TERMS, name) for name in TERMS.__slots__} | terms))
    refused(told, code, keep_contract_file, Contract(told.scene.party_id, "UC-1"), stated, by="Sara")


def test_a_contract_file_is_of_a_contract(told):
    refused(told, "unknown-party", keep_contract_file, Contract(99, "UC-1"), TERMS, by="Sara")
    refused(told, "unknown-agreement", keep_contract_file, Contract(1, "UC-9"), TERMS, by="Sara")
    refused(told, "needs-a-name", keep_contract_file, Contract(1, "UC-1"), TERMS, by=" ")
    keep(told)
    refused(told, "changed-meanwhile", keep_contract_file, Contract(1, "UC-1", 7), TERMS, by="Sara")


def test_the_ledger_says_what_is_due_and_paid(told):
    told.do(settle, told.case, payment(1_000_000), by="Sara")
    (row,) = told.ask(ledger, first=ABAN.first_day(), beyond=AZAR.first_day())
    assert (row.contractor, row.period, row.state) == ("C1", "1405-08", "accepted")
    assert [int(each) for each in (row.gross, row.lowered, row.payable, row.corrected, row.due)] == [
        *(1_180_000, 0, 1_180_000, 0, 1_180_000),
    ]
    assert (row.objected, row.settled, row.outstanding) == (0, 1_000_000, 180_000)
    assert told.ask(ledger, first=AZAR.first_day(), beyond=AZAR.next().first_day()) == []
    assert told.ask(ledger, first=ABAN.first_day(), beyond=AZAR.first_day(), contractor="C2") == []


def test_a_statement_of_a_month_that_is_not_over_is_marked_as_interim(told):
    whole = told.ask(statement, party_id=told.scene.party_id, agreement="UC-1", month=ABAN)
    assert (whole.is_interim(date(2026, 11, 21)), whole.is_interim(date(2026, 11, 22))) == (True, False)
    for today, said in ((date(2026, 11, 21), "بله"), (date(2026, 11, 22), "")):
        table = statement_table([whole], today=today)
        assert table.headings[-1] == "علی‌الحساب"
        assert {row[-1] for row in table.rows} == {said}
