"""The call to a merchant after the work: answered or not, by whom, with which score."""

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.persian import latin_digits
from app.i18n import N_, _
from app.services.job_row import JobRow
from app.services.visits.call_backs import LEAST, MOST, Outcome
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, choice_of
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.labels import label, leading

OUTCOMES = {
    Outcome.ANSWERED.value: N_("Answered"),
    Outcome.NO_ANSWER.value: N_("Nobody answered"),
    Outcome.REFUSED.value: N_("Would not say"),
}
SCORES = (
    Choice("1", N_("1 very bad")),
    Choice("2", N_("2 bad")),
    Choice("3", N_("3 fair")),
    Choice("4", N_("4 good")),
    Choice("5", N_("5 very good")),
)
SCORE_KEYS = frozenset(choice.key for choice in SCORES)


@dataclass(frozen=True, slots=True)
class Said:
    """What the form says."""

    outcome: str
    person: str
    score: int | None
    comment: str


class CallBackForm(StepForm):
    """Answers with what was said; a figure gives the score, from within a line with Alt."""

    def __init__(self, parent: QWidget, appearance: Appearance, row: JobRow, *, phone: str) -> None:
        code = appearance.formats.digits(row.code)
        super().__init__(
            parent, appearance, _("Call back about call {code}").format(code=code), accept=_("Write down")
        )
        self.outcome = choice_of(OUTCOMES, OUTCOMES, name=_("What came of it"))
        self.person, self.comment = QLineEdit(), QLineEdit()
        self.score = SegmentedControl(appearance, SCORES, name=N_("Score"))
        self.score.choose_none()
        for key in range(LEAST, MOST + 1):
            self.score.button(str(key)).setShortcut(f"Alt+{key}")
            self.score.button(str(key)).setAutoDefault(False)
        if phone:
            said = label("strong", appearance.formats.digits(phone))
            self.add_field(_("Phone"), leading(said, appearance))
        self.add_field(_("What came of it"), self.outcome)
        self.add_field(_("Score"), self.score)
        self.add_field(_("Who answered"), self.person)
        self.add_field(_("Comment"), self.comment)
        self.setMinimumWidth(560)
        self.outcome.currentIndexChanged.connect(self._follow)
        self.score.button("1").setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        figure = latin_digits(event.text())
        if figure in SCORE_KEYS and self.score.isEnabled():
            self.score.choose(figure)
            self.person.setFocus()
        else:
            super().keyPressEvent(event)

    def answer(self) -> Said:
        outcome = str(self.outcome.currentData())
        if outcome != Outcome.ANSWERED.value:
            return Said(outcome, self.person.text().strip(), None, self.comment.text().strip())
        if not self.score.key():
            raise ValueError(_("Choose the score the merchant gave."))
        if not self.person.text().strip():
            raise ValueError(_("Write who answered."))
        return Said(outcome, self.person.text().strip(), int(self.score.key()), self.comment.text().strip())

    @Slot()
    def _follow(self) -> None:
        self.score.setEnabled(self.outcome.currentData() == Outcome.ANSWERED.value)
