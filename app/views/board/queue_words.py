"""The cells of a proposal for the queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.i18n import _
from app.services.code_words import priority_mark
from app.services.dispatch_queue import LeftRow, ProposedRow
from app.services.fault_catalogue import fault_catalogue
from app.services.refusals import rule_sentence
from app.views.appearance import Appearance
from app.views.board.candidate_words import minutes_text, when_text
from app.views.calendar.row_model import Cell
from app.views.plain_words import name_in

QueueRow = ProposedRow | LeftRow


@dataclass(frozen=True)
class Outcome:
    """What became of a row: ready words and their tone; open where it can still be sent."""

    text: str
    tone: str
    icon: str


class QueueWords:
    """Says each cell in the language chosen."""

    def __init__(
        self,
        appearance: Appearance,
        now: datetime,
        *,
        is_taken: Callable[[int], bool],
        outcomes: Mapping[int, Outcome],
    ) -> None:
        self._looks = appearance
        self._is_taken = is_taken
        self._outcomes = outcomes
        self.now = now
        """When the proposal was made: a time of its day is said without its date."""

    def tick(self, row: QueueRow) -> Cell:
        """Whether it is to be sent."""
        outcome = self._outcomes.get(row.call.job_id)
        if outcome is not None:
            return Cell("", icon=outcome.icon, tone=outcome.tone)
        if isinstance(row, LeftRow):
            return Cell("", icon="minus-box-outline", tone="muted")
        if self._is_taken(row.call.job_id):
            return Cell("", icon="checkbox-marked", tone="accent")
        return Cell("", icon="checkbox-blank-outline", tone="muted")

    def call(self, row: QueueRow) -> Cell:
        """The call and its merchant."""
        code = self._looks.formats.digits(row.call.code)
        merchant = name_in(row.call.merchant, row.call.merchant_en, fa=self._looks.is_rtl)
        priority = _("Priority {priority}").format(priority=priority_mark(row.call.priority))
        head = f"{code} · {priority}" if row.call.priority else code
        return Cell(head, merchant, bold=True)

    def technician(self, row: QueueRow) -> Cell:
        """Whom to send."""
        if isinstance(row, LeftRow):
            return Cell(_("Nobody may take it"), tone="warn", icon="account-off-outline")
        fa = self._looks.is_rtl
        name = name_in(row.technician, row.technician_en, fa=fa)
        return Cell(name, name_in(row.contractor, row.contractor_en, fa=fa))

    def arrival(self, row: QueueRow) -> Cell:
        """When he is there, over the due instant."""
        if isinstance(row, LeftRow):
            return Cell("")
        formats, now = self._looks.formats, self.now
        there = _("never") if row.arrives_at is None else when_text(row.arrives_at, now, formats)
        due = "" if row.due_at is None else _("due {time}").format(time=when_text(row.due_at, now, formats))
        return Cell(there, due, figures=row.arrives_at is not None and not due)

    def slack(self, row: QueueRow) -> Cell:
        """What is left until the due instant, or how late it is: shape and word."""
        if isinstance(row, LeftRow) or row.due_at is None or row.arrives_at is None:
            return Cell("")
        formats = self._looks.formats
        if round(row.late_minutes):
            late = _("{minutes} late").format(minutes=minutes_text(row.late_minutes, formats))
            return Cell(late, tone="crit", icon="alert-octagon")
        spare = minutes_text((row.due_at - row.arrives_at).total_seconds() / 60, formats)
        return Cell(_("{minutes} to spare").format(minutes=spare), tone="ok", icon="check-circle-outline")

    def reason(self, row: QueueRow) -> Cell:
        """Why he, or what became of it."""
        outcome = self._outcomes.get(row.call.job_id)
        if outcome is not None:
            return Cell(outcome.text, tone=outcome.tone)
        if isinstance(row, LeftRow):
            rules = " · ".join(rule_sentence(rule).removesuffix(".") for rule in row.rules)
            return Cell(rules or _("No technician is available."), tone="muted")
        first, second = self._way(row)
        return Cell(first, second)

    def _way(self, row: ProposedRow) -> tuple[str, str]:
        formats = self._looks.formats
        if row.after:
            start = _("after call {code}").format(code=formats.digits(row.after))
        else:
            start = _("from where he is")
        on_road = _("{minutes} on the road").format(minutes=minutes_text(row.travel_minutes, formats))
        said = [start, on_road]
        if row.km is not None:
            km = formats.locale.toString(row.km, "f", 1)
            said.insert(1, _("{km} km").format(km=km))
        also = []
        if row.knows_site:
            also.append(_("knows the site"))
        if row.missing_parts:
            parts = fault_catalogue().parts
            names = [parts[code].wording.spoken(self._looks.language) for code in row.missing_parts]
            also.append(_("not in the van: {parts}").format(parts=_(", ").join(names)))
        return " · ".join(said), " · ".join(also)
