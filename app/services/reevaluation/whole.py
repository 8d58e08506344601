"""A first look at the clocks of the store: due, used, overrun and outcome from what is stored, by the column.

When a clock started and stopped and what was promised are taken as stored. What was reopened, excused,
cancelled or given another priority may need its whole derivation; it is left, and counted as left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy.orm import Session

from app.domain.agreements import Unit
from app.domain.clocks import ClockState
from app.services.agreement_book import book
from app.services.bulk_time.columns import Column, Places
from app.services.bulk_time.hours import BulkHours
from app.services.reevaluation.counting import closes_otherwise, counts_otherwise
from app.services.reevaluation.promises import Promise, Promises
from app.services.reevaluation.stored import Clocks, Terms, stored_clocks, stored_jobs, superseded
from app.services.reevaluation.waits import OnlyDerived, pauses_of, stored_waits

_DECIDED = {ClockState.EXCUSED.value, ClockState.CANCELLED.value}


@dataclass(slots=True)
class Reevaluation:
    """How many clocks were looked at, how many were left, and which are stored otherwise than they count."""

    checked: int = 0
    left: int = 0
    differing: list[int] = field(default_factory=list)
    """Ids of obligations."""


def reevaluate(session: Session) -> Reevaluation:
    """Count every clock anew of which more is not needed than the waits of its job; changes nothing."""
    found, look = Reevaluation(), _Look(session)
    for clocks, terms in stored_clocks(session):
        found.left += len(clocks.ids)
        for checked, differing in look.at(clocks, terms):
            found.checked += checked
            found.left -= checked
            found.differing += differing
    found.differing.sort()
    return found


class _Look:
    """What all clocks are held against."""

    def __init__(self, session: Session) -> None:
        self._promises = Promises(book(session))
        self._jobs = stored_jobs(session)
        self._waits = stored_waits(session)
        self._only_derived = OnlyDerived(session)
        self._superseded = superseded(session)

    def at(self, clocks: Clocks, terms: list[Terms]) -> Iterator[tuple[int, list[int]]]:
        """Of clocks that count alike: how many there are, and the ids of those that are stored otherwise."""
        clocks = clocks.at(np.flatnonzero(~np.isin(clocks.ids, self._superseded)))
        for same, promise, hours, places in self._groups(clocks, terms):
            alike = clocks.at(places)
            left = self._only_derived.jobs(promise.agreement.kind, same.state)
            alike = alike.at(np.flatnonzero(~np.isin(alike.jobs, left)))
            if same.unit == Unit.WINDOW.value:
                yield self._windows(same, alike)
            else:
                yield self._counted(same, promise, hours, alike)

    def _counted(
        self, terms: Terms, promise: Promise, hours: BulkHours, clocks: Clocks
    ) -> tuple[int, list[int]]:
        pauses, left = pauses_of(promise, clocks, self._waits)
        wrong = counts_otherwise(terms, hours, clocks, pauses if len(pauses.starts) else None)
        wrong[left] = False
        return len(clocks.ids) - len(left), clocks.ids[wrong].tolist()

    def _windows(self, terms: Terms, clocks: Clocks) -> tuple[int, list[int]]:
        due_to = self._due_to(clocks)
        # On which side its very end lies is for the rules to say.
        clear = np.flatnonzero(clocks.stopped != due_to)
        clocks, due_to = clocks.at(clear), due_to.take(clear)
        return len(clear), clocks.ids[closes_otherwise(terms, clocks, due_to)].tolist()

    def _due_to(self, clocks: Clocks) -> Column:
        return self._jobs.due_to.take(self._jobs.places(clocks.jobs))

    def _groups(
        self, clocks: Clocks, terms: list[Terms]
    ) -> Iterator[tuple[Terms, Promise, BulkHours, Places]]:
        """The places of the clocks that have the same terms and calendar."""
        province = self._jobs.province.take(self._jobs.places(clocks.jobs))
        provinces = max(len(self._jobs.provinces), 1)
        kinds, kind = np.unique(clocks.terms * provinces + province, return_inverse=True)
        groups: dict[tuple[int, int], tuple[Terms, Promise, BulkHours, list[int]]] = {}
        for number, (place, where) in enumerate(np.stack(np.divmod(kinds, provinces), 1).tolist()):
            promise = self._promises.of(terms[place])
            if promise is not None and terms[place].state not in _DECIDED:
                hours = self._promises.hours(promise, self._jobs.provinces[where])
                group = groups.setdefault((place, id(hours)), (terms[place], promise, hours, []))
                group[3].append(number)
        for same, promise, hours, numbers in groups.values():
            yield same, promise, hours, np.flatnonzero(np.isin(kind, numbers))
