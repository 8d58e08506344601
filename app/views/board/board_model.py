"""The rows of the job board: which are shown, in which order, and what each cell says."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.persian import fold
from app.i18n import _
from app.services.board import JobRow
from app.services.code_words import CLOCK_STATES, worded
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.board_filters import FILTERS, WORK, Tally, is_on_board
from app.views.board.board_order import HEADINGS, Column, Key, order_key
from app.views.widgets.labels import tool_tip
from app.views.wording import STAGES, Catalogue, countdown, left_word, name_in

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1
FEW = 64
"""Up to so many changed jobs are moved one by one; for more it is quicker to arrange all anew."""
FRESH = timedelta(minutes=1)
"""So long a call that came in while the board was open is flagged."""
TIMED = frozenset({"near", "late"})
"""Filters that jobs enter and leave by the mere passing of time."""


class BoardModel(QAbstractTableModel):
    """Jobs as a table; the view keeps selection and scroll because rows move, they are not made anew."""

    def __init__(self, appearance: Appearance, catalogue: Catalogue, now: datetime) -> None:
        super().__init__()
        self._appearance = appearance
        self._catalogue = catalogue
        self._now = now
        self._jobs: dict[int, JobRow] = {}
        self._leaving: dict[int, JobRow] = {}
        self._searched: dict[int, str] = {}
        self._spoken = appearance.language
        self._order: list[Key] = []
        self._keys: dict[int, Key] = {}
        self._fresh: dict[int, datetime] = {}
        self._filter = "all"
        self._work = "calls"
        self._words: tuple[str, ...] = ()
        self._sorted_by = Column.CLOCK
        self._descending = False
        self.tally = Tally()
        """Of all jobs, whatever is searched for."""
        self._found = self.tally
        self.is_stale = False
        """Whether the store has been silent for long, so that the clocks are not to be trusted."""

    @property
    def now(self) -> datetime:
        """The instant its clocks show."""
        return self._now

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.text(row, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(self._tip(row, Column(index.column()))) or None
        return None

    def _tip(self, row: JobRow, column: Column) -> str:
        shown = remaining(row, self._now) if column is Column.CLOCK else None
        if shown is None or shown.state != "late" or row.clock_due_at is None:
            return self.text(row, column)
        said = _("{late} since {at}, whatever the contract counts of it; the job says both.")
        at = self._appearance.formats.date_time(row.clock_due_at)
        return said.format(late=self.text(row, column), at=at)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADINGS[Column(section)])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; the clock column means by what is left."""
        descending = order == Qt.SortOrder.DescendingOrder
        if (Column(column), descending) == (self._sorted_by, self._descending):
            return
        self.layoutAboutToBeChanged.emit()
        before = [self.row_at(place).id for place in range(len(self._order))]
        self._sorted_by, self._descending = Column(column), descending
        self._keys = {job_id: self._key(self._jobs[job_id]) for job_id in before}
        self._order = sorted(self._keys.values())
        self._follow(before)

    def text(self, row: JobRow, column: Column) -> str:
        """What a cell says, for screen readers, copying and tests."""
        formats = self._appearance.formats
        fa = self._appearance.language == "fa"
        if column is Column.CLOCK:
            if not row.is_open:
                return worded(CLOCK_STATES, row.clock_state)
            shown = remaining(row, self._now)
            if shown is None:
                return ""
            return f"{countdown(shown.seconds, shown.state, formats)} {left_word(shown.state)}"
        if column is Column.MERCHANT:
            return f"{name_in(row.merchant, row.merchant_en, fa=fa)} {row.terminal}".strip()
        if column is Column.FAULT:
            return self._catalogue.fault(row.fault, row.service, self._appearance.language)
        if column is Column.TECHNICIAN:
            return name_in(row.technician, row.technician_en, fa=fa) or _("Unassigned")
        if column is Column.STAGE:
            return worded(STAGES, row.stage)
        if column is Column.CONTRACTOR:
            return name_in(row.contractor, row.contractor_en, fa=fa)
        return formats.digits(row.code if column is Column.CALL else row.priority)

    def replace(self, rows: Iterable[JobRow]) -> None:
        """Show these jobs instead of what was there."""
        self._leaving, self._jobs = self._jobs, {row.id: row for row in rows}
        self._searched = {}
        self.tally = Tally(self._jobs.values())
        self._arrange()
        self._leaving = {}

    def update(self, rows: Iterable[JobRow], asked: Iterable[int]) -> None:
        """Take the news of the jobs that were asked for; those with nothing left to do leave."""
        asked = set(asked)
        arrived = {row.id: row for row in rows if is_on_board(row)}
        for job_id in asked:
            self._take(job_id, arrived.get(job_id))
        if len(asked) > FEW:
            self._arrange()
            for job_id in asked:
                self._repaint(job_id)
        else:
            for job_id in asked:
                self._put(job_id)
        self._leaving = {}

    def tick(self, now: datetime, first: int, last: int) -> None:
        """Let the clocks of the visible rows `first`..`last` show `now`."""
        before, self._now = self._now, now
        if self._filter in TIMED and self._crossed(before, now):
            self._arrange()
        last = min(last, len(self._order) - 1)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, Column.CLOCK), self.index(last, Column.CLOCK))

    def show_filter(self, key: str) -> None:
        """Show only the jobs of a filter in FILTERS."""
        self._filter = key
        self._arrange()

    def show_work(self, key: str) -> None:
        """Show only a kind of work in WORK."""
        self._work = key
        self._arrange()

    def search(self, typed: str) -> None:
        """Show only jobs in which every typed word is found."""
        self._words = tuple(filter(None, (fold(word) for word in typed.split())))
        self._arrange()

    def is_searching(self) -> bool:
        """Whether something is searched for."""
        return bool(self._words)

    def count(self, key: str) -> int:
        """How many jobs a filter would show among those searched for."""
        return self._found.count(key, self._work, self._now)

    def row_at(self, place: int) -> JobRow:
        """The job in a row of the table."""
        job_id = self._order[-1 - place if self._descending else place][-1]
        # Views still look at a row while they are told that it goes.
        return self._jobs[job_id] if job_id in self._jobs else self._leaving[job_id]

    def row_of(self, job_id: int) -> int | None:
        """In which row a job stands, if it is shown."""
        key = self._keys.get(job_id)
        return None if key is None else self._place(bisect_left(self._order, key))

    def job(self, job_id: int) -> JobRow | None:
        """A job of the board."""
        return self._jobs.get(job_id)

    def is_fresh(self, job_id: int) -> bool:
        """Whether it came in a moment ago."""
        came = self._fresh.get(job_id)
        return came is not None and self._now - came < FRESH

    def most_urgent_unassigned(self) -> JobRow | None:
        """The call without technician that will be, or has been, late first."""
        job_id = self.tally.most_urgent_waiting("calls")
        return None if job_id is None else self._jobs[job_id]

    def retranslate(self) -> None:
        """Headings and cells speak another language now, and words sort differently."""
        if self._spoken != self._appearance.language:
            self._spoken = self._appearance.language
            self._searched = {}
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
            self._arrange()
        if self._order:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(Column) - 1))

    def _take(self, job_id: int, row: JobRow | None) -> None:
        before = self._jobs.pop(job_id, None)
        for tally in {self.tally, self._found}:
            if before is not None and (tally is self.tally or self._is_found(before)):
                tally.remove(before)
        self._searched.pop(job_id, None)
        if row is None:
            self._fresh.pop(job_id, None)
            if before is not None:
                self._leaving[job_id] = before
            return
        if before is None:
            self._fresh[job_id] = self._now
        self._jobs[job_id] = row
        for tally in {self.tally, self._found}:
            if tally is self.tally or self._is_found(row):
                tally.add(row)

    def _put(self, job_id: int) -> None:
        """Bring one job to where it belongs now: into the table, out of it, or to another row."""
        row = self._jobs.get(job_id)
        wanted = self._key(row) if row is not None and self._is_wanted(row) else None
        key = self._keys.get(job_id)
        if wanted == key:
            self._repaint(job_id)
        elif key is None and wanted is not None:
            self._insert(wanted)
        elif key is not None and wanted is None:
            place = self._place(bisect_left(self._order, key))
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._order[bisect_left(self._order, self._keys.pop(job_id))]
            self.endRemoveRows()
        elif key is not None and wanted is not None:
            self._move(key, wanted)

    def _insert(self, key: Key) -> None:
        place = bisect_left(self._order, key)
        row = len(self._order) - place if self._descending else place
        self.beginInsertRows(QModelIndex(), row, row)
        insort(self._order, key)
        self._keys[key[-1]] = key
        self.endInsertRows()

    def _move(self, key: Key, wanted: Key) -> None:
        before = bisect_left(self._order, key)
        after = bisect_left(self._order, wanted)
        if after > before:
            after -= 1
        source, target = self._place(before), self._place(after)
        # Qt counts the row it moves in front of while the moved row is still in its old place.
        goal = target + 1 if target > source else target
        moves = source != target
        if moves:
            self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), goal)
        del self._order[before]
        self._order.insert(after, wanted)
        self._keys[wanted[-1]] = wanted
        if moves:
            self.endMoveRows()
        self._repaint(wanted[-1])

    def _repaint(self, job_id: int) -> None:
        place = self.row_of(job_id)
        if place is not None:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def _place(self, rank: int) -> int:
        return len(self._order) - 1 - rank if self._descending else rank

    def _crossed(self, before: datetime, now: datetime) -> bool:
        return self._found.count(self._filter, self._work, before) != self.count(self._filter)

    def _is_found(self, row: JobRow) -> bool:
        if not self._words:
            return True
        if row.id not in self._searched:
            self._searched[row.id] = self._search_text(row)
        text = self._searched[row.id]
        return all(word in text for word in self._words)

    def _is_wanted(self, row: JobRow) -> bool:
        return WORK[self._work](row) and FILTERS[self._filter](row, self._now) and self._is_found(row)

    def _search_text(self, row: JobRow) -> str:
        fault = self._catalogue.fault(row.fault, row.service, self._appearance.language)
        parts = (row.code, row.merchant, row.merchant_en, row.terminal, row.city, row.city_en, fault)
        people = (row.technician, row.technician_en, row.contractor, row.contractor_en)
        return "\n".join(fold(part) for part in (*parts, *people))

    def _arrange(self) -> None:
        """Arrange all jobs anew; views keep their place because every row is followed to its new one."""
        self._found = self.tally
        if self._words:
            self._found = Tally(row for row in self._jobs.values() if self._is_found(row))
        keys = {row.id: self._key(row) for row in self._jobs.values() if self._is_wanted(row)}
        if keys == self._keys:
            return
        self.layoutAboutToBeChanged.emit()
        before = [self._order[self._place(rank)][-1] for rank in range(len(self._order))]
        self._keys = keys
        self._order = sorted(keys.values())
        self._follow(before)

    def _follow(self, before: list[int]) -> None:
        """End a change of layout: whoever holds a row holds the same job afterwards."""
        old = self.persistentIndexList()
        new = [self._moved(before[index.row()], index.column()) for index in old]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _moved(self, job_id: int, column: int) -> QModelIndex:
        place = self.row_of(job_id)
        return QModelIndex() if place is None else self.index(place, column)

    def _key(self, row: JobRow) -> Key:
        return order_key(row, self._sorted_by, self.text(row, self._sorted_by))
