"""The background services: who leads, scheduled work with its runs, what is on its way."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSystemTrayIcon, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.services.background.overview import Overview, overview
from app.services.background.runs import Plan, WorkRow, cancel, set_plan, want
from app.services.channels.outbox import send_again
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.desk import Desk
from app.views.page import Page
from app.views.penalties.step_form import StepForm
from app.views.services import service_words as words
from app.views.services.channels_dialog import ChannelsDialog
from app.views.services.work_form import WorkForm
from app.views.widgets.frames import Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message

SETTLE_MS = 400
FRESH_SECONDS = 2
"""A beat of the leader is no news; so often the page asks for it while it is seen."""
WORK_ROW = 46


class ServicesPage(Page):
    """Scheduled work above the notices, and at the top who does all that."""

    watches = frozenset(
        {"leader", "scheduled_work", "work_run", "notification", "channel_setting", "user_address"}
    )

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.found: Overview | None = None
        self.form: StepForm | None = None
        self._asked_at: datetime | None = None
        self.lead, self.numbers = label("strong", wraps=True), label("quiet", wraps=True)
        self.works = RowTable(
            appearance, self._work_columns(), name=N_("Scheduled work"), key=_name, tall=True
        )
        self.notices = RowTable(
            appearance, self._notice_columns(), name=N_("Notices by mail and webhook"), key=_id, tall=True
        )
        fitting(self.works, rows=4, height=WORK_ROW)
        self.run_button, self.cancel_button, self.switch_button, self.plan_button = (
            QPushButton() for _each in range(4)
        )
        self.channels_button, self.again_button = QPushButton(), QPushButton()
        self.run_button.setProperty("role", "primary")
        self._asking = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._asking.setObjectName("services-settling")
        self._asking.timeout.connect(self._ask)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.works)
        self.retranslate()

    def title(self) -> str:
        return _("Background services")

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "services.run": Handler(self.run_now, self.run_button.isEnabled),
            "services.cancel": Handler(self.cancel_run, self.cancel_button.isEnabled),
            "services.switch": Handler(self.switch, self.switch_button.isEnabled),
            "services.plan": Handler(self.change_plan, self.plan_button.isEnabled),
            "services.channels": Handler(self.set_channels),
            "services.again": Handler(self.send_again, self.again_button.isEnabled),
        }

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        """Ask again, not for every single news."""
        if changes is None:
            self._ask()
        elif not self._asking.isActive():
            self._asking.start()

    @Slot(object)
    def show_time(self, now: datetime) -> None:
        """Ask how fresh the leader's beat is."""
        if self._asked_at is None or (now - self._asked_at).total_seconds() >= FRESH_SECONDS:
            self._ask()

    @Slot()
    def retranslate(self) -> None:
        """Say what this page itself says again."""
        for button, text in (
            (self.run_button, _("Run now")),
            (self.cancel_button, _("Cancel the run")),
            (self.plan_button, _("Time and details…")),
            (self.channels_button, _("Mail and webhook…")),
            (self.again_button, _("Send failed ones again")),
        ):
            button.setText(text)
        self._show_all()

    @Slot()
    def run_now(self) -> None:
        """Ask for a run of the chosen work; whoever leads does it."""
        row = self._row()
        if row is not None:
            said = partial(self._tell, _("Asked for: {work}").format(work=_(words.WORKS[row.name])))
            self.desk.do(want, row.name, by=self.desk.user, done=said, failed=self.refused.emit)

    @Slot()
    def cancel_run(self) -> None:
        """End the run under way after the piece it is at."""
        row = self._row()
        if row is not None and row.last is not None:
            said = partial(self._tell, _("The run ends after the piece it is at."))
            self.desk.do(cancel, row.last.id, by=self.desk.user, done=said, failed=self.refused.emit)

    @Slot()
    def switch(self) -> None:
        """Do the chosen work by itself from now on, or no more."""
        row = self._row()
        if row is not None:
            old = row.plan
            self._keep(row.name, Plan(not old.is_enabled, old.minute, old.days, old.details))

    @Slot()
    def change_plan(self) -> None:
        """Ask when the chosen work is due, and what it needs to know."""
        row = self._row()
        if row is not None and self.form is None:
            form = WorkForm(self, self.appearance, row)
            form.answered.connect(partial(self._keep_form, form, row.name))
            self._open(form)

    @Slot()
    def set_channels(self) -> None:
        """Ask how alarms are mailed and posted."""
        if self.found is not None and self.form is None:
            found = self.found
            self._open(ChannelsDialog(self, self.desk, self.appearance, found.channels, found.people))

    @Slot()
    def send_again(self) -> None:
        """Put everything that failed on its way once more."""
        said = partial(self._tell, _("What failed is on its way once more."))
        self.desk.do(send_again, done=said, failed=self.refused.emit)

    def _open(self, form: StepForm) -> None:
        self.form = form
        form.finished.connect(self._forget_form)
        form.open()

    @Slot(int)
    def _forget_form(self, _result: int) -> None:
        self.form = None

    def _keep(self, name: str, plan: Plan) -> None:
        self.desk.do(set_plan, name, plan, by=self.desk.user, done=self._ask_after, failed=self.refused.emit)

    def _keep_form(self, form: WorkForm, name: str, plan: Plan) -> None:
        done, failed = partial(_settle, form), form.refuse
        self.desk.do(set_plan, name, plan, by=self.desk.user, done=done, failed=failed)

    def _ask_after(self, _answer: object) -> None:
        self._ask()

    @Slot()
    def _ask(self) -> None:
        self._asked_at = self.desk.clock.now()
        self.desk.ask(overview, self.desk.clock, done=self._show, failed=self.refused.emit)

    def _show(self, found: Overview) -> None:
        self.found = found
        self._show_all()

    def _show_all(self) -> None:
        found = self.found
        if found is not None:
            self.lead.setText(words.lead_words(found.figures, self.appearance))
            numbers = [words.figure_words(found.figures, self.appearance)]
            if not QSystemTrayIcon.isSystemTrayAvailable():
                numbers.append(_("no tray on this machine: new alarms are seen and heard alone"))
            self.numbers.setText(" · ".join(numbers))
            self.works.show_rows(found.works)
            self.notices.show_rows(found.notices)
            if self.works.current() is None:
                self.works.choose(found.works[0].name)
        self._show_tools()

    @Slot()
    def _show_tools(self) -> None:
        row = self._row()
        is_under_way = row is not None and row.last is not None and row.last.try_at is not None
        self.run_button.setEnabled(row is not None and not is_under_way)
        self.cancel_button.setEnabled(is_under_way)
        for button in (self.switch_button, self.plan_button):
            button.setEnabled(row is not None)
        is_on = row is not None and row.plan.is_enabled
        self.switch_button.setText(_("Switch off") if is_on else _("Switch on"))
        failed = self.found is not None and self.found.figures.notifications.get("failed", 0) > 0
        self.again_button.setEnabled(failed)

    def _row(self) -> WorkRow | None:
        row = self.works.current()
        return row if isinstance(row, WorkRow) else None

    def _tell(self, text: str, _answer: object) -> None:
        self.told.emit(Message(text))
        self._ask()

    def _work_columns(self) -> tuple[Column, ...]:
        look = self.appearance
        return (
            Column(N_("Work"), words.name_cell, 260, 2),
            Column(N_("Schedule"), lambda row: words.plan_cell(row, look), 200, 1),
            Column(N_("Next run"), lambda row: words.next_cell(row, look), 150),
            Column(N_("Last run"), lambda row: words.last_cell(row, look), 240, 3),
            Column(N_("State"), _run_state, 120),
        )

    def _notice_columns(self) -> tuple[Column, ...]:
        look = self.appearance
        return (
            Column(N_("Channel"), words.notice_cell, 240, 2),
            Column(N_("Queued"), lambda row: Cell(look.formats.date_time(row.queued_at)), 150),
            Column(N_("Not before"), lambda row: Cell(look.formats.date_time(row.due_at)), 150),
            Column(N_("Outcome"), lambda row: words.notice_told_cell(row, look), 240, 3),
            Column(N_("State"), lambda row: words.state_cell(row.state), 120),
        )

    def _connect(self) -> None:
        self.works.picked.connect(self._show_tools)
        self.works.opened.connect(self.change_plan)
        for button, slot in (
            (self.run_button, self.run_now),
            (self.cancel_button, self.cancel_run),
            (self.switch_button, self.switch),
            (self.plan_button, self.change_plan),
            (self.channels_button, self.set_channels),
            (self.again_button, self.send_again),
        ):
            button.clicked.connect(slot)

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 16, 20, 12)
        page.setSpacing(12)
        head = Panel(self.appearance)
        head.body.setContentsMargins(14, 10, 14, 10)
        head.body.addWidget(self.lead)
        head.body.addWidget(self.numbers)
        page.addWidget(head)
        tools = (self.run_button, self.cancel_button, self.switch_button, self.plan_button)
        scheduled = Panel(self.appearance)
        scheduled.body.setSpacing(0)
        scheduled.body.addWidget(_row_of(*tools))
        scheduled.body.addWidget(self.works)
        page.addWidget(scheduled)
        sent = Panel(self.appearance)
        sent.body.setSpacing(0)
        sent.body.addWidget(_row_of(self.channels_button, self.again_button))
        sent.body.addWidget(self.notices, 1)
        page.addWidget(sent, 1)


def _run_state(row: WorkRow) -> Cell:
    return words.state_cell(row.last.state) if row.last is not None else Cell("")


def _row_of(*buttons: QPushButton) -> QWidget:
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(14, 10, 14, 10)
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return held


def _settle(form: StepForm, _answer: object) -> None:
    form.settle()


def _name(row: WorkRow) -> str:
    return row.name


def _id(row: object) -> object:
    return getattr(row, "id", None)
