"""What the tables of an objection show: the line, what the contractor says, its evidence, the decision."""

from collections.abc import Mapping

from app.domain.penalty_cases import Verdict
from app.domain.persian import isolate
from app.i18n import _, ngettext
from app.services.code_words import worded
from app.services.penalties.case_words import REASONS, VERDICTS
from app.services.penalties.objection_rows import ObjectedLineRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell
from app.views.penalties.case_columns import less_cell, rial

LOOKS: Mapping[str, tuple[str, str]] = {
    Verdict.UPHELD: ("shield-check-outline", "info"),
    Verdict.REDUCED: ("arrow-down-circle-outline", "warn"),
    Verdict.CANCELLED: ("close-circle-outline", "ok"),
}
"""Shape and tone of what is decided on a line."""


class ObjectionWords:
    """Cells of an objected line in the language and look chosen."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def line(self, line: ObjectedLineRow) -> Cell:
        """Which line it is."""
        clause, _dot, job = line.line.partition(" · ")
        return Cell(isolate(self._appearance.formats.digits(job or clause)), sub=isolate(clause), bold=True)

    def reason(self, line: ObjectedLineRow) -> Cell:
        """What the contractor says."""
        return Cell(worded(REASONS, line.reason), sub=line.note)

    def evidence(self, line: ObjectedLineRow) -> Cell:
        """What speaks for it."""
        count = len(line.evidence)
        if not count:
            return Cell(_("none"), tone="muted")
        said = ngettext("{count} piece", "{count} pieces", count)
        names = " · ".join(
            isolate(piece.file_name) if piece.file_name else piece.text for piece in line.evidence
        )
        text = said.format(count=self._appearance.formats.number(count))
        return Cell(text, sub=names, icon="paperclip", tone="text")

    def before(self, line: ObjectedLineRow) -> Cell:
        """What was due when it was objected to."""
        return Cell(rial(line.due_before, self._appearance.formats), figures=True, bold=True)

    def verdict(self, line: ObjectedLineRow) -> Cell:
        """What was decided, and why."""
        if not line.verdict:
            return Cell(_("open"), icon="help-circle-outline", tone="warn", bold=True)
        return verdict_cell(line.verdict, line.decision_reason)

    def after(self, line: ObjectedLineRow) -> Cell:
        """What stays due."""
        if not line.verdict:
            return Cell("–", tone="muted")
        left = line.due_before if line.amount is None else line.amount
        return less_cell(left, line.due_before, self._appearance.formats)


def verdict_cell(verdict: str, reason: str) -> Cell:
    """A decision with its reason."""
    icon, tone = LOOKS[verdict]
    return Cell(worded(VERDICTS, verdict), sub=worded(REASONS, reason), icon=icon, tone=tone, bold=True)
