"""Periodic maintenance: plans, the visits they lead to, and what became of each of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from app.clock import Clock
from app.domain.agreements import Agreement, AgreementVersion, Described, Metric, PmPolicy
from app.domain.errors import RuleBroken
from app.domain.events import EventKind, Priority, Service, Source
from app.domain.jalali import JalaliMonth
from app.domain.recurrence import Occurrence, PmPlan, occurrences
from app.models.jobs import Job, JobEvent, stands
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.models.plans import PmPlanRow, PmVisit
from app.services.agreement_book import AgreementBook, book
from app.services.jobs.commands import NewCall, Said, opened

OPENS_AHEAD = timedelta(0)
"""How long before its window opens a visit becomes a job."""

BY = "pm-planner"
"""Who is named in the events of jobs that a plan created."""

_SHORTEST_MONTH, _LONGEST_MONTH = 29, 31


def plan_terminal(session: Session, terminal_id: int, *, agreement: str, anchor: date) -> int:
    """Visit a terminal on the grid from `anchor`, as often as the agreement says. Returns the plan's id.

    Raises RuleBroken: unknown-terminal, already-planned, unknown-agreement, no-pm-policy.
    """
    terminal = session.get(Terminal, terminal_id)
    if terminal is None:
        raise RuleBroken("unknown-terminal", terminal=terminal_id)
    if session.scalar(select(PmPlanRow.id).where(PmPlanRow.terminal_id == terminal_id)) is not None:
        raise RuleBroken("already-planned", terminal=terminal.number)
    plan = plan_for(session, terminal, agreement=agreement, anchor=anchor)
    session.add(plan)
    session.flush()
    return plan.id


def plan_for(session: Session, terminal: Terminal, *, agreement: str, anchor: date) -> PmPlanRow:
    """The plan a terminal gets under an agreement, not yet kept; RuleBroken as for plan_terminal."""
    policy = _policy(book(session), agreement, anchor)
    merchant_class = terminal.merchant.merchant_class
    months = policy.every_months.get(merchant_class)
    if months is None:
        raise RuleBroken("no-pm-policy", agreement=agreement, merchant_class=merchant_class)
    return PmPlanRow(
        terminal_id=terminal.id,
        agreement=agreement,
        anchor=anchor,
        every_months=months,
        window_percent=policy.window_percent,
        on_holiday=policy.on_holiday,
    )


def generate_visits(session: Session, clock: Clock, until: date) -> int:
    """Note every visit whose window opens by `until`, and open the jobs of those about to open.

    A visit whose window has closed before it got a job is missed, without one. Safe to run twice: a
    visit is its plan and number. Returns how many visits were noted.
    """
    following = {
        plan_id: number
        for plan_id, months, percent, number, last_grid in session.execute(_last_visits())
        if last_grid is None or _may_follow(last_grid, months, percent, until)
    }
    noted = 0
    for plan in _plans(session, sorted(following)):
        noted += _note_visits(session, clock, plan, following[plan.id], until)
    session.flush()
    _open_jobs(session, clock)
    return noted


def note_visits_of(session: Session, clock: Clock, plan: PmPlanRow, until: date) -> None:
    """Note the visits of one plan whose window opens by `until`; no job is opened."""
    last = session.scalar(select(func.max(PmVisit.number)).where(PmVisit.plan_id == plan.id))
    _note_visits(session, clock, plan, last, until)


def close_windows(session: Session, clock: Clock) -> int:
    """Settle every visit that was done, excused, or whose window closed without it; returns the missed."""
    waiting = _with_job().where(PmVisit.state == "planned").order_by(PmVisit.id)
    now = clock.now()
    states = [_settle(visit, job, excused, now) for visit, job, excused in session.execute(waiting)]
    return states.count("missed")


def mark_done(session: Session, clock: Clock, job_id: int) -> str:
    """Settle the visit of a PM job that was resolved or excused; returns the visit's state."""
    found = session.execute(_with_job().where(PmVisit.job_id == job_id)).first()
    if found is None:
        raise RuleBroken("no-visit-of-this-job", job=job_id)
    visit, job, excused = found
    return _settle(visit, job, excused, clock.now())


def _policy(agreements: AgreementBook, code: str, day: date) -> PmPolicy:
    agreement = agreements.named(code)
    if agreement is None:
        raise RuleBroken("unknown-agreement", agreement=code)
    version = agreement.version_at(day) or agreement.versions[0]
    if version.pm is None:
        raise RuleBroken("no-pm-policy", agreement=code, merchant_class="")
    return version.pm


def _last_visits() -> Select[int, int, int, int | None, date | None]:
    last = (
        select(
            PmVisit.plan_id,
            func.max(PmVisit.number).label("number"),
            func.max(PmVisit.grid_date).label("grid_date"),
        )
        .group_by(PmVisit.plan_id)
        .subquery()
    )
    return (
        select(
            PmPlanRow.id,
            PmPlanRow.every_months,
            PmPlanRow.window_percent,
            last.c.number,
            last.c.grid_date,
        )
        .outerjoin(last, last.c.plan_id == PmPlanRow.id)
        .where(PmPlanRow.is_active)
    )


def _may_follow(last_grid: date, months: int, percent: int, until: date) -> bool:
    """Whether the next visit can open by `until`; a cheap look that spares most plans the calendar."""
    soonest = last_grid + timedelta(days=months * _SHORTEST_MONTH)
    return soonest <= until + timedelta(days=months * _LONGEST_MONTH * percent // 100)


def _plans(session: Session, ids: list[int]) -> Iterator[PmPlanRow]:
    for start in range(0, len(ids), _BATCH):
        wanted = PmPlanRow.id.in_(ids[start : start + _BATCH])
        yield from session.scalars(select(PmPlanRow).where(wanted).order_by(PmPlanRow.id)).all()


_BATCH = 500


def _rules_of(plan: PmPlanRow) -> PmPlan:
    return PmPlan(
        anchor=plan.anchor,
        every_months=plan.every_months,
        window_percent=plan.window_percent,
        on_holiday=plan.on_holiday,  # type: ignore[arg-type]  # checked when the agreement was read
    )


def _note_visits(
    session: Session, clock: Clock, plan: PmPlanRow, last_number: int | None, until: date
) -> int:
    agreements = book(session)
    agreement = agreements.named(plan.agreement)
    if agreement is None:
        raise RuleBroken("unknown-agreement", agreement=plan.agreement)
    rules = _rules_of(plan)
    today = clock.now().astimezone(ZoneInfo(agreement.time_zone)).date()
    reach = timedelta(days=rules.reach)
    # A new plan owes no visit whose window had begun before it was known.
    start = plan.anchor if last_number is not None else max(plan.anchor, today + reach)
    calendar = agreements.calendars.of(agreement, _visiting_calendar(agreement, today))
    found = occurrences(rules, start, until + reach + timedelta(days=1), calendar.is_working_day)
    fresh = [visit for visit in found if last_number is None or visit.number > last_number]
    session.add_all(_visit(plan, occurrence) for occurrence in fresh)
    return len(fresh)


def _visiting_calendar(agreement: Agreement, day: date) -> str:
    version: AgreementVersion = agreement.version_at(day) or agreement.versions[0]
    target = version.target_for(Metric.PM, Described(service=Service.PM))
    return target.calendar if target else ""


def _visit(plan: PmPlanRow, occurrence: Occurrence) -> PmVisit:
    return PmVisit(
        plan=plan,
        number=occurrence.number,
        grid_date=occurrence.grid_date,
        due_date=occurrence.due_date,
        window_from=occurrence.window_from,
        window_to=occurrence.window_to,
        planned_date=occurrence.due_date,
        state="planned",
    )


def _open_jobs(session: Session, clock: Clock) -> None:
    agreements = book(session)
    zones = {agreement.code: ZoneInfo(agreement.time_zone) for agreement in agreements.agreements}
    # The earliest date on earth: each visit is held against its own agreement's date below.
    latest = clock.now().date() + OPENS_AHEAD + timedelta(days=1)
    waiting = session.scalars(
        select(PmVisit)
        .where(PmVisit.state == "planned", PmVisit.job_id.is_(None), PmVisit.window_from <= latest)
        .options(joinedload(PmVisit.plan).joinedload(PmPlanRow.terminal).joinedload(Terminal.merchant))
        .order_by(PmVisit.window_from, PmVisit.id)
    )
    for visit in waiting.all():
        zone = zones[visit.plan.agreement]
        today = clock.now().astimezone(zone).date()
        if visit.window_to < today:
            # Nobody was ever asked to make it: it is counted, and no contractor owes it.
            _close(visit, "missed", clock.now())
        elif visit.window_from <= today + OPENS_AHEAD:
            _open_job(session, clock, visit, zone)
    session.flush()


def _open_job(session: Session, clock: Clock, visit: PmVisit, zone: ZoneInfo) -> None:
    terminal = visit.plan.terminal
    if not terminal.is_active:
        _close(visit, "excused", clock.now())
        return
    call = NewCall(
        terminal_id=terminal.id,
        fault="",
        priority=Priority.P4,
        service=Service.PM,
        due_from=_midnight(visit.window_from, zone),
        due_to=_midnight(visit.window_to + timedelta(days=1), zone),
        contractor=terminal.party.code if terminal.party else "",
    )
    visit.job = opened(session, clock, call, Said(BY, Source.DESK))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _is_excused() -> ColumnElement[bool]:
    return exists().where(JobEvent.job_id == Job.id, JobEvent.kind == EventKind.EXCUSED.value, stands())


def _with_job() -> Select[PmVisit, Job, bool]:
    return select(PmVisit, Job, _is_excused()).join(Job, PmVisit.job_id == Job.id)


def _settle(visit: PmVisit, job: Job, is_excused: bool, now: datetime) -> str:
    state = state_of(visit.state, JobSeen(job.resolved_at, job.due_to, is_excused), now)
    if state != visit.state:
        _close(visit, state, now)
    return state


def _close(visit: PmVisit, state: str, now: datetime) -> None:
    visit.state = state
    visit.closed_at = now


@dataclass(frozen=True, slots=True)
class JobSeen:
    """What a visit has to know of its job."""

    resolved_at: datetime | None
    due_to: datetime | None
    is_excused: bool


def state_of(settled: str, job: JobSeen | None, now: datetime) -> str:
    """planned, done, missed or excused, from the job's own facts; what was missed is never done."""
    if job is None or settled in {"done", "excused"}:
        return settled
    if job.is_excused:
        return "excused"
    if settled == "missed":
        return "missed"
    if job.resolved_at is not None:
        return "done" if job.due_to is None or job.resolved_at < job.due_to else "missed"
    return "missed" if job.due_to is not None and now >= job.due_to else "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PmFilter:
    """Which visits are asked for; empty: all of them."""

    contractor: str = ""
    city: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PmVisitRow:
    """One visit as the maintenance page lists it."""

    id: int
    number: int
    terminal: str
    merchant: str
    merchant_en: str
    city: str
    city_en: str
    contractor: str
    contractor_name: str
    contractor_name_en: str
    technician: str
    technician_en: str
    technician_id: int | None
    """Who is planned for it, else who has its job."""
    starts_at: datetime | None
    """When he is expected; None: some time of its day."""
    minutes: int
    due_date: date
    planned_date: date
    window_from: date
    window_to: date
    state: str
    """planned overdue done missed excused; overdue: its day has passed, its window has not."""
    job_id: int | None
    job_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PmDay:
    """What one day of the calendar holds, by the day visits are planned for."""

    day: date
    planned: int = 0
    done: int = 0
    missed: int = 0
    overdue: int = 0
    excused: int = 0

    @property
    def due(self) -> int:
        """Every visit planned for the day."""
        return self.planned + self.done + self.missed + self.overdue + self.excused


NO_FILTER = PmFilter()


def month(
    session: Session, clock: Clock, of: JalaliMonth, *, zone: ZoneInfo, only: PmFilter = NO_FILTER
) -> list[PmDay]:
    """Every day of a Jalali month with its visits counted by state."""
    first, last = of.first_day(), of.last_day()
    counts: Counter[tuple[date, str]] = Counter(
        (row.planned_date, row.state) for row in visits(session, clock, first, last, zone=zone, only=only)
    )
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [PmDay(day=day, **{state: counts[day, state] for state in STATES}) for day in days]


STATES = ("planned", "done", "missed", "overdue", "excused")


def visits(
    session: Session,
    clock: Clock,
    first: date,
    last: date,
    *,
    zone: ZoneInfo,
    only: PmFilter = NO_FILTER,
) -> list[PmVisitRow]:
    """The visits planned for the days `first` to `last`, both included, in order."""
    query = _rows_query().where(PmVisit.planned_date.between(first, last))
    if only.contractor:
        query = query.where(Party.code == only.contractor)
    if only.city:
        query = query.where(Merchant.city == only.city)
    now = clock.now()
    today = now.astimezone(zone).date()
    rows = [_row(found, now, today) for found in session.execute(query)]
    return [row for row in rows if not only.state or row.state == only.state]


def _rows_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            PmVisit.id,
            PmVisit.number,
            Terminal.number.label("terminal"),
            Merchant.name.label("merchant"),
            Merchant.name_en.label("merchant_en"),
            Merchant.city,
            Merchant.city_en,
            func.coalesce(Party.code, "").label("contractor"),
            func.coalesce(Party.name, "").label("contractor_name"),
            func.coalesce(Party.name_en, "").label("contractor_name_en"),
            func.coalesce(Technician.name, "").label("technician"),
            func.coalesce(Technician.name_en, "").label("technician_en"),
            Technician.id.label("technician_id"),
            PmVisit.starts_at,
            PmVisit.minutes,
            PmVisit.due_date,
            PmVisit.planned_date,
            PmVisit.window_from,
            PmVisit.window_to,
            PmVisit.state,
            PmVisit.job_id,
            func.coalesce(Job.code, "").label("job_code"),
            Job.resolved_at,
            Job.due_to,
            _is_excused().label("is_excused"),
        )
        .join(PmPlanRow, PmVisit.plan_id == PmPlanRow.id)
        .join(Terminal, PmPlanRow.terminal_id == Terminal.id)
        .join(Merchant, Terminal.merchant_id == Merchant.id)
        .outerjoin(Job, PmVisit.job_id == Job.id)
        .outerjoin(Party, func.coalesce(Job.party_id, Terminal.party_id) == Party.id)
        .outerjoin(Technician, func.coalesce(PmVisit.technician_id, Job.technician_id) == Technician.id)
        .order_by(PmVisit.planned_date, PmVisit.id)
    )


def _row(found: Row[Any], now: datetime, today: date) -> PmVisitRow:
    values = dict(found._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    resolved_at, due_to = values.pop("resolved_at"), values.pop("due_to")
    seen = JobSeen(resolved_at, due_to, values.pop("is_excused"))
    state = state_of(found.state, None if found.job_id is None else seen, now)
    if state == "planned" and found.due_date < today:
        state = "overdue"
    return PmVisitRow(**{**values, "state": state})
