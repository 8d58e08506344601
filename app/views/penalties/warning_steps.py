"""Writing a letter to a contractor that asks for no money."""

from functools import partial

from PySide6.QtCore import Signal

from app.i18n import _
from app.services.letters.actions import Warn, warn
from app.services.penalties.cases import CaseRow
from app.views.penalties.step_form import StepForm, Steps
from app.views.penalties.warning_form import WarningForm


class WarningSteps(Steps):
    """Asks what the letter says and numbers it.

    Signals:
        numbered: ids of letters whose bytes are to be written.
    """

    numbered = Signal(object)

    def write(self, case: CaseRow, contractor: str) -> None:
        """Write a warning or a request to the contractor of a case, under its agreement."""
        form = WarningForm(self.page, self.appearance, case, contractor)

        def take(asked: Warn) -> None:
            write = partial(warn, command=form.command)
            self.carry_out(form, _("The letter is numbered."), write, asked, by=self.desk.user)

        self.ask(form, take)

    def _settle(self, form: StepForm, said: str, answer: object) -> None:
        super()._settle(form, said, answer)
        self.numbered.emit([answer])
