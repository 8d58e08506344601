"""Contractors: their scorecards of a month, figures, trend, and the jobs behind each number."""

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.domain.jalali import JalaliMonth
from app.domain.scorecards import Kpi, Measure
from app.i18n import N_, _
from app.services.board_rows import rows as job_rows
from app.services.job_row import JobRow
from app.services.penalties.at_risk import AtRisk, at_risk
from app.services.scorecards import ScorecardRow, TrendPoint, scorecards, trend
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.calendar.month_bar import MonthBar, month_to_judge
from app.views.calendar.row_table import TALL_ROW_HEIGHT, RowTable, fitting
from app.views.calendar.visit_words import day_span
from app.views.contractors.figure_words import FORMULAS, NAMES, SHOWN, CardWords, FigureWords, times_text
from app.views.contractors.job_list import Behind, JobList, job_cases
from app.views.contractors.letter_button import LetterButton
from app.views.contractors.risk_panel import RiskKey, RiskPanel, RiskRow
from app.views.contractors.technicians_dialog import TechniciansDialog
from app.views.contractors.trend_chart import TrendChart
from app.views.desk import Desk
from app.views.page import Page
from app.views.widgets.choices import Choice, SegmentedControl
from app.views.widgets.frames import EmptyState, Panel
from app.views.widgets.labels import label

SPANS = (Choice("month", N_("By month")), Choice("week", N_("By week")))
SETTLE_MS = 2000
"""Every event of every job changes some figure: they are reckoned anew at most this often."""
MONTHS_BACK = {"month": 6, "week": 3}
"""How many months the trend goes back."""


@dataclass(frozen=True)
class MonthCards:
    """The scorecards of a month."""

    month: JalaliMonth
    cards: tuple[ScorecardRow, ...]


@dataclass(frozen=True)
class TrendAsked:
    """Which trend is wanted; it comes back with the answer, so that a late one is known."""

    party_id: int
    kpi: Kpi
    month: JalaliMonth
    by: str


@dataclass(frozen=True)
class JobsAsked:
    """Whose cases are wanted: those of `measure`, said to be of `scope`."""

    party_id: int
    behind: Behind
    measure: Measure
    scope: str


def asked_risks(session: Any, clock: Clock, card: ScorecardRow) -> tuple[int, list[AtRisk]]:
    """The money at risk under a party's contracts, with the party it was asked for."""
    return card.party_id, at_risk(session, clock, contractor=card.party)


def month_cards(session: Any, clock: Clock, month: JalaliMonth) -> MonthCards:
    """Every party's scorecard of `month`."""
    return MonthCards(month, tuple(scorecards(session, clock, month)))


def asked_trend(session: Any, clock: Clock, asked: TrendAsked) -> tuple[TrendAsked, list[TrendPoint]]:
    """The trend that was asked for, ending with its month."""
    months = [asked.month.shifted(-back) for back in reversed(range(MONTHS_BACK[asked.by]))]
    by: Literal["month", "week"] = "week" if asked.by == "week" else "month"
    return asked, trend(session, clock, party_id=asked.party_id, kpi=asked.kpi, months=months, by=by)


def asked_jobs(session: Any, asked: JobsAsked) -> tuple[JobsAsked, list[JobRow]]:
    """The jobs of the cases asked for."""
    ids = set(asked.measure.jobs)
    return asked, job_rows(session, ids) if ids else []


class ContractorsPage(Page):
    """The table of contractors, the figures of the chosen one beside it, trend and jobs under it.

    Signals:
        job_opened: id of a job the user wants to see.
    """

    watches = frozenset({"obligation", "job", "party"})

    job_opened = Signal(int)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        today = desk.clock.now().astimezone(appearance.formats.zone).date()
        self.months = MonthBar(appearance, JalaliMonth.of(today))
        self.months.show_month(month_to_judge(today))
        self._card_words = CardWords(appearance)
        self.cards = RowTable(
            appearance,
            self._card_words.columns(),
            name=N_("Contractors"),
            key=lambda card: card.party_id,
            tall=True,
        )
        self._figure_words = FigureWords(appearance)
        self.figures = RowTable(
            appearance,
            self._figure_words.columns(),
            name=N_("Figures"),
            key=lambda measure: measure.kpi,
            tall=True,
        )
        self.chart = TrendChart(appearance)
        self.spans = SegmentedControl(appearance, SPANS, name=N_("Steps of the trend"))
        self.jobs = JobList(appearance)
        self.risk = RiskPanel(appearance)
        self.letter_button = LetterButton(self, self.months.month)
        self.technicians_button = QPushButton()
        self.technicians_button.setProperty("role", "ghost")
        self.technicians_button.clicked.connect(self.edit_technicians)
        self._formula = label("quiet", wraps=True)
        self._trend_asked: TrendAsked | None = None
        self._jobs_asked: JobsAsked | None = None
        self._risk_shown: RiskKey | None = None
        """The line of the money at risk whose jobs are shown; None: those behind the figure."""
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("contractors-settling")
        self._settling.timeout.connect(self._ask_cards)
        self.setFocusProxy(self.cards)
        self._lay_out()
        self._connect()
        self.technicians_button.setText(_("Technicians…"))

    def title(self) -> str:
        return _("Contractors")

    def subtitle(self) -> str:
        return self.months.month().label(self.appearance.language)

    def handlers(self) -> dict[str, Handler]:
        letter = Handler(self.letter_button.write, self.letter_button.isEnabled)
        technicians = Handler(self.edit_technicians, self.technicians_button.isEnabled)
        own = {"contractors.letter": letter, "contractors.technicians": technicians}
        return self.months.handlers("contractors") | own

    def show_thing(self, thing_id: int) -> None:
        self.cards.choose(thing_id)

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        if changes is None:
            self._ask_cards()
        elif not self._settling.isActive():
            self._settling.start()

    def retranslate(self) -> None:
        self.technicians_button.setText(_("Technicians…"))
        self._say_chosen()
        self._ask_behind()

    @Slot()
    def edit_technicians(self) -> None:
        """Show what is known of the technicians of the chosen contractor."""
        card = self.cards.current()
        if card is None:
            return
        party = (card.party_id, self._card_words.name(card))
        dialog = TechniciansDialog(self.desk, self.appearance, party, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.refused.connect(self.refused)
        dialog.open()

    def show_month(self, month: JalaliMonth) -> None:
        """Go to another month."""
        self.months.go_to(month)

    def show_figure(self, party_id: int, kpi: Kpi) -> None:
        """Choose a party and one of its figures."""
        self.cards.choose(party_id)
        self.figures.choose(kpi)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.months)
        head.addStretch(1)
        head.addWidget(self.technicians_button)
        head.addWidget(self.letter_button)
        self._empty = EmptyState(
            self.appearance,
            icon="account-group-outline",
            title=N_("No contractors yet"),
            advice=N_("Import contractors to see how they keep their promises."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.cards)
        self._stack.addWidget(self._empty)
        upper = Panel(self.appearance, title=N_("Scorecards of the month"), icon="medal-outline")
        upper.body.addWidget(self._stack)
        fitting(self.cards, rows=3, height=TALL_ROW_HEIGHT)
        self.jobs.setMinimumWidth(350)
        lower = _split(Qt.Orientation.Horizontal, self._trend_panel(), self.jobs, (1, 1))
        left = _split(Qt.Orientation.Vertical, upper, lower, (1, 1))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        right = _split(Qt.Orientation.Vertical, self._figure_panel(), self.risk, (2, 1))
        column.addWidget(_split(Qt.Orientation.Horizontal, left, right, (8, 5)), 1)

    def _trend_panel(self) -> Panel:
        self._trend = Panel(self.appearance, title=N_("Trend"), icon="chart-line")
        self._trend.add_tool(self.spans)
        self._trend.body.addWidget(self.chart, 1)
        return self._trend

    def _figure_panel(self) -> Panel:
        self._chosen = Panel(self.appearance, title=N_("Figures"), icon="scale-balance")
        self._chosen.body.addWidget(self.figures, 1)
        self._chosen.body.addWidget(self._formula)
        self._formula.setMinimumHeight(self._formula.fontMetrics().height() * 2 + 6)
        self._formula.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._chosen.setMinimumWidth(535)
        return self._chosen

    def _connect(self) -> None:
        self.months.listen_to(self)
        self.months.chosen.connect(self._change_month)
        self.cards.picked.connect(self._pick_party)
        self.cards.clicked.connect(self._choose_cell)
        self.figures.picked.connect(self._pick_figure)
        self.figures.clicked.connect(self._pick_figure)
        self.spans.chosen.connect(self._ask_trend)
        self.chart.opened.connect(self._open_point)
        self.jobs.opened.connect(self.job_opened)
        self.risk.opened.connect(self._open_risk)

    def _ask_cards(self) -> None:
        self.desk.ask(month_cards, self.desk.clock, self.months.month(), done=self._show_cards)

    def _change_month(self) -> None:
        self.cards.show_rows(())
        self.figures.show_rows(())
        self._ask_behind()
        self.refresh(None)
        self.renamed.emit()

    def _show_cards(self, answer: MonthCards) -> None:
        if answer.month != self.months.month():
            return
        self._stack.setCurrentWidget(self.cards if answer.cards else self._empty)
        self.cards.show_rows(answer.cards)
        if self.cards.current() is None and answer.cards:
            self.cards.choose(answer.cards[0].party_id)
        else:
            self._show_party(self.cards.current())

    def _pick_party(self, card: ScorecardRow | None) -> None:
        self._risk_shown = None
        self._show_party(card)

    def _pick_figure(self) -> None:
        """The jobs behind a figure take the place of those at risk."""
        self._risk_shown = None
        self._ask_figure()

    def _show_party(self, card: ScorecardRow | None) -> None:
        self._ask_risks(card)
        self.letter_button.show_party(card)
        self._figure_words.weigh(card.weights if card else {})
        self.figures.show_rows(list(card.measures.values()) if card else ())
        if card is not None and self.figures.current() is None:
            self.figures.choose(Kpi.RESOLVE)
        else:
            self._ask_figure()

    def _choose_cell(self, index: QModelIndex) -> None:
        """A click on a number of the table chooses that figure."""
        behind = (*SHOWN, Kpi.MTTR)
        place = index.column() - (len(self.cards.row_model().columns) - len(behind))
        if place >= 0:
            self.figures.choose(behind[place])

    def _ask_figure(self) -> None:
        self._say_chosen()
        self._ask_behind()

    def _say_chosen(self) -> None:
        card, measure = self.cards.current(), self.figures.current()
        self._chosen.show_note(self._card_words.name(card) if card else "")
        self._trend.show_note(_(NAMES[measure.kpi]) if measure else "")
        said = [_(FORMULAS[measure.kpi])] if measure else []
        if card is not None and measure is not None and measure.kpi is Kpi.MTTR:
            said.append(times_text(card.times, self.appearance.formats))
        self._formula.setText("\n".join(said))

    def _ask_behind(self) -> None:
        """The trend of the chosen figure, and the jobs behind it."""
        self._ask_trend()
        card, measure = self.cards.current(), self.figures.current()
        if card is None or measure is None:
            self._jobs_asked = None
            self.jobs.show_cases(Behind.figure(Kpi.RESOLVE), (), "")
        elif self._risk_shown is None:
            scope = self.months.month().label(self.appearance.language)
            self._ask_jobs(Behind.figure(measure.kpi), measure, scope)

    def _ask_trend(self) -> None:
        card, measure = self.cards.current(), self.figures.current()
        if card is None or measure is None:
            self._trend_asked = None
            self.chart.show_points(Kpi.RESOLVE, (), by="month")
            return
        asked = TrendAsked(card.party_id, measure.kpi, self.months.month(), self.spans.key())
        self._trend_asked = asked
        self.desk.ask(asked_trend, self.desk.clock, asked, done=self._show_trend)

    def _show_trend(self, answer: tuple[TrendAsked, list[TrendPoint]]) -> None:
        asked, points = answer
        if asked == self._trend_asked:
            self.chart.show_points(asked.kpi, points, by=asked.by)

    def _open_point(self, point: TrendPoint) -> None:
        language = self.appearance.language
        if self.spans.key() == "month":
            scope = JalaliMonth.of(point.first).label(language)
        else:
            scope = day_span(point.first, point.last, language)
        self._ask_jobs(Behind.figure(point.measure.kpi), point.measure, scope)

    def _ask_risks(self, card: ScorecardRow | None) -> None:
        if card is None:
            self.risk.show_risks(())
        else:
            self.desk.ask(asked_risks, self.desk.clock, card, done=self._show_risks)

    def _show_risks(self, answer: tuple[int, list[AtRisk]]) -> None:
        party_id, risks = answer
        card = self.cards.current()
        if card is None or card.party_id != party_id:
            return
        self.risk.show_risks(risks)
        if self._risk_shown is not None:
            row = self.risk.row(self._risk_shown)
            if row is None:
                self._pick_figure()
            else:
                self._open_risk(row)

    def _open_risk(self, row: RiskRow) -> None:
        """The jobs of a line of the money at risk take the place of those behind a figure."""
        self._risk_shown = row.key
        count = len(row.jobs)
        measure = Measure(
            kpi=Kpi.RESOLVE, numerator=count, denominator=count, counted=row.jobs, jobs=row.jobs
        )
        self._ask_jobs(row.behind, measure, self.risk.scope(row))

    def _ask_jobs(self, behind: Behind, measure: Measure, scope: str) -> None:
        asked = JobsAsked(self.cards.current().party_id, behind, measure, scope)
        self._jobs_asked = asked
        self.desk.ask(asked_jobs, asked, done=self._show_jobs)

    def _show_jobs(self, answer: tuple[JobsAsked, list[JobRow]]) -> None:
        asked, found = answer
        if asked == self._jobs_asked:
            self.jobs.show_cases(asked.behind, job_cases(asked.measure, found), asked.scope)


def _split(orientation: Qt.Orientation, first: QWidget, second: QWidget, parts: tuple[int, int]) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(10)
    made.setChildrenCollapsible(False)
    for place, (widget, part) in enumerate(zip((first, second), parts, strict=True)):
        made.addWidget(widget)
        made.setStretchFactor(place, part)
    made.setSizes([part * 200 for part in parts])
    return made
