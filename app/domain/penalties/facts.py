"""What clauses are held against: promises that were missed, and whatever else happened or was measured."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from app.domain.penalties.clauses import PenaltyClause, Trigger

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """One missed obligation as a clause sees it."""

    obligation: int
    job: str
    metric: str
    overrun_seconds: int
    late_dates: int | None = None
    """Local dates after the window, for a visit promised for a window of dates."""
    due_at: datetime
    done_at: datetime | None
    service: str = ""
    zone: str = ""
    priority: str = ""
    terminal: str = ""
    is_undecided: bool = False
    """Whether a wait that may excuse it waits for a supervisor: until then it costs nothing (semantics 4)."""
    dates_to_next: int | None = None
    """Local dates until the next visit of the terminal is due; None: no other is known."""
    is_carried: bool = False
    """Whether it fell due before the period that is priced: only what it costs by the day goes on."""
    cost: Decimal | None = None
    """What it cost to have the job done by others, in rial."""

    @property
    def item(self) -> str:
        """What its charges are kept under."""
        return str(self.obligation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Anything else that a clause may charge, with the figure that the clause judges."""

    trigger: Trigger
    item: str
    """What its charges are kept under."""
    at: datetime
    """The instant by which it counts in a period."""
    measure: Fraction = Fraction(1)
    """Events, local dates since the repair, days or hours down, percent, points, violations, days late."""
    jobs: tuple[str, ...] = ()
    terminal: str = ""
    metric: str = ""
    service: str = ""
    zone: str = ""
    priority: str = ""
    done_at: datetime | None = None
    base_amount: Decimal | None = None
    """The sum that rates are taken of, in place of a price."""
    rate: Fraction | None = None
    """The rate of one unit, in place of the clause's."""
    length: Fraction | None = None
    """Days a milestone was given, for brackets in shares of it."""
    clause: str = ""
    """Code of the one clause it was counted for; empty: whichever speaks of it."""
    further_rate: Fraction | None = None
    """What is charged besides, once, because it is not the first period running."""


Fact = Lateness | Occurrence


def applies(clause: PenaltyClause, fact: Fact) -> bool:
    """Whether the clause speaks of this."""
    if isinstance(fact, Occurrence) and fact.clause:
        # It was counted for this one: over jobs that the clause speaks of.
        return clause.trigger is fact.trigger and clause.code == fact.clause
    is_meant = clause.trigger is (fact.trigger if isinstance(fact, Occurrence) else Trigger.MISSED)
    return (
        is_meant
        and clause.metric in {"", fact.metric}
        and clause.speaks_of(fact.service, fact.zone, fact.priority)
    )


def late_dates(due_to: datetime, done: datetime) -> int:
    """Local calendar dates from the last day of the window to the day it was done (both local)."""
    return max((done.date() - (due_to - _INSTANT).date()).days, 0)
