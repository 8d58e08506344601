"""Signing a shift over: both names, the hours of the shift, a note."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from app.domain.people import is_same_person
from app.i18n import _
from app.services.handover.signing import Draft
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, needed
from app.views.plain_words import name_in
from app.views.widgets.date_time_edit import JalaliDateTimeEdit


@dataclass(frozen=True, slots=True)
class Signed:
    """What the form says."""

    from_whom: str
    to_whom: str
    shift_from: datetime
    shift_to: datetime
    note: str


class HandoverForm(StepForm):
    """Answers with a Signed."""

    def __init__(self, parent: QWidget, appearance: Appearance, draft: Draft, *, user: str) -> None:
        super().__init__(parent, appearance, _("Hand the shift over"), accept=_("Sign and hand over"))
        fa = appearance.is_rtl
        self.from_whom = people_box(draft, fa=fa, name=_("Handed over by"))
        self.to_whom = people_box(draft, fa=fa, name=_("Handed over to"))
        self.from_whom.setEditText(name_of(draft, user, fa=fa))
        self.to_whom.setEditText("")
        self.begins = JalaliDateTimeEdit(appearance, name=_("Shift from"), instant=draft.shift_from)
        self.ends = JalaliDateTimeEdit(appearance, name=_("Shift to"), instant=draft.shift_to)
        self.note = QLineEdit()
        for name, field in (
            (_("Handed over by"), self.from_whom),
            (_("Handed over to"), self.to_whom),
            (_("Shift from"), self.begins),
            (_("Shift to"), self.ends),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        self.setMinimumWidth(480)
        self.to_whom.setFocus()

    def answer(self) -> Signed:
        one = needed(self.from_whom.currentText(), _("Write who hands over."))
        other = needed(self.to_whom.currentText(), _("Write who takes over."))
        if is_same_person(one, other):
            raise ValueError(_("A shift is handed over to somebody else."))
        if self.ends.instant() <= self.begins.instant():
            raise ValueError(_("A shift begins before it ends."))
        return Signed(one, other, self.begins.instant(), self.ends.instant(), self.note.text().strip())


def people_box(draft: Draft, *, fa: bool, name: str) -> QComboBox:
    """A box of the people at the desks; any other name can be written."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setAccessibleName(name)
    for _login, name_fa, name_en in draft.people:
        box.addItem(name_in(name_fa, name_en, fa=fa))
    # One that completes in the line would take the first Enter for the end of a name that stands there.
    completer = QCompleter(box.model(), box)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    box.setCompleter(completer)
    return box


def name_of(draft: Draft, user: str, *, fa: bool) -> str:
    """The name behind a login; the login itself where nobody has it."""
    names = {login: name_in(name, name_en, fa=fa) for login, name, name_en in draft.people}
    return names.get(user, user)
