"""The proof sheet of a stored obligation, derived anew from the events of its job."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import Event
from app.domain.obligations import Obligation
from app.domain.proof import ProofSheet, proof_sheet
from app.models.jobs import Job, ObligationRow
from app.models.parties import Party
from app.services.agreement_book import book
from app.services.jobs.clocks import derived, facts_of, standing_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof sheet, and the names of the contractors in it (Persian, English) by their codes."""

    sheet: ProofSheet
    parties: dict[str, tuple[str, str]]


def proof(session: Session, clock: Clock, obligation_id: int) -> Proof:
    """Why an obligation stands as it does.

    Raises RuleBroken: unknown-obligation, and no-longer-promised where the events make it no more.
    """
    row = session.get(ObligationRow, obligation_id)
    if row is None:
        raise RuleBroken("unknown-obligation", obligation=obligation_id)
    now = clock.now()
    events = standing_events(row.job)
    found = _same(derived(session, row.job, events, as_of=now), row)
    if found is None:
        raise RuleBroken("no-longer-promised", job=row.job.code)
    return _proven(session, row.job, events, found, now)


def proofs_of_job(session: Session, clock: Clock, code: str) -> list[Proof] | None:
    """The sheets of everything that is promised on a job, in the order of its clocks; None: no such job."""
    job = session.scalar(select(Job).where(Job.code == code))
    if job is None:
        return None
    now = clock.now()
    events = standing_events(job)
    promised = derived(session, job, events, as_of=now)
    return [_proven(session, job, events, found, now) for found in promised]


def _proven(session: Session, job: Job, events: list[Event], found: Obligation, now: datetime) -> Proof:
    agreement = book(session).named(found.agreement)
    if agreement is None:
        raise RuleBroken("no-longer-promised", job=job.code)
    sheet = proof_sheet(facts_of(job), events, found, agreement, book(session).calendars, read_at=now)
    codes = {line.segment.party for line in sheet.lines} | {found.party}
    names = select(Party.code, Party.name, Party.name_en).where(Party.code.in_(sorted(codes - {""})))
    return Proof(
        sheet=sheet, parties={code: (name, name_en) for code, name, name_en in session.execute(names)}
    )


def _same(obligations: list[Obligation], row: ObligationRow) -> Obligation | None:
    for found in obligations:
        key = (found.agreement, found.metric.value, found.sequence)
        if key == (row.agreement, row.metric, row.sequence):
            return found
    return None
