"""What is asked on the way of a case: who reviews and approves it, how it was served, by when to object."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.penalty_cases import ExtensionReason, ProofKind, SendBackReason
from app.domain.people import is_same_person
from app.domain.persian import isolate
from app.i18n import _
from app.services.penalties.case_words import REASONS
from app.services.penalties.cases import CaseRow
from app.services.penalties.serving import MOST_EXTENDED, Extension, Proof
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, choice_of, name_field, needed
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.labels import label
from app.views.widgets.number_edit import NumberEdit


@dataclass(frozen=True)
class Signed:
    """In whose name a step is taken, and what is noted with it."""

    by: str
    note: str = ""
    reason: str = ""


class SignForm(StepForm):
    """Answers with Signed; where others may not sign, the name is left empty for a second person."""

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        title: str,
        *,
        accept: str,
        user: str,
        others: tuple[str, ...] = (),
    ) -> None:
        super().__init__(parent, appearance, title, accept=accept)
        self._others = tuple(dict.fromkeys(filter(None, others)))
        if self._others:
            names = " · ".join(map(isolate, self._others))
            said = _("By now in the hands of {names}; somebody else has to sign.").format(names=names)
            self.fields.addRow(label("quiet", said, wraps=True))
        self.name = name_field("" if self._is_other(user) else user)
        self.reason: QComboBox | None = None
        self.note = QLineEdit()
        self.add_field(_("In the name of"), self.name)
        self.add_field(_("Note"), self.note)
        (self.note if self.name.text() else self.name).setFocus()

    def ask_reason(self, reasons: type[SendBackReason]) -> None:
        """Ask for one of these reasons as well."""
        self.reason = choice_of(REASONS, [reason.value for reason in reasons], name=_("Reason"))
        self.add_field(_("Reason"), self.reason)

    def ask_name_alone(self) -> None:
        """Ask for no note."""
        self.fields.setRowVisible(self.note, False)

    def say(self, text: str) -> None:
        """Say what follows from signing."""
        self.fields.addRow(label("muted", text, wraps=True))

    def answer(self) -> Signed:
        name = needed(self.name.text(), _("A name is needed."))
        if self._is_other(name):
            raise ValueError(_("{by} cannot sign this; somebody else has to.").format(by=isolate(name)))
        reason = str(self.reason.currentData()) if self.reason is not None else ""
        return Signed(name, self.note.text().strip(), reason)

    def _is_other(self, name: str) -> bool:
        return any(is_same_person(name, other) for other in self._others)


class ServedForm(StepForm):
    """Answers with a Proof."""

    def __init__(self, parent: QWidget, appearance: Appearance, case: CaseRow, *, today: date) -> None:
        title = _("Letter {number} was served").format(number=isolate(appearance.formats.digits(case.letter)))
        super().__init__(parent, appearance, title, accept=_("Record"))
        self.kind = choice_of(REASONS, [kind.value for kind in ProofKind], name=_("Proved by"))
        self.day = JalaliDateEdit(appearance, name=_("Served on"), day=today)
        self.reference = QLineEdit()
        self.reference.setPlaceholderText(_("number of the receipt or the post"))
        for name, field in (
            (_("Served on"), self.day),
            (_("Proved by"), self.kind),
            (_("Reference"), self.reference),
        ):
            self.add_field(name, field)
        said = _("The days to object run from this day on, in working days of the contract.")
        self.fields.addRow(label("muted", said, wraps=True))
        self.day.setFocus()

    def answer(self) -> Proof:
        reference = needed(self.reference.text(), _("A proof needs its reference."))
        return Proof(kind=str(self.kind.currentData()), served_on=self.day.day(), reference=reference)


class ExtensionForm(StepForm):
    """Answers with an Extension."""

    def __init__(self, parent: QWidget, appearance: Appearance, last_day: str) -> None:
        super().__init__(parent, appearance, _("More days to object"), accept=_("Extend"))
        said = _("The last day to object is {day}. It can be put off once.").format(day=last_day)
        self.fields.addRow(label("quiet", said, wraps=True))
        self.days = NumberEdit(appearance, name=_("Working days more"), least=1, most=MOST_EXTENDED)
        self.days.setValue(5)
        self.reason = choice_of(REASONS, [reason.value for reason in ExtensionReason], name=_("Reason"))
        self.note = QLineEdit()
        for name, field in (
            (_("Working days more"), self.days),
            (_("Reason"), self.reason),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        self.days.setFocus()

    def answer(self) -> Extension:
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        return Extension(days=self.days.value(), reason=reason, note=note)


class PaperForm(StepForm):
    """Answers with the reference of the paper that says something."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, title: str, *, accept: str, said: str
    ) -> None:
        super().__init__(parent, appearance, title, accept=accept)
        self.fields.addRow(label("quiet", said, wraps=True))
        self.reference = QLineEdit()
        self.add_field(_("Letter or source"), self.reference)
        self.reference.setFocus()

    def answer(self) -> str:
        return needed(self.reference.text(), _("The letter or the source is needed."))
