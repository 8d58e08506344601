"""Scorecards: published formulas, numerator and denominator, "no data" that is never a hundred percent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from app.domain.clocks import ClockState
from app.domain.events import EventKind

LEAST_SAMPLE = 20
"""Fewer cases than this say nothing (domain.md, section 4)."""

HUNDRED = Fraction(100)
_HOUR = 3600


class Kpi(StrEnum):
    """What a contractor is scored by."""

    RESOLVE = "resolve"
    ARRIVE = "arrive"
    FIRST_TIME_FIX = "first-time-fix"
    REPEAT_7 = "repeat-7"
    REPEAT_30 = "repeat-30"
    MTTR = "mttr"
    PM = "pm"
    INSTALL = "install"
    SATISFACTION = "satisfaction"


class Unit(StrEnum):
    """In what a KPI is told."""

    PERCENT = "percent"
    HOURS = "hours"
    SCORE = "score"
    """1 to 5, as merchants give it."""


@dataclass(frozen=True, slots=True)
class Goal:
    """The value that earns all of a KPI's points, the one that earns none, and its weight."""

    target: Fraction
    floor: Fraction
    weight: int
    unit: Unit = Unit.PERCENT


GOALS: Mapping[Kpi, Goal] = {
    Kpi.RESOLVE: Goal(Fraction(95), Fraction(85), 25),
    Kpi.ARRIVE: Goal(Fraction(92), Fraction(80), 8),
    Kpi.FIRST_TIME_FIX: Goal(Fraction(80), Fraction(60), 15),
    Kpi.REPEAT_7: Goal(Fraction(5), Fraction(15), 4),
    Kpi.REPEAT_30: Goal(Fraction(12), Fraction(30), 4),
    Kpi.MTTR: Goal(Fraction(8), Fraction(24), 6, Unit.HOURS),
    Kpi.PM: Goal(Fraction(95), Fraction(70), 15),
    Kpi.INSTALL: Goal(Fraction(95), Fraction(85), 8),
    Kpi.SATISFACTION: Goal(Fraction(42, 10), Fraction(3), 3, Unit.SCORE),
}
"""Targets and weights as proposed in domain.md, section 4; the floors beside them are ours."""

USUAL_WEIGHTS: Mapping[Kpi, int] = {kpi: goal.weight for kpi, goal in GOALS.items()}
"""What each KPI weighs where the agreement says nothing."""

GRADES = ((90, "A"), (80, "B"), (70, "C"), (50, "D"), (0, "E"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure with what it was made of."""

    kpi: Kpi
    numerator: int
    """Cases that count for the figure; for a time the sum of its seconds, for a score that of the scores."""
    denominator: int
    excluded: int = 0
    """Excused, shown apart and part of neither; for a score those who were asked and did not answer."""
    counted: tuple[int, ...] = ()
    """Ids of the jobs in the numerator; for a time or a score the same as `jobs`."""
    jobs: tuple[int, ...] = ()
    """Ids of the jobs in the denominator."""
    least: int = LEAST_SAMPLE

    @property
    def value(self) -> Fraction | None:
        """Percent, hours for a time, or a score; None where there are too few cases to say anything."""
        if self.denominator < max(self.least, 1):
            return None
        if GOALS[self.kpi].unit is Unit.HOURS:
            return Fraction(self.numerator, self.denominator * _HOUR)
        if GOALS[self.kpi].unit is Unit.SCORE:
            return Fraction(self.numerator, self.denominator)
        return HUNDRED * self.numerator / self.denominator

    @property
    def points(self) -> Fraction | None:
        """0 to 100 between floor and target; None without a value."""
        value, goal = self.value, GOALS[self.kpi]
        if value is None:
            return None
        share = (value - goal.floor) / (goal.target - goal.floor)
        return HUNDRED * min(max(share, Fraction(0)), Fraction(1))


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds: mean, middle, and what nine of ten did not exceed."""

    count: int
    mean: Fraction | None
    median: Fraction | None
    p90: Fraction | None


@dataclass(frozen=True, slots=True)
class RepairTimes:
    """The three meanings of "time to repair", side by side (product.md, semantics 12)."""

    elapsed: Spread
    """Reported to resolved."""
    contract: Spread
    """What the contract's clock counted."""
    hands_on: Spread
    """Work on site, waits left out."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One obligation as compliance sees it."""

    job: int
    state: ClockState
    due_at: datetime


def compliance(
    kpi: Kpi, promises: Iterable[Promise], *, as_of: datetime, least: int = LEAST_SAMPLE
) -> Measure:
    """Promises due and kept of those due; open and overdue is missed, excused stands apart (semantics 11)."""
    met: list[int] = []
    due: list[int] = []
    excused = 0
    for promise in promises:
        if promise.state is ClockState.EXCUSED:
            excused += 1
        elif promise.state is not ClockState.CANCELLED and promise.due_at <= as_of:
            due.append(promise.job)
            if promise.state is ClockState.MET:
                met.append(promise.job)
    return Measure(
        kpi=kpi,
        numerator=len(met),
        denominator=len(due),
        excluded=excused,
        counted=tuple(met),
        jobs=tuple(due),
        least=least,
    )


def share(kpi: Kpi, jobs: Sequence[int], counted: Iterable[int], *, least: int = LEAST_SAMPLE) -> Measure:
    """How many of `jobs` are among those `counted`."""
    wanted = set(counted)
    found = tuple(job for job in jobs if job in wanted)
    return Measure(
        kpi=kpi, numerator=len(found), denominator=len(jobs), counted=found, jobs=tuple(jobs), least=least
    )


def mean_time(kpi: Kpi, seconds: Mapping[int, int], *, least: int = LEAST_SAMPLE) -> Measure:
    """The mean of what each job took."""
    jobs = tuple(seconds)
    return Measure(
        kpi=kpi,
        numerator=sum(seconds.values()),
        denominator=len(jobs),
        counted=jobs,
        jobs=jobs,
        least=least,
    )


def mean_score(kpi: Kpi, scores: Mapping[int, int | None], *, least: int = LEAST_SAMPLE) -> Measure:
    """The mean of what was said of each job; None: somebody was asked and did not answer."""
    told = {job: score for job, score in scores.items() if score is not None}
    return Measure(
        kpi=kpi,
        numerator=sum(told.values()),
        denominator=len(told),
        excluded=len(scores) - len(told),
        counted=tuple(told),
        jobs=tuple(told),
        least=least,
    )


def response_rate(measure: Measure) -> Fraction | None:
    """Percent of those asked who answered; None where nobody was asked."""
    asked = measure.denominator + measure.excluded
    return HUNDRED * measure.denominator / asked if asked else None


def spread(seconds: Iterable[int]) -> Spread:
    """Mean, median and P90 (nearest rank) of durations; all None where there are none."""
    ordered = sorted(seconds)
    count = len(ordered)
    if not count:
        return Spread(0, None, None, None)
    median = Fraction(ordered[(count - 1) // 2] + ordered[count // 2], 2)
    rank = -(-9 * count // 10)
    return Spread(count, Fraction(sum(ordered), count), median, Fraction(ordered[rank - 1]))


def score(measures: Iterable[Measure], weights: Mapping[Kpi, int] = USUAL_WEIGHTS) -> Fraction | None:
    """The weighted points of the KPIs that say something, their weights taken anew to a hundred."""
    told = [(weights.get(m.kpi, 0), m.points) for m in measures if m.points is not None]
    whole = sum(weight for weight, _points in told)
    if not whole:
        return None
    return sum((weight * points for weight, points in told if points is not None), Fraction(0)) / whole


def grade(points: Fraction | None) -> str:
    """A to E; empty without a score."""
    if points is None:
        return ""
    return next(letter for least, letter in GRADES if points >= least)


def is_repeat(resolved_at: datetime, reported_again_at: datetime, days: int) -> bool:
    """Whether a call came so soon after the repair that it counts as the same fault."""
    return timedelta(0) <= reported_again_at - resolved_at <= timedelta(days=days)


def hands_on_seconds(events: Iterable[tuple[EventKind, datetime]]) -> int | None:
    """Seconds of work on site, from each arrival to its end, without waits; None if nobody came."""
    is_on_site, has_come = False, False
    since: datetime | None = None
    worked = timedelta(0)
    for kind, at in sorted(events, key=lambda event: event[1]):
        if kind is EventKind.ARRIVED:
            is_on_site = has_come = True
        if kind in _WORK_BEGINS and is_on_site:
            since = since or at
        elif kind in _WORK_ENDS:
            worked += at - since if since else timedelta(0)
            since = None
            is_on_site = is_on_site and kind is EventKind.PAUSED
    return int(worked.total_seconds()) if has_come else None


_WORK_BEGINS = frozenset({EventKind.ARRIVED, EventKind.RESUMED})
_WORK_ENDS = frozenset({EventKind.PAUSED, EventKind.RESOLVED, EventKind.CLOSED, EventKind.DISPATCHED})
