"""Long work over many cases: a month drafted, letters issued, written and printed; each with progress."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.clock import Clock
from app.domain.jalali import JalaliMonth
from app.domain.penalty_cases import NOTIFIED, OPEN, CaseState
from app.i18n import _, ngettext
from app.services.doors import Doors
from app.services.letters.archive import letter_pdf
from app.services.letters.batch import issue_cases
from app.services.letters.following import write_following
from app.services.letters.printing import print_letter
from app.services.penalties.cases import CaseRow
from app.services.penalties.late_facts import reckon_anew
from app.services.penalties.life import CaseRef
from app.services.penalties.month import month_cases, price_month
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.long_work import LongWork
from app.views.penalties.case_file import CaseFile
from app.views.penalties.printing import LetterPrinting, PrinterPort
from app.views.widgets.message_bar import Message
from app.views.widgets.progress_panel import ProgressPanel


def drafted(
    doors: Doors, clock: Clock, work: LongWork, month: JalaliMonth, *, interim: bool, by: str
) -> list[int]:
    """Price a month, contract after contract, as long work of the desk; the cases that were reckoned."""
    ids = price_month(doors, clock, month, interim=interim, by=by, go_on=work.go_on)
    reckoned = {case.id for case in month_cases(doors, month) if CaseState(case.state) in OPEN}
    return [case_id for case_id in ids if case_id in reckoned]


def issued(doors: Doors, clock: Clock, work: LongWork, case_ids: Sequence[int], *, by: str) -> list[str]:
    """Issue letters, one after the other, as long work of the desk."""
    return issue_cases(doors, clock, case_ids, by, go_on=work.go_on)


def printed(doors: Doors, clock: Clock, work: LongWork, letter_ids: Sequence[int]) -> list[int]:
    """Write the bytes of letters that have their numbers, as long work of the desk; those it wrote."""
    return [
        letter_id
        for place, letter_id in enumerate(letter_ids)
        if work.go_on(place, len(letter_ids)) and print_letter(doors, clock, letter_id)
    ]


def reckoned(doors: Doors, clock: Clock, work: LongWork, case_ids: Sequence[int], *, by: str) -> list[int]:
    """Reckon cases anew, one transaction each, as long work of the desk; the corrections proposed."""
    proposed = []
    for place, case_id in enumerate(case_ids):
        if not work.go_on(place, len(case_ids)):
            break
        with doors.writing() as session:
            correction = reckon_anew(session, clock, CaseRef(case_id), by=by)
        if correction is not None:
            proposed.append(correction)
    return proposed


class Batches(QObject):
    """One piece of long work at a time; its progress is shown and it can be given up.

    Signals:
        busy_changed: something began, or ended.
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    busy_changed = Signal()
    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, printer: PrinterPort) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._printer = printer
        self._work: LongWork | LetterPrinting | None = None
        self.progress = ProgressPanel(appearance)
        self.progress.cancelled.connect(self._cancel)
        self.setParent(self.progress)

    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._work is not None

    def draft(self, month: JalaliMonth, *, interim: bool) -> None:
        """Price the month of every contractor."""
        work = self._desk.begin(drafted, month, interim=interim, by=self._desk.user)
        work.done.connect(self._tell_drafted)
        self._run(work, _("Drafting {month}").format(month=month.label(self._appearance.language)))

    def issue(self, cases: Sequence[CaseRow]) -> None:
        """Issue the letters of approved cases."""
        ids = [case.id for case in cases]
        work = self._desk.begin(issued, ids, by=self._desk.user)
        work.done.connect(self._tell_issued)
        self._run(work, _("Issuing letters"))

    def reckon(self, case_ids: Sequence[int]) -> None:
        """Reckon cases anew that facts came after."""
        work = self._desk.begin(reckoned, tuple(case_ids), by=self._desk.user)
        work.done.connect(self._tell_reckoned)
        self._run(work, _("Reckoning anew"))

    def write_due(self, file: CaseFile) -> None:
        """Write the letters that are due in a case: answers, waiver and correction notices."""
        by = self._desk.user
        self._desk.do(
            write_following, file.case.id, by=by, done=self.print_numbered, failed=self.refused.emit
        )

    def print_letters(self, cases: Sequence[CaseRow]) -> None:
        """Print the letters of these cases as one job."""
        out = [case for case in cases if case.letter and case.state in NOTIFIED and not case.is_superseded]
        numbers = [case.letter for case in out]
        title = _("{count} letters").format(count=self._appearance.formats.number(len(numbers)))
        sheets = self._printer.open(self.progress.window(), title) if numbers and not self._work else None
        if sheets is None:
            return
        documents = [partial(letter_pdf, number=number) for number in numbers]
        printing = LetterPrinting(self._desk, sheets, documents, self)
        for ended in (printing.printed, printing.stopped):
            ended.connect(self._tell_printed)
            ended.connect(self._end)
        printing.refused.connect(self.refused)
        printing.refused.connect(self._end)
        printing.progressed.connect(self.progress.show_progress)
        self._begin(printing, _("Printing letters"))
        printing.begin()

    def _run(self, work: LongWork, said: str) -> None:
        work.refused.connect(self.refused)
        if not self.is_busy():
            work.progressed.connect(self.progress.show_progress)
            work.given_up.connect(self._tell_given_up)
            work.ended.connect(self._end)
            self._begin(work, said)
        work.start()

    def _begin(self, work: LongWork | LetterPrinting, said: str) -> None:
        self._work = work
        self.progress.start(said)
        self.busy_changed.emit()

    @Slot()
    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    @Slot()
    def _end(self) -> None:
        self._work = None
        self.progress.finish()
        self.busy_changed.emit()

    def print_numbered(self, letter_ids: Sequence[int]) -> None:
        """Write the bytes of letters that have just been numbered."""
        work = self._desk.begin(printed, letter_ids)
        work.done.connect(self._tell_written)
        self._run(work, _("Writing letters"))

    def _tell_drafted(self, ids: Sequence[int]) -> None:
        if not ids:
            self.told.emit(Message(_("There was nothing to draft; what is issued stays as it is.")))
            return
        said = ngettext("{count} case was drafted.", "{count} cases were drafted.", len(ids))
        self._tell(said, len(ids))

    def _tell_reckoned(self, proposed: Sequence[int]) -> None:
        if not proposed:
            self.told.emit(Message(_("Reckoned anew, the cases come to the same.")))
            return
        said = ngettext(
            "{count} correction waits for its approval.",
            "{count} corrections wait for their approval.",
            len(proposed),
        )
        self._tell(said, len(proposed))

    def _tell_issued(self, numbers: Sequence[str]) -> None:
        said = ngettext("{count} letter was issued.", "{count} letters were issued.", len(numbers))
        self._tell(said, len(numbers))

    def _tell_written(self, ids: Sequence[int]) -> None:
        said = ngettext("{count} letter was written.", "{count} letters were written.", len(ids))
        self._tell(said, len(ids))

    def _tell_printed(self, pages: int) -> None:
        said = ngettext(
            "{count} page was sent to the printer.", "{count} pages were sent to the printer.", pages
        )
        self._tell(said, pages)

    def _tell_given_up(self) -> None:
        self.told.emit(Message(_("It was stopped; what was done stays, the rest waits.")))

    def _tell(self, said: str, count: int) -> None:
        self.told.emit(Message(said.format(count=self._appearance.formats.number(count))))
