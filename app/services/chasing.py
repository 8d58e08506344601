"""Contractors that were sent a call and stay silent: who, since when, how often they were chased."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.clock import Clock
from app.domain.agreements import AgreementKind, Metric
from app.domain.errors import RuleBroken
from app.domain.event_order import counted
from app.domain.events import EventKind
from app.domain.job_life import read_life
from app.domain.job_states import Stage
from app.domain.turns import turns
from app.models.jobs import Job, JobEvent, ObligationRow, stands
from app.models.merchants import Merchant
from app.models.parties import Party, Technician
from app.services.jobs.clocks import standing_events
from app.services.jobs.commands import Done, JobRef, Said, append, done, load

CHASED = "chased"
"""Reason of the note that says a contractor was called after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A call that was sent and not accepted; names in Persian and English."""

    job_id: int
    version: int
    code: str
    service: str
    priority: str
    merchant: str
    merchant_en: str
    contractor: str
    contractor_en: str
    contractor_phone: str
    technician: str
    technician_en: str
    phone: str
    sent_at: datetime
    due_at: datetime
    """When the acceptance is due: by the agreement, else after the minutes of the settings."""
    is_agreed: bool
    """Whether an agreement says when."""
    chased: int
    chased_at: datetime | None


def silent(session: Session, accept_minutes: int) -> list[Silent]:
    """Every open call that was sent and not accepted, the one longest due first."""
    rows = session.execute(_waiting()).all()
    ids = [row.job_id for row in rows]
    sent, due, chased = _sent(session, ids), _due(session, ids), _chased(session, ids)
    found = []
    for row in rows:
        sent_at = sent.get(row.job_id)
        if sent_at is None:
            continue
        agreed = due.get(row.job_id)
        after = [at for at in chased.get(row.job_id, ()) if at >= sent_at]
        found.append(
            Silent(
                **row._mapping,  # noqa: SLF001 - a public name
                sent_at=sent_at,
                due_at=agreed or sent_at + timedelta(minutes=accept_minutes),
                is_agreed=agreed is not None,
                chased=len(after),
                chased_at=max(after, default=None),
            )
        )
    return sorted(found, key=lambda each: (each.due_at, each.job_id))


def chase(session: Session, clock: Clock, job: JobRef, said: Said) -> Done:
    """Write down that the contractor was called after. Raises RuleBroken: not-silent."""
    found = load(session, job)
    if found.stage != Stage.DISPATCHED.value:
        raise RuleBroken("not-silent", job=found.code)
    return done(session, append(session, clock, found, EventKind.NOTE, said, reason=CHASED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How long a job was somebody's turn, all of it together."""

    owner: str
    party: str
    name: str
    name_en: str
    seconds: int


def held(session: Session, clock: Clock, job_id: int) -> list[Held]:
    """Whose the job was for how long, from the call until it was resolved or until now; longest first."""
    job = session.get(Job, job_id)
    if job is None:
        raise RuleBroken("unknown-job", job=job_id)
    events = standing_events(job)
    first = next((event.at for event in counted(events)), None)
    if first is None:
        return []
    end = job.resolved_at or clock.now()
    spent: dict[tuple[str, str], timedelta] = {}
    found = turns(read_life(events), job.registered_party)
    for turn, following in zip(found, [*found[1:], None], strict=True):
        start, until = max(turn.start, first), min(following.start if following else end, end)
        if until > start:
            key = (turn.owner, turn.party)
            spent[key] = spent.get(key, timedelta()) + (until - start)
    names = _names(session, {party for _owner, party in spent if party})
    shares = [
        Held(owner=owner, party=party, name=name, name_en=name_en, seconds=int(time.total_seconds()))
        for (owner, party), time in spent.items()
        for name, name_en in (names.get(party, (party, party)),)
    ]
    return sorted(shares, key=lambda share: -share.seconds)


def _waiting() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Job.id.label("job_id"),
            Job.version,
            Job.code,
            Job.service,
            Job.priority,
            func.coalesce(Merchant.name, "").label("merchant"),
            func.coalesce(Merchant.name_en, "").label("merchant_en"),
            func.coalesce(Party.name, "").label("contractor"),
            func.coalesce(Party.name_en, "").label("contractor_en"),
            func.coalesce(Party.phone, "").label("contractor_phone"),
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            func.coalesce(Technician.phone, "").label("phone"),
        )
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Party, Job.party_id == Party.id)
        .outerjoin(Technician, Job.technician_id == Technician.id)
        .where(Job.is_open, Job.stage == Stage.DISPATCHED.value, Job.service != "PM")
    )


def _sent(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    query = (
        select(JobEvent.job_id, func.max(JobEvent.happened_at))
        .where(JobEvent.job_id.in_(ids), JobEvent.kind == EventKind.DISPATCHED.value, stands())
        .group_by(JobEvent.job_id)
    )
    return {job: at for job, at in session.execute(query) if at is not None}


def _due(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    """When the latest promise of the contractor to accept falls due, where it still waits."""
    row, later = ObligationRow, aliased(ObligationRow)
    is_last = ~(
        select(later.id)
        .where(
            later.job_id == row.job_id,
            later.agreement == row.agreement,
            later.metric == row.metric,
            later.sequence > row.sequence,
        )
        .exists()
    )
    query = (
        select(row.job_id, func.min(row.due_at))
        .where(
            row.job_id.in_(ids),
            row.kind == AgreementKind.UC.value,
            row.metric == Metric.ACCEPT.value,
            row.stopped_at.is_(None),
            row.due_at.is_not(None),
            is_last,
        )
        .group_by(row.job_id)
    )
    return {job: at for job, at in session.execute(query) if at is not None}


def _chased(session: Session, ids: Collection[int]) -> dict[int, list[datetime]]:
    query = select(JobEvent.job_id, JobEvent.happened_at).where(
        JobEvent.job_id.in_(ids), JobEvent.kind == EventKind.NOTE.value, JobEvent.reason == CHASED
    )
    found: dict[int, list[datetime]] = {}
    for job, at in session.execute(query):
        found.setdefault(job, []).append(at)
    return found


def _names(session: Session, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    query = select(Party.code, Party.name, Party.name_en).where(Party.code.in_(codes))
    return {code: (name, name_en) for code, name, name_en in session.execute(query)}
