"""The monthly statement of a contractor: services at the prices of its contract, and what is taken off."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.domain.events import Service
from app.domain.jalali import JalaliMonth, month_bounds
from app.domain.money import EXACT, whole_rial
from app.domain.penalty_cases import SettlementSource
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region
from app.models.penalties import PenaltyCase
from app.models.settlements import CaseSettlement, ServiceRejection
from app.services.accounts.contract_files import ContractTerms, contract_file
from app.services.accounts.done_jobs import USUALLY, Counted, DoneJob, done_jobs
from app.services.accounts.payers import Payers, promises_of
from app.services.agreement_book import book

TERMINAL = "TERMINAL"
"""The service of looking after a terminal for a month."""

NO_VISIT, NO_PRICE = "no-visit", "no-price"

_PRICES = {Service.PM.value: "pm_fee", Service.INSTALL.value: "install_fee"}
_VISIT, _MONTHLY = "visit_fee", "monthly_fee"
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """So many services of one kind at one price; rial."""

    service: str
    """As Service (app/domain/events.py), or TERMINAL: looked after for the month."""
    quantity: int
    price_name: str
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """What they come to."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedService:
    """A service that is not paid, and why."""

    job_id: int
    job: str
    service: str
    reason: str
    """no-visit (nobody came), no-price (the contract states none), or what somebody decided."""
    note: str
    by: str
    """Empty: by rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """A penalty that was settled in a statement."""

    case_id: int
    period: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a contractor is owed for a month; rial."""

    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    month: JalaliMonth
    has_contract_file: bool
    """Whether retention and VAT were stated; else both are nothing."""
    retention_percent: Decimal
    vat_percent: Decimal
    lines: tuple[StatementLine, ...]
    rejected: tuple[RejectedService, ...]
    deductions: tuple[Deduction, ...]

    def is_interim(self, today: date) -> bool:
        """Whether its month is not over yet: what it comes to may still change."""
        return self.month.last_day() >= today

    @property
    def services(self) -> Decimal:
        """What the accepted services come to, without VAT."""
        return sum((line.amount for line in self.lines), _NOTHING)

    @property
    def retention(self) -> Decimal:
        """Held back as security for good performance."""
        return _percent(self.services, self.retention_percent)

    @property
    def vat(self) -> Decimal:
        """Value added tax on the services; neither retention nor penalties lower it."""
        return _percent(self.services, self.vat_percent)

    @property
    def penalties(self) -> Decimal:
        """Settled in this statement."""
        return sum((each.amount for each in self.deductions), _NOTHING)

    @property
    def payable(self) -> Decimal:
        """What is paid out in the end; so much a penalty can still be settled in it."""
        return self.services - self.retention + self.vat - self.penalties


def statement(
    session: Session, *, party_id: int, agreement: str, month: JalaliMonth, counted: Counted = USUALLY
) -> Statement:
    """The statement of a contract for a month, as the store knows it now.

    Of several agreements of the contractor one pays for a service (`payers`). It counts in the month in
    which it was resolved, at the prices in force on that day; terminals
    are those that are looked after now, at the prices of the month's last day. `counted` may ask for another
    instant than that of the resolution, and for what was known at some time. Raises RuleBroken:
    unknown-party, unknown-agreement.
    """
    party = session.get(Party, party_id)
    if party is None:
        raise RuleBroken("unknown-party", party=party_id)
    contract = book(session).named(agreement)
    if contract is None:
        raise RuleBroken("unknown-agreement", agreement=agreement)
    account = _Account(contract)
    for job in _paid_for(session, party, contract, month, counted):
        account.take(job)
    account.judge(_decisions(session, account.jobs, counted.as_of))
    account.look_after(_terminals(session, party, contract, month), month)
    file = contract_file(session, party_id, agreement)
    terms = file.terms if file is not None else ContractTerms()
    return Statement(
        party_id=party.id,
        contractor=party.code,
        name_fa=party.name,
        name_en=party.name_en or party.name,
        agreement=contract.code,
        month=month,
        has_contract_file=file is not None,
        retention_percent=terms.retention_percent,
        vat_percent=terms.vat_percent,
        lines=account.lines(),
        rejected=tuple(account.rejected),
        deductions=tuple(_deductions(session, party, contract, month, counted.as_of)),
    )


@dataclass(frozen=True, slots=True)
class _Done:
    id: int
    code: str
    service: str
    price_name: str
    price: Decimal | None
    is_visited: bool


class _Account:
    """Services counted by kind and price."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._zone = ZoneInfo(agreement.time_zone)
        self._done: list[_Done] = []
        self._counted: Counter[tuple[str, str, Decimal]] = Counter()
        self.rejected: list[RejectedService] = []

    @property
    def jobs(self) -> list[int]:
        """Ids of the jobs that were done."""
        return [done.id for done in self._done]

    def take(self, job: DoneJob) -> None:
        """Note a service that was done."""
        name = _price_name(job.service)
        needs_visit = job.service not in _PRICES
        price = self._price(name, job.done_at)
        is_visited = job.is_visited or not needs_visit
        self._done.append(_Done(job.id, job.code, job.service, name, price, is_visited))

    def judge(self, decisions: Mapping[int, ServiceRejection]) -> None:
        """Count what is accepted, and name what is not."""
        for done in self._done:
            decided = decisions.get(done.id)
            if decided is not None and decided.is_rejected:
                self._reject(done, decided.reason, decided)
            elif done.price is None:
                self._reject(done, NO_PRICE)
            elif decided is None and not done.is_visited:
                self._reject(done, NO_VISIT)
            else:
                self._counted[done.service, done.price_name, done.price] += 1

    def look_after(self, terminals: int, month: JalaliMonth) -> None:
        """Count the terminals that are looked after, where the contract has a monthly fee."""
        version = self._agreement.version_at(month.last_day())
        price = version.prices.get(_MONTHLY) if version is not None else None
        if price is not None and terminals:
            self._counted[TERMINAL, _MONTHLY, price] += terminals

    def lines(self) -> tuple[StatementLine, ...]:
        """What was counted, by kind of service and price."""
        return tuple(
            StatementLine(service=service, price_name=name, price=price, quantity=quantity)
            for (service, name, price), quantity in sorted(self._counted.items())
        )

    def _price(self, name: str, at: datetime) -> Decimal | None:
        version = self._agreement.version_at(at.astimezone(self._zone).date())
        return version.prices.get(name) if version is not None else None

    def _reject(self, done: _Done, reason: str, decided: ServiceRejection | None = None) -> None:
        self.rejected.append(
            RejectedService(
                job_id=done.id,
                job=done.code,
                service=done.service,
                reason=reason,
                note=decided.note if decided is not None else "",
                by=decided.recorded_by if decided is not None else "",
            )
        )


def _price_name(service: str) -> str:
    return _PRICES.get(service, _VISIT)


def _paid_for(
    session: Session, party: Party, agreement: Agreement, month: JalaliMonth, counted: Counted
) -> Iterator[DoneJob]:
    """What a contractor had done in a month, as far as this agreement pays for it."""
    within = month_bounds(month, ZoneInfo(agreement.time_zone))
    done = done_jobs(session, party, within, counted)
    payers, promised = Payers(session, party), promises_of(session, party, [job.id for job in done])
    for job in done:
        payer = payers.of_service(
            _price_name(job.service),
            job.done_at,
            psp=job.psp,
            region=job.region,
            promised=promised.get(job.id, frozenset()),
        )
        if payer == agreement.code:
            yield job


def _decisions(session: Session, jobs: Iterable[int], as_of: datetime | None) -> dict[int, ServiceRejection]:
    """What somebody decided last on each service."""
    wanted = set(jobs)
    newest = select(func.max(ServiceRejection.id)).group_by(ServiceRejection.job_id)
    if as_of is not None:
        newest = newest.where(ServiceRejection.recorded_at <= as_of)
    query = select(ServiceRejection).where(ServiceRejection.id.in_(newest))
    return {row.job_id: row for row in session.scalars(query) if row.job_id in wanted}


def _terminals(session: Session, party: Party, agreement: Agreement, month: JalaliMonth) -> int:
    """How many terminals a contractor looks after and this agreement pays for."""
    payers = Payers(session, party)
    query = (
        select(func.count(Terminal.id), Psp.code, Region.code)
        .join(Merchant, Merchant.id == Terminal.merchant_id)
        .outerjoin(Psp, Psp.id == Merchant.psp_id)
        .outerjoin(Region, Region.id == Merchant.region_id)
        .where(Terminal.party_id == party.id, Terminal.is_active)
        .group_by(Psp.code, Region.code)
    )
    counted = session.execute(query)
    return sum(
        count
        for count, psp, region in counted
        if agreement.code
        == payers.of_terminal(_MONTHLY, month.last_day(), psp=psp or "", region=region or "")
    )


def _deductions(
    session: Session, party: Party, agreement: Agreement, month: JalaliMonth, as_of: datetime | None
) -> Iterator[Deduction]:
    query = (
        select(CaseSettlement.case_id, PenaltyCase.period, func.sum(CaseSettlement.amount))
        .join(PenaltyCase, PenaltyCase.id == CaseSettlement.case_id)
        .where(
            PenaltyCase.party_id == party.id,
            PenaltyCase.agreement == agreement.code,
            CaseSettlement.source == SettlementSource.STATEMENT.value,
            CaseSettlement.statement == str(month),
        )
        .group_by(CaseSettlement.case_id, PenaltyCase.period)
        .order_by(PenaltyCase.period, CaseSettlement.case_id)
    )
    if as_of is not None:
        query = query.where(CaseSettlement.recorded_at <= as_of)
    for case_id, period, amount in session.execute(query):
        if not amount:
            continue
        yield Deduction(case_id=case_id, period=period, amount=Decimal(amount))


def _percent(amount: Decimal, percent: Decimal) -> Decimal:
    return whole_rial(EXACT.divide(EXACT.multiply(amount, percent), Decimal(100)))
