"""Work in the sample region that is no repair: installing, collecting, swapping, paper rolls, training."""

from datetime import timedelta

from app.domain.agreements import Metric
from app.domain.events import Priority, Service
from app.models.merchants import Terminal
from app.services import maintenance
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from app.services.sample_region import after_visit, rhythm
from app.services.sample_region.repairs import answer, close_later, hand_out, promise, work
from app.services.sample_region.world import Script, World, by_technician

ERRANDS = {
    Service.ROLL: 36, Service.INSTALL: 28, Service.SWAP: 14, Service.DEINSTALL: 8,
    Service.SIM: 6, Service.CONFIG: 5, Service.TRAINING: 5, Service.RELOCATE: 4,
}  # fmt: skip
"""How often each is asked for, in relation to the others."""

_FAULTS = {Service.ROLL: "PAP-01", Service.SWAP: "KPD-01", Service.SIM: "SIM-01", Service.CONFIG: "CFG-01"}
_REMEDIES = {Service.SWAP: "R05", Service.SIM: "R06", Service.CONFIG: "R07", Service.TRAINING: "R08"}
_PRIORITIES = {Service.SWAP: Priority.P2, Service.SIM: Priority.P3, Service.CONFIG: Priority.P3}
_MINUTES = {Service.ROLL: 6.0, Service.TRAINING: 30.0, Service.RELOCATE: 45.0}
_PROJECTS = frozenset({Service.INSTALL, Service.DEINSTALL})


def errand(world: World, service: Service) -> Script:
    """One request, from the phone to its closing; an installation needs a terminal that waits for one."""
    stock = world.waiting if service is Service.INSTALL else world.working
    if not stock:
        return
    terminal_id = stock.pop(0) if service in _PROJECTS else world.random.choice(stock)
    call = NewCall(
        terminal_id=terminal_id,
        fault=_FAULTS.get(service, ""),
        priority=_PRIORITIES.get(service, Priority.P4),
        service=service,
    )
    job_id = commands.register(world.session, world.clock, call, world.desk())
    world.touched(job_id)
    if service in _PROJECTS:
        yield from _project(world, job_id, service)
        return
    yield from answer(world, job_id)
    yield world.soon(8, 90) if service in {Service.ROLL, Service.TRAINING} else world.soon(3, 19)
    crew = yield from hand_out(world, job_id)
    yield from work(world, job_id, crew, minutes=_MINUTES.get(service, 20.0))
    remedy = _REMEDIES.get(service, "R04")
    after_visit.resolve(world, job_id, crew, remedy)
    world.leaves(crew)
    yield from close_later(world, job_id)


def _project(world: World, job_id: int, service: Service) -> Script:
    """Installing and collecting: handed out in the morning, done by appointment some working days later."""
    yield world.soon(30, 240)
    spot = world.spot_of(job_id)
    crew = world.nearest(spot)
    commands.assign(world.session, world.clock, world.touched(job_id), world.desk(), technician_id=crew.id)
    metric = Metric.INSTALL if service is Service.INSTALL else Metric.RESOLVE
    row = promise(world, job_id, metric)
    kept = world.chance(world.contractor(spot.party).kept)
    if row is not None and row.due_at is not None:
        span = row.due_at - world.clock.now()
        share = world.random.uniform(0.25, 0.9) if kept else world.random.uniform(1.05, 2.0)
        day = (world.clock.now() + span * share).astimezone(rhythm.ZONE).date()
        yield rhythm.at(day, 8, world.random.uniform(30, 420))
    commands.arrive(world.session, world.clock, world.touched(job_id), by_technician(crew))
    yield world.later(world.random.uniform(30, 80))
    commands.resolve(world.session, world.clock, world.touched(job_id), by_technician(crew), remedy="R04")
    _change_fleet(world, spot.id, service)
    yield from close_later(world, job_id)


def _change_fleet(world: World, terminal_id: int, service: Service) -> None:
    """An installed terminal is visited from now on; a collected one no more."""
    terminal = world.session.get_one(Terminal, terminal_id)
    terminal.is_active = service is Service.INSTALL
    if service is Service.INSTALL:
        world.working.append(terminal_id)
        agreement = world.contractor(world.spots[terminal_id].party).agreement
        anchor = world.today() - timedelta(days=1)
        maintenance.plan_terminal(world.session, terminal_id, agreement=agreement, anchor=anchor)
