"""What a penalty notice rests on: the facts of a job that no undo takes from under it any more."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.jalali import day_bounds
from app.domain.penalties.clauses import Trigger
from app.domain.penalty_cases import CaseState
from app.models.jobs import Job
from app.models.parties import Party
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow
from app.services.agreement_book import book

_BEFORE_NOTICE = [CaseState.DRAFT.value, CaseState.REVIEWED.value, CaseState.APPROVED.value]


def noticed_period(session: Session, job: Job, since: datetime) -> str | None:
    """The period of a notice that what happened to a job at `since` was reckoned into; None: there is none.

    A notice names the calls it charges, those that others repeated and the terminals that were down; it
    also says of how many promises of the period how many were broken, so that every one of them counts.
    """
    told = _told(since)
    for query in (_charged(told, job), _repeated(told, job), _down(told, job)):
        if query is not None and (period := session.scalar(query.limit(1))) is not None:
            return period
    return next(_counted(session, job, since), None)


def _told(since: datetime) -> Select[str]:
    """The periods of the cases that a contractor was told of, reckoned after an instant."""
    is_numbered = exists().where(Letter.case_id == PenaltyCase.id)
    return select(PenaltyCase.period).where(
        PenaltyCase.as_of >= since, or_(PenaltyCase.state.not_in(_BEFORE_NOTICE), is_numbered)
    )


def _charged(told: Select[str], job: Job) -> Select[str]:
    return told.join(PenaltyCase.lines).where(PenaltyLineRow.job_id == job.id)


def _repeated(told: Select[str], job: Job) -> Select[str] | None:
    """A later call of the terminal was charged as a repeat: it repeats what this one had mended."""
    if job.terminal_id is None:
        return None
    later = aliased(Job)
    return (
        told.join(PenaltyCase.lines)
        .join(later, later.id == PenaltyLineRow.job_id)
        .where(
            PenaltyLineRow.trigger == Trigger.REPEAT.value,
            later.terminal_id == job.terminal_id,
            later.service == job.service,
            later.reported_at >= job.reported_at,
        )
    )


def _down(told: Select[str], job: Job) -> Select[str] | None:
    """The terminal's time out of order was charged, over however many calls."""
    if job.terminal is None:
        return None
    lines = (PenaltyLineRow.job_id.is_(None), PenaltyLineRow.terminal == job.terminal.number)
    return told.join(PenaltyCase.lines).where(*lines)


def _counted(session: Session, job: Job, since: datetime) -> Iterator[str]:
    """The periods told in which a promise on the job fell due."""
    due = {(row.party, row.agreement, row.due_at) for row in job.obligations if row.due_at is not None}
    if not due:
        return
    case = PenaltyCase
    told = _told(since).join(case.party).add_columns(Party.code, case.agreement)
    # Whoever it is was read with the job: asked of the store, it looks through all a contractor promised.
    query = told.add_columns(case.period_from, case.period_to, case.as_of).where(
        Party.code.in_({party for party, _agreement, _at in due}),
        case.agreement.in_({agreement for _party, agreement, _at in due}),
    )
    for period, whose, agreement, first, last, as_of in session.execute(query):
        named = book(session).named(agreement)
        if named is None:
            continue
        start, end = day_bounds(first, last, ZoneInfo(named.time_zone))
        until = min(end, as_of)
        if any((party, code) == (whose, agreement) and start < at <= until for party, code, at in due):
            yield period
