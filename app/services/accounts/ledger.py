"""The ledger: what contractors were charged, object to, have paid and still owe, by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.domain.jalali import JalaliMonth
from app.domain.penalty_cases import NOTIFIED
from app.models.parties import Party
from app.models.penalties import PenaltyCase
from app.services.accounts.done_jobs import USUALLY, Counted
from app.services.accounts.statements import Statement, statement
from app.services.penalties.cases import is_superseded, objected_sums
from app.services.penalties.drafting import contracts

_STATES = [state.value for state in NOTIFIED]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """What one contractor was charged for one period under one agreement; rial."""

    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    period: str
    state: str
    is_interim: bool
    gross: Decimal
    payable: Decimal
    """As the notice said."""
    corrected: Decimal
    """Taken off afterwards; below zero added."""
    objected: Decimal
    """Of what is due, what waits for a decision."""
    settled: Decimal

    @property
    def lowered(self) -> Decimal:
        """Taken off by caps, rules and waivers before the notice."""
        return self.gross - self.payable

    @property
    def due(self) -> Decimal:
        """Asked for by now."""
        return self.payable - self.corrected

    @property
    def outstanding(self) -> Decimal:
        """Due and not paid."""
        return self.due - self.settled


def ledger(session: Session, *, first: date, beyond: date, contractor: str = "") -> list[LedgerRow]:
    """The issued cases whose period begins from `first` on and before `beyond`; the newest revision of each.

    `contractor` is a code; empty: all of them.
    """
    wanted = [*_within(first, beyond), PenaltyCase.state.in_(_STATES), ~is_superseded()]
    objected = objected_sums(session, wanted)
    return [
        _row(case, party, objected.get(case.id, Decimal(0)))
        for case, party in session.execute(_query(wanted, contractor))
    ]


def every_case(
    session: Session, *, first: date, beyond: date, contractor: str = ""
) -> list[tuple[PenaltyCase, LedgerRow]]:
    """Every revision of the cases of these periods with its row as it stands, whatever its state."""
    query = _query(_within(first, beyond), contractor)
    return [(case, _row(case, party, Decimal(0))) for case, party in session.execute(query)]


def _within(first: date, beyond: date) -> list[ColumnElement[bool]]:
    return [PenaltyCase.period_from >= first, PenaltyCase.period_from < beyond]


def _query(wanted: list[ColumnElement[bool]], contractor: str) -> Select[PenaltyCase, Party]:
    query = select(PenaltyCase, Party).join(Party, Party.id == PenaltyCase.party_id).where(*wanted)
    if contractor:
        query = query.where(Party.code == contractor)
    return query.order_by(Party.code, PenaltyCase.period, PenaltyCase.agreement, PenaltyCase.revision)


def _row(case: PenaltyCase, party: Party, objected: Decimal) -> LedgerRow:
    return LedgerRow(
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=case.agreement,
        period=case.period,
        state=case.state,
        is_interim=case.is_interim,
        gross=case.gross,
        payable=case.payable,
        corrected=case.corrected,
        objected=objected,
        settled=case.settled,
    )


def statements(
    session: Session, *, first: date, beyond: date, contractor: str = "", counted: Counted = USUALLY
) -> list[Statement]:
    """The statements of the months that begin from `first` on and before `beyond`, by contractor."""
    found = [
        statement(
            session,
            party_id=contract.party_id,
            agreement=contract.agreement,
            month=month,
            counted=counted,
        )
        for month in months_of(first, beyond)
        for contract in contracts(session, month, contractor=contractor)
    ]
    return sorted(found, key=lambda each: (each.contractor, each.month, each.agreement))


def months_of(first: date, beyond: date) -> Iterable[JalaliMonth]:
    """The Jalali months that begin from `first` on and before `beyond`."""
    month = JalaliMonth.of(first)
    if month.first_day() < first:
        month = month.next()
    while month.first_day() < beyond:
        yield month
        month = month.next()
