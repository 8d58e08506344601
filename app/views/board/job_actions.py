"""Asks what an action on a job still needs, and has it recorded."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.events import EventKind, Owner
from app.i18n import _
from app.services import dispatch
from app.services.board import JobRow
from app.services.dispatch import Candidate
from app.services.jobs import commands
from app.services.jobs.commands import JobRef, Said
from app.views.appearance import Appearance
from app.views.board.board_model import name_in
from app.views.board.dialogs import ChoiceDialog, Option, candidate_options
from app.views.desk import Desk
from app.views.widgets.message_bar import Message
from app.views.wording import EVENTS, OWNERS, WAIT_OWNERS, WAITS, Catalogue, worded

PLAIN: dict[EventKind, Callable[..., None]] = {
    EventKind.ACKNOWLEDGED: commands.acknowledge,
    EventKind.ACCEPTED: commands.accept,
    EventKind.DEPARTED: commands.depart,
    EventKind.ARRIVED: commands.arrive,
    EventKind.RESUMED: commands.resume,
    EventKind.CLOSED: commands.close,
}
"""Actions that need nothing but the job."""


class JobActions(QObject):
    """Every way from a key or a button to a recorded event.

    Signals:
        told: a Message for the message bar.
    """

    told = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._window = window
        self._asked: JobRow | None = None

    def act(self, kind: EventKind, row: JobRow) -> None:
        """Record `kind` for a job, asking first for what it needs."""
        if kind in PLAIN:
            self._do(PLAIN[kind], row, self._said(), kind)
        elif kind is EventKind.DISPATCHED:
            self.choose_technician(row)
        else:
            _QUESTIONS[kind](self, row)

    def choose_technician(self, row: JobRow) -> None:
        """Ask who should take the job, the most fitting first."""
        self._asked = row
        self._desk.ask(dispatch.candidates, row.id, done=self._offer)

    def assign(self, row: JobRow, candidate: Candidate) -> None:
        """Send a technician."""
        name = name_in(candidate.name, candidate.name_en, fa=self._appearance.is_rtl)
        text = _("Call {code} assigned to {name}").format(
            code=self._appearance.formats.digits(row.code), name=name
        )
        self._desk.do(
            commands.assign,
            JobRef(row.id, row.version),
            self._said(),
            technician_id=candidate.technician_id,
            done=partial(self._tell, text),
        )

    @Slot(object)
    def _offer(self, found: list[Candidate]) -> None:
        row = self._asked
        if row is None:
            return
        title = _("Who takes call {code}?").format(code=self._appearance.formats.digits(row.code))
        options = candidate_options(found, self._appearance)
        dialog = ChoiceDialog(self._window, title, options, accept=_("Assign"))
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.chosen():
            by_id = {str(candidate.technician_id): candidate for candidate in found}
            self.assign(row, by_id[dialog.chosen()])
        dialog.deleteLater()

    def _ask_wait(self, row: JobRow) -> None:
        options = [
            Option(reason, worded(WAITS, reason), _("Owner: {owner}").format(owner=worded(OWNERS, owner)))
            for reason, owner in WAIT_OWNERS.items()
        ]
        answer = self._question(_("Why does the work wait?"), options, _("Put on hold"))
        if answer is not None:
            reason, note = answer
            owner = Owner(WAIT_OWNERS[reason])
            self._do(commands.pause, row, self._said(note), EventKind.PAUSED, reason=reason, owner=owner)

    def _ask_remedy(self, row: JobRow) -> None:
        language = self._appearance.language
        remedies = self._catalogue.remedies
        options = [Option(code, self._catalogue.remedy(code, language), code) for code in remedies]
        answer = self._question(_("What was done?"), options, _("Resolve"))
        if answer is not None:
            self._do(commands.resolve, row, self._said(answer[1]), EventKind.RESOLVED, remedy=answer[0])

    def _ask_cancellation(self, row: JobRow) -> None:
        options = [
            Option("duplicate", _("Registered twice")),
            Option("merchant-withdrew", _("The merchant withdrew the call")),
            Option("mistake", _("Registered by mistake")),
        ]
        answer = self._question(_("Why is the job cancelled?"), options, _("Cancel the job"))
        if answer is not None:
            self._do(commands.cancel, row, self._said(answer[1]), EventKind.CANCELLED, reason=answer[0])

    def _ask_note(self, row: JobRow) -> None:
        options = [
            Option("note", _("A note on the job")),
            Option("promise", _("A promise to the merchant")),
            Option("contact", _("A talk with the contractor")),
        ]
        answer = self._question(_("What is to be remembered?"), options, _("Write down"))
        if answer is not None:
            self._do(commands.add_note, row, self._said(answer[1]), EventKind.NOTE)

    def _question(self, title: str, options: list[Option], accept: str) -> tuple[str, str] | None:
        dialog = ChoiceDialog(self._window, title, options, accept=accept)
        taken = dialog.exec() == QDialog.DialogCode.Accepted and dialog.chosen()
        answer = (dialog.chosen(), dialog.note()) if taken else None
        dialog.deleteLater()
        return answer

    def _said(self, note: str = "") -> Said:
        return Said(self._desk.user, note=note)

    def _do(
        self, command: Callable[..., None], row: JobRow, said: Said, kind: EventKind, **details: Any
    ) -> None:
        text = _("Call {code}: {what}").format(
            code=self._appearance.formats.digits(row.code), what=worded(EVENTS, kind.value)
        )
        reference = JobRef(row.id, row.version)
        self._desk.do(command, reference, said, done=partial(self._tell, text), **details)

    def _tell(self, text: str, _answer: object) -> None:
        self.told.emit(Message(text))


_QUESTIONS = {
    EventKind.PAUSED: JobActions._ask_wait,  # noqa: SLF001 - the table of its own methods
    EventKind.RESOLVED: JobActions._ask_remedy,  # noqa: SLF001
    EventKind.CANCELLED: JobActions._ask_cancellation,  # noqa: SLF001
    EventKind.NOTE: JobActions._ask_note,  # noqa: SLF001
}
