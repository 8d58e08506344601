"""The alarm panel: alarms and floods until they are acknowledged and their cause is gone, and the shelf."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.services import alarms
from app.services.alarms import AlarmList, AlarmRow, Asker, FloodRow
from app.views.actions.action import Handler
from app.views.alarms.alarm_actions import AlarmActions
from app.views.alarms.alarm_faces import AlarmFaces
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.sound import is_breach
from app.views.widgets.alarm_card import AlarmCard, CardAction
from app.views.widgets.frames import EmptyState, Panel, ScrolledColumn
from app.views.wording import Catalogue

LOOKED_AT = 60
CARDS = 14
"""As many are drawn, the gravest and newest; the rest are counted, not hidden. Each costs the window
some milliseconds whenever its look changes, and no more fit into the panel of a large screen."""

ACKNOWLEDGE, SHELVE, UNDO, OPEN = "acknowledge", "shelve", "undo", "open"
ACTIONS = (
    CardAction(ACKNOWLEDGE, N_("Acknowledge"), "danger"),
    CardAction(SHELVE, N_("Shelve")),
    CardAction(OPEN, N_("Show job"), "link"),
)
QUIET = (
    CardAction(UNDO, N_("Take back"), "link"),
    CardAction(SHELVE, N_("Shelve"), "link"),
    CardAction(OPEN, N_("Show job"), "link"),
)
FLOOD_OPEN = CardAction(OPEN, N_("Show jobs"), "link")
WATCHED = frozenset({"alarm", "alarm_rule", "job", "*"})
SETTLED_MS = 400
"""So long after cards have moved a click is taken to be meant for the card that was there before."""
SLACK = timedelta(seconds=5)
"""The clocks of two desks may differ by so much."""

Row = AlarmRow | FloodRow


class AlarmPanel(Panel):
    """Alarms of the moment, breaches first.

    Signals:
        opened: the id of a job to be shown.
        counted: how many alarms nobody has acknowledged.
        announced: AlarmRows and FloodRows that ask for eyes anew.
        refused: a refusal to be said in the user's words.
    """

    opened = Signal(int)
    counted = Signal(int)
    announced = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance, catalogue: Catalogue) -> None:
        super().__init__(appearance, title=N_("Active alarms"), icon="bell-ring", tone="crit", keys="F8")
        self._desk = desk
        self._appearance = appearance
        self._faces = AlarmFaces(appearance, catalogue)
        self.actions_on = AlarmActions(desk, appearance, self._faces, self)
        self._cards: dict[int, AlarmCard] = {}
        self._rows: dict[int, Row] = {}
        """By the id of an alarm; a flood by that of its first alarm, negative."""
        self._known: dict[int, tuple[datetime, int]] = {}
        self._flooded: set[int] = set()
        self._moved = QElapsedTimer()
        self._opened_at: datetime | None = None
        self._looked_at = desk.clock.now()
        self._list: AlarmList | None = None
        self._lay_out(appearance)
        self._ages = QTimer(self, interval=10_000)
        self._ages.setObjectName("alarm-ages")
        self._ages.timeout.connect(self._show_ages)
        self._ages.start()
        self.actions_on.refused.connect(self.refused)
        self.actions_on.opened.connect(self.opened)
        appearance.changed.connect(self._retranslate)
        # Not left to the page: an alarm is announced whichever page is shown.
        desk.changed.connect(self._hear)

    def refresh(self) -> None:
        """Ask which alarms are listed now."""
        now = self._desk.clock.now()
        asker = Asker(self._desk.user, now)
        self._desk.ask(alarms.listed, limit=LOOKED_AT, asker=asker, done=partial(self._show, now))

    def is_settled(self) -> bool:
        """Whether the cards have stood where they are long enough to be read."""
        return not self._moved.isValid() or self._moved.elapsed() >= SETTLED_MS

    @Slot()
    def next_alarm(self) -> None:
        """Put the focus on the next alarm nobody has acknowledged."""
        waiting = [card for number, card in self._cards.items() if not _is_quiet(self._rows[number])]
        if not waiting:
            return
        focused = self.focusWidget()
        here = next((n for n, card in enumerate(waiting) if focused and card.isAncestorOf(focused)), -1)
        card = waiting[(here + 1) % len(waiting)]
        self._column.ensureWidgetVisible(card)
        card.button(ACKNOWLEDGE).setFocus()

    def _lay_out(self, appearance: Appearance) -> None:
        self._shelf = QPushButton()
        self._shelf.setProperty("role", "link")
        self._shelf.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shelf.clicked.connect(self.actions_on.show_shelf)
        self._shelf.hide()
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
        self.body.addWidget(self._shelf, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self._column, 1)
        self.body.addWidget(self._empty, 1)
        self._empty.hide()

    def handlers(self) -> dict[str, Handler]:
        """What the keys of the panel do: with the alarm in focus, else with the first that is fit."""
        return {
            "alarm.shelve": Handler(partial(self._do_to_one, SHELVE), self._has_any),
            "alarm.undo": Handler(partial(self._do_to_one, UNDO), self._has_quiet),
            "alarm.rules": Handler(self._show_rules),
        }

    @Slot()
    def _show_rules(self) -> None:
        self.actions_on.show_rules()

    def _has_any(self) -> bool:
        return bool(self._cards)

    def _has_quiet(self) -> bool:
        return any(_is_quiet(row) for row in self._rows.values())

    def _do_to_one(self, key: str) -> None:
        focused = self.focusWidget()
        fit = [n for n, row in self._rows.items() if key == SHELVE or _is_quiet(row)]
        here = [n for n in fit if focused and self._cards[n] in {focused, *_parents(focused)}]
        for number in (here or fit)[:1]:
            self._do(key, self._rows[number])

    @Slot(object)
    def _hear(self, changes: dict[str, set[int]]) -> None:
        if not WATCHED.isdisjoint(changes):
            self.refresh()

    def _show(self, asked_at: datetime, found: AlarmList) -> None:
        self._list = found
        self._tell_news(found, asked_at)
        rows = dict(_in_order(found))
        rows = {number: rows[number] for number in list(rows)[:CARDS]}
        if list(rows) != list(self._rows) or any(rows[n] != self._rows[n] for n in rows):
            self._rows = rows
            self._rebuild()
        self._say_counts()

    def _tell_news(self, found: AlarmList, asked_at: datetime) -> None:
        """The first look is no news; nor is an old alarm that only moved up into the list.

        What is new to somebody off duty is held, and is news when the duty begins.
        """
        self.counted.emit(found.unacknowledged)
        if self._opened_at is None:
            self._opened_at = asked_at
        elif not found.is_on_duty:
            return
        else:
            since = max(self._opened_at, self._looked_at - SLACK)
            rows: tuple[Row, ...] = (*found.alarms, *found.floods)
            fresh = tuple(row for row in rows if self._is_news(row, since))
            if fresh:
                self.announced.emit(fresh)
        self._looked_at = asked_at
        self._known = {row.id: (row.announced_at, row.escalated) for row in found.alarms}
        self._flooded = {number for flood in found.floods for number in flood.alarm_ids}

    def _is_news(self, row: Row, since: datetime) -> bool:
        if _is_quiet(row):
            return False
        if isinstance(row, FloodRow):
            return row.announced_at > since and self._flooded.isdisjoint(row.alarm_ids)
        known = self._known.get(row.id)
        if known is not None and known[0] == row.announced_at:
            return row.escalated > known[1]
        return row.announced_at > since

    def _rebuild(self) -> None:
        before = [(number, card.property("quiet")) for number, card in self._cards.items()]
        now = [(number, _is_quiet(row)) for number, row in self._rows.items()]
        if now[: len(before)] != before:
            self._moved.start()
        kept = {number: card for number, card in self._cards.items() if number in self._rows}
        for number in set(self._cards) - set(kept):
            self._cards.pop(number).deleteLater()
        self._cards = {}
        for place, (number, row) in enumerate(self._rows.items()):
            card = kept.get(number)
            if card is None or card.property("quiet") != _is_quiet(row):
                if card is not None:
                    card.deleteLater()
                card = self._card(number, row)
            card.show_face(self._faces.face(row, self._desk.clock.now()))
            self._rows_box.insertWidget(place, card)
            self._cards[number] = card
        self._empty.setVisible(not self._rows)
        self._column.setVisible(bool(self._rows))

    def _card(self, number: int, row: Row) -> AlarmCard:
        actions = QUIET if _is_quiet(row) else ACTIONS
        if isinstance(row, FloodRow):
            actions = (*actions[:-1], FLOOD_OPEN)
        card = AlarmCard(self._appearance, self._faces.face(row, self._desk.clock.now()), actions)
        card.setProperty("quiet", _is_quiet(row))
        card.setProperty("alarm", number)
        card.chosen.connect(self._act)
        card.opened.connect(self._open)
        return card

    @Slot(str)
    def _act(self, key: str) -> None:
        card = self.sender()
        row = self._rows.get(card.property("alarm")) if card is not None else None
        if row is not None:
            self._do(key, row)

    def _do(self, key: str, row: Row) -> None:
        if key == OPEN:
            self.actions_on.open(row)
        elif key == ACKNOWLEDGE and self.is_settled():
            self.actions_on.acknowledge(row)
        elif key == UNDO and _is_quiet(row) and self.is_settled():
            self.actions_on.undo(row)
        elif key == SHELVE:
            self.actions_on.shelve(row)

    @Slot()
    def _open(self) -> None:
        card = self.sender()
        row = self._rows.get(card.property("alarm")) if card is not None else None
        if row is not None:
            self.actions_on.open(row)

    @Slot()
    def _show_ages(self) -> None:
        now = self._desk.clock.now()
        if self._list is not None and not self._list.is_on_duty:
            self.refresh()
        for number, card in self._cards.items():
            card.show_age(self._faces.age(self._rows[number], now))

    def _say_counts(self) -> None:
        if self._list is None:
            return
        formats = self._appearance.formats
        waiting = formats.number(self._list.unacknowledged)
        note = _("{waiting} not acknowledged").format(waiting=waiting)
        shown = sum(len(r.alarm_ids) if isinstance(r, FloodRow) else 1 for r in self._rows.values())
        beyond = self._list.listed - shown
        if beyond > 0:
            note += " · " + _("{count} more are listed").format(count=formats.number(beyond))
        if not self._list.is_on_duty:
            note += " · " + _("quiet: you are off duty")
        self.show_note(note)
        shelf = _("{count} shelved").format(count=formats.number(self._list.shelved))
        self._shelf.setText(shelf)
        self._shelf.setAccessibleName(shelf)
        self._shelf.setVisible(bool(self._list.shelved))

    @Slot()
    def _retranslate(self) -> None:
        now = self._desk.clock.now()
        for number, card in self._cards.items():
            card.show_face(self._faces.face(self._rows[number], now))
        self._say_counts()


def _parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _is_quiet(row: Row) -> bool:
    return row.is_acknowledged if isinstance(row, FloodRow) else bool(row.acknowledged_at)


def _in_order(found: AlarmList) -> Iterator[tuple[int, Row]]:
    """What asks for eyes before what was answered, breaches of P1 before floods, floods before the rest."""
    for is_quiet in (False, True):
        alone = [row for row in found.alarms if _is_quiet(row) == is_quiet]
        critical = [row for row in alone if row.priority == "P1" and is_breach(row)]
        together = [row for row in found.floods if _is_quiet(row) == is_quiet]
        rest = [row for row in alone if row not in critical]
        yield from ((row.id, row) for row in critical)
        yield from ((-row.key, row) for row in sorted(together, key=lambda row: -len(row.alarm_ids)))
        yield from ((row.id, row) for row in rest)
