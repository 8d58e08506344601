"""What stands beside the board: the alarms, one job, or, while a job is carried, the technicians."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.job_row import JobRow
from app.views.alarms.alarm_panel import AlarmPanel
from app.views.appearance import Appearance
from app.views.board.hand import Hand
from app.views.board.job_panel import JobPanel
from app.views.board.technician_strip import TechnicianStrip
from app.views.desk import Desk
from app.views.wording import Catalogue

NARROW, SIDE, SIDE_NARROW = 1500, 366, 312


class BoardSide(QStackedWidget):
    """One of three panels."""

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue, hand: Hand) -> None:
        super().__init__()
        self.alarms = AlarmPanel(desk, appearance, catalogue)
        self.job_panel = JobPanel(desk, appearance, catalogue)
        self.technicians = TechnicianStrip(desk, appearance, hand)
        self._beside: QWidget = self.alarms
        for panel in (self.alarms, self.job_panel, self.technicians):
            self.addWidget(panel)
        hand.began.connect(self._show_technicians)
        hand.ended.connect(self._put_back)
        hand.passed.connect(self.technicians.list.setFocus)

    def show_job(self, job_id: int) -> None:
        """Show a job."""
        self.job_panel.show_job(job_id)
        self.setCurrentWidget(self.job_panel)

    def show_alarms(self) -> None:
        """Show the alarms."""
        self.setCurrentWidget(self.alarms)

    def is_on_job(self) -> bool:
        """Whether a job is shown."""
        return self.currentWidget() is self.job_panel

    def row_in_hand(self, focused: QWidget | None) -> JobRow | None:
        """The job of the panel if the widget that has the keys is within it."""
        shown = self.job_panel.file
        has_keys = focused is not None and self.job_panel.isAncestorOf(focused)
        return shown.row if shown is not None and has_keys else None

    def fit(self, window_width: int) -> None:
        """Take less room in a narrow window."""
        self.setFixedWidth(SIDE_NARROW if window_width < NARROW else SIDE)

    @Slot()
    def _show_technicians(self) -> None:
        """While a job is carried the technicians stand beside the board."""
        self._beside = self.currentWidget() or self.alarms
        self.setCurrentWidget(self.technicians)

    @Slot()
    def _put_back(self) -> None:
        if self.currentWidget() is self.technicians:
            self.setCurrentWidget(self._beside)
