"""A list of jobs as cards: keys, the cursor, and which cards are in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_model import ROW, BoardModel
from app.views.board.board_table import STEPS
from app.views.board.card_delegate import (
    CARD_HEIGHT,
    CLOCK_HEIGHT,
    CLOCK_TOP,
    GAP,
    CardDelegate,
    card_picture,
)
from app.views.board.hand import Hand
from app.views.board.job_list import Index, JobList

OUTWARD = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class CardView(QListView):
    """Jobs as cards under each other; J and K move, Enter opens, the mouse carries.

    Signals:
        opened: the id of the job to be shown.
        stood: the id of the job the cursor has come to.
    """

    opened = Signal(int)
    stood = Signal(int)

    def __init__(
        self, appearance: Appearance, board: BoardModel, hand: Hand, *, with_stage: bool = False
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._hand = hand
        self.jobs = JobList(board)
        self.setModel(self.jobs)
        self.setItemDelegate(CardDelegate(appearance, self, with_stage=with_stage))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        # Drops belong to the column around: a view that takes a move would drop the row it came from.
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.viewport().setAcceptDrops(False)
        self.doubleClicked.connect(self._open)

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, JobRow) else None

    def chosen(self) -> list[int]:
        """The jobs selected, from above to below."""
        return [self.jobs.ids[place] for place in sorted(index.row() for index in self.selectedIndexes())]

    def show_ids(self, ids: Sequence[int]) -> bool:
        """List these jobs; the cards in sight stay where they are. Whether anything changed."""
        bar, step = self.verticalScrollBar(), CARD_HEIGHT + GAP
        above, into = divmod(bar.value(), step)
        seen = list(self.jobs.ids[above : above + self.viewport().height() // step + 2])
        if not self.jobs.show(ids):
            return False
        if bar.value() or into:
            for offset, job_id in enumerate(seen):
                place = self.jobs.place_of(job_id)
                if place is not None:
                    self.jobs.reveal(place)
                    self.doItemsLayout()
                    bar.setValue((place - offset) * step + into)
                    break
        return True

    def stand_on(self, job_id: int, *, chosen: Sequence[int] = ()) -> bool:
        """Put the cursor on a job and select it alone, or just `chosen`; whether it is listed."""
        place = self.jobs.place_of(job_id)
        if place is None:
            return False
        self.jobs.reveal(place)
        index = self.jobs.index(place)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.Clear if chosen else flags.ClearAndSelect)
        self.select(chosen)
        self.scrollTo(index)
        return True

    def select(self, chosen: Sequence[int]) -> None:
        """Select these jobs as well, as far as they are listed."""
        for job_id in chosen:
            place = self.jobs.place_of(job_id)
            if place is not None:
                self.jobs.reveal(place)
                flag = QItemSelectionModel.SelectionFlag.Select
                self.selectionModel().select(self.jobs.index(place), flag)

    def leave(self) -> None:
        """The cursor goes elsewhere."""
        self.selectionModel().clear()

    def step(self, by: int) -> None:
        """Move the cursor up or down."""
        place = self.currentIndex().row() + by
        if 0 <= place < len(self.jobs.ids):
            self.stand_on(self.jobs.ids[place])

    def tick(self) -> None:
        """Paint again the clocks in sight, and nothing else."""
        step, height = CARD_HEIGHT + GAP, self.viewport().height()
        first = self.verticalScrollBar().value() // step
        top = first * step - self.verticalScrollBar().value()
        for offset in range(min(height // step + 2, self.jobs.rowCount() - first)):
            clock = QRect(0, top + offset * step + CLOCK_TOP - 1, self.viewport().width(), CLOCK_HEIGHT + 2)
            self.viewport().update(clock)

    def selectAll(self) -> None:
        """Every job of the list, not only those laid open."""
        self.jobs.reveal(len(self.jobs.ids) - 1)
        super().selectAll()

    def focusNextPrevChild(self, forth: bool) -> bool:
        """Tab leads to the technicians while a job is carried by key."""
        if self._hand.row is None:
            return super().focusNextPrevChild(forth)
        self._hand.passed.emit()
        return True

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Carry the card the mouse took."""
        row = self.current()
        if row is not None:
            picture = card_picture(self, self._appearance, self.jobs.board, row)
            self._hand.drag(self, row, picture)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        row = current.data(ROW)
        if isinstance(row, JobRow):
            self.stood.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K as well as the arrows; Enter opens. What leads out of the list is left to its column."""
        by = STEPS.get(event.text().casefold())
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if self._hand.row is not None or (is_plain and event.key() in OUTWARD):
            event.ignore()
            return
        if by is not None and is_plain:
            self.step(by)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        elif event.text().isprintable() and event.text():
            # Letters do not search here; they are keys of the board and of the map.
            event.ignore()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, JobRow):
            self.opened.emit(row.id)
