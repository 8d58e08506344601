"""What the letters of each kind tell, in figures and codes; the writers put it into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.penalties.clauses import Trigger


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days that a case is about."""

    name: str
    """Jalali month or quarter: 1405-08, 1405-Q2."""
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """What one clause took for one broken promise, or for something else that happened."""

    job: str
    terminal: str
    metric: str
    target_unit: str
    due_at: datetime
    done_at: datetime | None
    overrun_seconds: int
    clause: str
    version: int
    amount: Decimal
    reasons: tuple[str, ...] = ()
    trigger: str = Trigger.MISSED.value
    quantity: Decimal = Decimal(0)
    unit: str = ""
    """In what the quantity is counted, as LateUnit (app/domain/penalties/clauses.py)."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A case as its notice tells it; gross − every reduction = payable."""

    period: Period
    is_interim: bool
    as_of: datetime
    lines: Sequence[NoticeLine]
    gross: Decimal
    incident: Decimal
    """Taken off because an incident is charged once."""
    waived: Decimal
    """Taken off by waivers that were approved before the notice."""
    payable: Decimal


@dataclass(frozen=True, kw_only=True)
class Admonition:
    """What a contractor is warned of, or asked to mend."""

    about: str
    reasons: Sequence[str]
    answer_days: int


@dataclass(frozen=True, kw_only=True)
class DecidedLine:
    """What was decided on one line of a case."""

    job: str
    terminal: str
    metric: str
    clause: str
    version: int
    before: Decimal
    after: Decimal
    decision: str
    """upheld reduced cancelled."""
    reason: str = ""
    """A code of the form's [reasons]; any other is told by the note."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Lines of a case that were decided on: an objection answered, a waiver, a correction."""

    period: Period
    lines: Sequence[DecidedLine]
    before: Decimal
    after: Decimal
    reason: str = ""
    """As in its lines: the cause of a waiver or a correction."""
    note: str = ""
    received_on: date | None = None
    """When the objection came."""
    their_number: str = ""
    """The number of the contractor's own letter."""
