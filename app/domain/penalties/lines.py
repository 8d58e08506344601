"""Lines of penalty: what one clause takes for one thing, and what lowered it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.penalties.clauses import HAPPENING, LateUnit, Trigger

ZERO = Decimal(0)
_INSTANT = timedelta(microseconds=1)

WAITS_FOR_DECISION = "waits-for-decision"
"""Why a line costs nothing yet: a long wait in it was neither approved nor refused."""
MOST_UNITS = "most-units"
ITEM_CAP = "item-cap"
CHARGED_BEFORE = "charged-before"
FREE_ALLOWANCE = "free-allowance"
ONE_CHARGE = "one-charge-per-incident"
STEP_IN = "step-in"
ESCALATION = "escalation"


class Lowered(NamedTuple):
    """A cap or rule that made a line cost less."""

    reason: str
    """Its code."""
    taken: Decimal
    """Whole rial it took off what was left of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyLine:
    """What one clause takes for one missed obligation or other fact; money in whole rial.

    Of one period alone, `amount` less everything taken in `lowered` is `payable`.
    """

    obligation: int | None = None
    """None: it is for no single promise."""
    job: str = ""
    """Empty: it is for several jobs, or for none."""
    clause: str
    metric: str
    quantity: Fraction
    unit: LateUnit
    base: str
    base_amount: Decimal
    rate: Fraction
    amount: Decimal
    """Before caps, less what other periods counted before caps."""
    payable: Decimal
    """After caps, and after what was charged in other periods."""
    lowered: tuple[Lowered, ...] = ()
    """The caps and rules that lowered it, in the order in which they did."""
    trigger: Trigger = Trigger.MISSED
    item: str = ""
    """What it is for; unique with clause and part."""
    part: str = ""
    """`step-in` or `escalation`, beside the clause's own charge."""
    jobs: tuple[str, ...] = ()
    terminal: str = ""
    due_at: datetime | None = None
    """The instant by which it counts in a period."""
    done_at: datetime | None = None
    version: int = 0
    adds_up: bool = False
    points: Fraction = Fraction(0)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of what lowered it, or of the part it is."""
        return (*filter(None, (self.part,)), *(each.reason for each in self.lowered))

    @property
    def key(self) -> str:
        """What it is kept under beside its clause."""
        return f"{self.item}:{self.part}" if self.part else self.item

    @property
    def counts_at(self) -> datetime | None:
        """The instant whose day it belongs to: a due instant at midnight is of the day that ends there."""
        return None if self.due_at is None else counts_at(self.due_at, self.trigger)

    def less(self, reason: str, most: Decimal) -> "PenaltyLine":
        """The line with no more than `most` payable."""
        if self.payable <= most:
            return self
        lowered = (*self.lowered, Lowered(reason, self.payable - most))
        return replace(self, payable=most, lowered=lowered)

    @property
    def place(self) -> tuple[object, ...]:
        """Where it stands among others: caps leave the earlier ones whole."""
        due = self.due_at.timestamp() if self.due_at else 0.0
        is_total = self.trigger is Trigger.POINTS
        return due, is_total, self.jobs or (self.job,), _numeric(self.item), self.clause, self.part


def counts_at(due_at: datetime, trigger: Trigger) -> datetime:
    """The instant whose day a line belongs to: what happens at midnight is of the day that begins."""
    return due_at + _INSTANT if trigger in HAPPENING else due_at


def _numeric(item: str) -> tuple[int, str]:
    return (int(item), "") if item.isascii() and item.isdecimal() else (0, item)
