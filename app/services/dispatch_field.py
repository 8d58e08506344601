"""The field as it is now: where technicians are, what they carry, and the calls that wait for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreements import AgreementKind, Metric
from app.domain.clocks import ClockState
from app.domain.dispatch_rules import Asked
from app.domain.dispatch_weights import Weights
from app.domain.events import EventKind, Service
from app.domain.job_states import Stage
from app.domain.suggestion import Call, Worker
from app.domain.tours import ALWAYS, Spot, Stop, Tour, way
from app.models.jobs import Job, JobEvent, ObligationRow, stands
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region
from app.services.agreement_book import book, speaks_of
from app.services.dispatch_people import Known, home_zone, people
from app.services.dispatch_settings import weights
from app.services.fault_catalogue import fault_catalogue

SEEN_WITHIN = timedelta(hours=16)
"""So long somebody is thought to be where he last arrived; then at his base."""
CARRIED_AHEAD = 12
"""Of the calls somebody carries so many, the first due, are laid into his round; all of them are load."""
USUAL_MINUTES = 30.0
"""How long a visit takes where the catalogue does not say."""
LEAST_LEFT = 5.0
"""Minutes that work on site still takes which has lasted longer than it should."""

_STARTED = (Stage.EN_ROUTE.value, Stage.ON_SITE.value)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a technician was last."""

    spot: Spot
    since: datetime
    job_id: int


@dataclass(frozen=True, slots=True)
class Field:
    """Every technician at work with his round, as it is `now`."""

    now: datetime
    today: date
    weights: Weights
    known: dict[int, Known]
    workers: tuple[Worker, ...]

    def instant(self, minutes: float) -> datetime | None:
        """An instant so many minutes from now; None where that is never."""
        return self.now + timedelta(minutes=minutes) if abs(minutes) < _FAR else None


_FAR = 60.0 * 24 * 365


def field(session: Session, clock: Clock) -> Field:
    """The field with all active technicians."""
    zone, chosen = home_zone(session), weights(session)
    now = clock.now().astimezone(zone)
    known = people(session, now, zone)
    seen = last_seen(session, now)
    carried = _carried(session)
    dues = due_minutes(session, [row.id for rows in carried.values() for row in rows], now)
    begun = _begun(session, [r.id for rows in carried.values() for r in rows if r.stage in _STARTED])
    workers = tuple(
        _worker(
            each, seen.get(each.person.id), carried.get(each.person.id, []), _Ground(now, chosen, dues, begun)
        )
        for each in known.values()
    )
    return Field(now, now.date(), chosen, known, workers)


def calls(session: Session, now: datetime, chosen: Weights, ids: Collection[int]) -> dict[int, Call]:
    """What these jobs ask of whoever takes them, by id; ids nobody has are left out."""
    rows = [row for part in _parts(ids) for row in session.execute(_calls_query().where(Job.id.in_(part)))]
    known = _known_to(session, {row.terminal_id for row in rows if row.terminal_id is not None})
    dues = due_minutes(session, [row.id for row in rows], now)
    right = _Right(session, now)
    return {
        row.id: Call(
            stop=_stop(row, chosen, dues),
            asked=Asked(
                device=row.device_type,
                model=row.model,
                service=row.service,
                territory=row.territory,
                contracted=right.contracted(row.psp, row.region),
            ),
            parts=_fault_parts(row.fault),
            known_to=frozenset(known.get(row.terminal_id, ())),
        )
        for row in rows
    }


def last_seen(session: Session, now: datetime) -> dict[int, Seen]:
    """Where each technician last arrived, by id; who has arrived nowhere for a while is left out."""
    since = now - SEEN_WITHIN
    live = Job.stage.in_((Stage.ON_SITE.value, Stage.ON_HOLD.value)) | (Job.resolved_at >= since)
    query = (
        select(Job.technician_id, Job.id, JobEvent.happened_at, Merchant.lat, Merchant.lon, Job.zone)
        .join(JobEvent, JobEvent.job_id == Job.id)
        .join(Merchant, Job.merchant_id == Merchant.id)
        .where(live, Job.technician_id.is_not(None), JobEvent.kind == EventKind.ARRIVED.value, stands())
        .where(JobEvent.happened_at >= since, JobEvent.happened_at <= now)
        .where(Merchant.lat.is_not(None), Merchant.lon.is_not(None))
        .order_by(JobEvent.happened_at, JobEvent.id)
    )
    return {
        row.technician_id: Seen(Spot(row.lat, row.lon, row.zone), row.happened_at, row.id)
        for row in session.execute(query)
    }


def due_minutes(
    session: Session, ids: Iterable[int], now: datetime
) -> dict[int, tuple[float | None, float | None]]:
    """By job, in minutes from now: by when somebody has to be there, and by when the work has to be done."""
    found: dict[int, tuple[float | None, float | None]] = {}
    metrics = {Metric.ARRIVE.value, Metric.APPOINTMENT.value, *_DONE_BY}
    for part in _parts(ids):
        query = select(ObligationRow.job_id, ObligationRow.metric, func.min(ObligationRow.due_at)).where(
            ObligationRow.job_id.in_(part),
            ObligationRow.state == ClockState.RUNNING.value,
            ObligationRow.metric.in_(metrics),
        )
        for job_id, metric, due_at in session.execute(
            query.group_by(ObligationRow.job_id, ObligationRow.metric)
        ):
            if due_at is None:
                continue
            there, done = found.get(job_id, (None, None))
            minutes = (due_at - now).total_seconds() / 60
            if metric in _DONE_BY:
                done = minutes if done is None else min(done, minutes)
            else:
                there = minutes if there is None else min(there, minutes)
            found[job_id] = (there, done)
    return found


_DONE_BY = frozenset({Metric.RESOLVE.value, Metric.INSTALL.value, Metric.PM.value})


@dataclass(frozen=True, slots=True)
class _Ground:
    now: datetime
    weights: Weights
    dues: dict[int, tuple[float | None, float | None]]
    begun: dict[int, datetime]


def _worker(each: Known, seen: Seen | None, carried: list[Row[Any]], ground: _Ground) -> Worker:
    """His round: what he has started first and for good, then the rest by due instant."""
    spot = seen.spot if seen is not None else each.base
    free = 0.0
    hours = each.person.hours or ALWAYS
    waiting = []
    for row in carried:
        if row.stage == Stage.ON_HOLD.value:
            continue
        stop = _stop(row, ground.weights, ground.dues)
        if row.stage not in _STARTED:
            waiting.append(stop)
            continue
        gone = max(0.0, (ground.now - ground.begun.get(row.id, ground.now)).total_seconds() / 60)
        left = stop.minutes - gone
        if row.stage == Stage.EN_ROUTE.value:
            left = max(way(spot, stop.spot, ground.weights) - gone, 0.0) + stop.minutes
        free += max(left, LEAST_LEFT)
        spot = stop.spot or spot
    return Worker(
        person=each.person,
        tour=Tour(spot, free, tuple(waiting), hours),
        open_jobs=carried[0].carried if carried else 0,
        van=each.van,
    )


def _stop(row: Row[Any], chosen: Weights, dues: dict[int, tuple[float | None, float | None]]) -> Stop:
    fault = fault_catalogue().faults.get(row.fault)
    minutes = float(fault.minutes) if fault is not None and fault.minutes else USUAL_MINUTES
    there, done = dues.get(row.id, (None, None))
    due = [each for each in (there, None if done is None else done - minutes) if each is not None]
    spot = None if row.lat is None or row.lon is None else Spot(row.lat, row.lon, row.zone)
    return Stop(row.id, spot, minutes, min(due, default=None), chosen.factor(row.priority))


def _carried(session: Session) -> dict[int, list[Row[Any]]]:
    """The first calls of everybody's open ones: what is started before what is due first."""
    is_started = case((Job.stage.in_(_STARTED), 0), else_=1)
    order = (is_started, func.coalesce(Job.clock_due_at, Job.due_to).asc().nulls_last(), Job.id)
    numbered = (
        select(
            *(Job.id, Job.technician_id, Job.stage, Job.zone, Job.priority, Job.fault),
            *(Merchant.lat, Merchant.lon),
            func.row_number().over(partition_by=Job.technician_id, order_by=order).label("place"),
            func.count().over(partition_by=Job.technician_id).label("carried"),
        )
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .where(Job.is_open, Job.technician_id.is_not(None), Job.service != Service.PM.value)
        .subquery()
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    query = select(numbered).where(numbered.c.place <= CARRIED_AHEAD)
    for row in session.execute(query.order_by(numbered.c.technician_id, numbered.c.place)):
        found[row.technician_id].append(row)
    return found


def _begun(session: Session, ids: Iterable[int]) -> dict[int, datetime]:
    """When the present stage of each of these started jobs began."""
    found: dict[int, datetime] = {}
    for part in _parts(ids):
        query = (
            select(JobEvent.job_id, func.max(JobEvent.happened_at))
            .where(JobEvent.job_id.in_(part), JobEvent.kind.in_(_BEGINS), stands())
            .group_by(JobEvent.job_id)
        )
        found.update((job_id, at) for job_id, at in session.execute(query))
    return found


_BEGINS = (EventKind.DEPARTED.value, EventKind.ARRIVED.value)


def _calls_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Job.id, Job.terminal_id, Job.service, Job.device_type, Job.zone, Job.priority, Job.fault),
            *(Merchant.lat, Merchant.lon),
            func.coalesce(Terminal.model, "").label("model"),
            func.coalesce(Party.code, Job.registered_party, "").label("territory"),
            func.coalesce(Psp.code, "").label("psp"),
            func.coalesce(Region.code, "").label("region"),
        )
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Terminal, Job.terminal_id == Terminal.id)
        .outerjoin(Party, Terminal.party_id == Party.id)
        .outerjoin(Psp, Job.psp_id == Psp.id)
        .outerjoin(Region, Job.region_id == Region.id)
    )


def _known_to(session: Session, terminals: Iterable[int]) -> dict[int, set[int]]:
    """By terminal the technicians who have resolved something there."""
    found: dict[int, set[int]] = defaultdict(set)
    for part in _parts(terminals):
        query = select(Job.terminal_id, Job.technician_id).where(
            Job.terminal_id.in_(part), Job.resolved_at.is_not(None)
        )
        for terminal_id, technician_id in session.execute(query.distinct()):
            if terminal_id is not None and technician_id is not None:
                found[terminal_id].add(technician_id)
    return found


class _Right:
    """Which contractors have an agreement in force, by payment company and region."""

    def __init__(self, session: Session, now: datetime) -> None:
        every = book(session).agreements
        self._contracts = [each for each in every if each.kind is AgreementKind.UC and each.contractor]
        self._now = now
        self._found: dict[tuple[str, str], frozenset[str]] = {}

    def contracted(self, psp: str, region: str) -> frozenset[str] | None:
        """Codes of the contractors who have promised something for such a job; None: no contract is known."""
        if not self._contracts:
            return None
        if (psp, region) not in self._found:
            self._found[psp, region] = frozenset(
                each.contractor
                for each in self._contracts
                if speaks_of(each, psp, region)
                and each.version_at(self._now.astimezone(ZoneInfo(each.time_zone)).date()) is not None
            )
        return self._found[psp, region]


def _fault_parts(code: str) -> tuple[str, ...]:
    fault = fault_catalogue().faults.get(code)
    return tuple(part.code for part in fault.parts) if fault is not None else ()


def _parts(ids: Iterable[int]) -> Iterator[Collection[int]]:
    """Portions of ids that a database takes in one question."""
    rest = iter(sorted(set(ids)))
    while portion := list(islice(rest, _BATCH)):
        yield portion
