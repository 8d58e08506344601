"""When a job that waits should go on, as far as somebody said so."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.widgets.date_time_edit import JalaliDateTimeEdit

USUAL = timedelta(hours=2)


class ResumeAt(QWidget):
    """A tick and an instant; without the tick nobody said when."""

    def __init__(self, appearance: Appearance, now: datetime) -> None:
        super().__init__()
        self.tick = QCheckBox(_("It should go on at"))
        self.edit = JalaliDateTimeEdit(appearance, name=_("It should go on at"), instant=now + USUAL)
        self.edit.setEnabled(False)
        self.tick.toggled.connect(self.edit.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addWidget(self.edit, 1)

    def instant(self) -> datetime | None:
        """The instant said; None where nobody said one."""
        return self.edit.instant() if self.tick.isChecked() else None
