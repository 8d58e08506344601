"""Penalty cases: drafted from a month's broken promises, and approved (product.md, semantics 13)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementKind
from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth, month_bounds
from app.domain.money import decimal_of
from app.domain.penalties.clauses import WITH_METRIC, Trigger
from app.domain.penalties.gathering import Versioned
from app.domain.penalties.lines import ESCALATION, WAITS_FOR_DECISION, ZERO, PenaltyLine
from app.domain.penalties.pricing import price
from app.domain.penalty_cases import NOTIFIED, OPEN, CaseState
from app.models.jobs import Job, ObligationRow
from app.models.measured_figures import MeasuredFigure
from app.models.parties import Party, PartyKind
from app.models.penalties import PenaltyCase, PenaltyLineRow
from app.services.agreement_book import book
from app.services.penalties.cases import has_notice
from app.services.penalties.elsewhere import charged_elsewhere, place_of
from app.services.penalties.happenings import completed, happenings
from app.services.penalties.lateness import Findings, Span, findings
from app.services.penalties.redrafts import figures_of, note_drafted
from app.services.penalties.taken_off import keep_waivers

KEPT_QUANTITY = Decimal("0.000001")
"""How finely the store keeps a quantity; the rial were reckoned from the exact one."""
KEPT_RATE = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Contract:
    """A contractor and the agreement it is measured by."""

    party_id: int
    contractor: str
    agreement: str


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
    draft again. What was issued is never touched: a final case follows an interim one as its next
    revision, once the objections to that are decided.
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
    _price(session, case, agreement, findings(session, agreement, case.party.code, span), span)


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
        is_objected = CaseState(latest.state) is CaseState.OBJECTED
        if not (is_out and is_outdated) or is_objected:
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


def _price(session: Session, case: PenaltyCase, agreement: Agreement, found: Findings, span: Span) -> None:
    month = JalaliMonth.parse(case.period)
    broken = completed(session, agreement, found.broken, span.zone)
    others = happenings(session, agreement, case.party.code, month, span)
    jobs = others.jobs | {promise.lateness.job: promise.job_id for promise in broken}
    facts: list[Versioned] = [(promise.lateness, promise.version) for promise in broken]
    before = charged_elsewhere(session, place_of(case), jobs, until=span.until)
    priced, reviews = price(agreement, [*facts, *others.facts], before)
    carried = {promise.lateness.obligation for promise in broken if promise.is_carried}
    charged = [line for line in priced if _is_kept(line, carried)]
    overruns = {promise.lateness.obligation: promise.lateness.overrun_seconds for promise in broken}
    _keep_lines(case, charged, jobs, overruns)
    for row in case.lines:
        row.figure_id = others.figures.get(row.item.removesuffix(f":{ESCALATION}"))
    case.obligations, case.missed = found.obligations, found.missed
    case.gross = sum((line.amount for line in charged), ZERO)
    case.payable = sum((line.payable for line in charged), ZERO)
    case.reviews = [[f"{each.scope.value} {case.period}", int(each.payable)] for each in reviews]


def _is_kept(line: PenaltyLine, carried: Collection[int]) -> bool:
    """Whether a line tells something; an older item is listed again only where it costs more than it did."""
    if line.payable or line.points or line.trigger is Trigger.POINTS or WAITS_FOR_DECISION in line.reasons:
        return True
    return bool(line.amount) and line.obligation not in carried


def _keep_lines(
    case: PenaltyCase, charged: Sequence[PenaltyLine], jobs: Mapping[str, int], overruns: Mapping[int, int]
) -> None:
    """Store the lines in place of those that the case had."""
    there = {(row.item, row.clause): row for row in case.lines}
    for line in charged:
        row = there.pop((line.key, line.clause), None)
        if row is None:
            row = PenaltyLineRow(item=line.key, clause=line.clause)
            case.lines.append(row)
        _fill(row, line)
        row.job_id = jobs.get(line.job)
        row.overrun_seconds = 0 if line.obligation is None else overruns[line.obligation]
    for row in there.values():
        case.lines.remove(row)


def _fill(row: PenaltyLineRow, line: PenaltyLine) -> None:
    row.obligation_id = line.obligation
    row.agreement_version = line.version
    row.trigger = line.trigger.value
    row.metric = line.metric
    row.terminal = line.terminal
    if line.due_at is not None:
        row.due_at = line.due_at
    row.done_at = line.done_at
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
    if any(clause.trigger not in WITH_METRIC for version in agreement.versions for clause in version.clauses):
        # What is charged need not have been promised: downtime, a call again.
        measured = select(MeasuredFigure.party_id).where(MeasuredFigure.agreement == agreement.code)
        had = Party.id.in_(select(Job.party_id)) | Party.id.in_(measured)
        return query.where(or_(Party.code.in_(promised), had))
    return query.where(Party.code.in_(promised))
