"""The rows of the job board: which are shown, in which order, and what their clocks say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.persian import fold
from app.i18n import N_, _
from app.services.board import JobRow
from app.views.appearance import Appearance
from app.views.widgets.marks import TimeState
from app.views.wording import STAGES, Catalogue, left_word, worded

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1
NEAR = timedelta(minutes=30)
"""A clock with less than this left is near its breach."""


class Column(IntEnum):
    """Columns in their order on the board: what is urgent comes first."""

    PRIORITY = 0
    CLOCK = 1
    CALL = 2
    MERCHANT = 3
    FAULT = 4
    TECHNICIAN = 5
    STAGE = 6
    CONTRACTOR = 7


HEADINGS = {
    Column.PRIORITY: N_("Pri"),
    Column.CLOCK: N_("SLA clock"),
    Column.CALL: N_("Call"),
    Column.MERCHANT: N_("Merchant / terminal"),
    Column.FAULT: N_("Fault"),
    Column.TECHNICIAN: N_("Technician"),
    Column.STAGE: N_("Stage"),
    Column.CONTRACTOR: N_("Contractor"),
}


@dataclass(frozen=True, slots=True)
class Remaining:
    """A clock as it is painted at one instant."""

    state: TimeState
    seconds: int
    """Left, or late: never negative."""
    fraction: float
    """Of the target that is used up."""


def remaining(row: JobRow, now: datetime) -> Remaining | None:
    """What the clock of a row shows at `now`; None where nothing was promised."""
    if row.clock_state == "paused":
        used = row.clock_limit_seconds - row.clock_left_seconds
        return Remaining("paused", row.clock_left_seconds, _share(used, row.clock_limit_seconds))
    if row.clock_due_at is None:
        return None
    left = int((row.clock_due_at - now).total_seconds())
    if left < 0 or row.clock_state == "missed":
        return Remaining("late", max(-left, 0), 1.0)
    state: TimeState = "warning" if left < NEAR.total_seconds() else "left"
    return Remaining(state, left, _share(row.clock_limit_seconds - left, row.clock_limit_seconds))


def is_late(row: JobRow, now: datetime) -> bool:
    """Whether the promise it counts down is broken."""
    shown = remaining(row, now)
    return shown is not None and shown.state == "late"


def is_near(row: JobRow, now: datetime) -> bool:
    """Whether it will be broken within half an hour."""
    shown = remaining(row, now)
    return shown is not None and shown.state == "warning"


def is_unassigned(row: JobRow) -> bool:
    """Whether nobody has it yet."""
    return not row.technician and row.stage == "new"


Filter = Callable[[JobRow, datetime], bool]

FILTERS: dict[str, Filter] = {
    "all": lambda row, now: True,
    "unassigned": lambda row, now: is_unassigned(row),
    "near": is_near,
    "late": is_late,
    "held": lambda row, now: row.stage == "on-hold",
}

WORK: dict[str, Callable[[JobRow], bool]] = {
    "calls": lambda row: row.service == "EM",
    "visits": lambda row: row.service == "PM",
    "other": lambda row: row.service not in {"EM", "PM"},
    "everything": lambda row: True,
}


class BoardModel(QAbstractTableModel):
    """Jobs as a table; the view keeps selection and scroll because rows move, they are not made anew."""

    def __init__(self, appearance: Appearance, catalogue: Catalogue, now: datetime) -> None:
        super().__init__()
        self._appearance = appearance
        self._catalogue = catalogue
        self._now = now
        self._jobs: dict[int, JobRow] = {}
        self._found_by: dict[int, str] = {}
        self._shown: list[int] = []
        self._places: dict[int, int] = {}
        self._filter = "all"
        self._work = "calls"
        self._words: tuple[str, ...] = ()
        self._sorted_by = Column.CLOCK
        self._descending = False

    @property
    def now(self) -> datetime:
        """The instant its clocks show."""
        return self._now

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._jobs[self._shown[index.row()]]
        if role == ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.text(row, Column(index.column()))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADINGS[Column(section)])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; the clock column means by what is left."""
        self._sorted_by = Column(column)
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def text(self, row: JobRow, column: Column) -> str:
        """What a cell says, for screen readers, copying and tests."""
        formats = self._appearance.formats
        fa = self._appearance.language == "fa"
        if column is Column.CLOCK:
            shown = remaining(row, self._now)
            return f"{formats.clock(shown.seconds)} {left_word(shown.state)}" if shown else ""
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
        self._jobs = {row.id: row for row in rows}
        self._found_by = {row.id: self._searched(row) for row in self._jobs.values()}
        self._arrange()

    def update(self, rows: Iterable[JobRow], asked: Iterable[int]) -> None:
        """Take the news of the jobs that were asked for; those that are no longer open leave."""
        arrived = {row.id: row for row in rows if row.is_open}
        for job_id in asked:
            if job_id in arrived:
                self._jobs[job_id] = arrived[job_id]
                self._found_by[job_id] = self._searched(arrived[job_id])
            else:
                self._jobs.pop(job_id, None)
                self._found_by.pop(job_id, None)
        self._arrange()
        for job_id in arrived:
            if job_id in self._places:
                place = self._places[job_id]
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def tick(self, now: datetime, first: int, last: int) -> None:
        """Let the clocks of the visible rows `first`..`last` show `now`."""
        self._now = now
        last = min(last, len(self._shown) - 1)
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

    def count(self, key: str, *, work: str | None = None) -> int:
        """How many jobs a filter would show."""
        return sum(1 for row in self._jobs.values() if self._belongs(row, key, work or self._work))

    def jobs(self, key: str, *, work: str) -> list[JobRow]:
        """The jobs of a filter, whatever is shown now."""
        return [row for row in self._jobs.values() if self._belongs(row, key, work)]

    def row_of(self, job_id: int) -> int | None:
        """In which row a job stands, if it is shown."""
        return self._places.get(job_id)

    def job(self, job_id: int) -> JobRow | None:
        """A job of the board."""
        return self._jobs.get(job_id)

    def most_urgent_unassigned(self) -> JobRow | None:
        """The call without technician that will be, or has been, late first."""
        waiting = [row for row in self._jobs.values() if is_unassigned(row) and row.service == "EM"]
        return min(waiting, key=_urgency, default=None)

    def retranslate(self) -> None:
        """Headings and cells speak another language now."""
        self._found_by = {row.id: self._searched(row) for row in self._jobs.values()}
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(Column) - 1))

    def _belongs(self, row: JobRow, key: str, work: str) -> bool:
        return WORK[work](row) and FILTERS[key](row, self._now)

    def _is_wanted(self, row: JobRow) -> bool:
        if not self._belongs(row, self._filter, self._work):
            return False
        text = self._found_by[row.id]
        return all(word in text for word in self._words)

    def _searched(self, row: JobRow) -> str:
        fault = self._catalogue.fault(row.fault, row.service, self._appearance.language)
        parts = (row.code, row.merchant, row.merchant_en, row.terminal, row.city, row.city_en, fault)
        people = (row.technician, row.technician_en, row.contractor, row.contractor_en)
        return "\n".join(fold(part) for part in (*parts, *people))

    def _arrange(self) -> None:
        """Drop rows, add rows, then move the rest into order, so that views keep their place."""
        wanted = [row for row in self._jobs.values() if self._is_wanted(row)]
        wanted.sort(key=self._key, reverse=self._descending)
        order = [row.id for row in wanted]
        if order == self._shown:
            return
        self._drop(set(order))
        self._add([job_id for job_id in order if job_id not in self._places])
        self._move(order)

    def _drop(self, kept: set[int]) -> None:
        gone = [place for place, job_id in enumerate(self._shown) if job_id not in kept]
        if len(gone) > MANY:
            self.beginResetModel()
            self._shown = [job_id for job_id in self._shown if job_id in kept]
            self._index()
            self.endResetModel()
            return
        for place in reversed(gone):
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._shown[place]
            self.endRemoveRows()
        self._index()

    def _add(self, new: list[int]) -> None:
        if new:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._shown.extend(new)
            self._index()
            self.endInsertRows()

    def _move(self, order: list[int]) -> None:
        if order == self._shown:
            return
        self.layoutAboutToBeChanged.emit()
        before = list(self._shown)
        self._shown = order
        self._index()
        for index in self.persistentIndexList():
            moved = self.index(self._places[before[index.row()]], index.column())
            self.changePersistentIndex(index, moved)
        self.layoutChanged.emit()

    def _index(self) -> None:
        self._places = {job_id: place for place, job_id in enumerate(self._shown)}

    def _key(self, row: JobRow) -> Any:
        if self._sorted_by is Column.CLOCK:
            return _urgency(row)
        if self._sorted_by is Column.CALL:
            return (len(row.code), row.code)
        return (self.text(row, self._sorted_by), _urgency(row))


MANY = 200
"""Above so many vanishing rows a view is quicker told to look again."""


def _urgency(row: JobRow) -> tuple[bool, float, int]:
    due = row.clock_due_at
    return due is None, due.timestamp() if due else float(row.clock_left_seconds), row.id


def name_in(name: str, name_en: str, *, fa: bool) -> str:
    """A name in the script of the reader; the other where that is missing."""
    return (name or name_en) if fa else (name_en or name)


def _share(used: int, limit: int) -> float:
    return min(max(used / limit, 0.02), 1.0) if limit > 0 else 0.02
