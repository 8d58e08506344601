"""A letter that asks for no money: a first or second warning, or the request for a corrective action."""

from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.domain.persian import isolate
from app.i18n import _
from app.services.letters.actions import Warn
from app.services.letters.kinds import WARNINGS, LetterKind
from app.services.penalties.drafting import Contract
from app.views.appearance import Appearance
from app.views.penalties.letters_tab import KINDS
from app.views.penalties.step_form import StepForm, choice_of, needed
from app.views.widgets.labels import label
from app.views.widgets.number_edit import NumberEdit

MOST_DAYS = 90


class WarningForm(StepForm):
    """Answers with a Warn; `command` names this one letter, however often it is sent."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, contracts: Sequence[Contract], contractor: str
    ) -> None:
        title = _("Letter to {contractor}").format(contractor=isolate(contractor))
        super().__init__(parent, appearance, title, accept=_("Write the letter"))
        self._contracts = contracts
        self.contract = QComboBox()
        for contract in contracts:
            self.contract.addItem(contract.agreement)
        self.command = uuid4().hex
        words = {kind.value: KINDS[kind][0] for kind in WARNINGS}
        self.kind = choice_of(words, words, name=_("Kind"))
        self.subject, self.earlier = QLineEdit(), QLineEdit()
        self.reasons = QPlainTextEdit()
        self.reasons.setPlaceholderText(_("a line for each matter"))
        self.reasons.setTabChangesFocus(True)
        self.reasons.setMinimumHeight(110)
        self.days = NumberEdit(appearance, name=_("Days to answer"), least=1, most=MOST_DAYS)
        self.days.setValue(10)
        self.earlier.setPlaceholderText(_("number of the letter that it follows, if there is one"))
        for name, field in (
            (_("Contract"), self.contract),
            (_("Kind"), self.kind),
            (_("About"), self.subject),
            (_("Matters"), self.reasons),
            (_("Days to answer"), self.days),
            (_("Earlier letter"), self.earlier),
        ):
            self.add_field(name, field)
        said = _("The letter takes the next number and is frozen: neither can be undone.")
        self.fields.addRow(label("muted", said, wraps=True))
        self.setMinimumWidth(560)
        self.subject.setFocus()

    def answer(self) -> Warn:
        reasons = tuple(line.strip() for line in self.reasons.toPlainText().splitlines() if line.strip())
        subject = needed(self.subject.text(), _("Write what the letter is about."))
        if not reasons:
            raise ValueError(_("Write at least one matter."))
        contract = self._contracts[max(self.contract.currentIndex(), 0)]
        return Warn(
            kind=LetterKind(self.kind.currentData()),
            party_id=contract.party_id,
            agreement=contract.agreement,
            about=subject,
            reasons=reasons,
            answer_days=self.days.value(),
            earlier=self.earlier.text().strip(),
        )
