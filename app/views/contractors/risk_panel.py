"""Money at risk: what the present month costs a contractor, may cost, and how far the next bracket is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.penalties.outlook import NextStep, StepKind
from app.domain.persian import isolate
from app.i18n import N_, _, ngettext
from app.services.code_words import METRICS, worded
from app.services.penalties.at_risk import AtRisk
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.contractors.job_list import Behind
from app.views.penalties.case_columns import rial
from app.views.widgets.frames import EmptyState, Panel

MISSED = Behind(N_("Missed this month"), N_("out of time"), is_good=False)
OPEN = Behind(N_("Open clocks of this month"), N_("still open"))


RiskKey: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class RiskRow:
    """One line of the panel: what is owed so far, what open clocks may add, or the next step."""

    risk: AtRisk
    behind: Behind
    step: NextStep | None = None

    @property
    def key(self) -> RiskKey:
        """What it is kept apart by."""
        step = self.step
        return (self.risk.agreement, self.behind.name, *((step.kind, step.clause) if step else ()))

    @property
    def jobs(self) -> tuple[int, ...]:
        """Ids of the jobs behind it."""
        return self.risk.missed_jobs if self.behind is MISSED else self.risk.open_jobs


class RiskPanel(Panel):
    """The present month of one contractor, a few lines for each of its contracts.

    Signals:
        opened: the RiskRow whose jobs are wanted.
    """

    opened = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, title=N_("Money at risk"), icon="cash-multiple")
        self._appearance = appearance
        self._risks: tuple[AtRisk, ...] = ()
        columns = (
            Column(N_("This month"), self._what, 250, 3),
            Column(N_("Rial"), self._sum, 150, 1, "end"),
        )
        self.table = RowTable(
            appearance, columns, name=N_("Money at risk"), key=lambda row: row.key, tall=True
        )
        self._empty = EmptyState(
            appearance,
            icon="file-sign",
            title=N_("No contract in force"),
            advice=N_("Only a contract in force this month puts money at risk."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self.table.clicked.connect(self._open_clicked)
        self.table.opened.connect(self.opened)
        appearance.changed.connect(self._say_month)

    def show_risks(self, risks: Sequence[AtRisk]) -> None:
        """Show a contractor's contracts; none: nothing is at risk."""
        self._risks = tuple(risks)
        self._stack.setCurrentWidget(self.table if risks else self._empty)
        self.table.show_rows(list(_rows(risks)))
        self._say_month()

    def row(self, key: RiskKey) -> RiskRow | None:
        """The line that is kept apart by `key`, as it stands now."""
        return next((row for row in self.table.rows() if row.key == key), None)

    def scope(self, row: RiskRow) -> str:
        """Of which month the jobs behind a row are."""
        return row.risk.month.label(self._appearance.language)

    def _say_month(self) -> None:
        months = {risk.month.label(self._appearance.language) for risk in self._risks}
        self.show_note(" · ".join(sorted(months)))

    def _open_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.table.rows()[index.row()])

    def _what(self, row: RiskRow) -> Cell:
        formats, risk = self._appearance.formats, row.risk
        if row.step is not None:
            return self._step(row.step)
        if row.behind is MISSED:
            missed, due = formats.number(len(risk.missed_jobs)), formats.number(risk.due)
            return Cell(
                _("Owed so far"),
                sub=self._of_contract(
                    row, _("{missed} of {due} promises missed").format(missed=missed, due=due)
                ),
                bold=True,
            )
        count = len(risk.open_jobs)
        text = ngettext("{count} clock is open", "{count} clocks are open", count)
        said = text.format(count=formats.number(count))
        return Cell(_("If every open clock is missed"), sub=self._of_contract(row, said), bold=True)

    def _of_contract(self, row: RiskRow, said: str) -> str:
        """With the code of the contract, where there are several."""
        return said if len(self._risks) == 1 else f"{isolate(row.risk.agreement)} · {said}"

    def _step(self, step: NextStep) -> Cell:
        formats = self._appearance.formats
        count = formats.number(step.misses)
        tone, icon = ("crit", "alert-octagon") if step.misses <= 1 else ("warn", "alert")
        if step.kind is StepKind.CAP:
            if not step.misses:
                return Cell(_("The cap of the month is reached"), sub=_("further misses cost nothing more"))
            text = ngettext("{count} more miss to the cap", "{count} more misses to the cap", step.misses)
            return Cell(text.format(count=count), sub=_("each as dear as those so far"))
        text = ngettext(
            "{count} more miss to the next bracket", "{count} more misses to the next bracket", step.misses
        )
        if step.kind is StepKind.POINTS:
            points, edge = (formats.locale.toString(float(part), "g", 6) for part in (step.figure, step.edge))
            sub = _("{points} points; the next bracket begins at {edge}").format(points=points, edge=edge)
        else:
            share, edge = (formats.percent(float(part) / 100) for part in (step.figure, step.edge))
            sub = _("{metric}: {share} if the rest is kept; edge at {edge}").format(
                metric=worded(METRICS, step.metric), share=share, edge=edge
            )
        return Cell(text.format(count=count), sub=sub, tone=tone, icon=icon)

    def _sum(self, row: RiskRow) -> Cell:
        risk, step = row.risk, row.step
        if step is not None:
            return self._step_sum(step)
        if row.behind is MISSED:
            gross = isolate(self._rial(risk.so_far.gross))
            sub = _("gross {amount}").format(amount=gross) if risk.so_far.gross != risk.so_far.payable else ""
            return Cell(self._rial(risk.so_far.payable), sub=sub, figures=True, bold=True)
        more = isolate(self._rial(risk.at_stake))
        return Cell(
            self._rial(risk.if_missed.payable),
            sub=_("{amount} more").format(amount=more),
            tone="warn" if risk.at_stake else "text",
            figures=True,
            bold=True,
        )

    def _step_sum(self, step: NextStep) -> Cell:
        formats = self._appearance.formats
        if step.kind is StepKind.CAP:
            return Cell(self._rial(step.then), sub=_("at most in the month"), figures=True)
        then = self._rial(step.then)
        if step.rate_now is None or step.rate_then is None:
            return Cell(
                then, sub=_("instead of {amount}").format(amount=isolate(self._rial(step.now))), figures=True
            )
        before, after = (formats.percent(float(rate)) for rate in (step.rate_now, step.rate_then))
        return Cell(_("from {before} to {after}").format(before=before, after=after), sub=then)

    def _rial(self, amount: Decimal) -> str:
        return rial(amount, self._appearance.formats)


def _rows(risks: Sequence[AtRisk]) -> Iterator[RiskRow]:
    for risk in risks:
        yield RiskRow(risk, MISSED)
        yield RiskRow(risk, OPEN)
        for step in risk.steps:
            yield RiskRow(risk, OPEN, step)
