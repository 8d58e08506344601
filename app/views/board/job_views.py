"""Table and kanban over one board: the job the cursor stands on stays the same in each of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from app.i18n import N_
from app.services.board import JobRow
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.board_table import BoardTable
from app.views.board.hand import Hand
from app.views.board.stage_board import StageBoard
from app.views.widgets.choices import Choice

TABLE, KANBAN = "table", "kanban"
VIEWS = (
    Choice(TABLE, N_("Table"), "table"),
    Choice(KANBAN, N_("Kanban"), "view-column-outline"),
)


class JobViews(QStackedWidget):
    """Ways to look at the same jobs; each is made when it is first wanted.

    Signals:
        opened: the id of the job to be shown.
        moved: a JobRow and the EventKind that brings it where it was dropped.
        refused: why a job cannot be dropped where it was.
    """

    opened = Signal(int)
    moved = Signal(object, object)
    refused = Signal(object)

    def __init__(self, appearance: Appearance, board: BoardModel, table: BoardTable, hand: Hand) -> None:
        super().__init__()
        self._appearance = appearance
        self._board = board
        self._hand = hand
        self.table = table
        self._kanban: StageBoard | None = None
        self.addWidget(table)
        table.opened.connect(self.opened)

    @property
    def kanban(self) -> StageBoard:
        """The jobs by stage."""
        if self._kanban is None:
            made = self._kanban = StageBoard(self._appearance, self._board, self._hand)
            self.addWidget(made)
            made.opened.connect(self.opened)
            made.moved.connect(self.moved)
            made.refused.connect(self.refused)
        return self._kanban

    def view(self) -> str:
        """Which of VIEWS is shown."""
        return TABLE if self.currentWidget() is self.table else KANBAN

    @Slot(str)
    def show_view(self, key: str) -> None:
        """Look at the jobs another way; cursor and keys stay with the same job."""
        row = self.current()
        if key == self.view():
            return
        self.put_back()
        self.setCurrentWidget(self.table if key == TABLE else self.kanban)
        if key == KANBAN:
            self.kanban.group()
        if row is not None:
            self.stand_on_job(row.id)
        self.focus()

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        return self.table.current() if self.view() == TABLE else self.kanban.current()

    def stand_on_job(self, job_id: int) -> bool:
        """Put the cursor on a job; whether it is shown."""
        place = self._board.row_of(job_id)
        if place is None:
            return False
        if self.view() == TABLE:
            self.table.stand_on(place)
            return True
        return self.kanban.stand_on(job_id)

    def step(self, by: int) -> None:
        """Go to the next job of the table, or the one before."""
        self.show_view(TABLE)
        self.table.step(by)

    def stand_somewhere(self) -> None:
        """Put the cursor on the first job if it stands on none."""
        if self.current() is None and self._board.rowCount():
            self.stand_on_job(self._board.row_at(0).id)

    def focus(self) -> None:
        """Take the keys."""
        if self.view() == TABLE:
            self.table.setFocus()
        else:
            self.kanban.focus()

    def put_back(self) -> bool:
        """Let go of what is carried by key; whether anything was."""
        return self._kanban is not None and self._kanban.put_back()

    def show_time(self, now: datetime) -> None:
        """Let the clocks in sight show `now`, and no others."""
        if self.view() == TABLE:
            self._board.tick(now, *self.table.visible_rows())
        else:
            self._board.tick(now, 0, -1)
            self.kanban.tick()

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Whatever comes, goes or moves inside the block, what is in sight stays where it is."""
        if self.view() == TABLE:
            with self.table.steady():
                yield
        else:
            yield
            self.kanban.group()

    def repaint_all(self) -> None:
        """Paint what is in sight again."""
        self.table.viewport().update()
        if self._kanban is not None:
            for column in self._kanban.columns:
                column.cards.viewport().update()
