"""What the clocks are asked: an office in Tehran over fourteen years, and random questions to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from app.domain.calendar_spec import CalendarSpec
from app.domain.opening_tape import EPOCH, SECOND
from app.domain.working_time import Interval, WorkingTime
from app.services.bulk_time.columns import Column, Pauses
from app.services.holidays_ir import official_holidays

FIRST, LAST = date(2012, 1, 1), date(2026, 1, 1)
_DAY = 86_400
_HALVES = ((8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600))
_SHORT = ((8 * 3600, 13 * 3600),)
_SEED = 7


def office() -> CalendarSpec:
    """Saturday to Wednesday 08:00-17:00 with an hour for lunch, Thursday until 13:00, official holidays."""
    week = dict.fromkeys((5, 6, 0, 1, 2), _HALVES)
    closed = frozenset(holiday.date for holiday in official_holidays(FIRST, LAST))
    return CalendarSpec("office", "Asia/Tehran", {**week, 3: _SHORT}, closed)


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions by the column: elapsed from start to end, due after `working` seconds, pauses of each."""

    start: Column
    end: Column
    working: Column
    pauses: Pauses

    @classmethod
    def random(cls, count: int) -> "Questions":
        """Jobs of at most 60 days, promises of at most 300 working hours, 1.5 pauses of at most 3 days."""
        random = np.random.default_rng(_SEED)
        begin = int(datetime(FIRST.year, 1, 1, tzinfo=UTC).timestamp())
        start = begin + random.integers(0, (LAST - FIRST).days * _DAY - 90 * _DAY, count)
        owner = np.sort(random.integers(0, count, count + count // 2))
        paused = start[owner] + random.integers(0, 30 * _DAY, len(owner))
        paused = paused[np.lexsort((paused, owner))]
        resumed = paused + random.integers(60, 3 * _DAY, len(owner))
        return cls(
            start=start * SECOND,
            end=(start + random.integers(0, 60 * _DAY, count)) * SECOND,
            working=random.integers(1, 300 * 3600, count),
            pauses=Pauses.by_question(owner, paused * SECOND, resumed * SECOND, count),
        )

    def singly(self, count: int) -> list["Question"]:
        """The first questions, one by one."""
        first = self.pauses.first[: count + 1].tolist()
        starts, ends = _instants(self.pauses.starts[: first[-1]]), _instants(self.pauses.ends[: first[-1]])
        pauses = [Interval(start, end) for start, end in zip(starts, ends, strict=True)]
        columns = (_instants(self.start[:count]), _instants(self.end[:count]), self.working[:count].tolist())
        return [
            Question(start, end, WorkingTime(working), pauses[first[place] : first[place + 1]])
            for place, (start, end, working) in enumerate(zip(*columns, strict=True))
        ]


@dataclass(frozen=True, slots=True)
class Question:
    """The same for one job, as the rules are asked."""

    start: datetime
    end: datetime
    working: WorkingTime
    pauses: list[Interval]


def micro(instant: datetime) -> int:
    """Microseconds since 1970, as the columns have them."""
    since = instant - EPOCH
    return (since.days * _DAY + since.seconds) * SECOND + since.microseconds


def _instants(column: Column) -> list[datetime]:
    return [datetime.fromtimestamp(second, UTC) for second in (column // SECOND).tolist()]
