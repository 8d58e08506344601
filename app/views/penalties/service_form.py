"""What is asked where a notice was served on another day than was recorded."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.penalty_cases import ProofKind, ServiceCorrectionReason
from app.domain.people import is_same_person
from app.domain.persian import isolate
from app.i18n import _
from app.services.penalties.case_words import REASONS
from app.services.penalties.correcting_service import ServiceCorrection
from app.services.penalties.serving import Proof
from app.views.agreements.agreement_words import day_text
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, choice_of, name_field, needed
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.labels import label


class ServiceCorrectionForm(StepForm):
    """Answers with the name of the second person and a ServiceCorrection."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, served_on: date, *, recorded_by: str, user: str
    ) -> None:
        super().__init__(parent, appearance, _("Correct the day of service"), accept=_("Record"))
        self._recorded_by = recorded_by
        day = day_text(served_on, appearance.formats)
        said = _("Recorded as served on {day} by {name}; somebody else has to put it right.")
        self.fields.addRow(label("quiet", said.format(day=day, name=isolate(recorded_by)), wraps=True))
        self.name = name_field("" if is_same_person(user, recorded_by) else user)
        self.day = JalaliDateEdit(appearance, name=_("Served on"), day=served_on)
        self.kind = choice_of(REASONS, [kind.value for kind in ProofKind], name=_("Proved by"))
        self.reference = QLineEdit()
        self.reference.setPlaceholderText(_("number of the receipt or the post"))
        reasons = [reason.value for reason in ServiceCorrectionReason]
        self.reason = choice_of(REASONS, reasons, name=_("Reason"))
        self.note = QLineEdit()
        for name, field in (
            (_("In the name of"), self.name),
            (_("Served on"), self.day),
            (_("Proved by"), self.kind),
            (_("Reference"), self.reference),
            (_("Reason"), self.reason),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        said = _("The days to object run anew from this day; objections that were received stay.")
        self.fields.addRow(label("muted", said, wraps=True))
        (self.day if self.name.text() else self.name).setFocus()

    def answer(self) -> tuple[str, ServiceCorrection]:
        name = needed(self.name.text(), _("A name is needed."))
        if is_same_person(name, self._recorded_by):
            raise ValueError(_("{by} cannot sign this; somebody else has to.").format(by=isolate(name)))
        reference = needed(self.reference.text(), _("A proof needs its reference."))
        proof = Proof(kind=str(self.kind.currentData()), served_on=self.day.day(), reference=reference)
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        return name, ServiceCorrection(proof=proof, reason=reason, note=note)
