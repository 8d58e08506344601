"""What can be measured of whom: the figures, levels and milestones that clauses of a month judge."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.agreements import AgreementVersion
from app.domain.jalali import JalaliMonth
from app.domain.penalties.clauses import PenaltyClause, PeriodKind, Trigger
from app.models.parties import Party
from app.services.agreement_book import book
from app.services.penalties.drafting import contracts
from app.services.replay.measured_file import FIGURE, LEVEL, MILESTONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that may be stated under a contract."""

    kind: str
    name: str
    """Of a figure or a level; empty for milestones, which have names of their own."""
    clause: str
    is_quarter: bool
    severities: tuple[str, ...] = ()
    counts_months: bool = False
    """Whether each month of the quarter is judged too."""
    escalates: bool = False
    """Whether periods missed before make it dearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredContract:
    """A contractor under an agreement of which something is measured."""

    party_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    offers: tuple[Offer, ...]


def measured_contracts(session: Session, month: JalaliMonth) -> list[MeasuredContract]:
    """The contracts of a month that judge what no job carries."""
    found = []
    for contract in contracts(session, month):
        agreement = book(session).named(contract.agreement)
        version = agreement.version_at(month.last_day()) if agreement is not None else None
        offers = tuple(_offers(version)) if version is not None else ()
        if offers:
            party = session.get_one(Party, contract.party_id)
            found.append(
                MeasuredContract(
                    party_id=party.id,
                    contractor=party.code,
                    name_fa=party.name,
                    name_en=party.name_en or party.name,
                    agreement=contract.agreement,
                    offers=offers,
                )
            )
    return found


def _offers(version: AgreementVersion) -> Iterator[Offer]:
    seen: set[tuple[str, str]] = set()
    for clause in version.clauses:
        for offer in _of_clause(clause):
            if (offer.kind, offer.name) not in seen:
                seen.add((offer.kind, offer.name))
                yield offer


def _of_clause(clause: PenaltyClause) -> Iterator[Offer]:
    is_quarter = clause.period is PeriodKind.QUARTER
    if clause.trigger is Trigger.MILESTONE:
        yield Offer(kind=MILESTONE, name="", clause=clause.code, is_quarter=False)
    elif clause.trigger is Trigger.VIOLATIONS:
        yield Offer(
            kind=FIGURE,
            name=clause.figure,
            clause=clause.code,
            is_quarter=is_quarter,
            severities=tuple(clause.severities),
            counts_months=clause.month_floor is not None and is_quarter,
            escalates=clause.escalation_after is not None,
        )
    elif clause.trigger is Trigger.AT_RISK:
        for each in clause.allocations:
            yield Offer(kind=LEVEL, name=each.level, clause=clause.code, is_quarter=is_quarter)
