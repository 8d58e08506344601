"""Penalty cases: drafted from a month's broken promises, and approved (product.md, semantics 13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementKind
from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth, month_bounds
from app.domain.money import decimal_of
from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.lines import WAITS_FOR_DECISION, ZERO, PenaltyLine
from app.domain.penalties.pricing import price
from app.domain.penalty_cases import NOTIFIED, OPEN, STANDING, CaseState, CorrectionReason
from app.models.base import Rial
from app.models.jobs import ObligationRow
from app.models.parties import Party, PartyKind
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.models.penalty_life import CaseCorrection, CorrectedLine
from app.services.agreement_book import book
from app.services.penalties.cases import has_notice
from app.services.penalties.lateness import BrokenPromise, Findings, Span, batches, findings
from app.services.penalties.redrafts import figures_of, note_drafted
from app.services.penalties.taken_off import keep_waivers

KEPT_QUANTITY = Decimal("0.000001")
"""How finely the store keeps a quantity; the rial were reckoned from the exact one."""
KEPT_RATE = Decimal("0.0000000001")

_STANDING = tuple(state.value for state in STANDING)
_OPEN = tuple(state.value for state in OPEN)
RECKONED_ANEW = (CorrectionReason.RECALCULATION.value, CorrectionReason.CALCULATION_ERROR.value)
"""Reasons of the corrections after which a line counts as charged with less, or more."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contractor and the agreement it is measured by."""

    party_id: int
    contractor: str
    agreement: str


def draft_month(
    session: Session,
    clock: Clock,
    month: JalaliMonth,
    *,
    interim: bool = False,
    contractor: str = "",
    by: str = "",
) -> list[int]:
    """Draft the month of every contractor, or of one (code); returns the ids of the cases."""
    return [
        draft(
            session,
            clock,
            party_id=contract.party_id,
            agreement=contract.agreement,
            month=month,
            interim=interim,
            by=by,
        )
        for contract in contracts(session, month, contractor=contractor)
    ]


def draft(
    session: Session,
    clock: Clock,
    *,
    party_id: int,
    agreement: str,
    month: JalaliMonth,
    interim: bool = False,
    by: str = "",
) -> int:
    """Price a contractor's broken promises of a month; a draft that is there is reckoned anew.

    `by` is who asked for it; empty: the background service. A reviewed case whose figures change is a
    draft again. What was issued is never touched: a final case follows an interim one as its next revision.
    Raises RuleBroken: unknown-agreement, unknown-party, period-not-begun, period-not-over.
    """
    found = book(session).named(agreement)
    if found is None or found.kind is not AgreementKind.UC:
        raise RuleBroken("unknown-agreement", agreement=agreement)
    party = session.get(Party, party_id)
    if party is None:
        raise RuleBroken("unknown-party", party=party_id)
    span = _span(found, month, clock.now(), interim=interim)
    latest = _latest(session, party, found, month)
    before = figures_of(latest)
    case = _case(session, party, found, month, span, latest)
    if case is not latest:
        before = figures_of(None)
    if CaseState(case.state) in OPEN:
        reckon(session, case, found, span)
        session.flush()
        keep_waivers(session, clock, case)
        note_drafted(session, clock, case, before, by=by)
    return case.id


def reckon(session: Session, case: PenaltyCase, agreement: Agreement, span: Span) -> None:
    """Price what was broken in `span` into a case: its lines and sums, before waivers.

    The case may be one that is in no session: nothing is stored then.
    """
    _price(session, case, agreement, findings(session, agreement, case.party.code, span))


def draft_anew(session: Session, clock: Clock, case: PenaltyCase) -> None:
    """Reckon the draft of a case again; raises what `draft` raises."""
    draft(
        session,
        clock,
        party_id=case.party_id,
        agreement=case.agreement,
        month=JalaliMonth.parse(case.period),
        interim=case.is_interim,
    )


def contracts(session: Session, month: JalaliMonth, *, contractor: str = "") -> list[Contract]:
    """Who is measured by which agreement in a month."""
    found: list[Contract] = []
    for agreement in book(session).agreements:
        if agreement.kind is AgreementKind.UC and agreement.version_at(month.last_day()) is not None:
            found += [
                Contract(party.id, party.code, agreement.code)
                for party in session.scalars(_parties(agreement))
                if contractor in {"", party.code}
            ]
    return found


def _span(agreement: Agreement, month: JalaliMonth, now: datetime, *, interim: bool) -> Span:
    zone = ZoneInfo(agreement.time_zone)
    start, end = month_bounds(month, zone)
    if now <= start:
        raise RuleBroken("period-not-begun", period=str(month))
    if now < end and not interim:
        raise RuleBroken("period-not-over", period=str(month))
    return Span(start, end, now, zone)


def _latest(session: Session, party: Party, agreement: Agreement, month: JalaliMonth) -> PenaltyCase | None:
    return session.scalar(
        select(PenaltyCase)
        .where(
            PenaltyCase.party_id == party.id,
            PenaltyCase.agreement == agreement.code,
            PenaltyCase.period == str(month),
        )
        .order_by(PenaltyCase.revision.desc())
        .limit(1)
    )


def _case(
    session: Session,
    party: Party,
    agreement: Agreement,
    month: JalaliMonth,
    span: Span,
    latest: PenaltyCase | None,
) -> PenaltyCase:
    """The case to reckon; one that is approved or told its contractor comes back as it stands."""
    is_interim = span.now < span.end
    is_outdated = latest is not None and latest.is_interim and not is_interim
    if latest is not None:
        is_out = CaseState(latest.state) in NOTIFIED or has_notice(session, latest.id)
        if not (is_out and is_outdated):
            if CaseState(latest.state) in OPEN or (is_outdated and not is_out):
                _reopen(latest, span)
            return latest
    case = PenaltyCase(
        party=party,
        agreement=agreement.code,
        period=str(month),
        period_from=month.first_day(),
        period_to=month.last_day(),
        revision=latest.revision + 1 if latest else 0,
        is_interim=is_interim,
        as_of=span.until,
        state=CaseState.DRAFT.value,
        gross=ZERO,
        payable=ZERO,
        waived=ZERO,
        corrected=ZERO,
        settled=ZERO,
        audited=0,
        drafted_at=span.now,
    )
    session.add(case)
    return case


def _reopen(case: PenaltyCase, span: Span) -> None:
    if CaseState(case.state) is CaseState.APPROVED:
        case.state = CaseState.DRAFT.value
        case.approved_at, case.approved_by = None, ""
    case.is_interim = span.now < span.end
    case.as_of = span.until


def _price(session: Session, case: PenaltyCase, agreement: Agreement, found: Findings) -> None:
    carried = {promise.lateness.obligation for promise in found.broken if promise.is_carried}
    priced, _reviews = price(
        agreement,
        [(promise.lateness, promise.version) for promise in found.broken],
        charged_elsewhere(session, _place(case), found.broken),
    )
    charged = [
        line
        for line in priced
        # An older item is listed again only where it costs more than it did before.
        if line.payable
        or (line.amount and line.obligation not in carried)
        or WAITS_FOR_DECISION in line.reasons
    ]
    _keep_lines(session, case, charged, {p.lateness.obligation: p for p in found.broken})
    case.obligations, case.missed = found.obligations, found.missed
    case.gross = sum((line.amount for line in charged), ZERO)
    case.payable = sum((line.payable for line in charged), ZERO)


class Place(NamedTuple):
    """The contract and the month of a case, and since when it is approved."""

    party_id: int
    agreement: str
    period: str
    approved_at: datetime | None = None
    case_id: int = 0


def _place(case: PenaltyCase) -> Place:
    return Place(case.party.id, case.agreement, case.period, case.approved_at, case.id or 0)


def charged_elsewhere(session: Session, place: Place, broken: Iterable[BrokenPromise]) -> ChargedBefore:
    """What other months charged each incident after caps, and counted for each item before caps.

    Later months count as earlier ones do: an incident pays its dearest line once, in whatever order
    its months are approved, and by whatever clause. A draft charges nobody yet.
    """
    codes = {promise.job_id: promise.lateness.job for promise in broken}
    incidents: dict[str, Decimal] = {}
    items: dict[tuple[str, str], Decimal] = {}
    for ids in batches(codes):
        for line in session.execute(_lines_elsewhere(place, ids)):
            job = codes[line.job_id]
            incidents[job] = incidents.get(job, ZERO) + line.charged
            item = (str(line.obligation_id), line.clause)
            items[item] = items.get(item, ZERO) + line.amount
    return ChargedBefore(incidents, items)


def _lines_elsewhere(
    place: Place, jobs: Sequence[int]
) -> Select[int | None, int | None, str, Decimal, Decimal]:
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
    return select(line.job_id, line.obligation_id, line.clause, line.amount, charged).where(
        line.case_id.in_(_other_months(place, *_STANDING)), line.job_id.in_(jobs), *_before(place)
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
            PenaltyCase.id.in_(_other_months(_place(case), *_STANDING, *_OPEN)),
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


def _keep_lines(
    session: Session,
    case: PenaltyCase,
    charged: Sequence[PenaltyLine],
    broken: Mapping[int, BrokenPromise],
) -> None:
    there = {(row.obligation_id, row.clause): row for row in case.lines}
    for line in charged:
        if line.obligation is None:
            continue
        row = there.pop((line.obligation, line.clause), None)
        if row is None:
            row = PenaltyLineRow(obligation_id=line.obligation, item=str(line.obligation), clause=line.clause)
            case.lines.append(row)
        _fill(row, line, broken[line.obligation])
    for row in there.values():
        case.lines.remove(row)


def _fill(row: PenaltyLineRow, line: PenaltyLine, promise: BrokenPromise) -> None:
    row.job_id = promise.job_id
    row.agreement_version = promise.version
    row.metric = line.metric
    row.due_at = promise.lateness.due_at
    row.done_at = promise.lateness.done_at
    row.overrun_seconds = promise.lateness.overrun_seconds
    row.quantity = decimal_of(line.quantity).quantize(KEPT_QUANTITY)
    row.unit = line.unit.value
    row.base = line.base
    row.base_amount = line.base_amount
    row.rate = decimal_of(line.rate).quantize(KEPT_RATE)
    row.amount = line.amount
    row.payable = line.payable
    row.reasons = ",".join(line.reasons)
    row.lowered = [[each.reason, int(each.taken)] for each in line.lowered]


def _parties(agreement: Agreement) -> Select[Party]:
    query = select(Party).where(Party.kind == PartyKind.CONTRACTOR.value).order_by(Party.code)
    if agreement.contractor:
        return query.where(Party.code == agreement.contractor)
    promised = select(ObligationRow.party).where(ObligationRow.agreement == agreement.code)
    return query.where(Party.code.in_(promised))
