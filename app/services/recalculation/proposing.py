"""What approving a change would do: the promises that would stand otherwise, and what that costs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.clocks import ClockState
from app.domain.evaluations import Difference
from app.services.doors import Doors
from app.services.recalculation.changes import Change
from app.services.recalculation.money import MoneyRow, Purse, left_out
from app.services.recalculation.readings import JobReading, count_affected, read_piece

Question = Callable[[Session], Change | None]
"""Such as `changes.of_revision` with the id of a draft; asked anew in every short transaction."""

Told = Callable[[int, int], bool]
"""Told how many jobs of how many were read; answers whether to go on."""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One promise that would stand otherwise."""

    job_id: int
    job: str
    service: str
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much a change changes."""

    examined: int = 0
    """Jobs that were read."""
    jobs: int = 0
    """Jobs with a promise that would stand otherwise."""
    obligations: int = 0
    met_to_missed: int = 0
    missed_to_met: int = 0
    moved: int = 0
    """Open ones that would be due at another instant."""
    payable: Decimal = Decimal(0)
    """Rial more (or, below zero, less) that contractors would pay, approved and issued cases left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The whole answer as of one instant; nothing is stored of it."""

    as_of: datetime
    totals: Totals
    differences: tuple[DifferenceRow, ...]
    """By job in the order they were registered."""
    money: tuple[MoneyRow, ...]
    """By contractor, agreement and month; only where it changes."""
    left_out: tuple[str, ...] = ()
    """Codes of the clauses that are not in these rial: they add up more than the jobs that change."""


def propose(doors: Doors, clock: Clock, question: Question, *, told: Told) -> Proposal | None:
    """Read every affected job under the book before and after; None where `told` says stop.

    Each piece is a short transaction of its own. Raises what `question` and pricing raise.
    """
    reading = _Reading(clock.now())
    last, total = 0, None
    while True:
        with doors.reading() as session:
            change = question(session)
            if change is None:
                return reading.proposal(session)
            reading.left_out = left_out(change)
            if total is None:
                total = count_affected(session, change)
            piece = list(read_piece(session, change, after_job=last, as_of=reading.as_of))
            for job in piece:
                reading.take(job, change)
            if not piece:
                return reading.proposal(session)
            last = piece[-1].job.id
        if not told(min(reading.examined, total), total):
            return None


@dataclass
class _Reading:
    """What was found so far."""

    as_of: datetime
    examined: int = 0
    rows: list[DifferenceRow] = field(default_factory=list)
    purse: Purse | None = None
    left_out: tuple[str, ...] = ()

    def take(self, reading: JobReading, change: Change) -> None:
        self.examined += 1
        if not reading.differences:
            return
        job = reading.job
        self.rows += [DifferenceRow(job.id, job.code, job.service, each) for each in reading.differences]
        if self.purse is None:
            self.purse = Purse(change, self.as_of)
        if any(_is_charged(difference) for difference in reading.differences):
            self.purse.take(reading)

    def proposal(self, session: Session) -> Proposal:
        money = self.purse.rows(session) if self.purse is not None else ()
        found = [row.difference for row in self.rows]
        counted: Counter[str] = Counter()
        for difference in found:
            counted["met_to_missed"] += difference.is_met_to_missed
            counted["missed_to_met"] += difference.is_missed_to_met
            counted["moved"] += difference.is_moved
        totals = Totals(
            examined=self.examined,
            jobs=len({row.job_id for row in self.rows}),
            obligations=len(found),
            payable=sum((row.change for row in money if _follows(row)), Decimal(0)),
            **counted,
        )
        return Proposal(
            as_of=self.as_of,
            totals=totals,
            differences=tuple(self.rows),
            money=money,
            left_out=self.left_out,
        )


def _follows(row: MoneyRow) -> bool:
    """Whether what is charged follows the change: approved and issued cases keep their figures."""
    return not (row.stays_approved or row.needs_correction)


def _is_charged(difference: Difference) -> bool:
    """Whether a broken promise is on one side at least: others cost nothing."""
    sides = (difference.before, difference.after)
    return any(side is not None and side.state is ClockState.MISSED for side in sides)
