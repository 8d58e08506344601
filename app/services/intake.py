"""Taking a call: finding the terminal, what is known of it, and what would be promised."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Described
from app.domain.derivation import derive
from app.domain.events import Event, EventKind
from app.domain.obligations import JobFacts, Obligation
from app.domain.persian import fold, latin_digits
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.services.agreement_book import book


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalRow:
    """A terminal as the search box offers it."""

    id: int
    number: str
    model: str
    device_type: str
    merchant: str
    merchant_en: str
    merchant_class: str
    phone: str
    city: str
    city_en: str
    zone: str
    address: str
    open_job: str
    """Code of an open job on this terminal: perhaps the same call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the merchant or a contractor would be owed if the call were saved now."""

    kind: str
    metric: str
    due_at: datetime | None


SHOWN = 8
_APART = str.maketrans("", "", " -()/.\u200c\u200e\u200f\u2066\u2069")


def find_terminals(session: Session, typed: str, limit: int = SHOWN) -> list[TerminalRow]:
    """Terminals that every typed word fits: their number, phone or merchant number begins with it, or the
    merchant's name holds it."""
    words = _words(typed)
    if not words:
        return []
    open_job = (
        select(Job.code)
        .where(Job.terminal_id == Terminal.id, Job.is_open)
        .order_by(Job.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            Terminal.id,
            Terminal.number,
            Terminal.model,
            Terminal.device_type,
            Merchant.name.label("merchant"),
            Merchant.name_en.label("merchant_en"),
            Merchant.merchant_class,
            Merchant.phone,
            Merchant.city,
            Merchant.city_en,
            Merchant.zone,
            Merchant.address,
            open_job.label("open_job"),
        )
        .join(Merchant, Terminal.merchant_id == Merchant.id)
        .where(Terminal.is_active, *(_fits(word) for word in words))
        .order_by(Terminal.number)
        .limit(limit)
    )
    return [
        TerminalRow(**{**row._mapping, "open_job": row.open_job or ""})  # noqa: SLF001 - public form
        for row in session.execute(query)
    ]


def _words(typed: str) -> list[str]:
    """What was typed, folded word by word; figures that are only set apart, as in a phone number, are one."""
    figures = latin_digits(typed).translate(_APART)
    if figures.isdecimal():
        return [figures]
    return [word for word in map(fold, typed.split()) if word]


def _fits(word: str) -> ColumnElement[bool]:
    return or_(
        Terminal.number.startswith(word, autoescape=True),
        Merchant.phone.startswith(word, autoescape=True),
        Merchant.code.startswith(word, autoescape=True),
        Merchant.code.startswith(word.upper(), autoescape=True),
        Merchant.search_key.contains(word, autoescape=True),
    )


def promises(
    session: Session, clock: Clock, *, terminal_id: int, fault: str, priority: str, service: str = "EM"
) -> list[Promise]:
    """Due instants of every clock that would start if the call were saved now."""
    terminal = session.get(Terminal, terminal_id)
    if terminal is None:
        return []
    merchant, now = terminal.merchant, clock.now()
    facts = JobFacts(
        code="",
        described=Described(
            service=service,
            zone=merchant.zone,
            priority=priority,
            merchant_class=merchant.merchant_class,
            fault=fault,
        ),
        province=merchant.province,
    )
    reported = Event(kind=EventKind.REPORTED, at=now, recorded_at=now)
    agreements = book(session)
    psp = merchant.psp.code if merchant.psp else ""
    region = merchant.region.code if merchant.region else ""
    found = derive(facts, [reported], agreements.for_job(psp, region), agreements.calendars, as_of=now)
    return [_promise(obligation) for obligation in found]


def _promise(obligation: Obligation) -> Promise:
    return Promise(
        kind=obligation.kind.value, metric=obligation.metric.value, due_at=obligation.reading.due_at
    )
