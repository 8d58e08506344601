"""What the cells of the board say, in the language chosen."""

from datetime import datetime
from typing import Any

from app.i18n import _
from app.services.code_words import CLOCK_STATES, worded
from app.services.job_row import JobRow
from app.views.appearance import Appearance
from app.views.board.board_clock import remaining
from app.views.board.columns import Column
from app.views.plain_words import countdown, left_word, name_in
from app.views.wording import STAGES, Catalogue


class CellWords:
    """Says the values of the columns, and the cells made of them."""

    def __init__(self, appearance: Appearance, catalogue: Catalogue) -> None:
        self._appearance = appearance
        self._catalogue = catalogue

    @property
    def language(self) -> str:
        """The language it speaks now."""
        return self._appearance.language

    def value(self, column: Column, value: Any) -> str:
        """What a value of a column of words says (`JobColumns.words`)."""
        fa = self._appearance.is_rtl
        if column is Column.FAULT:
            fault, service = value
            return self._catalogue.fault(fault, service, self._appearance.language)
        if column is Column.STAGE:
            return worded(STAGES, value)
        if column is Column.PRIORITY:
            return self._appearance.formats.digits(value)
        name = name_in(value[0], value[1], fa=fa)
        return name or (_("Unassigned") if column is Column.TECHNICIAN else "")

    def text(self, row: JobRow, column: Column, now: datetime) -> str:
        """What a cell says, for screen readers, copying and tests."""
        if column is Column.CLOCK:
            return self._clock(row, now)
        if column is Column.CALL:
            return self._appearance.formats.digits(row.code)
        said = self.value(column, _VALUES[column](row))
        return f"{said} {row.terminal}".strip() if column is Column.MERCHANT else said

    def tip(self, row: JobRow, column: Column, now: datetime) -> str:
        """What a cell says when it is pointed at."""
        shown = remaining(row, now) if column is Column.CLOCK else None
        if shown is None or shown.state != "late" or row.clock_due_at is None:
            return self.text(row, column, now)
        said = _("{late} since {at}, whatever the contract counts of it; the job says both.")
        at = self._appearance.formats.date_time(row.clock_due_at)
        return said.format(late=self.text(row, column, now), at=at)

    def _clock(self, row: JobRow, now: datetime) -> str:
        if not row.is_open:
            return worded(CLOCK_STATES, row.clock_state)
        shown = remaining(row, now)
        if shown is None:
            return ""
        time = countdown(shown.seconds, shown.state, self._appearance.formats)
        return f"{time} {left_word(shown.state)}"


_VALUES: dict[Column, Any] = {
    Column.PRIORITY: lambda row: row.priority,
    Column.MERCHANT: lambda row: (row.merchant, row.merchant_en),
    Column.FAULT: lambda row: (row.fault, row.service),
    Column.TECHNICIAN: lambda row: (row.technician, row.technician_en),
    Column.STAGE: lambda row: row.stage,
    Column.CONTRACTOR: lambda row: (row.contractor, row.contractor_en),
}
