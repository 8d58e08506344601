"""The stored clocks by the column, some ten thousand at a time: no object a row, no parsing in Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Select, String, and_, cast, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.jobs import Job, ObligationRow
from app.services.bulk_time.columns import Column, Places

_ROWS = 1 << 14  # in memory at a time
_FEW = 1 << 9  # made and taken apart while they are in the cache
_NONE = np.empty(0, np.int64)

NEVER = int(np.iinfo(np.int64).min)
"""Stands for an instant that there is not."""

_BETWEEN = "\x1f"


class Terms(NamedTuple):
    """What was promised, and how the promise stands, as it is stored."""

    agreement: str
    version: str
    metric: str
    target: str
    unit: str
    state: str


class Clocks(NamedTuple):
    """Stored clocks; instants are microseconds since 1970, or NEVER."""

    ids: Column
    jobs: Column
    limit: Column
    used: Column
    paused: Column
    overrun: Column
    start: Column
    due: Column
    stopped: Column
    terms: Column
    """Their places among all terms."""

    def at(self, places: Places) -> "Clocks":
        """Some of them."""
        return Clocks._make(column.take(places) for column in self)


@dataclass(frozen=True, slots=True)
class Jobs:
    """What clocks need to know of their jobs."""

    ids: Column
    due_to: Column
    province: Column
    """Its place in `provinces`."""
    provinces: Sequence[str]

    def places(self, ids: Column) -> Places:
        """Where these jobs stand."""
        return np.searchsorted(self.ids, ids)


def stored_clocks(session: Session) -> Iterator[tuple[Clocks, list[Terms]]]:
    """All clocks in the order of their ids, each time with all terms met so far."""
    row = ObligationRow
    numbers = (
        row.id,
        row.job_id,
        row.limit_seconds,
        row.used_seconds,
        row.paused_seconds,
        row.overrun_seconds,
    )
    instants = (as_text(row.started_at), as_text(row.due_at), as_text(row.stopped_at))
    # One text to make and to look up for each row, and not six.
    terms = row.agreement + _BETWEEN + cast(row.agreement_version, String)
    for part in (row.metric, row.target, row.unit, row.state):
        terms = terms + _BETWEEN + part
    found: dict[str, int] = {}
    met: list[Terms] = []
    for columns in _in_parts(session, select(*numbers, *instants, terms).order_by(row.id)):
        places = [found.setdefault(text, len(found)) for text in columns[9]]
        met += [Terms(*text.split(_BETWEEN)) for text in list(found)[len(met) :]]
        arrays = [np.array(column, np.int64) for column in (*columns[:6], places)]
        yield Clocks._make([*arrays[:6], *map(_instants, columns[6:9]), arrays[6]]), met


def stored_jobs(session: Session) -> Jobs:
    """All jobs."""
    query = select(Job.id, as_text(Job.due_to), Job.province).order_by(Job.id)
    provinces: dict[str, int] = {}
    parts = []
    for columns in _in_parts(session, query):
        places = [provinces.setdefault(name, len(provinces)) for name in columns[2]]
        parts.append((np.array(columns[0], np.int64), _instants(columns[1]), np.array(places, np.int64)))
    ids, due_to, province = map(np.concatenate, zip((_NONE,) * 3, *parts, strict=True))
    return Jobs(ids, due_to, province, tuple(provinces))


def superseded(session: Session) -> Column:
    """Ids of clocks whose place a later evaluation has taken."""
    row, newer = ObligationRow, aliased(ObligationRow)
    is_same = and_(
        newer.job_id == row.job_id,
        newer.agreement == row.agreement,
        newer.metric == row.metric,
        newer.sequence == row.sequence,
    )
    is_newer = and_(newer.evaluation > 0, newer.evaluation > row.evaluation)
    return np.array(session.scalars(select(row.id).join(newer, is_same).where(is_newer)).all(), np.int64)


def driver_rows(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """A few rows at a time as the driver has them: what SQLAlchemy makes of each takes long."""
    cursor = session.connection().execute(query).cursor
    assert cursor is not None
    while rows := cursor.fetchmany(_FEW):
        yield rows


def _in_parts(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[list[list[Any]]]:
    """The columns of a query that begins with the id and is in its order, part by part."""
    last, key = 0, query.selected_columns[0]
    while True:
        columns: list[list[Any]] = [[] for _ in query.selected_columns]
        for rows in driver_rows(session, query.where(key > last).limit(_ROWS)):
            for column, values in zip(columns, zip(*rows, strict=True), strict=True):
                column += values
        if not columns[0]:
            return
        yield columns
        last = columns[0][-1]


def _instants(texts: Sequence[str | None]) -> Column:
    """Microseconds since 1970 of instants in UTC; not a time is NEVER."""
    return np.array(texts, "datetime64[us]").view(np.int64)


class as_text(FunctionElement[str]):  # noqa: N801 - named as it is written in a query
    """An instant in UTC to the microsecond, as SQLite keeps it."""

    type = String()
    inherit_cache = True


@compiles(as_text, "sqlite")
def _on_sqlite(element: as_text, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(as_text, "postgresql")
def _on_postgres(element: as_text, compiler: SQLCompiler, **options: Any) -> str:
    in_utc = f"{compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC'"
    return f"to_char({in_utc}, 'YYYY-MM-DD HH24:MI:SS.US')"
