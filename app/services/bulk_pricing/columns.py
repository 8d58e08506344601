"""The promises of one contract in one case, by the column; rows of a job stand together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.penalties.capping import ChargedBefore
from app.domain.penalties.facts import Lateness
from app.domain.penalties.lines import ZERO
from app.services.bulk_pricing.tariffs import MOST, Column, TooLarge

NO_DATES = -1
"""In place of local dates where lateness is counted in seconds alone."""
FAR = MOST
"""Local dates until a next visit that is not known."""


class Kind(NamedTuple):
    """What clauses ask of a promise to know whether they speak of it."""

    version: int
    metric: str
    service: str = ""
    zone: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Promises in order of job and obligation; money in whole rial."""

    kinds: Sequence[Kind]
    kind: Column
    """Its place in `kinds`."""
    job: Column
    """Equal for the rows of one job, and for no others."""
    seconds: Column
    """Counted seconds of lateness."""
    dates: Column
    """Local dates of lateness; NO_DATES where none are counted."""
    place: Column
    """Where each stands, counted through, by due instant, job and obligation: caps cut the last ones."""
    is_missed: NDArray[np.bool_]
    is_undecided: NDArray[np.bool_] | None = None
    """Whether a wait in it is still to be decided; None: of none."""
    dates_to_next: Column | None = None
    """Local dates until the terminal's next visit is due, or FAR; None: FAR for all."""
    charged_before: Column | None = None
    """What other cases charged its job; None: nothing for any."""
    counted_before: Mapping[str, Column] = field(default_factory=dict)
    """By clause, what other cases counted for it before caps."""
    kept_before: Mapping[str, Column] = field(default_factory=dict)
    """The same after caps."""


def columns_of(facts: Iterable[tuple[Lateness, int]], before: ChargedBefore) -> Columns:
    """The columns of missed promises, each with its version; raises TooLarge."""
    rows = sorted(facts, key=lambda row: (row[0].job, row[0].obligation))
    latenesses = [lateness for lateness, _version in rows]
    kinds: dict[Kind, int] = {}
    kind = [
        kinds.setdefault(Kind(version, each.metric, each.service, each.zone, each.priority), len(kinds))
        for each, version in rows
    ]
    jobs: dict[str, int] = {}
    by_due = sorted((each.due_at, each.job, each.obligation, row) for row, each in enumerate(latenesses))
    order = [row for _due, _job, _obligation, row in by_due]
    place = np.empty(len(rows), np.int64)
    place[order] = np.arange(len(rows))
    return Columns(
        tuple(kinds),
        _column(kind),
        _column(jobs.setdefault(each.job, len(jobs)) for each in latenesses),
        _column(each.overrun_seconds for each in latenesses),
        _column(NO_DATES if each.late_dates is None else each.late_dates for each in latenesses),
        place,
        np.ones(len(rows), np.bool_),
        np.array([each.is_undecided for each in latenesses], np.bool_),
        _column(FAR if each.dates_to_next is None else each.dates_to_next for each in latenesses),
        _charged_before(latenesses, before),
        _by_clause(latenesses, before.items),
        _by_clause(latenesses, before.kept),
    )


def _charged_before(latenesses: Sequence[Lateness], before: ChargedBefore) -> Column | None:
    if not any(before.incidents.values()):
        return None
    return _column(int(before.incidents.get(each.job, ZERO)) for each in latenesses)


def _by_clause(latenesses: Sequence[Lateness], sums: Mapping[tuple[str, str], Decimal]) -> dict[str, Column]:
    """Sums of items as columns."""
    codes = sorted({code for (_item, code), rial in sums.items() if rial})
    return {code: _column(int(sums.get((each.item, code), ZERO)) for each in latenesses) for code in codes}


def _column(numbers: Iterable[int]) -> Column:
    figures = list(numbers)
    if figures and not -MOST < min(figures) <= max(figures) <= MOST:
        raise TooLarge
    return np.array(figures, np.int64)
