"""One job at a glance: what it is, what can be done, the three clocks, and every event."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.domain.events import EventKind
from app.domain.job_states import Stage, allowed_actions
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.board import ClockRow, EventRow, JobFile
from app.services.code_words import EVENTS, METRICS, OWNERS, worded
from app.services.refusals import worded_note
from app.services.visits.story import JobStory, VisitFile, job_story
from app.views.appearance import Appearance
from app.views.board.after_visit import AfterVisit
from app.views.board.clock_lines import ClockLine, is_finished, settled_line
from app.views.board.turn_cards import TurnCard, WaitCard
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.frames import Panel, ScrolledColumn
from app.views.widgets.labels import label, set_mark
from app.views.wording import REASONS, STAGES, WAITS, Catalogue

ACTIONS: tuple[tuple[EventKind, str, str], ...] = (
    (EventKind.ACKNOWLEDGED, N_("Acknowledge"), "ghost"),
    (EventKind.DISPATCHED, N_("Assign…"), "primary"),
    (EventKind.ACCEPTED, N_("Accepted"), "ghost"),
    (EventKind.DEPARTED, N_("On the way"), "ghost"),
    (EventKind.ARRIVED, N_("Start work"), "ghost"),
    (EventKind.PAUSED, N_("Hold…"), "ghost"),
    (EventKind.RESUMED, N_("Resume"), "primary"),
    (EventKind.RESOLVED, N_("Resolve…"), "primary"),
    (EventKind.CLOSED, N_("Close"), "primary"),
    (EventKind.REOPENED, N_("Reopen…"), "ghost"),
    (EventKind.CANCELLED, N_("Cancel…"), "ghost"),
    (EventKind.NOTE, N_("Note…"), "ghost"),
)
"""What the panel offers, in the order of a job's life."""
KINDS = ("SLA", "OLA", "UC")


class JobPanel(Panel):
    """The panel of one job.

    Signals:
        acted: an EventKind the user wants to record for the job shown.
        decided: when a long wait of the job shown began, and whether it is approved.
        closed: the user is done with it.
        called: the user wants to write down a call to the merchant.
        promised: the user wants to write down a promise.
        kept: id of a promise that was kept.
        opened: id of another job to be shown.
        saved: a PhotoRow to be saved as a file.
        reported: the user wants to write, or to correct, the report of the visit.
    """

    acted = Signal(object)
    called = Signal()
    promised = Signal()
    kept = Signal(int)
    opened = Signal(int)
    saved = Signal(object)
    reported = Signal()
    decided = Signal(object, bool)
    closed = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue) -> None:
        super().__init__(appearance, title=N_("Job"), icon="clipboard-text-outline", keys="Esc")
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._job_id: int | None = None
        self._file: JobFile | None = None
        self._after: VisitFile | None = None
        self._holders = ""
        self._asked_at = desk.clock.now()
        self._lines: list[ClockLine] = []
        self._waits: list[WaitCard] = []
        self._back = QPushButton()
        self._back.setProperty("role", "link")
        self._back.clicked.connect(self.closed)
        self.add_tool(self._back)
        self._column = ScrolledColumn()
        self._content: QWidget | None = None
        self.body.addWidget(self._column, 1)
        appearance.changed.connect(self._rebuild)
        self._rebuild()

    @property
    def job_id(self) -> int | None:
        """The job that is shown or asked for."""
        return self._job_id

    @property
    def file(self) -> JobFile | None:
        """The job shown."""
        return self._file

    def show_holders(self, said: str) -> None:
        """Say who else has the job open, in words; nothing where nobody has."""
        if said != self._holders:
            self._holders = said
            self._rebuild()

    def show_job(self, job_id: int) -> None:
        """Show another job."""
        if job_id != self._job_id:
            self._after = None
        self._job_id = job_id
        self.refresh()

    def refresh(self) -> None:
        """Ask again for the job shown."""
        if self._job_id is not None:
            self._asked_at = self._desk.clock.now()
            self._desk.ask(job_story, self._desk.clock, self._job_id, done=self._show)

    def show_time(self, now: datetime) -> None:
        """Let its clocks show `now`; what no event changes, as opening hours, is asked for every minute."""
        for line in self._lines:
            line.show_time(now)
        for wait in self._waits:
            wait.show_time(now)
        if self._file is not None and self._file.row.is_open and _minute(now) != _minute(self._asked_at):
            self.refresh()

    @Slot(object)
    def _show(self, story: JobStory | None) -> None:
        if story is None or story.file.row.id != self._job_id:
            return
        found = story.file
        if (found, story.after) == (self._file, self._after):
            return
        known, self._file = self._file, found
        is_same, self._after = story.after == self._after, story.after
        if is_same and known is not None and _untimed(found) == _untimed(known):
            for line in self._lines:
                line.show_promise(found.now.promises.get(line.key))
        else:
            self._rebuild()

    @Slot()
    def _rebuild(self) -> None:
        self._back.setText(_("Alarms"))
        focused = self.window().focusWidget()
        had_focus = False
        if self._content is not None:
            had_focus = focused is not None and self._content.isAncestorOf(focused)
            # Until it is gone it would take the room of what comes in its place.
            self._content.hide()
            self._content.deleteLater()
        self._lines, self._waits = [], []
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        if self._file is not None:
            self._fill(column, self._file)
        column.addStretch(1)
        self._column.add(self._content)
        self._content.show()
        self._column.settle()
        if had_focus:
            self._focus_first_action(self._content)

    def _focus_first_action(self, content: QWidget) -> None:
        """Whoever acted here goes on here; the button he pressed may be gone."""
        content.show()
        buttons = content.findChildren(QPushButton)
        if buttons:
            buttons[0].setFocus()

    def _fill(self, column: QVBoxLayout, found: JobFile) -> None:
        fa = self._appearance.is_rtl
        row = found.row
        code = self._appearance.formats.digits(row.code)
        column.addWidget(
            label("heading", f"{code} · {name_in(row.merchant, row.merchant_en, fa=fa)}", wraps=True)
        )
        if self._holders:
            held = label("strong", self._holders, wraps=True)
            set_mark(held, "tone", "info")
            column.addWidget(held)
        column.addWidget(self._facts(found))
        column.addWidget(self._actions(found))
        self._add_waits(column, found)
        if TurnCard.has_to_say(found.now):
            column.addWidget(TurnCard(self._appearance, found.now))
        for kind in KINDS:
            self._add_clocks(column, kind, found)
        if self._after is not None:
            column.addWidget(self._add_after(found, self._after))
        column.addWidget(label("strong", _("Events")))
        taken = {event.takes_back_id for event in found.events}
        for event in reversed(found.events):
            column.addWidget(self._event(event, is_taken=event.id in taken))

    def _facts(self, found: JobFile) -> QWidget:
        fa = self._appearance.is_rtl
        row = found.row
        facts = (
            (_("Fault"), self._catalogue.fault(row.fault, row.service, self._appearance.language)),
            (_("Stage"), worded(STAGES, row.stage) + self._hold(row.hold_reason)),
            (_("Terminal"), isolate(" ".join(filter(None, (row.terminal, found.model))))),
            (_("Phone"), isolate(found.phone) if found.phone else ""),
            (_("Address"), found.address),
            (_("Contractor"), name_in(row.contractor, row.contractor_en, fa=fa)),
            (_("Technician"), name_in(row.technician, row.technician_en, fa=fa) or _("Unassigned")),
            (_("Repeat of"), self._appearance.formats.digits(found.repeat_of)),
            (_("Description"), found.description),
            (_("Caller"), " · ".join(filter(None, (found.caller, isolate(found.caller_phone)))))
            if found.caller or found.caller_phone
            else ("", ""),
            (_("Outcome"), _("Fixed by phone") if found.is_phone_fix else ""),
        )
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(fact for fact in facts if fact[1]):
            grid.addWidget(label("muted", name), place, 0)
            # The mark keeps a number at the start side of a line that has no letter of the language.
            mark = "\u200f" if fa else "\u200e"
            grid.addWidget(label("", mark + value, wraps=True), place, 1)
        return box

    def _hold(self, reason: str) -> str:
        return f" · {worded(WAITS, reason)}" if reason else ""

    def _actions(self, found: JobFile) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, gap=6)
        possible = allowed_actions(Stage(found.row.stage))
        acknowledged = any(event.kind == EventKind.ACKNOWLEDGED.value for event in found.events)
        for kind, title, role in ACTIONS:
            if kind not in possible or (kind is EventKind.ACKNOWLEDGED and acknowledged):
                continue
            button = QPushButton(_(title))
            button.setProperty("role", role)
            button.setProperty("action", kind.value)
            button.clicked.connect(self._act)
            flow.addWidget(button)
        return box

    @Slot()
    def _act(self) -> None:
        button = self.sender()
        if button is not None:
            self.acted.emit(EventKind(button.property("action")))

    def _add_after(self, found: JobFile, after: VisitFile) -> QWidget:
        """What came of its visits."""
        cards = AfterVisit(self._appearance, found.row, after)
        for told, heard in (
            (cards.called, self.called),
            (cards.promised, self.promised),
            (cards.kept, self.kept),
            (cards.opened, self.opened),
            (cards.saved, self.saved),
            (cards.reported, self.reported),
        ):
            told.connect(heard)
        return cards

    def _add_waits(self, column: QVBoxLayout, found: JobFile) -> None:
        """Every wait that needs a decision; the keys decide the first."""
        for place, wait in enumerate(found.now.waits):
            card = WaitCard(self._appearance, wait, self._desk.clock.now(), has_keys=place == 0)
            card.decided.connect(self.decided)
            self._waits.append(card)
            column.addWidget(card)

    def _add_clocks(self, column: QVBoxLayout, kind: str, found: JobFile) -> None:
        clocks = [clock for clock in found.clocks if clock.kind == kind]
        heading = QHBoxLayout()
        heading.addWidget(label("strong", kind))
        heading.addWidget(label("muted", _between(kind)), 1)
        column.addLayout(heading)
        if not clocks:
            column.addWidget(label("muted", _("Nothing promised.")))
        for clock in sorted(clocks, key=is_finished):
            promise = found.now.promises.get((clock.agreement, clock.metric, clock.sequence))
            if is_finished(clock):
                column.addWidget(self._provable(clock, settled_line(self._appearance, clock, promise)))
                continue
            line = ClockLine(self._appearance, clock, promise, self._desk.clock.now())
            self._lines.append(line)
            column.addWidget(self._provable(clock, line))

    def _provable(self, clock: ClockRow, line: QWidget) -> QWidget:
        """A clock with the button that proves it."""
        said = _("Proof sheet: {promise}").format(promise=worded(METRICS, clock.metric))
        button = QToolButton()
        button.setIcon(self._appearance.icons.icon("timeline-text-outline", self._appearance.tokens.muted))
        button.setToolTip(said)
        button.setAccessibleName(said)
        button.clicked.connect(partial(self._prove, clock.id))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(line, 1)
        row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        return box

    def _prove(self, obligation_id: int) -> None:
        # Its PDF library would hold back the first picture of the window.
        from app.views.proof.proof_dialog import ProofDialog  # noqa: PLC0415

        ProofDialog(self.window(), self._desk, self._appearance, obligation_id).open()

    def _event(self, event: EventRow, *, is_taken: bool) -> QWidget:
        formats = self._appearance.formats
        said = worded(EVENTS, event.kind)
        details = [
            worded(REASONS, event.reason) if event.reason else "",
            worded(OWNERS, event.owner) if event.owner else "",
            self._value(event),
            worded_note(event.note),
        ]
        text = " · ".join(filter(None, (said, *details)))
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        said_line = label("muted" if is_taken else "", text, wraps=True)
        if is_taken:
            said_line.setStyleSheet("text-decoration: line-through;")
        column.addWidget(said_line)
        when = formats.date_time(event.happened_at)
        column.addWidget(label("muted", " · ".join(filter(None, (when, event.actor)))))
        return box

    def _value(self, event: EventRow) -> str:
        if event.kind == EventKind.PAUSED.value and event.value:
            goes_on = self._appearance.formats.date_time(datetime.fromisoformat(event.value))
            return _("until {time}").format(time=goes_on)
        if event.kind == EventKind.RESOLVED.value:
            return self._catalogue.remedy(event.value, self._appearance.language)
        if event.kind == EventKind.UNDONE.value:
            return worded(EVENTS, event.value)
        return " ".join(filter(None, (event.value, event.technician)))


def _between(kind: str) -> str:
    return {
        "SLA": _("company to merchant"),
        "OLA": _("between our own units"),
        "UC": _("contractor to company"),
    }[kind]


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _untimed(found: JobFile) -> JobFile:
    """All but what goes on with the time by itself: the due instants of clocks that stand."""
    promises = {key: replace(promise, resumed_due_at=None) for key, promise in found.now.promises.items()}
    return replace(found, now=replace(found.now, promises=promises))
