"""A crowd of random jobs, lived command by command as at a desk, and held against a replay of all events.

One seed is one crowd. Facts are written down one by one, some of them hours after they happened; now and
then the watch announces what has fallen due, seldom enough to come late as well.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import TurnedClock
from app.domain.clocks import ClockState
from app.domain.events import EventKind, Owner, Priority, Source
from app.domain.job_states import ALLOWED, Stage, state_after
from app.domain.obligations import Obligation
from app.models.agreements import Holiday
from app.models.alarms import Alarm
from app.models.jobs import Job, ObligationRow
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.jobs import commands
from app.services.jobs.clocks import BREACH, derived, event_of
from app.services.jobs.commands import JobRef, NewCall, Said
from app.services.sla_watch import raise_due
from tests.factories import founded

K = EventKind
T = TypeVar("T")

START = datetime(2026, 8, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
STEPS_A_TRANSACTION = 500
SELDOM = 0.3
REASONS = ("no-part", "shop-closed")
ASKS_THE_WATCH = 0.1
"""How likely the watch looks for what has fallen due before a command."""

_AGREEMENT = """
code = "{code}"
kind = "{kind}"
title = {{ fa = "توافق", en = "Agreement" }}
time_zone = "Asia/Tehran"
contractor = "{contractor}"

[calendars.office]
official_holidays = true
weekly = {{ sat = [["08:00", "17:00"]], sun = [["08:00", "17:00"]], mon = [["08:00", "17:00"]], \
tue = [["08:00", "17:00"]], wed = [["08:00", "17:00"]], thu = [["08:00", "13:00"]] }}

[[version]]
number = 1
effective_from = 2026-01-01
{first}
[[version]]
number = 2
effective_from = 2026-08-06
{second}
"""

_DISPATCH = """
[[version.target]]
metric = "dispatch"
limit = {hours}
unit = "hours"
calendar = "office"
warn_at = [50]
"""

_WORK = """
[[version.target]]
metric = "{response}"
limit = {hours}
unit = "hours"
calendar = "office"
services = ["EM"]
warn_at = [50]

[[version.target]]
metric = "resolve"
limit = {hours}
unit = "hours"
services = ["EM"]
priorities = ["P1"]
warn_at = [50, 75]

[[version.target]]
metric = "resolve"
limit = {more}
unit = "hours"
calendar = "office"
services = ["EM"]
warn_at = [50, 75]

[[version.target]]
metric = "install"
limit = 2
unit = "working days"
calendar = "office"
services = ["INSTALL"]
warn_at = [80]

[[version.target]]
metric = "pm"
unit = "window"
services = ["PM"]

[[version.pause]]
owner = "merchant"
stops = ["resolve", "install"]

[[version.pause]]
owner = "network"
stops = ["arrive", "resolve"]

[[version.pause]]
owner = "psp"
reasons = ["no-part"]
stops = ["resolve"]
"""


_RESPONSES = {"SLA": "arrive", "UC": "accept"}


def agreement(kind: str, code: str, contractor: str = "") -> str:
    """Two versions with office and calendar hours, working days and windows; the second is stricter."""
    targets = _DISPATCH if kind == "OLA" else _WORK.replace("{response}", _RESPONSES[kind])
    first, second = targets.format(hours=3, more=8), targets.format(hours=2, more=5)
    return _AGREEMENT.format(kind=kind, code=code, contractor=contractor, first=first, second=second)


class Crowd:
    """The jobs of one seed in one store."""

    def __init__(self, store: Store, seed: int) -> None:
        ground = founded(store)
        self.store, self.clock = store, TurnedClock(START)
        self.random = Random(seed)
        self.steps = 0
        self._terminals, self._technicians = ground.terminals, ground.technicians
        with store.writing() as session:
            day = date(2026, 8, 4)
            session.add(Holiday(day=day, name="تعطیل", recorded_at=START, approved_at=START))
            for kind, code, contractor in (
                ("SLA", "SLA", ""),
                ("OLA", "OLA", ""),
                ("UC", "UC1", "C1"),
                ("UC", "UC2", "C2"),
            ):
                text = agreement(kind, code, contractor)
                record_agreement(session, self.clock, text, file="crowd.toml", by="desk")

    def live(self, jobs: int) -> None:
        """Register so many jobs over ten days and act on each a few times, in the order of time."""
        coming = [
            (START + self.random.randrange(10 * 24 * 3600) * SECOND, number, 0, self.random.randrange(2, 9))
            for number in range(jobs)
        ]
        heapq.heapify(coming)
        while coming:
            with self.store.writing() as session:
                rows: dict[int, Job] = {}
                for _ in range(STEPS_A_TRANSACTION):
                    if not coming:
                        break
                    now, number, job, left = heapq.heappop(coming)
                    self.clock.turn_to(now)
                    job = self._act(session, rows, job)
                    if left:
                        heapq.heappush(coming, (now + self._gap(), number, job, left - 1))
        self.clock.turn_by(timedelta(hours=1))
        while True:
            with self.store.writing() as session:
                if not raise_due(session, self.clock):
                    return

    def _act(self, session: Session, rows: dict[int, Job], job: int) -> int:
        """One command for a job, a call for a new one; returns the job's id. `rows` keeps them in memory."""
        if self.random.random() < ASKS_THE_WATCH:
            raise_due(session, self.clock)
        if not job:
            return commands.register(session, self.clock, self._call(), Said("desk"))
        row = rows[job] = session.get_one(Job, job)
        choices = self._choices(row)
        if choices:
            act, details = self.random.choice(choices)
            act(session, self.clock, JobRef(job), self._said(row), **details)
            self.steps += 1
        return job

    def _call(self) -> NewCall:
        service = self.random.choice(("EM", "EM", "EM", "INSTALL", "PM"))
        midnight = datetime(2026, 8, self.clock.now().day + 1, tzinfo=UTC) - timedelta(minutes=210)
        window: dict[str, Any] = {}
        if service == "PM":
            first = midnight + self.random.randrange(3) * timedelta(days=1)
            window = {"due_from": first, "due_to": first + timedelta(days=2)}
            window["contractor"] = self.random.choice(("C1", "C2"))
        return NewCall(
            terminal_id=self.random.choice(self._terminals),
            fault="PRN-01",
            priority=self.random.choice(("P1", "P2", "P3")),
            service=service,
            **window,
        )

    def _said(self, job: Job) -> Said:
        """Mostly now; sometimes minutes or hours ago, though not before the call."""
        now = self.clock.now()
        ago = self.random.choice((0, 0, 0, 5, 30, 180, 600)) * MINUTE
        at = max(now - ago, job.reported_at or now)
        return Said("desk", self.random.choice((Source.DESK, Source.CONTRACTOR)), at)

    def _gap(self) -> timedelta:
        longest = self.random.choice((20, 90, 400, 2000))
        return timedelta(
            seconds=self.random.randrange(longest * 60), milliseconds=self.random.choice((0, 500))
        )

    def _choices(self, job: Job) -> list[tuple[Callable[..., None], dict[str, Any]]]:
        """What a desk may do with a job in its stage, with details."""
        stage = Stage(job.stage)
        others = [t for t in self._technicians if t != job.technician_id or stage is Stage.NEW]
        details: dict[EventKind, tuple[Callable[..., None], dict[str, Any]]] = {
            K.ACKNOWLEDGED: (commands.acknowledge, {}),
            K.DISPATCHED: (commands.assign, {"technician_id": self.random.choice(others)}),
            K.ACCEPTED: (commands.accept, {}),
            K.REJECTED: (commands.reject, {"reason": "too-far"}),
            K.DEPARTED: (commands.depart, {}),
            K.ARRIVED: (commands.arrive, {}),
            K.PAUSED: (commands.pause, {"reason": self._any(*REASONS), "owner": self._any(*Owner)}),
            K.RESUMED: (commands.resume, {}),
            K.RESOLVED: (commands.resolve, {"remedy": "R01"}),
            K.CLOSED: (commands.close, {}),
            K.REOPENED: (commands.reopen, {"reason": "same-fault"}),
            K.PRIORITY: (commands.change_priority, {"priority": self._any(*Priority)}),
        }
        if self.random.random() < SELDOM:
            details[K.CANCELLED] = (commands.cancel, {"reason": "mistake"})
            details[K.EXCUSED] = (commands.excuse, {"reason": "wrong-address"})
        if job.resolved_at and self.clock.now() - job.resolved_at > timedelta(days=5):
            del details[K.REOPENED]
        return [choice for kind, choice in details.items() if stage in ALLOWED[kind]]

    def _any(self, *choices: T) -> T:
        return self.random.choice(choices)


_KEPT = ("version", "party", "started_at", "due_at", "stopped_at", "state", "limit_seconds")
_COUNTED = ("used_seconds", "paused_seconds", "overrun_seconds")


def differences(crowd: Crowd) -> list[str]:
    """What was kept step by step and differs from a derivation of all events at the end."""
    found: list[str] = []
    with crowd.store.reading() as session:
        for job in session.scalars(select(Job).order_by(Job.id)):
            found += [f"{job.code} {line}" for line in _of_job(session, job, crowd.clock.now())]
    return found


def _of_job(session: Session, job: Job, now: datetime) -> Iterator[str]:
    events = [event_of(row) for row in job.events]
    state = state_after(events, contractor=job.registered_party, priority=job.registered_priority)
    kept = (job.stage, job.priority, job.resolved_at, job.closed_at, job.hold_reason)
    if kept != (state.stage, state.priority, state.resolved_at, state.closed_at, state.hold_reason):
        yield f"state {kept} != {state}"
    rows = {
        (row.agreement, row.metric, row.sequence): row for row in sorted(job.obligations, key=_evaluation)
    }
    alarms = session.scalars(select(Alarm).where(Alarm.job_id == job.id, Alarm.cleared_at.is_(None)))
    raised = {(alarm.obligation_id, alarm.threshold) for alarm in alarms}
    expected: set[tuple[int, int]] = set()
    for promise in derived(session, job, events, as_of=now):
        row = rows.pop((promise.agreement, promise.metric.value, promise.sequence), None)
        if row is None:
            yield f"{promise.agreement} {promise.metric} {promise.sequence} is not kept"
            continue
        yield from _of_obligation(row, promise)
        expected |= {(row.id, threshold) for threshold in _thresholds(promise, now)}
    yield from (f"{row.agreement} {row.metric} goes on" for row in rows.values() if row.state != "cancelled")
    if raised != expected:
        yield f"alarms {sorted(raised)} != {sorted(expected)}"


def _evaluation(row: ObligationRow) -> int:
    return row.evaluation


def _of_obligation(row: ObligationRow, promise: Obligation) -> Iterator[str]:
    reading = promise.reading
    fresh = {"version": promise.version, "party": promise.party, "started_at": promise.started_at}
    for name in _KEPT + (_COUNTED if reading.stopped_at else ()):
        was = row.agreement_version if name == "version" else getattr(row, name)
        now = fresh[name] if name in fresh else getattr(reading, name)
        if was != now:
            yield f"{row.agreement} {row.metric} {row.sequence} {name}: {was} != {now}"


def _thresholds(promise: Obligation, now: datetime) -> set[int]:
    """The thresholds that a replay would have announced and that still are so."""
    reading = promise.reading
    if reading.stopped_at or reading.state not in {ClockState.RUNNING, ClockState.MISSED}:
        return set()
    assert reading.due_at is not None
    return {percent for percent, at in (*promise.warnings, (BREACH, reading.due_at)) if at < now}
