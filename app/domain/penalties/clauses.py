"""Penalty clauses as a contract states them: trigger, base, unit, brackets, caps (semantics 13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

NOTHING = Fraction(0)

REMAINING_VALUE = "remaining_value"
"""The one base that is no price: what of a milestone's worth was late, as it was measured."""


class Trigger(StrEnum):
    """What a clause charges."""

    MISSED = "missed"
    """A promise that was not kept: late, or not done at all."""
    NO_SHOW = "no-show"
    WRONG_REPORT = "wrong-report"
    TERMINAL_LOST = "terminal-lost"
    REPEAT = "repeat"
    """Another call on the same terminal after a repair."""
    DOWNTIME_DAYS = "downtime-days"
    DOWNTIME_HOURS = "downtime-hours"
    """Both by terminal and period."""
    COMPLIANCE = "compliance"
    """Percent of the promises of a metric that were kept in a period."""
    POINTS = "points"
    """What the points of a period's events add up to."""
    VIOLATIONS = "violations"
    """Violations that a measured figure stands for."""
    AT_RISK = "at-risk"
    """A service level that was missed, out of a pool of the amount at risk."""
    MILESTONE = "milestone"
    """A part of a project that was late."""


DECLARED = frozenset({Trigger.NO_SHOW, Trigger.WRONG_REPORT, Trigger.TERMINAL_LOST})
"""Events that somebody wrote down on a job, by their reason."""
HAPPENING = DECLARED | {Trigger.REPEAT}
"""Things that happen at an instant of their own, instead of falling due."""
DOWNTIME = frozenset({Trigger.DOWNTIME_DAYS, Trigger.DOWNTIME_HOURS})
OF_CALLS = DOWNTIME | {Trigger.REPEAT}
"""Charged on calls for repair alone."""
MEASURED = frozenset({Trigger.VIOLATIONS, Trigger.AT_RISK, Trigger.MILESTONE})
"""Judged by figures that no job carries."""
BY_PERIOD = DOWNTIME | {Trigger.COMPLIANCE, Trigger.POINTS}
"""Counted over all of a month or quarter."""
WITH_METRIC = frozenset({Trigger.MISSED, Trigger.COMPLIANCE})
WITH_UNIT = frozenset({Trigger.MISSED, Trigger.MILESTONE})
"""Whose unit the clause chooses; any other trigger has one of its own."""


class LateUnit(StrEnum):
    """In what a clause counts."""

    EVENT = "event"
    """Once, however late."""
    HOUR = "hour"
    DAY = "day"
    """24 counted hours; for a visit inside a date window, local dates."""
    WEEK = "week"
    PERCENT = "percent"
    POINT = "point"
    VIOLATION = "violation"


UNIT_OF: Mapping[Trigger, LateUnit] = {
    **dict.fromkeys(DECLARED, LateUnit.EVENT),
    Trigger.REPEAT: LateUnit.EVENT,
    Trigger.DOWNTIME_DAYS: LateUnit.DAY,
    Trigger.DOWNTIME_HOURS: LateUnit.HOUR,
    Trigger.COMPLIANCE: LateUnit.PERCENT,
    Trigger.POINTS: LateUnit.POINT,
    Trigger.VIOLATIONS: LateUnit.VIOLATION,
    Trigger.AT_RISK: LateUnit.EVENT,
}


class Rounding(StrEnum):
    """What a part of a unit costs."""

    STARTED = "started"
    WHOLE = "whole"
    EXACT = "exact"


class TierMode(StrEnum):
    """How brackets charge."""

    SLAB = "slab"
    """The whole quantity at the value of the bracket that holds it."""
    MARGINAL = "marginal"
    """Each slice at the value of its own bracket."""
    FLAT = "flat"
    """The value of the bracket once, however many units."""


class Side(StrEnum):
    """Whether the lower edge of a bracket is part of it."""

    FROM = "from"
    OVER = "over"


class Edges(StrEnum):
    """In what the edges of brackets are stated."""

    UNITS = "units"
    LENGTH = "length"
    """Shares of a milestone's length."""


class PeriodKind(StrEnum):
    """Over what a clause counts: Jalali months or quarters."""

    MONTH = "month"
    QUARTER = "quarter"


class CapScope(StrEnum):
    """To what a cap is the most."""

    ITEM = "item"
    """One item in its life: the clauses' own `item_cap`."""
    MONTH = "month"
    QUARTER = "quarter"
    CONTRACT = "contract"


CAP_ORDER = (CapScope.ITEM, CapScope.MONTH, CapScope.QUARTER, CapScope.CONTRACT)


class CapEffect(StrEnum):
    """What happens when a cap is passed."""

    LIMIT = "limit"
    """No more than it is charged."""
    REVIEW = "review"
    """Nothing is taken off; whether the contract should end is to be reviewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One step of a scale; the step above begins where it ends, on the other side of the edge."""

    low: Fraction
    side: Side = Side.FROM
    high: Fraction | None = None
    """None: no upper edge."""
    rate: Fraction | None = None
    amount: Decimal | None = None
    points: Decimal | None = None
    """Points, or violations of a measured figure."""
    per: Fraction | None = None
    """Violations count once for each such part begun below the upper edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A service level and its share of a pool of the amount at risk."""

    level: str
    pool: str
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that clauses together may cost in a month, a quarter or the contract."""

    scope: CapScope
    clauses: frozenset[str] = frozenset()
    """Codes of those it holds for; empty: every one."""
    base: str = ""
    rate: Fraction = NOTHING
    amount: Decimal = Decimal(0)
    effect: CapEffect = CapEffect.LIMIT
    running: int = 1
    """Periods in succession that must pass it before a review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyClause:
    """One clause: what its trigger costs.

    Its value is a `rate` of the price `base`, an `amount` in rial, `points`, or one of these in each bracket.
    """

    code: str
    trigger: Trigger = Trigger.MISSED
    metric: str = ""
    title: Mapping[str, str]
    """By language."""
    article: str = ""
    unit: LateUnit = LateUnit.EVENT
    rounding: Rounding = Rounding.STARTED
    base: str = ""
    rate: Fraction = NOTHING
    amount: Decimal = Decimal(0)
    points: Decimal | None = None
    """What one event counts in the scale of the version's clauses of points."""
    free_units: Fraction = NOTHING
    """Units that cost nothing; of events the first of a period."""
    tiers: TierMode = TierMode.SLAB
    edges: Edges = Edges.UNITS
    brackets: tuple[Bracket, ...] = ()
    most_units: Decimal | None = None
    item_cap_rate: Fraction | None = None
    """Most that one item may cost in its life, as a share of `cap_base`, or else of the base."""
    item_cap_amount: Decimal | None = None
    cap_base: str = ""
    adds_up: bool = False
    """Whether it is charged beside other clauses for the same incident."""
    until_next_due: bool = False
    """Whether lateness ends when the next visit of the terminal is due."""
    step_in_rate: Fraction | None = None
    """Share of what a step-in cost, charged once the most units are passed."""
    period: PeriodKind = PeriodKind.MONTH
    calendar: str = ""
    """Whose open hours count as down; empty: every hour."""
    day_hours: Fraction | None = None
    """Hours down that make a day of it."""
    figure: str = ""
    severities: Mapping[str, Fraction] = field(default_factory=dict)
    """Rate of one violation by its severity."""
    month_floor: Fraction | None = None
    """Each month of the quarter below it is one more violation."""
    escalation_after: int | None = None
    """The period running, from 2 on, from which on it costs more."""
    escalation_rate: Fraction | None = None
    escalations: Mapping[str, Fraction] = field(default_factory=dict)
    """The same by severity."""
    pools: Mapping[str, Fraction] = field(default_factory=dict)
    pool_limit: Fraction = Fraction(1)
    allocations: tuple[Allocation, ...] = ()
    services: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()

    def speaks_of(self, service: str, zone: str, priority: str) -> bool:
        """Whether it holds for such a job."""
        return (
            (not self.services or service in self.services)
            and (not self.zones or zone in self.zones)
            and (not self.priorities or priority in self.priorities)
        )

    @property
    def gives_points(self) -> bool:
        """Whether it counts points in place of rial."""
        return self.trigger is not Trigger.VIOLATIONS and (
            self.points is not None or any(bracket.points is not None for bracket in self.brackets)
        )

    @property
    def prices(self) -> frozenset[str]:
        """Names of the prices it takes shares of."""
        return frozenset({self.base, self.cap_base} - {"", REMAINING_VALUE})
