"""What would be promised if a call were saved now: every clock, and the agreements that promise nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementKind, Described
from app.domain.calendars import Calendars
from app.domain.derivation import derive
from app.domain.events import Event, EventKind
from app.domain.obligations import JobFacts, Obligation
from app.models.merchants import Terminal
from app.services.agreement_book import book


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the merchant or the company would be owed, and until when."""

    kind: str
    metric: str
    due_at: datetime | None
    target: str
    """The limit in figures."""
    unit: str
    is_working: bool
    """Whether its target counts the open hours of a calendar."""
    agreement: str
    party: str
    """Code of the contractor or unit whose clock it is; empty for the company's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The promises on a call before it is saved."""

    promises: tuple[Promise, ...] = ()
    """Those of contracts as if the job were dispatched at once to the contractor of the territory."""
    silent: tuple[tuple[str, str], ...] = ()
    """Kind and code of each agreement that speaks of the job and promises nothing for it, but for others."""
    without: tuple[str, ...] = ()
    """Kinds of which no agreement in force speaks of the job."""


def promises(
    session: Session, clock: Clock, *, terminal_id: int, fault: str, priority: str, service: str = "EM"
) -> Foreseen:
    """Due instants of every clock that would start if the call were saved, and dispatched, now."""
    terminal = session.get(Terminal, terminal_id)
    if terminal is None:
        return Foreseen()
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
    in_force = agreements_in_force(session, terminal, now)
    contractor = terminal.party.code if terminal.party else ""
    found = _found(facts, in_force, book(session).calendars, contractor, now)
    promising = {obligation.agreement for obligation in found}
    return Foreseen(
        promises=tuple(_promise(obligation) for obligation in found),
        silent=tuple(
            (each.kind.value, each.code)
            for each in in_force
            if each.code not in promising and any(version.targets for version in each.versions)
        ),
        without=tuple(kind.value for kind in AgreementKind if all(a.kind is not kind for a in in_force)),
    )


def agreements_in_force(session: Session, terminal: Terminal, at: datetime) -> list[Agreement]:
    """The agreements that speak of a terminal and hold at an instant: SLA, OLA, and its contractor's UC."""
    merchant, kept = terminal.merchant, book(session)
    psp, region = (each.code if each else "" for each in (merchant.psp, merchant.region))
    contractor = terminal.party.code if terminal.party else ""
    order = list(AgreementKind)
    spoken = sorted(kept.for_job(psp, region), key=lambda agreement: order.index(agreement.kind))
    return [
        agreement
        for agreement in spoken
        if agreement.version_at(kept.calendars.local_date(agreement, at)) is not None
        and (agreement.kind is not AgreementKind.UC or agreement.contractor in {"", contractor})
    ]


def _found(
    facts: JobFacts, in_force: Iterable[Agreement], calendars: Calendars, contractor: str, now: datetime
) -> list[Obligation]:
    reported = Event(kind=EventKind.REPORTED, at=now, recorded_at=now)
    dispatched = Event(kind=EventKind.DISPATCHED, at=now, recorded_at=now, value=contractor)
    own = [each for each in in_force if each.kind is not AgreementKind.UC]
    contracts = [each for each in in_force if each.kind is AgreementKind.UC]
    found = derive(facts, [reported], own, calendars, as_of=now)
    if not contractor:
        return found
    return found + derive(facts, [reported, dispatched], contracts, calendars, as_of=now)


def _promise(obligation: Obligation) -> Promise:
    return Promise(
        kind=obligation.kind.value,
        metric=obligation.metric.value,
        due_at=obligation.reading.due_at,
        target=str(obligation.target.limit),
        unit=obligation.target.unit.value,
        is_working=bool(obligation.target.calendar),
        agreement=obligation.agreement,
        party=obligation.party,
    )
