"""Of which jobs a new grid is to speak: services, merchant classes, faults."""

from PySide6.QtWidgets import QWidget

from app.domain.agreements import Metric
from app.domain.events import Service
from app.domain.target_grid import Subject
from app.i18n import _
from app.services.code_words import CLASSES, METRICS, SERVICES, worded
from app.views.agreements.choice_list import TickList
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.wording import Catalogue


class SubjectForm(SmallForm):
    """Answers with a Subject; nothing ticked stands for every one."""

    def __init__(self, parent: QWidget, appearance: Appearance, metric: Metric, faults: Catalogue) -> None:
        title = _("Another grid: {metric}").format(metric=worded(METRICS, metric.value))
        super().__init__(parent, appearance, title, accept=_("Go on"))
        self._metric = metric
        language = appearance.language
        self.services = TickList({each.value: worded(SERVICES, each.value) for each in Service}, rows=5)
        self.classes = TickList({code: _(name) for code, name in CLASSES.items()}, rows=3)
        named = {code: faults.fault(code, "", language) for code in faults.faults}
        self.faults = TickList(named, rows=5)
        self.add_field(_("Services"), self.services)
        self.add_field(_("Merchant classes"), self.classes)
        self.add_field(_("Faults"), self.faults)
        self.setMinimumWidth(560)

    def answer(self) -> Subject:
        return Subject(
            metric=self._metric,
            services=self.services.ticked(),
            merchant_classes=self.classes.ticked(),
            faults=self.faults.ticked(),
        )
