"""Dialogs over the board that are about no job on it: a new call, the whole queue, the weights."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import _
from app.services.jobs.commands import Done
from app.views.appearance import Appearance
from app.views.board.call_dialog import CallDialog
from app.views.board.weights_dialog import WeightsDialog
from app.views.desk import Desk
from app.views.widgets.message_bar import Message
from app.views.wording import Catalogue


class BoardDialogs(QObject):
    """Opens them, and says what came of them.

    Signals:
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
        registered: id of the job a new call made.
        opened: id of a job that was open, or is again, and is to be shown.
    """

    told = Signal(object)
    refused = Signal(object)
    registered = Signal(int)
    opened = Signal(int)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._appearance = appearance
        self._catalogue = catalogue
        self._page = page

    @Slot()
    def assign_queue(self) -> None:
        """Propose a technician for every call that waits for one."""
        # Its numpy would hold back the first picture of the window.
        from app.views.board.queue_dialog import QueueDialog  # noqa: PLC0415

        dialog = QueueDialog(self._desk, self._appearance, self._page)
        dialog.told.connect(self.told)
        dialog.refused.connect(self.refused)
        _open(dialog)

    @Slot()
    def weigh_technicians(self) -> None:
        """Show what the choice of technicians weighs."""
        dialog = WeightsDialog(self._desk, self._appearance, self._page)
        dialog.told.connect(self.told)
        dialog.refused.connect(self.refused)
        _open(dialog)

    @Slot()
    def take_call(self) -> CallDialog:
        """Register a new call."""
        dialog = CallDialog(self._desk, self._appearance, self._catalogue, self._page)
        dialog.registered.connect(self._tell_registered)
        dialog.added.connect(self._tell_added)
        dialog.reopened.connect(self._tell_reopened)
        _open(dialog)
        return dialog

    @Slot(int)
    def _tell_registered(self, job_id: int) -> None:
        self.told.emit(Message(_("The call is registered.")))
        self.registered.emit(job_id)

    @Slot(object)
    def _tell_added(self, done: Done) -> None:
        self.told.emit(Message(_("The call is counted on the job that is open."), token=done))
        self.opened.emit(done.job_id)

    @Slot(object)
    def _tell_reopened(self, done: Done) -> None:
        self.told.emit(Message(_("The call before goes on: it is reopened."), token=done))
        self.opened.emit(done.job_id)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
