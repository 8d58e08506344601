"""What is asked on the way of a draft: from which day on it is to hold, and who approves it."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.agreements import AgreementVersion
from app.domain.jalali import JalaliMonth
from app.domain.people import is_same_person
from app.domain.persian import isolate
from app.i18n import _
from app.services.agreements.register import RevisionRow
from app.views.agreements.agreement_words import day_text
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.widgets.date_edit import JalaliDateEdit
from app.views.widgets.labels import label


class NewVersionForm(SmallForm):
    """Answers with the first day of the next version."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, last: AgreementVersion, *, today: date
    ) -> None:
        number = appearance.formats.number(last.number + 1)
        title = _("Draft of version {number}").format(number=number)
        super().__init__(parent, appearance, title, accept=_("Draft it"))
        self._last = last
        month = JalaliMonth.of(max(today, last.effective_from)).shifted(1)
        self.day = JalaliDateEdit(appearance, name=_("In force from"), day=month.first_day())
        self.add_field(_("In force from"), self.day)
        said = _("It begins as a copy of version {number}, which stays as it is.")
        self.fields.addRow(
            label("muted", said.format(number=appearance.formats.number(last.number)), wraps=True)
        )
        self.day.setFocus()

    def answer(self) -> date:
        if self.day.day() <= self._last.effective_from:
            since = day_text(self._last.effective_from, self.appearance.formats)
            raise ValueError(_("It has to begin after {day}, when the last version does.").format(day=since))
        return self.day.day()


class WithdrawalForm(SmallForm):
    """Answers True once it is said again that a draft is given up."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, draft: RevisionRow, *, has_edits: bool
    ) -> None:
        title = _("Withdraw the draft of agreement {code}?").format(code=isolate(draft.code))
        super().__init__(parent, appearance, title, accept=_("Withdraw"))
        said = _("Written by {names}.").format(names=isolate(draft.drafted_by))
        lost = _("It stays in the history, but can neither be edited nor approved any more.")
        edits = _("Edits that are not saved are lost.") if has_edits else ""
        self.fields.addRow(label("quiet", " ".join(filter(None, (said, lost, edits))), wraps=True))

    def answer(self) -> bool:
        return True


class ApprovalForm(SmallForm):
    """Answers with the name of who approves."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, draft: RevisionRow, *, user: str, errors: int
    ) -> None:
        title = _("Approve agreement {code}").format(code=isolate(draft.code))
        super().__init__(parent, appearance, title, accept=_("Approve"))
        self._writers = (draft.drafted_by, draft.saved_by)
        names = " · ".join(map(isolate, dict.fromkeys((draft.drafted_by, draft.saved_by))))
        self.fields.addRow(label("quiet", _("Written by {names}.").format(names=names), wraps=True))
        self.name = QLineEdit("" if self._has_written(user) else user)
        self.name.setPlaceholderText(_("name of a second person"))
        self.add_field(_("Approved by"), self.name)
        said = _("What is approved holds from its first day on and never changes.")
        if errors:
            said = _("The checks found {count} errors; they refuse the approval.").format(
                count=appearance.formats.number(errors)
            )
        note = label("muted", said, wraps=True)
        note.setProperty("tone", "crit" if errors else "")
        self.fields.addRow(note)
        self.name.setFocus()

    def answer(self) -> str:
        name = self.name.text().strip()
        if not name:
            raise ValueError(_("An approval needs the name of who approves."))
        if self._has_written(name):
            raise ValueError(_("Who wrote a draft cannot approve it; somebody else has to."))
        return name

    def _has_written(self, name: str) -> bool:
        return any(is_same_person(name, writer) for writer in self._writers)
