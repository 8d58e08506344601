"""One figure over months or weeks as a line: its points open the jobs behind them, by mouse or keys."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.jalali import JalaliMonth
from app.domain.scorecards import GOALS, Kpi, Unit
from app.i18n import _
from app.services.scorecards import TrendPoint
from app.views.appearance import Appearance
from app.views.calendar.visit_words import short_day
from app.views.contractors.figure_words import NAMES, made_of, value_text
from app.views.widgets.canvas import Canvas

AXIS_WIDTH, BOTTOM_HEIGHT, NAME_WIDTH, EDGE = 46, 30, 66, 12
STEPS = 4
"""Parts of the scale."""
REACH = 12
"""Pixels from the middle of a point within which a click means it."""
ROOM = 0.6
"""Space before the first and after the last point, in points."""


class TrendChart(QWidget):
    """The line of one figure; a point without cases is a gap, not a zero.

    Signals:
        opened: the TrendPoint whose jobs the user wants to see.
    """

    opened = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._kpi = Kpi.RESOLVE
        self._points: tuple[TrendPoint, ...] = ()
        self._by = "month"
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 120)
        self.setMouseTracking(True)
        appearance.changed.connect(self._say)

    def show_points(self, kpi: Kpi, points: Sequence[TrendPoint], *, by: str) -> None:
        """Show these points of a figure, oldest first; `by` month or week."""
        self._kpi, self._points, self._by = kpi, tuple(points), by
        self._at = -1
        self._say()

    def points(self) -> tuple[TrendPoint, ...]:
        """The points shown, oldest first."""
        return self._points

    def labels(self) -> list[str]:
        """What stands under the points, oldest first."""
        return [self._label(point.first) for point in self._points]

    def mark(self, place: int) -> QPointF:
        """Where the point of that place stands in the chart; a point without cases on the scale's foot."""
        low, high = self._span()
        value = self._value(self._points[place])
        share = 0.0 if value is None else (value - low) / (high - low)
        box = self._box()
        step = box.width() / (max(len(self._points) - 1, 1) + 2 * ROOM)
        along = (place + ROOM) * step
        x = box.right() - along if self._appearance.is_rtl else box.left() + along
        return QPointF(x, box.bottom() - share * box.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        canvas = Canvas(QPainter(self), self.rect(), self._appearance)
        self._paint_scale(canvas)
        self._paint_names(canvas)
        self._paint_line(canvas)
        if self.hasFocus():
            canvas.rounded(self.rect(), 6, line="accent")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._place_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._place_at(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._stand_on(at)
            self.opened.emit(self._points[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forth = -1 if self._appearance.is_rtl else 1
        steps = {Qt.Key.Key_Right: forth, Qt.Key.Key_Left: -forth}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._points:
            start = len(self._points) - 1 if self._at < 0 else self._at + step
            self._stand_on(min(max(start, 0), len(self._points) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.opened.emit(self._points[self._at])
        else:
            super().keyPressEvent(event)

    def _stand_on(self, place: int) -> None:
        self._at = place
        self._say()

    def _place_at(self, spot: QPointF) -> int | None:
        """The place of the point under the mouse."""
        near = [place for place, point in enumerate(self._points) if point.measure.value is not None]
        gaps = {place: (self.mark(place) - spot).manhattanLength() for place in near}
        nearest = min(gaps, key=lambda place: gaps[place], default=None)
        return nearest if nearest is not None and gaps[nearest] <= REACH else None

    def _box(self) -> QRectF:
        """Where the points stand: what the scale and the names below leave."""
        start, end = (EDGE, AXIS_WIDTH) if self._appearance.is_rtl else (AXIS_WIDTH, EDGE)
        return QRectF(self.rect()).adjusted(start, EDGE, -end, -BOTTOM_HEIGHT)

    def _paint_scale(self, canvas: Canvas) -> None:
        """Five steps with their figures on the start side, and the goal as a broken line."""
        low, high = self._span()
        for part in range(STEPS + 1):
            step = low + (high - low) * part / STEPS
            y = self._paint_across(canvas, step, QPen(canvas.colour("line"), 1))
            figure = canvas.rect(0, y - 9, AXIS_WIDTH - 8, 18)
            canvas.text(figure, self._tick(step), px=11, colour="muted", align="end")
        goal = float(GOALS[self._kpi].target)
        self._paint_across(canvas, goal, QPen(canvas.colour("muted"), 1, Qt.PenStyle.DashLine))

    def _paint_across(self, canvas: Canvas, value: float, pen: QPen) -> float:
        low, high = self._span()
        box = self._box()
        y = box.bottom() - (value - low) / (high - low) * box.height()
        canvas.painter.setPen(pen)
        canvas.painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        return y

    def _paint_names(self, canvas: Canvas) -> None:
        """As many names as there is room for; the newest point is always named."""
        newest, top = len(self._points) - 1, self.height() - BOTTOM_HEIGHT + 6
        skip = max(1, -(-len(self._points) * NAME_WIDTH // max(self.width() - AXIS_WIDTH, 1)))
        for place, name in enumerate(self.labels()):
            if (newest - place) % skip == 0:
                rect = QRect(round(self.mark(place).x()) - NAME_WIDTH // 2, top, NAME_WIDTH, 18)
                canvas.text(rect, name, px=11, colour="muted", align="center")

    def _paint_line(self, canvas: Canvas) -> None:
        painter, told = canvas.painter, [point.measure.value is not None for point in self._points]
        painter.setPen(QPen(canvas.colour("accent"), 2))
        for place, (before, here) in enumerate(pairwise(told)):
            if before and here:
                painter.drawLine(self.mark(place), self.mark(place + 1))
        painter.setPen(QPen(canvas.colour("surface"), 2))
        painter.setBrush(canvas.colour("accent"))
        for place, is_told in enumerate(told):
            if is_told:
                radius = 6.5 if place == self._at else 4.5
                painter.drawEllipse(self.mark(place), radius, radius)

    def _span(self) -> tuple[float, float]:
        """The part of the scale shown: to the full hundred for shares, from zero for times."""
        values = [value for point in self._points if (value := self._value(point)) is not None]
        goal = GOALS[self._kpi]
        target = float(goal.target)
        if goal.unit is Unit.SCORE:
            return 1.0, 5.0
        if goal.unit is Unit.HOURS or target < 50:
            return 0.0, max(*values, target, 1.0) * 1.1
        return max(0.0, min([*values, float(goal.floor)]) // 10 * 10), 100.0

    def _tick(self, value: float) -> str:
        formats = self._appearance.formats
        unit = "" if GOALS[self._kpi].unit is not Unit.PERCENT else "٪" if formats.language == "fa" else "%"
        return f"{formats.number(round(value))}{unit}"

    def _value(self, point: TrendPoint) -> float | None:
        value = point.measure.value
        return None if value is None else float(value)

    def _label(self, first: date) -> str:
        language = self._appearance.language
        return JalaliMonth.of(first).name(language) if self._by == "month" else short_day(first, language)

    def _say(self) -> None:
        formats = self._appearance.formats
        self.setAccessibleName(_("Trend: {figure}").format(figure=_(NAMES[self._kpi])))
        shown = self._points if self._at < 0 else (self._points[self._at],)
        said = [
            f"{self._label(point.first)}: {value_text(self._kpi, point.measure.value, formats)}"
            f" ({made_of(point.measure, formats)})"
            for point in shown
        ]
        self.setAccessibleDescription("\n".join(said))
        self.setToolTip("\n".join(said))
        self.update()
