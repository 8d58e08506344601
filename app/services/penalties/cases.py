"""Penalty cases and their lines, as they are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models.jobs import Job, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A penalty case as it is shown."""

    id: int
    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    period: str
    period_from: date
    period_to: date
    revision: int
    is_interim: bool
    is_superseded: bool
    """A later revision took its place."""
    as_of: datetime
    state: str
    obligations: int
    missed: int
    gross: Decimal
    payable: Decimal
    approved_by: str
    letter: str
    """Number of its letter in Latin script; empty while there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """What one clause took for one broken promise, as it is shown."""

    id: int
    job_id: int
    job: str
    terminal: str
    merchant_fa: str
    merchant_en: str
    service: str
    target_unit: str
    obligation_id: int
    metric: str
    clause: str
    version: int
    due_at: datetime
    done_at: datetime | None
    overrun_seconds: int
    quantity: Decimal
    unit: str
    base: str
    base_amount: Decimal
    rate: Decimal
    amount: Decimal
    payable: Decimal
    reasons: tuple[str, ...]


def cases(session: Session, *, period: str = "", party_id: int | None = None) -> list[CaseRow]:
    """The cases of a period or a contractor, or all of them; newest period first."""
    later = aliased(PenaltyCase)
    superseded = (
        select(later.id)
        .where(
            later.party_id == PenaltyCase.party_id,
            later.agreement == PenaltyCase.agreement,
            later.period == PenaltyCase.period,
            later.revision > PenaltyCase.revision,
        )
        .exists()
    )
    query = (
        select(PenaltyCase, Party, Letter.number, superseded)
        .join(Party, Party.id == PenaltyCase.party_id)
        .outerjoin(Letter, Letter.case_id == PenaltyCase.id)
        .order_by(PenaltyCase.period.desc(), Party.code, PenaltyCase.agreement, PenaltyCase.revision)
    )
    if period:
        query = query.where(PenaltyCase.period == period)
    if party_id is not None:
        query = query.where(PenaltyCase.party_id == party_id)
    return [_case_row(*row) for row in session.execute(query)]


def lines(session: Session, case_id: int) -> list[LineRow]:
    """What a case is made of, by due instant."""
    row = PenaltyLineRow
    query = (
        select(row, Job, Terminal.number, Merchant.name, Merchant.name_en, ObligationRow)
        .join(Job, Job.id == row.job_id)
        .join(ObligationRow, ObligationRow.id == row.obligation_id)
        .outerjoin(Terminal, Terminal.id == Job.terminal_id)
        .outerjoin(Merchant, Merchant.id == Job.merchant_id)
        .where(row.case_id == case_id)
        .order_by(row.due_at, Job.code, row.obligation_id, row.clause)
    )
    return [_line_row(*columns) for columns in session.execute(query)]


def _case_row(case: PenaltyCase, party: Party, number: str | None, superseded: bool) -> CaseRow:
    return CaseRow(
        id=case.id,
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=case.agreement,
        period=case.period,
        period_from=case.period_from,
        period_to=case.period_to,
        revision=case.revision,
        is_interim=case.is_interim,
        is_superseded=bool(superseded),
        as_of=case.as_of,
        state=case.state,
        obligations=case.obligations,
        missed=case.missed,
        gross=case.gross,
        payable=case.payable,
        approved_by=case.approved_by,
        letter=number or "",
    )


def _line_row(
    line: PenaltyLineRow,
    job: Job,
    terminal: str | None,
    merchant: str | None,
    merchant_en: str | None,
    obligation: ObligationRow,
) -> LineRow:
    return LineRow(
        id=line.id,
        job_id=job.id,
        job=job.code,
        terminal=terminal or "",
        merchant_fa=merchant or "",
        merchant_en=merchant_en or merchant or "",
        service=job.service,
        target_unit=obligation.unit,
        obligation_id=line.obligation_id,
        metric=line.metric,
        clause=line.clause,
        version=obligation.agreement_version,
        due_at=line.due_at,
        done_at=line.done_at,
        overrun_seconds=line.overrun_seconds,
        quantity=line.quantity,
        unit=line.unit,
        base=line.base,
        base_amount=line.base_amount,
        rate=line.rate,
        amount=line.amount,
        payable=line.payable,
        reasons=tuple(line.reasons.split(",")) if line.reasons else (),
    )
