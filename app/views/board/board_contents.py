"""Which jobs the board shows and in which order: filter, kind of work, chosen values, search; knows no Qt."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.domain.persian import fold
from app.services.job_row import JobRow
from app.views.board.board_filters import CLOCKS, FILTERS, WORK, Tally
from app.views.board.board_order import WORDED, key_of, ranks, sorted_slots, word_key
from app.views.board.cell_words import CellWords
from app.views.board.columns import Column
from app.views.board.job_columns import JobColumns, Mask, Slots, micro
from app.views.board.job_search import JobSearch
from app.views.board.packed_words import PackedTexts

TIMED = frozenset({"near", "late"})
"""Filters that jobs enter and leave by the mere passing of time."""
PEOPLE = frozenset({Column.TECHNICIAN, Column.CONTRACTOR})
"""Columns whose values are known by a number; their names are kept with a view."""
Names = dict[tuple[Column, str], tuple[str, str]]
"""Persian and English name by column and key."""
_SEARCHED = ("city", "fault", "technician", "contractor")
"""Words that jobs share; they are searched once, however many jobs have them."""


@dataclass(frozen=True)
class BoardView:
    """What the board is asked to show, apart from what is typed into the search."""

    filter: str = "all"
    work: str = "calls"
    sorted_by: Column = Column.CLOCK
    descending: bool = False
    chosen: dict[Column, frozenset[str]] = field(default_factory=dict)
    """Values a column is narrowed to, by their keys; a column that is not in it is not narrowed."""


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """A value of a column, and how many jobs would be shown if the column were narrowed to it."""

    key: str
    count: int


class BoardContents:
    """All jobs of the board by the column, and what is wanted of them."""

    def __init__(self, words: CellWords, now: datetime) -> None:
        self.jobs = JobColumns()
        self.view = BoardView()
        self.now = now
        self.typed: tuple[str, ...] = ()
        self.tally = Tally(self.jobs)
        """Of all jobs, whatever is searched for."""
        self.found = self.tally
        """Of the jobs in which every typed word is found and whose columns have the chosen values."""
        self._words = words
        self._search = JobSearch()
        self._keys: dict[Column, list[Any] | PackedTexts] = {}
        self._ranks: dict[Column, NDArray[np.int32]] = {}
        self._folded: dict[str, list[str]] = {}
        self._narrowed: Mask | None = None
        self._order: Slots | None = None
        self._ordered_by = self.view.sorted_by
        self._values: dict[Column, dict[str, Any]] = {}
        self._seen: dict[Column, int] = {}
        self._names: Names = {}

    def put(self, rows: Sequence[JobRow], texts: Sequence[str]) -> Slots:
        """Take in jobs with what they are searched by (`job_row.search_text`); their slots."""
        slots = self.jobs.put(rows)
        self._search.put(slots, texts)
        self._keys_of(Column.MERCHANT)
        self._changed()
        return slots

    def drop(self, job_ids: Iterable[int]) -> Slots:
        """Know these jobs no more; the slots they had."""
        slots = self.jobs.drop(job_ids)
        self._changed()
        return slots

    def look(self, **wanted: Any) -> None:
        """Change parts of the view by the names of `BoardView`."""
        self.view = replace(self.view, **wanted)
        self.narrow()

    def search(self, typed: str) -> None:
        """Look for every typed word."""
        self.typed = tuple(filter(None, (fold(word) for word in typed.split())))
        self.narrow()
        self._search.keep(self.typed)

    def speak(self) -> None:
        """The words of the cells are others now."""
        self._keys, self._ranks, self._folded = {}, {}, {}
        self._changed()

    def _changed(self) -> None:
        """Jobs, or what they say, are others now."""
        self._order = None
        self.tally.forget()
        self.tally.has_turned(self.now)
        self.narrow()

    def narrow(self) -> None:
        """What is wanted of the jobs changed: look again at what is counted."""
        self.found = self.tally
        narrowed = self._narrowing()
        if narrowed is not None:
            self.found = Tally(self.jobs, narrowed)
        self._narrowed = narrowed

    def is_timed(self) -> bool:
        """Whether jobs come and go by the mere passing of time."""
        return self.view.filter in TIMED or Column.CLOCK in self.view.chosen

    def wanted(self) -> Mask:
        """Which slots are shown."""
        if Column.CLOCK in self.view.chosen:
            self._narrowed = self._narrowing()
            self.found = Tally(self.jobs, self._narrowed)
        kept = self.jobs.is_live & WORK[self.view.work](self.jobs)
        kept &= FILTERS[self.view.filter](self.jobs, micro(self.now))
        return kept if self._narrowed is None else kept & self._narrowed

    def arranged(self) -> Slots:
        """The slots shown, in ascending order of the column they are sorted by."""
        column = self.view.sorted_by
        if self._order is None or self._ordered_by is not column:
            # All are sorted once: what is searched for and narrowed to only leaves some of them out.
            self._order, self._ordered_by = self._sorted(self.jobs.live(), column), column
        return self._order[self.wanted()[self._order]]

    def by_urgency(self, slots: Slots) -> Slots:
        """The same slots, the most urgent first."""
        return self._sorted(slots, Column.CLOCK)

    def place(self, order: Slots, slot: int) -> int:
        """Where a slot belongs among others that are in ascending order."""
        column = self.view.sorted_by
        keys = self._keys_of(column)

        def key(other: int) -> Any:
            return key_of(self.jobs, other, column, keys)

        return bisect_left(cast(Sequence[int], order), key(slot), key=key)

    def values(self, column: Column) -> list[ColumnValue]:
        """What a column could be narrowed to: every value that other filters leave, the commonest first.

        What it is narrowed to stands last where no job is left that has it.
        """
        counts = self._counts(column)
        for key in sorted(self.view.chosen.get(column, ())):
            counts.setdefault(key, 0)
        return [ColumnValue(key, count) for key, count in counts.items()]

    def text_of(self, column: Column, key: str) -> str:
        """What a value is called, whether or not a job has it now; a state of the clock is its key."""
        return key if column is Column.CLOCK else self._words.value(column, self._value(column, key))

    def names(self) -> Names:
        """What the people are called whom columns are narrowed to."""
        chosen = [(column, key) for column in PEOPLE for key in self.view.chosen.get(column, ())]
        return {(column, key): tuple(self._value(column, key)[:2]) for column, key in chosen}

    def remember(self, names: Names) -> None:
        """Know what people are called of whom no job may be on the board."""
        self._names = names

    def _value(self, column: Column, key: str) -> Any:
        known = self._values.setdefault(column, {})
        words, seen = self.jobs.words[_GROUP[column]].values, self._seen.get(column, 0)
        known.update((value_key(column, value), value) for value in words[seen:])
        self._seen[column] = len(words)
        if key in known or column in {Column.STAGE, Column.PRIORITY}:
            return known.get(key, key)
        return self._names.get((column, key), (key, ""))

    def _counts(self, column: Column) -> dict[str, int]:
        others = {each: keys for each, keys in self.view.chosen.items() if each is not column}
        kept = self.jobs.is_live & WORK[self.view.work](self.jobs)
        kept &= FILTERS[self.view.filter](self.jobs, micro(self.now))
        narrowed = self._narrowing(others)
        kept = kept if narrowed is None else kept & narrowed
        if column is Column.CLOCK:
            at = micro(self.now)
            counts = {key: int(np.count_nonzero(kept & has(self.jobs, at))) for key, has in CLOCKS.items()}
            return {key: count for key, count in counts.items() if count}
        name = _GROUP[column]
        words = self.jobs.words[name].values
        tally: Counter[str] = Counter()
        for code, count in enumerate(np.bincount(self.jobs.codes[name][kept], minlength=len(words)).tolist()):
            if count:
                tally[value_key(column, words[code])] += count
        return dict(tally.most_common())

    def _narrowing(self, chosen: dict[Column, frozenset[str]] | None = None) -> Mask | None:
        """Slots in which every typed word is found and that have the chosen values; None: all of them."""
        masks = [self._matching(word) for word in self.typed]
        masks += [
            self._having(column, keys)
            for column, keys in (self.view.chosen if chosen is None else chosen).items()
        ]
        found: Mask | None = np.logical_and.reduce(masks) if masks else None
        return found

    def _matching(self, word: str) -> Mask:
        found = self._search.matching(word, len(self.jobs.is_live))
        for name in _SEARCHED:
            found |= self.jobs.having(name, (word in text for text in self._folded_of(name)))
        return found

    def _having(self, column: Column, keys: frozenset[str]) -> Mask:
        if column is Column.CLOCK:
            at = micro(self.now)
            found: Mask = np.logical_or.reduce([CLOCKS[key](self.jobs, at) for key in keys])
            return found
        name = _GROUP[column]
        return self.jobs.having(
            name, (value_key(column, value) in keys for value in self.jobs.words[name].values)
        )

    def _sorted(self, slots: Slots, column: Column) -> Slots:
        keys = self._keys_of(column)
        if len(keys) != len(self._ranks.get(column, ())):
            self._ranks[column] = ranks(keys)
        return sorted_slots(self.jobs, slots, column, self._ranks.get(column))

    def _keys_of(self, column: Column) -> list[Any] | PackedTexts:
        """What the words of a column sort by; new words are added as they come."""
        if column not in WORDED:
            return []
        known = self._keys.setdefault(column, PackedTexts() if column is Column.MERCHANT else [])
        for value in self.jobs.words[WORDED[column]].values[len(known) :]:
            known.append(word_key(column, value, fold(self._words.value(column, value))))
        return known

    def _folded_of(self, name: str) -> list[str]:
        """What the words of a group are searched by, in both languages; a fault in the one chosen."""
        known = self._folded.setdefault(name, [])
        for value in self.jobs.words[name].values[len(known) :]:
            parts = (self._words.value(Column.FAULT, value),) if name == "fault" else value[:2]
            known.append("\n".join(map(fold, parts)))
        return known


_GROUP = {**WORDED, Column.CALL: "city"}
"""The words a column is narrowed by; calls by their city."""


def value_key(column: Column, value: Any) -> str:
    """What a value is known by when a view is kept: stays the same in both languages."""
    if isinstance(value, str):
        return value
    if column in PEOPLE:
        return "" if value[2] is None else str(value[2])
    return str(value[0] or value[1])
