"""What the tables of penalty cases and their lines show: words for states, delays, clauses and reasons."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal

from app.domain.jalali import JalaliMonth
from app.domain.persian import duration_words, isolate
from app.i18n import N_, _, ngettext
from app.services.code_words import METRICS, worded
from app.services.penalties.cases import CaseRow, LineRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.formats import Formats

STATES: Mapping[str, tuple[str, str, str]] = {
    "draft": (N_("Draft"), "file-document-edit-outline", "idle"),
    "reviewed": (N_("Reviewed"), "file-eye-outline", "info"),
    "approved": (N_("Approved"), "check-decagram-outline", "info"),
    "issued": (N_("Issued"), "email-check-outline", "ok"),
    "served": (N_("Served"), "email-open-outline", "info"),
    "objected": (N_("Objected to"), "comment-alert-outline", "warn"),
    "accepted": (N_("Accepted"), "handshake-outline", "ok"),
    "corrected": (N_("Corrected"), "file-replace-outline", "info"),
    "settled": (N_("Settled"), "cash-check", "ok"),
}
"""Word, shape and tone of each state."""

REASONS: Mapping[str, str] = {
    "most-units": N_("cap on units"),
    "item-cap": N_("cap on the item"),
    "charged-before": N_("charged earlier"),
    "one-charge-per-incident": N_("one charge a job"),
    "waits-for-decision": N_("waits for a decision"),
}


class CaseWords:
    """Cells of a case in the language and look chosen."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of cases."""
        return (
            Column(N_("Contractor"), self._contractor, 164, 3, order=self.name),
            Column(N_("Period"), self._period, 122, 1, order=lambda case: case.period),
            Column(N_("Missed"), self._missed, 74, 1, order=lambda case: case.missed),
            Column(N_("Payable (rial)"), self._payable, 110, 1, "end", order=lambda case: case.payable),
            Column(N_("State"), self._state, 112, 1, order=lambda case: list(STATES).index(case.state)),
            Column(N_("Letter"), self._letter, 112, 1, order=lambda case: case.letter),
        )

    def name(self, case: CaseRow) -> str:
        """The contractor's name in the language spoken."""
        return case.name_fa if self._appearance.language == "fa" else case.name_en

    def period(self, case: CaseRow) -> str:
        """The month of the case in words."""
        return JalaliMonth.parse(case.period).label(self._appearance.language)

    def payable(self, case: CaseRow) -> str:
        """What the contractor pays, without the unit."""
        return rial(case.payable, self._formats)

    @property
    def _formats(self) -> Formats:
        return self._appearance.formats

    def _contractor(self, case: CaseRow) -> Cell:
        return Cell(self.name(case), sub=isolate(case.agreement), bold=True)

    def _period(self, case: CaseRow) -> Cell:
        return Cell(self.period(case), sub=self._standing(case))

    def _standing(self, case: CaseRow) -> str:
        if case.is_superseded:
            return _("replaced by a later one")
        if case.is_interim:
            return _("interim, as of {date}").format(date=isolate(self._formats.date(case.as_of)))
        if case.revision:
            return _("revision {number}").format(number=self._formats.number(case.revision))
        return ""

    def _missed(self, case: CaseRow) -> Cell:
        number = self._formats.number
        text = _("{part} of {whole}").format(part=number(case.missed), whole=number(case.obligations))
        return Cell(text, tone="text" if case.missed else "muted")

    def _payable(self, case: CaseRow) -> Cell:
        return _payable_of(case.payable, case.gross, self._formats)

    def _state(self, case: CaseRow) -> Cell:
        word, icon, tone = STATES[case.state]
        return Cell(_(word), icon=icon, tone=tone, pill=True)

    def _letter(self, case: CaseRow) -> Cell:
        if not case.letter:
            return Cell(_("none yet"), tone="muted")
        return Cell(isolate(self._formats.digits(case.letter)))


class LineWords:
    """Cells of a line of a case; `titles` are those of the clauses, by code and language."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self.titles: Mapping[str, Mapping[str, str]] = {}

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of lines."""
        return (
            Column(N_("Job"), self._job, 88, 1, order=lambda line: line.job),
            Column(N_("Obligation"), self._obligation, 116, 3, order=lambda line: line.clause),
            Column(N_("Due"), self._due, 134, 1, drop=2, order=lambda line: line.due_at),
            Column(N_("Delay"), self._delay, 132, 1, order=lambda line: line.overrun_seconds),
            Column(N_("Payable (rial)"), self._payable, 110, 1, "end", order=lambda line: line.payable),
            Column(N_("Why less"), self._reasons, 122, 2, drop=1),
        )

    def clause(self, line: LineRow) -> str:
        """What the clause is called."""
        title = self.titles.get(line.clause, {})
        return title.get(self._appearance.language) or title.get("fa") or line.clause

    @property
    def _formats(self) -> Formats:
        return self._appearance.formats

    def _job(self, line: LineRow) -> Cell:
        return Cell(isolate(self._formats.digits(line.job)), sub=isolate(line.terminal), bold=True)

    def _obligation(self, line: LineRow) -> Cell:
        return Cell(worded(METRICS, line.metric), sub=self.clause(line))

    def _due(self, line: LineRow) -> Cell:
        done = _("not done yet")
        if line.done_at is not None:
            done = _("done {when}").format(when=self._formats.date_time(line.done_at))
        return Cell(self._formats.date_time(line.due_at), sub=done)

    def _delay(self, line: LineRow) -> Cell:
        late = duration_words(line.overrun_seconds, self._appearance.language)
        return Cell(late, sub=quantity_words(line, self._formats))

    def _payable(self, line: LineRow) -> Cell:
        return _payable_of(line.payable, line.amount, self._formats)

    def _reasons(self, line: LineRow) -> Cell:
        separator = "، " if self._appearance.language == "fa" else ", "
        said = separator.join(worded(REASONS, reason) for reason in line.reasons)
        return Cell(said or "–", tone="text" if said else "muted")


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


def _payable_of(payable: Decimal, gross: Decimal, formats: Formats) -> Cell:
    sub = _("gross {amount}").format(amount=isolate(rial(gross, formats)))
    return Cell(rial(payable, formats), sub=sub, figures=True, bold=True)


def rial(amount: Decimal, formats: Formats) -> str:
    """Whole rial in groups of three; the unit stands in the heading."""
    return formats.number(int(amount))


def quantity_words(line: LineRow, formats: Formats) -> str:
    """By how many units the clause multiplies: "charged: 3 days"."""
    if line.unit == "event":
        return _("charged once")
    whole = int(line.quantity)
    exact = line.quantity == whole
    shown = formats.number(whole) if exact else formats.locale.toString(float(line.quantity), "f", 2)
    said = {
        "hour": ngettext("charged: {count} hour", "charged: {count} hours", whole),
        "day": ngettext("charged: {count} day", "charged: {count} days", whole),
        "week": ngettext("charged: {count} week", "charged: {count} weeks", whole),
    }
    return said.get(line.unit, "{count}").format(count=shown)
