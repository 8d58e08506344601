"""The account of a period: how its promises ended, what they cost, and the tally of each contractor."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.agreements import AgreementKind, Metric, Unit
from app.domain.clocks import OPEN_STATES, ClockState
from app.domain.penalties.capping import Review
from app.domain.penalties.lines import ZERO, PenaltyLine


class Rule(NamedTuple):
    """The target that a promise was measured by."""

    limit: int
    unit: Unit
    calendar: str
    """Empty: calendar hours."""


class Outcome(NamedTuple):
    """How one promise ended, or stands."""

    number: int
    """Its place in the account, by which its charges name it."""
    job: str
    terminal: str
    agreement: str
    kind: AgreementKind
    version: int
    metric: Metric
    party: str
    sequence: int
    rule: Rule
    due_at: datetime | None
    state: ClockState
    counts: bool
    """Whether it belongs to the period."""


class Charge(NamedTuple):
    """One line of penalty, and whose it is."""

    line: PenaltyLine
    agreement: str
    party: str
    outcome: Outcome | None
    """The promise it is for; None: it is for no single one."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A contractor's promises of a period and what they cost; rial in whole."""

    met: int = 0
    missed: int = 0
    excused: int = 0
    running: int = 0
    """Not due yet when it was looked at, those that stand included."""
    gross: Decimal = ZERO
    payable: Decimal = ZERO

    @property
    def obligations(self) -> int:
        """All of them; a promise that was withdrawn in time is none."""
        return self.met + self.missed + self.excused + self.running

    @property
    def compliance(self) -> Fraction | None:
        """Percent kept of those due; None where nothing was (semantics 11)."""
        due = self.met + self.missed
        return Fraction(100 * self.met, due) if due else None


@dataclass(frozen=True, slots=True)
class Account:
    """What a period came to under some agreements."""

    outcomes: Sequence[Outcome]
    charges: Sequence[Charge]
    reviews: Sequence[tuple[str, str, Review]]
    """Caps that were passed, after which the contract is to be reviewed: agreement, contractor, cap."""
    contractors: frozenset[str]
    """Codes of all that had a job, whether or not something was promised."""


def by_contractor(account: Account) -> dict[str, Tally]:
    """A tally of every contractor, by code; one without any promise has no data.

    A promise on a job that nobody had is told by agreement alone.
    """
    counted = [outcome for outcome in account.outcomes if outcome.counts]
    tallies = _tallied((outcome.party, outcome) for outcome in counted if outcome.party)
    charged = [(charge.party, charge) for charge in account.charges]
    return _with_money({code: Tally() for code in account.contractors} | tallies, charged)


def by_agreement(account: Account) -> dict[str, Tally]:
    """The same by code of the agreement, with the company's own promises to its merchants."""
    counted = [outcome for outcome in account.outcomes if outcome.counts]
    tallies = _tallied((outcome.agreement, outcome) for outcome in counted)
    return _with_money(tallies, [(charge.agreement, charge) for charge in account.charges])


def _tallied(outcomes: Iterable[tuple[str, Outcome]]) -> dict[str, Tally]:
    states: dict[str, Counter[ClockState]] = {}
    for code, outcome in outcomes:
        states.setdefault(code, Counter())[outcome.state] += 1
    return {
        code: Tally(
            met=counts[ClockState.MET],
            missed=counts[ClockState.MISSED],
            excused=counts[ClockState.EXCUSED],
            running=sum(counts[state] for state in OPEN_STATES),
        )
        for code, counts in states.items()
    }


def _with_money(tallies: dict[str, Tally], charged: Iterable[tuple[str, Charge]]) -> dict[str, Tally]:
    gross: defaultdict[str, Decimal] = defaultdict(Decimal)
    payable: defaultdict[str, Decimal] = defaultdict(Decimal)
    for code, charge in charged:
        gross[code] += charge.line.amount
        payable[code] += charge.line.payable
    # What is charged need not have been promised: a month's downtime, a measured figure.
    return {
        code: replace(tallies.get(code, Tally()), gross=gross[code], payable=payable[code])
        for code in sorted(tallies.keys() | gross.keys())
    }
