"""Asks what an action on a job still needs, and has it recorded."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import PoshtibanError, RuleBroken
from app.domain.events import EventKind, Owner
from app.domain.job_states import TAKEN_BACK
from app.domain.penalties.clauses import DECLARED
from app.i18n import N_, _
from app.services import dispatch
from app.services.clause_words import HAPPENED
from app.services.code_words import EVENTS, OWNERS, worded
from app.services.dispatch import Candidate
from app.services.job_row import JobRow
from app.services.jobs import commands
from app.services.jobs.commands import Done, JobRef, Said
from app.views.appearance import Appearance
from app.views.board.dialogs import ChoiceDialog, Option
from app.views.board.resume_at import ResumeAt
from app.views.board.stale_dialog import Wanted
from app.views.board.stale_saves import Attempt, StaleSaves
from app.views.board.visit_steps import VisitSteps
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.message_bar import Message
from app.views.wording import REASONS, WAIT_OWNERS, WAITS, Catalogue

Answered = Callable[[str, str], None]
"""Takes the key of an answer and the note beside it."""

PLAIN: dict[EventKind, Callable[..., Done]] = {
    EventKind.ACKNOWLEDGED: commands.acknowledge,
    EventKind.ACCEPTED: commands.accept,
    EventKind.DEPARTED: commands.depart,
    EventKind.ARRIVED: commands.arrive,
    EventKind.RESUMED: commands.resume,
    EventKind.CLOSED: commands.close,
}
"""Actions that need nothing but the job."""

REOPENINGS: dict[str, str] = {
    "same-fault-again": N_("The same fault is back"),
    "not-mended": N_("It was never mended"),
    "merchant-objects": N_("The merchant does not agree that it is done"),
}
"""Why finished work begins again."""


class JobActions(QObject):
    """Every way from a key or a button to a recorded event; one question at a time.

    Signals:
        told: a Message for the message bar.
        refused: why an action was refused.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._window = window
        self._asking: Answered | None = None
        self.stale = StaleSaves(desk, appearance, catalogue, window)
        self.visits = VisitSteps(desk, appearance, catalogue, self.stale, window)
        self.visits.told.connect(self.told)
        self.visits.refused.connect(self.refused)

    def act(self, kind: EventKind, row: JobRow) -> None:
        """Record `kind` for a job, asking first for what it needs."""
        if kind in PLAIN:
            self._do(PLAIN[kind], row, self._said(), kind)
        else:
            _QUESTIONS[kind](self, row)

    def assign(self, row: JobRow, candidate: Candidate, note: str = "", *, reason: str = "") -> None:
        """Send a technician; `reason`: why not the last one."""
        name = name_in(candidate.name, candidate.name_en, fa=self._appearance.is_rtl)
        text = _("Call {code} assigned to {name}").format(
            code=self._appearance.formats.digits(row.code), name=name
        )
        self._desk.do(
            dispatch.send,
            JobRef(row.id, row.version),
            self._said("" if candidate.broken else note),
            technician_id=candidate.technician_id,
            override=note if candidate.broken else "",
            reason=reason,
            done=partial(self._tell, text),
            failed=partial(
                self.stale.take,
                Attempt(
                    row,
                    Wanted(text, (note,) if note else ()),
                    lambda now: self.assign(now, candidate, note, reason=reason),
                    self.refused.emit,
                ),
            ),
        )

    def record(self, command: Callable[..., Done], row: JobRow, kind: EventKind, **details: Any) -> None:
        """Carry a command out on one job."""
        self._do(command, row, self._said(), kind, **details)

    def decide_wait(self, row: JobRow, began_at: datetime, *, is_approved: bool) -> None:
        """Approve or refuse a long wait."""
        kind = EventKind.WAIT_APPROVED if is_approved else EventKind.WAIT_REFUSED
        details = {"began_at": began_at, "is_approved": is_approved}
        self._do(commands.decide_wait, row, self._said(), kind, **details)

    def _ask_wait(self, row: JobRow) -> None:
        options = [
            Option(reason, worded(WAITS, reason), _("Owner: {owner}").format(owner=worded(OWNERS, owner)))
            for reason, owner in WAIT_OWNERS.items()
        ]

        until = ResumeAt(self._appearance, self._desk.clock.now())

        def hold(reason: str, note: str) -> None:
            details = {"reason": reason, "owner": Owner(WAIT_OWNERS[reason]), "resume_at": until.instant()}
            self._do(commands.pause, row, self._said(note), EventKind.PAUSED, **details)

        self._ask(_("Why does the work wait?"), options, _("Put on hold"), hold, extra=until)

    def _ask_report(self, row: JobRow) -> None:
        self.visits.report(row)

    def _ask_reopening(self, row: JobRow) -> None:
        options = [Option(reason, _(title)) for reason, title in REOPENINGS.items()]

        def reopen(reason: str, note: str) -> None:
            self._do(commands.reopen, row, self._said(note), EventKind.REOPENED, reason=reason)

        self._ask(_("Why is the job reopened?"), options, _("Reopen"), reopen)

    def _ask_cancellation(self, row: JobRow) -> None:
        options = [
            Option("duplicate", _("Registered twice")),
            Option("merchant-withdrew", _("The merchant withdrew the call")),
            Option("mistake", _("Registered by mistake")),
        ]

        def cancel(reason: str, note: str) -> None:
            self._do(commands.cancel, row, self._said(note), EventKind.CANCELLED, reason=reason)

        self._ask(_("Why is the job cancelled?"), options, _("Cancel the job"), cancel)

    def _ask_note(self, row: JobRow) -> None:
        options = [
            Option("", _("A note"), _("Only to be remembered")),
            *(
                Option(kind, _(HAPPENED[kind]), _("A contract may charge it"))
                for kind in HAPPENED
                if kind in DECLARED
            ),
        ]

        def write(reason: str, note: str) -> None:
            self._do(commands.add_note, row, self._said(note), EventKind.NOTE, reason=reason)

        self._ask(_("What is to be remembered?"), options, _("Write down"), write, is_note=True)

    def _ask(
        self,
        title: str,
        options: list[Option],
        accept: str,
        answered: Answered,
        *,
        is_note: bool = False,
        extra: QWidget | None = None,
    ) -> None:
        """Ask in a dialog that keeps back this window alone; a second question meanwhile is dropped."""
        if self._asking is not None:
            return
        self._asking = answered
        dialog = ChoiceDialog(
            self._window, self._appearance, title, options, accept=accept, is_note=is_note, extra=extra
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.answered.connect(self._take_answer)
        dialog.finished.connect(self._stop_asking)
        dialog.open()

    @Slot(str, str)
    def _take_answer(self, key: str, note: str) -> None:
        if self._asking is not None:
            self._asking(key, note)

    @Slot()
    def _stop_asking(self) -> None:
        self._asking = None

    def _said(self, note: str = "") -> Said:
        return Said(self._desk.user, note=note)

    def _do(
        self, command: Callable[..., Done], row: JobRow, said: Said, kind: EventKind, **details: Any
    ) -> None:
        text = _("Call {code}: {what}").format(
            code=self._appearance.formats.digits(row.code), what=worded(EVENTS, kind.value)
        )
        reference = JobRef(row.id, row.version)
        done = partial(self._tell, text)
        reason = str(details.get("reason", ""))
        typed = tuple(filter(None, (worded(REASONS, reason) if reason else "", said.note)))
        attempt = Attempt(
            row,
            Wanted(worded(EVENTS, kind.value), typed),
            lambda now: self._do(command, now, said, kind, **details),
            partial(self._refuse, row),
        )
        failed = partial(self.stale.take, attempt)
        self._desk.do(command, reference, said, done=done, failed=failed, **details)

    def _refuse(self, row: JobRow, error: PoshtibanError) -> None:
        """Say why not; where the report lacks something, it is asked for at once."""
        self.refused.emit(error)
        if isinstance(error, RuleBroken) and error.code == "closing-incomplete":
            self._ask_report(row)

    def _tell(self, text: str, done: Done) -> None:
        token = done if done.kind in TAKEN_BACK else None
        self.told.emit(Message(text, token=token))


_QUESTIONS = {
    EventKind.PAUSED: JobActions._ask_wait,  # noqa: SLF001 - the table of its own methods
    EventKind.RESOLVED: JobActions._ask_report,  # noqa: SLF001
    EventKind.REOPENED: JobActions._ask_reopening,  # noqa: SLF001
    EventKind.CANCELLED: JobActions._ask_cancellation,  # noqa: SLF001
    EventKind.NOTE: JobActions._ask_note,  # noqa: SLF001
}
