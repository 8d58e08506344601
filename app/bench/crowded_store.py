"""A store of as many promises as are asked for: some calls and their lives, repeated week after week.

The hours are the same in every week, and Tehran has not changed its clocks since 2022: what the rules
derive of a call holds for its copy in any later week.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Column, Table, func, select, text, update

from app.clock import TurnedClock
from app.domain.events import EventKind, Owner, Source
from app.models.base import UtcDateTime
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.registry import METADATA
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.jobs.clocks import refresh

K = EventKind

WEEKS = 125
PROMISES = 4  # of each call
_FIRST = datetime(2023, 1, 7, tzinfo=UTC)
_WEEK = timedelta(days=7)
END = _FIRST + 52 * _WEEK
"""When every call of the first week is over."""
_SEED = 7
_WAITS, _TURNS = 0.125, 0.02
"""How many calls wait once, and how many take one of the rarer turns."""

_AGREEMENT = """
code = "SLA"
kind = "SLA"
title = { fa = "توافق", en = "Agreement" }
time_zone = "Asia/Tehran"

[calendars.office.weekly]
sat = [["08:00", "12:00"], ["13:00", "17:00"]]
sun = [["08:00", "12:00"], ["13:00", "17:00"]]
mon = [["08:00", "12:00"], ["13:00", "17:00"]]
tue = [["08:00", "12:00"], ["13:00", "17:00"]]
wed = [["08:00", "12:00"], ["13:00", "17:00"]]
thu = [["08:00", "13:00"]]

[[version]]
number = 1
effective_from = 2022-01-01

[[version.target]]
metric = "acknowledge"
limit = 30
unit = "minutes"

[[version.target]]
metric = "dispatch"
limit = 2
unit = "hours"

[[version.target]]
metric = "arrive"
limit = 8
unit = "hours"
calendar = "office"

[[version.target]]
metric = "resolve"
limit = 24
unit = "hours"
calendar = "office"

[[version.pause]]
owner = "merchant"
stops = ["arrive", "resolve"]
"""

_ROAD = ((K.ACKNOWLEDGED, 0.4), (K.DISPATCHED, 1.0), (K.ARRIVED, 10.0), (K.RESOLVED, 30.0))
"""What happens to a call, and after how many hours on average."""
_TABLES = ("job", "job_event", "obligation")


def fill(store: Store, obligations: int) -> int:
    """Write as many obligations, or as many fewer as make whole calls in each week; returns how many."""
    calls = obligations // PROMISES // WEEKS
    random = Random(_SEED)
    with store.writing() as session:
        record_agreement(session, TurnedClock(_FIRST), _AGREEMENT, file="bench.toml", by="bench")
        for number in range(1, calls + 1):
            job = Job(code=str(number), service="EM", priority="P2", registered_priority="P2")
            job.events.extend(_life(random))
            session.add(job)
            session.flush()  # what is left out gets its default
            refresh(session, job, as_of=END)
    with store.engine.begin() as connection:
        for name in _TABLES:
            table = METADATA.tables[name]
            rows = connection.scalar(select(func.max(table.c.id)))
            connection.execute(text(_repeating(table)), {"weeks": WEEKS, "jobs": calls, "rows": rows})
    return calls * PROMISES * WEEKS


def spoil(store: Store, ids: Iterable[int]) -> None:
    """Let these obligations be due when they started."""
    with store.engine.begin() as connection:
        row = ObligationRow
        connection.execute(update(row).where(row.id.in_(ids)).values(due_at=row.started_at))


def _life(random: Random) -> Iterator[JobEvent]:
    """A call that is done in the end; a few wait, and fewer take another turn."""
    at = _FIRST + timedelta(seconds=random.randrange(int(_WEEK.total_seconds())))
    yield _fact(K.REPORTED, at)
    for kind, hours in _ROAD:
        begun, at = at, at + timedelta(seconds=random.expovariate(1 / hours) * 3600)
        if kind is K.ARRIVED and random.random() < _WAITS:
            yield _fact(K.PAUSED, begun + (at - begun) / 4, reason="merchant-closed", owner=Owner.MERCHANT)
            yield _fact(K.RESUMED, begun + (at - begun) / 2)
        yield _fact(kind, at)
    if random.random() < _TURNS:
        yield random.choice(_RARE)(at)


def _fact(kind: EventKind, at: datetime, **more: str) -> JobEvent:
    return JobEvent(kind=kind, happened_at=at, recorded_at=at, source=Source.DESK, **more)


_RARE = (
    lambda end: _fact(K.CANCELLED, end - timedelta(minutes=1)),
    lambda end: _fact(K.EXCUSED, end + timedelta(hours=1)),
    lambda end: _fact(K.PRIORITY, end - timedelta(minutes=1), value="P1"),
    lambda end: _fact(K.REOPENED, end + timedelta(hours=1)),
)


def _repeating(table: Table) -> str:
    """Copies the rows that there are into the weeks that follow (SQLite)."""
    names = ", ".join(column.name for column in table.columns)
    moved = ", ".join(_moved(column) for column in table.columns)
    weeks = "SELECT 1 UNION ALL SELECT week + 1 FROM weeks WHERE week < :weeks - 1"
    return (
        f"INSERT INTO {table.name} ({names}) WITH RECURSIVE weeks(week) AS ({weeks}) "
        f"SELECT {moved} FROM weeks, {table.name} WHERE id <= :rows"
    )


def _moved(column: Column[Any]) -> str:
    """A column of a row's copy some weeks later."""
    name = column.name
    if name in {"id", "job_id"}:
        return f"{name} + week * :{'rows' if name == 'id' else 'jobs'}"
    if name == "code":
        return "CAST(id + week * :rows AS TEXT)"
    if isinstance(column.type, UtcDateTime):
        # SQLite rounds fractions to milliseconds; they are kept as they are written.
        days = "(7 * week) || ' days'"
        return f"strftime('%Y-%m-%d %H:%M:%S', substr({name}, 1, 19), {days}) || substr({name}, 20)"
    return name
