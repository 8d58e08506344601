"""One pause rule: who answers, for which reasons, which clocks stop, what it needs."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.domain.agreement_file import MOST_OF
from app.domain.agreements import Metric, PauseRule, Unit
from app.domain.events import Owner
from app.i18n import _
from app.services.code_words import METRICS, OWNERS, worded
from app.views.agreements.choice_list import TickList
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.widgets.number_edit import NumberEdit
from app.views.wording import WAITS


class WaitForm(SmallForm):
    """Answers with a PauseRule."""

    def __init__(self, parent: QWidget, appearance: Appearance, known: PauseRule | None) -> None:
        super().__init__(parent, appearance, _("Wait"), accept=_("Take over"))
        rule = known or PauseRule(owner=Owner.MERCHANT, stops=frozenset())
        self.owner = QComboBox()
        for owner in Owner:
            self.owner.addItem(worded(OWNERS, owner.value), owner.value)
        self.owner.setCurrentIndex(self.owner.findData(rule.owner.value))
        reasons = {code: _(name) for code, name in WAITS.items()}
        self.reasons = TickList(reasons | {code: code for code in rule.reasons - set(reasons)}, rule.reasons)
        stops = {metric.value: worded(METRICS, metric.value) for metric in Metric}
        self.stops = TickList(stops, (metric.value for metric in rule.stops), rows=5)
        self.evidence = QCheckBox(_("Such a wait must be proved"))
        self.evidence.setChecked(rule.evidence)
        self.approval = QCheckBox(_("A supervisor approves longer waits"))
        self.approval.setChecked(rule.approval_above_minutes is not None)
        self.above = NumberEdit(appearance, name=_("Longer than (minutes)"), most=MOST_OF[Unit.MINUTES])
        self.above.setValue(rule.approval_above_minutes or 0)
        self.approval.toggled.connect(self.above.setEnabled)
        self.above.setEnabled(self.approval.isChecked())
        self.add_field(_("Who answers"), self.owner)
        self.add_field(_("Reasons (none: every one)"), self.reasons)
        self.add_field(_("Clocks that stop"), self.stops)
        self.add_field("", self.evidence)
        self.add_field("", self.approval)
        self.add_field(_("Longer than (minutes)"), self.above)
        self.setMinimumWidth(560)

    def answer(self) -> PauseRule:
        return PauseRule(
            owner=Owner(self.owner.currentData()),
            reasons=self.reasons.ticked(),
            stops=frozenset(Metric(value) for value in self.stops.ticked()),
            evidence=self.evidence.isChecked(),
            approval_above_minutes=self.above.value() if self.approval.isChecked() else None,
        )
