"""Rejecting a service that a statement would pay for, or accepting it after all."""

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import N_, _
from app.services.accounts.rejections import Judgement, RejectionReason, judge_job
from app.services.accounts.tables import REJECTED
from app.views.appearance import Appearance
from app.views.penalties.step_form import StepForm, Steps, choice_of, needed
from app.views.widgets.choices import Choice, SegmentedControl

REJECT, ACCEPT = "reject", "accept"
WAYS = (
    Choice(REJECT, N_("Not paid"), "close-circle-outline"),
    Choice(ACCEPT, N_("Paid after all"), "check-circle-outline"),
)


@dataclass(frozen=True)
class Judged:
    """A job and what is decided on its payment."""

    job: str
    judgement: Judgement


class JudgementForm(StepForm):
    """Answers with Judged."""

    def __init__(self, parent: QWidget, appearance: Appearance, job: str) -> None:
        super().__init__(parent, appearance, _("Is a service paid?"), accept=_("Record"))
        self.job, self.note = QLineEdit(job), QLineEdit()
        self.way = SegmentedControl(appearance, WAYS, name=N_("Decision"))
        self.way.choose(ACCEPT if job else REJECT)
        self.reason = choice_of(REJECTED, [reason.value for reason in RejectionReason], name=_("Reason"))
        for name, field in (
            (_("Job"), self.job),
            (_("Decision"), self.way),
            (_("Reason"), self.reason),
            (_("Note"), self.note),
        ):
            self.add_field(name, field)
        self.setMinimumWidth(480)
        self.way.chosen.connect(self._show_reason)
        self._show_reason()
        (self.note if job else self.job).setFocus()

    def answer(self) -> Judged:
        job = needed(self.job.text(), _("Write the number of the job."))
        note, is_rejected = self.note.text().strip(), self.way.key() == REJECT
        if not is_rejected and not note:
            raise ValueError(_("Write why it is paid after all."))
        reason = str(self.reason.currentData()) if is_rejected else ""
        return Judged(job, Judgement(is_rejected=is_rejected, reason=reason, note=note))

    @Slot()
    def _show_reason(self) -> None:
        self.fields.setRowVisible(self.reason, self.way.key() == REJECT)


class JudgementSteps(Steps):
    """Asks about a service and keeps what is decided."""

    def judge(self, job: str) -> None:
        """Decide on a service; `job` is offered, and may be empty."""
        form = JudgementForm(self.page, self.appearance, job)

        def take(judged: Judged) -> None:
            said = _("The decision on the service is recorded.")
            self.carry_out(form, said, judge_job, judged.job, judged.judgement, by=self.desk.user)

        self.ask(form, take)
