"""What a desk does after a visit: the report, the call to the merchant, promises; each asked in a form."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from app.i18n import _
from app.services import board_rows
from app.services.job_row import JobRow
from app.services.jobs.commands import JobRef, Said
from app.services.promises import NewPromise, keep_promise, promise
from app.services.visits.call_backs import AwaitingRow, call_back
from app.services.visits.story import PhotoRow, ToReport, to_report
from app.views.board.call_back_form import CallBackForm
from app.views.board.call_back_form import Said as SaidBack
from app.views.board.promise_form import Promised, PromiseForm
from app.views.board.step_desk import StepDesk


class VisitSteps(StepDesk):
    """Every way from a key or a button to what is kept of a visit."""

    def report(self, row: JobRow) -> None:
        """Ask what came of the visit, and resolve the job with it."""
        if self.is_free():
            self.desk.ask(to_report, row.id, done=partial(self._ask_report, row))

    def call_back(self, row: JobRow, phone: str) -> None:
        """Ask what the merchant said."""
        if self.is_free():
            form = CallBackForm(self.window, self.appearance, row, phone=phone)
            form.answered.connect(partial(self._record_call, form, row))
            self.open(form, row)

    def call_awaiting(self, waiting: AwaitingRow) -> None:
        """Ask what a merchant of the list said."""
        done = partial(self._ask_awaiting, waiting.phone)
        self.desk.ask(board_rows.rows, ids={waiting.job_id}, done=done)

    def _ask_awaiting(self, phone: str, found: list[JobRow]) -> None:
        for row in found:
            self.call_back(row, phone)

    def promise(self, row: JobRow, to_whom: str) -> None:
        """Ask what is promised about a job."""
        if self.is_free():
            form = PromiseForm(self.window, self.appearance, self.desk.clock.now(), to_whom=to_whom)
            form.answered.connect(partial(self._record_promise, form, row))
            self.open(form, row)

    @Slot(int)
    def keep(self, promise_id: int) -> None:
        """Say that a promise was kept."""
        done = partial(self.tell, _("The promise is kept."))
        self.desk.do(keep_promise, promise_id, Said(self.desk.user), done=done, failed=self.refused.emit)

    @Slot(object)
    def save_photo(self, photo: PhotoRow) -> None:
        """Save a photo of a report as it came in."""
        # It loads the library of pictures, which the first picture of the window need not wait for.
        from app.views.board.report_step import ReportStep  # noqa: PLC0415

        name, _filter = QFileDialog.getSaveFileName(self.window, _("Save the photo"), photo.file_name)
        if name:
            ReportStep(self).write_photo(photo.id, Path(name))

    def _ask_report(self, row: JobRow, found: ToReport | None) -> None:
        from app.views.board.report_step import ReportStep  # noqa: PLC0415 - as above

        if found is not None and self.is_free():
            ReportStep(self).ask(row, found)

    def _record_call(self, form: CallBackForm, row: JobRow, said: SaidBack) -> None:
        self.desk.do(
            call_back,
            JobRef(row.id),
            Said(self.desk.user, note=said.comment),
            outcome=said.outcome,
            person=said.person,
            score=said.score,
            done=partial(self.settle, form, _("The call back is written down.")),
            failed=partial(self.refuse, form),
        )

    def _record_promise(self, form: PromiseForm, row: JobRow, said: Promised) -> None:
        new = NewPromise(kind=said.kind, to_whom=said.to_whom, due_at=said.due_at, job_id=row.id)
        self.desk.do(
            promise,
            new,
            Said(self.desk.user, note=said.text),
            done=partial(self.settle, form, _("The promise is written down.")),
            failed=partial(self.refuse, form),
        )
