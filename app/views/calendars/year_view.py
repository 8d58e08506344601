"""The days of a year at a place: the sheet, what the chosen day is, proposals, and what can be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.domain.agreements import Agreement
from app.domain.jalali import YEARS, jalali_parts, long_date
from app.i18n import N_, _
from app.services.calendars.days import DayOffRow, DayOffState, days_of_year
from app.services.calendars.provinces import provinces
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import HEAD_HEIGHT, ROW_HEIGHT, RowTable
from app.views.calendars.day_account import Almanac, DayAccount
from app.views.calendars.day_marks import Legend
from app.views.calendars.day_tools import DayTools
from app.views.calendars.day_words import day_off_name, day_sentence, hours_text, place_name
from app.views.calendars.year_grid import YearGrid
from app.views.desk import Desk
from app.views.widgets.frames import Card
from app.views.widgets.labels import label


@dataclass(frozen=True)
class YearDays:
    """The days off of a year; year and province come back, so that a late answer is known for one."""

    year: int
    province: str
    rows: tuple[DayOffRow, ...]
    proposed: tuple[DayOffRow, ...]
    """Of every province: who approves them need not know where to look."""


def year_days(session: Any, year: int, province: str) -> YearDays:
    """The days off of the country and of a province, those that hold and those that are proposed."""
    proposed = days_of_year(session, year, states=frozenset({DayOffState.PROPOSED}))
    return YearDays(year, province, tuple(days_of_year(session, year, province=province)), tuple(proposed))


class YearView(QWidget):
    """A year of one calendar of an agreement, or of the country alone.

    Signals:
        told, refused: as of DayTools.
    """

    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        today = desk.clock.now().astimezone(appearance.formats.zone).date()
        self._agreement: Agreement | None = None
        self._calendar = ""
        self._days = YearDays(jalali_parts(today)[0], "", (), ())
        self._almanac = Almanac.of(None, "", ())
        self.grid = YearGrid(appearance, today, self._account, self._sentence)
        self.province = QComboBox()
        self.back, self.forth = QToolButton(), QToolButton()
        self._year = label("heading")
        self.sentence = label("strong", wraps=True)
        self.tools = DayTools(desk, appearance)
        self.proposals = RowTable(
            appearance,
            (
                Column(N_("Proposed"), self._proposed_day, 150, 1, order=lambda row: row.day),
                Column(N_("For"), self._proposed_name, 110, 3),
                Column(N_("Where"), self._proposed_place, 84, 1),
                Column(N_("By"), self._proposed_by, 70, 1),
            ),
            name=N_("Proposals that wait"),
            key=lambda row: row.id,
        )
        self._lay_out()
        self._connect()
        self._say()
        self.refresh()

    def show_calendar(self, agreement: Agreement | None, name: str) -> None:
        """Show the calendar `name` of an agreement; none: the country's days alone."""
        self._agreement, self._calendar = agreement, name
        self._reckon()

    def refresh(self) -> None:
        """Ask for the days off of the year and place shown."""
        province = str(self.province.currentData() or "")
        self._desk.ask(year_days, self.grid.year(), province, done=self._take)

    def account(self, day: date) -> DayAccount:
        """What counts on a day."""
        return self._account(day)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        for widget in (self.back, self._year, self.forth):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.province)
        self.province.setMinimumWidth(150)
        self.province.setMaxVisibleItems(16)
        for button in (self.back, self.forth):
            button.setIconSize(QSize(20, 20))
        self._card = Card()
        self._card.body.addWidget(self.sentence)
        self._card.body.addWidget(self.tools)
        self.proposals.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._card)
        column.addWidget(self.grid, 1)
        column.addWidget(Legend(self._appearance))
        column.addWidget(self.proposals)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self._appearance.changed.connect(self._say)
        self._desk.changed.connect(self._hear)
        self.grid.picked.connect(self._show_day)
        self.back.clicked.connect(self._step_back)
        self.forth.clicked.connect(self._step_forth)
        self.province.activated.connect(self.refresh)
        self.proposals.picked.connect(self._go_to)
        self.tools.told.connect(self.told)
        self.tools.refused.connect(self.refused)

    @Slot(object)
    def _hear(self, changes: dict[str, Any]) -> None:
        if "holiday" in changes or "*" in changes:
            self.refresh()

    @Slot(object)
    def _take(self, days: YearDays) -> None:
        if days.year == self.grid.year() and days.province == str(self.province.currentData() or ""):
            self._days = days
            self._reckon()

    def _reckon(self) -> None:
        self._almanac = Almanac.of(self._agreement, self._calendar, self._days.rows)
        waiting = self._days.proposed
        self.proposals.setVisible(bool(waiting))
        self.proposals.show_rows(waiting)
        self.proposals.setFixedHeight(HEAD_HEIGHT + 2 + ROW_HEIGHT * min(max(len(waiting), 1), 3))
        self.grid.say()
        self._say_day()

    @Slot(object)
    def _show_day(self, _day: date) -> None:
        if self.grid.year() != self._days.year:
            self._say()
            self.refresh()
        self._say_day()

    @Slot(object)
    def _go_to(self, row: DayOffRow | None) -> None:
        if row is None:
            return
        if row.province not in {"", str(self.province.currentData() or "")}:
            self.province.setCurrentIndex(self.province.findData(row.province))
            self.refresh()
        if row.day != self.grid.chosen():
            self.grid.choose(row.day)

    @Slot()
    def _step_back(self) -> None:
        if self.grid.year() > YEARS[0]:
            self.grid.show_year(self.grid.year() - 1)

    @Slot()
    def _step_forth(self) -> None:
        if self.grid.year() < YEARS[-1]:
            self.grid.show_year(self.grid.year() + 1)

    def _account(self, day: date) -> DayAccount:
        return self._almanac.account(day)

    def _sentence(self, account: DayAccount) -> str:
        return day_sentence(account, self._appearance.formats, is_country=self._almanac.spec is None)

    def _say_day(self) -> None:
        day = self.grid.chosen()
        account = self._account(day)
        self.sentence.setText(self._sentence(account))
        rows = (*account.proposed, *account.closures, *account.holidays)
        self.tools.show_day(day, self._days.province, self.grid.year(), rows)

    @Slot()
    def _say(self) -> None:
        icons, muted = self._appearance.icons, self._appearance.tokens.muted
        start, end = ("right", "left") if self._appearance.is_rtl else ("left", "right")
        for button, side, name in (
            (self.back, start, _("Previous year")), (self.forth, end, _("Next year")),
        ):  # fmt: skip
            button.setIcon(icons.icon(f"chevron-{side}", muted))
            button.setAccessibleName(name)
            button.setToolTip(name)
        year = self._appearance.formats.digits(str(self.grid.year()))
        self._year.setText(_("Year {year}").format(year=year))
        self._year.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._say_provinces()
        self._say_day()

    def _say_provinces(self) -> None:
        kept, language = self.province.currentData() or "", self._appearance.language
        self.province.setAccessibleName(_("Closures of"))
        self.province.setToolTip(_("Whose closures are shown"))
        self.province.clear()
        for name in ("", *(each.name_fa for each in provinces())):
            self.province.addItem(place_name(name, language), name)
        self.province.setCurrentIndex(max(0, self.province.findData(kept)))

    def _proposed_day(self, row: DayOffRow) -> Cell:
        return Cell(long_date(row.day, self._appearance.language), icon="calendar-clock", bold=True)

    def _proposed_name(self, row: DayOffRow) -> Cell:
        name = day_off_name(row, self._appearance.language)
        shown = _("withdrawal of {name}").format(name=name) if row.is_withdrawal else name
        part = (
            ""
            if len(row.closed) == 1 and row.closed[0] == (0, 86400)
            else hours_text(row.closed, self._appearance.formats)
        )
        return Cell(f"{shown} {part}".strip())

    def _proposed_place(self, row: DayOffRow) -> Cell:
        return Cell(place_name(row.province, self._appearance.language))

    def _proposed_by(self, row: DayOffRow) -> Cell:
        return Cell(row.recorded_by)
