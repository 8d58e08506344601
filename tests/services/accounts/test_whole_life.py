"""A case from its draft to its settlement, on a file and on a server alike."""

from decimal import Decimal

import pytest

from app.services.accounts.contract_files import Contract, ContractTerms, keep_contract_file
from app.services.accounts.ledger import ledger, statements
from app.services.accounts.settlement import Payment, settle
from app.services.penalties.cases import case_row
from app.services.penalties.objection_rows import objections
from app.services.penalties.objections import decide
from app.services.penalties.recalculated import propose_recalculated
from app.services.penalties.serving import accept_silent, mark_served
from app.services.penalties.waivers import Waiver, approve_waiver, ask_waiver
from app.services.verification.audits import audit_findings
from tests.services.contract import contractor_scene
from tests.services.penalties.cases import ABAN, drafted
from tests.services.penalties.test_objections import PROOF, decision, objected, on


@pytest.fixture
def told(store_url):
    with contractor_scene(store_url) as scene:
        yield drafted(scene)


def test_a_case_lives_from_its_draft_to_its_settlement(told):
    line = told.lines()[2].id
    asked = Waiver(reason="first-time", note="x", percent=Decimal(50), line_id=line)
    waiver = told.do(ask_waiver, told.case, asked, by="Nasrin")
    told.do(approve_waiver, waiver, by="Omid", level="regional-manager")
    told.issued().do(mark_served, told.case, PROOF, by="Nasrin")
    first, second = objected(told, 0, 1)
    told.do(
        decide, told.case, [decision(first, "cancelled"), decision(second, "reduced", 300_000)], by="Sara"
    )
    assert told.do(propose_recalculated, told.case) is None
    on(told, 11, 29)
    assert told.do(accept_silent) == []
    row = told.ask(case_row, told.case.id, today=PROOF.served_on)
    assert (row.state, row.payable, row.due, row.outstanding, row.days_left) == (
        *("corrected", 1_090_000, 390_000, 390_000, 5),
    )
    assert [each.is_decided for each in told.ask(objections, told.case.id)] == [True]
    terms = ContractTerms(retention_percent=Decimal(10), vat_percent=Decimal(10))
    told.do(keep_contract_file, Contract(told.scene.party_id, "UC-1"), terms, by="Sara")
    paid = Payment(source="statement", amount=Decimal(390_000), settled_on=row.object_by.replace(day=29))
    told.do(settle, told.case, paid, by="Sara")
    assert told.row().state == "settled"
    within = {"first": ABAN.first_day(), "beyond": ABAN.next().first_day()}
    (entry,) = told.ask(ledger, **within)
    assert (entry.lowered, entry.corrected, entry.settled, entry.outstanding) == (
        *(90_000, 700_000, 390_000, 0),
    )
    (month,) = told.ask(statements, **within)
    assert (month.services, month.retention, month.vat, month.penalties, month.payable) == (
        *(7_700_000, 770_000, 770_000, 390_000, 7_310_000),
    )
    assert told.ask(lambda session: list(audit_findings(session))) == []
