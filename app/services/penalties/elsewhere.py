"""What the other cases of a contract have taken: of each incident, each item, and in all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from app.domain.jalali import JalaliMonth, JalaliQuarter
from app.domain.penalties.capping import OF_A_PERIOD, ChargedBefore
from app.domain.penalties.clauses import DOWNTIME, CapScope, LateUnit, Trigger
from app.domain.penalties.lines import (
    FREE_ALLOWANCE,
    ITEM_CAP,
    MOST_UNITS,
    WAITS_FOR_DECISION,
    ZERO,
    counts_at,
)
from app.domain.penalties.periods import Period, Periods
from app.domain.penalty_cases import OPEN, STANDING, CorrectionReason
from app.models.base import Rial
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.penalty_life import CaseCorrection, CorrectedLine
from app.services.agreement_book import book
from app.services.penalties.happenings import closes_quarter
from app.services.penalties.lateness import batches

_DOWNTIME = frozenset(trigger.value for trigger in DOWNTIME)
_OWN_CAPS = frozenset({MOST_UNITS, ITEM_CAP})
_STANDING = tuple(state.value for state in STANDING)
_OPEN = tuple(state.value for state in OPEN)
RECKONED_ANEW = (CorrectionReason.RECALCULATION.value, CorrectionReason.CALCULATION_ERROR.value)
"""Reasons of the corrections after which a line counts as charged with less, or more."""


class Place(NamedTuple):
    """The contract and the month of a case, and since when it is approved."""

    party_id: int
    agreement: str
    period: str
    approved_at: datetime | None = None
    case_id: int = 0


def place_of(case: PenaltyCase) -> Place:
    """Where a case stands among those of its contract."""
    return Place(case.party.id, case.agreement, case.period, case.approved_at, case.id or 0)


def charged_elsewhere(
    session: Session, place: Place, jobs: Mapping[str, int], *, until: datetime
) -> ChargedBefore:
    """What other months charged each incident after caps, and counted for each item before caps.

    Later months count as earlier ones do: an incident pays its dearest line once, in whatever order
    its months are approved, and by whatever clause. A draft charges nobody yet. What a cap of its month
    took off is not asked for again either. `jobs` are ids by code, `until` is when the case ends.
    """
    month = JalaliMonth.parse(place.period)
    codes = {job_id: code for code, job_id in jobs.items()}
    beside = _charged_beside(session, place.agreement)
    incidents: dict[str, Decimal] = defaultdict(Decimal)
    down: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    items: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    kept: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    waiting: set[tuple[str, str]] = set()
    decided: set[tuple[str, str]] = set()
    for ids in batches(codes):
        for line in session.execute(_lines_elsewhere(place, ids)):
            charged = line.charged + _taken(line.lowered, OF_A_PERIOD)
            if (line.agreement_version, line.clause) not in beside:
                incidents[codes[line.job_id]] += charged
            if line.trigger in _DOWNTIME:
                down[codes[line.job_id], line.clause] += line.amount - _taken(line.lowered, _OWN_CAPS)
            items[line.item, line.clause] += line.amount
            kept[line.item, line.clause] += charged
            (waiting if line.reasons == WAITS_FOR_DECISION else decided).add((line.item, line.clause))
    for line in session.execute(_milestones_elsewhere(place)):
        items[line.item, line.clause] += line.amount
        kept[line.item, line.clause] += line.charged + _taken(line.lowered, OF_A_PERIOD)
    quarter = [str(each) for each in JalaliQuarter.of(month.first_day()).months()]
    return ChargedBefore(
        incidents,
        items,
        kept,
        down,
        sums={
            CapScope.QUARTER: _sums_elsewhere(session, place, quarter),
            CapScope.CONTRACT: _sums_elsewhere(session, place),
        },
        waiting=frozenset(waiting - decided),
        free=_free_elsewhere(session, place),
        quarter_points=_points_elsewhere(session, place, quarter),
        closes_quarter=closes_quarter(month),
        is_one_case=True,
        case_end=until,
    )


def _charged_beside(session: Session, agreement: str) -> frozenset[tuple[int, str]]:
    """Clauses, by version, that are charged beside others: what they took is nothing off these."""
    found = book(session).named(agreement)
    versions = found.versions if found is not None else ()
    return frozenset(
        (version.number, clause.code) for version in versions for clause in version.clauses if clause.adds_up
    )


def _taken(lowered: Iterable[Sequence[object]], reasons: frozenset[str]) -> Decimal:
    return sum((Decimal(str(taken)) for code, taken in lowered if code in reasons), ZERO)


def _sums_elsewhere(
    session: Session, place: Place, periods: Sequence[str] | None = None
) -> dict[str, Decimal]:
    """Rial that other months take by clause, what was corrected left out."""
    line = PenaltyLineRow
    taken = type_coerce(func.sum(line.payable - line.corrected), Rial).label("taken")
    query = (
        select(line.clause, taken)
        .join(PenaltyCase, PenaltyCase.id == line.case_id)
        .where(line.case_id.in_(_other_months(place, *_STANDING)), *_before(place))
        .group_by(line.clause)
    )
    if periods is not None:
        query = query.where(PenaltyCase.period.in_(periods))
    return {clause: rial for clause, rial in session.execute(query)}


def _free_elsewhere(session: Session, place: Place) -> Mapping[tuple[str, Period], int]:
    """Events that other months let go without charge, by clause and the period that allows for them."""
    agreement = book(session).named(place.agreement)
    if agreement is None:
        return {}
    kinds = {clause.code: clause.period for version in agreement.versions for clause in version.clauses}
    periods = Periods(ZoneInfo(agreement.time_zone))
    line = PenaltyLineRow
    query = select(line.clause, line.due_at, line.trigger).where(
        line.case_id.in_(_other_months(place, *_STANDING)),
        line.reasons.contains(FREE_ALLOWANCE),
        *_before(place),
    )
    return Counter(
        (clause, periods.of(counts_at(due_at, Trigger(trigger)), kinds[clause]))
        for clause, due_at, trigger in session.execute(query)
        if clause in kinds
    )


def _points_elsewhere(session: Session, place: Place, periods: Sequence[str]) -> Fraction:
    """Points that the other months of the quarter gave."""
    line = PenaltyLineRow
    query = (
        select(line.quantity)
        .join(PenaltyCase, PenaltyCase.id == line.case_id)
        .where(
            line.case_id.in_(_other_months(place, *_STANDING)),
            PenaltyCase.period.in_(periods),
            line.unit == LateUnit.POINT.value,
            line.trigger != Trigger.POINTS.value,
            *_before(place),
        )
    )
    return sum((Fraction(points) for points in session.scalars(query)), Fraction(0))


_Elsewhere = Select[int | None, str, int, str, str, list[list[object]], str, Decimal, Decimal]


def _milestones_elsewhere(place: Place) -> _Elsewhere:
    """What other months charged for milestones, which are late over many months as promises are."""
    return _of_other_months(place, PenaltyLineRow.trigger == Trigger.MILESTONE.value)


def _lines_elsewhere(place: Place, jobs: Sequence[int]) -> _Elsewhere:
    """What other months charged on these jobs."""
    return _of_other_months(place, PenaltyLineRow.job_id.in_(jobs))


def _of_other_months(place: Place, meant: ColumnElement[bool]) -> _Elsewhere:
    """What other months charged.

    What was waived, or given up after an objection, counts as charged: no later month asks for it again.
    """
    line = PenaltyLineRow
    reckoned_anew = (
        select(func.coalesce(func.sum(CorrectedLine.before - CorrectedLine.after), 0))
        .join(CaseCorrection, CaseCorrection.id == CorrectedLine.correction_id)
        .where(
            CorrectedLine.line_id == line.id,
            CaseCorrection.state == "approved",
            CaseCorrection.reason.in_(RECKONED_ANEW),
        )
        .scalar_subquery()
    )
    charged = type_coerce(line.payable + line.waived - reckoned_anew, Rial).label("charged")
    known = (
        *(line.job_id, line.item, line.agreement_version, line.clause, line.trigger),
        *(line.lowered, line.reasons, line.amount),
    )
    return select(*known, charged).where(
        line.case_id.in_(_other_months(place, *_STANDING)), meant, *_before(place)
    )


def _before(place: Place) -> list[ColumnElement[bool]]:
    """A case that is approved was reckoned beside those that were approved before it, and is so again."""
    if place.approved_at is None:
        return []
    earlier = select(PenaltyCase.id).where(
        or_(
            PenaltyCase.approved_at < place.approved_at,
            and_(PenaltyCase.approved_at == place.approved_at, PenaltyCase.id < place.case_id),
        )
    )
    return [PenaltyLineRow.case_id.in_(earlier)]


def open_month_before(session: Session, case: PenaltyCase) -> str | None:
    """The first earlier month whose charge is not final: a draft that costs something, or interim.

    A revision counts even when it costs nothing: it takes back what the interim case before it charged.
    """
    return session.scalar(
        select(func.min(PenaltyCase.period)).where(
            PenaltyCase.id.in_(_other_months(place_of(case), *_STANDING, *_OPEN)),
            PenaltyCase.period < case.period,
            or_(PenaltyCase.state.in_(_OPEN), PenaltyCase.is_interim),
            or_(PenaltyCase.payable != ZERO, PenaltyCase.revision > 0),
        )
    )


def _other_months(place: Place, *states: str) -> Select[int]:
    """Ids of the contract's cases of other months: of each month the newest in these states."""
    contract = (
        PenaltyCase.party_id == place.party_id,
        PenaltyCase.agreement == place.agreement,
        PenaltyCase.period != place.period,
        PenaltyCase.state.in_(states),
    )
    newest = (
        select(PenaltyCase.period, func.max(PenaltyCase.revision))
        .where(*contract)
        .group_by(PenaltyCase.period)
    )
    return select(PenaltyCase.id).where(
        *contract, tuple_(PenaltyCase.period, PenaltyCase.revision).in_(newest)
    )
