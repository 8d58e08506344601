"""Stored clocks of the same terms against what counts; each answer is where they are stored otherwise."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.domain.agreements import Unit
from app.domain.clocks import ClockState
from app.domain.opening_tape import SECOND
from app.services.bulk_time.columns import NEVER_DUE, OUTSIDE_CALENDAR, Column, Pauses
from app.services.bulk_time.hours import BulkHours
from app.services.reevaluation.stored import NEVER, Clocks, Terms

Mask: TypeAlias = NDArray[np.bool_]


def counts_otherwise(terms: Terms, hours: BulkHours, clocks: Clocks, pauses: Pauses | None) -> Mask:
    """Of clocks that count time."""
    start = clocks.start
    if terms.unit == Unit.WORKING_DAYS.value:
        start = start - start % SECOND
    due = hours.due(start, clocks.limit, pauses)
    is_over = clocks.stopped != NEVER
    end = np.where(is_over, clocks.stopped, start)
    total = hours.elapsed(start, end)
    used = total if pauses is None else hours.elapsed(start, end, pauses)
    wrong: Mask = (clocks.due != np.where(due == NEVER_DUE, NEVER, due)) | (due == OUTSIDE_CALENDAR)
    if (limit := _limit(terms)) is not None:
        wrong |= clocks.limit != limit
    wrong |= is_over & ((clocks.used != used) | (clocks.paused != total - used))
    return wrong | _ended_otherwise(terms, clocks, clocks.stopped > due, used - clocks.limit)


def closes_otherwise(terms: Terms, clocks: Clocks, due_to: Column) -> Mask:
    """Of clocks of a window, none of which was stopped at its very end."""
    wrong: Mask = (clocks.due != due_to) | (clocks.limit != 0)
    wrong |= (clocks.stopped != NEVER) & ((clocks.used != 0) | (clocks.paused != 0))
    late = (clocks.stopped - due_to) // SECOND
    return wrong | _ended_otherwise(terms, clocks, clocks.stopped > due_to, late)


def _ended_otherwise(terms: Terms, clocks: Clocks, is_missed: Mask, late: Column) -> Mask:
    """Outcome and overrun of clocks that have stopped; one that runs cannot have been met."""
    overrun = np.where(is_missed, np.maximum(late, 1), 0)
    outcome = np.where(is_missed, ClockState.MISSED.value, ClockState.MET.value)
    stopped_otherwise = (clocks.overrun != overrun) | (outcome != terms.state)
    return np.where(clocks.stopped != NEVER, stopped_otherwise, terms.state == ClockState.MET.value)


def _limit(terms: Terms) -> int | None:
    """The seconds that the terms give; None for working days, which are as many as were counted."""
    if terms.unit == Unit.WORKING_DAYS.value:
        return None
    return int(terms.target) * (60 if terms.unit == Unit.MINUTES.value else 3600)
