"""Table, kanban and map over one board: the job the cursor stands on stays the same in each of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget

from app.i18n import N_
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.board_table import BoardTable
from app.views.board.hand import Hand
from app.views.board.stage_board import StageBoard
from app.views.desk import Desk
from app.views.widgets.choices import Choice

if TYPE_CHECKING:
    from app.views.map.map_view import MapView

TABLE, KANBAN, MAP = "table", "kanban", "map"
VIEWS = (
    Choice(TABLE, N_("Table"), "table"),
    Choice(KANBAN, N_("Kanban"), "view-column-outline"),
    Choice(MAP, N_("Map"), "map-outline"),
)


class JobViews(QStackedWidget):
    """Ways to look at the same jobs; each is made when it is first wanted.

    Signals:
        opened: the id of the job to be shown.
        moved: a JobRow and the EventKind that brings it where it was dropped.
        refused: why a job cannot be dropped where it was.
        chose: other jobs are selected.
    """

    opened = Signal(int)
    moved = Signal(object, object)
    refused = Signal(object)
    chose = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, board: BoardModel, *, hand: Hand) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._board = board
        self._hand = hand
        self.table = BoardTable(appearance, board, hand=hand)
        self._kanban: StageBoard | None = None
        self._map: MapView | None = None
        self.addWidget(self.table)
        self.table.opened.connect(self.opened)
        self.table.selectionModel().selectionChanged.connect(self.chose)

    @property
    def kanban(self) -> StageBoard:
        """The jobs by stage."""
        if self._kanban is None:
            made = self._kanban = StageBoard(self._appearance, self._board, self._hand)
            self.addWidget(made)
            made.opened.connect(self.opened)
            made.moved.connect(self.moved)
            made.refused.connect(self.refused)
            made.chose.connect(self.chose)
        return self._kanban

    @property
    def map(self) -> "MapView":
        """The jobs where they are."""
        if self._map is None:
            # What only the map needs is not to hold back the first picture of the board.
            from app.views.map.map_view import MapView  # noqa: PLC0415

            made = self._map = MapView(self._desk, self._appearance, self._board, self._hand)
            self.addWidget(made)
            made.opened.connect(self.opened)
            made.chose.connect(self.chose)
        return self._map

    def view(self) -> str:
        """Which of VIEWS is shown."""
        shown = self.currentWidget()
        return TABLE if shown is self.table else KANBAN if shown is self._kanban else MAP

    @Slot(str)
    def show_view(self, key: str) -> None:
        """Look at the jobs another way; cursor and keys stay with the same job."""
        if key == self.view():
            return
        row, chosen = self.current(), [each.id for each in self.chosen()] if self.is_several() else []
        self.put_back()
        self.setCurrentWidget(self.table if key == TABLE else self.kanban if key == KANBAN else self.map)
        if row is not None:
            self.stand_on_job(row.id, chosen=chosen)
        self.focus()
        self.chose.emit()

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        return self._shown().current()

    def chosen(self) -> list[JobRow]:
        """The jobs selected; where none is, the one the cursor stands on."""
        if self.view() == TABLE:
            found = self.table.chosen()
        else:
            found = [row for job_id in self._other().chosen() if (row := self._board.job(job_id)) is not None]
        row = self.current()
        return found or ([] if row is None else [row])

    def count_chosen(self) -> int:
        """How many jobs are selected."""
        return self.table.count_chosen() if self.view() == TABLE else len(self._other().chosen())

    def is_several(self) -> bool:
        """Whether the selection is another than the job the cursor stands on."""
        if self.view() == TABLE:
            return self.table.is_marking or self.table.count_chosen() > 1
        row, chosen = self.current(), self._other().chosen()
        return len(chosen) > 1 or (row is not None and bool(chosen) and chosen != [row.id])

    @Slot()
    def choose_none(self) -> bool:
        """Select nothing but the job the cursor stands on; whether anything else was."""
        row = self.current()
        return row is not None and self.is_several() and self.stand_on_job(row.id)

    def stand_on_job(self, job_id: int, *, chosen: Sequence[int] = ()) -> bool:
        """Put the cursor on a job and select it alone, or just `chosen`; whether it is shown."""
        place = self._board.row_of(job_id)
        if place is None:
            return False
        if self.view() == TABLE:
            self.table.stand_on(place)
            if chosen:
                self.table.choose(found for each in chosen if (found := self._board.row_of(each)) is not None)
            return True
        return self._other().stand_on(job_id, chosen=chosen)

    def step(self, by: int) -> None:
        """Go to the next job, or the one before."""
        self._shown().step(by)

    def stand_somewhere(self) -> None:
        """Put the cursor on the first job if it stands on none."""
        if self.current() is None and self._board.rowCount():
            self.stand_on_job(self._board.row_at(0).id)

    def focus(self) -> None:
        """Take the keys."""
        if self.view() == TABLE:
            self.table.setFocus()
        else:
            self._other().focus()

    def put_back(self) -> bool:
        """Let go of what is carried by key; whether anything was."""
        return self._kanban is not None and self._kanban.put_back()

    def show_time(self, now: datetime) -> None:
        """Let the clocks in sight show `now`, and no others."""
        if self.view() == TABLE:
            self._board.tick(now, *self.table.visible_rows())
        else:
            self._board.tick(now, 0, -1)
            self._other().tick()

    def _shown(self) -> "BoardTable | StageBoard | MapView":
        return self.table if self.view() == TABLE else self._other()

    def _other(self) -> "StageBoard | MapView":
        return self.kanban if self.view() == KANBAN else self.map

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Whatever comes, goes or moves inside the block, what is in sight stays where it is."""
        if self.view() == TABLE:
            with self.table.steady():
                yield
        else:
            yield
            if self.view() == KANBAN:
                self.kanban.group()

    def repaint_all(self) -> None:
        """Paint what is in sight again."""
        for view in self._shown().findChildren(QAbstractItemView) or [self.table]:
            view.viewport().update()
