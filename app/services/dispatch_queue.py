"""A proposal for the whole queue: each open call without a technician, to whom, and when he is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.dispatch_rules import Rule, rules_against
from app.domain.events import Service
from app.domain.job_states import Stage
from app.domain.suggestion import Call, Worker, missing_parts, standing
from app.domain.tours import Stop, Tour, arrivals, way, way_km
from app.models.jobs import Job
from app.models.merchants import Merchant
from app.services.dispatch_field import Field, calls, field
from app.services.dispatch_rounds import ROUNDS, planned
from app.services.doors import Doors

MOST = 400
"""Calls of one proposal, the first due; the others are proposed once these are sent."""

GoOn = Callable[[int, int], bool]
"""Told the steps done and the steps in all; whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A call of the queue as it was when it was read."""

    job_id: int
    version: int
    code: str
    priority: str
    merchant: str
    merchant_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRow:
    """A call, and whom to send to it."""

    call: Waiting
    technician_id: int
    technician: str
    technician_en: str
    contractor: str
    contractor_en: str
    place: int
    """Its place among what he does next, 1 for the first."""
    after: str
    """Number of the call he comes from; empty: he comes from where he is."""
    km: float | None
    travel_minutes: float
    arrives_at: datetime | None
    due_at: datetime | None
    late_minutes: float
    missing_parts: tuple[str, ...]
    knows_site: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRow:
    """A call that nobody may take, with the rules against whoever is nearest to being allowed."""

    call: Waiting
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueProposal:
    """What is proposed for the queue as it stood `at`."""

    at: datetime
    rows: tuple[ProposedRow, ...]
    left: tuple[LeftRow, ...]
    more: int
    """Calls beyond those looked at."""


@dataclass(frozen=True, slots=True)
class _Queue:
    field: Field
    waiting: dict[int, Waiting]
    calls: dict[int, Call]
    codes: dict[int, str]
    """Numbers of all calls by id, those that are carried too."""
    more: int


def propose(doors: Doors, clock: Clock, go_on: GoOn) -> QueueProposal:
    """Who should take every call that waits, seen together; the store is read once, then it is reckoned."""
    with doors.reading() as session:
        queue = _read(session, clock)
    return _solve(queue, go_on)


def _read(session: Session, clock: Clock) -> _Queue:
    ground = field(session, clock)
    due = Job.clock_due_at.asc().nulls_last()
    query = (
        select(Job.id, Job.version, Job.code, Job.priority, Merchant.name, Merchant.name_en)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .where(Job.is_open, Job.stage == Stage.NEW.value, Job.technician_id.is_(None))
        .where(Job.service != Service.PM.value)
        .order_by(due, Job.id)
    )
    rows = session.execute(query).all()
    waiting = {
        row.id: Waiting(
            job_id=row.id,
            version=row.version,
            code=row.code,
            priority=row.priority,
            merchant=row.name or "",
            merchant_en=row.name_en or "",
        )
        for row in rows[:MOST]
    }
    found = calls(session, ground.now, ground.weights, waiting)
    carried = [stop.job for worker in ground.workers for stop in worker.tour.stops]
    codes = {id_: each.code for id_, each in waiting.items()}
    for start in range(0, len(carried), MOST):
        part = carried[start : start + MOST]
        codes |= {
            row.id: row.code for row in session.execute(select(Job.id, Job.code).where(Job.id.in_(part)))
        }
    return _Queue(ground, waiting, found, codes, max(0, len(rows) - MOST))


def _solve(queue: _Queue, go_on: GoOn) -> QueueProposal:
    ground, asked = queue.field, list(queue.calls.values())
    broken = [[_rules(worker, call, ground) for call in asked] for worker in ground.workers]
    may = np.array([[not rules for rules in row] for row in broken], dtype=bool)
    stops = [call.stop for call in asked]
    if not ground.workers:
        left = tuple(LeftRow(call=queue.waiting[stop.job], rules=()) for stop in stops)
        return QueueProposal(at=ground.now, rows=(), left=left, more=queue.more)
    plan = planned(
        [worker.tour for worker in ground.workers],
        stops,
        may.reshape(len(ground.workers), len(stops)),
        ground.weights,
        goes=lambda done: go_on(done, ROUNDS),
    )
    rows = [
        row
        for worker, tour in zip(ground.workers, plan.tours, strict=True)
        for row in _rows(queue, worker, tour)
    ]
    order = {id_: place for place, id_ in enumerate(queue.waiting)}
    places = {stop.job: place for place, stop in enumerate(stops)}
    return QueueProposal(
        at=ground.now,
        rows=tuple(sorted(rows, key=lambda row: order[row.call.job_id])),
        left=tuple(
            LeftRow(call=queue.waiting[stop.job], rules=_mildest([row[places[stop.job]] for row in broken]))
            for stop in plan.left
        ),
        more=queue.more,
    )


def _rules(worker: Worker, call: Call, ground: Field) -> tuple[Rule, ...]:
    return rules_against(worker.person, call.asked, ground.weights, now=ground.now, today=ground.today)


def _mildest(found: Sequence[tuple[Rule, ...]]) -> tuple[Rule, ...]:
    """The rules of whoever is nearest to being allowed."""
    return min(found, key=lambda rules: (standing(rules), len(rules)), default=())


def _rows(queue: _Queue, worker: Worker, tour: Tour) -> list[ProposedRow]:
    ground = queue.field
    known = ground.known[worker.person.id]
    found = []
    before: Stop | None = None
    for place, (stop, at) in enumerate(zip(tour.stops, arrivals(tour, ground.weights), strict=True), start=1):
        spot = tour.spot if before is None else before.spot
        if stop.job in queue.waiting:
            call = queue.calls[stop.job]
            found.append(
                ProposedRow(
                    call=queue.waiting[stop.job],
                    technician_id=worker.person.id,
                    technician=known.name,
                    technician_en=known.name_en,
                    contractor=known.party_name,
                    contractor_en=known.party_name_en,
                    place=place,
                    after="" if before is None else queue.codes[before.job],
                    km=way_km(spot, stop.spot),
                    travel_minutes=way(spot, stop.spot, ground.weights),
                    arrives_at=ground.instant(at),
                    due_at=None if stop.due is None else ground.instant(stop.due),
                    late_minutes=stop.lateness(at),
                    missing_parts=missing_parts(call, worker),
                    knows_site=worker.person.id in call.known_to,
                )
            )
        before = stop
    return found
