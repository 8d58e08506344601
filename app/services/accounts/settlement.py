"""Penalties settled: out of the monthly statement first, then the guarantee; the rest is demanded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.domain.penalty_cases import CaseAction, CaseState, SettlementSource, check_allowed
from app.models.penalties import PenaltyCase
from app.models.settlements import CaseSettlement
from app.models.writers import take_turn
from app.services.accounts.contract_files import contract_file
from app.services.accounts.statements import statement
from app.services.penalties.closing import close_if_paid
from app.services.penalties.life import CaseRef, code_of, found_case
from app.services.penalties.lines import whole
from app.services.penalties.names import named
from app.services.penalties.serving import refuse_future
from app.services.penalties.trail import Told, local_day, note
from app.services.penalties.windows import window

DEMAND_DAYS = 30
"""Calendar days in which what is demanded has to be paid (domain.md, 2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A part of a penalty that is paid."""

    source: str
    """As SettlementSource (app/domain/penalty_cases.py)."""
    amount: Decimal
    settled_on: date
    reference: str = ""
    note: str = ""
    statement: str = ""
    """Jalali month of the statement it is deducted from, where that is its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementPlan:
    """How what is outstanding of a case is to be paid, in the order of the sources; rial."""

    outstanding: Decimal
    month: JalaliMonth
    """Whose statement is drawn on."""
    statement: Decimal
    guarantee: Decimal
    demand: Decimal
    """What neither bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """A part that was paid, as it is shown."""

    id: int
    case_id: int
    number: int
    source: str
    statement: str
    amount: Decimal
    settled_on: date
    reference: str
    note: str
    recorded_at: datetime
    recorded_by: str


def plan(session: Session, case_id: int, *, today: date, month: str = "") -> SettlementPlan:
    """How a case would be paid on a day; `month` names the statement, else the newest that is closed.

    Raises RuleBroken: unknown-case, no-such-statement.
    """
    row = found_case(session, CaseRef(case_id))
    drawn = _month(row, month, today)
    outstanding = row.payable - row.corrected - row.settled
    account = statement(session, party_id=row.party_id, agreement=row.agreement, month=drawn)
    from_statement = min(max(account.payable, Decimal(0)), outstanding)
    file = contract_file(session, row.party_id, row.agreement)
    left = file.guarantee_left(today) if file is not None else Decimal(0)
    from_guarantee = min(left, outstanding - from_statement)
    return SettlementPlan(
        outstanding=outstanding,
        month=drawn,
        statement=from_statement,
        guarantee=from_guarantee,
        demand=outstanding - from_statement - from_guarantee,
    )


def settle(session: Session, clock: Clock, case: CaseRef, payment: Payment, *, by: str) -> int:
    """Note a payment; with the last one the case is closed. Returns its id.

    Raises RuleBroken: needs-a-name, unknown-code, no-whole-rial, amount-not-positive, in-the-future,
    case-is-interim, objection-undecided, window-still-open, more-than-outstanding, statement-first,
    statement-too-small, no-such-statement, guarantee-first, guarantee-too-small, demand-first,
    not-in-this-case-state, and what `found_case` raises.
    """
    # Two cases must not draw on what is left of one statement or guarantee at once.
    take_turn(session, "settlement")
    row, name = found_case(session, case), named(by)
    source = code_of(SettlementSource, payment.source)
    _check_payable(session, clock, row, payment.settled_on, CaseAction.PAID)
    if whole(payment.amount) <= 0:
        raise RuleBroken("amount-not-positive")
    left = row.payable - row.corrected - row.settled
    if payment.amount > left:
        raise RuleBroken("more-than-outstanding", outstanding=left)
    drawn = _check_source(session, row, source, payment)
    number = session.scalar(select(func.max(CaseSettlement.number)).where(CaseSettlement.case_id == row.id))
    kept = CaseSettlement(
        case_id=row.id,
        case=row,
        number=1 + (number or 0),
        source=source.value,
        statement=str(drawn) if source is SettlementSource.STATEMENT else "",
        amount=payment.amount,
        settled_on=payment.settled_on,
        reference=payment.reference.strip(),
        note=payment.note.strip(),
        recorded_at=clock.now(),
        recorded_by=name,
    )
    session.add(kept)
    row.settled += payment.amount
    told = Told(
        on=payment.settled_on,
        reason=source.value,
        note=payment.note,
        reference=payment.reference or kept.statement,
        before=left,
        after=left - payment.amount,
    )
    note(session, clock, row, CaseAction.PAID, by=name, told=told)
    close_if_paid(session, clock, row, by=name)
    session.flush()
    return kept.id


def demand(session: Session, clock: Clock, case: CaseRef, *, by: str, reference: str) -> date:
    """Demand what neither statement nor guarantee bears; returns the last day to pay it.

    Raises RuleBroken: needs-a-name, demand-needs-reference, already-demanded, statement-first,
    guarantee-first, nothing-outstanding, and what `settle` raises of the case.
    """
    row, name = found_case(session, case), named(by)
    today = local_day(session, row, clock.now())
    _check_payable(session, clock, row, today, CaseAction.DEMANDED)
    if not reference.strip():
        raise RuleBroken("demand-needs-reference")
    if row.demanded_by is not None:
        raise RuleBroken("already-demanded", until=row.demanded_by)
    found = plan(session, row.id, today=today)
    if not found.outstanding:
        raise RuleBroken("nothing-outstanding")
    _refuse_earlier(found, SettlementSource.PAYMENT)
    row.demanded_by = today + timedelta(days=DEMAND_DAYS)
    told = Told(reference=reference, evidence=f"→ {row.demanded_by.isoformat()}", after=found.outstanding)
    note(session, clock, row, CaseAction.DEMANDED, by=name, told=told)
    return row.demanded_by


def settlements(session: Session, case_id: int) -> list[SettlementRow]:
    """What was paid of a case, oldest first."""
    query = select(CaseSettlement).where(CaseSettlement.case_id == case_id).order_by(CaseSettlement.number)
    return [
        SettlementRow(
            id=row.id,
            case_id=row.case_id,
            number=row.number,
            source=row.source,
            statement=row.statement,
            amount=row.amount,
            settled_on=row.settled_on,
            reference=row.reference,
            note=row.note,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
        for row in session.scalars(query)
    ]


def _check_payable(session: Session, clock: Clock, case: PenaltyCase, day: date, action: CaseAction) -> None:
    if case.is_interim:
        raise RuleBroken("case-is-interim")
    if CaseState(case.state) is CaseState.OBJECTED:
        raise RuleBroken("objection-undecided")
    check_allowed(CaseState(case.state), action)
    refuse_future(session, clock, case, day)
    days = window(session, case)
    if days is not None and not days.is_over(day):
        raise RuleBroken("window-still-open", last=days.last_day)


def _check_source(
    session: Session, case: PenaltyCase, source: SettlementSource, payment: Payment
) -> JalaliMonth:
    """Refuse a source that is not its turn, or does not bear so much."""
    found = plan(session, case.id, today=payment.settled_on, month=payment.statement)
    _refuse_earlier(found, source)
    if source is SettlementSource.STATEMENT and payment.amount > found.statement:
        raise RuleBroken("statement-too-small", month=found.month, most=found.statement)
    if source is SettlementSource.GUARANTEE and payment.amount > found.guarantee:
        raise RuleBroken("guarantee-too-small", most=found.guarantee)
    if source is SettlementSource.PAYMENT and case.demanded_by is None:
        raise RuleBroken("demand-first")
    return found.month


def _refuse_earlier(found: SettlementPlan, source: SettlementSource) -> None:
    """RuleBroken where a source that comes first still bears something."""
    if source is not SettlementSource.STATEMENT and found.statement:
        raise RuleBroken("statement-first", month=found.month, most=found.statement)
    if source is SettlementSource.PAYMENT and found.guarantee:
        raise RuleBroken("guarantee-first", most=found.guarantee)


def _month(case: PenaltyCase, written: str, today: date) -> JalaliMonth:
    """The statement to draw on: the one named, else the newest closed one, never one before the case."""
    own = JalaliMonth.of(case.period_to)
    if not written:
        return max(own, JalaliMonth.of(today).previous())
    try:
        found = JalaliMonth.parse(written)
    except ValueError:
        raise RuleBroken("no-such-statement", month=written) from None
    # The statement of a month that is not over may still come to less.
    if not own <= found < JalaliMonth.of(today):
        raise RuleBroken("no-such-statement", month=written)
    return found
