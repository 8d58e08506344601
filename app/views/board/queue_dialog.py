"""The proposal for the whole queue: read it, leave out what is not wanted, send the rest."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.clock import Clock
from app.i18n import N_, _, ngettext
from app.services import dispatch
from app.services.dispatch_queue import ProposedRow, QueueProposal, propose
from app.services.doors import Doors
from app.services.jobs import bulk
from app.services.jobs.bulk import BulkOutcome
from app.services.jobs.commands import JobRef, Said
from app.views.appearance import Appearance
from app.views.board.queue_words import Outcome, QueueRow, QueueWords
from app.views.calendar.row_model import Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.long_work import LongWork
from app.views.widgets.key_hints import KeyHint
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message
from app.views.widgets.progress_panel import ProgressPanel
from app.views.wording import refusal

SETTLE_MS = 1500
"""A busy board changes all the time: a proposal is reckoned anew at most this often."""


def proposed(doors: Doors, clock: Clock, work: LongWork) -> QueueProposal:
    """The proposal for the queue as it is now."""
    return propose(doors, clock, work.go_on)


class QueueDialog(QDialog):
    """Calls, technicians, arrivals; Space leaves one out, Ctrl+Enter sends all that are ticked.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._work: LongWork | None = None
        self._proposal: QueueProposal | None = None
        self._left_out: set[int] = set()
        self._outcomes: dict[int, Outcome] = {}
        self._is_sending = False
        words = self._words = QueueWords(
            appearance, desk.clock.now(), is_taken=self._is_taken, outcomes=self._outcomes
        )
        self.table = RowTable(
            appearance,
            (
                Column(N_("Send"), words.tick, 58),
                Column(N_("Call"), words.call, 150, 2),
                Column(N_("Technician"), words.technician, 150, 2),
                Column(N_("There at"), words.arrival, 138, 0),
                Column(N_("Against the due time"), words.slack, 196, 0),
                Column(N_("Reason"), words.reason, 230, 4),
            ),
            name=N_("Proposal for the queue"),
            key=lambda row: row.call.job_id,
            tall=True,
        )
        self.progress = ProgressPanel(appearance)
        self._heading = label("heading", "")
        self._summary = label("muted", "", wraps=True)
        self.accept_button, self.again_button, self._close = QPushButton(), QPushButton(), QPushButton()
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("queue-settling")
        self._lay_out()
        self._connect()
        self._say()
        self.resize(1180, 660)
        self.propose()

    @Slot()
    def propose(self) -> None:
        """Reckon it for the queue as it is now; what was left out stays left out."""
        if self._work is not None or self._is_sending:
            self._settling.start()
            return
        self._work = self._desk.begin(proposed)
        self._work.progressed.connect(self.progress.show_progress)
        self._work.done.connect(self._show)
        self._work.refused.connect(self.refused)
        self._work.ended.connect(self._stop_work)
        self.progress.start(_("Calls are weighed against technicians…"))
        self._work.start()
        self._weigh()

    @Slot()
    def accept(self) -> None:
        """Send every ticked row, each as a dispatch of its own; the others stay as they are."""
        rows = self.taken()
        if not rows or self._work is not None or self._is_sending:
            return
        self._is_sending = True
        self._desk.do(
            bulk.each_its_own,
            [(JobRef(r.call.job_id, r.call.version), {"technician_id": r.technician_id}) for r in rows],
            dispatch.send,
            Said(self._desk.user),
            done=self._tell,
            failed=self._fail,
        )
        self._weigh()

    @Slot()
    def reject(self) -> None:
        if self._work is not None:
            self._work.cancel()
        super().reject()

    def taken(self) -> list[ProposedRow]:
        """The rows that would be sent now."""
        rows = self._proposal.rows if self._proposal is not None else ()
        return [
            row for row in rows if self._is_taken(row.call.job_id) and row.call.job_id not in self._outcomes
        ]

    @Slot()
    def toggle(self) -> None:
        """Leave the row out, or take it in again."""
        row = self.table.current()
        if isinstance(row, ProposedRow) and row.call.job_id not in self._outcomes:
            self._left_out ^= {row.call.job_id}
            self.table.row_model().say_again()
            self._weigh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space belongs to the row, Ctrl+Enter to the whole."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self.toggle()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def _is_taken(self, job_id: int) -> bool:
        return job_id not in self._left_out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(self._summary)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(KeyHint("Space"))
        self._hint = label("muted", "")
        foot.addWidget(self._hint)
        foot.addStretch(1)
        self.accept_button.setProperty("role", "primary")
        for button in (self._close, self.again_button):
            button.setProperty("role", "ghost")
        for button in (self._close, self.again_button, self.accept_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        foot.addWidget(KeyHint("Ctrl Enter"))
        column.addLayout(foot)
        self.table.setFocus()

    def _connect(self) -> None:
        self.table.installEventFilter(self)
        self.table.clicked.connect(self._click)
        self.accept_button.clicked.connect(self.accept)
        self.again_button.clicked.connect(self.propose)
        self._close.clicked.connect(self.reject)
        self._settling.timeout.connect(self.propose)
        self._desk.changed.connect(self._hear)
        self.progress.cancelled.connect(self._cancel)
        self._appearance.changed.connect(self._say)

    @Slot()
    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.toggle()

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        """Another proposal as soon as a call changed that this one speaks of, or one was added."""
        if self.isVisible() and not self._is_sending and changes.get("job"):
            self._settling.start()

    @Slot(object)
    def _show(self, proposal: QueueProposal) -> None:
        self._proposal = proposal
        self._words.now = proposal.at
        found: list[QueueRow] = [*proposal.rows, *proposal.left]
        shown = {row.call.job_id for row in found}
        sent = self._outcomes.keys() - shown
        before: list[QueueRow] = self.table.rows()
        gone = [row for row in before if row.call.job_id in sent]
        for job_id in shown & self._outcomes.keys():
            # It waits again, or still: what was said of it was said of an older state.
            del self._outcomes[job_id]
        rows = [*gone, *found]
        self.table.show_rows(rows)
        self.table.row_model().say_again()
        if self.table.current() is None and rows:
            self.table.choose(rows[0].call.job_id)
        self._weigh()

    @Slot()
    def _stop_work(self) -> None:
        self._work = None
        self.progress.finish()
        self._weigh()

    @Slot(object)
    def _tell(self, outcome: BulkOutcome) -> None:
        self._is_sending = False
        for row in outcome.rows:
            if row.refusal is None:
                self._outcomes[row.job_id] = Outcome(_("Sent"), "ok", "check-circle")
            else:
                self._outcomes[row.job_id] = Outcome(refusal(row.refusal), "crit", "alert-octagon")
        self.table.row_model().say_again()
        self._weigh()
        count = len(outcome.done)
        if count:
            said = ngettext("{count} call sent", "{count} calls sent", count)
            text = said.format(count=self._appearance.formats.number(count))
            self.told.emit(Message(text, token=outcome.done))
        if (
            not outcome.refused
            and not self._left_out
            and self._proposal is not None
            and not self._proposal.left
        ):
            super().accept()

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._is_sending = False
        self._weigh()
        self.refused.emit(error)

    @Slot()
    def _weigh(self) -> None:
        """What can be pressed now, and the figures of what is ticked."""
        taken = self.taken()
        is_busy = self._work is not None or self._is_sending
        self.accept_button.setEnabled(bool(taken) and not is_busy)
        self.again_button.setEnabled(not is_busy)
        number = self._appearance.formats.number
        sends = ngettext("Send {count} call", "Send {count} calls", len(taken))
        self.accept_button.setText(sends.format(count=number(len(taken))))
        self._summary.setText(self._summed())

    def _summed(self) -> str:
        proposal, number = self._proposal, self._appearance.formats.number
        if proposal is None:
            return ""
        if not proposal.rows and not proposal.left:
            return _("No call waits for a technician.")
        late = [row for row in proposal.rows if round(row.late_minutes)]
        count = len(proposal.rows)
        said = [
            ngettext("{count} call proposed", "{count} calls proposed", count).format(count=number(count))
        ]
        said.append(
            ngettext("{count} of them late", "{count} of them late", len(late)).format(
                count=number(len(late))
            )
            if late
            else _("all in time")
        )
        if proposal.left:
            said.append(_("{count} that nobody may take").format(count=number(len(proposal.left))))
        if proposal.more:
            said.append(_("{count} more that are due later").format(count=number(proposal.more)))
        return " · ".join(said)

    @Slot()
    def _say(self) -> None:
        title = _("Proposal for the queue")
        self.setWindowTitle(title)
        self._heading.setText(title)
        self._hint.setText(_("leaves a call out"))
        self.again_button.setText(_("Propose again"))
        self._close.setText(_("Close"))
        self._weigh()
