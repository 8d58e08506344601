"""A contractor's month at the prices of its contract, and its own figures held against ours."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.clock import TurnedClock
from app.domain.errors import BadInput, RuleBroken
from app.domain.events import EventKind
from app.models.jobs import JobEvent
from app.services.accounts.contract_files import Contract, ContractTerms, keep_contract_file
from app.services.accounts.done_jobs import Basis, Counted
from app.services.accounts.reconciliation import ClaimedLine, read_claim, reconcile
from app.services.accounts.rejections import Judgement, judge_service
from app.services.accounts.statements import statement
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.commands import Done, Said
from app.services.jobs.undoing import undo
from tests.factories import dump
from tests.services.contract import CONTRACT, FOUNDED, contractor_scene, local
from tests.services.penalties.cases import ABAN

SECOND = """
[[version]]
number = 2
effective_from = 2026-11-01

[version.prices]
visit_fee = 3000000

[[version.target]]
metric = "arrive"
limit = 2
unit = "hours"
services = ["EM"]
"""


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", CONTRACT + SECOND) as built:
        yield built


def late(scene, month, day):
    return scene.repaired(local(month, day, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))


def stated(scene):
    with scene.store.reading() as session:
        return statement(session, party_id=scene.party_id, agreement="UC-1", month=ABAN)


def judged(scene, job, **judgement):
    with scene.store.writing() as session:
        judge_service(session, scene.clock, job, Judgement(**judgement), by="Sara")


def counted(scene):
    return [(line.service, line.quantity, int(line.price)) for line in stated(scene).lines]


def test_services_count_in_the_month_they_were_done_at_the_prices_of_the_day(scene):
    late(scene, 10, 22)
    late(scene, 10, 26)
    late(scene, 10, 27)
    late(scene, 11, 2)
    scene.visit(local(10, 20), local(10, 25), done=local(10, 24, 10))
    scene.clock.turn_to(local(11, 22))
    assert counted(scene) == [("EM", 2, 2_500_000), ("EM", 1, 3_000_000), ("PM", 1, 1_800_000)]


def test_the_terminals_are_paid_by_the_month(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as scene:
        assert counted(scene) == [("TERMINAL", 1, 900_000)]


def test_retention_and_tax_are_reckoned_from_the_services(scene):
    late(scene, 10, 26)
    assert (stated(scene).has_contract_file, stated(scene).payable) == (False, 2_500_000)
    terms = ContractTerms(retention_percent=Decimal("7.5"), vat_percent=Decimal("9.99999"))
    with scene.store.writing() as session:
        keep_contract_file(session, scene.clock, Contract(scene.party_id, "UC-1"), terms, by="Sara")
    found = stated(scene)
    assert (found.services, found.retention, found.vat, found.penalties, found.payable) == (
        *(2_500_000, 187_500, 250_000, 0, 2_562_500),
    )


def test_what_nobody_came_for_is_not_paid_unless_somebody_accepts_it(scene):
    job = scene.call(local(10, 26, 9))
    scene.act(job, local(10, 26, 10), "resolve", remedy="R01")
    (rejected,) = stated(scene).rejected
    assert (rejected.job, rejected.reason, rejected.by) == (scene.code(job), "no-visit", "")
    assert counted(scene) == []
    judged(scene, job, is_rejected=False, note="shown by the form")
    assert counted(scene) == [("EM", 1, 2_500_000)]


def test_a_service_is_rejected_with_a_reason(scene):
    job = late(scene, 10, 26)
    judged(scene, job, is_rejected=True, reason="wrong-report", note="photo of another shop")
    (rejected,) = stated(scene).rejected
    assert (rejected.reason, rejected.note, rejected.by) == ("wrong-report", "photo of another shop", "Sara")
    assert counted(scene) == []
    judged(scene, job, is_rejected=False, note="photo came later")
    assert stated(scene).rejected == ()


def test_a_judgement_needs_a_done_job_and_a_reason(scene):
    done, waiting = late(scene, 10, 26), scene.call(local(10, 27, 9))
    before = dump(scene.store)
    for job, judgement, code in (
        (99, Judgement(is_rejected=True, reason="duplicate"), "unknown-job"),
        (waiting, Judgement(is_rejected=True, reason="duplicate"), "service-not-done"),
        (done, Judgement(is_rejected=True, reason="ugly"), "unknown-code"),
        (done, Judgement(is_rejected=True, reason="other"), "needs-a-note"),
        (done, Judgement(is_rejected=False), "needs-a-note"),
    ):
        with pytest.raises(RuleBroken, match=code), scene.store.writing() as session:
            judge_service(session, scene.clock, job, judgement, by="Sara")
    assert dump(scene.store) == before


def test_a_service_without_a_price_is_named(scene):
    scene.visit(local(11, 5), local(11, 10), done=local(11, 6, 10))
    assert [each.reason for each in stated(scene).rejected] == ["no-price"]


def test_both_statements_stand_side_by_side(scene):
    late(scene, 10, 26)
    late(scene, 11, 2)
    theirs = [ClaimedLine("EM", 3, Decimal(7_500_000)), ClaimedLine("PM", 1, Decimal(1_800_000))]
    first, second = reconcile(stated(scene), theirs)
    assert (first.service, first.our_quantity, first.our_amount, first.difference) == (
        *("EM", 2, 5_500_000, 2_000_000),
    )
    assert (second.service, second.our_quantity, second.difference, second.is_equal) == (
        *("PM", 0, 1_800_000, False),
    )


def test_a_claim_is_read(tmp_path):
    file = tmp_path / "claim.csv"
    file.write_text("amount,service,quantity\n۷٬۵۰۰٬۰۰۰,em,۳\n0,TERMINAL,0\n", encoding="utf-8")
    assert read_claim(file) == [
        ClaimedLine("EM", 3, Decimal(7_500_000)),
        ClaimedLine("TERMINAL", 0, Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("service,quantity\nEM,1\n", "line 1: found service, quantity, expected the columns"),
        ("service,quantity,amount\nXX,1,1\n", "line 2, service: found XX, expected one of EM, PM"),
        (
            "service,quantity,amount\nEM,1.5,1\n",
            "line 2, quantity: found 1.5, expected a whole number from 0",
        ),
        ("service,quantity,amount\nEM,1,-5\n", "line 2, amount: found -5, expected a whole number"),
        ("service,quantity,amount\nEM,1,\n", "line 2, amount: found nothing"),
        (
            "service,quantity,amount\nEM,1,1\nem,1,1\n",
            "line 3, service: found EM, expected each service once",
        ),
        ("service,quantity,amount\nEM,1\n", "line 2: found 2 cells, expected 3 cells"),
        ("service,quantity,amount\nEM,1,9999999999999999\n", "line 2, amount: found 9999999999999999"),
    ],
)
def test_a_claim_that_cannot_be_read_says_where(tmp_path, text, told):
    file = tmp_path / "claim.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as wrong:
        read_claim(file)
    assert told in str(wrong.value)


# --- Two agreements of one contractor ----------------------------------------------------------------


def beside(scene, code, **prices):
    """Another agreement that speaks of the same jobs, with prices of its own."""
    document = CONTRACT.replace('code = "UC-1"', f'code = "{code}"').replace('contractor = "C1"\n', "")
    start, end = document.index("[version.prices]"), document.index("[[version.target]]")
    stated = "".join(f"{name} = {rial}\n" for name, rial in prices.items())
    bare = document[: document.index("[[version.clause]]")]
    with scene.store.writing() as session:
        text = f"{bare[:start]}[version.prices]\n{stated}\n{bare[end:]}"
        record_agreement(session, TurnedClock(FOUNDED), text, file="second.toml", by="desk")


def paid(scene):
    """What each agreement pays for, and what it names as unpaid."""
    with scene.store.reading() as session:
        found = [
            statement(session, party_id=scene.party_id, agreement=code, month=ABAN)
            for code in ("UC-0", "UC-1")
        ]
    return [
        (
            [(line.service, line.quantity, int(line.price)) for line in each.lines],
            [(each.service, each.reason) for each in each.rejected],
        )
        for each in found
    ]


def test_a_service_priced_by_two_agreements_is_paid_by_the_one_that_names_the_contractor(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as scene:
        beside(scene, "UC-0", visit_fee=1_000_000, monthly_fee=500_000)
        late(scene, 10, 26)
        assert paid(scene) == [([], []), ([("EM", 1, 2_500_000), ("TERMINAL", 1, 900_000)], [])]


def test_a_service_is_paid_by_the_agreement_that_prices_it(tmp_path):
    contract = CONTRACT.replace("visit_fee = 2500000\n", "").replace("monthly_fee = 900000\n", "")
    bare = contract[: contract.index("[[version.clause]]")]
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", bare) as scene:
        beside(scene, "UC-0", visit_fee=1_000_000)
        late(scene, 10, 26)
        scene.visit(local(10, 20), local(10, 25), done=local(10, 24, 10))
        assert paid(scene) == [([("EM", 1, 1_000_000)], []), ([("PM", 1, 1_800_000)], [])]


def test_a_service_without_a_price_is_named_once(tmp_path):
    contract = CONTRACT.replace("visit_fee = 2500000\n", "")
    bare = contract[: contract.index("[[version.clause]]")]
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", bare) as scene:
        beside(scene, "UC-0", pm_fee=1)
        late(scene, 10, 26)
        assert paid(scene) == [([], []), ([("TERMINAL", 1, 900_000)], [("EM", "no-price")])]


# --- As it stood ---------------------------------------------------------------------------------------


def as_of(scene, at, basis=Basis.DONE):
    with scene.store.reading() as session:
        counted = Counted(basis, at)
        found = statement(session, party_id=scene.party_id, agreement="UC-1", month=ABAN, counted=counted)
    return [(line.service, line.quantity) for line in found.lines if line.service != "TERMINAL"]


@pytest.mark.parametrize("basis", Basis)
def test_a_later_reopening_leaves_what_had_been_done(scene, basis):
    job = scene.repaired(local(11, 20, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
    scene.act(job, local(11, 20, 12), "close")
    at = local(11, 22, 12)
    assert as_of(scene, at, basis) == [("EM", 1)]
    scene.act(job, local(11, 23, 10), "reopen", reason="same-fault")
    assert as_of(scene, at, basis) == [("EM", 1)]
    assert as_of(scene, local(11, 23, 10), basis) == []
    scene.act(job, local(11, 24, 10), "resolve", remedy="R03")
    assert as_of(scene, at, basis) == [("EM", 1)]
    resolved_again = {Basis.DONE: [], Basis.OPENED: [("EM", 1)], Basis.CLOSED: []}
    assert as_of(scene, local(11, 25), basis) == resolved_again[basis]


def test_what_was_taken_back_later_had_been_done(scene):
    job = scene.repaired(local(11, 20, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
    with scene.store.reading() as session:
        resolved = session.scalars(select(JobEvent.id).where(JobEvent.kind == "resolved")).one()
    scene.clock.turn_to(local(11, 20, 11, 1))
    with scene.store.writing() as session:
        undo(session, scene.clock, Done(job, resolved, EventKind.RESOLVED), Said("desk"))
    assert as_of(scene, local(11, 20, 11)) == [("EM", 1)]
    assert as_of(scene, local(11, 20, 12)) == []
