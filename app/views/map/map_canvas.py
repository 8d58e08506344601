"""Paints the map: provinces, terminals, cities, jobs by state, technicians."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.views.appearance import Appearance
from app.views.map.geography import Geography
from app.views.map.levels import DOT, Floats, Marks, Points, dots, marks
from app.views.map.map_marks import STATES, WORDS, MapMarks, look
from app.views.map.projection import NARROWED, Projection
from app.views.widgets.canvas import Canvas

NEAR_PX, STEP = 16, 1.25
NAMED_SCALE = 1500.0
"""From so many pixels a degree on technicians are named."""
LABELS, APART = 48, 14
LEGEND_ROW, LEGEND_EDGE, LEGEND_LEAD = 24, 12, 44
LIFTED = 10
"""Pixels by which technicians stand above their place."""


@dataclass(frozen=True)
class Person:
    """A technician on the map."""

    name: str
    lat: float
    lon: float


class MapCanvas(QWidget):
    """The picture itself.

    Signals:
        moved: another part of the map is seen.
        pressed: the place, among the points, of the job whose mark was clicked.
        grouped: the places of the jobs of the group that was clicked.
    """

    moved = Signal()
    pressed = Signal(int)
    grouped = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._geography: Geography | None = None
        self._outlines = QPainterPath()
        self._names: list[tuple[str, int]] = []
        """What the cities are called, and how wide that is."""
        self.points = Points.none()
        self._terminals: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        self._people: Sequence[Person] = ()
        self._people_points = Points.none()
        self._legend_height = 0
        self.counts: Sequence[int] = (0,) * len(STATES)
        self.current = -1
        """Place among the points of the job the cursor stands on; -1: on none."""
        self._painted: Marks | None = None
        self._drawn_from: QPoint | None = None
        self._was_drawn = False
        self.seen = Projection(lat=32.5, lon=53.5, scale=30.0, width=1, height=1)
        self._marks = MapMarks(appearance, self.devicePixelRatioF())
        # What lies to the east stays on the right, whatever the language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setMinimumSize(240, 200)
        appearance.changed.connect(self._dress)
        self._dress()

    def show_geography(self, geography: Geography) -> None:
        """Paint these outlines and cities."""
        self._geography = geography
        for lat, lon in geography.rings:
            self._outlines.addPolygon(QPolygonF([QPointF(*at) for at in zip(lon, lat, strict=True)]))
        self._name_cities()

    def show_points(self, points: Points) -> None:
        """Paint these jobs."""
        self.points = points
        self.update()

    def show_terminals(self, lat: Floats, lon: Floats) -> None:
        """Paint these terminals."""
        self._terminals = (lat, lon)
        self.update()

    def show_people(self, people: Sequence[Person]) -> None:
        """Paint these technicians."""
        self._people = people
        count = len(people)
        self._people_points = Points(
            ids=np.arange(count),
            lat=np.array([one.lat for one in people], np.float64),
            lon=np.array([one.lon for one in people], np.float64),
            state=np.zeros(count, np.int8),
        )
        self.update()

    def look_at(self, seen: Projection) -> None:
        """See another part of the map."""
        if seen != self.seen:
            self.seen = seen
            self.update()
            self.moved.emit()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Come closer by `factor`, or farther under one; round a pixel, the current job or the middle."""
        at = at or self._current_pixel() or QPointF(self.width() / 2, self.height() / 2)
        self.look_at(self.seen.zoomed(factor, at.x(), at.y()))

    def fit(self) -> None:
        """See the whole region: every job, every technician, every terminal."""
        lat = [self.points.lat, self._terminals[0], self._people_points.lat]
        lon = [self.points.lon, self._terminals[1], self._people_points.lon]
        every_lat, every_lon = np.concatenate(lat), np.concatenate(lon)
        if not every_lat.size and self._geography is not None:
            every_lat = np.concatenate([ring[0] for ring in self._geography.rings])
            every_lon = np.concatenate([ring[1] for ring in self._geography.rings])
        if every_lat.size:
            above = self.seen.resized(self.width(), self.height() - self._legend_height)
            found = above.fitted(every_lat, every_lon).moved(0, -self._legend_height / 2)
            self.look_at(found.resized(self.width(), self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.look_at(self.seen.resized(self.width(), self.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom round the mouse."""
        self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawn_from, self._was_drawn = event.position().toPoint(), False
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the map along."""
        if self._drawn_from is None:
            return
        by = event.position().toPoint() - self._drawn_from
        if self._was_drawn or by.manhattanLength() > 4:
            self._was_drawn = True
            self._drawn_from = event.position().toPoint()
            self.look_at(self.seen.moved(by.x(), by.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without drawing chooses what it meets."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if self._drawn_from is not None and not self._was_drawn:
            self.press(event.position())
        self._drawn_from = None

    def press(self, at: QPointF) -> None:
        """Choose the job whose mark lies at a pixel; a group opens."""
        found = self._painted
        if found is None or not found.x.size:
            return
        away = np.hypot(found.x - at.x(), found.y - at.y())
        nearest = int(away.argmin())
        if away[nearest] > NEAR_PX:
            return
        if found.count[nearest] == 1:
            self.pressed.emit(int(found.first[nearest]))
        else:
            self.grouped.emit((float(found.x[nearest]), float(found.y[nearest]), int(found.first[nearest])))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Canvas(painter, self.rect(), self._appearance).colour("ground"))
        self._paint_provinces(painter)
        self._paint_terminals(painter)
        if self._geography is not None:
            self._paint_cities(painter, self._geography)
        self._paint_people(painter)
        self._paint_jobs(painter)
        self._paint_legend(painter)
        self._paint_measure(painter)
        painter.end()

    def _paint_provinces(self, painter: QPainter) -> None:
        canvas, seen = Canvas(painter, self.rect(), self._appearance), self.seen
        pen = QPen(canvas.colour("edge"), 1)
        pen.setCosmetic(True)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(pen)
        painter.setBrush(canvas.colour("surface"))
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(seen.scale * NARROWED, -seen.scale)
        painter.translate(-seen.lon, -seen.lat)
        painter.drawPath(self._outlines)
        painter.restore()

    def _paint_terminals(self, painter: QPainter) -> None:
        lat, lon = self._terminals
        if not lat.size:
            return
        shade = dots(lat, lon, self.seen)
        colour = Canvas(painter, self.rect(), self._appearance).colour("muted")
        high, wide = shade.shape
        picture = np.empty((high, wide, 4), np.uint8)
        picture[..., 0], picture[..., 1], picture[..., 2] = colour.blue(), colour.green(), colour.red()
        picture[..., 3] = shade // 2
        image = QImage(picture.tobytes(), wide, high, 4 * wide, QImage.Format.Format_ARGB32)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(QRectF(0, 0, wide * DOT, high * DOT), image)

    def _paint_cities(self, painter: QPainter, geography: Geography) -> None:
        """As many names as stand apart, those of large cities first."""
        x, y = self.seen.pixels(geography.city_lat, geography.city_lon)
        within = np.flatnonzero((x > 0) & (x < self.width()) & (y > 0) & (y < self.height()))
        canvas = Canvas(painter, self.rect(), self._appearance)
        taken: list[QRect] = []
        for place in within.tolist():
            name, width = self._names[place]
            box = QRect(int(x[place]) - width // 2, int(y[place]) + 13, width, 18)
            if len(taken) >= LABELS:
                break
            room = box.adjusted(-APART, -APART, APART, APART)
            if any(room.intersects(other) for other in taken):
                continue
            taken.append(box)
            canvas.disc(QRect(int(x[place]) - 2, int(y[place]) - 2, 4, 4), "muted")
            canvas.text(box, name, px=12, weight=500, colour="muted", align="center")

    def _paint_people(self, painter: QPainter) -> None:
        """Above where they are, so that the jobs there are not covered; together where they are near."""
        found = marks(self._people_points, self.seen)
        canvas, ratio = Canvas(painter, self.rect(), self._appearance), self.devicePixelRatioF()
        is_named = self.seen.scale >= NAMED_SCALE
        columns = (found.x.tolist(), found.y.tolist(), found.count.tolist(), found.first.tolist())
        for x, y, count, first in zip(*columns, strict=True):
            picture = self._marks.technicians(count)
            size = picture.size() / ratio
            painter.drawPixmap(QPointF(x - size.width() / 2, y - size.height() - LIFTED), picture)
            if is_named and count == 1:
                name = self._people[first].name
                width = self._appearance.lettering.width(name, 12, weight=600) + 8
                box = QRect(int(x) - width // 2, int(y) - size.height() - LIFTED - 20, width, 18)
                canvas.rounded(box, 4, fill="surface")
                canvas.text(box, name, px=12, weight=600, colour="info", align="center")

    def _paint_jobs(self, painter: QPainter) -> None:
        found = self._painted = marks(self.points, self.seen)
        ratio = self.devicePixelRatioF()
        columns = (found.x.tolist(), found.y.tolist(), found.count.tolist(), found.state.tolist())
        # The worst are painted last, so that nothing covers them.
        for place in np.argsort(-found.state, kind="stable").tolist():
            x, y, count, state = (column[place] for column in columns)
            picture = self._marks.job(state) if count == 1 else self._marks.group(state, count)
            size = picture.size() / ratio
            painter.drawPixmap(QPointF(x - size.width() / 2, y - size.height() / 2), picture)
        middle = self._current_pixel()
        if middle is not None:
            self._paint_current(painter, middle)

    def _current_pixel(self) -> QPointF | None:
        """Where the job is that the cursor stands on, if that is in sight."""
        if not 0 <= self.current < self.points.ids.size:
            return None
        at = slice(self.current, self.current + 1)
        x, y = self.seen.pixels(self.points.lat[at], self.points.lon[at])
        middle = QPointF(float(x[0]), float(y[0]))
        return middle if self.rect().contains(middle.toPoint()) else None

    def _paint_current(self, painter: QPainter, middle: QPointF) -> None:
        canvas = Canvas(painter, self.rect(), self._appearance)
        picture = self._marks.job(int(self.points.state[self.current]), chosen=True)
        size = picture.size() / self.devicePixelRatioF()
        painter.drawPixmap(middle - QPointF(size.width() / 2, size.height() / 2), picture)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(canvas.colour("accent"), 2.5))
        painter.drawEllipse(middle, 18, 18)

    def legend(self) -> list[tuple[str, str, str]]:
        """Icon, tone and words of each line of the legend: states with how many jobs are in sight."""
        number = self._appearance.formats.number
        lines = [
            (
                *look(state),
                _("{state}: {count}").format(state=_(WORDS[state]), count=number(self.counts[state])),
            )
            for state in range(len(STATES))
        ]
        people = _("Technician, last place known")
        return [*lines, ("account-hard-hat", "info", people), ("square-small", "muted", _("Terminals"))]

    def _paint_legend(self, painter: QPainter) -> None:
        """Along the lower edge, in as many rows as it needs."""
        lettering, room = self._appearance.lettering, self.width() - 2 * LEGEND_EDGE
        rows: list[list[tuple[str, str, str, int, int]]] = [[]]
        used = 0
        for icon, tone, words in self.legend():
            width = lettering.width(words, 12) + LEGEND_LEAD
            if used + width > room and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append((icon, tone, words, used, width))
            used += width
        self._legend_height = LEGEND_ROW * len(rows) + 8
        box = QRect(0, self.height() - self._legend_height, self.width(), self._legend_height)
        canvas = Canvas(painter, box, self._appearance)
        painter.fillRect(box, canvas.colour("surface", alpha=235))
        painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), canvas.colour("line"))
        for row, items in enumerate(rows):
            top = 4 + row * LEGEND_ROW
            for icon, tone, words, left, width in items:
                canvas.icon(canvas.rect(LEGEND_EDGE + left, top + 3, 18, 18), icon, tone)
                rest = canvas.rect(LEGEND_EDGE + left + 24, top, width - 26, LEGEND_ROW)
                canvas.text(rest, words, px=12)

    def _paint_measure(self, painter: QPainter) -> None:
        """A line of a round number of kilometres at the other lower corner."""
        longest = self.seen.kilometres(140)
        power = 10 ** np.floor(np.log10(longest))
        round_km = float(max(step * power for step in (1, 2, 5) if step * power <= longest))
        width = int(140 * round_km / longest)
        shown = self._appearance.formats.locale.toString(round_km, "f", 0 if round_km >= 1 else 2)
        left = 16 if self._appearance.is_rtl else self.width() - 16 - width
        canvas = Canvas(painter, self.rect(), self._appearance)
        foot = self.height() - self._legend_height - 12
        words = QRect(left - 20, foot - 22, width + 40, 18)
        canvas.text(words, _("{km} km").format(km=shown), px=12, colour="muted", align="center")
        painter.setPen(QPen(canvas.colour("muted"), 2))
        painter.drawLine(left, foot, left + width, foot)

    @Slot()
    def _dress(self) -> None:
        self._marks = MapMarks(self._appearance, self.devicePixelRatioF())
        self.setAccessibleName(_("Map"))
        self._name_cities()

    def _name_cities(self) -> None:
        if self._geography is not None:
            fa, lettering = self._appearance.is_rtl, self._appearance.lettering
            names = [city.city_fa if fa else city.city_en for city in self._geography.cities]
            self._names = [(name, lettering.width(name, 12, weight=500) + 4) for name in names]
        self.update()
