"""The alarm panel: warnings and breaches until somebody acknowledges them and their cause is gone."""

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, _
from app.services import alarm_steps, alarms
from app.services.alarms import AlarmList, AlarmRow
from app.services.code_words import METRICS, worded
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.alarm_card import AlarmCard, CardAction, CardFace
from app.views.widgets.frames import EmptyState, Panel, ScrolledColumn
from app.views.wording import name_in

LOOKED_AT = 60
CARDS = 14
"""As many are drawn, the gravest and newest; the rest are counted, not hidden. Each costs the window
some milliseconds whenever its look changes, and no more fit into the panel of a large screen."""

ACTIONS = (
    CardAction("acknowledge", N_("Acknowledge"), "danger"),
    CardAction("open", N_("Show job"), "link"),
)
QUIET = (CardAction("open", N_("Show job"), "link"),)
PLANNED = frozenset({"pm", "install"})
"""Metrics of work that no merchant called for."""
WATCHED = frozenset({"alarm", "job", "*"})
SETTLED_MS = 400
"""So long after cards have moved a click is taken to be meant for the card that was there before."""
SLACK = timedelta(seconds=5)
"""The clocks of two desks may differ by so much."""


def _title(row: AlarmRow) -> str:
    """Only an emergency call is a call: planned work is a job."""
    if row.metric in PLANNED:
        breach, near = _("{kind} breach · job {code}"), _("{kind} near breach · job {code}")
    else:
        breach, near = _("{kind} breach · call {code}"), _("{kind} near breach · call {code}")
    return breach if row.kind == "breach" else near


class AlarmPanel(Panel):
    """Alarms of the moment, breaches first.

    Signals:
        opened: the id of a job to be shown.
        counted: how many alarms nobody has acknowledged.
        announced: AlarmRows that were not there before.
        refused: a refusal to be said in the user's words.
    """

    opened = Signal(int)
    counted = Signal(int)
    announced = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(appearance, title=N_("Active alarms"), icon="bell-ring", tone="crit", keys="F8")
        self._desk = desk
        self._appearance = appearance
        self._cards: dict[int, AlarmCard] = {}
        self._rows: dict[int, AlarmRow] = {}
        self._known: set[int] = set()
        self._moved = QElapsedTimer()
        self._opened_at: datetime | None = None
        self._looked_at = desk.clock.now()
        self._list: AlarmList | None = None
        self._column = ScrolledColumn()
        self._empty = EmptyState(
            appearance,
            icon="check-circle-outline",
            title=N_("No alarm"),
            advice=N_("Every promise is being kept."),
        )
        self._holder = QWidget()
        self._rows_box = QVBoxLayout(self._holder)
        self._rows_box.setContentsMargins(0, 0, 0, 0)
        self._rows_box.setSpacing(10)
        self._column.add(self._holder)
        self.body.addWidget(self._column, 1)
        self.body.addWidget(self._empty, 1)
        self._empty.hide()
        self._ages = QTimer(self, interval=10_000)
        self._ages.setObjectName("alarm-ages")
        self._ages.timeout.connect(self._show_ages)
        self._ages.start()
        appearance.changed.connect(self._retranslate)
        # Not left to the page: an alarm is announced whichever page is shown.
        desk.changed.connect(self._hear)

    def refresh(self) -> None:
        """Ask which alarms are listed now."""
        self._desk.ask(alarms.listed, limit=LOOKED_AT, done=partial(self._show, self._desk.clock.now()))

    def is_settled(self) -> bool:
        """Whether the cards have stood where they are long enough to be read."""
        return not self._moved.isValid() or self._moved.elapsed() >= SETTLED_MS

    @Slot()
    def next_alarm(self) -> None:
        """Put the focus on the next alarm nobody has acknowledged."""
        waiting = [card for number, card in self._cards.items() if not self._rows[number].acknowledged_at]
        if not waiting:
            return
        focused = self.focusWidget()
        here = next((n for n, card in enumerate(waiting) if focused and card.isAncestorOf(focused)), -1)
        card = waiting[(here + 1) % len(waiting)]
        self._column.ensureWidgetVisible(card)
        card.button("acknowledge").setFocus()

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        if not WATCHED.isdisjoint(changes):
            self.refresh()

    def _show(self, asked_at: datetime, found: AlarmList) -> None:
        self._list = found
        self._tell_news(found, asked_at)
        rows = {row.id: row for row in found.alarms[:CARDS]}
        if set(rows) != set(self._rows) or any(rows[n] != self._rows[n] for n in rows):
            self._rows = rows
            self._rebuild()
        self._say_counts()

    def _tell_news(self, found: AlarmList, asked_at: datetime) -> None:
        """The first look is no news; nor is an old alarm that only moved up into the list."""
        if self._opened_at is None:
            self._opened_at = asked_at
        else:
            since = max(self._opened_at, self._looked_at - SLACK)
            new = [row for row in found.alarms if row.id not in self._known and not row.acknowledged_at]
            fresh = tuple(row for row in new if row.found_at > since)
            if fresh:
                self.announced.emit(fresh)
        self._looked_at = asked_at
        self._known |= {row.id for row in found.alarms}
        self.counted.emit(found.unacknowledged)

    def _rebuild(self) -> None:
        before = [(number, card.property("quiet")) for number, card in self._cards.items()]
        now = [(number, bool(row.acknowledged_at)) for number, row in self._rows.items()]
        if now[: len(before)] != before:
            self._moved.start()
        kept = {number: card for number, card in self._cards.items() if number in self._rows}
        for number in set(self._cards) - set(kept):
            self._cards.pop(number).deleteLater()
        self._cards = {}
        for place, (number, row) in enumerate(self._rows.items()):
            card = kept.get(number)
            if card is None or card.property("quiet") != bool(row.acknowledged_at):
                if card is not None:
                    card.deleteLater()
                card = self._card(row)
            card.show_face(self._face(row, self._desk.clock.now()))
            self._rows_box.insertWidget(place, card)
            self._cards[number] = card
        self._empty.setVisible(not self._rows)
        self._column.setVisible(bool(self._rows))

    def _card(self, row: AlarmRow) -> AlarmCard:
        actions = QUIET if row.acknowledged_at else ACTIONS
        card = AlarmCard(self._appearance, self._face(row, self._desk.clock.now()), actions)
        card.setProperty("quiet", bool(row.acknowledged_at))
        card.setProperty("alarm", row.id)
        card.chosen.connect(self._act)
        card.opened.connect(self._open)
        return card

    @Slot(str)
    def _act(self, key: str) -> None:
        card = self.sender()
        row = self._rows.get(card.property("alarm")) if card is not None else None
        if row is None:
            return
        if key == "acknowledge":
            if not self.is_settled():
                return
            self._desk.do(alarm_steps.acknowledge, row.id, by=self._desk.user, failed=self._refuse)
        else:
            self.opened.emit(row.job_id)

    @Slot(object)
    def _refuse(self, error: object) -> None:
        self.refused.emit(error)

    @Slot()
    def _open(self) -> None:
        card = self.sender()
        row = self._rows.get(card.property("alarm")) if card is not None else None
        if row is not None:
            self.opened.emit(row.job_id)

    def _face(self, row: AlarmRow, now: datetime) -> CardFace:
        fa = self._appearance.is_rtl
        formats = self._appearance.formats
        is_breach = row.kind == "breach"
        place = name_in(row.merchant, row.merchant_en, fa=fa)
        city = name_in(row.city, row.city_en, fa=fa)
        who = name_in(row.technician, row.technician_en, fa=fa) or _("no technician")
        subtitle = _("{metric}: {place}, {city} — {who}").format(
            metric=worded(METRICS, row.metric), place=place, city=city, who=who
        )
        if row.is_recalculated:
            subtitle += " · " + _("found by recalculation")
        if row.acknowledged_at:
            subtitle += " · " + _("acknowledged by {by}").format(by=row.acknowledged_by)
        return CardFace(
            title=_title(row).format(kind=row.agreement_kind, code=formats.digits(row.code)),
            subtitle=subtitle,
            age=formats.ago(int((now - row.raised_at).total_seconds())),
            tone="crit" if is_breach else "warn",
            icon="alert-octagon" if is_breach else "alert",
            is_open=not row.acknowledged_at,
        )

    @Slot()
    def _show_ages(self) -> None:
        now = self._desk.clock.now()
        for number, card in self._cards.items():
            seconds = int((now - self._rows[number].raised_at).total_seconds())
            card.show_age(self._appearance.formats.ago(seconds))

    def _say_counts(self) -> None:
        if self._list is None:
            return
        formats = self._appearance.formats
        waiting = formats.number(self._list.unacknowledged)
        note = _("{waiting} not acknowledged").format(waiting=waiting)
        beyond = self._list.listed - len(self._rows)
        if beyond > 0:
            note += " · " + _("{count} more are listed").format(count=formats.number(beyond))
        self.show_note(note)

    @Slot()
    def _retranslate(self) -> None:
        now = self._desk.clock.now()
        for number, card in self._cards.items():
            card.show_face(self._face(self._rows[number], now))
        self._say_counts()
