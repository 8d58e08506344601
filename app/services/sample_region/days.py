"""Lets the days of the sample region pass: founded, then lived through the services every desk uses."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import func, select

from app.clock import TurnedClock
from app.domain.events import Service
from app.models.jobs import Job
from app.models.store import Store
from app.services.calendars.in_force import days_off
from app.services.sample_region import repairs, rhythm, rounds
from app.services.sample_region.after_visit import shifts
from app.services.sample_region.errands import ERRANDS, errand
from app.services.sample_region.founding import Size, found
from app.services.sample_region.outages import instants, outage
from app.services.sample_region.vans import fill_vans
from app.services.sample_region.vigil import vigil
from app.services.sample_region.world import Progress, Script, World

_DAYS_AT_ONCE = 3
"""Days of one transaction: what is open need not be read again every morning."""
_HANDED_OVER = timedelta(days=7)
"""So far back the handovers of shifts reach."""


@dataclass(frozen=True, slots=True)
class Region:
    """What is lived: how large a region, how many days, how busy a day."""

    size: Size = field(default_factory=Size)
    days: int = 90
    repairs_per_day: float = 54.0
    errands_per_day: float = 19.0

    def lasting(self, days: int) -> "Region":
        """The same region, lived for so many days."""
        return replace(self, days=days)

    @property
    def troublesome(self) -> int:
        """How many terminals break down again and again."""
        return max(self.size.terminals // 20, 1)


def live(store: Store, region: Region, *, until: datetime, seed: int, progress: Progress) -> TurnedClock:
    """Fill an empty store with the days before `until`; the returned clock shows `until`."""
    random = Random(seed)
    start = until.astimezone(rhythm.ZONE).date() - timedelta(days=region.days)
    clock = TurnedClock(rhythm.at(start, 0))
    with store.writing() as session, _without_collector():
        found(session, clock, random, today=start, size=region.size)
        world = World(clock, random, session)
        world.know_the_region()
        holidays = days_off(session).holidays
    days = [start + timedelta(days=passed) for passed in range(region.days + 1)]
    lived = [day for day in days if rhythm.at(day, 0) < until]
    outages = {at.astimezone(rhythm.ZONE).date(): at for at in instants(lived, until)}
    for first in range(0, len(lived), _DAYS_AT_ONCE):
        with store.writing() as session, _without_collector():
            world.begin(session)
            for passed, day in enumerate(lived[first : first + _DAYS_AT_ONCE], first + 1):
                _morning(world, region, is_holiday=day in holidays)
                if day in outages:
                    world.start(outage(world, outages[day]))
                if until - rhythm.at(day, 0) < _HANDED_OVER:
                    world.start(shifts(world))
                world.run_until(min(rhythm.at(day + timedelta(days=1), 0), until))
                jobs = session.scalar(select(func.count()).select_from(Job)) or 0
                progress(day, passed / len(lived), jobs)
    return clock


def _morning(world: World, region: Region, *, is_holiday: bool) -> None:
    rounds.night_shift(world)
    fill_vans(world)
    world.start(vigil(world))
    today = world.today()
    calls = _calls(world, today, region.repairs_per_day, is_holiday=is_holiday)
    for instant in calls:
        world.start(_call_at(world, instant, region))
    wanted = world.random.choices(list(ERRANDS), list(ERRANDS.values()), k=200)
    asked = _calls(world, today, region.errands_per_day, is_holiday=is_holiday)
    for instant, service in zip(asked, wanted, strict=False):
        world.start(_errand_at(world, instant, service))


def _calls(world: World, day: date, per_day: float, *, is_holiday: bool) -> list[datetime]:
    return rhythm.calls_on(world.random, day, per_day=per_day, is_holiday=is_holiday)


def _call_at(world: World, instant: datetime, region: Region) -> Script:
    yield instant
    fault = world.random.choices(list(repairs.FAULTS), list(repairs.FAULTS.values()))[0]
    # One call in five comes from the few terminals that are known for it.
    pool = world.working[: region.troublesome] if world.chance(0.2) else world.working
    yield from repairs.call(world, world.random.choice(pool), fault)


def _errand_at(world: World, instant: datetime, service: Service) -> Script:
    yield instant
    yield from errand(world, service)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A transaction's rows are no garbage until it ends, and looking for some takes a third longer."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
