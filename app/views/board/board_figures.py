"""The cards above the board; each figure opens exactly the jobs it counts."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import N_, _
from app.services import board
from app.services.board import DayFigures
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.desk import Desk
from app.views.plain_words import countdown
from app.views.widgets.kpi_card import Figure, KpiCard

FIGURES_MS = 1500
"""Figures of the day are asked for at most this often."""

TARGET = 0.95
"""Share of promises that is to be kept in a day (domain: EM resolve in SLA)."""

CARDS = {
    "all": (N_("Open EM calls"), "phone-in-talk"),
    "late": (N_("SLA breached"), "alert-octagon"),
    "near": (N_("Breach in 30 min"), "timer-sand"),
    "unassigned": (N_("Unassigned"), "account-question-outline"),
    "technicians": (N_("Technicians free"), "account-check-outline"),
    "sla": (N_("SLA today"), "target"),
}
OPENING = frozenset({"all", "late", "near", "unassigned"})
"""Cards that stand for jobs on the board, and open them."""


class FigureRow(QWidget):
    """Six figures of the moment.

    Signals:
        chosen: the filter of the board behind the figure that was clicked.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk, appearance: Appearance, model: BoardModel) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._model = model
        self._day: DayFigures | None = None
        self._cards: dict[str, KpiCard] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for key, (title, icon) in CARDS.items():
            card = self._cards[key] = KpiCard(appearance, title, icon=icon)
            card.setProperty("figure", key)
            card.setEnabled(key in OPENING)
            card.clicked.connect(self._choose)
            row.addWidget(card, 1)
        appearance.changed.connect(self.count)

    def card(self, key: str) -> KpiCard:
        """A card by its key in CARDS."""
        return self._cards[key]

    @Slot()
    def refresh(self) -> None:
        """Ask for the figures of the local day."""
        now = self._desk.clock.now()
        local = now.astimezone(self._appearance.formats.zone)
        start = local.replace(hour=0, minute=0, second=0, microsecond=0)
        self._desk.ask(board.figures, self._desk.clock, start, done=self._take)

    @Slot()
    def count(self) -> None:
        """Show what the calls of the board add up to now, whatever is searched for."""
        number, now, tally = self._appearance.formats.number, self._model.now, self._model.tally
        counts = {key: tally.count(key, "calls", now) for key in OPENING}
        tones = {"late": "crit", "near": "warn"}
        day = self._day
        courses = {
            "all": day.open_by_hour if day else (),
            "late": day.missed_by_hour if day else (),
            "unassigned": day.called_by_hour if day else (),
        }
        for key, note in self._notes().items():
            tone = tones.get(key, "text") if counts[key] else "text"
            self._show(key, number(counts[key]), note, courses.get(key, ()), tone)
        if day is not None:
            self._show_day(day)

    def _notes(self) -> dict[str, str]:
        now, tally = self._model.now, self._model.tally
        late = tally.longest_late("calls", now)
        left = tally.next_due("calls", now)
        waited = tally.longest_wait("calls", now)
        return {
            "all": self._registered(self._day),
            "late": _("no call is late")
            if late is None
            else _("longest: {time}").format(time=self._long(late)),
            "near": _("no clock is running")
            if left is None
            else _("next in {time}").format(time=self._long(left)),
            "unassigned": _("none waits")
            if waited is None
            else _("oldest: {time}").format(time=self._long(waited)),
        }

    def _show_day(self, day: DayFigures) -> None:
        formats = self._appearance.formats
        of = _("of {count} in all").format(count=formats.number(day.technicians))
        self._show("technicians", formats.number(day.technicians_free), of)
        note = _("{met} of {due} kept").format(
            met=formats.number(day.met_today), due=formats.number(day.due_today)
        )
        if not day.due_today:
            self._show("sla", _("no data"), _("nothing due yet"))
            return
        share = day.met_today / day.due_today
        self._show("sla", formats.percent(share), note, (), "ok" if share >= TARGET else "warn")

    def _show(
        self, key: str, value: str, note: str, course: tuple[float, ...] = (), tone: str = "text"
    ) -> None:
        self._cards[key].show_figure(Figure(value=value, note=note, course=course, tone=tone))

    def _long(self, seconds: int) -> str:
        return countdown(seconds, "left", self._appearance.formats)

    def _registered(self, day: DayFigures | None) -> str:
        if day is None:
            return ""
        formats = self._appearance.formats
        if day.fixed_by_phone:
            said = _("{count} today, {share} by phone")
            share = formats.percent(day.fixed_by_phone / day.called_today, decimals=0)
            return said.format(count=formats.number(day.called_today), share=share)
        return _("{count} came in the last hour").format(count=formats.number(day.called_by_hour[-1]))

    @Slot(object)
    def _take(self, day: DayFigures) -> None:
        self._day = day
        self.count()

    @Slot()
    def _choose(self) -> None:
        card = self.sender()
        if card is not None:
            self.chosen.emit(str(card.property("figure")))
