"""What the tables of penalty cases and their lines show: words for states, delays, clauses and reasons."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from app.domain.penalties.clauses import LateUnit, Trigger
from app.domain.penalty_cases import CaseState
from app.domain.persian import duration_words, isolate
from app.i18n import N_, _, ngettext
from app.services.clause_figures import amount_of
from app.services.clause_words import HAPPENED
from app.services.code_words import METRICS, worded
from app.services.letters.periods import period_label
from app.services.penalties.case_words import STATES
from app.services.penalties.cases import CaseRow, LineRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.formats import Formats

LOOKS: Mapping[CaseState, tuple[str, str]] = {
    CaseState.DRAFT: ("file-document-edit-outline", "idle"),
    CaseState.REVIEWED: ("file-search-outline", "idle"),
    CaseState.APPROVED: ("check-decagram-outline", "info"),
    CaseState.ISSUED: ("email-check-outline", "info"),
    CaseState.SERVED: ("email-open-outline", "info"),
    CaseState.OBJECTED: ("message-alert-outline", "warn"),
    CaseState.ACCEPTED: ("handshake-outline", "ok"),
    CaseState.CORRECTED: ("file-replace-outline", "ok"),
    CaseState.SETTLED: ("cash-check", "ok"),
}
"""Shape and tone of each state, in the order of a life."""

REASONS: Mapping[str, str] = {
    "most-units": N_("cap on units"),
    "item-cap": N_("cap on the item"),
    "charged-before": N_("charged earlier"),
    "one-charge-per-incident": N_("one charge a job"),
    "waits-for-decision": N_("waits for a decision"),
    "free-allowance": N_("free allowance"),
    "month-cap": N_("cap of the month"),
    "quarter-cap": N_("cap of the quarter"),
    "contract-cap": N_("cap of the contract"),
    "step-in": N_("what having it done by others cost"),
    "escalation": N_("missed in a row"),
}
"""What made a line another sum than its rate alone: caps, rules, and parts that were added."""
TO_SERVE = frozenset({CaseState.ISSUED})
TO_PAY = frozenset({CaseState.ACCEPTED, CaseState.CORRECTED})


class CaseWords:
    """Cells of a case in the language and look chosen; `today` is the local day."""

    def __init__(self, appearance: Appearance, today: Callable[[], date]) -> None:
        self._appearance = appearance
        self._today = today

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of cases."""
        return (
            Column(N_("Contractor"), self._contractor, 166, 4, order=self.name),
            Column(N_("Payable (rial)"), self._payable, 104, 1, "end", order=lambda case: case.due),
            Column(N_("State"), self._state, 136, 2, order=_progress),
        )

    def name(self, case: CaseRow) -> str:
        """The contractor's name in the language spoken."""
        return case.name_fa if self._appearance.language == "fa" else case.name_en

    def period(self, case: CaseRow) -> str:
        """The month of the case in words."""
        return period_label(case.period, self._appearance.language)

    def payable(self, case: CaseRow) -> str:
        """What the contractor pays, without the unit."""
        return rial(case.payable, self._formats)

    def standing(self, case: CaseRow) -> str:
        """Which of the cases of its month it is; empty where there is but one."""
        if case.is_superseded:
            return _("replaced by a later one")
        if case.is_interim:
            return _("interim, as of {date}").format(date=isolate(self._formats.date(case.as_of)))
        if case.revision:
            return _("revision {number}").format(number=self._formats.number(case.revision))
        return ""

    def waits_for(self, case: CaseRow) -> str:
        """What the case waits for now; empty where nothing can be said."""
        formats, state = self._formats, CaseState(case.state)
        if state in TO_SERVE:
            return _("not served yet")
        if state is CaseState.SERVED:
            return self._days_left(case)
        if state is CaseState.OBJECTED:
            return _("{amount} disputed").format(amount=isolate(rial(case.objected, formats)))
        if state in TO_PAY:
            return _("{amount} open").format(amount=isolate(rial(case.outstanding, formats)))
        return ""

    def _days_left(self, case: CaseRow) -> str:
        """How long one may still object."""
        if case.days_left is None or case.object_by is None:
            return ""
        if self._today() > case.object_by:
            return _("days to object are over")
        if case.days_left == 0:
            return _("last day to object")
        said = ngettext("{count} working day left", "{count} working days left", case.days_left)
        return said.format(count=self._formats.number(case.days_left))

    @property
    def _formats(self) -> Formats:
        return self._appearance.formats

    def _contractor(self, case: CaseRow) -> Cell:
        standing = _("interim") if case.is_interim and not case.is_superseded else self.standing(case)
        sub = " · ".join(filter(None, (isolate(case.agreement), standing)))
        return Cell(self.name(case), sub=sub, bold=True)

    def _payable(self, case: CaseRow) -> Cell:
        return less_cell(case.due, case.gross, self._formats)

    def _state(self, case: CaseRow) -> Cell:
        icon, tone = LOOKS[CaseState(case.state)]
        return Cell(worded(STATES, case.state), sub=self.waits_for(case), icon=icon, tone=tone, bold=True)


class LineWords:
    """Cells of a line of a case.

    `titles` are those of the clauses, by code and language; `decisions` say by line what was taken off
    it, or added, by people.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self.titles: Mapping[str, Mapping[str, str]] = {}
        self.decisions: Mapping[int, Sequence[str]] = {}

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of lines."""
        return (
            Column(N_("Job"), self.job, 88, 1, order=lambda line: line.job),
            Column(N_("Obligation"), self.obligation, 116, 3, order=lambda line: line.clause),
            Column(N_("Due"), self._due, 134, 1, drop=2, order=lambda line: line.due_at),
            Column(N_("Delay"), self._delay, 132, 1, order=lambda line: line.overrun_seconds),
            Column(N_("Payable (rial)"), self._payable, 110, 1, "end", order=lambda line: line.due),
            Column(N_("Why less"), self._reasons, 132, 3),
        )

    def clause(self, line: LineRow) -> str:
        """What the clause is called."""
        title = self.titles.get(line.clause, {})
        return title.get(self._appearance.language) or title.get("fa") or line.clause

    def job(self, line: LineRow) -> Cell:
        """The job and its terminal; a line over many jobs has neither."""
        if not line.job:
            return Cell(_("many jobs"), tone="muted")
        return Cell(isolate(self._formats.digits(line.job)), sub=isolate(line.terminal), bold=True)

    def obligation(self, line: LineRow) -> Cell:
        """What was promised, or what happened, and the clause that charges it."""
        what = worded(METRICS, line.metric) if is_promise(line) else worded(HAPPENED, line.trigger)
        return Cell(what, sub=self.clause(line))

    def why(self, line: LineRow) -> list[str]:
        """Every reason why less is payable than was charged."""
        return [*(worded(REASONS, reason) for reason in line.reasons), *self.decisions.get(line.id, ())]

    @property
    def _formats(self) -> Formats:
        return self._appearance.formats

    def _due(self, line: LineRow) -> Cell:
        if not is_promise(line):
            return Cell(self._formats.date_time(line.due_at))
        done = _("not done yet")
        if line.done_at is not None:
            done = _("done {when}").format(when=self._formats.date_time(line.done_at))
        return Cell(self._formats.date_time(line.due_at), sub=done)

    def _delay(self, line: LineRow) -> Cell:
        charged = quantity_words(line)
        if not is_promise(line):
            return Cell(charged)
        return Cell(duration_words(line.overrun_seconds, self._appearance.language), sub=charged)

    def _payable(self, line: LineRow) -> Cell:
        return less_cell(line.due, line.amount, self._formats)

    def _reasons(self, line: LineRow) -> Cell:
        said = self.why(line)
        if len(said) < 2:
            return Cell(said[0] if said else "–", tone="text" if said else "muted")
        separator = "، " if self._appearance.language == "fa" else ", "
        return Cell(said[-1], sub=separator.join(said[:-1]))


def lines_words(case: CaseRow, lines: Sequence[LineRow], formats: Formats) -> str:
    """How the lines come out of the missed promises: priced, left without a line, late since before."""
    first = datetime.combine(case.period_from, time(), formats.zone)
    priced = {line.obligation_id for line in lines if line.due_at > first}
    earlier = {line.obligation_id for line in lines} - priced
    free = max(case.missed - len(priced), 0)
    number = formats.number
    said = [
        ngettext("{count} line", "{count} lines", len(lines)).format(count=number(len(lines))),
        _("{part} of {whole} missed priced").format(part=number(len(priced)), whole=number(case.missed)),
    ]
    if free:
        said.append(_("{count} without a charge").format(count=number(free)))
    if earlier:
        said.append(_("{count} from earlier months").format(count=number(len(earlier))))
    return " · ".join(said)


def less_cell(now: Decimal, before: Decimal, formats: Formats) -> Cell:
    """A sum; what it was before is struck under it where it is another."""
    is_other = now != before
    return Cell(
        rial(now, formats),
        sub=rial(before, formats) if is_other else "",
        struck=is_other,
        figures=True,
        bold=True,
    )


def rial(amount: Decimal, formats: Formats) -> str:
    """Whole rial in groups of three; the unit stands in the heading."""
    return formats.number(int(amount))


def quantity_words(line: LineRow) -> str:
    """By how many units the clause multiplies: "charged: 3 days"."""
    if line.unit == LateUnit.EVENT and line.quantity == 1:
        return _("charged once")
    return _("charged: {amount}").format(
        amount=amount_of(LateUnit(line.unit), Fraction(round(line.quantity, 2)))
    )


def is_promise(line: LineRow) -> bool:
    """Whether a line charges for a promise that was missed, and not for something that happened."""
    return line.trigger == Trigger.MISSED


def _progress(case: CaseRow) -> int:
    return list(LOOKS).index(CaseState(case.state))
