"""What a change costs contractors, by the month in which the promises are due."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement, AgreementKind
from app.domain.jalali import JalaliMonth
from app.domain.penalties.clauses import BY_PERIOD, Trigger
from app.domain.penalty_cases import NOTIFIED, CaseState
from app.domain.what_if import History, Period, WhatIf
from app.models.parties import Party
from app.models.penalties import PenaltyCase
from app.services.agreement_book import AgreementBook
from app.services.jobs.clocks import facts_of
from app.services.recalculation.changes import Change
from app.services.recalculation.readings import JobReading

_ALWAYS = Period(datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
_INSTANT = timedelta(microseconds=1)
_OF_OTHER_JOBS = BY_PERIOD | {Trigger.REPEAT}
"""What no job costs by itself: it is counted with jobs that do not change."""

_Place = tuple[str, str, str]
"""Contractor, agreement and Jalali month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """What the jobs that change cost one contractor in one month, before and after; rial."""

    contractor: str
    agreement: str
    period: str
    """Jalali month of the due instants, e.g. 1405-08; lateness that crossed its end is counted here."""
    before: Decimal
    after: Decimal
    case_state: str
    """Of the penalty case, as CaseState (app/domain/penalty_cases.py); empty: none yet."""

    @property
    def change(self) -> Decimal:
        """Rial more, or below zero less, than before."""
        return self.after - self.before

    @property
    def needs_correction(self) -> bool:
        """Whether the notice is out: only a correction notice changes it (semantics 9)."""
        return self.case_state in NOTIFIED

    @property
    def stays_approved(self) -> bool:
        """Whether the case is approved and not issued: it keeps the figures that were approved."""
        return self.case_state == CaseState.APPROVED


class Purse:
    """Prices the jobs that change under the contracts before and after, but for what `left_out` names."""

    def __init__(self, change: Change, as_of: datetime) -> None:
        self._change = change
        self._before = _what_if(change.before, change, as_of)
        self._after = _what_if(change.after, change, as_of)

    def take(self, reading: JobReading) -> None:
        """Count a job in."""
        job = reading.job
        for what_if, book in ((self._before, self._change.before), (self._after, self._change.after)):
            spoken = frozenset(agreement.code for agreement in book.for_job(*job.spoken_for))
            what_if.add(History(facts_of(job), "", reading.events, spoken))

    def rows(self, session: Session) -> tuple[MoneyRow, ...]:
        """What differs, with the state of the cases it belongs to."""
        zones = {each.code: ZoneInfo(each.time_zone) for each in self._change.after.agreements}
        before, after = _by_month(self._before, zones), _by_month(self._after, zones)
        states = _case_states(session)
        return tuple(
            MoneyRow(
                contractor=contractor,
                agreement=agreement,
                period=period,
                before=before[contractor, agreement, period],
                after=after[contractor, agreement, period],
                case_state=states.get((contractor, agreement, period), ""),
            )
            for contractor, agreement, period in sorted(before.keys() | after.keys())
            if before[contractor, agreement, period] != after[contractor, agreement, period]
        )


def left_out(change: Change) -> tuple[str, ...]:
    """Codes of the clauses whose rial depend on jobs that do not change as well: `Purse` has none of them."""
    contracts = [*_contracts(change.before, change), *_contracts(change.after, change)]
    versions = [version for agreement in contracts for version in agreement.versions]
    clauses = [clause for version in versions for clause in version.clauses]
    return tuple(sorted({clause.code for clause in clauses if clause.trigger in _OF_OTHER_JOBS}))


def _contracts(book: AgreementBook, change: Change) -> list[Agreement]:
    return [
        agreement
        for agreement in book.agreements
        if agreement.kind is AgreementKind.UC and agreement.code in change.agreements
    ]


def _what_if(book: AgreementBook, change: Change, as_of: datetime) -> WhatIf:
    contracts = [_by_job(agreement) for agreement in _contracts(book, change)]
    return WhatIf(contracts, book.calendars, _ALWAYS, as_of=as_of)


def _by_job(agreement: Agreement) -> Agreement:
    versions = []
    for version in agreement.versions:
        kept = tuple(clause for clause in version.clauses if clause.trigger not in _OF_OTHER_JOBS)
        versions.append(replace(version, clauses=kept))
    return replace(agreement, versions=tuple(versions))


def _by_month(what_if: WhatIf, zones: Mapping[str, ZoneInfo]) -> defaultdict[_Place, Decimal]:
    sums: defaultdict[_Place, Decimal] = defaultdict(Decimal)
    for charge in what_if.account().charges:
        due_at = charge.line.due_at
        if due_at is not None:  # as all that is charged has
            month = _month(due_at, zones[charge.agreement])
            sums[charge.party, charge.agreement, month] += charge.line.payable
    return sums


def _month(due_at: datetime, zone: ZoneInfo) -> str:
    # What is due at a closing midnight belongs to the day that ends.
    return str(JalaliMonth.of((due_at - _INSTANT).astimezone(zone).date()))


def _case_states(session: Session) -> dict[_Place, str]:
    """The state of the newest revision of every penalty case."""
    query = (
        select(Party.code, PenaltyCase.agreement, PenaltyCase.period, PenaltyCase.state)
        .join(Party, Party.id == PenaltyCase.party_id)
        .order_by(PenaltyCase.revision)
    )
    return {(code, agreement, period): state for code, agreement, period, state in session.execute(query)}
