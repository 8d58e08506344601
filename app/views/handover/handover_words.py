"""Cells of a handover: what a line is about, until when, and what was said to it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.i18n import N_, _
from app.services.handover.document import about, called, carried, headings_of, until
from app.services.handover.gathering import Section
from app.services.handover.records import HandoverRow, ItemRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column

ICONS: Mapping[Section, tuple[str, str]] = {
    Section.BREACH: ("alert-octagon", "crit"),
    Section.ALARM: ("bell-ring-outline", "warn"),
    Section.HOLD: ("pause-circle-outline", "info"),
    Section.PROMISE: ("phone-check", "text"),
    Section.SILENT: ("account-hard-hat", "warn"),
    Section.NOTE: ("note-plus-outline", "text"),
}


class LineWords:
    """Cells of the lines of a handover."""

    def __init__(self, appearance: Appearance, remark_of: Callable[[ItemRow], str]) -> None:
        self._appearance = appearance
        self._remark_of = remark_of
        self.now: datetime | None = None

    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of lines."""
        return (
            Column(N_("Section"), self._section, 132, 1),
            Column(N_("Call"), self._call, 118, 2),
            Column(N_("What it is about"), self._about, 170, 4),
            Column(N_("Due, or since"), self._until, 140, 1),
            Column(N_("Remark"), self._remark, 150, 3),
        )

    def _section(self, item: ItemRow) -> Cell:
        icon, tone = ICONS[item.line.section]
        return Cell(_(SECTIONS_SHORT[item.line.section]), icon=icon, tone=tone)

    def _call(self, item: ItemRow) -> Cell:
        parts = called(item.line).split(" · ", 1)
        if len(parts) == 1:
            return Cell(parts[0] or "–")
        return Cell(parts[0], sub=parts[1], bold=True)

    def _about(self, item: ItemRow) -> Cell:
        parts = about(item.line, self._appearance.formats.zone).split(" · ", 1)
        return Cell(parts[0], sub=parts[1] if len(parts) > 1 else "")

    def _until(self, item: ItemRow) -> Cell:
        said = until(item.line, self._appearance.formats.zone)
        if not said:
            return Cell("–", tone="muted")
        return Cell(said, sub=_(headings_of(item.line.section)))

    def _remark(self, item: ItemRow) -> Cell:
        said = self._remark_of(item)
        done = _("done") if item.is_done else ""
        sub = " · ".join(filter(None, (done, carried(item))))
        return Cell(said or ("–" if not sub else ""), sub=sub, tone="text" if said else "muted")


SECTIONS_SHORT: Mapping[Section, str] = {
    Section.BREACH: N_("Breach"),
    Section.ALARM: N_("Alarm"),
    Section.HOLD: N_("On hold"),
    Section.PROMISE: N_("Promise"),
    Section.SILENT: N_("Silent"),
    Section.NOTE: N_("Note"),
}


def handover_cell(row: HandoverRow, appearance: Appearance) -> Cell:
    """A handover in the list: who to whom, and whether it was taken."""
    formats = appearance.formats
    names = _("{one} to {other}").format(one=row.from_whom, other=row.to_whom)
    when = formats.date_time(row.handed_at)
    if row.taken_at is None:
        return Cell(names, sub=_("{when} · not taken yet").format(when=when), tone="warn", bold=True)
    return Cell(names, sub=_("{when} · taken").format(when=when))
