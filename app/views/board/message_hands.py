"""What goes between desk and technician: the dispatch message, a pasted reply, who stays silent."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.events import EventKind
from app.i18n import _
from app.services.chasing import Silent, chase
from app.services.code_words import EVENTS, worded
from app.services.job_row import JobRow
from app.services.jobs.commands import Done, JobRef, Said
from app.services.messages.outbox import queue_message
from app.services.messages.texts import DispatchMessage, dispatch_message
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.board.chase_dialog import ChaseDialog
from app.views.board.reply_dialog import Reply, ReplyDialog
from app.views.desk import Desk
from app.views.plain_words import name_in
from app.views.widgets.message_bar import Message
from app.views.wording import Catalogue


class MessageHands(QObject):
    """Acts on the one job chosen; nothing of a reply is recorded before the user has agreed.

    Signals:
        told: a Message for the message bar.
        refused: why an action was refused.
        opened: id of a job to be shown.
    """

    told = Signal(object)
    refused = Signal(object)
    opened = Signal(int)

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        catalogue: Catalogue,
        page: QWidget,
        *,
        chosen: Callable[[], list[JobRow]],
    ) -> None:
        super().__init__(page)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._page = page
        self._chosen = chosen

    def handlers(self) -> dict[str, Handler]:
        """What carries the actions of messages out."""
        return {
            "message.copy": Handler(self.copy_chosen, self._has_technician),
            "message.send": Handler(self.send_chosen, self._has_technician),
            "reply.paste": Handler(self.paste_reply, self._has_one),
            "board.chase": Handler(self.show_silent),
        }

    @Slot()
    def copy_chosen(self) -> None:
        """Put the dispatch message of the job chosen on the clipboard."""
        for row in self._one():
            self.copy_message(row.id)

    def copy_message(self, job_id: int) -> None:
        """Put the dispatch message of a job on the clipboard."""
        self._desk.ask(
            dispatch_message, job_id, self._desk.messages, done=self._copy, failed=self.refused.emit
        )

    @Slot()
    def send_chosen(self) -> None:
        """Have the dispatch message of the job chosen sent by the gateway."""
        for row in self._one():
            self._desk.do(
                queue_message,
                JobRef(row.id, row.version),
                Said(self._desk.user),
                self._desk.messages,
                done=self._tell_queued,
                failed=self.refused.emit,
            )

    @Slot()
    def paste_reply(self) -> ReplyDialog | None:
        """Read what is on the clipboard as a reply to the job chosen."""
        for row in self._one():
            pasted = QGuiApplication.clipboard().text()
            dialog = ReplyDialog(
                self._page, self._appearance, self._catalogue, row, pasted, now=self._desk.clock.now()
            )
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.answered.connect(partial(self._record, row))
            dialog.open()
            return dialog
        return None

    @Slot()
    def show_silent(self) -> ChaseDialog:
        """List who was sent a call and did not accept it."""
        dialog = ChaseDialog(self._desk, self._appearance, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.opened.connect(self.opened)
        dialog.chased.connect(self._chase)
        dialog.number_wanted.connect(self._copy_number)
        dialog.message_wanted.connect(self.copy_message)
        dialog.show()
        return dialog

    def _one(self) -> list[JobRow]:
        rows = self._chosen()
        return rows if len(rows) == 1 else []

    def _has_one(self) -> bool:
        return len(self._chosen()) == 1

    def _has_technician(self) -> bool:
        return any(row.technician or row.technician_en for row in self._one())

    @Slot(object)
    def _copy(self, message: DispatchMessage) -> None:
        QGuiApplication.clipboard().setText(message.text)
        name = name_in(message.technician, message.technician_en, fa=self._appearance.is_rtl)
        number = self._appearance.formats.digits(message.to)
        text = _("The message to {name} is on the clipboard.").format(name=name)
        self.told.emit(Message(" ".join(filter(None, (text, number)))))

    @Slot(object)
    def _copy_number(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        text = _("{number} is on the clipboard.").format(number=self._appearance.formats.digits(number))
        self.told.emit(Message(text))

    @Slot(object)
    def _tell_queued(self, number: str) -> None:
        text = _("The message to {number} is on its way; the events of the call tell what becomes of it.")
        self.told.emit(Message(text.format(number=self._appearance.formats.digits(number))))

    def _record(self, row: JobRow, reply: Reply) -> None:
        done = partial(self._tell_recorded, row, reply.kind)
        reference = JobRef(row.id, row.version)
        said = reply.said(self._desk.user)
        self._desk.do(reply.command, reference, said, done=done, failed=self.refused.emit, **reply.details)

    def _tell_recorded(self, row: JobRow, kind: EventKind, done: Done) -> None:
        code = self._appearance.formats.digits(row.code)
        text = _("Call {code}: {what}").format(code=code, what=worded(EVENTS, kind.value))
        self.told.emit(Message(text, token=None if kind is EventKind.NOTE else done))

    @Slot(object)
    def _chase(self, found: Silent) -> None:
        text = _("Call {code}: the contractor was chased").format(
            code=self._appearance.formats.digits(found.code)
        )
        self._desk.do(
            chase,
            JobRef(found.job_id),
            Said(self._desk.user),
            done=partial(self._tell, text),
            failed=self.refused.emit,
        )

    def _tell(self, text: str, _done: object) -> None:
        self.told.emit(Message(text))
