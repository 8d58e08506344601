"""The job board: figures, the most urgent call, the table, and beside it alarms or one job."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.events import EventKind
from app.domain.job_states import Stage
from app.i18n import N_, _
from app.services import board_rows, saved_views
from app.services.board_rows import Cursor, Piece
from app.services.dispatch import Candidate
from app.services.held_stages import held_stage
from app.services.job_row import JobRow
from app.services.jobs.commands import Done
from app.views.actions.action import Handler
from app.views.alarms.alarm_panel import AlarmPanel
from app.views.appearance import Appearance
from app.views.board.board_figures import FIGURES_MS, FigureRow
from app.views.board.board_filters import FILTERS
from app.views.board.board_model import BoardModel
from app.views.board.board_tools import BoardTools
from app.views.board.bulk_bar import BulkBar
from app.views.board.call_dialog import CallDialog, new_call_button
from app.views.board.column_layout import layout_of
from app.views.board.columns import Column
from app.views.board.columns_dialog import ColumnsDialog
from app.views.board.columns_menu import add_columns
from app.views.board.hand import Hand
from app.views.board.held_by import HeldBy
from app.views.board.job_actions import JobActions
from app.views.board.job_hands import JobHands
from app.views.board.job_panel import JobPanel
from app.views.board.job_views import KANBAN, TABLE, VIEWS, JobViews
from app.views.board.kept_view import names_of, view_of
from app.views.board.message_hands import MessageHands
from app.views.board.most_urgent import MostUrgent
from app.views.board.panel_steps import AFTER_VISIT, PanelSteps
from app.views.board.technician_strip import TechnicianStrip
from app.views.board.view_bar import ViewBar
from app.views.board.weights_dialog import WeightsDialog
from app.views.desk import Desk
from app.views.page import Page
from app.views.widgets.choices import ChipRow, Choice, SegmentedControl
from app.views.widgets.frames import Panel
from app.views.widgets.message_bar import Message
from app.views.wording import Catalogue

CHIPS = (
    Choice("all", N_("All")),
    Choice("unassigned", N_("Unassigned")),
    Choice("near", N_("At risk")),
    Choice("late", N_("Breached")),
    Choice("held", N_("On hold")),
    Choice("resolved", N_("To close")),
)
WORK = (
    Choice("calls", N_("Calls")),
    Choice("visits", N_("Visits")),
    Choice("other", N_("Other work")),
    Choice("everything", N_("Everything")),
)
PIECE = 1_000
"""So many jobs are read, and taken in, without a pause."""
NARROW, SIDE, SIDE_NARROW = 1500, 366, 312


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
        self._catalogue = catalogue
        self._expected: int | None = None
        self._is_filled = False
        self._filling = 0
        self._beside: QWidget = self
        self.model = BoardModel(appearance, catalogue, desk.clock.now())
        self.hand = Hand(self)
        self.views = JobViews(desk, appearance, self.model, hand=self.hand)
        self.table = self.views.table
        self.technicians = TechnicianStrip(desk, appearance, self.hand)
        self.figures = FigureRow(desk, appearance, self.model)
        self.alarms = AlarmPanel(desk, appearance, catalogue)
        self.job_panel = JobPanel(desk, appearance, catalogue)
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
        self.most_urgent = MostUrgent(desk, appearance, self.model)
        self._chips = ChipRow(appearance, CHIPS)
        self._work = SegmentedControl(appearance, WORK, name=N_("Kind of work"))
        self._switch = SegmentedControl(appearance, VIEWS, name=N_("View"))
        self.view_bar = ViewBar(desk, appearance, self.model, header=self.table.header)
        self.bulk = BulkBar(appearance, can=self.hands.can)
        self._new_call = new_call_button()
        self._side = QStackedWidget()
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
            if not self._filling:
                self.desk.ask(saved_views.last_view, self.desk.user, done=self._begin_view)
            self._fill()
        elif ids:
            self.desk.ask(board_rows.rows, ids=set(ids), done=partial(self._update, frozenset(ids)))
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
        if self._side.currentWidget() is self.job_panel:
            self.job_panel.show_time(now)
        self.panel_steps.show_time(now)
        self._count()
        self._say_empty()
        self.most_urgent.show_time()

    @Slot(str)
    def search(self, typed: str) -> None:
        """Show only the jobs in which what was typed is found."""
        self.model.search(typed)
        self.views.stand_somewhere()
        self._say_empty()
        self._count()

    @Slot(int)
    def open_job(self, job_id: int) -> None:
        """Show a job in the side panel and, if it is in the table, stand on it."""
        self.job_panel.show_job(job_id)
        self._side.setCurrentWidget(self.job_panel)
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
        self._side.setCurrentWidget(self.alarms)
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

    @Slot(str)
    def show_view(self, key: str) -> None:
        """Look at the jobs as a table or by stage."""
        self._switch.choose(key)
        self.views.show_view(key)
        self.view_bar.show_way(key)

    @Slot()
    def next_view(self) -> None:
        """Look at the jobs in the next way."""
        keys = [choice.key for choice in VIEWS]
        self.show_view(keys[(keys.index(self.views.view()) + 1) % len(keys)])

    @Slot()
    def focus_jobs(self) -> None:
        """Put the keys where the jobs are."""
        self.views.focus()

    @Slot()
    def next_alarm(self) -> None:
        """Go to the next alarm nobody has acknowledged."""
        self._side.setCurrentWidget(self.alarms)
        self.alarms.next_alarm()

    @Slot()
    def assign_current(self) -> None:
        """Ask in the list who takes the jobs chosen."""
        self.hands.act("job.assign")

    def chosen_rows(self) -> list[JobRow]:
        """The jobs that a key acts on: the one in the panel while it has the keys, else those chosen."""
        shown, focused = self.job_panel.file, self.focusWidget()
        if shown is not None and focused is not None and self.job_panel.isAncestorOf(focused):
            return [shown.row]
        return self.views.chosen()

    def handlers(self) -> dict[str, Handler]:
        """What the keys of the board do."""
        return {
            **self.hands.handlers(),
            **self.messages.handlers(),
            **self.alarms.handlers(),
            "job.next": Handler(partial(self.views.step, 1)),
            "job.previous": Handler(partial(self.views.step, -1)),
            "job.open": Handler(self.open_current, self._has_job),
            "job.mark": Handler(self.table.mark, self._has_job),
            "board.urgent": Handler(self.go_to_most_urgent),
            "queue.assign": Handler(self.assign_queue),
            "merchants.call": Handler(self.panel_steps.list_awaiting),
            "dispatch.weights": Handler(self.weigh_technicians),
            "board.view": Handler(self.next_view),
            "board.views": Handler(self.view_bar.open_menu),
            "board.keep-view": Handler(self.view_bar.ask_name),
            "board.narrow": Handler(self.narrow_column),
            "board.columns": Handler(self.arrange_columns),
            "board.rows": Handler(self.table.header.switch_rows),
            "kanban.carry": Handler(partial(self.show_view, KANBAN)),
            "wait.approve": Handler(partial(self._decide_first, True), self._has_wait),
            "wait.refuse": Handler(partial(self._decide_first, False), self._has_wait),
            "board.back": Handler(self.step_back),
        }

    @Slot(QPoint)
    def _want_menu(self, at: QPoint) -> None:
        if self.table.indexAt(at).isValid():
            self.menu_wanted.emit(self.table.viewport().mapToGlobal(at))

    def _has_job(self) -> bool:
        return self.views.current() is not None

    def _has_wait(self) -> bool:
        shown = self.job_panel.file
        return shown is not None and bool(shown.now.waits)

    def _decide_first(self, is_approved: bool) -> None:
        shown = self.job_panel.file
        if shown is not None and shown.now.waits:
            self._decide(shown.now.waits[0].began_at, is_approved)

    def _place_of_row(self) -> QRect:
        """Where the row stands that a question is about, in the place of this page."""
        seen = self.table.visualRect(self.table.currentIndex())
        if self.views.view() != TABLE or not seen.isValid():
            return QRect(self.views.mapTo(self, QPoint(0, 0)), QSize(self.views.width(), 0))
        return QRect(self.table.viewport().mapTo(self, seen.topLeft()), seen.size())

    @Slot()
    def narrow_column(self) -> None:
        """Offer what the column under the cursor can be narrowed to."""
        index = self.table.currentIndex()
        header = self.table.horizontalHeader()
        at = QPoint(header.sectionViewportPosition(max(index.column(), 0)), header.height())
        self._narrow_at(at, Column(max(index.column(), 0)))

    def _narrow_at(self, at: QPoint, column: Column) -> None:
        self.view_bar.open_values(column, self.table.horizontalHeader().mapToGlobal(at))

    @Slot(QPoint)
    def _want_values(self, at: QPoint) -> None:
        """What the head of the table offers where it is clicked."""
        header = self.table.header
        section = header.logicalIndexAt(at)
        if section >= 0:
            menu = self.view_bar.values_menu(Column(section))
            add_columns(menu, header, Column(section))
            menu.addAction(_("Arrange columns and rows…")).triggered.connect(self.arrange_columns)
            menu.popup(header.mapToGlobal(at))

    @Slot()
    def arrange_columns(self) -> None:
        """Lay out the table by keys."""
        dialog = ColumnsDialog(self.appearance, self.table.header, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object)
    def _begin_view(self, document: dict[str, object]) -> None:
        self.view_bar.begin(document)
        if document:
            self.take_view(document)

    @Slot(object)
    def take_view(self, document: dict[str, object]) -> None:
        """Show what was kept as a view."""
        view, way = view_of(document)
        self.model.show(view, names_of(document))
        order = Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(view.sorted_by, order)
        self._chips.choose(view.filter)
        self._work.choose(view.work)
        columns = layout_of(document.get("columns"))
        if columns is not None:
            self.table.header.take(columns)
        self.show_view(way)
        self.view_bar.say()
        self._shown_anew()

    @Slot()
    def _shown_anew(self) -> None:
        self.views.stand_somewhere()
        self._say_empty()
        self._count()

    @Slot()
    def go_to_most_urgent(self) -> None:
        """Put the focus on the proposal; Enter takes it."""
        self.most_urgent.focus_accept()

    @Slot()
    def assign_queue(self) -> None:
        """Propose a technician for every call that waits for one."""
        # Its numpy would hold back the first picture of the window.
        from app.views.board.queue_dialog import QueueDialog  # noqa: PLC0415

        dialog = QueueDialog(self.desk, self.appearance, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.refused.connect(self.refused)
        dialog.open()

    @Slot()
    def weigh_technicians(self) -> None:
        """Show what the choice of technicians weighs."""
        dialog = WeightsDialog(self.desk, self.appearance, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.refused.connect(self.refused)
        dialog.open()

    @Slot()
    def take_call(self) -> CallDialog:
        """Register a new call."""
        dialog = CallDialog(self.desk, self.appearance, self._catalogue, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.registered.connect(self._registered)
        dialog.added.connect(self._called_again)
        dialog.reopened.connect(self._reopened)
        dialog.open()
        return dialog

    @Slot()
    def retranslate(self) -> None:
        """Say what this page itself says again."""
        self.model.retranslate()
        self._say_empty()
        self._new_call.setText(_("New call"))
        self._new_call.setToolTip("Ctrl+N")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.window().width() < NARROW
        self._side.setFixedWidth(SIDE_NARROW if is_narrow else SIDE)

    def _connect(self) -> None:
        self._chips.chosen.connect(self._filter)
        self.view_bar.taken.connect(self.take_view)
        self.view_bar.narrowed.connect(self._shown_anew)
        self.view_bar.refused.connect(self.refused)
        self.table.header.customContextMenuRequested.connect(self._want_values)
        self._work.chosen.connect(self._show_work)
        self._new_call.clicked.connect(self.take_call)
        self.most_urgent.taken.connect(self._assign)
        self.most_urgent.widened.connect(self.assign_queue)
        self.most_urgent.other_wanted.connect(self._choose_for)
        self._counting.timeout.connect(self.figures.refresh)
        self.figures.chosen.connect(self._open_figure)
        self._switch.chosen.connect(self.show_view)
        self.views.opened.connect(self.open_job)
        self.views.moved.connect(self._move)
        self.views.chose.connect(self._choose)
        self.bulk.wanted.connect(self.hands.act)
        self.bulk.ended.connect(self.views.choose_none)
        self.views.refused.connect(self.refused)
        self.hand.began.connect(self._carry)
        self.hand.ended.connect(self._put_down)
        self.hand.passed.connect(self.technicians.list.setFocus)
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
        for hands in (self.job_actions, self.hands, self.messages):
            hands.told.connect(self.told)
            hands.refused.connect(self.refused)
        self.hands.left.connect(self.views.focus)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._want_menu)
        self.messages.opened.connect(self.open_job)
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
        panel.body.addWidget(BoardTools(self._chips, self._work, self._switch, self.view_bar, self._new_call))
        panel.body.addWidget(self.views, 1)
        panel.body.addWidget(self.bulk)
        left.addWidget(panel, 1)
        self._side.addWidget(self.alarms)
        self._side.addWidget(self.job_panel)
        self._side.addWidget(self.technicians)
        page.addWidget(self._side)

    def _fill(self) -> None:
        """Read all jobs, a piece at a time: the most urgent stand at once, and the hands never wait."""
        self._filling += 1
        self.model.begin()
        self._ask_piece(self._filling, Cursor())

    def _ask_piece(self, filling: int, start: Cursor) -> None:
        self.desk.ask(board_rows.piece, start, PIECE, done=partial(self._take_piece, filling))

    def _take_piece(self, filling: int, piece: Piece) -> None:
        if filling != self._filling:
            return
        with self.views.steady():
            self.model.take_in(piece.rows, piece.search_texts)
            if piece.rest is None:
                self.model.end()
        if piece.rest is None:
            self._is_filled = True
        else:
            self._ask_piece(filling, piece.rest)
        self._changed()

    def _update(self, asked: frozenset[int], rows: list[JobRow]) -> None:
        with self.views.steady():
            self.model.update(rows, asked)
        self._changed()

    def _changed(self) -> None:
        self.views.stand_somewhere()
        self._say_empty()
        self._stand_on_expected()
        self._count()
        self.most_urgent.refresh()

    def _stand_on_expected(self) -> None:
        """The call the user himself has just registered is where he wants to go on."""
        if self._expected is not None and self.views.stand_on_job(self._expected):
            self._expected = None

    def _say_empty(self) -> None:
        """Why there is no row; nothing is said before the store has answered."""
        if self.model.rowCount() or not self._is_filled:
            self.table.say_empty("")
        elif self.model.is_searching():
            self.table.say_empty(_("Nothing found"))
        else:
            self.table.say_empty(_("No job here"))

    def _count(self) -> None:
        for key in FILTERS:
            self._chips.show_count(key, self.model.count(key))
        self.figures.count()

    @Slot(str)
    def _filter(self, key: str) -> None:
        self.model.show_filter(key)
        self.view_bar.note()
        self.views.stand_somewhere()
        self._say_empty()

    @Slot(str)
    def _show_work(self, key: str) -> None:
        self.model.show_work(key)
        self.view_bar.note()
        self.views.stand_somewhere()
        self._say_empty()
        self._count()

    @Slot(str)
    def _open_figure(self, key: str) -> None:
        """Show exactly the jobs that the figure counted."""
        self.search_ended.emit()
        self._work.choose("calls")
        self.model.show(replace(self.model.view, work="calls", chosen={}))
        self.view_bar.say()
        self._chips.choose(key)
        self._filter(key)
        self._count()
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
    def _carry(self, row: JobRow) -> None:
        """While a job is carried the technicians stand beside the board."""
        self._beside = self._side.currentWidget() or self.alarms
        self._side.setCurrentWidget(self.technicians)
        if row.stage == Stage.ON_HOLD.value:
            self.desk.ask(held_stage, row.id, done=self._show_held)

    @Slot(object)
    def _show_held(self, held: Stage | None) -> None:
        self.hand.held = held
        self.views.kanban.light()

    @Slot()
    def _put_down(self) -> None:
        if self._side.currentWidget() is self.technicians:
            self._side.setCurrentWidget(self._beside)

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

    @Slot(object)
    def _called_again(self, done: Done) -> None:
        self.told.emit(Message(_("The call is counted on the job that is open."), token=done))
        self.open_job(done.job_id)

    @Slot(object)
    def _reopened(self, done: Done) -> None:
        self.told.emit(Message(_("The call before goes on: it is reopened."), token=done))
        self.open_job(done.job_id)

    @Slot(int)
    def _registered(self, job_id: int) -> None:
        self.told.emit(Message(_("The call is registered.")))
        self._expected = job_id
        self._stand_on_expected()
        self.job_panel.show_job(job_id)
        self._side.setCurrentWidget(self.job_panel)
        self.panel_steps.begin(job_id)
        self.views.focus()
