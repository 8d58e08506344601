"""Contract files: what a contract says about its guarantee, the retention and the VAT."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import AgreementKind
from app.domain.errors import RuleBroken
from app.domain.money import MOST_RIAL
from app.domain.penalty_cases import GuaranteeKind, SettlementSource
from app.models.parties import Party
from app.models.penalties import PenaltyCase
from app.models.settlements import CaseSettlement, ContractFile
from app.services.agreement_book import book
from app.services.penalties.life import code_of
from app.services.penalties.lines import whole
from app.services.penalties.names import named

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What somebody states of a contract; percent from 0 to 100."""

    guarantee_kind: str = ""
    """As GuaranteeKind (app/domain/penalty_cases.py); empty: none was given."""
    guarantee_number: str = ""
    guarantee_amount: Decimal = Decimal(0)
    guarantee_expires: date | None = None
    retention_percent: Decimal = Decimal(0)
    vat_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFileRow:
    """A contract file as it is shown; rial."""

    id: int
    party_id: int
    agreement: str
    terms: ContractTerms
    guarantee_drawn: Decimal
    """What settlements have taken out of the guarantee."""
    saved_at: datetime
    saved_by: str
    version: int

    def guarantee_left(self, day: date) -> Decimal:
        """What the guarantee still bears on a day; nothing once it has expired."""
        terms = self.terms
        if terms.guarantee_expires is not None and terms.guarantee_expires < day:
            return Decimal(0)
        return max(terms.guarantee_amount - self.guarantee_drawn, Decimal(0))


@dataclass(frozen=True, slots=True)
class Contract:
    """A contractor and the agreement it works under; `version` is the file's that the user saw."""

    party_id: int
    agreement: str
    version: int | None = None


def keep_contract_file(
    session: Session, clock: Clock, contract: Contract, terms: ContractTerms, *, by: str
) -> int:
    """State the file of a contract, or state it anew; returns its id.

    Raises RuleBroken: needs-a-name, unknown-party, unknown-agreement, unknown-code, no-whole-rial,
    percent-out-of-range, guarantee-incomplete, guarantee-below-drawn, changed-meanwhile.
    """
    name = named(by)
    _check_contract(session, contract)
    _check_terms(terms)
    row = session.scalar(_of(contract))
    if contract.version is not None and (row is None or row.version != contract.version):
        raise RuleBroken("changed-meanwhile")
    drawn = guarantee_drawn(session, contract)
    if terms.guarantee_amount < drawn:
        raise RuleBroken("guarantee-below-drawn", drawn=drawn)
    if row is None:
        row = ContractFile(party_id=contract.party_id, agreement=contract.agreement)
        session.add(row)
    row.guarantee_kind, row.guarantee_number = terms.guarantee_kind, terms.guarantee_number.strip()
    row.guarantee_amount, row.guarantee_expires = terms.guarantee_amount, terms.guarantee_expires
    row.retention_percent, row.vat_percent = terms.retention_percent, terms.vat_percent
    row.saved_at, row.saved_by = clock.now(), name
    session.flush()
    return row.id


def contract_file(session: Session, party_id: int, agreement: str) -> ContractFileRow | None:
    """The file of a contract; None where nobody has stated it."""
    contract = Contract(party_id, agreement)
    row = session.scalar(_of(contract))
    if row is None:
        return None
    return ContractFileRow(
        id=row.id,
        party_id=row.party_id,
        agreement=row.agreement,
        terms=ContractTerms(
            guarantee_kind=row.guarantee_kind,
            guarantee_number=row.guarantee_number,
            guarantee_amount=row.guarantee_amount,
            guarantee_expires=row.guarantee_expires,
            retention_percent=row.retention_percent,
            vat_percent=row.vat_percent,
        ),
        guarantee_drawn=guarantee_drawn(session, contract),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        version=row.version,
    )


def guarantee_drawn(session: Session, contract: Contract) -> Decimal:
    """What settlements have taken out of the guarantee of a contract."""
    query = (
        select(func.sum(CaseSettlement.amount))
        .join(PenaltyCase, PenaltyCase.id == CaseSettlement.case_id)
        .where(
            PenaltyCase.party_id == contract.party_id,
            PenaltyCase.agreement == contract.agreement,
            CaseSettlement.source == SettlementSource.GUARANTEE.value,
        )
    )
    return Decimal(session.scalar(query) or 0)


def _check_contract(session: Session, contract: Contract) -> None:
    if session.get(Party, contract.party_id) is None:
        raise RuleBroken("unknown-party", party=contract.party_id)
    agreement = book(session).named(contract.agreement)
    if agreement is None or agreement.kind is not AgreementKind.UC:
        raise RuleBroken("unknown-agreement", agreement=contract.agreement)


def _check_terms(terms: ContractTerms) -> None:
    for percent in (terms.retention_percent, terms.vat_percent):
        if not (percent.is_finite() and 0 <= percent <= _HUNDRED):
            raise RuleBroken("percent-out-of-range", percent=percent)
    amount = whole(terms.guarantee_amount)
    if not 0 <= amount <= MOST_RIAL:
        raise RuleBroken("no-whole-rial", amount=amount)
    if terms.guarantee_kind:
        code_of(GuaranteeKind, terms.guarantee_kind)
    if bool(amount) != bool(terms.guarantee_kind) or (amount and not terms.guarantee_number.strip()):
        raise RuleBroken("guarantee-incomplete")


def _of(contract: Contract) -> Select[ContractFile]:
    return select(ContractFile).where(
        ContractFile.party_id == contract.party_id, ContractFile.agreement == contract.agreement
    )
