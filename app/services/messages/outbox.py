"""Messages on their way: asked for in the store, sent outside of any transaction, and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.models.messages import OutgoingMessage
from app.models.parties import Technician
from app.models.store import Store
from app.services.jobs.commands import JobRef, Said, append, load
from app.services.messages.gateway import Gateway, NotSent
from app.services.messages.texts import dispatch_message
from app.settings import MessageSettings

AT_ONCE = 10
LEASE = timedelta(minutes=2)
"""How long a desk may take over what it has begun; then another one tries."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long to wait after each attempt in vain; after the last of them it has failed."""
SENT, FAILED = "message-sent", "message-failed"
"""Reasons of the notes that say what became of a message."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this desk is sending now."""

    id: int
    to: str
    text: str


def queue_message(session: Session, clock: Clock, job: JobRef, said: Said, settings: MessageSettings) -> str:
    """Ask for the dispatch message of a job to be sent; returns to which number.

    Raises RuleBroken: no-gateway, no-phone, no-technician, unknown-job, changed-meanwhile.
    """
    if settings.sms is None:
        raise RuleBroken("no-gateway")
    found = load(session, job)
    message = dispatch_message(session, job.id, settings)
    if not message.to.strip():
        raise RuleBroken("no-phone", name=message.technician)
    session.add(
        OutgoingMessage(
            job_id=job.id,
            technician_id=found.technician_id,
            to=message.to.strip(),
            text=message.text,
            queued_at=clock.now(),
            queued_by=said.by,
            next_try_at=clock.now(),
        )
    )
    return message.to


def claim(session: Session, clock: Clock) -> list[Claimed]:
    """Take up what may be sent now; what is no longer for its technician is withdrawn."""
    now = clock.now()
    waiting = session.scalars(
        select(OutgoingMessage)
        .where(OutgoingMessage.next_try_at <= now)
        .order_by(OutgoingMessage.next_try_at, OutgoingMessage.id)
        .limit(AT_ONCE)
    )
    claimed = []
    for message in waiting.all():
        if message.job.technician_id != message.technician_id or not message.job.is_open:
            message.state, message.next_try_at = "withdrawn", None
            continue
        message.attempts += 1
        message.next_try_at = now + LEASE
        claimed.append(Claimed(message.id, message.to, message.text))
    return claimed


def settle(session: Session, clock: Clock, message_id: int, answer: str) -> None:
    """Note that a message was sent, in the job's events too."""
    message = session.get_one(OutgoingMessage, message_id)
    message.state, message.next_try_at, message.problem = "sent", None, ""
    message.sent_at, message.reference = clock.now(), answer
    _note(session, clock, message, SENT)


def put_back(session: Session, clock: Clock, message_id: int, failure: NotSent) -> None:
    """Note why a message was not sent, and when it is tried again; or that it will not be."""
    message = session.get_one(OutgoingMessage, message_id)
    message.problem = failure.problem
    if failure.is_final or message.attempts > len(PAUSES):
        message.state, message.next_try_at = "failed", None
        _note(session, clock, message, FAILED)
    else:
        message.next_try_at = clock.now() + PAUSES[message.attempts - 1]


def send_due(store: Store, clock: Clock, gateway: Gateway) -> int:
    """Send what may be sent now, no transaction open meanwhile; returns how many were sent."""
    with store.writing() as session:
        claimed = claim(session, clock)
    sent = 0
    for message in claimed:
        try:
            answer = gateway.send(message.to, message.text)
        except NotSent as failure:
            with store.writing() as session:
                put_back(session, clock, message.id, failure)
            continue
        with store.writing() as session:
            settle(session, clock, message.id, answer)
        sent += 1
    return sent


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A message and what became of it."""

    to: str
    text: str
    state: str
    attempts: int
    problem: str
    queued_at: datetime
    sent_at: datetime | None


def messages_of(session: Session, job_id: int) -> Sequence[MessageRow]:
    """The messages about a job, the latest first."""
    wanted = [getattr(OutgoingMessage, name) for name in MessageRow.__dataclass_fields__]
    query = select(*wanted).where(OutgoingMessage.job_id == job_id).order_by(OutgoingMessage.id.desc())
    return [MessageRow(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - a public name


def _note(session: Session, clock: Clock, message: OutgoingMessage, reason: str) -> None:
    technician = session.get_one(Technician, message.technician_id)
    told = f"{technician.name} ({message.to})"
    if message.problem:
        told = f"{told}: {message.problem}"
    append(session, clock, message.job, EventKind.NOTE, Said(message.queued_by, note=told), reason=reason)
