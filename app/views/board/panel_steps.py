"""What the panel of a job sets going beside its events, and who else is said to have it open."""

from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.views.appearance import Appearance
from app.views.board.awaiting_dialog import AwaitingDialog
from app.views.board.job_panel import JobPanel
from app.views.board.presence import PresenceWatch, held_by, said_holders
from app.views.board.visit_steps import VisitSteps
from app.views.desk import Desk
from app.views.plain_words import name_in

AFTER_VISIT = frozenset({"visit_report", "call_back", "desk_promise"})
"""Tables of what the panel shows beside a job's events."""


class PanelSteps(QObject):
    """Calls to the merchant, promises and photos from the panel; this window's part in who holds what.

    Signals:
        held: who else has which job open, {id: HeldBy}.
    """

    held = Signal(object)

    def __init__(
        self, desk: Desk, appearance: Appearance, panel: JobPanel, visits: VisitSteps, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appearance = appearance
        self._panel = panel
        self._visits = visits
        self.presence = PresenceWatch(desk, self)
        panel.called.connect(self.call_back)
        panel.promised.connect(self.promise)
        panel.kept.connect(visits.keep)
        panel.saved.connect(visits.save_photo)
        panel.reported.connect(self.report)
        visits.editing.connect(self.presence.edit)
        self.presence.changed.connect(self._tell_holders)

    def begin(self, job_id: int) -> None:
        """The panel shows a job from now on."""
        self.presence.open(job_id)
        self._show_holders()

    def leave(self) -> None:
        """The panel is gone."""
        self.presence.leave()

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        """Ask again for what changed beside the events; None: for everything."""
        if changes is None:
            self.presence.refresh()
        elif AFTER_VISIT & set(changes) and self._panel.file is not None:
            self._panel.refresh()

    def show_time(self, now: datetime) -> None:
        """Forget windows that have fallen silent by `now`."""
        self.presence.show_time(now)

    @Slot()
    def call_back(self) -> None:
        """Write down what the merchant of the job shown said."""
        shown = self._panel.file
        if shown is not None:
            self._visits.call_back(shown.row, shown.phone)

    @Slot()
    def list_awaiting(self) -> AwaitingDialog:
        """List the merchants who are still to be called back."""
        dialog = AwaitingDialog(self._visits.window, self._desk, self._appearance)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._visits.call_awaiting)
        dialog.opened.connect(self._panel.opened)
        dialog.open()
        return dialog

    @Slot()
    def report(self) -> None:
        """Write or correct the report of the job shown."""
        shown = self._panel.file
        if shown is not None:
            self._visits.report(shown.row)

    @Slot()
    def promise(self) -> None:
        """Write down what is promised about the job shown."""
        shown = self._panel.file
        if shown is not None:
            name = name_in(shown.row.merchant, shown.row.merchant_en, fa=self._appearance.is_rtl)
            self._visits.promise(shown.row, name)

    @Slot()
    def _tell_holders(self) -> None:
        self._show_holders()
        self.held.emit({job: held_by(others) for job, others in self.presence.held().items()})

    def _show_holders(self) -> None:
        others = self.presence.held().get(self._panel.job_id or 0, ())
        self._panel.show_holders(said_holders(others))
