"""Messages on their way: asked for in the store, sent outside of any transaction, and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.models.messages import OutgoingMessage
from app.models.parties import Technician
from app.models.store import Store
from app.services.jobs.commands import JobRef, Said, append, load
from app.services.messages.gateway import Gateway, NotSent, handed_over
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


def claim(session: Session, clock: Clock, lease: timedelta) -> Claimed | None:
    """Take up what may be sent next; what is no longer for its technician is withdrawn."""
    now = clock.now()
    due = (
        select(OutgoingMessage)
        .where(OutgoingMessage.next_try_at <= now)
        .order_by(OutgoingMessage.next_try_at, OutgoingMessage.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)  # what another desk takes up now is not waited for
    )
    for message in session.scalars(due).all():
        if message.job.technician_id != message.technician_id or not message.job.is_open:
            message.state, message.next_try_at = "withdrawn", None
            continue
        message.attempts += 1
        message.next_try_at = now + lease
        return Claimed(message.id, message.to, message.text)
    return None


def settle(session: Session, clock: Clock, message_id: int, answer: str) -> None:
    """A gateway took the message; `note_sent` tells the job, in a transaction of its own."""
    message = session.get_one(OutgoingMessage, message_id)
    message.state, message.next_try_at, message.problem = "sent", None, ""
    message.sent_at, message.reference = clock.now(), answer


def note_sent(session: Session, clock: Clock, message_id: int) -> None:
    """Note in the job that its technician was sent the message."""
    _note(session, clock, session.get_one(OutgoingMessage, message_id), SENT)


def put_back(session: Session, clock: Clock, message_id: int, failure: NotSent) -> None:
    """Note why a message was not sent, and when it is tried again; or that it will not be."""
    message = session.get_one(OutgoingMessage, message_id)
    message.problem = failure.problem
    if failure.is_final or message.attempts > len(PAUSES):
        message.state, message.next_try_at = "failed", None
        _note(session, clock, message, FAILED)
    else:
        message.next_try_at = clock.now() + PAUSES[message.attempts - 1]


class Outbox:
    """Sends what is queued, a message at a time and no transaction open meanwhile.

    What a gateway took is remembered until the store knows it, so that a store that cannot be written for a
    while makes no message go out twice.
    """

    def __init__(self, store: Store, clock: Clock, gateway: Gateway) -> None:
        self._store = store
        self._clock = clock
        self._gateway = gateway
        self._lease = max(LEASE, 2 * timedelta(seconds=gateway.seconds))
        self._taken: dict[int, str] = {}
        """What the gateway answered to messages that the store takes for queued."""
        self._unnoted: list[int] = []
        """Messages that were sent, as the store knows and their jobs do not yet."""

    def send_next(self) -> bool:
        """Send what may be sent next; False: there was nothing.

        Raises whatever else than NotSent the gateway raises, once the message is put back.
        """
        self._settle()
        with self._store.writing() as session:
            message = claim(session, self._clock, self._lease)
        if message is None:
            return False
        send = partial(self._gateway.send, message.to, message.text)
        answer = handed_over(send, partial(self._put_back, message))
        if answer is not None:
            self._taken[message.id] = answer
        self._settle()
        return True

    def _put_back(self, message: Claimed, failure: NotSent) -> None:
        with self._store.writing() as session:
            put_back(session, self._clock, message.id, failure)

    def _settle(self) -> None:
        """Write down what was sent; that comes first and by itself, whatever hinders the note in the job."""
        for message_id, answer in list(self._taken.items()):
            with self._store.writing() as session:
                settle(session, self._clock, message_id, answer)
            del self._taken[message_id]
            self._unnoted.append(message_id)
        while self._unnoted:
            with self._store.writing() as session:
                note_sent(session, self._clock, self._unnoted[0])
            del self._unnoted[0]


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
