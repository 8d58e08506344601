"""Scheduled work as the store knows it: when each is due, its runs, and what people change of it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import PoshtibanError, RuleBroken
from app.domain.work_times import Days, last_due, next_due
from app.models.background import ScheduledWork, WorkChange, WorkRun
from app.models.writers import take_turn
from app.services.background.works import WORKS, ZONE, Task, Work

LEASE = timedelta(minutes=5)
"""A run that was not heard for so long is taken up again."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1))
"""How long to wait after each attempt in vain; after the last of them it has failed."""
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Plan:
    """When one work is due, and what it needs to know."""

    is_enabled: bool
    minute: int
    days: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run and what became of it."""

    id: int
    name: str
    due_at: datetime
    by: str
    state: str
    attempts: int
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    total: int
    is_cancelled: bool
    result: str
    problem: str
    try_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One work with its plan, its next run and its last."""

    name: str
    plan: Plan
    next_at: datetime | None
    last: RunRow | None
    last_done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A run that this program has taken up."""

    id: int
    work: Work
    task: Task


def plans(session: Session) -> dict[str, tuple[Plan, datetime | None]]:
    """The plan of every work, and since when it holds; None: as it ships."""
    found = {row.name: row for row in session.scalars(select(ScheduledWork))}
    made: dict[str, tuple[Plan, datetime | None]] = {}
    for name, work in WORKS.items():
        row = found.get(name)
        if row is None:
            made[name] = (Plan(work.is_enabled, work.minute, work.days.value, work.details), None)
        else:
            made[name] = (Plan(row.is_enabled, row.minute, row.days, row.details), row.set_at)
    return made


def works(session: Session, clock: Clock) -> list[WorkRow]:
    """Every scheduled work: its plan, when it is due next, and its last run."""
    now = clock.now()
    newest = select(func.max(WorkRun.id)).group_by(WorkRun.name)
    last = {row.name: _row(row) for row in session.scalars(select(WorkRun).where(WorkRun.id.in_(newest)))}
    ended = select(WorkRun.name, func.max(WorkRun.ended_at)).where(WorkRun.state == "done")
    done = {name: at for name, at in session.execute(ended.group_by(WorkRun.name))}
    return [
        WorkRow(
            name=name,
            plan=plan,
            next_at=next_due(Days(plan.days), plan.minute, now, ZONE) if plan.is_enabled else None,
            last=last.get(name),
            last_done_at=done.get(name),
        )
        for name, (plan, _since) in plans(session).items()
    ]


def runs_of(session: Session, name: str, most: int = 50) -> list[RunRow]:
    """The runs of a work, the newest first."""
    query = select(WorkRun).where(WorkRun.name == name).order_by(WorkRun.id.desc()).limit(most)
    return [_row(row) for row in session.scalars(query)]


def set_plan(session: Session, clock: Clock, name: str, plan: Plan, *, by: str) -> None:
    """Set when a work is due and what it needs to know.

    RuleBroken: "unknown-work", "work-time", "work-details".
    """
    work = _known(name)
    if not 0 <= plan.minute < DAY_MINUTES or plan.days not in set(Days):
        raise RuleBroken("work-time")
    work.check(plan.details)
    before, _since = plans(session)[name]
    if plan == before:
        return
    row = session.scalars(select(ScheduledWork).where(ScheduledWork.name == name)).first()
    if row is None:
        row = ScheduledWork(name=name)
        session.add(row)
    row.is_enabled, row.minute, row.days, row.details = (
        plan.is_enabled,
        plan.minute,
        plan.days,
        plan.details.strip(),
    )
    row.set_at, row.set_by = clock.now(), by
    action = "scheduled"
    if plan.is_enabled != before.is_enabled:
        action = "enabled" if plan.is_enabled else "disabled"
    told = f"{plan.days} {plan.minute // 60:02}:{plan.minute % 60:02} {plan.details}".strip()
    _note(session, clock, name, action, by=by, told=told)


def want(session: Session, clock: Clock, name: str, *, by: str) -> int:
    """Ask for a run now; its id. RuleBroken: "unknown-work", "work-runs" while one is under way."""
    _known(name)
    take_turn(session, "work")
    if session.scalars(select(WorkRun.id).where(WorkRun.name == name, WorkRun.try_at.is_not(None))).first():
        raise RuleBroken("work-runs")
    run = WorkRun(name=name, due_at=clock.now(), by=by, try_at=clock.now())
    session.add(run)
    _note(session, clock, name, "wanted", by=by)
    session.flush()
    return run.id


def cancel(session: Session, clock: Clock, run_id: int, *, by: str) -> None:
    """End a run after the piece it is at. RuleBroken: "work-over" where it has ended."""
    run = session.get(WorkRun, run_id, with_for_update=True)
    if run is None or run.try_at is None:
        raise RuleBroken("work-over")
    if run.state == "queued":
        run.state, run.try_at, run.ended_at = "cancelled", None, clock.now()
    run.is_cancelled = True
    _note(session, clock, run.name, "cancelled", by=by)


def queue_due(session: Session, clock: Clock) -> int:
    """Queue a run of every work whose time has come, one a due instant; returns how many.

    Of the times that passed while no program ran only the last is made up for.
    """
    take_turn(session, "work")
    now = clock.now()
    count = 0
    for name, (plan, since) in plans(session).items():
        due = last_due(Days(plan.days), plan.minute, now, ZONE)
        if not plan.is_enabled or (since is not None and due < since):
            continue
        known = select(WorkRun.id).where(WorkRun.name == name, WorkRun.due_at == due)
        if session.scalars(known).first() is None:
            session.add(WorkRun(name=name, due_at=due, try_at=now))
            count += 1
    return count


def next_instant(session: Session, clock: Clock) -> datetime | None:
    """When there is next something to queue or to take up."""
    now = clock.now()
    times = [
        next_due(Days(plan.days), plan.minute, now, ZONE)
        for plan, _since in plans(session).values()
        if plan.is_enabled
    ]
    waiting = session.scalar(select(func.min(WorkRun.try_at)))
    return min([*times, *([waiting] if waiting is not None else [])], default=None)


def take_up(session: Session, clock: Clock, holder: str) -> Taken | None:
    """Take up the next run that waits; None: nothing waits."""
    now = clock.now()
    # What only a newer program knows waits for that.
    waits = (WorkRun.try_at <= now, WorkRun.name.in_(list(WORKS)))
    query = select(WorkRun).where(*waits).order_by(WorkRun.try_at, WorkRun.id).limit(1)
    run = session.scalars(query.with_for_update(skip_locked=True)).first()
    if run is None:
        return None
    run.state, run.holder, run.attempts = "running", holder, run.attempts + 1
    run.try_at, run.started_at = now + LEASE, now
    run.done = run.total = 0
    plan, _since = plans(session)[run.name]
    return Taken(run.id, WORKS[run.name], Task(plan.details, run.due_at))


def go_on(session: Session, clock: Clock, run_id: int, holder: str, far: tuple[int, int]) -> bool:
    """Say how far a run has come; False: it is to end here."""
    run = session.get_one(WorkRun, run_id, with_for_update=True)
    if run.holder != holder or run.state != "running":
        return False
    run.done, run.total = far
    run.try_at = clock.now() + LEASE
    return not run.is_cancelled


def finish(session: Session, clock: Clock, run_id: int, holder: str, result: str) -> None:
    """A run has ended; by itself, or because somebody cancelled it."""
    run = session.get_one(WorkRun, run_id, with_for_update=True)
    if run.holder == holder:
        run.state = "cancelled" if run.is_cancelled else "done"
        run.try_at, run.ended_at, run.result, run.problem = None, clock.now(), result, ""


def hand_back(session: Session, clock: Clock, run_id: int, holder: str) -> None:
    """The program ends: whoever leads next takes the run up again at once."""
    run = session.get_one(WorkRun, run_id, with_for_update=True)
    if run.holder == holder:
        run.state, run.try_at, run.attempts = "queued", clock.now(), run.attempts - 1


def fail(session: Session, clock: Clock, run_id: int, holder: str, failure: Exception) -> None:
    """Note why a run failed, and when it is tried again; or that it will not be."""
    run = session.get_one(WorkRun, run_id, with_for_update=True)
    if run.holder != holder:
        return
    run.problem, run.ended_at = problem_text(failure), clock.now()
    if run.attempts > len(PAUSES) or run.is_cancelled:
        run.state, run.try_at = "failed", None
    else:
        run.state, run.try_at = "queued", clock.now() + PAUSES[run.attempts - 1]


def problem_text(failure: Exception) -> str:
    """A failure as it is kept, to be worded in any language."""
    if isinstance(failure, RuleBroken):
        return json.dumps({"code": failure.code, **failure.parameters}, default=str, ensure_ascii=False)
    return f"{type(failure).__name__}: {failure}"


def problem_of(text: str) -> PoshtibanError | str:
    """What was kept of a failure: a refusal to be worded, or words of a program."""
    try:
        found = json.loads(text)
        return RuleBroken(found.pop("code"), **found)
    except (ValueError, AttributeError, KeyError, TypeError):
        return text


def _known(name: str) -> Work:
    work = WORKS.get(name)
    if work is None:
        raise RuleBroken("unknown-work", found=name)
    return work


def _note(session: Session, clock: Clock, name: str, action: str, *, by: str, told: str = "") -> None:
    session.add(WorkChange(name=name, at=clock.now(), by=by, action=action, told=told))


def _row(run: WorkRun) -> RunRow:
    return RunRow(**{name: getattr(run, name) for name in RunRow.__dataclass_fields__})
