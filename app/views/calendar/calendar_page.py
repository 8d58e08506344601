"""PM: a month of periodic visits as a sheet and as a list, and how well they were kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout

from app.clock import Clock
from app.domain.jalali import JalaliMonth, long_date
from app.i18n import N_, _
from app.services.calendars.days import DayOffRow, DayOffState, days_between
from app.services.maintenance import PmVisitRow, visits
from app.views.actions.action import Handler
from app.views.appearance import Appearance
from app.views.calendar.month_bar import MonthBar
from app.views.calendar.month_grid import DaySheet, MonthGrid
from app.views.calendar.move_dialog import MoveDialog
from app.views.calendar.visit_list import ALL, DECIDED, VisitList, of_state
from app.views.calendar.visit_words import contractor_name
from app.views.desk import Desk
from app.views.page import Page
from app.views.plain_words import name_in
from app.views.widgets.choices import ChipRow, Choice, SegmentedControl
from app.views.widgets.frames import Panel
from app.views.widgets.kpi_card import Figure, KpiCard

VIEWS = (
    Choice("sheet", N_("Month"), "calendar-month-outline"),
    Choice("list", N_("List"), "format-list-bulleted"),
)
EVERYBODY = ""
CARDS = (
    (ALL, N_("Due this month"), "calendar-check-outline"),
    ("done", N_("Done"), "check-circle-outline"),
    ("overdue", N_("Overdue"), "alert"),
    ("missed", N_("Missed"), "close-octagon"),
    (DECIDED, N_("PM compliance"), "target"),
)


@dataclass(frozen=True)
class MonthVisits:
    """Every visit planned for a month; the month comes back so that a late answer is known for one."""

    month: JalaliMonth
    visits: tuple[PmVisitRow, ...]
    days_off: tuple[DayOffRow, ...]


def month_visits(session: Any, clock: Clock, month: JalaliMonth, *, zone: ZoneInfo) -> MonthVisits:
    """The visits of `month` and the days off that hold in it."""
    first, last = month.first_day(), month.last_day()
    found = visits(session, clock, first, last, zone=zone)
    days_off = days_between(session, first, last, states=frozenset({DayOffState.IN_FORCE}))
    return MonthVisits(month, tuple(found), tuple(days_off))


class CalendarPage(Page):
    """The sheet with the list of the chosen day beside it, or the list of the whole month alone.

    Without a chosen day the list is of the whole month, so each figure opens exactly its rows.
    """

    watches = frozenset({"pm_visit", "pm_plan", "job", "holiday"})

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        present = JalaliMonth.of(self._today())
        self.months = MonthBar(appearance, present)
        self.grid = MonthGrid(appearance, present, self._today())
        self.list = VisitList(appearance, self._today())
        self.views = SegmentedControl(appearance, VIEWS, name=N_("View"))
        self.cards = {key: KpiCard(appearance, title, icon=icon) for key, title, icon in CARDS}
        self.contractors = ChipRow(appearance, (Choice(EVERYBODY, N_("All contractors")),))
        self._choices: tuple[Choice, ...] = ()
        self._answer = MonthVisits(present, (), ())
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.grid)
        self.grid.choose(self._today())

    def title(self) -> str:
        return _("PM calendar")

    def subtitle(self) -> str:
        return self.months.month().label(self.appearance.language)

    def handlers(self) -> dict[str, Handler]:
        return {
            **self.months.handlers("pm"),
            "visit.move": Handler(self.move_current, self.list.move_button.isEnabled),
        }

    def refresh(self, changes: dict[str, set[int]] | None) -> None:
        if changes is not None and set(changes) & self.watches == {"job"}:
            # Most jobs are no visits of this month.
            shown = {visit.job_id for visit in self._answer.visits}
            if shown.isdisjoint(changes["job"]):
                return
        zone = self.appearance.formats.zone
        self.desk.ask(month_visits, self.desk.clock, self.months.month(), zone=zone, done=self._show_answer)

    def retranslate(self) -> None:
        self._show_contractors()
        self._show()

    def show_month(self, month: JalaliMonth) -> None:
        """Go to another month."""
        self.months.go_to(month)

    def show_state(self, key: str) -> None:
        """List the visits of the month that a figure counts."""
        self.list.chips.choose(key)
        self.grid.choose(None)
        self._show()

    @Slot(object)
    def move_visit(self, visit: PmVisitRow) -> None:
        """Ask where a visit is to be moved; one that is over stays where it was."""
        dialog = MoveDialog(self.desk, self.appearance, visit, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.refused.connect(self.refused)
        dialog.open()

    def move_current(self) -> None:
        """Move the visit the cursor stands on."""
        visit = self.list.table.current()
        if visit is not None:
            self.move_visit(visit)

    def _today(self) -> date:
        return self.desk.clock.now().astimezone(self.appearance.formats.zone).date()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        middle = Qt.AlignmentFlag.AlignVCenter
        head.addWidget(self.months, alignment=middle)
        self._chips = QVBoxLayout()
        self._chips.addStretch(1)
        self._chips.addWidget(self.contractors)
        self._chips.addStretch(1)
        head.addLayout(self._chips, 1)
        head.addWidget(self.views, alignment=middle)
        figures = QHBoxLayout()
        figures.setSpacing(10)
        for card in self.cards.values():
            figures.addWidget(card)
        self._sheet = Panel(self.appearance)
        self._sheet.body.setContentsMargins(10, 8, 6, 6)
        self._sheet.body.addWidget(self.grid)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(10)
        self._split.setChildrenCollapsible(False)
        for place, widget in enumerate((self._sheet, self.list)):
            self._split.addWidget(widget)
            self._split.setStretchFactor(place, 2 - place)
        self._split.setSizes([710, 520])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addLayout(figures)
        column.addWidget(self._split, 1)

    def _connect(self) -> None:
        self.months.listen_to(self)
        self.months.chosen.connect(self._change_month)
        self.grid.picked.connect(self._show)
        self.grid.opened.connect(self._walk_list)
        self.views.chosen.connect(self._change_view)
        self.contractors.chosen.connect(self._show)
        self.list.opened.connect(self.move_visit)
        for key, card in self.cards.items():
            card.setProperty("key", key)
            card.clicked.connect(self._open_figure)

    def _open_figure(self) -> None:
        self.show_state(str(self.sender().property("key")))

    def _change_view(self, key: str) -> None:
        self._sheet.setVisible(key == "sheet")
        if key == "list":
            self.grid.choose(None)
        self._show()

    def _walk_list(self) -> None:
        self.list.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _change_month(self, month: JalaliMonth) -> None:
        self._answer = MonthVisits(month, (), ())
        here = JalaliMonth.of(self._today()) == month and self.views.key() == "sheet"
        self.grid.choose(self._today() if here else None)
        self._show()
        self.refresh(None)
        self.renamed.emit()

    def _show_answer(self, answer: MonthVisits) -> None:
        if answer.month == self.months.month():
            self._answer = answer
            self._show_contractors()
            self._show()

    def _show_contractors(self) -> None:
        """One chip a contractor; the row is made anew where its words are others."""
        language = self.appearance.language
        names = {visit.contractor: contractor_name(visit, language) for visit in self._answer.visits}
        choices = (
            Choice(EVERYBODY, N_("All contractors")),
            *(Choice(code, name) for code, name in sorted(names.items()) if code),
        )
        if choices != self._choices:
            self._replace_chips(choices)
        for code in (choice.key for choice in choices):
            self.contractors.show_count(code, len(self._of(code)))

    def _replace_chips(self, choices: tuple[Choice, ...]) -> None:
        chosen, old = self.contractors.key(), self.contractors
        self._choices = choices
        self.contractors = ChipRow(self.appearance, choices)
        self.contractors.chosen.connect(self._show)
        if chosen in {choice.key for choice in choices}:
            self.contractors.choose(chosen)
        self._chips.replaceWidget(old, self.contractors)
        old.hide()
        old.deleteLater()

    def _of(self, contractor: str) -> list[PmVisitRow]:
        every = self._answer.visits
        return [visit for visit in every if contractor in (EVERYBODY, visit.contractor)]

    def _show(self) -> None:
        """Sheet, figures and list, all counted from the same rows."""
        today, month = self._today(), self.months.month()
        shown = self._of(self.contractors.key())
        self.grid.show_month(month, sheets(month, shown, self._holidays()), today)
        self._show_figures(shown)
        day = self.grid.chosen()
        listed = [visit for visit in shown if day in (None, visit.planned_date)]
        language = self.appearance.language
        scope = long_date(day, language) if day else month.label(language)
        holiday = self._holidays().get(day, "") if day else ""
        self.list.show_visits(listed, today, f"{scope} · {holiday}" if holiday else scope)

    def _holidays(self) -> dict[date, str]:
        """What each day off is called; a province that is closed alone is named with it."""
        named: dict[date, list[str]] = {}
        for row in self._answer.days_off:
            name = name_in(row.name, row.name_en, fa=self.appearance.is_rtl)
            named.setdefault(row.day, []).append(f"{name} ({row.province})" if row.province else name)
        return {day: " · ".join(names) for day, names in named.items()}

    def _show_figures(self, shown: Sequence[PmVisitRow]) -> None:
        number = self.appearance.formats.number
        counts = {key: len(of_state(shown, key)) for key, _title, _icon in CARDS}
        tones = {"overdue": "warn", "missed": "crit"}
        notes = {
            ALL: _("{count} still planned").format(count=number(len(of_state(shown, "planned")))),
            "done": _("inside their windows"),
            "overdue": _("their day has passed, their window has not"),
            "missed": _("their window closed without a visit"),
        }
        for key, note in notes.items():
            tone = tones.get(key, "text") if counts[key] else "text"
            self.cards[key].show_figure(Figure(number(counts[key]), note, tone=tone))
        done, decided = counts["done"], counts[DECIDED]
        value = self.appearance.formats.percent(done / decided) if decided else _("no data")
        note = _("{part} of {whole} kept").format(part=number(done), whole=number(decided))
        self.cards[DECIDED].show_figure(Figure(value, note))


def sheets(month: JalaliMonth, shown: Sequence[PmVisitRow], holidays: dict[date, str]) -> list[DaySheet]:
    """Every day of the month with its visits counted by state."""
    counts: dict[date, Counter[str]] = {}
    for visit in shown:
        counts.setdefault(visit.planned_date, Counter())[visit.state] += 1
    first = month.first_day()
    days = (first + timedelta(days=offset) for offset in range((month.last_day() - first).days + 1))
    return [DaySheet(day, counts.get(day, Counter()), holidays.get(day, "")) for day in days]
