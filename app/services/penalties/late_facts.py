"""Facts that were recorded after a month's charge was approved: they count once the case is reckoned anew."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.events import EventKind
from app.domain.jalali import JalaliQuarter, day_bounds
from app.domain.penalty_cases import CORRECTABLE, CaseAction
from app.models.evaluations import Evaluation
from app.models.jobs import JobEvent, ObligationRow
from app.models.measured_figures import MeasuredFigure
from app.models.penalties import PenaltyCase
from app.models.penalty_life import PenaltyEvent
from app.services.agreement_book import book
from app.services.penalties.cases import is_superseded
from app.services.penalties.life import CaseRef
from app.services.penalties.recalculated import has_proposal, propose_recalculated
from app.services.penalties.trail import HOME, note

_RECKONINGS = (CaseAction.APPROVED.value, CaseAction.CORRECTION_PROPOSED.value, CaseAction.RECKONED.value)

_LOOK_BACK = tuple(
    kind.value
    for kind in (EventKind.EXCUSED, EventKind.WAIT_APPROVED, EventKind.WAIT_REFUSED, EventKind.UNDONE)
)
"""What speaks of the past whenever it happens."""


@dataclass(frozen=True, slots=True)
class LateFacts:
    """A case whose notice is out, and how many facts were recorded since it was last reckoned."""

    case_id: int
    contractor: str
    name_fa: str
    name_en: str
    agreement: str
    count: int


def late_facts(session: Session, *, period: str) -> list[LateFacts]:
    """The cases of a period that facts came after, by contractor; none while a correction waits."""
    query = (
        select(PenaltyCase)
        .where(
            PenaltyCase.period == period,
            PenaltyCase.state.in_([state.value for state in CORRECTABLE]),
            ~is_superseded(),
        )
        .order_by(PenaltyCase.agreement, PenaltyCase.id)
    )
    found = []
    for case in session.scalars(query):
        since = _reckoned_at(session, case)
        count = _count(session, case, since) if since is not None and not has_proposal(session, case) else 0
        if count:
            party = case.party
            found.append(
                LateFacts(case.id, party.code, party.name, party.name_en or party.name, case.agreement, count)
            )
    return sorted(found, key=lambda each: (each.contractor, each.agreement))


def reckon_anew(session: Session, clock: Clock, case: CaseRef, *, by: str) -> int | None:
    """Propose what facts that came late make of a case, as `propose_recalculated`.

    Where nothing differs the audit says that it was looked at. Raises what `propose_recalculated` raises.
    """
    proposed = propose_recalculated(session, clock, case, by=by)
    row = session.get_one(PenaltyCase, case.id)
    if proposed is None and not has_proposal(session, row):
        note(session, clock, row, CaseAction.RECKONED, by=by.strip())
    return proposed


def _reckoned_at(session: Session, case: PenaltyCase) -> datetime | None:
    """When its figures were last reckoned from the facts; None: its audit does not say."""
    query = select(func.max(PenaltyEvent.recorded_at)).where(
        PenaltyEvent.case_id == case.id, PenaltyEvent.what.in_(_RECKONINGS)
    )
    return session.scalar(query)


def _count(session: Session, case: PenaltyCase, since: datetime) -> int:
    """Facts of the period recorded since: on jobs with promises due in it, changed readings, figures."""
    agreement = book(session).named(case.agreement)
    zone = ZoneInfo(agreement.time_zone if agreement is not None else HOME)
    start, end = day_bounds(case.period_from, case.period_to, zone)
    until = min(end, case.as_of) if case.is_interim else end
    promised = (
        select(ObligationRow.job_id)
        .where(
            ObligationRow.party == case.party.code,
            ObligationRow.agreement == case.agreement,
            ObligationRow.due_at > start,
            ObligationRow.due_at <= until,
        )
        .scalar_subquery()
    )
    events = select(func.count(JobEvent.id)).where(
        JobEvent.job_id.in_(promised),
        JobEvent.recorded_at > since,
        or_(JobEvent.happened_at <= until, JobEvent.kind.in_(_LOOK_BACK)),
    )
    readings = (
        select(func.count(Evaluation.id))
        .join(ObligationRow, ObligationRow.id == Evaluation.obligation_id)
        .where(
            ObligationRow.party == case.party.code,
            ObligationRow.agreement == case.agreement,
            ObligationRow.due_at > start,
            ObligationRow.due_at <= until,
            Evaluation.recorded_at > since,
        )
    )
    figures = select(func.count(MeasuredFigure.id)).where(
        MeasuredFigure.party_id == case.party_id,
        MeasuredFigure.agreement == case.agreement,
        MeasuredFigure.state != "stated",
        MeasuredFigure.decided_at > since,
        MeasuredFigure.period.in_(("", case.period, str(JalaliQuarter.of(case.period_from)))),
    )
    return sum(session.scalar(query) or 0 for query in (events, readings, figures))
