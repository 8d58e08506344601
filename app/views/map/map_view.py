"""The map of the jobs shown on the board, and beside it the same jobs as a list for the keys."""

from array import array
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services.job_row import JobRow
from app.services.map_places import Spots, terminal_spots
from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.card_view import CardView
from app.views.board.hand import Hand
from app.views.desk import Desk
from app.views.map.geography import Geography, shipped_geography
from app.views.map.levels import in_sight
from app.views.map.map_canvas import STEP, MapCanvas
from app.views.map.map_marks import STATES
from app.views.map.shown_places import ShownPlaces
from app.views.map.technician_places import TechnicianPlaces
from app.views.widgets.labels import label

LIST_WIDTH, SETTLE_MS = 262, 120
CLOSER, GROUP_CLOSER = STEP, 3.0
DRAWN = 90
"""Pixels that one press of an arrow key draws the map along."""


class MapView(QWidget):
    """Jobs where they are.

    Signals:
        opened: the id of the job to be shown.
        chose: the selection is another.
    """

    opened = Signal(int)
    chose = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, board: BoardModel, hand: Hand) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._board = board
        self._was_fitted = False
        self.canvas = MapCanvas(appearance)
        self.cards = CardView(appearance, board, hand, with_stage=True)
        self.cards.setProperty("role", "cards")
        self.places = ShownPlaces(board, self)
        self.technicians = TechnicianPlaces(desk, appearance, self)
        self._head = label("strong")
        self._note = label("muted", wraps=True)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.setObjectName("map-settling")
        self._buttons = [QToolButton(self.canvas) for _each in range(3)]
        self._lay_out()
        self._connect()
        self._say()

    def current(self) -> JobRow | None:
        """The job the cursor stands on."""
        return self.cards.current()

    def chosen(self) -> list[int]:
        """The jobs selected in the list."""
        return self.cards.chosen()

    def stand_on(self, job_id: int, *, chosen: Sequence[int] = ()) -> bool:
        """Put the cursor on a job, drawing the map along where it is out of sight."""
        place = self.places.place_of(job_id)
        if place is None:
            return False
        lat, lon = float(self.canvas.points.lat[place]), float(self.canvas.points.lon[place])
        if not self.canvas.seen.holds(lat, lon):
            seen = self.canvas.seen
            (x,), (y,) = seen.pixels(np.array([lat]), np.array([lon]))
            self.canvas.look_at(seen.moved(seen.width / 2 - float(x), seen.height / 2 - float(y)))
        self._list_in_sight()
        return self.cards.stand_on(job_id, chosen=chosen)

    def step(self, by: int) -> None:
        """Go to the next job in sight, or the one before."""
        self.cards.step(by)

    def focus(self) -> None:
        """Take the keys."""
        self.cards.setFocus()

    def tick(self) -> None:
        """Paint again the clocks in sight, and the marks whose state the time has changed."""
        self.cards.tick()
        self.places.tick()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.places.reckon()
        self.technicians.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for place, button in enumerate(self._buttons):
            left = 12 if self._appearance.is_rtl else self.canvas.width() - 46
            button.setGeometry(left, 12 + place * 38, 34, 34)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, zero shows the region; arrows across, and with Shift all, draw it along."""
        key, is_shifted = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        drawn = {
            Qt.Key.Key_Left: (DRAWN, 0),
            Qt.Key.Key_Right: (-DRAWN, 0),
            Qt.Key.Key_Up: (0, DRAWN),
            Qt.Key.Key_Down: (0, -DRAWN),
        }.get(Qt.Key(key))
        if key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.canvas.zoom(CLOSER)
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.canvas.zoom(1 / CLOSER)
        elif key == Qt.Key.Key_0:
            self.canvas.fit()
        elif drawn is not None and (is_shifted or drawn[0]):
            self.canvas.look_at(self.canvas.seen.moved(*drawn))
        else:
            event.ignore()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(1, 4, 10, 6)
        across.setSpacing(10)
        across.addWidget(self.canvas, 1)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        for button in self._buttons:
            button.setProperty("role", "map")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in (self._head, self._note):
            beside.addWidget(widget)
        beside.addWidget(self.cards, 1)
        self.cards.setFixedWidth(LIST_WIDTH)
        across.addLayout(beside)

    def _connect(self) -> None:
        self.canvas.moved.connect(self._settling.start)
        self.canvas.pressed.connect(self._press)
        self.canvas.grouped.connect(self._open_group)
        self._settling.timeout.connect(self._list_in_sight)
        self.cards.opened.connect(self.opened)
        self.cards.stood.connect(self._mark_current)
        self.cards.selectionModel().selectionChanged.connect(self.chose)
        self.places.changed.connect(self._show_places)
        self.technicians.changed.connect(self._show_people)
        self._appearance.changed.connect(self._say)
        for button, slot in zip(
            self._buttons, (self._come_closer, self._go_back, self.canvas.fit), strict=True
        ):
            button.clicked.connect(slot)
        self._desk.work(shipped_geography, done=self._show_geography)
        reading = self._desk.begin(terminal_spots)
        reading.done.connect(self._show_terminals)
        reading.start()

    @Slot(object)
    def _show_geography(self, geography: Geography) -> None:
        self.canvas.show_geography(geography)
        self._fit_once()

    @Slot(object)
    def _show_terminals(self, spots: Spots) -> None:
        self.canvas.show_terminals(_column(spots.lat), _column(spots.lon))
        self._fit_once()

    @Slot()
    def _show_people(self) -> None:
        self.canvas.show_people(self.technicians.people)

    @Slot()
    def _show_places(self) -> None:
        self.canvas.show_points(self.places.points)
        self._fit_once()
        self._list_in_sight()

    def _fit_once(self) -> None:
        """See the whole region as soon as something of it is known; what the user looks at then is his."""
        if not self._was_fitted and self.canvas.points.ids.size:
            self._was_fitted = True
            self.canvas.fit()

    @Slot()
    def _list_in_sight(self) -> None:
        points = self.canvas.points
        within = in_sight(points, self.canvas.seen)
        self.canvas.counts = np.bincount(points.state[within], minlength=len(STATES)).tolist()
        before = self.current()
        self.cards.show_ids(points.ids[within].tolist())
        if before is not None and self.current() is None:
            self.canvas.current = -1
        self.canvas.update()
        self._say()

    @Slot(int)
    def _mark_current(self, job_id: int) -> None:
        place = self.places.place_of(job_id)
        self.canvas.current = -1 if place is None else place
        self.canvas.update()

    @Slot(int)
    def _press(self, place: int) -> None:
        self._list_in_sight()
        if self.cards.stand_on(int(self.canvas.points.ids[place])):
            self.cards.setFocus()
            self.opened.emit(int(self.canvas.points.ids[place]))

    @Slot(object)
    def _open_group(self, group: tuple[float, float, int]) -> None:
        """Come closer to a group; where its jobs stand in one place, stand on the most urgent."""
        x, y, first = group
        before = self.canvas.seen
        self.canvas.zoom(GROUP_CLOSER, QPointF(x, y))
        if self.canvas.seen == before:
            self._press(first)

    @Slot()
    def _come_closer(self) -> None:
        self.canvas.zoom(CLOSER * CLOSER)

    @Slot()
    def _go_back(self) -> None:
        self.canvas.zoom(1 / (CLOSER * CLOSER))

    @Slot()
    def _say(self) -> None:
        count, formats = len(self.cards.jobs.ids), self._appearance.formats
        self._head.setText(
            ngettext("{count} job in sight", "{count} jobs in sight", count).format(
                count=formats.number(count)
            )
        )
        missing = self.places.unknown
        said = ngettext("{count} without a place", "{count} without a place", missing)
        self._note.setText(said.format(count=formats.number(missing)) if missing else "")
        self._note.setVisible(bool(missing))
        self.cards.setAccessibleName(_("Jobs in sight"))
        self.canvas.setAccessibleDescription("\n".join(words for *_look, words in self.canvas.legend()))
        named = (
            ("plus", _("Closer"), "+"),
            ("minus", _("Farther"), "-"),
            ("fit-to-page-outline", _("Whole region"), "0"),
        )
        for button, (icon, name, key) in zip(self._buttons, named, strict=True):
            button.setIcon(self._appearance.icons.icon(icon, self._appearance.tokens.text))
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({key})")


def _column(values: "array[float]") -> np.ndarray:
    return np.frombuffer(values, dtype=np.float64) if len(values) else np.empty(0)
