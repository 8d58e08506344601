"""Outages of the sample region: one town has no network, many call at once, and their alarms flood in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import func, select

from app.domain.events import Priority
from app.models.merchants import Merchant, Terminal
from app.services.fault_catalogue import fault_catalogue
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from app.services.sample_region import after_visit, repairs, rhythm
from app.services.sample_region.world import Script, World

FAULT = "COM-02"
"""The host cannot be reached."""
CALLS = 14
_WITHIN_MINUTES = 6
_EVERY = 17
"""One day in so many has an outage in the morning, and the last hour before the end has one."""
_BEFORE_END = timedelta(minutes=50)
_FIRST, _LAST = (8, 30), (21, 5)
"""Local hours and minutes between which one begins: the desk's own promises run."""
_BACK_AFTER = (75, 130)
"""Open minutes until the operator has the network back and technicians are sent."""


def instants(days: Sequence[date], until: datetime) -> list[datetime]:
    """When outages begin in these days."""
    last = _last(until)
    regular = [rhythm.at(day, 10, 40) for day in days if day.toordinal() % _EVERY == 0]
    found = [instant for instant in regular if instant < last - timedelta(hours=12)]
    return [*found, last] if days and last >= rhythm.at(days[0], 0) else found


def outage(world: World, begins: datetime) -> Script:
    """One of them."""
    yield begins
    for number, terminal_id in enumerate(_silent(world, Random(f"outage {begins.isoformat()}"))):
        at = begins + timedelta(minutes=_WITHIN_MINUTES) * number / CALLS
        world.start(_call(world, terminal_id, at.replace(microsecond=0)))


def _call(world: World, terminal_id: int, at: datetime) -> Script:
    yield at
    fault = fault_catalogue().faults[FAULT]
    new = NewCall(
        terminal_id=terminal_id, fault=FAULT, priority=Priority.P2.value, description=fault.problem.fa
    )
    job_id = commands.register(world.session, world.clock, new, world.desk())
    world.touched(job_id)
    yield from repairs.answer(world, job_id)
    yield world.soon(*_BACK_AFTER)
    crew = yield from repairs.hand_out(world, job_id)
    yield from repairs.work(world, job_id, crew, minutes=float(fault.minutes or 15))
    after_visit.resolve(world, job_id, crew, "R07")
    world.leaves(crew)
    yield from repairs.close_later(world, job_id)


def _silent(world: World, draw: Random) -> list[int]:
    """Terminals in use of the town and contractor that have most of them."""
    place = (Merchant.city, Terminal.party_id)
    most = (
        select(*place)
        .join(Terminal, Terminal.merchant_id == Merchant.id)
        .where(Terminal.id.in_(world.working), Merchant.merchant_class != "premium")
        .group_by(*place)
        .order_by(func.count().desc(), *place)
        .limit(1)
    )
    city, party = world.session.execute(most).one()
    query = (
        select(Terminal.id)
        .join(Merchant, Terminal.merchant_id == Merchant.id)
        .where(Merchant.city == city, Terminal.party_id == party, Merchant.merchant_class != "premium")
        .order_by(Terminal.id)
    )
    there = [number for number in world.session.scalars(query) if number in world.spots]
    return draw.sample(there, min(CALLS, len(there)))


def _last(until: datetime) -> datetime:
    """The last instant from which the desk still has an hour of its own until the end."""
    latest = until - _BEFORE_END
    day = latest.astimezone(rhythm.ZONE).date()
    if latest < rhythm.at(day, *_FIRST):
        return rhythm.at(day - timedelta(days=1), *_LAST)
    return min(latest, rhythm.at(day, *_LAST)).replace(second=0, microsecond=0)
