"""The life of a case: every step as an auditor follows it — when, what, who, from how much to how much."""

import re
from collections.abc import Mapping
from datetime import date

from app.domain.penalty_cases import CaseAction, EvidenceKind
from app.domain.persian import isolate
from app.i18n import N_, _
from app.services.code_words import worded
from app.services.penalties.case_words import EVIDENCE, LEVELS, REASONS, VERDICTS
from app.services.penalties.trail import TrailRow
from app.views.agreements.agreement_words import day_text
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.desk import Desk
from app.views.formats import Formats
from app.views.penalties.case_columns import rial
from app.views.penalties.case_file import CaseFile
from app.views.penalties.case_tab import CaseTab

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
STEPS: Mapping[CaseAction, tuple[str, str, str]] = {
    CaseAction.DRAFTED: (N_("Drafted"), "file-document-edit-outline", "text"),
    CaseAction.REVIEWED: (N_("Reviewed"), "file-search-outline", "text"),
    CaseAction.SENT_BACK: (N_("Sent back"), "undo-variant", "warn"),
    CaseAction.APPROVED: (N_("Approved"), "check-decagram-outline", "info"),
    CaseAction.ISSUED: (N_("Letter issued"), "email-check-outline", "info"),
    CaseAction.SERVED: (N_("Served"), "email-open-outline", "info"),
    CaseAction.SERVICE_CORRECTED: (N_("Day of service corrected"), "email-edit-outline", "warn"),
    CaseAction.EXTENDED: (N_("More days to object"), "calendar-plus", "text"),
    CaseAction.OBJECTED: (N_("Objection received"), "message-alert-outline", "warn"),
    CaseAction.DECIDED: (N_("Line decided"), "scale-balance", "info"),
    CaseAction.ACCEPTED: (N_("Accepted"), "handshake-outline", "ok"),
    CaseAction.CORRECTED: (N_("Corrected"), "file-replace-outline", "info"),
    CaseAction.CORRECTION_PROPOSED: (N_("Correction proposed"), "file-alert-outline", "text"),
    CaseAction.CORRECTION_REFUSED: (N_("Correction refused"), "close-circle-outline", "text"),
    CaseAction.RECKONED: (N_("Reckoned anew, the same"), "calculator-variant-outline", "text"),
    CaseAction.NOTICE_DUE: (N_("To be served anew"), "email-alert-outline", "warn"),
    CaseAction.WAIVER_ASKED: (N_("Waiver asked for"), "percent-outline", "text"),
    CaseAction.WAIVER_REFUSED: (N_("Waiver refused"), "close-circle-outline", "text"),
    CaseAction.WAIVED: (N_("Waived or reduced"), "cash-minus", "info"),
    CaseAction.WAIVER_LAPSED: (N_("Waiver lapsed"), "clock-alert-outline", "warn"),
    CaseAction.DEMANDED: (N_("Payment demanded"), "cash-clock", "text"),
    CaseAction.ACCEPTANCE_WITHDRAWN: (N_("Days to object not over"), "email-open-outline", "warn"),
    CaseAction.PAID: (N_("Partly settled"), "cash-check", "ok"),
    CaseAction.REFUNDED: (N_("Given back"), "cash-refund", "info"),
    CaseAction.SETTLED: (N_("Settled"), "cash-check", "ok"),
}
"""Word, shape and tone of each step."""


class LifeTab(CaseTab):
    """The audit as rows, oldest first; nothing in it can be changed."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        columns = (
            Column(N_("When"), self._when, 118, 1),
            Column(N_("What"), self._what, 164, 2),
            Column(N_("Who"), self._who, 104, 1),
            Column(N_("Rial"), self._money, 108, 1, "end"),
            Column(N_("Why"), self._why, 150, 4),
        )
        self.rows = RowTable(
            appearance, columns, name=N_("Life of the case"), key=lambda row: row.number, tall=True
        )
        self.column.addWidget(self.rows, 1)

    def fill(self, file: CaseFile | None) -> None:
        self.rows.show_rows(file.trail if file else ())

    def count(self) -> int:
        return len(self.file.trail) if self.file is not None else 0

    def _when(self, row: TrailRow) -> Cell:
        formats = self.appearance.formats
        day = day_text(row.happened_on, formats)
        if row.recorded_at.astimezone(formats.zone).date() == row.happened_on:
            return Cell(day, sub=formats.time(row.recorded_at))
        return Cell(day, sub=_("recorded {moment}").format(moment=formats.date_time(row.recorded_at)))

    def _what(self, row: TrailRow) -> Cell:
        word, icon, tone = STEPS[CaseAction(row.what)]
        return Cell(
            _(word), sub=isolate(self.appearance.formats.digits(row.line)), icon=icon, tone=tone, bold=True
        )

    def _who(self, row: TrailRow) -> Cell:
        level = worded(LEVELS, row.level)
        return Cell(isolate(row.by) if row.by else _("the program"), sub=level)

    def _money(self, row: TrailRow) -> Cell:
        formats = self.appearance.formats
        if row.after is None:
            return Cell("–", tone="muted")
        is_other = row.before is not None and row.before != row.after
        before = rial(row.before, formats) if row.before is not None and is_other else ""
        return Cell(rial(row.after, formats), sub=before, struck=is_other, figures=True)

    def _why(self, row: TrailRow) -> Cell:
        reason = worded(REASONS, row.reason)
        reference = isolate(self.appearance.formats.digits(row.reference))
        laid = evidence_words(row.evidence, self.appearance.formats)
        said = [part for part in (reason, row.note, laid, reference if row.reference else "") if part]
        return Cell(said[0] if said else "–", sub=" · ".join(said[1:]), tone="text" if said else "muted")


_LAID = {**VERDICTS, **REASONS}
"""What stands in a line of its own beside what was laid before: a verdict, or what proves a service."""


def evidence_words(evidence: str, formats: Formats) -> str:
    """What was laid before as the audit keeps it, its kinds and days in the words of the language."""

    def day(found: re.Match[str]) -> str:
        return day_text(date.fromisoformat(found[0]), formats)

    said = []
    for line in DAY.sub(day, evidence).splitlines():
        kind, colon, rest = line.partition(": ")
        is_laid = bool(colon) and kind in EVIDENCE
        # What was written is read from its own side; the name of a file is a code.
        laid = isolate(rest) if kind == EvidenceKind.FILE.value else rest
        said.append(f"{worded(EVIDENCE, kind)}: {laid}" if is_laid else worded(_LAID, line))
    return " · ".join(said)
