"""The promises that stand otherwise, before and after side by side, filtered by what becomes of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.persian import duration_words, grouped, isolate
from app.i18n import N_, _
from app.services.code_words import CLOCK_STATES, METRICS, worded
from app.services.party_names import PartyNames
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable
from app.views.formats import Formats
from app.views.what_if.change_rows import EVERY, KINDS, ChangeRow, Stand
from app.views.widgets.choices import ChipRow
from app.views.wording import party_name

LOOKS = {
    "running": ("clock-outline", "info"),
    "paused": ("pause-circle", "idle"),
    "met": ("check-circle", "ok"),
    "missed": ("alert-octagon", "crit"),
    "excused": ("shield-check-outline", "idle"),
    "cancelled": ("minus-circle-outline", "idle"),
}
"""Shape and tone of each state."""


class ChangeTable(QWidget):
    """Chips with counts above the rows they leave."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._changes: tuple[ChangeRow, ...] = ()
        self._names: PartyNames = {}
        self.chips = ChipRow(appearance, KINDS)
        columns = (
            Column(N_("Job"), self._job, 120, 1, order=lambda row: row.job),
            Column(N_("Promise"), self._promise, 140, 2, order=lambda row: (row.metric, row.agreement)),
            Column(N_("Before"), self._before, 186, 2),
            Column(N_("After"), self._after, 186, 2),
            Column(N_("Difference"), self._difference, 128, 1, order=_weight),
        )
        self.table = RowTable(
            appearance, columns, name=N_("Promises that change"), key=lambda row: row.key, tall=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.table, 1)
        self.chips.chosen.connect(self._filter)

    def show_changes(self, changes: Sequence[ChangeRow]) -> None:
        """Show these."""
        self._changes = tuple(changes)
        counts = Counter(change.kind for change in changes)
        counts[EVERY] = len(changes)
        for choice in KINDS:
            self.chips.show_count(choice.key, counts[choice.key])
        self._filter()

    def show_names(self, names: PartyNames) -> None:
        """Tell contractors by these names."""
        self._names = names
        self.table.row_model().say_again()

    def show_kind(self, kind: str) -> None:
        """Leave those of one kind."""
        self.chips.choose(kind)
        self._filter()

    @Slot()
    def _filter(self) -> None:
        kind = self.chips.key()
        self.table.show_rows([change for change in self._changes if kind in (EVERY, change.kind)])

    def _job(self, row: ChangeRow) -> Cell:
        fa = self._appearance.is_rtl
        holder = party_name(row.contractor, self._names, fa=fa) if row.contractor else _("own")
        return Cell(isolate(row.job), sub=holder, bold=True)

    def _promise(self, row: ChangeRow) -> Cell:
        return Cell(worded(METRICS, row.metric), sub=isolate(row.agreement))

    def _before(self, row: ChangeRow) -> Cell:
        return self._side(row.before)

    def _after(self, row: ChangeRow) -> Cell:
        return self._side(row.after)

    def _side(self, side: Stand | None) -> Cell:
        if side is None:
            return Cell(_("not promised"), icon="minus-circle-outline", tone="muted")
        formats = self._appearance.formats
        icon, tone = LOOKS[side.state.value]
        due = formats.date_time(side.due_at) if side.due_at else _("no due time")
        sub = due if side.version is None else f"{version_mark(side.version, formats)} · {due}"
        return Cell(worded(CLOCK_STATES, side.state.value), sub=sub, icon=icon, tone=tone)

    def _difference(self, row: ChangeRow) -> Cell:
        formats = self._appearance.formats
        shift = shift_words(row.shift, formats)
        if row.payable:
            amount = signed(row.payable, formats)
            return Cell(_("{amount} rial").format(amount=amount), sub=shift, bold=True)
        return Cell(shift or "–", tone="text" if shift else "muted")


def version_mark(number: int, formats: Formats) -> str:
    """A version in a corner of a cell: "v2"."""
    return _("v{number}").format(number=formats.number(number))


def signed(amount: Decimal, formats: Formats) -> str:
    """Rial with the sign of a difference."""
    shown = grouped(abs(amount), formats.language)
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return isolate(f"{sign}{shown}")


def shift_words(shift: timedelta, formats: Formats) -> str:
    """ "due 2 hours later"; empty where nothing is due at another time."""
    seconds = round(shift.total_seconds())
    if not seconds:
        return ""
    said = _("due {time} later") if seconds > 0 else _("due {time} earlier")
    return said.format(time=duration_words(abs(seconds), formats.language))


def _weight(row: ChangeRow) -> tuple[Decimal, timedelta]:
    return row.payable or Decimal(0), row.shift
