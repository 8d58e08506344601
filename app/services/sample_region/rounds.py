"""How the periodic visits of the sample region go: in time, late, never, or refused at the door."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from app.domain.events import Owner
from app.domain.work_times import last_due
from app.models.background import WorkRun
from app.models.plans import PmVisit
from app.services import maintenance
from app.services.background.works import WORKS, ZONE
from app.services.jobs import commands
from app.services.routines import PM_HORIZON
from app.services.sample_region import rhythm
from app.services.sample_region.world import Crew, Script, World, by_technician

_REFUSED = 0.015
_CHECKED_IN = 0.3
"""Share of the visits whose arrival is reported too, not only that they were done."""
_NEVER = 0.12
"""Share of the missed visits that are given up."""


def night_shift(world: World) -> None:
    """Shortly after midnight: settle the windows that closed, note coming visits, open today's jobs."""
    _note_run(world, maintenance.close_windows(world.session, world.clock))
    before = world.newest_job()
    maintenance.generate_visits(world.session, world.clock, world.today() + PM_HORIZON)
    for visit in _fresh(world, before):
        if visit.job_id is not None:
            world.watch(visit.job_id)
            world.start(_visit(world, visit.job_id, (visit.window_from, visit.window_to)))


def _note_run(world: World, missed: int) -> None:
    """The run of scheduled work that this was."""
    now, work = world.clock.now(), WORKS["overdue-pm"]
    run = WorkRun(
        name=work.name, due_at=last_due(work.days, work.minute, now, ZONE), state="done", attempts=1
    )
    run.started_at = run.ended_at = now
    run.result = str(missed)
    world.session.add(run)


def _fresh(world: World, before: int) -> Iterable[PmVisit]:
    query = select(PmVisit).where(PmVisit.job_id > before).order_by(PmVisit.job_id)
    return world.session.scalars(query).all()


def _visit(world: World, job_id: int, window: tuple[date, date]) -> Script:
    contractor = world.contractor(world.spot_of(job_id).party)
    is_kept = world.chance(contractor.kept)
    day = _day_within(world, window) if is_kept else _day_after(world, window[1])
    if not is_kept and world.chance(_NEVER):
        yield rhythm.at(window[1] + timedelta(days=world.random.randrange(12, 20)), 9)
        commands.cancel(world.session, world.clock, world.touched(job_id), world.desk(), reason="given-up")
        return
    yield rhythm.at(day, 7, world.random.uniform(20, 55))
    crew = world.nearest(world.spot_of(job_id))
    commands.assign(world.session, world.clock, world.touched(job_id), world.desk(), technician_id=crew.id)
    world.takes(crew)
    yield rhythm.at(day, 8, world.random.uniform(0, 500))
    is_refused = world.chance(_REFUSED)
    if is_refused or world.chance(_CHECKED_IN):
        commands.arrive(world.session, world.clock, world.touched(job_id), by_technician(crew))
    if is_refused:
        yield from _refused(world, job_id, crew)
        return
    yield world.later(world.random.uniform(12, 40))
    commands.resolve(world.session, world.clock, world.touched(job_id), by_technician(crew), remedy="R03")
    world.leaves(crew)
    yield rhythm.at(world.today() + timedelta(days=1), 8, world.random.uniform(10, 240))
    commands.close(world.session, world.clock, world.touched(job_id), world.desk())


def _refused(world: World, job_id: int, crew: Crew) -> Script:
    """Two attempts with evidence, then the visit is excused and its job ended."""
    yield world.later(4)
    commands.pause(
        world.session,
        world.clock,
        world.touched(job_id),
        by_technician(crew, "مراجعه اول؛ پذیرنده اجازه بازدید نداد"),
        reason="merchant-refused",
        owner=Owner.MERCHANT,
    )
    yield rhythm.at(world.today() + timedelta(days=2), 10, world.random.uniform(0, 300))
    said = by_technician(crew, "مراجعه دوم؛ پذیرنده اجازه بازدید نداد")
    commands.add_note(world.session, world.clock, world.touched(job_id), said)
    world.leaves(crew)
    yield world.soon(20, 120)
    commands.excuse(
        world.session, world.clock, world.touched(job_id), world.desk(), reason="merchant-refused"
    )
    commands.cancel(
        world.session, world.clock, world.touched(job_id), world.desk(), reason="merchant-refused"
    )


def _day_within(world: World, window: tuple[date, date]) -> date:
    """A working day of the window, rather early in it."""
    first = max(window[0], world.today())
    reach = (window[1] - first).days
    day = first + timedelta(days=round(world.random.triangular(0, min(reach, 5), 1)))
    while not _is_visiting_day(day) and day < window[1]:
        day += timedelta(days=1)
    while not _is_visiting_day(day) and day > first:
        day -= timedelta(days=1)
    return day


def _day_after(world: World, last: date) -> date:
    late = 1 + min(int(world.random.expovariate(0.25)), 25)
    day = last + timedelta(days=late)
    return day if _is_visiting_day(day) else day + timedelta(days=1)


def _is_visiting_day(day: date) -> bool:
    return day.weekday() != _FRIDAY


_FRIDAY = 4
