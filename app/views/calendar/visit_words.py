"""PM visits in words: their states with shape and tone, their days and windows, the time left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.jalali import JalaliMonth, jalali_parts, long_date
from app.domain.persian import isolate
from app.i18n import N_, Language, _, ngettext
from app.services.maintenance import PmVisitRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell, Column
from app.views.formats import Formats


@dataclass(frozen=True)
class StateLook:
    """How a state differs: word (a marked message), shape and tone."""

    word: str
    icon: str
    tone: str


STATES: Mapping[str, StateLook] = {
    "overdue": StateLook(N_("Overdue"), "alert", "warn"),
    "missed": StateLook(N_("Missed"), "close-octagon", "crit"),
    "planned": StateLook(N_("Planned"), "calendar-clock-outline", "info"),
    "done": StateLook(N_("Done"), "check-circle-outline", "ok"),
    "excused": StateLook(N_("Exempt"), "minus-circle-outline", "idle"),
}
"""By urgency."""

ABNORMAL = ("overdue", "missed")
SETTLED = ("done", "missed")
"""What compliance is reckoned from: visits whose window is over or that were made."""


class VisitWords:
    """Cells of a visit in the language and look chosen; `today` is the local date."""

    def __init__(self, appearance: Appearance, today: date) -> None:
        self._appearance = appearance
        self.today = today

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list of visits."""
        order = list(STATES)
        return (
            Column(N_("State"), self._state, 112, order=lambda visit: order.index(visit.state)),
            Column(N_("Day"), self._day, 104, 1, drop=2, order=lambda visit: visit.planned_date),
            Column(N_("Merchant"), self._merchant, 122, 4, order=self._merchant_name),
            Column(N_("Contractor"), self._contractor, 142, 3, order=self._contractor_name),
            Column(N_("Window"), self._window, 108, 1, order=lambda visit: visit.window_to),
            Column(N_("Job"), self._job, 92, 1, drop=3, order=lambda visit: visit.job_code),
        )

    def _state(self, visit: PmVisitRow) -> Cell:
        look = STATES[visit.state]
        return Cell(_(look.word), icon=look.icon, tone=look.tone, pill=True)

    def _day(self, visit: PmVisitRow) -> Cell:
        weekday = weekday_name(visit.planned_date, self._language)
        return Cell(short_day(visit.planned_date, self._language), sub=weekday)

    def _merchant(self, visit: PmVisitRow) -> Cell:
        city = visit.city if self._language == "fa" else visit.city_en or visit.city
        return Cell(self._merchant_name(visit), sub=f"{isolate(visit.terminal)} · {city}", bold=True)

    def _contractor(self, visit: PmVisitRow) -> Cell:
        technician = visit.technician if self._language == "fa" else visit.technician_en or visit.technician
        return Cell(self._contractor_name(visit), sub=technician or _("no technician yet"))

    def _window(self, visit: PmVisitRow) -> Cell:
        span = day_span(visit.window_from, visit.window_to, self._language)
        return Cell(span, sub=time_words(visit, self.today, self._appearance.formats))

    def _job(self, visit: PmVisitRow) -> Cell:
        if not visit.job_code:
            return Cell(_("not opened yet"), tone="muted")
        return Cell(isolate(self._appearance.formats.digits(visit.job_code)))

    def _merchant_name(self, visit: PmVisitRow) -> str:
        return visit.merchant if self._language == "fa" else visit.merchant_en or visit.merchant

    def _contractor_name(self, visit: PmVisitRow) -> str:
        return contractor_name(visit, self._language) or _("no contractor")

    @property
    def _language(self) -> Language:
        return self._appearance.language


def contractor_name(visit: PmVisitRow, language: Language) -> str:
    """The contractor of a visit in a language."""
    persian = visit.contractor_name
    return persian if language == "fa" else visit.contractor_name_en or persian


def weekday_name(day: date, language: Language) -> str:
    """«شنبه», "Sat"."""
    return long_date(day, language).split(maxsplit=1)[0]


def short_day(day: date, language: Language) -> str:
    """Day and month: «۱ آذر», "22 Nov"."""
    _weekday, number, name, _year = long_date(day, language).split()
    return f"{number} {name}"


def other_day(day: date, language: Language) -> str:
    """The day by the other calendar, in Latin script: "22 Nov" under «۱ آذر», "1 Azar" under "22 Nov"."""
    if language == "fa":
        return isolate(short_day(day, "en"))
    number = jalali_parts(day)[2]
    return f"{number} {JalaliMonth.of(day).name('en')}"


def day_span(first: date, last: date, language: Language) -> str:
    """The days of a window: «۱ تا ۷ آذر», "22 – 28 Nov"."""
    begin, end = short_day(first, language), short_day(last, language)
    if begin.split()[1] == end.split()[1]:
        begin = begin.split()[0]
    return f"{begin} تا {end}" if language == "fa" else f"{begin} – {end}"


def time_words(visit: PmVisitRow, today: date, formats: Formats) -> str:
    """How much time the window leaves, or how long it is over; empty where nothing is waited for."""
    if visit.state == "missed":
        over = (today - visit.window_to).days
        return _counted(ngettext("over {count} day ago", "over {count} days ago", over), over, formats)
    if visit.state not in ("planned", "overdue"):
        return ""
    if visit.window_from > today:
        wait = (visit.window_from - today).days
        return _counted(ngettext("opens in {count} day", "opens in {count} days", wait), wait, formats)
    if visit.window_to <= today:
        return _("last day today")
    left = (visit.window_to - today).days
    return _counted(ngettext("{count} day left", "{count} days left", left), left, formats)


def _counted(message: str, count: int, formats: Formats) -> str:
    return message.format(count=formats.number(max(count, 0)))
