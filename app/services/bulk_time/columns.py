"""What bulk questions and their answers are made of.

Instants are int64 microseconds since 1970 in UTC, amounts of work int64 whole seconds. A question that the
rules refuse raises nothing: in place of its answer stands one of three numbers that no answer can be.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.int64]
Places: TypeAlias = NDArray[np.intp]

_LEAST = int(np.iinfo(np.int64).min)

OUTSIDE_CALENDAR, NEVER_DUE, NEGATIVE_WORKING_TIME = _LEAST, _LEAST + 1, _LEAST + 2

ENDLESS = int(np.iinfo(np.int64).max)
"""The end of a pause that has none."""

_REFUSALS = {
    OUTSIDE_CALENDAR: "outside-calendar",
    NEVER_DUE: "never-due",
    NEGATIVE_WORKING_TIME: "negative-working-time",
}


def is_answer(answers: Column) -> NDArray[np.bool_]:
    """Where there is an answer, and not the reason why there is none."""
    return answers > NEGATIVE_WORKING_TIME


def refusal_of(answer: int) -> str | None:
    """The code with which the rules refuse this question; None for an answer."""
    return _REFUSALS.get(answer)


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses of question k are those from `first[k]` up to `first[k + 1]`, in any order, overlapping."""

    first: Column
    starts: Column
    ends: Column

    @classmethod
    def by_question(cls, questions: Column, starts: Column, ends: Column, count: int) -> "Pauses":
        """Pauses in order of the question each belongs to; `count` questions in all."""
        return cls(np.searchsorted(questions, np.arange(count + 1)).astype(np.int64), starts, ends)

    def of(self, questions: slice) -> "Pauses":
        """The pauses of a stretch of questions."""
        first = self.first[questions.start : questions.stop + 1]
        low, high = int(first[0]), int(first[-1])
        return Pauses(first - low, self.starts[low:high], self.ends[low:high])


@dataclass(frozen=True, slots=True)
class Stretches:
    """Pauses cut to the time asked for, in order and disjoint within each question."""

    first: Column
    of: Places
    """The question that each belongs to."""
    starts: Column
    ends: Column

    def sums(self, amounts: Column) -> Column:
        """The sum of an amount for each stretch, by question."""
        return np.diff(_running(amounts).take(self.first))

    def before(self, amounts: Column) -> Column:
        """For each stretch the sum of the amounts before it in its question."""
        running = _running(amounts)
        return running[:-1] - running.take(self.first).take(self.of)


def cut(pauses: Pauses, begin: Column, end: Column) -> Stretches:
    """The union of each question's pauses within [begin, end); empty and reversed ones fall out."""
    first = pauses.first
    of = np.repeat(np.arange(len(begin)), np.diff(first))
    starts = np.maximum(pauses.starts, begin.take(of))
    ends = np.minimum(pauses.ends, end.take(of))
    lasts = starts < ends
    if not lasts.all():
        first = _running(lasts).take(first)
        kept = np.flatnonzero(lasts)
        of, starts, ends = of.take(kept), starts.take(kept), ends.take(kept)
    follows = of[1:] == of[:-1]
    if (disordered := follows & (starts[1:] < starts[:-1])).any():
        _order(of, starts, ends, of[1:][disordered])
    if (overlapping := follows & (starts[1:] < ends[:-1])).any():
        _part(first, starts, ends, of[1:][overlapping])
    return Stretches(first, of, starts, ends)


def _order(of: Places, starts: Column, ends: Column, questions: Places) -> None:
    """Put the stretches of some questions in order of their starts."""
    is_meant = np.zeros(of[-1] + 1, np.bool_)
    is_meant[questions] = True
    at = np.flatnonzero(is_meant.take(of))
    order = at.take(np.lexsort((starts.take(at), of.take(at))))
    starts[at], ends[at] = starts.take(order), ends.take(order)


def _part(first: Column, starts: Column, ends: Column, questions: Places) -> None:
    """Let each stretch of some questions begin where those before it have ended: first all second ones, …"""
    questions = np.unique(questions)
    begins, counts = first.take(questions), np.diff(first).take(questions)
    for place in range(1, int(counts.max())):
        at = begins[counts > place] + place
        starts[at] = np.maximum(starts[at], ends[at - 1])
        ends[at] = np.maximum(ends[at], starts[at])


def _running(amounts: NDArray[np.int64] | NDArray[np.bool_]) -> Column:
    """The sum of all amounts before each, and of all."""
    running = np.zeros(len(amounts) + 1, np.int64)
    np.cumsum(amounts, out=running[1:])
    return running
