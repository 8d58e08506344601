"""What becomes of the sample region's cases: contract files, notices served, and one objection."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.clock import Clock
from app.models.store import Store
from app.services.accounts.contract_files import Contract, ContractTerms, keep_contract_file
from app.services.penalties.cases import CaseRow, cases, lines
from app.services.penalties.evidence import Evidence
from app.services.penalties.life import CaseRef
from app.services.penalties.objections import LineObjection, Objection, receive
from app.services.penalties.serving import Proof, mark_served
from app.services.penalties.trail import local_day_of

SECRETARY = "supervisor"
"""Login under which the sample notices are served and objections recorded."""

_TERMS = ContractTerms(
    guarantee_kind="bank",
    guarantee_number="1404/371",
    guarantee_amount=Decimal(2_000_000_000),
    retention_percent=Decimal(10),
    vat_percent=Decimal(10),
)
_OBJECTED = 2
"""Lines of the first notice that its contractor does not accept."""


def go_on(store: Store, clock: Clock) -> None:
    """State the contract files, serve the final notices, and let the first contractor object."""
    with store.writing() as session:
        found = [row for row in cases(session) if row.letter and not row.is_superseded]
        for party_id, agreement in sorted({(row.party_id, row.agreement) for row in found}):
            keep_contract_file(session, clock, Contract(party_id, agreement), _TERMS, by=SECRETARY)
        final = [row for row in found if not row.is_interim]
        for number, row in enumerate(final, start=1):
            _serve(session, clock, row, number)
        if final:
            _object(session, clock, final[0])


def _serve(session: Session, clock: Clock, row: CaseRow, number: int) -> None:
    proof = Proof(
        kind="secretariat-receipt",
        served_on=local_day_of(session, row.agreement, clock.now()),
        reference=f"{row.contractor}/{number}",
    )
    mark_served(session, clock, CaseRef(row.id), proof, by=SECRETARY)


def _object(session: Session, clock: Clock, row: CaseRow) -> None:
    charged = [line for line in lines(session, row.id) if line.payable][:_OBJECTED]
    if not charged:
        return
    evidence = Evidence(kind="reference", text="فرم بازدید با امضای پذیرنده")
    stated = [
        LineObjection(line_id=line.id, reason="merchant-absent", evidence=[evidence]) for line in charged
    ]
    objection = Objection(
        received_on=local_day_of(session, row.agreement, clock.now()),
        received_from=row.name_fa,
        reference="1405/118",
        lines=stated,
    )
    receive(session, clock, CaseRef(row.id), objection, by=SECRETARY)
