"""The board as Qt's tables want it: rows that come, go and move, so that views keep what they hold."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.i18n import _
from app.services.job_row import JobRow, search_text
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.board_contents import BoardContents, BoardView, ColumnValue, Names
from app.views.board.board_filters import CLOCKS, Tally, is_on_board
from app.views.board.cell_words import CellWords
from app.views.board.clock_changes import ClockLook, changed_runs
from app.views.board.columns import HEADINGS, Column
from app.views.board.held_by import HeldBy
from app.views.board.job_columns import Mask, Slots, micro
from app.views.plain_words import countdown
from app.views.widgets.labels import tool_tip
from app.views.wording import Catalogue

Index = QModelIndex | QPersistentModelIndex
Ids = NDArray[np.int64]

ROW = Qt.ItemDataRole.UserRole + 1
CARRIED = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
FEW = 32
"""Up to so many changed jobs are moved one by one; for more it is quicker to arrange all anew."""
FRESH = timedelta(minutes=1)
"""So long a call that came in while the board was open is flagged."""
_KEPT_ROWS = 1_000
"""So many rows made of columns are kept for the cells in sight."""


@dataclass(frozen=True, slots=True)
class Places:
    """Jobs whose site is known, a column each: degrees, and the place of their state in CLOCKS."""

    ids: Ids
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    state: NDArray[np.int8]


class BoardModel(QAbstractTableModel):
    """Jobs as a table.

    Signals:
        arranged: other jobs are shown, or in another order, or one that is shown says something else; never
            because time passes.
    """

    arranged = Signal()

    def __init__(self, appearance: Appearance, catalogue: Catalogue, now: datetime) -> None:
        super().__init__()
        self._appearance = appearance
        self._words = CellWords(appearance, catalogue)
        self._spoken = appearance.language
        self.contents = BoardContents(self._words, now)
        self._order: Slots = np.zeros(0, np.intp)
        self._ranks: Slots = np.zeros(0, np.intp)
        self._made: dict[int, JobRow] = {}
        self._fresh: dict[int, datetime] = {}
        self._unseen: set[int] | None = None
        self.is_stale = False
        """Whether the store has been silent for long, so that the clocks are not to be trusted."""
        self.holders: Mapping[int, HeldBy] = {}
        """Who else has a job open, by its id."""

    @property
    def now(self) -> datetime:
        """The instant its clocks show."""
        return self.contents.now

    @property
    def tally(self) -> Tally:
        """Counts and extremes of all jobs, whatever is searched for."""
        return self.contents.tally

    @property
    def view(self) -> BoardView:
        """What it is asked to show."""
        return self.contents.view

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW:
            return self.row_at(index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.text(self.row_at(index.row()), Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row_at(index.row())
            said = self._words.tip(row, Column(index.column()), self.now)
            return tool_tip("\n".join(filter(None, (said, self._held(row.id))))) or None
        return None

    def _held(self, job_id: int) -> str:
        held = self.holders.get(job_id)
        return held.words if held is not None else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every job can be carried."""
        return CARRIED if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADINGS[Column(section)])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; the clock column means by what is left."""
        descending = order == Qt.SortOrder.DescendingOrder
        if (Column(column), descending) != (self.view.sorted_by, self.view.descending):
            before, was_descending = self._order, self.view.descending
            self.layoutAboutToBeChanged.emit()
            self.contents.look(sorted_by=Column(column), descending=descending)
            self._set_order(self.contents.arranged())
            self._follow(before, was_descending=was_descending)

    def text(self, row: JobRow, column: Column) -> str:
        """What a cell says, for screen readers, copying and tests."""
        return self._words.text(row, column, self.now)

    def begin(self) -> None:
        """All jobs are about to be told anew, piece by piece; those that are not told leave at the end."""
        self._unseen = {int(job_id) for job_id in self.contents.jobs.numbers["id"][self.contents.jobs.live()]}

    def take_in(self, rows: Sequence[JobRow], texts: Sequence[str]) -> None:
        """A piece of all jobs, with what they are searched by."""
        self._put(rows, texts)
        self._arrange()
        self._tell_all()

    def end(self) -> None:
        """All jobs have been told."""
        self._drop(self._unseen or ())
        self._unseen = None
        self._arrange()

    def replace(self, rows: Iterable[JobRow]) -> None:
        """Show these jobs instead of what was there."""
        rows = list(rows)
        self.begin()
        self.take_in(rows, list(map(search_text, rows)))
        self.end()

    def update(self, rows: Iterable[JobRow], asked: Collection[int]) -> None:
        """Take the news of the jobs that were asked for; those with nothing left to do leave."""
        arrived = [row for row in rows if is_on_board(row)]
        there = {row.id for row in arrived}
        if self._unseen is None:
            new = (job_id for job_id in there if self.contents.jobs.slot(job_id) is None)
            self._fresh |= dict.fromkeys(new, self.now)
        # First those that come: a slot that is left now still says what it said until its row has gone.
        slots = set(self._put(arrived, list(map(search_text, arrived))).tolist())
        slots |= self._drop(set(asked) - there)
        if len(slots) > FEW:
            self._arrange()
            self._tell_all()
        elif slots:
            self._place_each(slots)
            self.arranged.emit()

    def tick(self, now: datetime, first: int, last: int) -> None:
        """Let the clocks of the visible rows `first`..`last` show `now`."""
        contents = self.contents
        before, has_turned = self.now, contents.tally.has_turned(now)
        contents.now = now
        if has_turned and contents.is_timed():
            self._arrange()
        rows = [self.row_at(place) for place in range(first, min(last, len(self._order) - 1) + 1)]
        for run in changed_runs(rows, partial(self._look, now=before), partial(self._look, now=now)):
            begin, end = (Column.CLOCK, Column.CLOCK) if run.is_clock_alone else (0, len(Column) - 1)
            self.dataChanged.emit(self.index(first + run.first, begin), self.index(first + run.last, end))

    def show_filter(self, key: str) -> None:
        """Show only the jobs of a filter in FILTERS."""
        self.contents.look(filter=key)
        self._arrange()

    def show_work(self, key: str) -> None:
        """Show only a kind of work in WORK."""
        self.contents.look(work=key)
        self._arrange()

    def choose(self, column: Column, keys: frozenset[str]) -> None:
        """Show only jobs with these values in a column (`values`); with none the column narrows nothing."""
        chosen = {each: kept for each, kept in self.view.chosen.items() if each is not column}
        self.contents.look(chosen={**chosen, column: keys} if keys else chosen)
        self._arrange()

    def show(self, view: BoardView, names: Names | None = None) -> None:
        """Show what was kept as a view; `names`: of people whom its columns are narrowed to."""
        if names is not None:
            self.contents.remember(names)
        before, was_descending = self._order, self.view.descending
        self.layoutAboutToBeChanged.emit()
        self.contents.look(**{name: getattr(view, name) for name in BoardView.__dataclass_fields__})
        self._set_order(self.contents.arranged())
        self._follow(before, was_descending=was_descending)

    def values(self, column: Column) -> list[ColumnValue]:
        """What a column could be narrowed to."""
        return self.contents.values(column)

    def text_of(self, column: Column, key: str) -> str:
        """What a value is called that a column is narrowed to."""
        return self.contents.text_of(column, key)

    def search(self, typed: str) -> None:
        """Show only jobs in which every typed word is found."""
        self.contents.search(typed)
        self._arrange()

    def is_searching(self) -> bool:
        """Whether something is searched for."""
        return bool(self.contents.typed)

    def count(self, key: str) -> int:
        """How many jobs a filter would show among those searched for and chosen."""
        return self.contents.found.count(key, self.view.work, self.now)

    def size(self) -> int:
        """How many jobs are on the board, shown or not."""
        return len(self.contents.jobs)

    def row_at(self, place: int) -> JobRow:
        """The job in a row of the table."""
        return self._row(int(self._order[-1 - place if self.view.descending else place]))

    def row_of(self, job_id: int) -> int | None:
        """In which row a job stands, if it is shown."""
        slot = self.contents.jobs.slot(job_id)
        rank = -1 if slot is None else self._rank(slot)
        return None if rank < 0 else self._place(rank)

    def job(self, job_id: int) -> JobRow | None:
        """A job of the board, shown or not."""
        slot = self.contents.jobs.slot(job_id)
        return None if slot is None else self._row(slot)

    def shown_ids(self) -> Ids:
        """The jobs shown, in the order of the table."""
        ids: Ids = self.contents.jobs.numbers["id"][self._order]
        return ids[::-1] if self.view.descending else ids

    def ids_by_stage(self) -> dict[str, Ids]:
        """The jobs shown by the stage they are in, the most urgent first whatever the table is sorted by."""
        jobs = self.contents.jobs
        slots = self._by_urgency()
        stages, codes = jobs.words["stage"].values, jobs.codes["stage"][slots]
        return {
            stage: jobs.numbers["id"][slots[codes == code]]
            for code, stage in enumerate(stages)
            if np.any(codes == code)
        }

    def places(self) -> Places:
        """Where the jobs shown are, the most urgent first."""
        jobs = self.contents.jobs
        slots = self._by_urgency()
        slots = slots[~np.isnan(jobs.places["lat"][slots])]
        states, at = np.zeros(len(slots), np.int8), micro(self.now)
        for state, has in enumerate(CLOCKS.values()):
            states[has(jobs, at)[slots]] = state
        lat, lon = jobs.places["lat"][slots], jobs.places["lon"][slots]
        return Places(jobs.numbers["id"][slots], lat, lon, states)

    def is_fresh(self, job_id: int, now: datetime | None = None) -> bool:
        """Whether it came in a moment ago."""
        came = self._fresh.get(job_id)
        return came is not None and (now or self.now) - came < FRESH

    def most_urgent_unassigned(self) -> JobRow | None:
        """The call without technician that will be, or has been, late first."""
        job_id = self.tally.most_urgent_waiting("calls")
        return None if job_id is None else self.job(job_id)

    def retranslate(self) -> None:
        """Headings and cells speak another language now, and words sort differently."""
        if self._spoken != self._appearance.language:
            self._spoken = self._appearance.language
            self.contents.speak()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
            self._arrange()
        self._tell_all()

    def _look(self, row: JobRow, *, now: datetime) -> ClockLook:
        shown, is_fresh = remaining(row, now), self.is_fresh(row.id, now)
        if shown is None:
            return ClockLook("", 0, ("", is_fresh))
        text = countdown(shown.seconds, shown.state, self._appearance.formats)
        return ClockLook(text, round(100 * shown.fraction), (shown.state, is_fresh))

    def _by_urgency(self) -> Slots:
        if self.view.sorted_by is Column.CLOCK:
            return self._order
        return self.contents.by_urgency(self._order)

    def _row(self, slot: int) -> JobRow:
        row = self._made.get(slot)
        if row is None:
            if len(self._made) >= _KEPT_ROWS:
                self._made.clear()
            row = self._made[slot] = self.contents.jobs.row(slot)
        return row

    def _put(self, rows: Sequence[JobRow], texts: Sequence[str]) -> Slots:
        slots = self.contents.put(rows, texts)
        self._made.clear()
        if self._unseen is not None:
            self._unseen.difference_update(row.id for row in rows)
        return slots

    def _drop(self, job_ids: Collection[int]) -> set[int]:
        slots = self.contents.drop(job_ids)
        for job_id in job_ids:
            self._fresh.pop(job_id, None)
        if self._unseen is not None:
            self._unseen.difference_update(job_ids)
        return set(slots.tolist())

    def _arrange(self) -> None:
        """Arrange all jobs anew; views keep their place because every row is followed to its new one."""
        order = self.contents.arranged()
        if np.array_equal(order, self._order):
            return
        before = self._order
        self.layoutAboutToBeChanged.emit()
        self._set_order(order)
        self._follow(before, was_descending=self.view.descending)

    def _follow(self, before: Slots, *, was_descending: bool) -> None:
        """End a change of layout: whoever holds a row holds the same job afterwards."""
        old = self.persistentIndexList()
        new = []
        for index in old:
            rank = self._rank(int(before[-1 - index.row() if was_descending else index.row()]))
            new.append(QModelIndex() if rank < 0 else self.index(self._place(rank), index.column()))
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()
        self.arranged.emit()

    def _place_each(self, slots: set[int]) -> None:
        """Bring each changed job to where it belongs now: into the table, out of it, or to another row."""
        wanted = self.contents.wanted()
        unplaced = np.zeros(len(wanted), bool)
        unplaced[list(slots)] = True
        for slot in sorted(slots):
            goal = self._goal(slot, unplaced) if wanted[slot] else None
            self._bring(slot, goal)
            unplaced[slot] = False

    def _goal(self, slot: int, unplaced: Mask) -> int:
        """The rank before which a job belongs, as ranks are while it still stands where it stood."""
        placed = self._order[~unplaced[self._order]]
        place = self.contents.place(placed, slot)
        return self._rank(int(placed[place])) if place < len(placed) else len(self._order)

    def _bring(self, slot: int, goal: int | None) -> None:
        rank = self._rank(slot)
        if goal is None:
            if rank >= 0:
                row = self._place(rank)
                self.beginRemoveRows(QModelIndex(), row, row)
                self._set_order(np.delete(self._order, rank))
                self.endRemoveRows()
        elif rank < 0:
            row = len(self._order) - goal if self.view.descending else goal
            self.beginInsertRows(QModelIndex(), row, row)
            self._set_order(np.insert(self._order, goal, slot))
            self.endInsertRows()
        else:
            self._move(slot, rank, goal)
            self._tell(self._place(self._rank(slot)))

    def _move(self, slot: int, rank: int, goal: int) -> None:
        if goal in {rank, rank + 1}:
            return
        # Qt counts the row it moves in front of while the moved row is still in its old place, as ranks do.
        target = len(self._order) - goal if self.view.descending else goal
        source = self._place(rank)
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
        order = np.delete(self._order, rank)
        self._set_order(np.insert(order, goal - 1 if goal > rank else goal, slot))
        self.endMoveRows()

    def _set_order(self, order: Slots) -> None:
        self._order = order
        self._ranks = np.full(len(self.contents.jobs.is_live), -1, np.intp)
        self._ranks[order] = np.arange(len(order))

    def _rank(self, slot: int) -> int:
        return int(self._ranks[slot]) if slot < len(self._ranks) else -1

    def _place(self, rank: int) -> int:
        return len(self._order) - 1 - rank if self.view.descending else rank

    def _tell(self, place: int) -> None:
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def _tell_all(self) -> None:
        if len(self._order):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(Column) - 1))
            self.arranged.emit()
