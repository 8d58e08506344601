"""How a merchant's call goes in the sample region, from the phone to the check on the next day."""

from collections.abc import Generator
from datetime import datetime, timedelta
from random import Random

from app.domain import identifiers
from app.domain.agreements import AgreementKind, Metric
from app.domain.events import Owner, Priority
from app.domain.faults import Fault
from app.models.jobs import ObligationRow
from app.services.fault_catalogue import fault_catalogue
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from app.services.sample_region import after_visit, names
from app.services.sample_region.rhythm import open_again
from app.services.sample_region.slips import call_after, slip, write
from app.services.sample_region.world import Crew, Script, World, by_technician

FAULTS = {
    "PWR-01": 9, "PWR-02": 6, "PWR-03": 3, "PWR-04": 1, "BAT-01": 3, "TMP-01": 2, "TMP-02": 0.3,
    "PRN-01": 10, "PRN-02": 6, "PRN-03": 3, "MSR-01": 7, "ICC-01": 3, "NFC-01": 3, "KPD-01": 5,
    "DSP-01": 4, "SIM-01": 9, "SIM-02": 4, "COM-01": 2, "COM-02": 7, "COM-03": 2, "CFG-01": 4,
    "CFG-02": 3, "FW-01": 2, "KEY-01": 1.5, "TAX-01": 1, "REG-01": 0.7, "REG-02": 0.5, "ACC-01": 3,
    "USR-01": 4, "SITE-01": 1, "DMG-01": 1.5, "LOST-01": 0.3, "NDF-01": 1,
}  # fmt: skip
"""How often each fault is called in, in relation to the others."""

_BY_PHONE = {
    "user": 0.7, "configuration": 0.6, "host": 0.9, "regulatory": 0.8, "printer": 0.15, "sim": 0.12,
    "consumable": 0.05, "firmware": 0.3, "none": 0.5, "site": 0.3,
}  # fmt: skip
"""Share of calls that the desk settles without a visit, by category."""

_REMEDIES = {
    "power": ("R04", "R05"), "backup": ("R04",), "tamper": ("R05",), "printer": ("R03", "R04"),
    "reader": ("R03", "R04"), "keypad": ("R05",), "display": ("R05",), "sim": ("R06", "R03"),
    "line": ("R07", "R03"), "host": ("R09",), "configuration": ("R07",), "firmware": ("R07",),
    "security": ("R07",), "regulatory": ("R09",), "accessory": ("R04",), "user": ("R08",),
    "site": ("R09",), "damage": ("R05",), "asset": ("R05",), "none": ("R03",), "consumable": ("R04",),
}  # fmt: skip

_WAITS = (
    ("merchant-closed", Owner.MERCHANT, 6, (60, 900)),
    ("merchant-documents", Owner.MERCHANT, 1, (240, 1500)),
    ("awaiting-part", Owner.CONTRACTOR, 3, (120, 1200)),
    ("spare-terminal", Owner.PSP, 3, (180, 1500)),
    ("sim-outage", Owner.NETWORK, 2, (60, 420)),
    ("switch-outage", Owner.NETWORK, 1, (30, 180)),
)
"""Reason, owner, how often in relation to the others, and from how many to how many open minutes."""

_EARLY = (0.08, 0.92, 0.3)
"""Share of the target at which a kept promise is kept: least, most, most likely."""
_UNHURRIED_MINUTES = 300
_GIVES_A_NAME, _WOMEN_CALLING = 0.6, 0.4
"""Share of the callers who say who they are, and of those who are women."""
_SAYS_SO = 0.5
"""Share of the technicians who report that they are on the way."""
_LONGEST_STAY = 120
"""Minutes beyond the work itself that a technician stays at the site."""


def call(world: World, terminal_id: int, fault_code: str) -> Script:
    """One call about a fault."""
    fault = fault_catalogue().faults[fault_code]
    spot = world.spots[terminal_id]
    priority = fault.priority
    if spot.merchant_class == "premium" and priority is Priority.P2 and world.chance(0.5):
        priority = Priority.P1
    caller, phone = _caller(terminal_id, world.clock.now())
    new = NewCall(
        terminal_id=terminal_id,
        fault=fault_code,
        priority=priority,
        description=fault.problem.fa,
        caller=caller,
        caller_phone=phone,
        is_chargeable=fault.chargeable,
    )
    job_id = commands.register(world.session, world.clock, new, world.desk())
    world.touched(job_id)
    yield from answer(world, job_id)
    if world.chance(_BY_PHONE.get(fault.category.code, 0.0)):
        yield from _phone_fix(world, job_id, fault)
        return
    if world.chance(0.015):
        yield world.soon(5, 25)
        commands.cancel(
            world.session, world.clock, world.touched(job_id), world.desk(), reason="called-by-mistake"
        )
        return
    yield from _repair(world, job_id, fault)
    yield from after_repair(world, job_id, fault)


def _caller(terminal_id: int, at: datetime) -> tuple[str, str]:
    """Who calls, and from which number; drawn by itself, so that all other luck stays as it was."""
    random = Random(f"{terminal_id} {at.isoformat()}")
    name, _name_en = names.person(random, woman=random.random() < _WOMEN_CALLING)
    return (name, identifiers.sample_mobile(random)) if random.random() < _GIVES_A_NAME else ("", "")


def answer(world: World, job_id: int) -> Script:
    """The desk takes the call up, nearly always in time."""
    yield world.soon(20, 75) if world.chance(0.02) else world.soon(1, 8)
    commands.acknowledge(world.session, world.clock, world.touched(job_id), world.desk())
    world.start(after_visit.promise_call(world, job_id))


def _phone_fix(world: World, job_id: int, fault: Fault) -> Script:
    yield world.soon(3, 14)
    remedy = {"host": "R09", "regulatory": "R09", "user": "R08", "configuration": "R02", "firmware": "R02"}
    code = remedy.get(fault.category.code, "R01")
    after_visit.resolve(world, job_id, None, code)
    yield from close_later(world, job_id)


def _repair(world: World, job_id: int, fault: Fault) -> Script:
    if world.chance(0.02):
        yield world.soon(2, 10)
        raised = Priority.P1 if fault.priority is Priority.P2 else Priority.P2
        commands.change_priority(
            world.session,
            world.clock,
            world.touched(job_id),
            world.desk("پذیرنده پیگیر است"),
            priority=raised,
        )
    yield world.soon(26, 100) if world.chance(0.06) else world.soon(3, 19)
    crew = yield from hand_out(world, job_id)
    yield from work(world, job_id, crew, minutes=float(fault.minutes or 15))
    remedy = world.random.choice(_REMEDIES[fault.category.code])
    after_visit.resolve(world, job_id, crew, remedy)
    world.leaves(crew)


def hand_out(world: World, job_id: int) -> Generator[datetime, None, Crew]:
    """Dispatch until somebody takes the job; returns who."""
    spot = world.spot_of(job_id)
    refused, reason = 0, ""
    while True:
        crew, said = world.nearest(spot, but=refused), world.desk()
        if refused == 0:
            slip(world, job_id, crew, said)
        commands.assign(
            world.session, world.clock, world.touched(job_id), said, technician_id=crew.id, reason=reason
        )
        write(world, job_id, said)
        fate = world.random.random()
        quality = world.contractor(spot.party).kept
        if refused == 0 and fate < (1 - quality) * 0.35:
            yield world.soon(3, 20)
            commands.reject(
                world.session, world.clock, world.touched(job_id), by_technician(crew), reason="overloaded"
            )
            yield world.soon(2, 12)
        elif refused == 0 and fate < (1 - quality) * 0.7:
            # No answer: the dispatcher waits for the promised half hour and asks another.
            yield world.soon(35, 75)
            call_after(world, job_id, said)
            reason = "silent"
        else:
            yield world.soon(1, 14)
            commands.accept(world.session, world.clock, world.touched(job_id), by_technician(crew))
            world.takes(crew)
            return crew
        refused = crew.id


def work(world: World, job_id: int, crew: Crew, *, minutes: float) -> Script:
    """Travel, arrival, perhaps a wait, and the work; returns when it is to be recorded as resolved."""
    done = _when_done(world, job_id, crew)
    spot = world.spot_of(job_id)
    way = min(world.minutes_between(crew, spot), 150.0)
    on_site = minutes * world.random.uniform(0.6, 1.8)
    arrive = max(_when_there(world, job_id, crew, done, on_site), world.later(way + 2))
    row = promise(world, job_id, Metric.RESOLVE)
    if row is not None and row.due_at is not None and done <= row.due_at:
        # Whoever is there in time and has what it takes also finishes soon.
        done = min(done, arrive + timedelta(minutes=on_site + world.random.uniform(2, 50)))
    if world.chance(_SAYS_SO):
        yield max(arrive - timedelta(minutes=way), world.later(1))
        commands.depart(world.session, world.clock, world.touched(job_id), by_technician(crew))
    yield max(arrive, world.later(way * 0.8))
    commands.arrive(world.session, world.clock, world.touched(job_id), by_technician(crew))
    if world.chance(0.14):
        held = yield from _wait(world, job_id, crew)
        done += held
    elif done > world.later(on_site + _LONGEST_STAY):
        yield from _fetch_part(world, job_id, crew, done - timedelta(minutes=on_site))
    yield max(done, world.later(on_site))


def _fetch_part(world: World, job_id: int, crew: Crew, back: datetime) -> Script:
    """Nobody stands in a shop for half a day: the technician goes for a part, on the contractor's account."""
    yield world.later(world.random.uniform(8, 25))
    said = by_technician(crew)
    commands.pause(
        world.session,
        world.clock,
        world.touched(job_id),
        said,
        reason="awaiting-part",
        owner=Owner.CONTRACTOR,
    )
    yield max(back, world.later(5))
    commands.resume(world.session, world.clock, world.touched(job_id), said)


def _wait(world: World, job_id: int, crew: Crew) -> Generator[datetime, None, timedelta]:
    yield world.later(world.random.uniform(2, 8))
    weights = [weight for _reason, _owner, weight, _span in _WAITS]
    reason, owner, _weight, span = world.random.choices(_WAITS, weights)[0]
    begun = world.clock.now()
    who = by_technician(crew, "عکس فروشگاه بسته پیوست شد" if reason == "merchant-closed" else "")
    commands.pause(world.session, world.clock, world.touched(job_id), who, reason=reason, owner=owner)
    yield open_again(world.field_hours, begun, world.random.uniform(*span))
    commands.resume(world.session, world.clock, world.touched(job_id), by_technician(crew))
    return world.clock.now() - begun


def _when_done(world: World, job_id: int, crew: Crew) -> datetime:
    kept = world.chance(world.contractor(crew.party).kept)
    row = promise(world, job_id, Metric.RESOLVE)
    if row is None:
        return open_again(world.field_hours, world.clock.now(), _UNHURRIED_MINUTES)
    share = world.random.triangular(*_EARLY) if kept else 1.01 + min(world.random.expovariate(2.5), 1.5)
    end = open_again(world.retail_hours, row.started_at, row.limit_seconds / 60 * share)
    return end if not kept else _in_field_hours(world, end, row)


def _in_field_hours(world: World, end: datetime, row: ObligationRow) -> datetime:
    moved = open_again(world.field_hours, end, 1)
    due = row.due_at
    return moved if due is None or moved <= due else end


def _when_there(world: World, job_id: int, crew: Crew, done: datetime, on_site: float) -> datetime:
    latest = done - timedelta(minutes=on_site)
    row = promise(world, job_id, Metric.ARRIVE)
    if row is None or row.due_at is None:
        return latest
    kept = world.chance(0.4 + 0.6 * world.contractor(crew.party).kept)
    share = world.random.triangular(*_EARLY) if kept else 1.02 + min(world.random.expovariate(3), 1)
    drawn = open_again(world.retail_hours, row.started_at, row.limit_seconds / 60 * share)
    return min(drawn, latest)


def promise(world: World, job_id: int, metric: Metric) -> ObligationRow | None:
    """The contractor's running promise of a metric on a job."""
    rows = [
        row
        for row in world.look(job_id).obligations
        if row.kind == AgreementKind.UC.value and row.metric == metric.value and row.stopped_at is None
    ]
    return max(rows, key=lambda row: row.sequence, default=None)


def after_repair(world: World, job_id: int, fault: Fault) -> Script:
    """Closing on the next day; now and then the same fault is back, as a reopening or as a new call."""
    spot = world.spot_of(job_id)
    again = world.contractor(spot.party).repeats
    if world.chance(again * 0.3):
        yield world.soon(200, 1800)
        commands.reopen(
            world.session, world.clock, world.touched(job_id), world.desk(), reason="same-fault-again"
        )
        crew = world.nearest(spot)
        world.takes(crew)
        yield from work(world, job_id, crew, minutes=float(fault.minutes or 15))
        after_visit.resolve(world, job_id, crew, "R05")
        world.leaves(crew)
    elif world.chance(again):
        world.start(_call_again(world, spot.id, fault.code))
    yield from close_later(world, job_id)


def _call_again(world: World, terminal_id: int, fault_code: str) -> Script:
    yield open_again(world.retail_hours, world.clock.now(), world.random.uniform(700, 15_000))
    if terminal_id in world.working:
        yield from call(world, terminal_id, fault_code)


def close_later(world: World, job_id: int) -> Script:
    """The desk asks the merchant and closes the job, mostly by the next morning."""
    yield world.soon(120, 1100)
    commands.close(world.session, world.clock, world.touched(job_id), world.desk())
    after_visit.ask_merchant(world, job_id)
