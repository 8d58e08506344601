"""What would be promised if a call were saved now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Described
from app.domain.derivation import derive
from app.domain.events import Event, EventKind
from app.domain.obligations import JobFacts, Obligation
from app.models.merchants import Terminal
from app.services.agreement_book import book


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the merchant or a contractor would be owed if the call were saved now."""

    kind: str
    metric: str
    due_at: datetime | None


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
