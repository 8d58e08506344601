"""What a user does with an alarm or a flood: acknowledge, take back, shelve, look at what is behind it."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.services import alarm_steps, alarms
from app.services.alarm_steps import Shelf
from app.services.alarms import AlarmRow, FloodRow
from app.views.alarms.alarm_faces import AlarmFaces
from app.views.alarms.alarm_list_dialog import AlarmListDialog
from app.views.alarms.rules_dialog import RulesDialog
from app.views.alarms.shelving_dialog import ShelvingDialog
from app.views.appearance import Appearance
from app.views.board.dialogs import Option
from app.views.desk import Desk

Row = AlarmRow | FloodRow


class AlarmActions(QObject):
    """Commands on alarms, with the questions they need.

    Signals:
        opened: the id of a job to be shown.
        refused: a refusal to be said in the user's words.
    """

    opened = Signal(int)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, faces: AlarmFaces, over: QWidget) -> None:
        super().__init__(over)
        self._desk = desk
        self._appearance = appearance
        self._faces = faces
        self._over = over

    def acknowledge(self, row: Row) -> None:
        """Silence it."""
        self._desk.do(alarm_steps.acknowledge, _ids(row), by=self._desk.user, failed=self._refuse)

    def undo(self, row: Row) -> None:
        """Take a wrong acknowledgement back."""
        self._desk.do(alarm_steps.undo_acknowledgement, _ids(row), by=self._desk.user, failed=self._refuse)

    def shelve(self, row: Row) -> ShelvingDialog:
        """Ask why and for how long it is to be silent."""
        title = self._faces.flood_title(row) if isinstance(row, FloodRow) else self._faces.title(row)
        dialog = ShelvingDialog(
            self._over.window(),
            self._appearance,
            _("Shelve: {alarm}").format(alarm=title),
            longest=row.longest_shelf,
            now=self._desk.clock.now(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.answered.connect(partial(self._shelve, _ids(row)))
        dialog.open()
        return dialog

    def open(self, row: Row) -> None:
        """Show the job behind an alarm, or let one of a flood's be chosen."""
        if isinstance(row, AlarmRow):
            self.opened.emit(row.job_id)
        else:
            self._desk.ask(alarms.named, row.alarm_ids, done=partial(self._show_members, row))

    @Slot()
    def show_shelf(self) -> None:
        """Show who shelved what until when, and let it be taken off."""
        self._desk.ask(alarms.shelved, done=self._show_shelf)

    @Slot()
    def show_rules(self) -> RulesDialog:
        """Show how alarms live, and let it be set."""
        dialog = RulesDialog(self._desk, self._appearance, self._over.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.refused.connect(self.refused)
        dialog.open()
        return dialog

    def _shelve(self, ids: tuple[int, ...], shelf: Shelf) -> None:
        self._desk.do(alarm_steps.shelve, ids, shelf, by=self._desk.user, failed=self._refuse)

    def _show_members(self, row: FloodRow, members: list[AlarmRow]) -> None:
        options = [
            Option(str(member.job_id), self._faces.title(member), self._faces.place(member))
            for member in members
        ]
        dialog = self._listed(self._faces.flood_title(row), options, accept=_("Show job"))
        dialog.answered.connect(self._open_member)

    def _show_shelf(self, rows: list[AlarmRow]) -> None:
        options = [Option(str(row.id), self._faces.title(row), self._faces.shelf(row)) for row in rows]
        dialog = self._listed(_("On the shelf"), options, accept=_("Take off the shelf"))
        dialog.answered.connect(self._unshelve)

    def _listed(self, title: str, options: list[Option], *, accept: str) -> AlarmListDialog:
        dialog = AlarmListDialog(self._over.window(), self._appearance, title, options, accept=accept)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    @Slot(str, str)
    def _open_member(self, job_id: str, _note: str) -> None:
        self.opened.emit(int(job_id))

    @Slot(str, str)
    def _unshelve(self, alarm_id: str, _note: str) -> None:
        self._desk.do(alarm_steps.unshelve, int(alarm_id), by=self._desk.user, failed=self._refuse)

    @Slot(object)
    def _refuse(self, error: object) -> None:
        self.refused.emit(error)


def _ids(row: Row) -> tuple[int, ...]:
    return row.alarm_ids if isinstance(row, FloodRow) else (row.id,)
