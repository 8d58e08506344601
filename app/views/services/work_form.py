"""When scheduled work is due, and what it needs to know."""

import re

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.persian import latin_digits
from app.i18n import _
from app.services.background.runs import Plan, WorkRow
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, choice_of
from app.views.services.service_words import DAYS, DETAILS, WORKS

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class WorkForm(StepForm):
    """Answers with a Plan."""

    def __init__(self, parent: QWidget, appearance: Appearance, row: WorkRow) -> None:
        super().__init__(parent, appearance, _(WORKS[row.name]), accept=_("Save"))
        plan = row.plan
        self.enabled = QCheckBox(_("is done by itself"))
        self.enabled.setChecked(plan.is_enabled)
        self.days = choice_of(DAYS, DAYS, name=_("Days"))
        self.days.setCurrentIndex(self.days.findData(plan.days))
        self.time = QLineEdit(appearance.formats.digits(f"{plan.minute // 60:02}:{plan.minute % 60:02}"))
        self.details = QLineEdit(plan.details)
        self.add_field("", self.enabled)
        self.add_field(_("Days"), self.days)
        self.add_field(_("Time of the day"), self.time)
        if row.name in DETAILS:
            self.add_field(_(DETAILS[row.name]), self.details)
        self.setMinimumWidth(480)

    def answer(self) -> Plan:
        found = _TIME.fullmatch(latin_digits(self.time.text().strip()))
        if found is None:
            raise ValueError(_("Write the time as 06:30."))
        minute = int(found[1]) * 60 + int(found[2])
        return Plan(self.enabled.isChecked(), minute, self.days.currentData(), self.details.text().strip())
