"""What an agreement states of a calendar: weekly hours, periods, single dates, which days off it follows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.calendar_spec import CalendarSpec, Period, Week
from app.domain.day_hours import Hours
from app.domain.jalali import long_date
from app.i18n import N_, _
from app.views.agreements.row_tools import RowTools
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.calendar.row_table import RowTable, fitting
from app.views.calendars.day_words import hours_text, period_title
from app.views.calendars.forms import ExceptionForm, PeriodForm
from app.views.calendars.week_editor import WeekEditor
from app.views.widgets.frames import ScrolledColumn
from app.views.widgets.labels import label


@dataclass(frozen=True)
class Stated:
    """One calendar of an agreement with the days off it follows."""

    spec: CalendarSpec
    follows_holidays: bool
    follows_closures: bool


class CalendarTerms(ScrolledColumn):
    """Read, or edited in a draft.

    Signals:
        edited: the Stated as the user has it now.
    """

    edited = Signal(object)

    def __init__(self, appearance: Appearance, today: Callable[[], date]) -> None:
        super().__init__(gap=8)
        self._appearance = appearance
        self._today = today
        self._stated: Stated | None = None
        self._is_editable = False
        self.week = WeekEditor(appearance)
        self.holidays, self.closures = QCheckBox(), QCheckBox()
        self.periods = RowTable(
            appearance,
            (
                Column(N_("Period"), self._period, 110, 2, order=lambda period: period.first),
                Column(N_("Days"), self._days, 172, 2),
            ),
            name=N_("Periods with other hours"),
            key=lambda period: period.first,
        )
        self.dates = RowTable(
            appearance,
            (Column(N_("Date"), self._date, 150, 1), Column(N_("Open hours"), self._date_hours, 120, 1)),
            name=N_("Hours of single dates"),
            key=lambda row: row[0],
        )
        self.period_tools, self.date_tools = RowTools(appearance), RowTools(appearance)
        self._heads = [label("strong") for _each in range(3)]
        self._lay_out()
        self._connect()

    def show_stated(self, stated: Stated, *, editable: bool) -> None:
        """Show a calendar."""
        self._stated, self._is_editable = stated, editable
        spec = stated.spec
        self.week.show_week(spec.weekly, editable=editable)
        for box, ticked in (
            (self.holidays, stated.follows_holidays),
            (self.closures, stated.follows_closures),
        ):
            box.blockSignals(True)
            box.setChecked(ticked)
            box.setEnabled(editable)
            box.blockSignals(False)
        own = [(day, ()) for day in spec.holidays]
        self.periods.show_rows(spec.periods)
        self.dates.show_rows(sorted([*own, *spec.exceptions.items()]))
        for table, tools, count in (
            (self.periods, self.period_tools, len(spec.periods)),
            (self.dates, self.date_tools, len(own) + len(spec.exceptions)),
        ):
            tools.setVisible(editable)
            table.setVisible(bool(count))
            table.setFixedHeight(36 + 34 * min(max(count, 1), 4))
        self._heads[1].setVisible(editable or bool(spec.periods))
        self._heads[2].setVisible(editable or bool(own or spec.exceptions))
        self._show_standing()
        self._say()

    def _lay_out(self) -> None:
        fitting(self.periods, rows=1)
        fitting(self.dates, rows=1)
        widgets: tuple[QWidget, ...] = (
            self._heads[0], self.week, self.holidays, self.closures,
            self._heads[1], self.periods, self.period_tools,
            self._heads[2], self.dates, self.date_tools,
        )  # fmt: skip
        for widget in widgets:
            self.add(widget)

    def _connect(self) -> None:
        self._appearance.changed.connect(self._say)
        self.week.edited.connect(self._take_week)
        self.holidays.toggled.connect(self._take_flags)
        self.closures.toggled.connect(self._take_flags)
        self.periods.opened.connect(self._change_period)
        self.periods.picked.connect(self._show_standing)
        self.period_tools.added.connect(self._add_period)
        self.period_tools.opened.connect(self._change_period)
        self.period_tools.removed.connect(self._remove_period)
        self.dates.opened.connect(self._change_date)
        self.dates.picked.connect(self._show_standing)
        self.date_tools.added.connect(self._add_date)
        self.date_tools.opened.connect(self._change_date)
        self.date_tools.removed.connect(self._remove_date)

    def _tell(self, **terms: object) -> None:
        if self._stated is not None and self._is_editable:
            spec = replace(self._stated.spec, **terms)  # type: ignore[arg-type]  # fields of a calendar
            self.edited.emit(replace(self._stated, spec=spec))

    @Slot(object)
    def _take_week(self, week: Week) -> None:
        self._tell(weekly=week)

    @Slot()
    def _take_flags(self) -> None:
        if self._stated is not None and self._is_editable:
            flags = (self.holidays.isChecked(), self.closures.isChecked())
            self.edited.emit(Stated(self._stated.spec, *flags))

    @Slot()
    def _add_period(self) -> None:
        if self._stated is not None:
            today = self._today()
            self._ask_period(Period(today, today, self._stated.spec.weekly), self._stated.spec.periods)

    @Slot()
    def _change_period(self) -> None:
        period: Period | None = self.periods.current()
        if period is not None and self._stated is not None and self._is_editable:
            self._ask_period(period, tuple(p for p in self._stated.spec.periods if p != period))

    def _ask_period(self, known: Period, others: tuple[Period, ...]) -> None:
        form = PeriodForm(self, self._appearance, known, others)

        def take(period: Period) -> None:
            self._tell(periods=tuple(sorted((*others, period), key=lambda each: each.first)))

        form.answered.connect(take)
        form.open()

    @Slot()
    def _remove_period(self) -> None:
        period = self.periods.current()
        if period is not None and self._stated is not None:
            self._tell(periods=tuple(p for p in self._stated.spec.periods if p != period))

    @Slot()
    def _add_date(self) -> None:
        self._ask_date(self._today(), ())

    @Slot()
    def _change_date(self) -> None:
        row = self.dates.current()
        if row is not None and self._is_editable:
            self._ask_date(*row)

    def _ask_date(self, day: date, hours: Hours) -> None:
        form = ExceptionForm(self, self._appearance, day, hours)

        def take(answer: tuple[date, Hours]) -> None:
            if self._stated is not None:
                spec = self._stated.spec
                kept = {at: said for at, said in spec.exceptions.items() if at != day}
                self._tell(exceptions=kept | dict([answer]), holidays=spec.holidays - {day, answer[0]})

        form.answered.connect(take)
        form.open()

    @Slot()
    def _remove_date(self) -> None:
        row = self.dates.current()
        if row is not None and self._stated is not None:
            spec = self._stated.spec
            kept = {day: hours for day, hours in spec.exceptions.items() if day != row[0]}
            self._tell(exceptions=kept, holidays=spec.holidays - {row[0]})

    @Slot()
    def _show_standing(self) -> None:
        self.period_tools.show_standing(has_row=self.periods.current() is not None)
        self.date_tools.show_standing(has_row=self.dates.current() is not None)

    @Slot()
    def _say(self) -> None:
        names = (_("Weekly hours"), _("Periods with other hours"), _("Hours of single dates"))
        for head, name in zip(self._heads, names, strict=True):
            head.setText(name)
        for box, name in (
            (self.holidays, _("Closed on official holidays")),
            (self.closures, _("Follows declared closures")),
        ):
            box.setText(name)
            box.setAccessibleName(name)

    def _period(self, period: Period) -> Cell:
        return Cell(period_title(period, self._appearance.language), bold=True)

    def _days(self, period: Period) -> Cell:
        return Cell(
            _("{first} to {last}").format(first=self._short(period.first), last=self._short(period.last))
        )

    def _date(self, row: tuple[date, Hours]) -> Cell:
        return Cell(long_date(row[0], self._appearance.language), bold=True)

    def _date_hours(self, row: tuple[date, Hours]) -> Cell:
        return Cell(hours_text(row[1], self._appearance.formats))

    def _short(self, day: date) -> str:
        return long_date(day, self._appearance.language).split(maxsplit=1)[1]
