"""What every step after a visit needs: the desk, one form at a time, and how its answer is told."""

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import PoshtibanError
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.stale_saves import StaleSaves
from app.views.desk import Desk
from app.views.penalties.step_form import StepForm
from app.views.undo_keys import token_of
from app.views.widgets.message_bar import Message
from app.views.wording import Catalogue


class StepDesk(QObject):
    """Forms about one job, one at a time.

    Signals:
        told: a Message for the message bar.
        refused: why something was refused after its form was gone.
        editing: id of the job that a form is open about; None once it is closed.
    """

    told = Signal(object)
    refused = Signal(object)
    editing = Signal(object)

    def __init__(
        self, desk: Desk, appearance: Appearance, catalogue: Catalogue, stale: StaleSaves, window: QWidget
    ) -> None:
        super().__init__(window)
        self.desk = desk
        self.appearance = appearance
        self.catalogue = catalogue
        self.stale = stale
        self.window = window
        self.form: StepForm | None = None
        """The form that is open."""

    def is_free(self) -> bool:
        """Whether no form is open."""
        return self.form is None or not shiboken6.isValid(self.form)

    def open(self, form: StepForm, row: JobRow) -> None:
        """Show a form about a job."""
        self.form = form
        form.finished.connect(self._leave)
        self.editing.emit(row.id)
        form.open()

    def settle(self, form: StepForm, text: str, answer: object) -> None:
        """The store has it: the form closes and `text` is told, with the way to take back what was done."""
        if shiboken6.isValid(form):
            form.settle()
        self.told.emit(Message(text, token=token_of(answer)))

    def tell(self, text: str, _answer: object) -> None:
        """Something was done without a form."""
        self.told.emit(Message(text))

    def refuse(self, form: StepForm, error: PoshtibanError) -> None:
        """Say why not; the form keeps what was typed."""
        if shiboken6.isValid(form):
            form.refuse(error)
        else:
            self.refused.emit(error)

    @Slot(int)
    def _leave(self, _result: int) -> None:
        self.form = None
        self.editing.emit(None)
