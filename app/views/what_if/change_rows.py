"""Promises that stand otherwise, whether a change is about to be approved or only asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.domain.clocks import OPEN_STATES, ClockState
from app.domain.comparison import PromiseChange, Side
from app.domain.evaluations import Standing
from app.i18n import N_
from app.services.recalculation.proposing import DifferenceRow
from app.views.widgets.choices import Choice

EVERY, TO_MISSED, TO_MET, MOVED, OTHER = "every", "to-missed", "to-met", "moved", "other"
KINDS = (
    Choice(EVERY, N_("All changes")),
    Choice(TO_MISSED, N_("Met → missed")),
    Choice(TO_MET, N_("Missed → met")),
    Choice(MOVED, N_("Running, due at another time")),
    Choice(OTHER, N_("Changed otherwise")),
)


@dataclass(frozen=True, slots=True)
class Stand:
    """How a promise stands on one side."""

    state: ClockState
    due_at: datetime | None
    version: int | None = None
    """Of its agreement; None where that is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One promise before and after; None where it is not made, or not due in the period."""

    key: tuple[object, ...]
    job: str
    contractor: str
    agreement: str
    metric: str
    before: Stand | None
    after: Stand | None
    payable: Decimal | None = None
    """Rial more or less; None where the price is not told job by job."""

    @property
    def kind(self) -> str:
        """Under which filter it is found."""
        was, stands = (side.state if side else None for side in (self.before, self.after))
        if (was, stands) == (ClockState.MET, ClockState.MISSED):
            return TO_MISSED
        if (was, stands) == (ClockState.MISSED, ClockState.MET):
            return TO_MET
        if was in OPEN_STATES and stands in OPEN_STATES and self.shift != timedelta():
            return MOVED
        return OTHER

    @property
    def shift(self) -> timedelta:
        """How much later (or, below zero, earlier) it is due; zero where a side has no due time."""
        dues = [side.due_at if side else None for side in (self.before, self.after)]
        return timedelta() if dues[0] is None or dues[1] is None else dues[1] - dues[0]


def rows_of_proposal(differences: Iterable[DifferenceRow]) -> list[ChangeRow]:
    """The promises that an approval would move, those that end otherwise first."""
    places = {choice.key: place for place, choice in enumerate(KINDS)}
    return sorted((_of_difference(row) for row in differences), key=lambda row: places[row.kind])


def rows_of_comparison(changes: Iterable[PromiseChange]) -> list[ChangeRow]:
    """The promises of a what-if that end or cost otherwise."""
    return [_of_change(place, change) for place, change in enumerate(changes)]


def _of_difference(row: DifferenceRow) -> ChangeRow:
    agreement, metric, sequence = row.difference.key
    return ChangeRow(
        key=(row.job_id, agreement, metric, sequence),
        job=row.job,
        contractor=row.difference.party,
        agreement=agreement,
        metric=metric,
        before=_of_standing(row.difference.before),
        after=_of_standing(row.difference.after),
    )


def _of_change(place: int, change: PromiseChange) -> ChangeRow:
    return ChangeRow(
        key=(place,),
        job=change.job,
        contractor=change.contractor,
        agreement=change.agreement,
        metric=change.metric.value,
        before=_of_side(change.before),
        after=_of_side(change.after),
        payable=change.payable,
    )


def _of_standing(standing: Standing | None) -> Stand | None:
    return None if standing is None else Stand(standing.state, standing.due_at, standing.version)


def _of_side(side: Side | None) -> Stand | None:
    return None if side is None else Stand(side.state, side.due_at)
