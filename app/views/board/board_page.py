"""The job board: figures, the most urgent call, the table, and beside it alarms or one job."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.events import EventKind
from app.i18n import N_, _
from app.services import board, dispatch
from app.services.board import JobRow
from app.services.dispatch import Candidate
from app.views.alarms.alarm_panel import AlarmPanel
from app.views.appearance import Appearance
from app.views.board.board_figures import FIGURES_MS, FigureRow
from app.views.board.board_model import FILTERS, BoardModel, Column, name_in, remaining
from app.views.board.board_table import BoardTable
from app.views.board.call_dialog import CallDialog, new_call_button
from app.views.board.dialogs import reasons
from app.views.board.job_actions import JobActions
from app.views.board.job_panel import JobPanel
from app.views.desk import Desk
from app.views.page import Page
from app.views.widgets.choices import ChipRow, Choice, SegmentedControl
from app.views.widgets.frames import Panel
from app.views.widgets.labels import Part
from app.views.widgets.message_bar import Message
from app.views.widgets.suggestion_bar import Answer, SuggestionBar
from app.views.wording import Catalogue, left_word

CHIPS = (
    Choice("all", N_("All")),
    Choice("unassigned", N_("Unassigned")),
    Choice("near", N_("At risk")),
    Choice("late", N_("Breached")),
    Choice("held", N_("On hold")),
)
WORK = (
    Choice("calls", N_("Calls"), "phone-in-talk"),
    Choice("visits", N_("Visits"), "calendar-check"),
    Choice("other", N_("Other work"), "package-variant-closed"),
    Choice("everything", N_("Everything"), "format-list-bulleted"),
)
NARROW, SIDE, SIDE_NARROW = 1500, 366, 312


class BoardPage(Page):
    """The page a dispatcher lives in.

    Signals:
        waiting: how many alarms nobody has acknowledged.
        announced: alarms that were not there before.
    """

    watches = frozenset({"job", "alarm"})

    waiting = Signal(int)
    announced = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue) -> None:
        super().__init__(desk, appearance)
        self._catalogue = catalogue
        self._suggested: tuple[JobRow, Candidate | None] | None = None
        self.model = BoardModel(appearance, catalogue, desk.clock.now())
        self.table = BoardTable(appearance, self.model)
        self.figures = FigureRow(desk, appearance, self.model)
        self.alarms = AlarmPanel(desk, appearance)
        self.job_panel = JobPanel(desk, appearance, catalogue)
        self.job_actions = JobActions(desk, appearance, catalogue, self)
        self._suggestion = SuggestionBar(
            appearance, accept=Answer(N_("Assign"), "Enter"), decline=Answer(N_("Choose other"), "N")
        )
        self._chips = ChipRow(appearance, CHIPS)
        self._work = SegmentedControl(appearance, WORK, name=N_("Kind of work"))
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
        """Ask for every open job, or only for those that changed."""
        ids = None if changes is None else changes.get("job", set())
        if ids is None:
            self.desk.ask(board.rows, done=self._replace)
        elif ids:
            self.desk.ask(board.rows, ids=set(ids), done=partial(self._update, frozenset(ids)))
        if changes is None or "alarm" in changes or "job" in changes:
            self.alarms.refresh()
        shown = self.job_panel.file
        if shown is not None and (ids is None or shown.row.id in ids):
            self.job_panel.refresh()
        if not self._counting.isActive():
            self._counting.start()

    @Slot(object)
    def show_time(self, now: datetime) -> None:
        """Let every visible clock show `now`."""
        first, last = self.table.visible_rows()
        self.model.tick(now, first, last)
        if self._side.currentWidget() is self.job_panel:
            self.job_panel.show_time(now)
        self._count()
        self._show_suggestion()

    @Slot(str)
    def search(self, typed: str) -> None:
        """Show only the jobs in which what was typed is found."""
        self.model.search(typed)

    @Slot(int)
    def open_job(self, job_id: int) -> None:
        """Show a job in the side panel and, if it is in the table, stand on it."""
        self.job_panel.show_job(job_id)
        self._side.setCurrentWidget(self.job_panel)
        place = self.model.row_of(job_id)
        if place is not None:
            self.table.stand_on(place)

    @Slot()
    def open_current(self) -> None:
        """Show the job the cursor stands on."""
        row = self.table.current()
        if row is not None:
            self.open_job(row.id)

    @Slot()
    def show_alarms(self) -> None:
        """Put the alarms back beside the table."""
        self._side.setCurrentWidget(self.alarms)
        self.table.setFocus()

    @Slot()
    def next_alarm(self) -> None:
        """Go to the next alarm nobody has acknowledged."""
        self._side.setCurrentWidget(self.alarms)
        self.alarms.next_alarm()

    @Slot()
    def assign_current(self) -> None:
        """Ask who takes the job the cursor stands on."""
        row = self.table.current()
        if row is not None:
            self.job_actions.choose_technician(row)

    @Slot()
    def go_to_most_urgent(self) -> None:
        """Put the focus on the proposal; Enter takes it."""
        if self._suggested is not None:
            self._suggestion.focus_accept()

    @Slot()
    def take_call(self) -> CallDialog:
        """Register a new call."""
        dialog = CallDialog(self.desk, self.appearance, self._catalogue, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.registered.connect(self._registered)
        dialog.open()
        return dialog

    @Slot()
    def retranslate(self) -> None:
        """Say what this page itself says again."""
        self.model.retranslate()
        self._new_call.setText(_("New call"))
        self._new_call.setToolTip("Ctrl+N")
        self._show_suggestion()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.window().width() < NARROW
        self.table.setColumnHidden(Column.CONTRACTOR, is_narrow)
        self._side.setFixedWidth(SIDE_NARROW if is_narrow else SIDE)

    def _connect(self) -> None:
        self._chips.chosen.connect(self._filter)
        self._work.chosen.connect(self._show_work)
        self._new_call.clicked.connect(self.take_call)
        self._suggestion.accepted.connect(self._accept)
        self._suggestion.declined.connect(self._decline)
        self._counting.timeout.connect(self.figures.refresh)
        self.figures.chosen.connect(self._open_figure)
        self.table.opened.connect(self.open_job)
        self.alarms.opened.connect(self.open_job)
        self.alarms.counted.connect(self.waiting)
        self.alarms.announced.connect(self.announced)
        self.job_panel.closed.connect(self.show_alarms)
        self.job_panel.acted.connect(self._act)
        self.job_actions.told.connect(self.told)

    def _lay_out(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(20, 16, 20, 12)
        page.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(12)
        page.addLayout(left, 1)
        left.addWidget(self.figures)
        left.addWidget(self._suggestion)
        panel = Panel(self.appearance)
        panel.body.setSpacing(0)
        panel.body.addWidget(self._tools())
        panel.body.addWidget(self.table, 1)
        left.addWidget(panel, 1)
        self._side.addWidget(self.alarms)
        self._side.addWidget(self.job_panel)
        page.addWidget(self._side)

    def _tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self._chips, 1)
        row.addWidget(self._work)
        row.addWidget(self._new_call)
        return tools

    @Slot(object)
    def _replace(self, rows: list[JobRow]) -> None:
        current = self.table.current()
        self.model.replace(rows)
        if current is None and self.model.rowCount():
            self.table.stand_on(0)
        self._changed()

    def _update(self, asked: frozenset[int], rows: list[JobRow]) -> None:
        self.model.update(rows, asked)
        self._changed()

    def _changed(self) -> None:
        self._count()
        self._ask_suggestion()

    def _count(self) -> None:
        for key in FILTERS:
            self._chips.show_count(key, self.model.count(key))
        self.figures.count()

    @Slot(str)
    def _filter(self, key: str) -> None:
        self.model.show_filter(key)

    @Slot(str)
    def _show_work(self, key: str) -> None:
        self.model.show_work(key)
        self._count()

    @Slot(str)
    def _open_figure(self, key: str) -> None:
        self._work.choose("calls")
        self.model.show_work("calls")
        self._chips.choose(key)
        self.model.show_filter(key)
        self._count()

    def _ask_suggestion(self) -> None:
        row = self.model.most_urgent_unassigned()
        if row is None:
            self._suggested = None
            self._show_suggestion()
        elif self._suggested is None or self._suggested[0] != row:
            self.desk.ask(dispatch.candidates, row.id, done=partial(self._suggest, row))

    def _suggest(self, row: JobRow, found: list[Candidate]) -> None:
        self._suggested = (row, found[0] if found else None)
        self._show_suggestion()

    def _show_suggestion(self) -> None:
        if self._suggested is None:
            text = Part(_("Every call has a technician."), "muted")
            self._suggestion.show_parts((text,), can_accept=False)
            return
        row, candidate = self._suggested
        self._suggestion.show_parts(self._parts(row, candidate), can_accept=candidate is not None)

    def _parts(self, row: JobRow, candidate: Candidate | None) -> tuple[Part, ...]:
        fa = self.appearance.is_rtl
        formats = self.appearance.formats
        merchant = name_in(row.merchant, row.merchant_en, fa=fa)
        parts = [
            Part(_("Most urgent, unassigned:"), "muted"),
            Part(f"{formats.digits(row.code)} {merchant}", bold=True),
        ]
        shown = remaining(row, self.model.now)
        if shown is not None:
            tone = {"late": "crit", "warning": "warn"}.get(shown.state, "text")
            parts.append(Part(f"{formats.clock(shown.seconds)} {left_word(shown.state)}", tone, bold=True))
        if candidate is None:
            parts.append(Part(_("No technician is available."), "muted"))
        else:
            name = name_in(candidate.name, candidate.name_en, fa=fa)
            parts += [Part(_("Suggested:"), "muted"), Part(name, bold=True)]
            parts.append(Part("· " + " · ".join(reasons(candidate, self.appearance)), "muted"))
        return tuple(parts)

    @Slot()
    def _accept(self) -> None:
        if self._suggested is not None and self._suggested[1] is not None:
            self.job_actions.assign(self._suggested[0], self._suggested[1])
            self.table.setFocus()

    @Slot()
    def _decline(self) -> None:
        if self._suggested is not None:
            self.job_actions.choose_technician(self._suggested[0])

    @Slot(object)
    def _act(self, kind: EventKind) -> None:
        shown = self.job_panel.file
        if shown is not None:
            self.job_actions.act(kind, shown.row)

    @Slot(int)
    def _registered(self, job_id: int) -> None:
        self.told.emit(Message(_("The call is registered.")))
        self.job_panel.show_job(job_id)
        self._side.setCurrentWidget(self.job_panel)
