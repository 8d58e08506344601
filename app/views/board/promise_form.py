"""A promise of the desk: what, to whom, by when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import N_, _
from app.services.promises import PromiseKind
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, choice_of, needed
from app.views.widgets.date_time_edit import JalaliDateTimeEdit

KINDS = {
    PromiseKind.CALL_BACK.value: N_("To call back"),
    PromiseKind.VISIT.value: N_("To send somebody"),
    PromiseKind.OTHER.value: N_("Something else"),
}


@dataclass(frozen=True, slots=True)
class Promised:
    """What the form says."""

    kind: str
    to_whom: str
    due_at: datetime
    text: str


class PromiseForm(StepForm):
    """Answers with a Promised."""

    def __init__(self, parent: QWidget, appearance: Appearance, now: datetime, *, to_whom: str) -> None:
        super().__init__(parent, appearance, _("What is promised?"), accept=_("Write down"))
        self._now = now
        self.kind = choice_of(KINDS, KINDS, name=_("What"))
        self.to_whom, self.text = QLineEdit(to_whom), QLineEdit()
        self.due = JalaliDateTimeEdit(appearance, name=_("Until"), instant=now + timedelta(hours=1))
        for name, field in (
            (_("What"), self.kind),
            (_("To whom"), self.to_whom),
            (_("Until"), self.due),
            (_("In words"), self.text),
        ):
            self.add_field(name, field)
        self.kind.setFocus()

    def answer(self) -> Promised:
        whom = needed(self.to_whom.text(), _("Write whom it is promised to."))
        if self.due.instant() <= self._now:
            raise ValueError(_("This hour is over already."))
        return Promised(str(self.kind.currentData()), whom, self.due.instant(), self.text.text().strip())
