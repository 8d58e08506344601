"""The jobs behind one figure: each case it was made of is one row, whether it counts or not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.persian import isolate
from app.domain.scorecards import Kpi, Measure
from app.i18n import N_, _
from app.services.code_words import worded
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.contractors.figure_words import KEPT, NAMES, OUTCOMES
from app.views.widgets.choices import ChipRow, Choice
from app.views.widgets.frames import EmptyState, Panel
from app.views.wording import STAGES

ALL, COUNTED, REST = "all", "counted", "rest"
CHIPS = (Choice(ALL, N_("All")), Choice(COUNTED, N_("Counted")), Choice(REST, N_("Not counted")))


@dataclass(frozen=True)
class Behind:
    """What the jobs stand behind: marked messages that name it, and what being counted or not means."""

    name: str
    counted: str
    rest: str = ""
    is_good: bool = True
    """Whether to be counted is what one wishes for."""

    @classmethod
    def figure(cls, kpi: Kpi) -> "Behind":
        """A figure of the scorecard."""
        counted, rest = OUTCOMES.get(kpi, KEPT)
        return cls(NAMES[kpi], counted, rest, kpi not in {Kpi.REPEAT_7, Kpi.REPEAT_30})


@dataclass(frozen=True)
class JobCase:
    """One case of a figure; a job that was promised twice is two cases."""

    place: int
    job: JobRow
    counted: bool


def job_cases(measure: Measure, jobs: Sequence[JobRow]) -> list[JobCase]:
    """The cases of a measure: as many as its denominator says, and as many counted as its numerator."""
    by_id = {job.id: job for job in jobs}
    left = Counter(measure.counted)
    cases = []
    for place, job_id in enumerate(measure.jobs):
        counted = left[job_id] > 0
        left[job_id] -= counted
        if job_id in by_id:
            cases.append(JobCase(place, by_id[job_id], counted))
    return cases


class JobList(Panel):
    """Rows of the cases given, with a filter by whether they count.

    Signals:
        opened: id of the job the user pressed Enter on.
    """

    opened = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, title=N_("Jobs behind the figure"), icon="format-list-bulleted")
        self._appearance = appearance
        self._behind = Behind.figure(Kpi.RESOLVE)
        self._cases: tuple[JobCase, ...] = ()
        self.chips = ChipRow(appearance, CHIPS)
        self.table = RowTable(
            appearance,
            self._columns(),
            name=N_("Jobs behind the figure"),
            key=lambda case: case.place,
            tall=True,
        )
        self._empty = EmptyState(
            appearance,
            icon="clipboard-text-off-outline",
            title=N_("No jobs here"),
            advice=N_("Choose another figure, another filter or another month."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self.chips)
        self.body.addWidget(self._stack, 1)
        self.chips.chosen.connect(self._filter)
        self.table.opened.connect(self._open)

    def show_cases(self, behind: Behind, cases: Sequence[JobCase], scope: str) -> None:
        """Show these cases of a figure; `scope` says in ready words of whom and when they are."""
        if behind != self._behind:
            self.table.choose(None)
        self._behind, self._cases = behind, tuple(cases)
        self.show_note(f"{_(behind.name)} · {scope}" if scope else "")
        for chip in CHIPS:
            self.chips.show_count(chip.key, len(self._of(chip.key)))
        self._filter()

    def rows(self) -> list[JobCase]:
        """The rows shown now."""
        return self.table.rows()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(N_("Job"), self._job, 92, 1, order=lambda case: case.job.code),
            Column(N_("Merchant"), self._merchant, 120, 3, order=self._merchant_name),
            Column(N_("Outcome"), self._outcome, 110, 1, order=lambda case: case.counted),
        )

    def _job(self, case: JobCase) -> Cell:
        code = self._appearance.formats.digits(case.job.code)
        return Cell(isolate(code), sub=isolate(case.job.terminal), bold=True)

    def _merchant_name(self, case: JobCase) -> str:
        job = case.job
        return job.merchant if self._appearance.language == "fa" else job.merchant_en or job.merchant

    def _merchant(self, case: JobCase) -> Cell:
        city = case.job.city if self._appearance.language == "fa" else case.job.city_en or case.job.city
        return Cell(self._merchant_name(case), sub=city)

    def _outcome(self, case: JobCase) -> Cell:
        message = self._behind.counted if case.counted else self._behind.rest
        word = _(message) if message else ""
        good = case.counted is self._behind.is_good
        icon = "check-circle-outline" if good else "close-octagon"
        tone = "text" if good else "crit"
        return Cell(word, sub=worded(STAGES, case.job.stage), icon=icon, tone=tone)

    def _of(self, key: str) -> list[JobCase]:
        return [case for case in self._cases if key == ALL or case.counted == (key == COUNTED)]

    def _filter(self) -> None:
        found = self._of(self.chips.key())
        self._stack.setCurrentWidget(self.table if found else self._empty)
        self.table.show_rows(found)

    def _open(self, case: JobCase) -> None:
        self.opened.emit(case.job.id)
