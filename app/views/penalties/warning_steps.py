"""Writing a letter to a contractor that asks for no money."""

from collections.abc import Sequence
from functools import partial

from app.i18n import _
from app.services.letters.actions import Warn, warn
from app.services.penalties.drafting import Contract
from app.views.penalties.batches import printed
from app.views.penalties.step_form import StepForm, Steps
from app.views.penalties.warning_form import WarningForm
from app.views.widgets.message_bar import Message

WRITE_KEYS = ("L", "م")
"""The second letter stands on the same key of a Persian keyboard."""


class WarningSteps(Steps):
    """Asks what the letter says, numbers it and has its bytes written."""

    def write(self, contracts: Sequence[Contract], contractor: str) -> None:
        """Write a warning or a request to a contractor, under one of its contracts."""
        if not contracts:
            self.told.emit(Message(_("The contractor has no contract in this month."), tone="warn"))
            return
        form = WarningForm(self.page, self.appearance, contracts, contractor)

        def take(asked: Warn) -> None:
            write = partial(warn, command=form.command)
            self.carry_out(form, _("The letter is numbered."), write, asked, by=self.desk.user)

        self.ask(form, take)

    def _settle(self, form: StepForm, said: str, answer: object) -> None:
        super()._settle(form, said, answer)
        work = self.desk.begin(printed, (answer,))
        work.refused.connect(self.refused)
        work.start()
