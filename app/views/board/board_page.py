"""The job board: figures, the most urgent call, the table, and beside it alarms or one job."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.events import EventKind
from app.domain.job_states import Stage
from app.i18n import _
from app.services.dispatch import Candidate
from app.services.held_stages import held_stage
from app.services.job_row import JobRow
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.board.board_dialogs import BoardDialogs
from app.views.board.board_figures import FIGURES_MS, FigureRow
from app.views.board.board_filling import BoardFilling
from app.views.board.board_keys import board_handlers
from app.views.board.board_model import BoardModel
from app.views.board.board_side import BoardSide
from app.views.board.board_tools import BoardTools
from app.views.board.bulk_bar import BulkBar
from app.views.board.call_dialog import CallDialog, new_call_button
from app.views.board.hand import Hand
from app.views.board.held_by import HeldBy
from app.views.board.job_actions import JobActions
from app.views.board.job_hands import JobHands
from app.views.board.job_views import TABLE, JobViews
from app.views.board.message_hands import MessageHands
from app.views.board.most_urgent import MostUrgent
from app.views.board.panel_steps import AFTER_VISIT, PanelSteps
from app.views.board.shown_jobs import ShownJobs
from app.views.desk import Desk
from app.views.page import Page
from app.views.widgets.frames import Panel
from app.views.wording import Catalogue


class BoardPage(Page):
    """The page a dispatcher lives in.

    Signals:
        waiting: how many alarms nobody has acknowledged.
        announced: alarms that were not there before.
        search_ended: what was searched for is to be forgotten.
        menu_wanted: where on the screen the actions of the jobs chosen are to be listed.
    """

    watches = frozenset({"job", "alarm", *AFTER_VISIT})

    waiting = Signal(int)
    announced = Signal(object)
    search_ended = Signal()
    menu_wanted = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue) -> None:
        super().__init__(desk, appearance)
        self._expected: int | None = None
        self.model = BoardModel(appearance, catalogue, desk.clock.now())
        self.hand = Hand(self)
        self.views = JobViews(desk, appearance, self.model, hand=self.hand)
        self.table = self.views.table
        self.filling = BoardFilling(desk, self.model, self.views)
        self.shown = ShownJobs(desk, appearance, self.model, self.views)
        self.view_bar = self.shown.bar
        self.side = BoardSide(desk, appearance, catalogue, self.hand)
        self.alarms, self.job_panel = self.side.alarms, self.side.job_panel
        self.technicians = self.side.technicians
        self.figures = FigureRow(desk, appearance, self.model)
        self.job_actions = JobActions(desk, appearance, catalogue, self)
        visits = self.job_actions.visits
        self.panel_steps = PanelSteps(desk, appearance, self.job_panel, visits, self)
        self.hands = JobHands(
            desk,
            appearance,
            self.job_actions,
            self,
            chosen=self.chosen_rows,
            beside=self._place_of_row,
        )
        self.messages = MessageHands(desk, appearance, catalogue, self, chosen=self.chosen_rows)
        self.dialogs = BoardDialogs(desk, appearance, catalogue, self)
        self.most_urgent = MostUrgent(desk, appearance, self.model)
        self.bulk = BulkBar(appearance, can=self.hands.can)
        self._new_call = new_call_button()
        self._counting = QTimer(self, singleShot=True, interval=FIGURES_MS)
        self._counting.setObjectName("board-figures")
        self._connect()
        self._lay_out()
        self.retranslate()

    def title(self) -> str:
        return _("Job board")

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        """Ask for every job with something left to do, or only for those that changed."""
        ids = None if changes is None else changes.get("job", set())
        if ids is None:
            if not self.filling.has_begun:
                self.shown.restore()
            self.filling.begin()
        elif ids:
            self.filling.renew(set(ids))
        if changes is None:
            self.alarms.refresh()
        self.panel_steps.refresh(changes)
        shown = self.job_panel.file
        if shown is not None and (ids is None or shown.row.id in ids):
            self.job_panel.refresh()
        if not self._counting.isActive():
            self._counting.start()

    @Slot(object)
    def show_time(self, now: datetime) -> None:
        """Let every visible clock show `now`."""
        self.views.show_time(now)
        if self.side.is_on_job():
            self.job_panel.show_time(now)
        self.panel_steps.show_time(now)
        self._count()
        self.filling.say_empty()
        self.most_urgent.show_time()

    @Slot(str)
    def search(self, typed: str) -> None:
        """Show only the jobs in which what was typed is found."""
        self.model.search(typed)
        self._shown_anew()

    @Slot(int)
    def open_job(self, job_id: int) -> None:
        """Show a job in the side panel and, if it is in the table, stand on it."""
        self.side.show_job(job_id)
        self.panel_steps.begin(job_id)
        self.views.stand_on_job(job_id)

    @Slot()
    def open_current(self) -> None:
        """Show the job the cursor stands on."""
        row = self.views.current()
        if row is not None:
            self.open_job(row.id)

    @Slot()
    def show_alarms(self) -> None:
        """Put the alarms back beside the table."""
        self.side.show_alarms()
        self.panel_steps.leave()
        self.views.focus()

    @Slot()
    def step_back(self) -> None:
        """Forget the search, then close the job: one step at a time, and always back to the table."""
        if self.views.put_back() or self.views.choose_none():
            self.views.focus()
            return
        if self.model.is_searching():
            self.search_ended.emit()
            self.views.focus()
        else:
            self.show_alarms()

    def show_stale(self, *, is_stale: bool) -> None:
        """Grey the clocks while the store is silent."""
        if is_stale != self.model.is_stale:
            self.model.is_stale = is_stale
            self.views.repaint_all()

    @Slot()
    def focus_jobs(self) -> None:
        """Put the keys where the jobs are."""
        self.views.focus()

    @Slot()
    def next_alarm(self) -> None:
        """Go to the next alarm nobody has acknowledged."""
        self.side.show_alarms()
        self.alarms.next_alarm()

    @Slot()
    def assign_current(self) -> None:
        """Ask in the list who takes the jobs chosen."""
        self.hands.act("job.assign")

    def chosen_rows(self) -> list[JobRow]:
        """The jobs that a key acts on: the one in the panel while it has the keys, else those chosen."""
        row = self.side.row_in_hand(self.focusWidget())
        return self.views.chosen() if row is None else [row]

    def handlers(self) -> dict[str, Handler]:
        """What the keys of the board do."""
        return board_handlers(self)

    @Slot(QPoint)
    def _want_menu(self, at: QPoint) -> None:
        if self.table.indexAt(at).isValid():
            self.menu_wanted.emit(self.table.viewport().mapToGlobal(at))

    def _place_of_row(self) -> QRect:
        """Where the row stands that a question is about, in the place of this page."""
        seen = self.table.visualRect(self.table.currentIndex())
        if self.views.view() != TABLE or not seen.isValid():
            return QRect(self.views.mapTo(self, QPoint(0, 0)), QSize(self.views.width(), 0))
        return QRect(self.table.viewport().mapTo(self, seen.topLeft()), seen.size())

    @Slot()
    def _shown_anew(self) -> None:
        self.views.stand_somewhere()
        self.filling.say_empty()
        self._count()

    @Slot()
    def take_call(self) -> CallDialog:
        """Register a new call."""
        return self.dialogs.take_call()

    @Slot()
    def retranslate(self) -> None:
        """Say what this page itself says again."""
        self.model.retranslate()
        self.filling.say_empty()
        self._new_call.setText(_("New call"))
        self._new_call.setToolTip("Ctrl+N")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.fit(self.window().width())

    def _connect(self) -> None:
        self.filling.changed.connect(self._changed)
        self.shown.changed.connect(self._shown_anew)
        self.view_bar.refused.connect(self.refused)
        self._new_call.clicked.connect(self.take_call)
        self.most_urgent.taken.connect(self._assign)
        self.most_urgent.widened.connect(self.dialogs.assign_queue)
        self.most_urgent.other_wanted.connect(self._choose_for)
        self._counting.timeout.connect(self.figures.refresh)
        self.figures.chosen.connect(self._open_figure)
        self.views.opened.connect(self.open_job)
        self.views.moved.connect(self._move)
        self.views.chose.connect(self._choose)
        self.bulk.wanted.connect(self.hands.act)
        self.bulk.ended.connect(self.views.choose_none)
        self.views.refused.connect(self.refused)
        self.hand.began.connect(self._ask_where_it_was)
        self.technicians.dropped.connect(self._send)
        self.technicians.refused.connect(self.refused)
        self.technicians.left.connect(self.views.focus)
        self.alarms.opened.connect(self.open_job)
        self.alarms.counted.connect(self.waiting)
        self.alarms.announced.connect(self.announced)
        self.job_panel.closed.connect(self.show_alarms)
        self.job_panel.acted.connect(self._act)
        self.job_panel.opened.connect(self.open_job)
        self.panel_steps.held.connect(self._show_held_rows)
        self.job_panel.decided.connect(self._decide)
        for hands in (self.job_actions, self.hands, self.messages, self.dialogs):
            hands.told.connect(self.told)
            hands.refused.connect(self.refused)
        self.hands.left.connect(self.views.focus)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._want_menu)
        self.messages.opened.connect(self.open_job)
        self.dialogs.opened.connect(self.open_job)
        self.dialogs.registered.connect(self._registered)
        self.alarms.refused.connect(self.refused)

    def _lay_out(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(20, 16, 20, 12)
        page.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(12)
        page.addLayout(left, 1)
        left.addWidget(self.figures)
        left.addWidget(self.most_urgent)
        panel = Panel(self.appearance)
        panel.body.setSpacing(0)
        shown = self.shown
        panel.body.addWidget(BoardTools(shown.chips, shown.work, shown.switch, shown.bar, self._new_call))
        panel.body.addWidget(self.views, 1)
        panel.body.addWidget(self.bulk)
        left.addWidget(panel, 1)
        page.addWidget(self.side)

    @Slot()
    def _changed(self) -> None:
        self.views.stand_somewhere()
        self.filling.say_empty()
        self._stand_on_expected()
        self._count()
        self.most_urgent.refresh()

    def _stand_on_expected(self) -> None:
        """The call the user himself has just registered is where he wants to go on."""
        if self._expected is not None and self.views.stand_on_job(self._expected):
            self._expected = None

    def _count(self) -> None:
        self.shown.count()
        self.figures.count()

    @Slot(str)
    def _open_figure(self, key: str) -> None:
        """Show exactly the jobs that the figure counted."""
        self.search_ended.emit()
        self.shown.show_figure(key)
        self.views.focus()

    @Slot()
    def _choose(self) -> None:
        self.bulk.show_choice(self.views.count_chosen() if self.views.is_several() else 0)

    @Slot(object)
    def _show_held_rows(self, holders: dict[int, HeldBy]) -> None:
        """Mark the rows that somebody else has open."""
        self.model.holders = holders
        self.views.repaint_all()

    @Slot(object)
    def _ask_where_it_was(self, row: JobRow) -> None:
        """A job on hold goes on in the stage it was held in."""
        if row.stage == Stage.ON_HOLD.value:
            self.desk.ask(held_stage, row.id, done=self._show_held)

    @Slot(object)
    def _show_held(self, held: Stage | None) -> None:
        self.hand.held = held
        self.views.kanban.light()

    @Slot(object, object)
    def _move(self, row: JobRow, kind: EventKind) -> None:
        self.hands.record(kind, row)

    @Slot(object, object)
    def _send(self, row: JobRow, candidate: Candidate) -> None:
        self.views.put_back()
        if candidate.is_legal:
            self._assign(row, candidate)
        else:
            self.hands.ask_reason(row, candidate)

    @Slot(object, object)
    def _assign(self, row: JobRow, candidate: Candidate) -> None:
        self.job_actions.assign(row, candidate)
        self.views.focus()

    @Slot(object)
    def _choose_for(self, row: JobRow) -> None:
        self.views.stand_on_job(row.id)
        self.hands.choose_technician([row])

    @Slot(object)
    def _act(self, kind: EventKind) -> None:
        shown = self.job_panel.file
        if shown is not None:
            self.hands.record(kind, shown.row)

    @Slot(object, bool)
    def _decide(self, began_at: datetime, is_approved: bool) -> None:
        shown = self.job_panel.file
        if shown is not None:
            self.job_actions.decide_wait(shown.row, began_at, is_approved=is_approved)

    @Slot(int)
    def _registered(self, job_id: int) -> None:
        self._expected = job_id
        self._stand_on_expected()
        self.side.show_job(job_id)
        self.panel_steps.begin(job_id)
        self.views.focus()
