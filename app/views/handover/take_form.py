"""Taking a shift: who does, and what is to be said to it."""

from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.people import is_same_person
from app.i18n import _
from app.services.handover.records import HandoverRow
from app.services.handover.signing import Draft
from app.views.appearance import Appearance
from app.views.handover.handover_form import name_of, people_box
from app.views.penalties.step_form import StepForm, needed
from app.views.widgets.labels import label, leading


@dataclass(frozen=True, slots=True)
class Taken:
    """What the form says."""

    by: str
    note: str


class TakeForm(StepForm):
    """Answers with a Taken."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, waiting: HandoverRow, draft: Draft, *, user: str
    ) -> None:
        super().__init__(parent, appearance, _("Take the shift"), accept=_("Sign and take over"))
        self._from_whom = waiting.from_whom
        fa = appearance.is_rtl
        self.by = people_box(draft, fa=fa, name=_("Taken by"))
        own = name_of(draft, user, fa=fa)
        self.by.setEditText(waiting.to_whom if is_same_person(own, waiting.from_whom) else own)
        self.note = QLineEdit()
        when = appearance.formats.date_time(waiting.handed_at)
        self.add_field(
            _("Handed over by"), leading(label("strong", f"{waiting.from_whom} · {when}"), appearance)
        )
        self.add_field(_("Taken by"), self.by)
        self.add_field(_("Remark on taking it"), self.note)
        self.setMinimumWidth(460)
        self.by.setFocus()

    def answer(self) -> Taken:
        name = needed(self.by.currentText(), _("Write who takes over."))
        if is_same_person(name, self._from_whom):
            raise ValueError(_("A shift is handed over to somebody else."))
        return Taken(name, self.note.text().strip())
