"""What waits to go out by mail and webhook: taken up once, sent outside of any transaction, tried again."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.persian import Language
from app.models.background import Notification
from app.models.store import Store
from app.services.channels.configured import MAIL, WEBHOOK, Channels, channels
from app.services.channels.mail import Letter, send_mail
from app.services.channels.passwords import password
from app.services.channels.webhook import post
from app.services.channels.wording import step_letter
from app.services.messages.gateway import NotSent, handed_over

TOGETHER = 100
"""So many steps for one person go into one mail: nobody is to be deafened by a flood."""
LEASE = timedelta(minutes=3)
"""How long a desk may take over what it has begun; then another one tries."""
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""How long to wait after each attempt in vain; after the last of them it has failed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What this desk is sending now: one post, or everything for one person."""

    channel: str
    ids: tuple[int, ...]
    key: str
    letter: Letter | None
    body: str
    set_to: Channels


def claim(session: Session, clock: Clock, able: Mapping[str, str]) -> tuple[Parcel, str] | None:
    """Take up what may be sent next from this desk, with the password for it; None: nothing.

    able: the channels this desk can send by, each with its password.
    """
    now = clock.now()
    found = channels(session)
    query = select(Notification).where(Notification.channel.in_(able))
    first = session.scalars(_next(query.where(Notification.try_at <= now), 1)).first() if able else None
    if first is None:
        return None
    rows: Sequence[Notification] = [first]
    if first.channel == MAIL and first.event_id is not None:
        same: tuple[ColumnElement[bool], ...] = (
            Notification.channel == MAIL,
            Notification.to == first.to,
            Notification.event_id.is_not(None),
            Notification.try_at <= now,
        )
        rows = session.scalars(_next(select(Notification).where(*same), TOGETHER)).all()
    for row in rows:
        row.attempts += 1
        row.try_at = now + LEASE
    letter = _letter(session, rows, now, found) if first.channel == MAIL else None
    ids = tuple(row.id for row in rows)
    return Parcel(first.channel, ids, first.key, letter, first.body, found), able[first.channel]


def settle(session: Session, clock: Clock, ids: Sequence[int], answer: str) -> None:
    """The other side took them."""
    for row in _rows(session, ids):
        row.state, row.try_at, row.problem = "sent", None, ""
        row.sent_at, row.reference = clock.now(), answer


def put_back(session: Session, clock: Clock, ids: Sequence[int], failure: NotSent) -> None:
    """Note why they were not sent, and when they are tried again; or that they will not be."""
    for row in _rows(session, ids):
        row.problem = failure.problem
        if failure.is_final or row.attempts > len(PAUSES):
            row.state, row.try_at = "failed", None
        else:
            row.try_at = clock.now() + PAUSES[row.attempts - 1]


def send_again(session: Session, clock: Clock) -> int:
    """Put everything that failed on its way once more; returns how many."""
    failed = session.scalars(select(Notification).where(Notification.state == "failed")).all()
    for row in failed:
        row.state, row.attempts, row.try_at = "queued", 0, clock.now()
    return len(failed)


class NotificationOutbox:
    """Sends what waits, a parcel at a time and no transaction open meanwhile.

    What was taken is remembered until the store knows it, so that a store that cannot be written for a while
    makes nothing go out twice.
    """

    def __init__(self, store: Store, clock: Clock, passwords: Callable[[str], str] = password) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._taken: list[tuple[tuple[int, ...], str]] = []

    def send_next(self) -> bool:
        """Send what may be sent next; False: there was nothing."""
        self._settle()
        with self._store.reading() as session:
            configured = channels(session)
        # A key store may ask its user first: nobody who writes waits for that.
        able = _able(configured, self._passwords)
        with self._store.writing() as session:
            found = claim(session, self._clock, able)
        if found is None:
            return False
        parcel, secret = found
        answer = handed_over(partial(_send, parcel, secret), partial(self._put_back, parcel))
        if answer is not None:
            self._taken.append((parcel.ids, answer))
        self._settle()
        return True

    def _put_back(self, parcel: Parcel, failure: NotSent) -> None:
        with self._store.writing() as session:
            put_back(session, self._clock, parcel.ids, failure)

    def _settle(self) -> None:
        while self._taken:
            with self._store.writing() as session:
                settle(session, self._clock, *self._taken[0])
            del self._taken[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRow:
    """A notice and what became of it."""

    id: int
    channel: str
    to: str
    subject: str
    state: str
    attempts: int
    problem: str
    reference: str
    queued_at: datetime
    due_at: datetime
    sent_at: datetime | None


def latest_notifications(session: Session, most: int = 200) -> list[NotificationRow]:
    """The notices of late, the newest first."""
    wanted = [getattr(Notification, name) for name in NotificationRow.__dataclass_fields__]
    query = select(*wanted).order_by(Notification.id.desc()).limit(most)
    return [NotificationRow(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - a public name


def _able(found: Channels, passwords: Callable[[str], str]) -> Mapping[str, str]:
    """The channels this desk can send by, each with its password."""
    able: dict[str, str] = {}
    if found.mail.host:
        secret = passwords(MAIL) if found.mail.login else ""
        if secret or not found.mail.login:
            able[MAIL] = secret
    if found.webhook.url and (secret := passwords(WEBHOOK)):
        able[WEBHOOK] = secret
    return able


def _send(parcel: Parcel, secret: str) -> str:
    if parcel.letter is not None:
        return send_mail(parcel.set_to.mail, secret, parcel.letter)
    return post(parcel.set_to.webhook, secret, parcel.key, parcel.body)


def _letter(session: Session, rows: Sequence[Notification], now: datetime, found: Channels) -> Letter:
    first = rows[0]
    subject, text = first.subject, first.body
    if first.event_id is not None:
        language = cast(Language, found.mail.language)
        subject, text = step_letter(session, [row.event_id for row in rows if row.event_id], language)
    keys = " ".join(row.key for row in rows)
    return Letter(
        to=first.to,
        subject=subject,
        text=text,
        at=now,
        id=hashlib.sha256(keys.encode()).hexdigest()[:32],
        file_name=first.file_name,
        file=first.file or b"",
    )


def _next(query: Select[Notification], most: int) -> Select[Notification]:
    ordered = query.order_by(Notification.try_at, Notification.id).limit(most)
    return ordered.with_for_update(skip_locked=True)  # what another desk takes up now is not waited for


def _rows(session: Session, ids: Sequence[int]) -> Sequence[Notification]:
    return session.scalars(select(Notification).where(Notification.id.in_(ids))).all()
