"""The kanban: the jobs shown on the board by stage, carried from one to the next by mouse or by keys."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from app.domain.errors import RuleBroken
from app.domain.job_states import Stage
from app.domain.moves import move_to
from app.i18n import _
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.hand import Hand
from app.views.board.stage_column import Sense, StageColumn

STAGES = (
    *(Stage.NEW, Stage.DISPATCHED, Stage.ACCEPTED, Stage.EN_ROUTE),
    *(Stage.ON_SITE, Stage.ON_HOLD, Stage.RESOLVED, Stage.CLOSED),
)
LEAST, MOST, EMPTY = 186, 360, 126
"""Widths of a column: with cards at least and at most, and without any at least."""
MARGIN, BETWEEN = 10, 8
EDGE_PX, EDGE_MS, EDGE_STEP = 48, 30, 22
"""While a card is carried this near an edge, the columns scroll by so much every so often."""


class StageBoard(QScrollArea):
    """Columns of cards over the board's model; what is dropped is told, never done here.

    Signals:
        opened: the id of the job to be shown.
        moved: a JobRow and the EventKind that brings it where it was dropped.
        refused: a RuleBroken, why a job cannot be dropped there.
        chose: the selection is another.
    """

    opened = Signal(int)
    moved = Signal(object, object)
    refused = Signal(object)
    chose = Signal()

    def __init__(self, appearance: Appearance, board: BoardModel, hand: Hand) -> None:
        super().__init__()
        self._appearance = appearance
        self._board = board
        self._hand = hand
        self._is_by_key = False
        self._aim = -1
        self._is_due = True
        self.columns = [StageColumn(appearance, board, hand, stage) for stage in STAGES]
        self._at = self.columns[0]
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._regroup = QTimer(self, singleShot=True, interval=0)
        self._regroup.setObjectName("kanban-regroup")
        self._edges = QTimer(self, interval=EDGE_MS)
        self._edges.setObjectName("kanban-edges")
        self._lay_out()
        self._connect()
        self._say()

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        return self._at.cards.current()

    def chosen(self) -> list[int]:
        """The jobs selected, column after column."""
        return [job_id for column in self.columns for job_id in column.cards.chosen()]

    def stand_on(self, job_id: int, *, chosen: Sequence[int] = ()) -> bool:
        """Put the cursor on a job; whether it is shown."""
        self.group()
        for column in self.columns:
            if column.cards.stand_on(job_id, chosen=chosen):
                self._arrive(column)
                for other in self.columns:
                    if other is not column:
                        other.cards.select(chosen)
                return True
        return False

    @Slot()
    def group(self) -> None:
        """Deal the jobs shown out to the columns, if anything changed since."""
        if not self._is_due:
            return
        self._is_due = False
        before = self.current()
        shown = self._board.ids_by_stage()
        changed = False
        for column in self.columns:
            ids = shown.get(column.stage.value)
            if column.cards.show_ids([] if ids is None else ids.tolist()):
                column.show_count()
                changed = True
        if changed:
            self._share_room()
            if before is not None and self.current() is None:
                self._follow(before.id)

    def tick(self) -> None:
        """Paint again the clocks in sight."""
        for column in self.columns:
            if not column.visibleRegion().isEmpty():
                column.cards.tick()

    def step(self, by: int) -> None:
        """Go to the next card of the column, or the one before."""
        self._at.cards.step(by)

    def focus(self) -> None:
        """Take the keys."""
        self._at.cards.setFocus()

    @Slot()
    def light(self) -> None:
        """Show in every column what a drop of the carried job would mean."""
        row = self._hand.row
        for place, column in enumerate(self.columns):
            sense = None if row is None else self._sense(row, column.stage)
            column.show_sense(sense, is_aimed_at=place == self._aim)
        if row is None:
            self._edges.stop()
        elif not self._is_by_key:
            self._edges.start()

    def put_back(self) -> bool:
        """Let go of what is carried by key, changing nothing; whether anything was."""
        if not self._is_by_key:
            return False
        self._is_by_key = False
        self._hand.put_down()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk or carry, Space picks up, Enter drops, Escape puts back."""
        key, forth = event.key(), Qt.Key.Key_Left if self._appearance.is_rtl else Qt.Key.Key_Right
        by_key = self._is_by_key
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._cross(1 if key == forth else -1)
        elif key == Qt.Key.Key_Space and not by_key:
            self._pick_up()
        elif by_key and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._drop(self._aim)
        elif by_key and key == Qt.Key.Key_Escape:
            self.put_back()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "scrolled")
        across = QHBoxLayout(inner)
        across.setContentsMargins(MARGIN, 4, MARGIN, 4)
        across.setSpacing(BETWEEN)
        for column in self.columns:
            across.addWidget(column)
        self.setWidget(inner)

    def _connect(self) -> None:
        self._board.arranged.connect(self._note)
        self._regroup.timeout.connect(self._group_if_seen)
        self._edges.timeout.connect(self._scroll_at_edges)
        self._hand.began.connect(self.light)
        self._hand.ended.connect(self._end)
        self._appearance.changed.connect(self._say)
        for column in self.columns:
            column.dropped.connect(self._drop_here)
            column.entered.connect(self._aim_here)
            column.cards.opened.connect(self.opened)
            column.cards.stood.connect(self._stood)
            column.cards.selectionModel().selectionChanged.connect(self.chose)

    @Slot()
    def _note(self) -> None:
        """Group again, once for all that changes in this turn of the event loop."""
        self._is_due = True
        self._regroup.start()

    @Slot()
    def _group_if_seen(self) -> None:
        if self.isVisible():
            self.group()
            for column in self.columns:
                column.cards.viewport().update()

    def _follow(self, job_id: int) -> None:
        """The card the cursor stood on is in another column now."""
        for column in self.columns:
            if column.cards.jobs.place_of(job_id) is not None:
                had_focus = self._at.cards.hasFocus()
                column.cards.stand_on(job_id)
                self._arrive(column)
                if had_focus:
                    column.cards.setFocus()
                return

    def _arrive(self, column: StageColumn) -> None:
        self._at = column
        self.ensureWidgetVisible(column, 10, 0)

    @Slot(int)
    def _stood(self, _job_id: int) -> None:
        cards = self.sender()
        adds = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        for column in self.columns:
            if column.cards is cards:
                self._at = column
            elif adds:
                column.cards.selectionModel().clearCurrentIndex()
            else:
                column.cards.leave()

    def _cross(self, by: int) -> None:
        """To the nearest column that has cards; while carrying, to the next one whatever it holds."""
        shown = [column for column in self.columns if column.isVisible()]
        if self._is_by_key:
            at = shown.index(self.columns[self._aim]) + by
            if 0 <= at < len(shown):
                self._aim = self.columns.index(shown[at])
                self.ensureWidgetVisible(shown[at], 10, 0)
                self.light()
            return
        at = shown.index(self._at) + by
        while 0 <= at < len(shown):
            if shown[at].cards.jobs.ids:
                row = max(self._at.cards.currentIndex().row(), 0)
                ids = shown[at].cards.jobs.ids
                shown[at].cards.stand_on(ids[min(row, len(ids) - 1)])
                self._arrive(shown[at])
                shown[at].cards.setFocus()
                return
            at += by

    def _pick_up(self) -> None:
        row = self.current()
        if row is not None:
            self._is_by_key = True
            self._aim = self.columns.index(self._at)
            self._hand.lift(row)

    def _sense(self, row: JobRow, stage: Stage) -> Sense:
        try:
            return move_to(Stage(row.stage), stage, held=self._hand.held)
        except RuleBroken as broken:
            return broken

    def _drop(self, place: int) -> None:
        row, sense = self._hand.row, self.columns[place].sense
        if row is None or sense is None:
            return
        if isinstance(sense, RuleBroken):
            if sense.code == "no-move":
                self.put_back()
            else:
                self.refused.emit(sense)
            return
        self.put_back()
        self.moved.emit(row, sense)

    @Slot()
    def _drop_here(self) -> None:
        self._drop(self._place_of(self.sender()))

    @Slot()
    def _aim_here(self) -> None:
        place = self._place_of(self.sender())
        if place != self._aim:
            self._aim = place
            self.light()

    def _place_of(self, column: QObject | None) -> int:
        return next(place for place, known in enumerate(self.columns) if known is column)

    @Slot()
    def _end(self) -> None:
        self._is_by_key, self._aim = False, -1
        self.light()

    @Slot()
    def _scroll_at_edges(self) -> None:
        where = self.viewport().mapFromGlobal(QCursor.pos())
        if not self.viewport().rect().contains(where):
            return
        bar, step = self.horizontalScrollBar(), EDGE_STEP
        forth = -1 if self._appearance.is_rtl else 1
        if where.x() < EDGE_PX:
            bar.setValue(bar.value() - step * forth)
        elif where.x() > self.viewport().width() - EDGE_PX:
            bar.setValue(bar.value() + step * forth)

    def _share_room(self) -> None:
        """Columns with cards share the room, empty ones are narrow; closing shows where it can be done."""
        done = self.columns[STAGES.index(Stage.RESOLVED)].cards.jobs.ids
        self.columns[-1].setVisible(bool(done))
        shown = self.columns if done else self.columns[:-1]
        full = [column for column in shown if column.cards.jobs.ids]
        spare = self.viewport().width() - 2 * MARGIN - BETWEEN * (len(shown) - 1)
        wide = narrow = spare // len(shown)
        if full:
            wide = min(max((spare - EMPTY * (len(shown) - len(full))) // len(full), LEAST), MOST)
        if len(full) < len(shown):
            narrow = max((spare - wide * len(full)) // (len(shown) - len(full)), EMPTY)
        for column in shown:
            column.setFixedWidth(wide if column in full else narrow)

    @Slot()
    def _say(self) -> None:
        self.setAccessibleName(_("Kanban"))
