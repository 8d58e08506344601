"""A first look at the clocks of the store: due, used, overrun and outcome from what is stored, by the column.

It looks at clocks that their start, limit, stop and calendar decide alone. A job with a wait, a reopening or
another event that changes clocks needs its whole derivation; its clocks are left, and counted as left.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Row, Select, exists, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.domain.agreements import Unit
from app.domain.clocks import ClockState
from app.domain.events import EventKind
from app.domain.opening_tape import SECOND
from app.models.jobs import Job, JobEvent, ObligationRow
from app.services.agreement_book import AgreementBook, book
from app.services.bulk_time.columns import Column, is_answer
from app.services.bulk_time.hours import BulkHours

CHANGES_CLOCKS = (EventKind.PAUSED, EventKind.REOPENED, EventKind.PRIORITY, EventKind.EXCUSED)

_UNITS = (Unit.MINUTES.value, Unit.HOURS.value, Unit.WORKING_DAYS.value)
_STATES = (ClockState.RUNNING.value, ClockState.MET.value, ClockState.MISSED.value)
_ROWS = 1 << 16  # in memory at a time
_NEVER = -1 << 62
"""Stands for an instant that there is not."""

_Row: TypeAlias = Row[*tuple[Any, ...]]
_Terms = tuple[str, int, str, str, str, str]
"""Agreement, version, metric, target and unit, and the province of the job."""


@dataclass(slots=True)
class Reevaluation:
    """How many clocks were looked at, how many were left, and which are stored otherwise than they count."""

    checked: int = 0
    left: int = 0
    differing: list[int] = field(default_factory=list)
    """Ids of obligations."""


def reevaluate(session: Session) -> Reevaluation:
    """Count every clock anew that needs no events; changes nothing."""
    found = Reevaluation()
    hours = _Hours(book(session))
    for rows in session.execute(_clocks()).partitions(_ROWS):
        for terms, part in _by_terms(rows).items():
            calendar = hours.of(terms)
            if calendar is not None:
                found.checked += len(part)
                found.differing += _differing(calendar, terms, part)
    found.left = (session.scalar(select(func.count(ObligationRow.id))) or 0) - found.checked
    found.differing.sort()
    return found


class _Hours:
    """The calendar that promises of the same terms count in."""

    def __init__(self, agreements: AgreementBook) -> None:
        self._agreements = agreements
        self._found: dict[_Terms, BulkHours | None] = {}
        self._built: dict[int, BulkHours] = {}

    def of(self, terms: _Terms) -> BulkHours | None:
        """None where the terms do not tell which: two targets differ in nothing but who they are for."""
        if terms not in self._found:
            self._found[terms] = self._look_up(*terms)
        return self._found[terms]

    def _look_up(
        self, code: str, number: int, metric: str, limit: str, unit: str, province: str
    ) -> BulkHours | None:
        agreement = self._agreements.named(code)
        if agreement is None:
            return None
        names = {
            target.calendar
            for version in agreement.versions
            if version.number == number
            for target in version.targets
            if (target.metric.value, str(target.limit), target.unit.value) == (metric, limit, unit)
        }
        if len(names) != 1:
            return None
        calendar = self._agreements.calendars.of(agreement, names.pop(), province)
        return self._built.setdefault(id(calendar), BulkHours(calendar))


def _differing(hours: BulkHours, terms: _Terms, rows: Sequence[_Row]) -> list[int]:
    """Ids of the rows that do not show what they count."""
    ids, start, limit, due, stopped, used, overrun = (
        np.array(values, np.int64) for values in list(zip(*rows, strict=True))[6:13]
    )
    states = np.array([row.state for row in rows])
    if terms[4] == Unit.WORKING_DAYS.value:
        start -= start % SECOND
    is_over = stopped != _NEVER
    counted_due = hours.due(start, limit)
    counted = np.where(is_over, hours.elapsed(start, np.where(is_over, stopped, start)), used)
    is_missed = np.where(is_over, stopped > counted_due, states == ClockState.MISSED.value)
    late = np.where(is_missed, np.maximum(counted - limit, 1), 0)
    outcome = np.where(is_missed, ClockState.MISSED.value, ClockState.MET.value)
    wrong: NDArray[np.bool_] = ~is_answer(counted_due) | (due != counted_due)
    wrong |= limit != _limit(terms, limit)
    wrong |= is_over & ((used != counted) | (overrun != late) | (states != outcome))
    found: list[int] = ids[wrong].tolist()
    return found


def _limit(terms: _Terms, stored: Column) -> Column | int:
    """The seconds that the terms give; working days are as many as were counted."""
    if terms[4] == Unit.WORKING_DAYS.value:
        return stored
    return int(terms[3]) * (60 if terms[4] == Unit.MINUTES.value else 3600)


def _by_terms(rows: Iterable[_Row]) -> dict[_Terms, list[_Row]]:
    parts: dict[_Terms, list[_Row]] = defaultdict(list)
    for row in rows:
        terms = (row.agreement, row.agreement_version, row.metric, row.target, row.unit, row.province)
        parts[terms].append(row)
    return parts


def _clocks() -> Select[*tuple[Any, ...]]:
    row, newer = ObligationRow, aliased(ObligationRow)
    changed = select(JobEvent.job_id).where(JobEvent.kind.in_([kind.value for kind in CHANGES_CLOCKS]))
    is_superseded = exists().where(
        newer.job_id == row.job_id,
        newer.agreement == row.agreement,
        newer.metric == row.metric,
        newer.sequence == row.sequence,
        newer.evaluation > row.evaluation,
    )
    return (
        select(
            row.agreement,
            row.agreement_version,
            row.metric,
            row.target,
            row.unit,
            Job.province,
            row.id,
            in_microseconds(row.started_at),
            row.limit_seconds,
            func.coalesce(in_microseconds(row.due_at), _NEVER),
            func.coalesce(in_microseconds(row.stopped_at), _NEVER),
            row.used_seconds,
            row.overrun_seconds,
            row.state,
        )
        .join(Job, row.job_id == Job.id)
        .where(row.unit.in_(_UNITS), row.state.in_(_STATES), row.job_id.not_in(changed), ~is_superseded)
        .execution_options(yield_per=_ROWS)
    )


class in_microseconds(FunctionElement[int]):  # noqa: N801 - named as it is written in a query
    """An instant as microseconds since 1970 in UTC, exactly."""

    type = BigInteger()
    inherit_cache = True


@compiles(in_microseconds, "sqlite")
def _on_sqlite(element: in_microseconds, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite rounds fractions to milliseconds; they are read as digits.
    text = compiler.process(element.clauses, **options)
    return f"(unixepoch(substr({text}, 1, 19)) * 1000000 + CAST(substr({text}, 21, 6) AS INTEGER))"


@compiles(in_microseconds, "postgresql")
def _on_postgres(element: in_microseconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(extract(epoch FROM {compiler.process(element.clauses, **options)}) * 1000000 AS BIGINT)"
