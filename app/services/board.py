"""The live job board: its figures, and what is behind one row (the rows themselves: `board_rows`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.clock import Clock
from app.domain.agreements import AgreementKind
from app.domain.clocks import ClockState
from app.domain.events import Service
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Technician
from app.services.board_rows import rows
from app.services.job_row import JobRow
from app.services.proofs.on_the_clock import OnTheClock, on_the_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One fact of a job's history."""

    id: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    source: str
    actor: str
    reason: str
    owner: str
    value: str
    technician: str
    note: str
    takes_back_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One promise on a job as it stands; seconds are counted ones."""

    id: int
    kind: str
    agreement: str
    metric: str
    sequence: int
    party: str
    target: str
    unit: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    state: str
    limit_seconds: int
    used_seconds: int
    paused_seconds: int
    overrun_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """Everything the job panel shows."""

    row: JobRow
    address: str
    phone: str
    model: str
    device_type: str
    description: str
    caller: str
    caller_phone: str
    is_phone_fix: bool
    repeat_of: str
    events: tuple[EventRow, ...]
    clocks: tuple[ClockRow, ...]
    now: OnTheClock


def job_file(session: Session, clock: Clock, job_id: int) -> JobFile | None:
    """One job with its events and clocks; None if there is no such job."""
    found = rows(session, {job_id})
    now = on_the_clock(session, clock, job_id)
    if not found or now is None:
        return None
    earlier = aliased(Job)
    about = session.execute(
        select(
            Merchant.address,
            Merchant.phone,
            Terminal.model,
            Job.device_type,
            Job.description,
            Job.caller,
            Job.caller_phone,
            Job.is_phone_fix,
            earlier.code.label("repeat_of"),
        )
        .select_from(Job)
        .outerjoin(earlier, Job.repeat_of_id == earlier.id)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Terminal, Job.terminal_id == Terminal.id)
        .where(Job.id == job_id)
    ).one()
    return JobFile(
        row=found[0],
        address=about.address or "",
        phone=about.phone or "",
        model=about.model or "",
        device_type=about.device_type,
        description=about.description,
        caller=about.caller,
        caller_phone=about.caller_phone,
        is_phone_fix=about.is_phone_fix,
        repeat_of=about.repeat_of or "",
        events=events(session, job_id),
        clocks=clocks(session, job_id),
        now=now,
    )


def clocks(session: Session, job_id: int) -> tuple[ClockRow, ...]:
    """The promises on a job: SLA, OLA, UC; the latest evaluation of each."""
    newest = (
        select(func.max(ObligationRow.id))
        .where(ObligationRow.job_id == job_id)
        .group_by(ObligationRow.agreement, ObligationRow.metric, ObligationRow.sequence)
    )
    wanted = [getattr(ObligationRow, name) for name in ClockRow.__dataclass_fields__]
    query = select(*wanted).where(ObligationRow.id.in_(newest)).order_by(ObligationRow.id)
    found = [ClockRow(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - a public name
    order = [kind.value for kind in AgreementKind]
    return tuple(sorted(found, key=lambda clock: (order.index(clock.kind), clock.id)))


def events(session: Session, job_id: int) -> tuple[EventRow, ...]:
    """The facts of a job in the order in which they happened, what was taken back among them."""
    wanted = [getattr(JobEvent, name) for name in EventRow.__dataclass_fields__]
    query = select(*wanted).where(JobEvent.job_id == job_id).order_by(JobEvent.happened_at, JobEvent.id)
    return tuple(EventRow(**row._mapping) for row in session.execute(query))  # noqa: SLF001 - a public name


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What the cards above the board say beside what the rows themselves tell."""

    due_today: int
    met_today: int
    called_today: int
    fixed_by_phone: int
    """How many of them the desk mended by phone, without sending anybody."""
    technicians: int
    technicians_free: int
    open_by_hour: tuple[int, ...]
    """Jobs open at each of the last eight full hours, oldest first."""
    missed_by_hour: tuple[int, ...]
    """SLA promises missed in each of the last eight hours, oldest first."""
    called_by_hour: tuple[int, ...]
    """Calls taken in each of the last eight hours, oldest first."""


HOURS = 8
CALL = Service.EM.value
"""The hours' figures stand beside those of the calls, so they count calls alone."""


def figures(session: Session, clock: Clock, day_start: datetime) -> DayFigures:
    """The figures of the local day that began at `day_start`."""
    now = clock.now()
    due = session.execute(
        select(ObligationRow.state, func.count())
        .where(
            ObligationRow.kind == AgreementKind.SLA.value,
            ObligationRow.due_at >= day_start,
            ObligationRow.due_at < now,
            ObligationRow.state.in_([ClockState.MET.value, ClockState.MISSED.value]),
        )
        .group_by(ObligationRow.state)
    ).all()
    counts = {state: int(count) for state, count in due}
    technicians = session.scalar(select(func.count()).where(Technician.is_active)) or 0
    busy = session.scalar(
        select(func.count(func.distinct(Job.technician_id)))
        .join(Technician, Job.technician_id == Technician.id)
        .where(Job.is_open, Technician.is_active, Job.service != "PM")
    )
    starts = [now - timedelta(hours=HOURS - place) for place in range(HOURS)]
    return DayFigures(
        due_today=sum(counts.values()),
        met_today=counts.get(ClockState.MET.value, 0),
        called_today=_called(session, day_start, now),
        fixed_by_phone=_called(session, day_start, now, Job.is_phone_fix.is_(True)),
        technicians=technicians,
        technicians_free=technicians - (busy or 0),
        open_by_hour=tuple(_open_at(session, start + timedelta(hours=1)) for start in starts),
        missed_by_hour=tuple(_missed_between(session, start) for start in starts),
        called_by_hour=tuple(_called(session, start, start + timedelta(hours=1)) for start in starts),
    )


def _open_at(session: Session, at: datetime) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Job.service == CALL,
                Job.reported_at <= at,
                Job.is_open | (Job.resolved_at > at),
                Job.stage != "cancelled",
            )
        )
        or 0
    )


def _missed_between(session: Session, start: datetime) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(ObligationRow)
            .join(Job, ObligationRow.job_id == Job.id)
            .where(
                Job.service == CALL,
                ObligationRow.kind == AgreementKind.SLA.value,
                ObligationRow.state == ClockState.MISSED.value,
                ObligationRow.due_at >= start,
                ObligationRow.due_at < start + timedelta(hours=1),
            )
        )
        or 0
    )


def _called(session: Session, start: datetime, end: datetime, *more: ColumnElement[bool]) -> int:
    taken = (Job.service == CALL, Job.reported_at >= start, Job.reported_at < end)
    return session.scalar(select(func.count()).where(*taken, *more)) or 0
