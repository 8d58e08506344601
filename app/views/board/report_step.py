"""The report of a visit: its form, the command, and what becomes of a job that was changed meanwhile.

It is loaded when it is first wanted: the library of pictures would hold back the first picture of the window.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.events import EventKind
from app.i18n import _
from app.services.code_words import EVENTS, worded
from app.services.job_row import JobRow
from app.services.jobs.commands import JobRef, Said
from app.services.visits.photos import PhotoFile, photo_file
from app.services.visits.reporting import report
from app.services.visits.story import ToReport
from app.views.board.stale_dialog import Wanted
from app.views.board.stale_saves import Attempt
from app.views.board.step_desk import StepDesk
from app.views.board.visit_form import VisitForm, Written
from app.views.penalties.letter_view import write_file


class ReportStep(QObject):
    """Asks what came of a visit and records it."""

    def __init__(self, steps: StepDesk) -> None:
        super().__init__(steps)
        self._steps = steps

    def ask(self, row: JobRow, found: ToReport) -> None:
        """Open the form about a job as the user saw it; a change since then is told when it is kept."""
        steps = self._steps
        form = VisitForm(steps.window, steps.desk, steps.appearance, (row, found))
        form.answered.connect(partial(self._record, form, row))
        steps.open(form, row)

    def write_photo(self, photo_id: int, path: Path) -> None:
        """Save a photo as it came in."""
        done = partial(self._write, path)
        self._steps.desk.ask(photo_file, photo_id, done=done, failed=self._steps.refused.emit)

    def _write(self, path: Path, found: PhotoFile) -> None:
        done = partial(self._steps.tell, _("Saved: {file}").format(file=path.name))
        task = partial(write_file, path, found.content)
        self._steps.desk.work(task, done=done, failed=self._steps.refused.emit)

    def _record(self, form: VisitForm, row: JobRow, written: Written) -> None:
        steps = self._steps
        action = worded(EVENTS, (EventKind.CLOSED if written.closes else EventKind.RESOLVED).value)
        remedy = steps.catalogue.remedy(written.visit.remedy, steps.appearance.language)
        attempt = Attempt(
            row,
            Wanted(action, tuple(filter(None, (remedy, written.note)))),
            lambda now: self._record(form, now, written),
            partial(steps.refuse, form),
            parent=form,
        )
        code = steps.appearance.formats.digits(row.code)
        text = _("Call {code}: {what}").format(code=code, what=action)
        steps.desk.do(
            report,
            JobRef(row.id, row.version),
            Said(steps.desk.user, note=written.note),
            written.visit,
            closes=written.closes,
            done=partial(steps.settle, form, text),
            failed=partial(steps.stale.take, attempt),
        )
