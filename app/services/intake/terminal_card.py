"""What is known of a terminal while its merchant is on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.events import EventKind, Priority, Service
from app.domain.job_states import DONE
from app.models.jobs import Job, JobEvent, stands
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.models.visits import CallBack
from app.services.agreement_book import book
from app.services.intake.promises import agreements_in_force
from app.services.intake.repeated import Repeated, repeated
from app.services.jobs.commands import CALLED_AGAIN
from app.services.jobs.returns import repeat_days_for

VISITS = 5
_OF_THE_SITE = ("merchant_class", "phone", "zone", "city", "city_en", "address")
_WITH = [
    joinedload(Terminal.merchant).options(joinedload(Merchant.psp), joinedload(Merchant.region)),
    joinedload(Terminal.party),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """An agreement that holds for the terminal today."""

    code: str
    kind: str
    title: str
    title_en: str
    number: str
    """Of its contract, where its papers tell; else empty."""
    version: int
    since: date
    until: date | None
    """The day before the next version; None: no end is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenJob:
    """A job on this terminal that is not done: perhaps what the caller means."""

    id: int
    version: int
    code: str
    service: str
    fault: str
    stage: str
    reported_at: datetime | None
    called_again: int
    """How often the merchant has called about it since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A job on this terminal that is done."""

    code: str
    service: str
    fault: str
    resolved_at: datetime
    remedy: str
    technician: str
    technician_en: str
    contractor: str
    contractor_en: str
    is_phone_fix: bool
    score: int | None
    """1 to 5, as the merchant gave it when called back."""
    is_recent: bool
    """Whether a call now would be a repeat of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalCard:
    """Everything the dispatcher sees at once when a terminal is chosen."""

    id: int
    number: str
    device_type: str
    model: str
    serial: str
    installed_on: date | None
    warranty_until: date | None
    is_under_warranty: bool
    merchant: str
    merchant_en: str
    merchant_code: str
    merchant_class: str
    phone: str
    zone: str
    city: str
    city_en: str
    address: str
    psp: str
    psp_en: str
    contractor: str
    contractor_en: str
    agreements: tuple[InForce, ...]
    open_jobs: tuple[OpenJob, ...]
    visits: tuple[PastVisit, ...]
    repeat_days: int
    repeated: Repeated | None
    """What a call now would repeat."""
    others_down: int
    """Other terminals of the merchant with an open call of P1 or P2."""


def terminal_card(session: Session, clock: Clock, terminal_id: int, *, today: date) -> TerminalCard | None:
    """The card of a terminal, `today` in local time; None if there is no such terminal."""
    loaded = joinedload(Terminal.merchant)
    options = [
        loaded.joinedload(Merchant.psp),
        loaded.joinedload(Merchant.region),
        joinedload(Terminal.party),
    ]
    terminal = session.get(Terminal, terminal_id, options=options)
    if terminal is None:
        return None
    merchant, psp, party = terminal.merchant, terminal.merchant.psp, terminal.party
    days = repeat_days_for(session, merchant, clock.now())
    return TerminalCard(
        **{
            name: getattr(terminal, name)
            for name in ("id", "number", "device_type", "model", "serial", "installed_on", "warranty_until")
        },
        is_under_warranty=terminal.warranty_until is not None and today <= terminal.warranty_until,
        merchant=merchant.name,
        merchant_en=merchant.name_en,
        merchant_code=merchant.code,
        **{name: getattr(merchant, name) for name in _OF_THE_SITE},
        psp=psp.name if psp else "",
        psp_en=psp.name_en if psp else "",
        contractor=party.name if party else "",
        contractor_en=party.name_en if party else "",
        agreements=_in_force(session, terminal, clock.now()),
        open_jobs=_open_jobs(session, terminal_id),
        visits=_visits(session, terminal_id, clock.now() - timedelta(days=days + 1)),
        repeat_days=days,
        repeated=repeated(session, clock, terminal),
        others_down=_others_down(session, terminal),
    )


def _in_force(session: Session, terminal: Terminal, now: datetime) -> tuple[InForce, ...]:
    local_date = book(session).calendars.local_date
    return tuple(_holds(each, local_date(each, now)) for each in agreements_in_force(session, terminal, now))


def _holds(agreement: Agreement, day: date) -> InForce:
    """How an agreement holds on a day on which it does."""
    version = next(each for each in reversed(agreement.versions) if each.effective_from <= day)
    later = [each.effective_from for each in agreement.versions if each.effective_from > day]
    return InForce(
        code=agreement.code,
        kind=agreement.kind.value,
        title=agreement.title.get("fa", ""),
        title_en=agreement.title.get("en", ""),
        number=next((document.number for document in agreement.documents), ""),
        version=version.number,
        since=version.effective_from,
        until=min(later) - timedelta(days=1) if later else None,
    )


def _open_jobs(session: Session, terminal_id: int) -> tuple[OpenJob, ...]:
    again = (
        select(func.count())
        .where(
            JobEvent.job_id == Job.id,
            JobEvent.kind == EventKind.NOTE.value,
            JobEvent.reason == CALLED_AGAIN,
            stands(),
        )
        .scalar_subquery()
    )
    query = (
        select(
            Job.id,
            Job.version,
            Job.code,
            Job.service,
            Job.fault,
            Job.stage,
            Job.reported_at,
            again.label("called_again"),
        )
        .where(Job.terminal_id == terminal_id, Job.is_open)
        .order_by(Job.service != Service.EM.value, Job.id.desc())
    )
    return tuple(OpenJob(**row._mapping) for row in session.execute(query))  # noqa: SLF001 - a public name


def _visits(session: Session, terminal_id: int, recent_since: datetime) -> tuple[PastVisit, ...]:
    query = (
        select(
            Job.id,
            Job.code,
            Job.service,
            Job.fault,
            Job.resolved_at,
            Job.is_phone_fix,
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            func.coalesce(Party.name, "").label("contractor"),
            func.coalesce(Party.name_en, "").label("contractor_en"),
        )
        .outerjoin(Technician, Job.technician_id == Technician.id)
        .outerjoin(Party, Job.party_id == Party.id)
        .where(
            Job.terminal_id == terminal_id,
            Job.stage.in_([stage.value for stage in DONE]),
            Job.resolved_at.is_not(None),
        )
        .order_by(Job.resolved_at.desc(), Job.id.desc())
        .limit(VISITS)
    )
    rows = session.execute(query).all()
    jobs = [row.id for row in rows]
    remedies, scores = _remedies(session, jobs), _scores(session, jobs)
    return tuple(
        PastVisit(
            **{name: value for name, value in row._mapping.items() if name != "id"},  # noqa: SLF001 - a public name
            remedy=remedies.get(row.id, ""),
            score=scores.get(row.id),
            is_recent=row.service == Service.EM.value and row.resolved_at > recent_since,
        )
        for row in rows
    )


def _remedies(session: Session, jobs: Sequence[int]) -> dict[int, str]:
    """Code of what was done last, by job."""
    query = (
        select(JobEvent.job_id, JobEvent.value)
        .where(JobEvent.job_id.in_(jobs), JobEvent.kind == EventKind.RESOLVED.value, stands())
        .order_by(JobEvent.happened_at, JobEvent.id)
    )
    return {row.job_id: row.value for row in session.execute(query)}


def _scores(session: Session, jobs: Sequence[int]) -> dict[int, int]:
    """The last score the merchant gave, by job."""
    query = (
        select(CallBack.job_id, CallBack.score)
        .where(CallBack.job_id.in_(jobs), CallBack.score.is_not(None))
        .order_by(CallBack.called_at, CallBack.id)
    )
    return {row.job_id: row.score for row in session.execute(query) if row.score is not None}


def _others_down(session: Session, terminal: Terminal) -> int:
    down = select(func.count(func.distinct(Job.terminal_id))).where(
        Job.merchant_id == terminal.merchant_id,
        Job.terminal_id != terminal.id,
        Job.is_open,
        Job.service == Service.EM.value,
        Job.priority.in_([Priority.P1.value, Priority.P2.value]),
    )
    return session.scalar(down) or 0
